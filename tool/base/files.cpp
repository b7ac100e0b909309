// File access through POSIX calls.
#include "tool/base/files.h"

#include "tool/base/signal_block.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace telinject::rewrite {
namespace {

std::string system_message() {
  return std::strerror(errno);
}

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(file, text.data(), text.size());
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return false;
    text.remove_prefix(static_cast<size_t>(n));
  }
  return true;
}

} // namespace

Result<std::string> read_file(const std::string &path, size_t max_size) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0)
    return Failure{system_message()};
  struct stat facts;
  std::string text;
  bool good = ::fstat(file, &facts) == 0;
  std::string reason = good ? "" : system_message();
  if (good && !S_ISREG(facts.st_mode))
    good = false, reason = "not a regular file";
  if (good && static_cast<size_t>(facts.st_size) > max_size)
    good = false, reason = "larger than " + std::to_string(max_size >> 20) + " MiB";
  if (good) {
    text.resize(static_cast<size_t>(facts.st_size));
    size_t received = 0;
    while (received < text.size()) {
      const ssize_t n = ::read(file, text.data() + received, text.size() - received);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      received += static_cast<size_t>(n);
    }
    if (received < text.size())
      good = false, reason = "could not be read to its end";
  }
  ::close(file);
  if (!good)
    return Failure{reason};
  return text;
}

std::string read_start(const std::string &path, size_t max_bytes) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0)
    return "";
  // A file of the size 0 may have contents, as in /proc.
  struct stat facts;
  if (::fstat(file, &facts) == 0 && S_ISREG(facts.st_mode) && facts.st_size > 0)
    max_bytes = std::min(max_bytes, static_cast<size_t>(facts.st_size));
  std::string text(max_bytes, '\0');
  size_t received = 0;
  for (ssize_t n; received < max_bytes &&
                  ((n = ::read(file, text.data() + received, max_bytes - received)) > 0 || (n < 0 && errno == EINTR));)
    if (n > 0)
      received += static_cast<size_t>(n);
  ::close(file);
  text.resize(received);
  return text;
}

Result<void> write_file_atomically(const std::string &path, std::string_view text) {
  struct stat before;
  const bool exists = ::stat(path.c_str(), &before) == 0;
  if (exists && (before.st_mode & 0222) == 0)
    return Failure{"it is read-only; make it writable first"};
  if (exists && ::access(path.c_str(), W_OK) != 0)
    return Failure{system_message()};
  const auto slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash);
  std::string pattern = folder + "/.telinject-XXXXXX";
  std::vector<char> name(pattern.begin(), pattern.end());
  name.push_back('\0');
  const SignalBlock block; // an interrupted process leaves either the old or the new file, and no temporary file
  const int file = ::mkostemp(name.data(), O_CLOEXEC);
  if (file < 0)
    return Failure{system_message()};
  bool good = write_all(file, text);
  if (good && exists) {
    // Failing to change the owner is not an error. chmod comes last, because chown clears mode bits.
    if (::fchown(file, before.st_uid, before.st_gid) != 0)
      errno = 0;
    good = ::fchmod(file, before.st_mode & 07777) == 0;
  } else if (good) {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    good = ::fchmod(file, 0666 & ~mask) == 0;
  }
  good = good && ::fsync(file) == 0;
  std::string reason = good ? "" : system_message();
  if (::close(file) != 0 && good)
    good = false, reason = system_message();
  if (good && ::rename(name.data(), path.c_str()) != 0)
    good = false, reason = system_message();
  if (good)
    return {};
  ::unlink(name.data());
  return Failure{reason};
}

std::string real_path(const std::string &path) {
  char *found = ::realpath(path.c_str(), nullptr);
  std::string result = found ? found : "";
  std::free(found);
  return result;
}

std::string absolute_path(const std::string &path, const std::string &directory) {
  const std::filesystem::path given(path);
  std::string result =
      (given.is_absolute() ? given : std::filesystem::path(directory) / given).lexically_normal().string();
  while (result.size() > 1 && result.back() == '/')
    result.pop_back();
  return result;
}

bool is_under(const std::string &path, const std::string &directory) {
  if (directory == "/")
    return path.size() > 1 && path[0] == '/';
  return path.size() > directory.size() + 1 && path.compare(0, directory.size(), directory) == 0 &&
         path[directory.size()] == '/';
}

} // namespace telinject::rewrite
