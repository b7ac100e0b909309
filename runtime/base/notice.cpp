// One line, one write.
#include "runtime/base/notice.h"

#include "runtime/base/blocked_signals.h"
#include "runtime/base/sys.h"

#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace telinject {

namespace {

// A line less rather than a program that waits for the reader of its standard error, or dies because there is none.
void write_notice(const char *line, std::size_t size) {
  const BlockedSignals pending_lines_commit(BlockedSignals::of_output);
  constexpr long max_wait_ns = 100'000'000;
  pollfd p{STDERR_FILENO, POLLOUT, 0};
  const timespec wait{0, max_wait_ns};
  if (sys::call(SYS_ppoll, sys::as_long(&p), 1, sys::as_long(&wait), 0, 0) != 0)
    sys::write(STDERR_FILENO, line, size);
}

} // namespace

void notice(Slice kind, Slice line) {
  char buffer[768];
  TextBuffer out(buffer, sizeof buffer - 1);
  out.put("telinject: ");
  out.put(kind);
  out.put(": ");
  out.put(line.take_front(700));
  buffer[out.size()] = '\n';
  write_notice(buffer, out.size() + 1);
}

// strerror may allocate and depends on the locale.
void put_error_number(TextBuffer &out, int error) {
  struct Meaning {
    int error;
    Slice text;
  };
  constexpr Meaning meanings[] = {
      {ENOENT, "no such file or folder"},
      {EACCES, "permission denied"},
      {EISDIR, "it is a folder"},
      {ENOTDIR, "part of the path is no folder"},
      {EROFS, "read-only file system"},
      {ENOSPC, "no space left"},
      {EMFILE, "too many open files"},
      {EBADF, "it is closed"},
      {EPIPE, "nobody reads it any more"},
      {EDQUOT, "disk quota exceeded"},
      {EIO, "input/output error"},
      {EPERM, "not permitted"},
      {EFBIG, "file too large"},
      {ENXIO, "nobody reads it, or it is a socket"},
      {EAGAIN, "it is in use"},
  };
  for (const Meaning &m : meanings)
    if (m.error == error)
      return out.put(m.text);
  out.put("error ");
  out.decimal(static_cast<std::uint64_t>(error));
}

} // namespace telinject
