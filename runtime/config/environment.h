// What a process can learn of where it runs without a network: variables of its environment and files of the system.
#pragma once

#include "runtime/config/config.h"

namespace telinject {

// Behind two pointers, so that tests and fuzzers can say what stands there.
struct Environment {
  Slice (*get_variable)(Slice name);
  std::size_t (*get_file)(const char *path, char *to, std::size_t size);
  bool (*has_folder)(const char *path);

  // Empty: unset (or longer than 32 KiB).  The names are those of environment.def.
  Slice variable(Slice name) const { return get_variable(name); }
  // The beginning of a file, at most `size` bytes of it; 0: it cannot be read, or is empty.
  std::size_t file(const char *path, char *to, std::size_t size) const { return get_file(path, to, size); }
  bool folder(const char *path) const { return has_folder(path); }
};

// Copies the variables: the program may change its environment later.  Once, on the thread of the first event.
void capture_environment(GetVariable get);

// This process's own, once captured.  root: TELEMETRY_SYSTEM_ROOT, a folder to look for the files in instead of "/".
// Async-signal-safe.
const Environment &process_environment();

// Reads at most `size` bytes of a file; 0: it cannot be read, or is empty.  Async-signal-safe.
std::size_t read_file(const char *path, char *to, std::size_t size);

} // namespace telinject
