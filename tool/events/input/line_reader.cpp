// Reads through zlib, which passes uncompressed input through.
#include "tool/events/input/line_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace telinject::events {
namespace {

constexpr std::size_t kChunk = std::size_t{256} << 10;

std::string system_text(int error) {
  if (error == ENOENT)
    return "no such file; check the path";
  if (error == EACCES)
    return "permission denied; check the file's mode and owner";
  if (error == EISDIR)
    return "is a directory; name a file";
  return std::string(std::strerror(error)) + "; the input cannot be read";
}

} // namespace

struct LineReader::Source {
  gzFile file = nullptr;
  ~Source() {
    if (file)
      gzclose_r(file);
  }
};

LineReader::LineReader(const std::string &path) : source_(std::make_unique<Source>()), buffer_(kMaxLine + 1 + kChunk) {
  const int fd = path == "-" ? dup(STDIN_FILENO) : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    throw ReadError(system_text(errno));
  struct stat facts{};
  if (fstat(fd, &facts) == 0) {
    if (S_ISDIR(facts.st_mode)) {
      close(fd);
      throw ReadError(system_text(EISDIR));
    }
    if (S_ISREG(facts.st_mode))
      size_ = static_cast<std::uint64_t>(facts.st_size);
  }
  source_->file = gzdopen(fd, "rb");
  if (!source_->file) {
    close(fd);
    throw ReadError("out of memory; free some and try again");
  }
  gzbuffer(source_->file, static_cast<unsigned>(kChunk));
}

LineReader::~LineReader() = default;

std::uint64_t LineReader::position() const {
  const auto at = gzoffset(source_->file);
  return at < 0 ? 0 : static_cast<std::uint64_t>(at);
}

// Makes room in the buffer and reads a chunk; returns false at the end of the input.
bool LineReader::fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  errno = 0;
  const int got =
      gzread(source_->file, buffer_.data() + end_, static_cast<unsigned>(std::min(kChunk, buffer_.size() - end_)));
  if (got > 0) { // data before an error is returned first
    end_ += static_cast<std::size_t>(got);
    return true;
  }
  int error = Z_OK;
  const char *text = gzerror(source_->file, &error);
  if (error == Z_ERRNO)
    throw ReadError(system_text(errno));
  if (error == Z_BUF_ERROR)
    throw ReadError("the compressed file is truncated; get a complete copy");
  if (error != Z_OK)
    throw ReadError("the compressed file is damaged (" + std::string(text) + "); get a new copy");
  return false;
}

// Discards the rest of an overlong line.
bool LineReader::skip_rest_of_line() {
  for (;;) {
    const void *newline = std::memchr(buffer_.data() + begin_, '\n', end_ - begin_);
    if (newline) {
      begin_ = static_cast<std::size_t>(static_cast<const char *>(newline) - buffer_.data()) + 1;
      return true;
    }
    begin_ = end_;
    if (!fill())
      return true;
  }
}

bool LineReader::next(Line &line) {
  line = {{}, ++number_, false};
  std::size_t searched = 0; // bytes searched so far, so that no byte is searched twice
  for (;;) {
    const char *start = buffer_.data() + begin_;
    const void *newline = std::memchr(start + searched, '\n', end_ - begin_ - searched);
    const std::size_t length =
        newline ? static_cast<std::size_t>(static_cast<const char *>(newline) - start) : end_ - begin_;
    if (length > kMaxLine)
      return line.too_long = true, skip_rest_of_line();
    if (newline) {
      line.text = {start, length};
      begin_ += length + 1;
      return true;
    }
    searched = length;
    if (fill())
      continue;
    line.text = {buffer_.data() + begin_, end_ - begin_};
    begin_ = end_;
    return !line.text.empty();
  }
}

} // namespace telinject::events
