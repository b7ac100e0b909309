// Splits the bytes of a source into lines.
#include "tool/events/input/line_reader.h"

#include <algorithm>
#include <cstring>

namespace telinject::events {
namespace {

constexpr std::size_t kChunk = std::size_t{256} << 10;

} // namespace

LineReader::LineReader(const std::string &path, std::uint64_t offset)
    : source_(path, offset), buffer_(kMaxLine + 1 + kChunk) {}

// Makes room in the buffer and reads a chunk.
ByteSource::Result LineReader::fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  std::size_t size = 0;
  const ByteSource::Result result = source_.read(buffer_.data() + end_, std::min(kChunk, buffer_.size() - end_), size);
  end_ += result == ByteSource::Result::bytes ? size : 0;
  return result;
}

// Discards the rest of an overlong line.
void LineReader::skip_rest_of_line() {
  for (;;) {
    const void *newline = std::memchr(buffer_.data() + begin_, '\n', end_ - begin_);
    if (newline) {
      begin_ = static_cast<std::size_t>(static_cast<const char *>(newline) - buffer_.data()) + 1;
      return;
    }
    begin_ = end_;
    if (fill() != ByteSource::Result::bytes)
      return;
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
    if (length > kMaxLine) {
      skip_rest_of_line();
      return line.too_long = true;
    }
    if (newline) {
      line.text = {start, length};
      begin_ += length + 1;
      return true;
    }
    searched = length;
    const ByteSource::Result result = fill();
    if (result == ByteSource::Result::bytes)
      continue;
    if (result == ByteSource::Result::gap) { // the rest of the line is missing
      begin_ = end_;
      searched = 0;
      continue;
    }
    line.text = {buffer_.data() + begin_, end_ - begin_};
    begin_ = end_;
    return !line.text.empty();
  }
}

} // namespace telinject::events
