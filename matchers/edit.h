// Places in a text and changes of it.  Every change is an insertion: nothing of the user's text is ever replaced,
// which is what makes `strip` exact.
#pragma once

#include <cstdint>
#include <string>

namespace telinject {

// [begin, end) in bytes.
struct TextRange {
  unsigned begin = 0, end = 0;
  friend bool operator==(const TextRange &, const TextRange &) = default;
};

struct Edit {
  unsigned offset = 0;    // in bytes from the start of the file as it is without telinject's insertions
  std::string text;       // never contains a newline: no line of the user's code moves
  std::int64_t order = 0; // among edits at one offset

  friend bool operator==(const Edit &, const Edit &) = default;
};

// Edits that stand around pieces of text nest as those pieces do.  Where two pieces are the same, the level says which
// is outside.
enum class Level : int { body, exit, loop, label, statement, condition, expression };

// Of edits of one level around the same piece, depth says which is outside: from 0, at most 127.
inline std::int64_t edit_rank(unsigned place, Level level, unsigned depth) {
  return (std::int64_t{place} * 8 + static_cast<int>(level)) * 128 + (depth < 127 ? depth : 127);
}

// Before the piece: behind whatever ends there, and the outermost first.
inline Edit edit_before(TextRange piece, std::string text, Level level, unsigned depth = 0) {
  const std::int64_t order = edit_rank(~0u - piece.end, level, depth);
  return {piece.begin, std::move(text), order};
}

// After the piece: the innermost first.
inline Edit edit_after(TextRange piece, std::string text, Level level, unsigned depth = 0) {
  const std::int64_t order = -1 - edit_rank(piece.begin, level, depth);
  return {piece.end, std::move(text), order};
}

// At the head of a block, right behind its '{'.
inline Edit edit_at_head(unsigned offset, std::string text) {
  return {offset, std::move(text), 0};
}

// The same, before what stands at the head.
inline Edit edit_before_head(unsigned offset, std::string text) {
  return {offset, std::move(text), -1};
}

} // namespace telinject
