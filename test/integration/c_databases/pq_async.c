/* Calls of libpq: prepared statements, and queries that are sent and answered by several results.  As C and as C++. */
#include <libpq-fe.h>
#include <stdio.h>

static int prepare(PGconn *c, const char *name, const char *text) {
  PGresult *result = PQprepare(c, name, text, 1, NULL);
  const int status = (int)PQresultStatus(result);
  PQclear(result);
  return status;
}

static int execute(PGconn *c, const char *name, const char *value) {
  const char *values[1];
  PGresult *result;
  int rows;
  values[0] = value;
  result = PQexecPrepared(c, name, 1, values, NULL, NULL, 0);
  rows = PQresultStatus(result) == PGRES_TUPLES_OK ? PQntuples(result) : -(int)PQresultStatus(result);
  PQclear(result);
  return rows;
}

static int answers(PGconn *c) {
  PGresult *result;
  int rows = 0;
  while ((result = PQgetResult(c)) != NULL) {
    rows += PQntuples(result);
    PQclear(result);
  }
  return rows;
}

static int send(PGconn *c, const char *text, int by_rows) {
  if (!PQsendQuery(c, text)) return -1;
  if (by_rows) PQsetSingleRowMode(c);
  return answers(c);
}

static int send_prepared(PGconn *c, const char *name, const char *value) {
  const char *values[1];
  values[0] = value;
  return PQsendQueryPrepared(c, name, 1, values, NULL, NULL, 0) ? answers(c) : -1;
}

static int copy(PGconn *c) {
  char *line;
  int lines = 0;
  PQclear(PQexec(c, "COPY t TO STDOUT"));
  while (PQgetCopyData(c, &line, 0) > 0) {
    PQfreemem(line);
    lines++;
  }
  return lines + 100 * answers(c);
}

int main(int count, char **arguments) {
  PGconn *c = PQconnectdb(count > 1 ? arguments[1] : "");
  if (PQstatus(c) != CONNECTION_OK) {
    fputs(PQerrorMessage(c), stderr);
    return 1;
  }
  PQclear(PQexec(c, "CREATE TEMPORARY TABLE t(a INTEGER UNIQUE, b TEXT)"));
  printf("%d\n", prepare(c, "add", "INSERT INTO t VALUES ($1, 'secret-literal')"));
  printf("%d\n", prepare(c, "all", "SELECT a FROM t WHERE a >= $1"));
  printf("%d\n", prepare(c, "bad", "SELECT a FROM no_such_table WHERE b = 'secret-one'"));
  printf("%d\n", execute(c, "add", "1"));
  printf("%d\n", execute(c, "add", "1"));
  printf("%d\n", execute(c, "add", "2"));
  printf("%d\n", execute(c, "all", "1"));
  printf("%d\n", send(c, "SELECT a, 'secret-two' FROM t", 0));
  printf("%d\n", send(c, "SELECT b FROM t WHERE a > 0", 1));
  printf("%d\n", send(c, "SELECT 1/0, 'secret-three'", 0));
  printf("%d\n", send_prepared(c, "all", "2"));
  printf("%d\n", copy(c));
  PQfinish(c);
  return 0;
}
