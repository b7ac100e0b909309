// Implements the memory of held lines (pending_lines.h).
#include "runtime/backend/pending_lines.h"

#include "runtime/base/sys.h"

#include <sys/mman.h>

namespace telinject {

constinit PendingLines pending_lines;

bool PendingLines::start() noexcept {
  used_ = 0;
  memory_ = static_cast<char *>(sys::map(memory_size, MAP_NORESERVE));
  return memory_ != nullptr;
}

void PendingLines::clear() noexcept {
  if (memory_)
    sys::call(SYS_munmap, sys::as_long(memory_), static_cast<long>(memory_size));
  memory_ = nullptr;
}

} // namespace telinject
