/* Calls of sqlite3: executed, prepared, with rows and with errors. */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static int execute(sqlite3 *db, const char *text) { return sqlite3_exec(db, text, 0, 0, 0); }

static int rows(sqlite3 *db, const char *text, int least) {
  sqlite3_stmt *s;
  int count = 0;
  if (sqlite3_prepare_v2(db, text, (int)strlen(text), &s, 0) != SQLITE_OK) return -1;
  sqlite3_bind_int(s, 1, least);
  while (sqlite3_step(s) == SQLITE_ROW)
    count++;
  sqlite3_finalize(s);
  return count;
}

/* The statement is left in the middle, and used again. */
static int first_row(sqlite3 *db) {
  sqlite3_stmt *s;
  int i, sum = 0;
  if (sqlite3_prepare_v2(db, "SELECT a FROM t ORDER BY a", -1, &s, 0) != SQLITE_OK) return -1;
  for (i = 0; i < 2; i++) {
    if (sqlite3_step(s) == SQLITE_ROW) sum += sqlite3_column_int(s, 0);
    sqlite3_reset(s);
  }
  sqlite3_finalize(s);
  return sum;
}

int main(void) {
  sqlite3 *db;
  if (sqlite3_open(":memory:", &db) != SQLITE_OK) return 1;
  printf("%d\n", execute(db, "CREATE TABLE t(a INTEGER UNIQUE)"));
  printf("%d\n", execute(db, "INSERT INTO t VALUES (1), (2), (3)"));
  printf("%d\n", execute(db, "INSERT INTO t VALUES (1)"));
  printf("%d\n", rows(db, "SELECT a FROM t WHERE a >= ?", 2));
  printf("%d\n", first_row(db));
  sqlite3_close(db);
  return 0;
}
