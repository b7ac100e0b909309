// Reads inputs twice. What cannot be read again, as standard input, is copied to a temporary file at the first reading.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace telinject::events::fold {

class SecondReading {
public:
  explicit SecondReading(const std::vector<std::string> &files);
  ~SecondReading();
  SecondReading(const SecondReading &) = delete;
  SecondReading &operator=(const SecondReading &) = delete;

  // Call for each line of the first reading; throws ReadError.
  void note(std::uint32_t file, std::string_view line);
  // Call after the first reading; throws ReadError.
  void finish_copies();

  // What the second reading reads: a path, and so many lines of it, because a running program may append more.
  std::string path(std::uint32_t file) const;
  std::uint64_t lines(std::uint32_t file) const { return inputs_[file].lines; }

private:
  struct Input {
    std::uint64_t lines = 0;
    int copy = -1; // descriptor
    std::string pending;
  };
  static void flush(Input &input);

  const std::vector<std::string> &files_;
  std::vector<Input> inputs_;
};

} // namespace telinject::events::fold
