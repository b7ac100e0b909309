// A program whose traces are worth folding: recursion, loops, exceptions, threads that continue a trace, a child process
// and sqlite3.  Prints a number, so that nothing is optimised away.
#include <cstdio>
#include <cstdlib>
#include <sqlite3.h>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace shop {

int fibonacci(int n) {
  if (n < 2)
    return n;
  return fibonacci(n - 1) + fibonacci(n - 2);
}

int parse(int number) {
  int digits = 0;
  while (number > 0) {
    digits = digits + 1;
    number /= 10;
  }
  if (digits == 0)
    throw std::invalid_argument("nothing to parse");
  return digits;
}

int check(int number) {
  try {
    return parse(number);
  } catch (const std::invalid_argument &) {
    return 0;
  }
}

int below(int depth) {
  return depth == 0 ? check(7) : below(depth - 1) + 1;
}

int query(sqlite3 *base, int number) {
  sqlite3_stmt *statement = nullptr;
  int sum = 0;
  if (sqlite3_prepare_v2(base, "SELECT number FROM numbers WHERE number < ?", -1, &statement, nullptr) != SQLITE_OK)
    return -1;
  sqlite3_bind_int(statement, 1, number);
  while (sqlite3_step(statement) == SQLITE_ROW)
    sum += sqlite3_column_int(statement, 0);
  sqlite3_finalize(statement);
  return sum;
}

int store() {
  sqlite3 *base = nullptr;
  int sum = 0;
  sqlite3_open(":memory:", &base);
  sqlite3_exec(base, "CREATE TABLE numbers (number INTEGER)", nullptr, nullptr, nullptr);
  for (int i = 0; i < 5; ++i)
    sqlite3_exec(base, "INSERT INTO numbers VALUES (7)", nullptr, nullptr, nullptr);
  for (int i = 0; i < 10; ++i)
    sum += query(base, i);
  sqlite3_close(base);
  return sum;
}

int task(int number) {
  int sum = 0;
  for (int i = 0; i < 20; ++i)
    sum += check(number * i);
  return sum + fibonacci(6);
}

int pool() {
  std::vector<std::thread> threads; // their spans are in the trace of the one that starts them
  static int sums[4];
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([i] { sums[i] = task(i) + task(i + 1); });
  for (std::thread &thread : threads)
    thread.join();
  return sums[0] + sums[1] + sums[2] + sums[3];
}

int child() {
  const pid_t pid = fork();
  if (pid == 0)
    std::exit(task(3) > 0 ? 0 : 1);
  int status = 1;
  waitpid(pid, &status, 0);
  return status;
}

} // namespace shop

int main() {
  int sum = shop::fibonacci(10) + shop::check(0) + shop::check(12) + shop::below(150);
  sum += shop::store() + shop::pool() + shop::child();
  std::printf("%d\n", sum);
  return 0;
}
