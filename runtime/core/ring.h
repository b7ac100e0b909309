// One thread's queue of records to the writer: single producer, single consumer, no lock, memory of the caller's.
// Positions only grow.  A record that begins before the end of the data may run on into the spare bytes behind it, so
// every record is contiguous.  reserve() and commit(): the owning thread only, and signal-safe between them (what was
// reserved is not seen before commit).  The others: whoever drains.
//
// The memory may be a file's (ring_file.h): then what is committed is there for others when the process is gone.
#pragma once

#include "runtime/core/record.h"

#include <atomic>

namespace telinject {

// How far producer and consumer are: stands in front of the data.
struct RingEnds {
  alignas(64) std::atomic<std::uint64_t> published;
  alignas(64) std::atomic<std::uint64_t> consumed;
};

class Ring {
public:
  // Bytes of memory for a ring of that size: a power of two, at least 4 * max_record_size.
  static constexpr std::uint64_t memory_for(std::uint64_t size) { return sizeof(RingEnds) + size + max_record_size; }

  // memory: 64-byte aligned.  position: where it begins to count, a multiple of 8.
  void use(char *memory, std::uint64_t size, std::uint64_t position = 0) {
    data_ = memory + sizeof(RingEnds);
    size_ = size;
    head_ = position;
    ends()->published.store(position, std::memory_order_relaxed);
    ends()->consumed.store(position, std::memory_order_relaxed);
    room_end_ = 0;
  }
  // Without memory there is no room in it, and nothing to read.
  void leave_memory(std::uint64_t position) {
    data_ = nullptr;
    size_ = 0;
    head_ = position;
    room_end_ = 0;
  }
  bool has_memory() const { return data_ != nullptr; }

  // Is there room for one record of up to max_record_size bytes?  If not, ask make_room().
  bool has_room() const { return head_ < room_end_; }
  // Where that is.
  char *room() const { return at(head_); }
  char *reserve() { return has_room() ? room() : nullptr; }

  // Looks how far the consumer is.  False: the ring is full.  more_than_half: how much is waiting, at the last look.
  bool make_room(bool &more_than_half) {
    const std::uint64_t consumed = ends()->consumed.load(std::memory_order_acquire);
    const std::uint64_t used = head_ - consumed;
    more_than_half = used >= size_ / 2;
    // First up to the middle only, so that the producer comes here and can wake a sleeping consumer in time.
    room_end_ = consumed + (more_than_half ? size_ - max_record_size : size_ / 2) + 1;
    return has_room();
  }

  void commit(std::size_t bytes) { commit_to(head_ + bytes); }
  void commit_to(std::uint64_t position) {
    std::atomic_signal_fence(std::memory_order_seq_cst); // the record is whole when it counts
    head_ = position;
    ends()->published.store(position, std::memory_order_release);
  }

  // What is committed, also if that was interrupted before it was published.
  std::uint64_t head() const { return head_; }
  std::uint64_t published() const { return data_ ? ends()->published.load(std::memory_order_acquire) : head_; }
  std::uint64_t consumed() const { return data_ ? ends()->consumed.load(std::memory_order_relaxed) : head_; }
  void consume_to(std::uint64_t position) { ends()->consumed.store(position, std::memory_order_release); }
  const Record *record(std::uint64_t position) const { return reinterpret_cast<const Record *>(at(position)); }
  std::uint64_t size() const { return size_; }
  char *data() const { return data_; }

  // Drops what waits; the producer must not be running (a new owner).
  void clear() {
    head_ = published();
    if (data_)
      consume_to(head_);
    room_end_ = 0;
  }

private:
  char *at(std::uint64_t position) const { return data_ + (position & (size_ - 1)); }
  // No member of its own, so that the producer has one cache line of members.
  RingEnds *ends() const { return reinterpret_cast<RingEnds *>(data_ - sizeof(RingEnds)); }

  char *data_ = nullptr;
  std::uint64_t size_ = 0;
  std::uint64_t head_ = 0;
  std::uint64_t room_end_ = 0; // a record that begins before it may be written without a look at the consumer
};

} // namespace telinject
