// Reads through process_vm_readv, which reports a bad address where a load would fault; if a sandbox forbids the call,
// through a plain load, as the program itself would.  The call takes this thread's id, not the process's: after the
// main thread has ended with pthread_exit, the process's id refers to a thread without memory.
#include "runtime/base/safe_read.h"

#include "runtime/base/sys.h"

#include <cerrno>
#include <cstring>
#include <sys/uio.h>

namespace telinject {

namespace {

constexpr std::size_t page = 4096; // the smallest page size; a larger page only means more pieces

// Copies up to `max` bytes page by page; returns how many were readable.
std::size_t read_memory(const char *from, char *to, std::size_t max, bool &forbidden) {
  iovec local{to, max};
  iovec remote[4];
  unsigned long pieces = 0;
  std::size_t planned = 0;
  while (planned < max && pieces < 4) {
    const auto address = reinterpret_cast<std::uintptr_t>(from) + planned;
    std::size_t n = page - address % page;
    if (n > max - planned)
      n = max - planned;
    remote[pieces++] = {reinterpret_cast<void *>(address), n};
    planned += n;
  }
  local.iov_len = planned;
  const long got = sys::call(SYS_process_vm_readv, sys::thread_id(), sys::as_long(&local), 1, sys::as_long(remote),
                             static_cast<long>(pieces), 0);
  forbidden = got == -ENOSYS || got == -EPERM;
  return got > 0 ? static_cast<std::size_t>(got) : 0;
}

} // namespace

long read_c_string(const char *from, char *to, std::size_t max, bool &more) {
  std::size_t done = 0;
  more = false;
  while (done <= max) {
    char probe[257];
    const std::size_t want = max + 1 - done < sizeof probe ? max + 1 - done : sizeof probe;
    bool forbidden;
    std::size_t got = read_memory(from + done, probe, want, forbidden);
    if (forbidden) {
      got = strnlen(from + done, want);
      std::memcpy(probe, from + done, got);
      if (got < want)
        probe[got++] = '\0';
    }
    if (got == 0)
      return done == 0 ? -1 : static_cast<long>(done);
    const void *end = std::memchr(probe, 0, got);
    std::size_t n = end ? static_cast<std::size_t>(static_cast<const char *>(end) - probe) : got;
    if (done + n > max) {
      n = max - done;
      more = true;
    }
    std::memcpy(to + done, probe, n);
    done += n;
    if (end || more || got < want)
      break;
  }
  return static_cast<long>(done);
}

std::size_t read_bytes(std::uintptr_t from, char *to, std::size_t max) {
  bool forbidden;
  return read_memory(reinterpret_cast<const char *>(from), to, max, forbidden);
}

} // namespace telinject
