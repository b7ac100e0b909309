// Formats values for display: safe quoting, numbers with units.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace telinject::events {

// Returns the text in double quotes, truncated after about `max` bytes. Escapes control characters (also C1 and
// bidirectional marks), because the text comes from the input and goes to a terminal.
std::string quoted(std::string_view text, std::size_t max = 60);

// Like quoted(), without the quotes.
std::string printable(std::string_view text, std::size_t max);

// Concatenates strings, views, literals and numbers.
template <class... Part> std::string join(const Part &...parts) {
  std::string out;
  const auto add = [&out](const auto &part) {
    if constexpr (std::is_arithmetic_v<std::remove_cvref_t<decltype(part)>>)
      out += std::to_string(part);
    else
      out += part;
  };
  (add(parts), ...);
  return out;
}

// "812 ns", "1.23 us", "45.6 ms", "2.50 s".
std::string human_duration(std::uint64_t ns);

// "1 span", "2 spans".
std::string counted(std::uint64_t n, std::string_view singular, std::string_view plural);

std::string hex16(std::uint64_t value);

} // namespace telinject::events
