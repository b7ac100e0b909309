// Fixed-length patterns.
#include "tool/events/schema/pattern.h"

#include <cctype>
#include <charconv>
#include <stdexcept>

namespace telinject::events {
namespace {

constexpr std::size_t kLongest = 4096;

[[noreturn]] void refuse(std::string_view source) {
  throw std::invalid_argument("pattern " + std::string(source) + " is not of the form ^[class]{n}...$");
}

// Parses the character set of one item at the front of `rest`.
std::bitset<128> take_class(std::string_view &rest, std::string_view source) {
  std::bitset<128> set;
  const auto one = [&]() -> unsigned {
    if (rest.starts_with('\\'))
      rest.remove_prefix(1);
    if (rest.empty() || static_cast<unsigned char>(rest[0]) > 127)
      refuse(source);
    const auto c = static_cast<unsigned char>(rest[0]);
    rest.remove_prefix(1);
    return c;
  };
  if (!rest.starts_with('[')) {
    if (std::string_view(".*+?()|{}]^$").find(rest[0]) != std::string_view::npos)
      refuse(source);
    // A backslash before a letter or digit would be a class or a reference, which are not supported.
    if (rest[0] == '\\' && (rest.size() < 2 || std::isalnum(static_cast<unsigned char>(rest[1]))))
      refuse(source);
    return set.set(one());
  }
  rest.remove_prefix(1);
  if (rest.starts_with('^'))
    refuse(source);
  while (!rest.starts_with(']')) {
    const unsigned from = one();
    unsigned to = from;
    if (rest.starts_with('-')) {
      rest.remove_prefix(1);
      to = one();
    }
    if (to < from)
      refuse(source);
    for (unsigned c = from; c <= to; ++c)
      set.set(c);
  }
  rest.remove_prefix(1);
  return set;
}

std::size_t take_count(std::string_view &rest, std::string_view source) {
  if (!rest.starts_with('{'))
    return 1;
  std::size_t n = 0;
  const auto [end, error] = std::from_chars(rest.data() + 1, rest.data() + rest.size(), n);
  if (error != std::errc() || end == rest.data() + rest.size() || *end != '}' || n > kLongest)
    refuse(source);
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()) + 1);
  return n;
}

} // namespace

Pattern::Pattern(std::string_view source) : source_(source) {
  if (source.size() < 2 || !source.starts_with('^') || !source.ends_with('$'))
    refuse(source);
  std::string_view rest = source.substr(1, source.size() - 2);
  while (!rest.empty()) {
    classes_.push_back(take_class(rest, source));
    const std::size_t count = take_count(rest, source);
    items_.insert(items_.end(), count, static_cast<unsigned short>(classes_.size() - 1));
    if (items_.size() > kLongest)
      refuse(source);
  }
}

bool Pattern::matches(std::string_view text) const {
  if (text.size() != items_.size())
    return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c > 127 || !classes_[items_[i]][c])
      return false;
  }
  return true;
}

} // namespace telinject::events
