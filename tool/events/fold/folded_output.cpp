// Writes a temporary file beside the path, and renames it.
#include "tool/events/fold/folded_output.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/events/input/byte_source.h"
#include "tool/events/input/decoder.h"

namespace telinject::events::fold {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20; // bytes of lines, of which each makes a member

Packing packing_of_name(std::string_view name) {
  return name.ends_with(".gz") ? Packing::gzip : name.ends_with(".zst") ? Packing::zstd : Packing::none;
}

// A device or a pipe is written to, a file is replaced.
bool is_replaced(const std::string &path) {
  struct stat status{};
  return stat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode);
}

} // namespace

FoldedOutput::FoldedOutput(std::string path) : path_(std::move(path)), packing_(packing_of_name(path_)) {
  if (path_.empty())
    return;
  if (!is_replaced(path_)) {
    file_ = open(path_.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    if (char *target = realpath(path_.c_str(), nullptr)) { // a link stays a link
      path_ = target;
      std::free(target);
    }
    temporary_ = path_ + ".XXXXXX";
    file_ = mkstemp(temporary_.data());
    if (file_ < 0)
      temporary_.clear();
  }
  if (file_ < 0)
    fail(errno);
}

FoldedOutput::~FoldedOutput() {
  if (file_ > 1)
    close(file_);
  if (!temporary_.empty())
    unlink(temporary_.c_str());
}

void FoldedOutput::fail(int error) const {
  throw ReadError(std::string("cannot be written: ") + std::strerror(error) +
                  "; name another file, or standard output, or free space");
}

void FoldedOutput::write(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR)
      fail(errno);
    if (written > 0)
      bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void FoldedOutput::flush() {
  if (lines_.empty())
    return;
  write(packing_ == Packing::none ? lines_ : Decoder::make_member(packing_ == Packing::zstd, lines_));
  lines_.clear();
}

void FoldedOutput::add_line(std::string_view line) {
  lines_ += line;
  lines_ += '\n';
  if (lines_.size() >= kBlock)
    flush();
}

void FoldedOutput::finish() {
  flush();
  if (temporary_.empty())
    return;
  struct stat old{};
  const mode_t mask = umask(0);
  umask(mask);
  const bool is_there = stat(path_.c_str(), &old) == 0;
  if (fchmod(file_, is_there ? old.st_mode & 07777 : 0666 & ~mask) != 0 || fsync(file_) != 0 ||
      rename(temporary_.c_str(), path_.c_str()) != 0)
    fail(errno);
  temporary_.clear();
}

} // namespace telinject::events::fold
