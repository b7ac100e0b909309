// TELEMETRY_OUTPUT=file: appends to TELEMETRY_FILE.
#include "sink.h"

#include "descriptor.h"

#include "../sys.h"

#include <cerrno>
#include <fcntl.h>

namespace telinject {

namespace {

constinit Descriptor file;
constinit const char *path = nullptr;

int open_path() {
  const long fd = sys::open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0644);
  if (sys::failed(fd))
    return static_cast<int>(-fd);
  const int error = file.duplicate(static_cast<int>(fd));
  sys::close(static_cast<int>(fd));
  return error;
}

} // namespace

extern const Sink file_sink;
constinit const Sink file_sink = {
    "file",
    [](const Config &config) {
      path = config.file;
      return path ? open_path() : ENOENT;
    },
    [](Slice lines) {
      if (!file.intact()) // the program closed every descriptor it found
        if (const int error = open_path(); error != 0)
          return error;
      return file.write(lines);
    },
    [] { return file.number(); },
};

} // namespace telinject
