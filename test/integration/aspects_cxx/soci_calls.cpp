// SOCI: statements with and without rows, one that is executed several times, errors; queries by operator << are the driver's.
#include <soci/soci.h>

#include <cstdio>

static long execute(soci::session &sql, const char *text) {
  soci::statement statement(sql);
  try {
    statement.alloc();
    statement.prepare(text);
    statement.define_and_bind();
    statement.execute(true);
  } catch (const soci::soci_error &) {
    statement.clean_up();
    return -1;
  }
  statement.clean_up();
  return 0;
}

static int several(soci::session &sql) {
  int value = 0, failed = 0;
  soci::statement statement(sql);
  statement.exchange(soci::use(value, "value"));
  statement.alloc();
  statement.prepare("INSERT INTO t VALUES (:value, 'secret')");
  statement.define_and_bind();
  for (const int each : {1, 2, 1}) {
    value = each;
    try {
      statement.execute(true);
    } catch (const soci::soci_error &) {
      ++failed;
    }
  }
  statement.clean_up();
  return failed;
}

static int rows(soci::session &sql) {
  int value = 0, sum = 0;
  soci::statement statement(sql);
  statement.exchange(soci::into(value));
  statement.alloc();
  statement.prepare("SELECT a FROM t WHERE a < 100 ORDER BY a");
  statement.define_and_bind();
  statement.execute();
  while (statement.fetch())
    sum += value;
  statement.clean_up();
  return sum;
}

static int each_row(soci::session &sql) {
  int value = 0, sum = 0;
  soci::statement statement(sql);
  statement.exchange(soci::into(value));
  statement.alloc();
  statement.prepare("SELECT a FROM t ORDER BY a");
  statement.define_and_bind();
  for (bool more = statement.execute(true); more; more = statement.fetch())
    sum += value;
  statement.clean_up();
  return sum;
}

static int one(soci::session &sql) {
  int count = 0;
  sql << "SELECT count(*) FROM t WHERE b = 'secret'", soci::into(count);
  return count;
}

int main(int, char **words) {
  soci::session sql(words[1]);
  std::printf("%ld\n", execute(sql, "CREATE TEMPORARY TABLE t(a INTEGER PRIMARY KEY, b VARCHAR(20))"));
  std::printf("%ld\n", execute(sql, "SELECT a FROM no_such_table WHERE b = 'secret'"));
  std::printf("%d\n", several(sql));
  std::printf("%d\n", rows(sql));
  std::printf("%d\n", each_row(sql));
  std::printf("%d\n", one(sql));
}
