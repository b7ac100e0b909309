// Rotates the output file and follows its name (rotating_file.h).
//
// Only a regular file that has the name itself is renamed: not what a symbolic link leads to, such as /dev/stdout.  A
// lock on the file (flock) keeps processes that write to the same file from rotating it twice.
#include "runtime/sinks/rotating_file.h"

#include "runtime/base/sys.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace telinject {

namespace {

constexpr int open_flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;

bool stat_path(const char *path, int flags, struct stat &s) {
  return sys::call(SYS_newfstatat, AT_FDCWD, sys::as_long(path), sys::as_long(&s), flags) == 0;
}

// PATH.1, or PATH.1.gz if the path ends in .gz; empty if it is too long.
class RotatedName {
public:
  explicit RotatedName(Slice path) {
    const Slice ending = ending_of(compression_of(path));
    TextBuffer out(text_, sizeof text_);
    out.put(path.take_front(path.size - ending.size));
    out.put(".1");
    out.put(ending);
    out.put('\0');
    if (out.overflow())
      text_[0] = '\0';
  }
  const char *text() const { return text_; }

private:
  char text_[4096];
};

} // namespace

// Opened nonblocking: a FIFO that nobody reads is an error (ENXIO).
int RotatingFile::open_path() noexcept {
  constexpr int max_checks = 20; // for a reader that is started together with the program
  long fd;
  for (int i = 0;; ++i) {
    fd = sys::open(path_, open_flags, 0644);
    if (fd != -ENXIO || i == max_checks)
      break;
    sys::sleep_ns(5'000'000);
  }
  if (sys::failed(fd))
    return static_cast<int>(-fd);
  const int error = file_.replace(static_cast<int>(fd));
  sys::close(static_cast<int>(fd));
  return error;
}

int RotatingFile::open(const char *path, const FileLimits &limits) noexcept {
  path_ = path;
  limits_ = limits;
  space_ = SpaceGuard(limits.read_space);
  struct stat s;
  if (stat_path("/", 0, s)) {
    root_device_ = s.st_dev;
    root_inode_ = s.st_ino;
  }
  const int error = open_path();
  is_link_ = stat_path(path, AT_SYMLINK_NOFOLLOW, s) && S_ISLNK(s.st_mode);
  return error == 0 && !member_.start(compression_of(Slice::of(path))) ? ENOMEM : error;
}

// A program that has changed its root has another file of that name, or none.
bool RotatingFile::is_in_same_root() const noexcept {
  struct stat s;
  return stat_path("/", 0, s) && s.st_dev == root_device_ && s.st_ino == root_inode_;
}

bool RotatingFile::is_named_file(const char *path) const noexcept {
  struct stat s;
  return stat_path(path, AT_SYMLINK_NOFOLLOW, s) && S_ISREG(s.st_mode) && file_.is_file(s);
}

// Goes on in the file that has the name; creates it.  Returns false if it is not possible: nothing has changed then.
bool RotatingFile::open_named(int more_flags) noexcept {
  const long fd = sys::open(path_, open_flags | more_flags, 0644);
  if (sys::failed(fd))
    return false;
  struct stat s;
  const bool done =
      sys::call(SYS_fstat, fd, sys::as_long(&s)) == 0 && S_ISREG(s.st_mode) && file_.replace(static_cast<int>(fd)) == 0;
  sys::close(static_cast<int>(fd));
  fragment_ended_ = fragment_ended_ && !done;
  return done;
}

void RotatingFile::follow_name() noexcept {
  struct stat s;
  if ((stat_path(path_, 0, s) && file_.is_file(s)) || !is_in_same_root())
    return;
  open_named(is_link_ ? 0 : O_NOFOLLOW);
}

bool RotatingFile::is_too_large() const noexcept {
  const std::uint64_t size = file_.position();
  return limits_.max_bytes != 0 && size != ~std::uint64_t{0} && size >= limits_.max_bytes;
}

// Opens the file if it is the one with which this process began, and has no other name; else returns -1.
int RotatingFile::open_held_file(const char *path) const noexcept {
  struct stat s;
  if (!stat_path(path, AT_SYMLINK_NOFOLLOW, s) || s.st_nlink != 1 || !file_.is_first_file(s))
    return -1;
  const long fd = sys::open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  return sys::failed(fd) ? -1 : static_cast<int>(fd);
}

