// Text for people: values quoted safely, numbers with units.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace telinject::events {

// The text in double quotes, cut after about `max` bytes; control characters (C1 and bidirectional marks too) are
// escaped, because what is shown comes from the input and goes to a terminal.
std::string quoted(std::string_view text, std::size_t max = 60);

// As quoted(), without the quotes.
std::string printable(std::string_view text, std::size_t max);

// All parts one after another: strings, views, literals and numbers.
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
