// Entry point of the program `telinject-events`, which processes the output of instrumented programs.
#include <cstdio>
#include <exception>
#include <new>

#include "tool/events/callers/callers.h"
#include "tool/events/check/validate.h"
#include "tool/events/cli.h"
#include "tool/events/convert/convert.h"
#include "tool/events/fold/fold.h"
#include "tool/events/replay/recover.h"
#include "tool/events/report/report.h"
#include "tool/events/send/send.h"

static int run(const telinject::events::Options &options) {
  using namespace telinject::events;
  switch (options.command) {
  case Command::validate:
    return run_validate(options);
  case Command::report:
    return run_report(options);
  case Command::recover:
    return run_recover(options);
  case Command::render:
    return run_render(options);
  case Command::convert:
    return run_convert(options);
  case Command::callers:
    return run_callers(options);
  case Command::fold:
    return run_fold(options);
  case Command::send:
    return run_send(options);
  case Command::none:
    break;
  }
  return kExitUsage;
}

int main(int argc, char **argv) {
  using namespace telinject::events;
  try {
    int exit_code = kExitDone;
    const auto options = parse_command_line(argc, argv, exit_code);
    if (options)
      exit_code = run(*options);
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0)
      return exit_code;
    std::fputs("telinject-events: error: standard output: cannot be written; is the disk full or the reader gone?\n",
               stderr);
  } catch (const std::bad_alloc &) {
    std::fputs("telinject-events: error: out of memory; free some, or read fewer files at once\n", stderr);
  } catch (const std::exception &e) {
    std::fprintf(stderr, "telinject-events: error: %s; this is a fault of telinject-events, please report it\n",
                 e.what());
  }
  return kExitUsage;
}
