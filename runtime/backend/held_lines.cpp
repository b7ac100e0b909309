// The memory of held lines: see held_lines.h.
#include "runtime/backend/held_lines.h"

#include "runtime/base/sys.h"

#include <sys/mman.h>

namespace telinject {

namespace {

constexpr std::size_t most =
    64 * 1024 * 1024; // 100 ms of a writer that does nothing else, about; only touched pages are taken
constexpr std::size_t longest_line = 512 * 1024;

constinit char *lines = nullptr;
constinit std::size_t used = 0;

} // namespace

bool hold_lines() {
  used = 0;
  lines = static_cast<char *>(sys::map(most + longest_line, MAP_NORESERVE));
  return lines != nullptr;
}

bool holds_lines() {
  return lines != nullptr;
}
Text held_room() {
  return Text(lines + used, most + longest_line - used);
}
void held(std::size_t size) {
  used += size;
}
bool held_is_full() {
  return lines && used >= most;
}
Slice held_lines() {
  return Slice(lines, used);
}

void drop_held_lines() {
  if (lines)
    sys::call(SYS_munmap, sys::as_long(lines), static_cast<long>(most + longest_line));
  lines = nullptr;
}

} // namespace telinject
