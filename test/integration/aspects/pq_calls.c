/* Calls of libpq: executed, with parameters, with rows and with errors.  As C and as C++. */
#include <libpq-fe.h>
#include <stdio.h>

static int execute(PGconn *connection, const char *text) {
  PGresult *result = PQexec(connection, text);
  const int status = (int)PQresultStatus(result);
  PQclear(result);
  return status;
}

static int rows(PGconn *connection, const char *least) {
  const char *values[1];
  PGresult *result;
  int count;
  values[0] = least;
  result = PQexecParams(connection, "SELECT a FROM t WHERE a >= $1 AND b <> 'secret-literal'", 1, NULL, values, NULL, NULL, 0);
  count = PQntuples(result);
  PQclear(result);
  return count;
}

int main(int argc, char **argv) {
  PGconn *connection = PQconnectdb(argc > 1 ? argv[1] : "");
  if (PQstatus(connection) != CONNECTION_OK) {
    fputs(PQerrorMessage(connection), stderr);
    return 1;
  }
  printf("%d\n", execute(connection, "CREATE TEMPORARY TABLE t(a INTEGER UNIQUE, b TEXT)"));
  printf("%d\n", execute(connection, "INSERT INTO t VALUES (1, 'secret-one'), (2, 'secret-two'), (3, 'x')"));
  printf("%d\n", execute(connection, "INSERT INTO t VALUES (1, 'secret-again')"));
  printf("%d\n", rows(connection, "2"));
  PQfinish(connection);
  return 0;
}
