// Reads the members of one entry in one pass.
#include "tool/events/input/folded.h"

#include <array>
#include <utility>

namespace telinject::events {
namespace {

using Figure = std::optional<std::uint64_t> FoldedEntry::*;
constexpr std::array<std::pair<std::string_view, Figure>, 7> kFigures = {{
    {"calls", &FoldedEntry::calls},
    {"errors", &FoldedEntry::errors},
    {"total_ns", &FoldedEntry::total_ns},
    {"self_ns", &FoldedEntry::self_ns},
    {"max_ns", &FoldedEntry::max_ns},
    {"iterations", &FoldedEntry::iterations},
    {"changes", &FoldedEntry::changes},
}};
constexpr std::array<std::string_view, 4> kLevels = {"written", "folded", "counted", "dormant"};

FoldLevel read_level(const Value &v) {
  for (std::size_t i = 0; v.type() == Type::string && i < kLevels.size(); ++i)
    if (v.text() == kLevels[i])
      return static_cast<FoldLevel>(i);
  return FoldLevel::dormant;
}

} // namespace

FoldedEntry read_folded_entry(const Value &member) {
  FoldedEntry entry;
  entry.key = member.key();
  for (Value v = member.first(); v; v = v.next(member)) {
    const std::string_view name = v.key();
    std::uint64_t number = 0;
    if (v.to_unsigned(number)) {
      for (const auto &[figure, place] : kFigures)
        if (figure == name)
          entry.*place = number;
      if (name == "branches")
        entry.branch_count = number;
      else if (name == "sites" && entry.key == "other") {
        entry.is_rest = true;
        entry.rest_sites = number;
      }
    } else if (name == "level") {
      entry.level = read_level(v);
    } else if (name == "self_estimated") {
      entry.self_estimated = v.type() == Type::boolean && v.boolean();
    } else if (name == "at_least") {
      entry.at_least = v.type() == Type::boolean && v.boolean();
    } else if (name == "branches" && v.type() == Type::object) {
      entry.branches = v;
    }
  }
  return entry;
}

bool is_inner_key(std::string_view key) {
  const std::size_t last = key.find_last_not_of("0123456789");
  if (last == std::string_view::npos || last + 1 == key.size() || key[last] != ':')
    return false;
  const std::size_t space = key.find(' ');
  return space != std::string_view::npos && space > 0 && space + 1 < last;
}

} // namespace telinject::events
