/* ODBC: direct and prepared statements, rows, errors, calls in the argument of SQL_SUCCEEDED, texts of UTF-16.  The argument
   is the connection.  Compiles as C and as C++. */
#include <sql.h>
#include <sqlext.h>
#include <stdio.h>
#include <string.h>

static SQLHDBC connection;

static SQLHSTMT statement(void) {
  SQLHSTMT made = SQL_NULL_HSTMT;
  SQLAllocHandle(SQL_HANDLE_STMT, connection, &made);
  return made;
}

static int execute(const char *text) {
  SQLHSTMT at = statement();
  SQLRETURN code = SQLExecDirect(at, (SQLCHAR *)text, SQL_NTS);
  SQLFreeHandle(SQL_HANDLE_STMT, at);
  return code;
}

static int rows(void) {
  SQLHSTMT at = statement();
  int count = 0;
  if (SQLExecDirect(at, (SQLCHAR *)"SELECT a FROM t WHERE a < 100;;;", 29) == SQL_SUCCESS)
    while (SQLFetch(at) == SQL_SUCCESS)
      ++count;
  SQLFreeStmt(at, SQL_CLOSE);
  SQLFreeHandle(SQL_HANDLE_STMT, at);
  return count;
}

static int prepared(void) {
  SQLHSTMT at = statement();
  SQLINTEGER value = 0;
  SQLLEN size = 0;
  int sum = 0;
  SQLPrepare(at, (SQLCHAR *)"INSERT INTO t VALUES (?)", SQL_NTS);
  SQLBindParameter(at, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &value, 0, &size);
  for (value = 2; value < 4; ++value)
    sum += SQLExecute(at);
  value = 1; /* which is there already */
  sum += SQLExecute(at);
  SQLFreeHandle(SQL_HANDLE_STMT, at);
  return sum;
}

static int first_row(void) {
  SQLHSTMT at = statement();
  SQLExecDirect(at, (SQLCHAR *)"SELECT a FROM t", SQL_NTS);
  SQLFetch(at);
  SQLCloseCursor(at);
  SQLFreeHandle(SQL_HANDLE_STMT, at);
  return 0;
}

static int in_macro(void) {
  SQLHSTMT at = statement();
  int count = 0;
  if (SQL_SUCCEEDED(SQLExecDirect(at, (SQLCHAR *)"SELECT a FROM t WHERE a > 1", SQL_NTS)))
    while (SQL_SUCCEEDED(SQLFetch(at)))
      ++count;
  SQLFreeStmt(at, SQL_CLOSE);
  if (!SQL_SUCCEEDED(SQLExecDirect(at, (SQLCHAR *)"SELECT a FROM nowhere", SQL_NTS)))
    ++count;
  SQLFreeHandle(SQL_HANDLE_STMT, at);
  return count;
}

static SQLWCHAR *wide(const char *text) {
  static SQLWCHAR units[100];
  int i = 0;
  do
    units[i] = (SQLWCHAR)(text[i] == '~' ? 0xe9 : text[i]);
  while (text[i++]);
  return units;
}

static int wide_texts(void) {
  SQLHSTMT at = statement();
  int count = 0;
  if (SQL_SUCCEEDED(SQLExecDirectW(at, wide("SELECT a AS caf~ FROM t WHERE a > 2;;;"), 35)))
    while (SQLFetch(at) == SQL_SUCCESS)
      ++count;
  SQLFreeHandle(SQL_HANDLE_STMT, at);
  at = statement();
  SQLPrepareW(at, wide("SELECT a FROM t WHERE a < 3"), SQL_NTS);
  SQLExecute(at);
  while (SQL_SUCCEEDED(SQLFetch(at)))
    ++count;
  SQLFreeHandle(SQL_HANDLE_STMT, at);
  return count;
}

int main(int count, char **arguments) {
  SQLHENV environment = SQL_NULL_HENV;
  SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &environment);
  SQLSetEnvAttr(environment, SQL_ATTR_ODBC_VERSION, (SQLPOINTER)SQL_OV_ODBC3, 0);
  SQLAllocHandle(SQL_HANDLE_DBC, environment, &connection);
  if (!SQL_SUCCEEDED(SQLDriverConnect(connection, NULL, (SQLCHAR *)arguments[count - 1], SQL_NTS, NULL, 0, NULL, SQL_DRIVER_NOPROMPT)))
    printf("no connection\n");
  printf("%d\n", execute("CREATE TEMPORARY TABLE t(a INTEGER UNIQUE)"));
  printf("%d\n", execute("INSERT INTO t VALUES (1)"));
  printf("%d\n", execute("INSERT INTO nowhere VALUES ('secret')"));
  printf("%d\n", prepared());
  printf("%d\n", rows());
  printf("%d\n", first_row());
  printf("%d\n", in_macro());
  printf("%d\n", wide_texts());
  SQLDisconnect(connection);
  SQLFreeHandle(SQL_HANDLE_DBC, connection);
  SQLFreeHandle(SQL_HANDLE_ENV, environment);
  return 0;
}
