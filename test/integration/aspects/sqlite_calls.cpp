// The same calls from C++, with texts that are temporaries.
#include <cstdio>
#include <sqlite3.h>
#include <string>

static int execute(sqlite3 *db, const std::string &text) {
  return sqlite3_exec(db, (text + "").c_str(), nullptr, nullptr, nullptr);
}

static int rows(sqlite3 *db, const std::string &text, int least) {
  sqlite3_stmt *s = nullptr;
  if (sqlite3_prepare_v2(db, text.c_str(), static_cast<int>(text.size()), &s, nullptr) != SQLITE_OK)
    return -1;
  sqlite3_bind_int(s, 1, least);
  int count = 0;
  while (sqlite3_step(s) == SQLITE_ROW)
    ++count;
  sqlite3_finalize(s);
  return count;
}

static int first_row(sqlite3 *db) {
  sqlite3_stmt *s = nullptr;
  if (sqlite3_prepare_v2(db, "SELECT a FROM t ORDER BY a", -1, &s, nullptr) != SQLITE_OK)
    return -1;
  int sum = 0;
  for (int i = 0; i < 2; ++i) {
    if (sqlite3_step(s) == SQLITE_ROW)
      sum += sqlite3_column_int(s, 0);
    sqlite3_reset(s);
  }
  sqlite3_finalize(s);
  return sum;
}

int main() {
  sqlite3 *db = nullptr;
  if (sqlite3_open(":memory:", &db) != SQLITE_OK)
    return 1;
  std::printf("%d\n", execute(db, "CREATE TABLE t(a INTEGER UNIQUE)"));
  std::printf("%d\n", execute(db, "INSERT INTO t VALUES (1), (2), (3)"));
  std::printf("%d\n", execute(db, "INSERT INTO t VALUES (1)"));
  std::printf("%d\n", rows(db, "SELECT a FROM t WHERE a >= ?", 2));
  std::printf("%d\n", first_row(db));
  sqlite3_close(db);
}
