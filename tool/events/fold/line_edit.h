// Edits members of a line in place; every other byte stays.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace telinject::events::fold {

// Byte range of the value of a member.
struct ValueRange {
  std::size_t begin = 0, end = 0;
};

// `object`: position of the '{' of an object in a valid line. Keys are compared as they are written.
std::optional<ValueRange> find_member(std::string_view line, std::size_t object, std::string_view key);

// Replaces the value of a member that exists.
void replace_member(std::string &line, std::size_t object, std::string_view key, std::string_view value);

// Replaces the value of a member, or adds the member at the end of the object. `value`: JSON.
void set_member(std::string &line, std::size_t object, std::string_view key, std::string_view value);

} // namespace telinject::events::fold
