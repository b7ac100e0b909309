// Starts a child process, collects its stderr and forwards termination signals.
#include "tool/base/process.h"

#include "tool/base/process_tree.h"
#include "tool/base/signal_block.h"
#include "tool/base/termination.h"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace telinject::rewrite {
namespace {

// Time that an interrupted compiler gets to remove unfinished files.
constexpr auto kTerminationTimeout = std::chrono::milliseconds(1000);

std::vector<char *> argv_of(const std::vector<std::string> &command) {
  std::vector<char *> argv;
  for (const std::string &word : command)
    argv.push_back(const_cast<char *>(word.c_str()));
  argv.push_back(nullptr);
  return argv;
}

struct Pipe {
  int ends[2] = {-1, -1};
  bool open() { return ::pipe2(ends, O_CLOEXEC) == 0; }
  void close(int end) {
    if (ends[end] >= 0)
      ::close(ends[end]);
    ends[end] = -1;
  }
  ~Pipe() {
    close(0);
    close(1);
  }
};

[[noreturn]] void exec_child(const std::vector<std::string> &command, const Variables &variables, pid_t parent,
                             int errors, int failure) {
  // A launcher that is killed with SIGKILL cannot terminate its compiler.
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent)
    ::_exit(127);
  if (errors >= 0)
    ::dup2(errors, STDERR_FILENO);
  for (const auto &[name, value] : variables)
    value ? ::setenv(name.c_str(), value->c_str(), 1) : ::unsetenv(name.c_str());
  const int error = exec_program(command);
  (void)!::write(failure, &error, sizeof error);
  ::_exit(127);
}

// A running child process and its captured stderr.
class RunningProgram {
public:
  RunningProgram(pid_t process, Pipe &errors, RunResult &result)
      : process_(process), errors_(errors), result_(result) {}

  void wait() {
    while (!ended_ || (errors_.ends[0] >= 0 && interrupted_by_ == 0)) {
      const struct timespec pause = {0, 20'000'000};
      struct pollfd waiting = {errors_.ends[0], POLLIN, 0};
      const sigset_t mask = mask_for_waiting();
      const int ready = ::ppoll(&waiting, errors_.ends[0] >= 0 ? 1 : 0, interrupted_by_ != 0 ? &pause : nullptr, &mask);
      if (ready > 0)
        read_errors();
      if (!ended_)
        poll_status();
      if (const int signal = pending_termination(); signal != 0 && !ended_)
        interrupt(signal);
    }
  }

private:
  void read_errors() {
    char buffer[16384];
    const ssize_t n = ::read(errors_.ends[0], buffer, sizeof buffer);
    if (n > 0)
      result_.errors.append(buffer, static_cast<size_t>(n));
    else if (n == 0 || errno != EINTR)
      errors_.close(0);
  }

  void poll_status() {
    int status = 0;
    const pid_t found = ::waitpid(process_, &status, WNOHANG);
    if (found == 0 || (found < 0 && errno == EINTR))
      return;
    ended_ = true;
    if (found != process_)
      return;
    result_.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    result_.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }

  // Forwards the signal once; kills what still runs after the timeout.
  void interrupt(int signal) {
    const auto now = std::chrono::steady_clock::now();
    if (interrupted_by_ == 0) {
      interrupted_by_ = signal;
      interrupted_at_ = now;
      signal_process_tree(process_, signal);
    } else if (now - interrupted_at_ > kTerminationTimeout) {
      signal_process_tree(process_, SIGKILL);
    }
  }

  const pid_t process_;
  Pipe &errors_;
  RunResult &result_;
  bool ended_ = false;
  int interrupted_by_ = 0;
  std::chrono::steady_clock::time_point interrupted_at_;
};

} // namespace

std::string start_failure(const std::string &program, int error) {
  return "telinject: error: " + program + ": cannot be started: " + std::strerror(error) +
         "; name a compiler that is on PATH after --\n";
}

int exec_program(const std::vector<std::string> &command) {
  std::fflush(nullptr);
  restore_inherited_signals();
  ::execvp(command.front().c_str(), argv_of(command).data());
  return errno;
}

RunResult run_program(const std::vector<std::string> &command, const Variables &variables, bool keep_errors) {
  RunResult result;
  Pipe errors, failure;
  watch_for_termination();
  const SignalBlock block(SIGCHLD); // SIGCHLD is delivered only while waiting
  if (const int signal = pending_termination())
    end_by_signal(signal);
  if ((keep_errors && !errors.open()) || !failure.open())
    return result;
  std::fflush(nullptr);
  const TerminationHold hold;
  const pid_t parent = ::getpid();
  const pid_t process = ::fork();
  if (process == 0)
    exec_child(command, variables, parent, errors.ends[1], failure.ends[1]);
  errors.close(1);
  failure.close(1);
  if (process < 0)
    return result;
  RunningProgram(process, errors, result).wait();
  if (const int signal = pending_termination())
    end_by_signal(signal);
  int error = 0;
  if (::read(failure.ends[0], &error, sizeof error) == sizeof error) {
    result.start_error = error;
    result.errors += start_failure(command.front(), error);
  }
  return result;
}

} // namespace telinject::rewrite
