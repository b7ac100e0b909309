// Reads lines from a file or standard input ("-") in constant memory. Recognises gzip compression by content.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace telinject::events {

inline constexpr std::size_t kMaxLine = std::size_t{1} << 20; // bytes, without the line's end

struct ReadError : std::runtime_error { // what(): "what happened; what to do"
  using std::runtime_error::runtime_error;
};

struct Line {
  std::string_view text; // without '\n'; valid until the next line is read; empty if too_long
  std::uint64_t number = 0;
  bool too_long = false;
};

class LineReader {
public:
  explicit LineReader(const std::string &path); // throws ReadError
  ~LineReader();
  LineReader(const LineReader &) = delete;
  LineReader &operator=(const LineReader &) = delete;

  bool next(Line &line); // false at the end; throws ReadError

  std::uint64_t size() const { return size_; } // size as stored; 0 if unknown
  std::uint64_t position() const;              // approximate number of stored bytes read

private:
  struct Source;
  bool fill();
  bool skip_rest_of_line();

  std::unique_ptr<Source> source_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0; // unread part of the buffer
  std::uint64_t number_ = 0;
  std::uint64_t size_ = 0;
};

} // namespace telinject::events
