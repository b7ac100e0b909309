// Text ranges and edits. An edit only inserts text; the user's text is never replaced, so `strip` can restore it
// exactly.
#pragma once

#include <cstdint>
#include <string>

namespace telinject::rewrite {

// Half-open byte range [begin, end).
struct TextRange {
  unsigned begin = 0, end = 0;
  friend bool operator==(const TextRange &, const TextRange &) = default;
};

struct Edit {
  unsigned offset = 0;    // byte offset in the file without telinject's insertions
  std::string text;       // contains no newline, so that no line of the user's code moves
  std::int64_t order = 0; // position among the edits at the same offset

  friend bool operator==(const Edit &, const Edit &) = default;
};

// Insertions around nested pieces of text nest in the same way. For identical pieces, the level decides which insertion
// is the outer one.
enum class Level : int { body, exit, loop, label, statement, condition, expression };

// Orders edits of one level around the same piece: a smaller depth is further outside. Depths above 127 count as 127.
inline std::int64_t edit_rank(unsigned offset, Level level, unsigned depth) {
  return (std::int64_t{offset} * 8 + static_cast<int>(level)) * 128 + (depth < 127 ? depth : 127);
}

// Inserts before the piece, after any insertion that ends there; outermost first.
inline Edit edit_before(TextRange piece, std::string text, Level level, unsigned depth = 0) {
  const std::int64_t order = edit_rank(~0u - piece.end, level, depth);
  return {piece.begin, std::move(text), order};
}

// Inserts after the piece; innermost first.
inline Edit edit_after(TextRange piece, std::string text, Level level, unsigned depth = 0) {
  const std::int64_t order = -1 - edit_rank(piece.begin, level, depth);
  return {piece.end, std::move(text), order};
}

// Inserts at the head of a block, directly after its '{'.
inline Edit edit_at_head(unsigned offset, std::string text) {
  return {offset, std::move(text), 0};
}

// Inserts before all edits made by edit_at_head().
inline Edit edit_before_head(unsigned offset, std::string text) {
  return {offset, std::move(text), -1};
}

} // namespace telinject::rewrite
