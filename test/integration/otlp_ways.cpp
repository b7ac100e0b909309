// A program with every kind of span and event, and with texts that a format could trip over.  Instrumented by otlp_run.sh.
#include <sqlite3.h>

#include <cerrno>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>

enum Colour { red, green };

struct Pair {
  int a, b;
};

static int values(int i, unsigned long long huge, double real, long double wide, bool yes, char letter, Colour colour,
                  const char *text, const std::string &string, void *pointer, Pair pair) {
  return i + static_cast<int>(real) + static_cast<int>(wide) + (yes ? 1 : 0) + letter + colour + (text ? text[0] : 0) +
         static_cast<int>(string.size()) + (pointer ? 1 : 0) + pair.a + static_cast<int>(huge & 1);
}

static double not_a_number(double x) {
  return x * std::numeric_limits<double>::quiet_NaN();
}

static int risky(int n) {
  if (n > 2)
    throw std::runtime_error("too large: \"n\"\n\x01 password=hunter2");
  int total = 0;
  for (int i = 0; i < n; ++i) {
    total += i;
    if (i % 2)
      total *= 2;
  }
  return total;
}

static int guarded(int n) {
  try {
    return risky(n);
  } catch (const std::exception &) {
    return -1;
  }
}

static int many_events(int n) {
  int total = 0;
  int i = 0;
  while (i < n) {
    total += i;
    ++i;
  }
  return total;
}

static int query(sqlite3 *db, const char *text) {
  return sqlite3_exec(db, text, nullptr, nullptr, nullptr);
}

static int databases() {
  sqlite3 *db = nullptr;
  if (sqlite3_open(":memory:", &db) != SQLITE_OK)
    return 1;
  const int made = query(db, "CREATE TABLE t(a)");
  const int added = query(db, "INSERT INTO t VALUES('secret text')");
  const int failed = query(db, "SELECT nothing FROM nowhere");
  sqlite3_close(db);
  return made + added + failed;
}

static void in_thread() {
  guarded(3);
}

int main() {
  for (int i = 0; i < 4; ++i)
    guarded(i);
  values(-7, 18446744073709551615ull, 0.1, 1.5L, true, '"', green, "q\"b\\s\t\xff\xc3\xa9", std::string(1000, 'x'), nullptr,
         {1, 2});
  values(7, 5, -1e300, 1e4000L, false, '\x02', red, nullptr, "", &errno, {});
  not_a_number(1);
  many_events(400);
  databases();
  std::thread other(in_thread);
  other.join();
}
