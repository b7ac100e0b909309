// Prints as many lines of formatted numbers and strings as its argument says.
#include <fmt/format.h>

#include <cstdlib>
#include <iterator>

int main(int, char **words) {
  fmt::memory_buffer line;
  for (int i = 0, end = std::atoi(words[1]); i < end; ++i) {
    line.clear();
    fmt::format_to(std::back_inserter(line), "{:>8} {:#x} {} {:.3f} {}\n", i, i, i * 0.1, i / 3.0, "a text");
    fmt::print("{}", fmt::to_string(line));
  }
}
