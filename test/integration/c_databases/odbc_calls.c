/* ODBC, by the driver of SQLite: direct and prepared statements, rows, an error.  Compiles as C and as C++. */
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

int main(void) {
  SQLHENV environment = SQL_NULL_HENV;
  SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &environment);
  SQLSetEnvAttr(environment, SQL_ATTR_ODBC_VERSION, (SQLPOINTER)SQL_OV_ODBC3, 0);
  SQLAllocHandle(SQL_HANDLE_DBC, environment, &connection);
  if (!SQL_SUCCEEDED(SQLDriverConnect(connection, NULL, (SQLCHAR *)"Driver=SQLite3;Database=:memory:", SQL_NTS, NULL, 0, NULL, SQL_DRIVER_NOPROMPT)))
    printf("no connection\n");
  printf("%d\n", execute("CREATE TABLE t(a INTEGER UNIQUE)"));
  printf("%d\n", execute("INSERT INTO t VALUES (1)"));
  printf("%d\n", execute("INSERT INTO nowhere VALUES ('secret')"));
  printf("%d\n", prepared());
  printf("%d\n", rows());
  printf("%d\n", first_row());
  SQLDisconnect(connection);
  SQLFreeHandle(SQL_HANDLE_DBC, connection);
  SQLFreeHandle(SQL_HANDLE_ENV, environment);
  return 0;
}
