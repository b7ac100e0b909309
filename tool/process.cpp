#include "process.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace telinject {
namespace {

std::vector<char *> argv_of(const std::vector<std::string> &command) {
  std::vector<char *> argv;
  for (const std::string &word : command)
    argv.push_back(const_cast<char *>(word.c_str()));
  argv.push_back(nullptr);
  return argv;
}

} // namespace

void become_program(const std::vector<std::string> &command) {
  std::fflush(nullptr);
  std::signal(SIGXFSZ, SIG_DFL);
  ::execvp(command.front().c_str(), argv_of(command).data());
  const std::string text = "telinject: error: " + command.front() + ": cannot be started: " + std::strerror(errno) +
                           "; name a compiler that is on PATH after --\n";
  std::fputs(text.c_str(), stderr);
}

RunResult run_program(const std::vector<std::string> &command, const Variables &variables, bool keep_errors) {
  RunResult result;
  int ends[2] = {-1, -1};
  if (keep_errors && ::pipe2(ends, O_CLOEXEC) != 0)
    return result;
  std::fflush(nullptr);
  const pid_t process = ::fork();
  if (process == 0) {
    if (keep_errors)
      ::dup2(ends[1], STDERR_FILENO);
    for (const auto &[name, value] : variables)
      ::setenv(name.c_str(), value.c_str(), 1);
    become_program(command);
    ::_exit(127);
  }
  if (keep_errors) {
    ::close(ends[1]);
    char buffer[16384];
    for (ssize_t n; process > 0 && ((n = ::read(ends[0], buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR));)
      if (n > 0)
        result.errors.append(buffer, static_cast<size_t>(n));
    ::close(ends[0]);
  }
  int status = 0;
  while (process > 0 && ::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  if (process > 0)
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

} // namespace telinject
