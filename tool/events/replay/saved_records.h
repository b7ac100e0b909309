// Records that a process left in a file, before anything is done with them: the file may hold anything.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "runtime/core/record.h"

namespace telinject::events {

// Is this a record that can be rendered? `room`: the bytes from `r` on that may be read.
bool is_whole_record(const Record *r, std::size_t room);

// The literals without whose texts its events say nothing, or not what they should.
struct NeededLiterals {
  void add(const char *literal) {
    if (literal)
      list[count++] = literal;
  }
  const char *list[4 + max_error_frames];
  std::size_t count = 0;
};
// Of a whole record.
NeededLiterals literals_needed_by(const Record &r);

struct LiteralText {
  std::uint64_t address;
  std::string_view text;
};
// What a record of kind literal says.
LiteralText literal_of(const Record &r);

} // namespace telinject::events
