// Asks file systems for their free space (file_system_space.h).
#include "runtime/base/file_system_space.h"

#include "runtime/base/sys.h"

#include <sys/vfs.h>

namespace telinject {

bool read_file_system_space(int fd, FileSystemSpace &space) noexcept {
  struct statfs s;
  if (sys::call(SYS_fstatfs, fd, sys::as_long(&s)) != 0)
    return false;
  const auto unit = static_cast<std::uint64_t>(s.f_frsize != 0 ? s.f_frsize : s.f_bsize);
  space = {unit * s.f_blocks, unit * s.f_bavail};
  return true;
}

bool SpaceGuard::has_room(int fd, std::size_t bytes, std::int64_t now_ns) noexcept {
  constexpr std::int64_t period_ns = 100'000'000;
  constexpr std::uint64_t share = 16; // of the room that is left: others write too
  if (bytes <= allowance_ && now_ns < next_question_ns_) {
    allowance_ -= bytes;
    return true;
  }
  allowance_ = 0;
  FileSystemSpace space;
  if (!(read_ ? read_(fd, space) : read_file_system_space(fd, space)) || space.total == 0)
    return true;
  const std::uint64_t reserved = reserved_bytes(space.total);
  const std::uint64_t room = space.available > reserved ? space.available - reserved : 0;
  if (room < bytes)
    return false;
  allowance_ = (room - bytes) / share;
  next_question_ns_ = now_ns + period_ns;
  return true;
}

} // namespace telinject
