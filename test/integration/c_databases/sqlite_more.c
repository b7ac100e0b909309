/* Calls of sqlite3 besides those of sqlite_calls: tables, and statements that cannot be prepared.  As C and as C++. */
#include <sqlite3.h>
#include <stdio.h>

static int table(sqlite3 *db, const char *text) {
  char **cells;
  int rows = -1, columns;
  if (sqlite3_get_table(db, text, &cells, &rows, &columns, NULL) == SQLITE_OK) sqlite3_free_table(cells);
  return rows;
}

static int prepare(sqlite3 *db, const char *text) {
  sqlite3_stmt *s = NULL;
  const int code = sqlite3_prepare_v2(db, text, -1, &s, NULL);
  sqlite3_finalize(s);
  return code;
}

int main(int count, char **arguments) {
  sqlite3 *db;
  if (count < 1 || !arguments || sqlite3_open(":memory:", &db) != SQLITE_OK) return 1;
  printf("%d\n", table(db, "SELECT 1, 'secret-one' UNION SELECT 2, 'secret-two'"));
  printf("%d\n", prepare(db, "SELECT a FROM no_such_table WHERE b = 'secret-three'"));
  printf("%d\n", prepare(db, "SELECT 'secret-four'")); /* is not executed */
  sqlite3_close(db);
  return 0;
}
