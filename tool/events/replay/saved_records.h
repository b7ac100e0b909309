// Validates records read from a file before they are used. The content is untrusted.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "runtime/core/folded.h"
#include "runtime/core/record.h"

namespace telinject::events {

// Returns true if the record can be rendered. room: number of readable bytes from `r` on.
bool is_whole_record(const Record *r, std::size_t room);

// The literals that are required to render a record's events.
struct NeededLiterals {
  void add(const char *literal) {
    if (literal)
      list[count++] = literal;
  }
  const char *list[4 + max_error_frames + 2 * max_folded_sites];
  std::size_t count = 0;
};
// Requires a whole record.
NeededLiterals literals_needed_by(const Record &r);

struct LiteralText {
  std::uint64_t address;
  std::string_view text;
};
// Returns the content of a record of kind literal.
LiteralText literal_of(const Record &r);

} // namespace telinject::events
