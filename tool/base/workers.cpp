// Forks workers and collects their results through pipes.
#include "tool/base/workers.h"

#include "tool/base/termination.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace telinject::rewrite {
namespace {

struct Worker {
  size_t index;
  pid_t process;
  int pipe;
  std::string text;
};

// Deeply nested sources need more stack than the default limit.
void raise_stack_limit() {
  struct rlimit limit;
  const rlim_t required = rlim_t{256} << 20;
  if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < required) {
    limit.rlim_cur = std::min(required, limit.rlim_max);
    setrlimit(RLIMIT_STACK, &limit);
  }
  const struct rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
}

[[noreturn]] void run_worker(int pipe, const std::function<std::string(size_t)> &work, size_t index, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) // the parent died before the call to prctl
    ::_exit(1);
  restore_inherited_signals();
  // A source that includes standard input must not consume the compiler's input.
  if (int ends[2]; ::pipe(ends) == 0)
    ::dup2(ends[0], STDIN_FILENO), ::close(ends[0]), ::close(ends[1]);
  for (int fatal : {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE})
    std::signal(fatal, SIG_DFL);
  raise_stack_limit();
  std::string text;
  try {
    text = work(index);
  } catch (const std::exception &) {
    text.clear();
  }
  const char *at = text.data();
  size_t remaining = text.size();
  while (remaining > 0) {
    const ssize_t n = ::write(pipe, at, remaining);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      break;
    at += n;
    remaining -= static_cast<size_t>(n);
  }
  ::_exit(remaining == 0 ? 0 : 1);
}

// Returns false if no process can be created; the caller then waits for running workers and retries.
bool start(size_t index, const std::function<std::string(size_t)> &work, std::vector<Worker> &running) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    return false;
  std::fflush(nullptr);
  const pid_t parent = ::getpid();
  const pid_t process = ::fork();
  if (process == 0) {
    ::close(ends[0]);
    run_worker(ends[1], work, index, parent);
  }
  ::close(ends[1]);
  if (process < 0) {
    ::close(ends[0]);
    return false;
  }
  running.push_back({index, process, ends[0], ""});
  return true;
}

// Reads available output; returns true at the end.
bool drain(Worker &worker) {
  char buffer[65536];
  const ssize_t n = ::read(worker.pipe, buffer, sizeof buffer);
  if (n > 0)
    worker.text.append(buffer, static_cast<size_t>(n));
  return n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN);
}

} // namespace

void run_in_workers(size_t count, unsigned jobs, const std::function<std::string(size_t)> &work,
                    const std::function<void(size_t, const std::string &)> &done) {
  std::vector<Worker> running;
  size_t next = 0;
  while (next < count || !running.empty()) {
    while (next < count && running.size() < std::max(1u, jobs)) {
      if (!start(next, work, running)) {
        if (!running.empty())
          break;
        done(next, "");
      }
      ++next;
    }
    std::vector<struct pollfd> waiting;
    for (const Worker &worker : running)
      waiting.push_back({worker.pipe, POLLIN, 0});
    if (waiting.empty() || ::poll(waiting.data(), waiting.size(), -1) < 0)
      continue;
    for (size_t i = waiting.size(); i-- > 0;) {
      if (!waiting[i].revents || !drain(running[i]))
        continue;
      Worker worker = std::move(running[i]);
      running.erase(running.begin() + static_cast<std::ptrdiff_t>(i));
      ::close(worker.pipe);
      int status = 0;
      while (::waitpid(worker.process, &status, 0) < 0 && errno == EINTR) {
      }
      done(worker.index, WIFEXITED(status) && WEXITSTATUS(status) == 0 ? worker.text : "");
    }
  }
}

} // namespace telinject::rewrite
