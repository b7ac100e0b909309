// One line, one write.
#include "notice.h"

#include "sys.h"

#include <cerrno>

namespace telinject {

void notice(Slice kind, Slice line) {
  char buffer[768];
  Text out(buffer, sizeof buffer - 1);
  out.put("telinject: ");
  out.put(kind);
  out.put(": ");
  out.put(line.first(700));
  buffer[out.size()] = '\n';
  sys::write(2, buffer, out.size() + 1);
}

// strerror may allocate and depends on the locale.
void put_error_number(Text &out, int error) {
  struct Meaning {
    int error;
    Slice text;
  };
  constexpr Meaning meanings[] = {
      {ENOENT, "no such file or folder"},  {EACCES, "permission denied"},
      {EISDIR, "it is a folder"},          {ENOTDIR, "part of the path is no folder"},
      {EROFS, "read-only file system"},    {ENOSPC, "no space left"},
      {EMFILE, "too many open files"},     {EBADF, "it is closed"},
      {EPIPE, "nobody reads it any more"}, {EDQUOT, "disk quota exceeded"},
      {EIO, "input/output error"},         {EPERM, "not permitted"},
      {EFBIG, "file too large"},
  };
  for (const Meaning &m : meanings)
    if (m.error == error)
      return out.put(m.text);
  out.put("error ");
  out.decimal(static_cast<std::uint64_t>(error));
}

} // namespace telinject
