/* Calls of the C API of MySQL and MariaDB: queries, results that are stored and fetched, prepared statements, errors.
   As C and as C++. */
#include <mysql.h>
#include <stdio.h>
#include <string.h>

static int execute(MYSQL *m, const char *text) { return mysql_query(m, text) == 0 ? 0 : (int)mysql_errno(m); }

static unsigned long stored(MYSQL *m, const char *text) {
  MYSQL_RES *result;
  unsigned long count = 0;
  if (mysql_real_query(m, text, (unsigned long)strlen(text)) != 0) return 0;
  result = mysql_store_result(m);
  while (mysql_fetch_row(result))
    count++;
  mysql_free_result(result);
  return count;
}

/* Fetches at most that many rows as the server sends them. */
static int fetched(MYSQL *m, const char *text, int most) {
  MYSQL_RES *result;
  int count = 0;
  if (mysql_query(m, text) || !(result = mysql_use_result(m))) return -1;
  while (count < most && mysql_fetch_row(result) != NULL)
    count++;
  mysql_free_result(result);
  return count;
}

static MYSQL_STMT *prepare(MYSQL *m, const char *text) {
  MYSQL_STMT *s = mysql_stmt_init(m);
  if (mysql_stmt_prepare(s, text, (unsigned long)strlen(text)) == 0) return s;
  printf("%s\n", mysql_stmt_error(s));
  mysql_stmt_close(s);
  return NULL;
}

static int execute_with(MYSQL_STMT *s, int number) {
  MYSQL_BIND value;
  memset(&value, 0, sizeof value);
  value.buffer_type = MYSQL_TYPE_LONG;
  value.buffer = &number;
  if (mysql_stmt_bind_param(s, &value)) return -1;
  return mysql_stmt_execute(s) == 0 ? 0 : (int)mysql_stmt_errno(s);
}

static int rows_of(MYSQL_STMT *s, int least, int is_stored) {
  MYSQL_BIND value;
  int number = 0, sum = 0;
  memset(&value, 0, sizeof value);
  value.buffer_type = MYSQL_TYPE_LONG;
  value.buffer = &number;
  if (execute_with(s, least) != 0 || mysql_stmt_bind_result(s, &value)) return -1;
  if (is_stored && mysql_stmt_store_result(s)) return -1;
  while (mysql_stmt_fetch(s) == 0)
    sum += number;
  mysql_stmt_free_result(s);
  return sum;
}

static void prepared(MYSQL *m) {
  MYSQL_STMT *s = prepare(m, "INSERT INTO t(a, b) VALUES (?, 'secret-literal')");
  if (!s) return;
  printf("%d\n", execute_with(s, 10));
  printf("%d\n", execute_with(s, 10)); /* is there */
  mysql_stmt_close(s);
  if (!(s = prepare(m, "SELECT a FROM t WHERE a >= ? ORDER BY a"))) return;
  printf("%d\n", rows_of(s, 2, 1));
  printf("%d\n", rows_of(s, 3, 0));
  mysql_stmt_close(s);
  s = prepare(m, "SELECT a FROM no_such_table WHERE b = 'secret-six'");
  if (s) mysql_stmt_close(s);
}

int main(int count, char **arguments) {
  MYSQL *m = mysql_init(NULL);
  if (!mysql_real_connect(m, NULL, "root", NULL, NULL, 0, count > 1 ? arguments[1] : NULL, 0)) {
    fprintf(stderr, "%s\n", mysql_error(m));
    return 1;
  }
  printf("%d\n", execute(m, "CREATE DATABASE IF NOT EXISTS shop"));
  printf("%d\n", execute(m, "USE shop"));
  printf("%d\n", execute(m, "DROP TABLE IF EXISTS t"));
  printf("%d\n", execute(m, "CREATE TABLE t(a INTEGER UNIQUE, b VARCHAR(40))"));
  printf("%d\n", execute(m, "INSERT INTO t VALUES (1, 'secret-one'), (2, 'secret-two'), (3, 'x')"));
  printf("%d\n", execute(m, "INSERT INTO t VALUES (1, 'secret-three')"));
  printf("%lu\n", stored(m, "SELECT a FROM t WHERE b <> 'secret-four'"));
  printf("%d\n", fetched(m, "SELECT a, b FROM t", 9));
  printf("%d\n", fetched(m, "SELECT b FROM t", 2));
  printf("%d\n", execute(m, "SELEKT 'secret-five'"));
  prepared(m);
  mysql_close(m);
  return 0;
}
