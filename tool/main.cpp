// The program `telinject`.
#include "tool/base/diagnostics.h"
#include "tool/base/termination.h"
#include "tool/cli.h"

#include <csignal>
#include <exception>
#include <string_view>

int main(int argc, char **argv) {
  // Writing to a reader that has gone is an error like any other, not an end.  The compiler that `cc` starts would
  // inherit it.
  if (argc < 2 || std::string_view(argv[1]) != "cc")
    std::signal(SIGPIPE, SIG_IGN);
  // A limit on file sizes then shows as an error of write, and what was begun is cleaned up.
  telinject::ignore_signal_here(SIGXFSZ);
  try {
    return telinject::run_command_line(argc, argv);
  } catch (const std::exception &error) {
    telinject::report_error("", std::string("unexpected: ") + error.what() +
                                    "; nothing half-written is left, please report it with the command");
    return 3;
  }
}
