// Memory of a fixed size for records that wait.  Each chain of small chunks holds bytes in order; a record may continue
// in the next chunk.
#pragma once

#include <cstddef>
#include <cstdint>

namespace telinject {

// Requires the drain lock; async-signal-safe.
class RecordStore {
public:
  // The bytes of one owner.  Chunks have numbers from 1.
  struct Chain {
    std::uint32_t first = 0, last = 0, used = 0; // first and last chunk, 0: none; bytes used in the last one
    [[nodiscard]] constexpr bool is_empty() const noexcept { return first == 0; }
  };

  // Allocates the memory, once.
  void start(std::uint64_t bytes) noexcept;
  [[nodiscard]] bool has_room(const Chain &chain, std::size_t size) const noexcept;
  // Appends bytes; requires has_room().
  void append(Chain &chain, const void *data, std::size_t size) noexcept;
  void free(Chain &chain) noexcept;
  // In a forked child: all memory is free.
  void reset() noexcept;

  // Reads a chain from its beginning.
  class Reader {
  public:
    Reader(const RecordStore &store, const Chain &chain) noexcept
        : store_(store), chunk_(chain.first), last_(chain.last), used_(chain.used) {}
    // Returns false at the end.
    [[nodiscard]] bool get(void *to, std::size_t size) noexcept;

  private:
    const RecordStore &store_;
    std::uint32_t chunk_, last_, used_;
    std::size_t offset_ = 0;
  };

private:
  struct Chunk {
    static constexpr std::uint32_t room = 4096 - sizeof(std::uint32_t);
    std::uint32_t next;
    char bytes[room];
  };
  static_assert(sizeof(Chunk) == 4096);

  Chunk &chunk(std::uint32_t number) const noexcept { return chunks_[number - 1]; }
  std::uint32_t take_chunk() noexcept;
  void add_chunk(Chain &chain) noexcept;

  Chunk *chunks_ = nullptr;
  std::uint32_t count_ = 0, available_ = 0; // of all chunks, those that belong to no chain
  std::uint32_t touched_ = 0;               // the first ones, which have been used at least once
  std::uint32_t freed_ = 0;                 // list of those that were used and freed
};

} // namespace telinject
