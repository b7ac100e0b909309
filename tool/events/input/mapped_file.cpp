// Opens, locks and maps a file.
#include "tool/events/input/mapped_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "tool/events/input/line_reader.h"

namespace telinject::events {
namespace {

[[noreturn]] void fail(const std::string &what) {
  throw ReadError(what + ": " + std::strerror(errno) + "; check the path and its permissions");
}

} // namespace

MappedFile::MappedFile(const std::string &path, bool lock) {
  file_ = ::open(path.c_str(), (lock ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (file_ < 0 && lock && errno == ENOENT) {
    is_removed_ = true;
    return;
  }
  if (file_ < 0)
    fail("cannot open it");
  const bool is_locked = lock && ::flock(file_, LOCK_EX | LOCK_NB) == 0;
  struct stat s; // after locking, because the previous owner may have removed or extended the file
  if (::fstat(file_, &s) != 0 || !S_ISREG(s.st_mode)) {
    ::close(file_);
    throw ReadError("not a regular file; name a file or a folder that an instrumented program wrote");
  }
  is_removed_ = s.st_nlink == 0;
  in_use_ = lock && !is_locked;
  if (in_use_ || is_removed_)
    return;
  if (s.st_size == 0)
    return;
  size_ = static_cast<std::size_t>(s.st_size);
  void *const at = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file_, 0);
  if (at == MAP_FAILED) {
    ::close(file_);
    fail("cannot map it into memory");
  }
  data_ = static_cast<const char *>(at);
}

MappedFile::~MappedFile() {
  if (data_)
    ::munmap(const_cast<char *>(data_), size_);
  if (file_ >= 0)
    ::close(file_);
}

void MappedFile::write_at(std::size_t offset, const void *data, std::size_t size) const {
  if (::pwrite(file_, data, size, static_cast<off_t>(offset)) != static_cast<ssize_t>(size))
    fail("cannot record the recovery progress in it");
}

std::vector<std::string> files_in(const std::string &folder, const std::string &ending) {
  std::vector<std::string> found;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    if (at->path().extension() == ending)
      found.push_back(at->path().string());
  if (error)
    throw ReadError("cannot read the folder: " + error.message() + "; check the path and its permissions");
  std::sort(found.begin(), found.end());
  return found;
}

} // namespace telinject::events
