// Matches the patterns of the event schema without std::regex, which is too slow for every line: ^ITEM…$, where an ITEM
// is a literal character, an escaped one, or a class [a-z0-9], with an optional {N}.
#pragma once

#include <bitset>
#include <string>
#include <string_view>
#include <vector>

namespace telinject::events {

class Pattern {
public:
  // Throws std::invalid_argument for other patterns.
  explicit Pattern(std::string_view source);
  bool matches(std::string_view text) const;
  const std::string &source() const { return source_; }

private:
  std::string source_;
  std::vector<std::bitset<128>> classes_;
  std::vector<unsigned short> items_; // for each byte of the text: index of its class
};

} // namespace telinject::events
