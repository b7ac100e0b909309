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
  // Opened nonblocking: a FIFO that nobody reads is an error (ENXIO).
  constexpr int max_checks = 20; // for a reader that is started together with the program
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

// Opens the file again if the program closed all descriptors.
int ready() {
  return file.intact() ? 0 : open_path();
}

// Called before the first line: terminates a partial line of another process that was killed.
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
        [](const Batch &batch, std::uint64_t &written) {
          if (const int error = ready(); error != 0)
            return error;
          end_fragment();
          return file.write(batch.bytes, written);
        },
    .descriptor = [] { return file.number(); },
    .position = [] { return ready() == 0 ? file.position() : ~std::uint64_t{0}; },
    .forked = [] { file.unshare_offset(); },
};

} // namespace telinject
