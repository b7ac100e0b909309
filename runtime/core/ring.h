// One thread's queue of records to the writer: single producer, single consumer, no lock, memory owned by the caller.
// Positions only grow.  A record that begins before the end of the data may extend into the spare bytes after it, so
// every record is contiguous.  reserve() and commit(): the owning thread only, and signal-safe between them (reserved
// bytes are invisible before commit).  All others: the thread that holds the drain lock.
//
// The memory may be that of a file (ring_file.h): then committed records survive the process.
#pragma once

#include "runtime/core/record.h"

#include <atomic>

namespace telinject {

// The positions of producer and consumer, stored before the data.
struct RingEnds {
  alignas(64) std::atomic<std::uint64_t> published;
  alignas(64) std::atomic<std::uint64_t> consumed;
};

class Ring {
public:
  // Returns the bytes of memory for a ring of that size, which is a power of two and at least 4 * max_record_size.
  static constexpr std::uint64_t memory_for(std::uint64_t size) { return sizeof(RingEnds) + size + max_record_size; }

  // memory: 64-byte aligned.  position: the first position, a multiple of 8.
  void use(char *memory, std::uint64_t size, std::uint64_t position = 0) {
    data_ = memory + sizeof(RingEnds);
    size_ = size;
    head_ = position;
    ends()->published.store(position, std::memory_order_relaxed);
    ends()->consumed.store(position, std::memory_order_relaxed);
    room_end_ = 0;
  }
  // Detaches the memory: the ring has no room and nothing to read.
  void leave_memory(std::uint64_t position) {
    data_ = nullptr;
    size_ = 0;
    head_ = position;
    room_end_ = 0;
  }
  bool has_memory() const { return data_ != nullptr; }

  // Is there room for one record of up to max_record_size bytes?  If not, call make_room().
  bool has_room() const { return head_ < room_end_; }
  // Returns the address for the next record.
  char *room() const { return at(head_); }
  // Returns the address of a further record that is committed together with those at room(), which take so many bytes: it
  // may be at the beginning of the data, where the reader looks for it.
  char *room_behind(std::size_t bytes) const { return at(head_ + bytes); }
  char *reserve() { return has_room() ? room() : nullptr; }

  // Reads the consumer's position.  Returns false if the ring is full.  more_than_half: was it over half full?
  bool make_room(bool &more_than_half) {
    const std::uint64_t consumed = ends()->consumed.load(std::memory_order_acquire);
    const std::uint64_t used = head_ - consumed;
    more_than_half = used >= size_ / 2;
    // Grants only half of the ring first, so that the producer comes back in time to wake a sleeping consumer.
    room_end_ = consumed + (more_than_half ? size_ - max_record_size : size_ / 2) + 1;
    return has_room();
  }

  void commit(std::size_t bytes) { commit_to(head_ + bytes); }
  void commit_to(std::uint64_t position) {
    std::atomic_signal_fence(std::memory_order_seq_cst); // the record is complete before it counts
    head_ = position;
    ends()->published.store(position, std::memory_order_release);
  }

  // Returns the end of the committed records, even if commit was interrupted before it published them.
  std::uint64_t head() const { return head_; }
  std::uint64_t published() const { return data_ ? ends()->published.load(std::memory_order_acquire) : head_; }
  std::uint64_t consumed() const { return data_ ? ends()->consumed.load(std::memory_order_relaxed) : head_; }
  void consume_to(std::uint64_t position) { ends()->consumed.store(position, std::memory_order_release); }
  const Record *record(std::uint64_t position) const { return reinterpret_cast<const Record *>(at(position)); }
  std::uint64_t size() const { return size_; }
  char *data() const { return data_; }

  // Discards unread records; the producer must not be running (used for a new owner).
  void clear() {
    head_ = published();
    if (data_)
      consume_to(head_);
    room_end_ = 0;
  }

private:
  char *at(std::uint64_t position) const { return data_ + (position & (size_ - 1)); }
  // Not a member, so that the producer's members fit one cache line.
  RingEnds *ends() const { return reinterpret_cast<RingEnds *>(data_ - sizeof(RingEnds)); }

  char *data_ = nullptr;
  std::uint64_t size_ = 0;
  std::uint64_t head_ = 0;
  std::uint64_t room_end_ = 0; // a record that begins before it may be written without reading the consumer's position
};

} // namespace telinject
