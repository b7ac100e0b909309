// TELEMETRY_OUTPUT=spool: a file for each process in the folder TELEMETRY_FILE, for telinject-events render.
#include "runtime/sinks/sink.h"

#include "runtime/sinks/descriptor.h"

#include "runtime/base/process_file.h"
#include "runtime/base/sys.h"

#include <cerrno>
#include <fcntl.h>

namespace telinject {

namespace {

constinit Descriptor file;
constinit const char *folder = nullptr;
constinit char path[4096 + 64];
constinit bool made = false;

// Creates the file, or opens it again if the program closed all descriptors.
int ready() {
  if (made && file.intact())
    return 0;
  if (!made)
    name_process_file(path, sizeof path, folder, ".spool");
  const long fd =
      sys::open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (made ? 0 : O_CREAT | O_EXCL), 0600);
  if (sys::failed(fd))
    return static_cast<int>(-fd);
  made = true;
  const int error = file.duplicate(static_cast<int>(fd));
  sys::close(static_cast<int>(fd));
  return error;
}

int open_folder(const Config &config) {
  folder = config.file;
  if (!folder)
    return ENOENT;
  made = false;                                                 // the child was forked while its parent was starting
  sys::call(SYS_mkdirat, AT_FDCWD, sys::as_long(folder), 0700); // an existing folder is fine
  return ready();
}

} // namespace

extern const Sink spool_sink;
constinit const Sink spool_sink = {
    .name = "spool",
    .open = open_folder,
    .write =
        [](const Batch &batch, std::uint64_t &written) {
          const int error = ready();
          return error != 0 ? error : file.write_blocks(batch.bytes, written);
        },
    .descriptor = [] { return file.number(); },
    .position = [] { return ready() == 0 ? file.position() : ~std::uint64_t{0}; },
    .takes_records = true,
    .forked =
        [] {
          if (file.intact()) // inherited from the parent
            sys::close(file.number());
          made = false;
        },
};

} // namespace telinject
