// Entry point of the program `telinject`.
#include "tool/base/diagnostics.h"
#include "tool/base/termination.h"
#include "tool/cli.h"

#include <csignal>
#include <exception>
#include <string_view>

int main(int argc, char **argv) {
  // A closed reader is a write error, not a reason to die. `cc` keeps the default, because the compiler it starts would
  // inherit the setting.
  if (argc < 2 || std::string_view(argv[1]) != "cc")
    std::signal(SIGPIPE, SIG_IGN);
  // A file size limit then shows as a write error, and unfinished files are cleaned up.
  telinject::rewrite::ignore_signal_in_process(SIGXFSZ);
  try {
    return telinject::rewrite::run_command_line(argc, argv);
  } catch (const std::exception &error) {
    telinject::rewrite::report_error("", std::string("unexpected: ") + error.what() +
                                             "; nothing half-written is left, please report it with the command");
    return 3;
  }
}
