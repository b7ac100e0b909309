// TELEMETRY_OUTPUT=file: appends to TELEMETRY_FILE.
#include "runtime/sinks/sink.h"

#include "runtime/sinks/descriptor.h"

#include "runtime/base/sys.h"

#include <cerrno>
#include <fcntl.h>

namespace telinject {

namespace {

constinit Descriptor file;
constinit const char *path = nullptr;

int open_path() {
  // Not waiting: a FIFO that nobody reads is an error (ENXIO).
  constexpr int max_checks = 20; // a reader that was started together with the program
  long fd;
  for (int i = 0;; ++i) {
    fd = sys::open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0644);
    if (fd != -ENXIO || i == max_checks)
      break;
    sys::sleep_ns(5'000'000);
  }
  if (sys::failed(fd))
    return static_cast<int>(-fd);
  const int error = file.duplicate(static_cast<int>(fd));
  sys::close(static_cast<int>(fd));
  return error;
}

// Opened again where the program closed every descriptor it found.
int ready() {
  return file.intact() ? 0 : open_path();
}

// Before the first line: half a line of another process's, which was killed, is no part of it.
void end_fragment() {
  static constinit bool done = false;
  if (!done)
    file.end_fragment();
  done = true;
}

} // namespace

extern const Sink file_sink;
constinit const Sink file_sink = {
    .name = "file",
    .open =
        [](const Config &config) {
          path = config.file;
          return path ? open_path() : ENOENT;
        },
    .write =
        [](Slice lines, std::uint64_t &written) {
          if (const int error = ready(); error != 0)
            return error;
          end_fragment();
          return file.write(lines, written);
        },
    .descriptor = [] { return file.number(); },
    .position = [] { return ready() == 0 ? file.position() : ~std::uint64_t{0}; },
    .takes_records = false,
    .forked = [] { file.unshare_offset(); },
};

} // namespace telinject
