// What a process can learn about its platform without a network: environment variables and system files.
#pragma once

#include "runtime/config/config.h"

namespace telinject {

// Behind two function pointers, so that tests and fuzzers can replace both.
struct Environment {
  Slice (*get_variable)(Slice name);
  std::size_t (*get_file)(const char *path, char *to, std::size_t size);
  bool (*has_folder)(const char *path);

  // Returns a variable listed in environment.def; empty: unset (or longer than 32 KiB).
  Slice variable(Slice name) const { return get_variable(name); }
  // Reads the first `size` bytes of a file, or less; 0: it cannot be read, or is empty.
  std::size_t file(const char *path, char *to, std::size_t size) const { return get_file(path, to, size); }
  bool folder(const char *path) const { return has_folder(path); }
};

// Copies the variables, as the program may change its environment later.  Called once, on the thread of the first
// event.
void capture_environment(GetVariable get);

// This process's environment, once captured.  TELEMETRY_SYSTEM_ROOT names a folder in which files are looked up instead
// of "/".  Async-signal-safe.
const Environment &process_environment();

// Reads at most `size` bytes of a file; 0: it cannot be read, or is empty.  Async-signal-safe.
std::size_t read_file(const char *path, char *to, std::size_t size);

} // namespace telinject
