// Implements the memory of held lines (pending_lines.h).
#include "runtime/backend/pending_lines.h"

#include "runtime/base/sys.h"

#include <sys/mman.h>

namespace telinject {

namespace {

constexpr std::size_t max_pending =
    64 * 1024 * 1024; // about 100 ms of a fully busy writer; only touched pages use memory
constexpr std::size_t max_line = 512 * 1024;

constinit char *lines = nullptr;
constinit std::size_t used = 0;

} // namespace

bool pending_lines_start() {
  used = 0;
  lines = static_cast<char *>(sys::map(max_pending + max_line, MAP_NORESERVE));
  return lines != nullptr;
}

bool has_pending_lines() {
  return lines != nullptr;
}
TextBuffer pending_lines_reserve() {
  return TextBuffer(lines + used, max_pending + max_line - used);
}
void pending_lines_commit(std::size_t size) {
  used += size;
}
bool pending_lines_full() {
  return lines && used >= max_pending;
}
Slice pending_lines() {
  return Slice(lines, used);
}

void clear_pending_lines() {
  if (lines)
    sys::call(SYS_munmap, sys::as_long(lines), static_cast<long>(max_pending + max_line));
  lines = nullptr;
}

} // namespace telinject
