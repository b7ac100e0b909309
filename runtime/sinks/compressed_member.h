// Batches of lines as gzip members or zstd frames ("members").  Each is complete in itself and written at once, so that
// a file can be read up to its last whole member whatever happens to its writer, and several processes may append to it.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

enum class Compression : unsigned char { none, gzip, zstd };

// By the end of the path: ".gz", ".zst".
Compression compression_of(Slice path);
// ".gz", ".zst" or nothing.
Slice ending_of(Compression kind);

// An upper bound of a member's size.
constexpr std::size_t member_bound(std::size_t lines) {
  constexpr std::size_t head_and_end = 64, block = 64 * 1024 - 1, head_of_block = 5;
  return lines + head_and_end + (lines / block + 1) * head_of_block;
}

// Makes a member at `out`, which has room for member_bound bytes; returns its size.  memory: of the compressor
// (compression.h); null: the lines are stored as they are.  Async-signal-safe.
std::size_t make_member(Compression kind, Slice lines, char *out, void *memory);

// The member that is being written.  A write may take a part of it; the rest must follow before the next member.
class CompressedMember {
public:
  constexpr CompressedMember() noexcept = default;

  // Returns false if no memory is available.
  [[nodiscard]] bool start(Compression kind) noexcept;
  [[nodiscard]] Compression kind() const noexcept { return kind_; }
  // Returns the bytes to write: what is left of the member, or a new member of these lines.
  [[nodiscard]] Slice bytes_for(Slice lines) noexcept;
  // Returns the number of bytes of lines whose member is complete now.
  [[nodiscard]] std::size_t note_written(std::size_t bytes) noexcept;
  // Forgets the member: the lines were not written.
  void drop() noexcept { size_ = written_ = lines_ = 0; }

private:
  static constexpr std::size_t max_lines = std::size_t{2} << 20; // bytes of one member

  Compression kind_ = Compression::none;
  char *member_ = nullptr, *memory_ = nullptr;
  std::size_t size_ = 0, written_ = 0;
  std::size_t lines_ = 0; // bytes of the lines in it
};

} // namespace telinject