// The program's own descriptor keeps the file with which this process began, and nothing can close it while the writer has
// descriptors of its own.  So the space of that file is freed when it has lost its name.
void RotatingFile::free_held_file(int held) const noexcept {
  struct stat s;
  if (held < 0)
    return;
  if (sys::call(SYS_fstat, held, sys::as_long(&s)) == 0 && s.st_nlink == 0 && file_.is_first_file(s))
    sys::call(SYS_ftruncate, held, 0);
  sys::close(held);
}

// held: what open_held_file gave for the file that the renamed one replaces.
bool RotatingFile::rename_locked(int &held) noexcept {
  if (!is_named_file(path_))
    return false; // another process has renamed it meanwhile, or it never can be
  const RotatedName rotated(Slice::of(path_));
  if (rotated.text()[0] == '\0')
    return false;
  held = open_held_file(rotated.text());
  return sys::call(SYS_renameat, AT_FDCWD, sys::as_long(path_), AT_FDCWD, sys::as_long(rotated.text())) == 0;
}

// Returns false if the file cannot be renamed.
bool RotatingFile::rotate() noexcept {
  if (!is_in_same_root())
    return false;
  const int fd = file_.number();
  if (sys::call(SYS_flock, fd, LOCK_EX | LOCK_NB) == -EWOULDBLOCK)
    return true; // another process is doing it; the next write is into the new file
  int held = -1;
  const bool done = rename_locked(held);
  sys::call(SYS_flock, fd, LOCK_UN); // by the number, which the next step gives to the new file
  if (done)
    open_named(O_NOFOLLOW); // if this is not possible, the next write tries again
  free_held_file(held);
  if (done)
    return true;
  follow_name();
  return !is_too_large();
}

// Before a write: opens the file again if the program closed all descriptors, follows the name, rotates.
int RotatingFile::prepare(Full &limit) noexcept {
  limit = Full::no;
  if (!file_.intact())
    if (const int error = open_path(); error != 0)
      return error;
  if (!file_.is_regular())
    return 0;
  follow_name();
  if (is_too_large() && !rotate())
    limit = Full::file;
  return 0;
}

// Called before the first line of a file: terminates a partial line of another process that was killed.
void RotatingFile::end_fragment() noexcept {
  if (!fragment_ended_)
    file_.end_fragment();
  fragment_ended_ = true;
}

bool RotatingFile::has_room(std::size_t bytes) noexcept {
  return limits_.max_bytes == 0 || !file_.is_regular() || space_.has_room(file_.number(), bytes, sys::monotonic_ns());
}

int RotatingFile::write_members(Slice lines, std::uint64_t &written, bool is_final) noexcept {
  while (!lines.empty()) {
    const Slice bytes = member_.bytes_for(lines);
    if (!is_final && !has_room(bytes.size)) {
      full_.store(Full::file_system, std::memory_order_relaxed);
      return ENOSPC;
    }
    std::uint64_t taken = 0;
    const int error = file_.write_member(bytes, taken);
    const std::size_t done = member_.note_written(static_cast<std::size_t>(taken));
    written += done;
    if (error != 0)
      return error;
    lines = lines.drop_front(done);
  }
  return 0;
}

int RotatingFile::write(Slice lines, std::uint64_t &written, bool is_final) noexcept {
  Full limit;
  if (const int error = prepare(limit); error != 0)
    return error;
  if (is_final) { // what did not fit before is lost
    limit = Full::no;
    member_.drop();
  }
  if (limit == Full::no && !is_final && !is_compressed() && !has_room(lines.size))
    limit = Full::file_system;
  full_.store(limit, std::memory_order_relaxed);
  if (limit != Full::no)
    return ENOSPC;
  if (is_compressed())
    return write_members(lines, written, is_final);
  end_fragment();
  return file_.write(lines, written);
}

std::uint64_t RotatingFile::position() noexcept {
  Full limit;
  return prepare(limit) == 0 ? file_.position() : ~std::uint64_t{0};
}

Slice RotatingFile::full_reason() const noexcept {
  switch (full_.load(std::memory_order_relaxed)) {
  case Full::file_system:
    return "the rest of the file system is left to others: 5%, or 1 GB";
  case Full::file:
    return "TELEMETRY_FILE_MAX_MB is reached, and the file cannot be renamed";
  case Full::no:
    break;
  }
  return {};
}

} // namespace telinject
