// Where `fold` writes to: standard output, or a file that appears when it is complete.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tool/events/input/compressed_output.h"

namespace telinject::events::fold {

class FoldedOutput {
public:
  // path: "" is standard output. A name that ends in .gz or .zst is compressed. Throws ReadError, as all members do.
  explicit FoldedOutput(std::string path);
  ~FoldedOutput(); // removes what was not finished
  FoldedOutput(const FoldedOutput &) = delete;
  FoldedOutput &operator=(const FoldedOutput &) = delete;

  void add_line(std::string_view line);
  void finish(); // replaces the file at the path

private:
  void flush();
  void write(std::string_view bytes) const;
  [[noreturn]] void fail(int error) const;

  std::string path_, temporary_;
  int file_ = 1;
  Packing packing_ = Packing::none;
  std::string lines_;
};

} // namespace telinject::events::fold
