// High descriptors and writing to them: see descriptor.h.
#include "descriptor.h"

#include "../sys.h"

#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace telinject {

namespace {

// fstat of this libc may be a wrapper that sets errno; the kernel's own call does not, but its struct is the same.
bool stat_of(int fd, struct stat &s) {
  return sys::call(SYS_fstat, fd, sys::as_long(&s)) == 0;
}

// High, yet below the limit, and not so high that the kernel's table of descriptors would grow much.
long base_number() {
  constexpr std::uint64_t wanted = 960, least = 200, below_limit = 24;
  rlimit limit{};
  if (sys::call(SYS_prlimit64, 0, RLIMIT_NOFILE, 0, sys::as_long(&limit)) != 0)
    return least;
  if (limit.rlim_cur > wanted + below_limit)
    return wanted;
  return static_cast<long>(limit.rlim_cur > 2 * below_limit ? limit.rlim_cur - below_limit : 3);
}

int write_all(int fd, const char *data, std::size_t size, std::uint64_t &written) {
  while (size != 0) {
    const long n = sys::write(fd, data, size);
    if (n == -EINTR)
      continue;
    if (n == -EAGAIN) {
      // The program made the pipe or terminal non-blocking; nothing may be dropped for that.
      pollfd p{fd, POLLOUT, 0};
      sys::call(SYS_ppoll, sys::as_long(&p), 1, 0, 0, 0);
      continue;
    }
    if (n < 0)
      return static_cast<int>(-n);
    data += n;
    size -= static_cast<std::size_t>(n);
    written += static_cast<std::uint64_t>(n);
    std::atomic_signal_fence(std::memory_order_seq_cst); // it is read when the process is gone
  }
  return 0;
}

} // namespace

int Descriptor::duplicate(int fd) {
  const long base = base_number();
  long n = sys::call(SYS_fcntl, fd, F_DUPFD_CLOEXEC, base);
  if (sys::failed(n))
    n = sys::call(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 3);
  if (sys::failed(n))
    return static_cast<int>(-n);
  struct stat s;
  if (!stat_of(static_cast<int>(n), s))
    return EBADF;
  number_ = static_cast<int>(n);
  device_ = s.st_dev;
  inode_ = s.st_ino;
  regular_ = S_ISREG(s.st_mode);
  return 0;
}

bool Descriptor::same_file(int fd) const {
  struct stat s;
  return stat_of(fd, s) && s.st_dev == device_ && s.st_ino == inode_;
}

bool Descriptor::intact() const {
  return number_ >= 0 && same_file(number_);
}

std::uint64_t Descriptor::position() const {
  struct stat s;
  if (!regular_ || !intact() || !stat_of(number_, s))
    return ~std::uint64_t{0};
  const long flags = sys::call(SYS_fcntl, number_, F_GETFL);
  const long offset = (flags & O_APPEND) != 0 ? s.st_size : sys::call(SYS_lseek, number_, 0, SEEK_CUR);
  return sys::failed(offset) ? ~std::uint64_t{0} : static_cast<std::uint64_t>(offset);
}

int Descriptor::write(Slice lines, std::uint64_t &written) const {
  if (regular_)
    return write_all(number_, lines.data, lines.size, written);
  // A pipe takes up to PIPE_BUF bytes at once without mixing them with another process's: as many whole lines as fit.
  while (!lines.empty()) {
    std::size_t n = lines.find('\n') + 1;
    while (n < lines.size) {
      const std::size_t next = n + lines.from(n).find('\n') + 1;
      if (next > PIPE_BUF || next > lines.size)
        break;
      n = next;
    }
    n = n < lines.size ? n : lines.size;
    if (const int error = write_all(number_, lines.data, n, written); error != 0)
      return error;
    lines = lines.from(n);
  }
  return 0;
}

} // namespace telinject
