// Reads lines from a file or standard input ("-") in constant memory. Decompresses gzip and zstd.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tool/events/input/byte_source.h"

namespace telinject::events {

inline constexpr std::size_t kMaxLine = std::size_t{1} << 20; // bytes, without the line's end

struct Line {
  std::string_view text; // without '\n'; valid until the next line is read; empty if too_long
  std::uint64_t number = 0;
  bool too_long = false;
};

class LineReader {
public:
  // offset: of a regular file; the start of a line, or of a member. Throws ReadError.
  explicit LineReader(const std::string &path, std::uint64_t offset = 0);

  bool next(Line &line); // false at the end; throws ReadError

  // See ByteSource.
  void skip_truncated() { source_.skip_truncated(); }
  std::uint64_t size() const { return source_.size(); }         // size as stored; 0 if unknown
  std::uint64_t position() const { return source_.position(); } // approximate number of stored bytes read
  const ByteSource &source() const { return source_; }

private:
  ByteSource::Result fill();
  void skip_rest_of_line();

  ByteSource source_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0; // unread part of the buffer
  std::uint64_t number_ = 0;
};

} // namespace telinject::events
