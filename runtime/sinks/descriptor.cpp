// Makes high descriptors and writes to them: see descriptor.h.
#include "runtime/sinks/descriptor.h"

#include "runtime/base/sys.h"
#include "runtime/sinks/patience.h"

#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

namespace telinject {

namespace {

// The C library's fstat may be a wrapper that sets errno; the direct system call does not, and its struct is the same.
bool stat_of(int fd, struct stat &s) {
  return sys::call(SYS_fstat, fd, sys::as_long(&s)) == 0;
}

// Returns a high number below the limit, but not so high that the kernel's table of descriptors grows much.
long base_number() {
  constexpr std::uint64_t wanted = 960, least = 200, below_limit = 24;
  rlimit limit{};
  if (sys::call(SYS_prlimit64, 0, RLIMIT_NOFILE, 0, sys::as_long(&limit)) != 0)
    return least;
  if (limit.rlim_cur > wanted + below_limit)
    return wanted;
  return static_cast<long>(limit.rlim_cur > 2 * below_limit ? limit.rlim_cur - below_limit : 3);
}

// Opens the same inode again.  Fails for sockets, without /proc, and if the program has given up the permission.
// to open it.
long open_again(int fd, int flags) {
  char path[40];
  TextBuffer out(path, sizeof path);
  out.put("/proc/self/fd/");
  out.decimal(static_cast<std::uint64_t>(fd));
  out.put('\0');
  return sys::open(path, flags | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
}

// Opens the same pipe or terminal again, nonblocking and independent of the flags of the program's descriptor.
long reopen(int fd) {
  const long mode = sys::call(SYS_fcntl, fd, F_GETFL);
  if (sys::failed(mode) || (mode & O_ACCMODE) == O_RDONLY)
    return -EBADF;
  return open_again(fd, O_WRONLY);
}

bool stands_at(int fd, long offset, Slice text) {
  char there[512];
  while (!text.empty()) {
    const Slice piece = text.take_front(sizeof there);
    const long n = sys::call(SYS_pread64, fd, sys::as_long(there), static_cast<long>(piece.size), offset);
    if (n != static_cast<long>(piece.size) || std::memcmp(there, piece.data, piece.size) != 0)
      return false;
    offset += n;
    text = text.drop_front(piece.size);
  }
  return true;
}

bool blank(int fd, long offset, std::size_t size) {
  char blanks[512];
  std::memset(blanks, ' ', sizeof blanks);
  while (size != 0) {
    const std::size_t piece = size < sizeof blanks ? size : sizeof blanks;
    const long n = sys::call(SYS_pwrite64, fd, sys::as_long(blanks), static_cast<long>(piece), offset);
    if (n <= 0)
      return false;
    offset += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

bool is_terminal(int fd) {
  termios settings;
  return sys::call(SYS_ioctl, fd, TCGETS, sys::as_long(&settings)) == 0;
}

// Waits a short time for room.  False: the thread that holds the drain lock stops waiting.
bool wait_for_room_in(int fd) {
  note_output_blocks();
  if (!may_wait_for_output())
    return false;
  constexpr long step_ns = 20'000'000;
  pollfd p{fd, POLLOUT, 0};
  const timespec step{0, step_ns};
  sys::call(SYS_ppoll, sys::as_long(&p), 1, sys::as_long(&step), 0, 0);
  return true;
}

bool has_room(int fd) {
  pollfd p{fd, POLLOUT, 0};
  const timespec at_once{0, 0};
  return sys::call(SYS_ppoll, sys::as_long(&p), 1, sys::as_long(&at_once), 0, 0) != 0; // write reports an error
}

// Erases a fragment: cuts it off at the file's end, else overwrites it with blanks, which may precede a line.
bool erase(int fd, long offset, std::size_t size) {
  struct stat s;
  const long end = offset + static_cast<long>(size);
  return stat_of(fd, s) && s.st_size == end ? sys::call(SYS_ftruncate, fd, offset) == 0 : blank(fd, offset, size);
}

char byte_at(int fd, long offset) {
  char byte = '\n';
  sys::call(SYS_pread64, fd, sys::as_long(&byte), 1, offset);
  return byte;
}

// Is the last line unterminated, ignoring blanks of an erased fragment?
bool ends_in_fragment(int fd, long end) {
  char tail[512];
  const long size = end < static_cast<long>(sizeof tail) ? end : static_cast<long>(sizeof tail);
  if (sys::call(SYS_pread64, fd, sys::as_long(tail), size, end - size) != size)
    return false;
  long i = size;
  while (i != 0 && tail[i - 1] == ' ')
    --i;
  return i != 0 && tail[i - 1] != '\n';
}

} // namespace

long Descriptor::write_some(const char *data, std::size_t size) const {
  switch (kind_) {
  case Kind::regular:
  case Kind::device:
    note_output_blocks(); // the file system may hang
    return sys::write(number_, data, size);
  case Kind::socket:
    return sys::call(SYS_sendto, number_, sys::as_long(data), static_cast<long>(size), MSG_DONTWAIT | MSG_NOSIGNAL);
  case Kind::nonblocking:
    return sys::write(number_, data, size);
  case Kind::blocking:
    break;
  }
  // A pipe that reports room accepts PIPE_BUF bytes without blocking.
  if (!has_room(number_))
    return -EAGAIN;
  return sys::write(number_, data, size < PIPE_BUF ? size : PIPE_BUF);
}

int Descriptor::write_all(const char *data, std::size_t size, std::uint64_t &written) const {
  while (size != 0) {
    const long n = write_some(data, size);
    if (n == -EINTR)
      continue;
    if (n == -EAGAIN) {
      if (!wait_for_room_in(number_))
        return EAGAIN;
      continue;
    }
    note_output_moves(); // an error counts as progress too
    if (n < 0)
      return static_cast<int>(-n);
    data += n;
    size -= static_cast<std::size_t>(n);
    written += static_cast<std::uint64_t>(n);
    std::atomic_signal_fence(std::memory_order_seq_cst); // telinject-events recover reads it after the process's end
  }
  return 0;
}

int Descriptor::duplicate(int fd) {
  struct stat s;
  if (!stat_of(fd, s))
    return EBADF;
  const bool terminal = S_ISCHR(s.st_mode) && is_terminal(fd);
  Kind kind = S_ISREG(s.st_mode)                ? Kind::regular
              : S_ISSOCK(s.st_mode)             ? Kind::socket
              : terminal || S_ISFIFO(s.st_mode) ? Kind::blocking
                                                : Kind::device;
  const int reopened = kind == Kind::blocking ? static_cast<int>(reopen(fd)) : -1;
  struct stat again;
  if (reopened >= 0 && stat_of(reopened, again) && again.st_dev == s.st_dev && again.st_ino == s.st_ino)
    kind = Kind::nonblocking;
  const int of = kind == Kind::nonblocking ? reopened : fd;
  long n = sys::call(SYS_fcntl, of, F_DUPFD_CLOEXEC, base_number());
  if (sys::failed(n))
    n = sys::call(SYS_fcntl, of, F_DUPFD_CLOEXEC, 3);
  if (reopened >= 0)
    sys::close(reopened);
  if (sys::failed(n))
    return static_cast<int>(-n);
  adopt(static_cast<int>(n), s, kind);
  first_device_ = s.st_dev;
  first_inode_ = s.st_ino;
  return 0;
}

void Descriptor::adopt(int number, const struct stat &s, Kind kind) {
  number_ = number;
  device_ = s.st_dev;
  inode_ = s.st_ino;
  kind_ = kind;
}

int Descriptor::replace(int fd) {
  struct stat now, s;
  // In the program's own table of descriptors the number still refers to the first file.
  const bool is_own = number_ >= 0 && stat_of(number_, now) && (is_file(now) || is_first_file(now));
  if (!is_own || !stat_of(fd, s) || !S_ISREG(s.st_mode))
    return duplicate(fd);
  if (const long n = sys::call(SYS_dup3, fd, number_, O_CLOEXEC); sys::failed(n))
    return static_cast<int>(-n);
  adopt(number_, s, Kind::regular);
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
  if (kind_ != Kind::regular || !intact() || !stat_of(number_, s))
    return ~std::uint64_t{0};
  const long flags = sys::call(SYS_fcntl, number_, F_GETFL);
  const long offset = (flags & O_APPEND) != 0 ? s.st_size : sys::call(SYS_lseek, number_, 0, SEEK_CUR);
  return sys::failed(offset) ? ~std::uint64_t{0} : static_cast<std::uint64_t>(offset);
}

void Descriptor::unshare_offset() {
  if (kind_ != Kind::regular || !intact())
    return;
  const long mode = sys::call(SYS_fcntl, number_, F_GETFL);
  const long reopened = sys::failed(mode) ? mode : open_again(number_, O_WRONLY | (static_cast<int>(mode) & O_APPEND));
  if (sys::failed(reopened))
    return;
  sys::call(SYS_dup3, reopened, number_, O_CLOEXEC); // keeps the number; vfork shares the table
  sys::close(static_cast<int>(reopened));
}

// The fragment is the last text that this process wrote.  If another process has appended since, overwrites it with
// blanks, which may precede the other's line.  Changes nothing unless the text at that position is the fragment.
bool Descriptor::remove_fragment(Slice fragment) const {
  const long end = sys::call(SYS_lseek, number_, 0, SEEK_CUR); // correct with O_APPEND too
  const long begin = end - static_cast<long>(fragment.size);
  const long reopened = sys::failed(end) || begin < 0 ? -EBADF : open_again(number_, O_RDWR);
  if (sys::failed(reopened))
    return false;
  const int file = static_cast<int>(reopened);
  struct stat s;
  bool removed = false;
  if (same_file(file) && stands_at(file, begin, fragment) && stat_of(file, s)) {
    if (s.st_size != end) // another process appended; it may have ended the line
      removed = erase(file, begin, fragment.size + (byte_at(file, end) == '\n' ? 1 : 0));
    else if (sys::call(SYS_ftruncate, file, begin) == 0)
      removed = (sys::call(SYS_fcntl, number_, F_GETFL) & O_APPEND) != 0 ||
                sys::call(SYS_lseek, number_, begin, SEEK_SET) == begin;
  }
  sys::close(file);
  return removed;
}

void Descriptor::end_fragment() const {
  const long reopened = kind_ == Kind::regular ? open_again(number_, O_RDWR) : -EBADF;
  if (sys::failed(reopened))
    return;
  const int file = static_cast<int>(reopened);
  struct stat s;
  if (same_file(file) && stat_of(file, s) && ends_in_fragment(file, s.st_size) && sys::write(number_, "\n", 1) == 1) {
    // Another process was still writing that line: remove the empty line that this left behind.
    const long end = sys::call(SYS_lseek, number_, 0, SEEK_CUR);
    if (end > 1 && byte_at(file, end - 2) == '\n' && byte_at(file, end - 1) == '\n')
      erase(file, end - 1, 1);
  }
  sys::close(file);
}

int Descriptor::write_member(Slice bytes, std::uint64_t &written) const {
  const std::uint64_t before = written;
  const int error = write_all(bytes.data, bytes.size, written);
  const Slice done = bytes.take_front(static_cast<std::size_t>(written - before));
  if (error != 0 && kind_ == Kind::regular && !done.empty() && remove_fragment(done))
    written = before;
  return error;
}

int Descriptor::write(Slice lines, std::uint64_t &written) const {
  if (kind_ == Kind::regular) {
    const std::uint64_t before = written;
    const int error = write_all(lines.data, lines.size, written);
    const Slice done = lines.take_front(static_cast<std::size_t>(written - before));
    std::size_t fragment = 0;
    while (fragment != done.size && done.end()[-1 - static_cast<std::ptrdiff_t>(fragment)] != '\n')
      ++fragment;
    if (error != 0 && fragment != 0 && remove_fragment(done.drop_front(done.size - fragment)))
      written -= fragment;
    return error;
  }
  // A pipe takes up to PIPE_BUF bytes atomically: write as many whole lines as fit.
  while (!lines.empty()) {
    std::size_t n = lines.find('\n') + 1;
    while (n < lines.size) {
      const std::size_t next = n + lines.drop_front(n).find('\n') + 1;
      if (next > PIPE_BUF || next > lines.size)
        break;
      n = next;
    }
    n = n < lines.size ? n : lines.size;
    if (const int error = write_all(lines.data, n, written); error != 0)
      return error;
    lines = lines.drop_front(n);
  }
  return 0;
}

} // namespace telinject
