// The program for valgrind_run.sh: threads, exceptions, strings, a fork, and memory that it frees; with an argument it
// leaks some.
#include <memory>
#include <mutex>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

std::mutex mutex;
std::vector<std::string> lines;

std::string line_of(int number, const std::string &text, float part) {
  std::string line = text + std::to_string(number);
  if (part > 0.5f)
    line += "!";
  return line;
}
void add(const std::string &line) {
  const std::lock_guard<std::mutex> lock(mutex);
  lines.push_back(line);
}
int checked(int n) {
  if (n % 7 == 0)
    throw n;
  return n;
}
void work(int of) {
  for (int i = 0; i < 20; i++) {
    try {
      add(line_of(checked(i), "line ", static_cast<float>(of)));
    } catch (int) {
      add("thrown");
    }
  }
}
int in_child() {
  const pid_t child = fork();
  if (child == 0) {
    work(0);
    lines.clear();
    lines.shrink_to_fit();
    _exit(3);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

__attribute__((noinline)) void leak(std::size_t size) {
  volatile char *const lost = new char[size];
  lost[0] = 1;
}

} // namespace

int main(int count, char **) {
  if (count > 1)
    leak(100);
  std::vector<std::unique_ptr<std::thread>> threads;
  for (int i = 0; i < 3; i++)
    threads.push_back(std::make_unique<std::thread>(work, i));
  for (const auto &thread : threads)
    thread->join();
  threads.clear();
  threads.shrink_to_fit();
  const int status = in_child();
  const bool right = lines.size() == 60 && status == 3;
  lines.clear();
  lines.shrink_to_fit();
  return right ? 0 : 1;
}
