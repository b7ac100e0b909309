// One thread's queue of records to the writer: single producer, single consumer, no lock, memory of the caller's.
// Positions only grow.  A record that begins before the end of the data may run on into the spare bytes behind it, so
// every record is contiguous.  reserve() and commit(): the owning thread only, and signal-safe between them (what was
// reserved is not seen before commit).  The others: whoever drains.
#pragma once

#include "record.h"

#include <atomic>

namespace telinject {

class Ring {
public:
  // data: size + max_record_size bytes; size: a power of two, at least 4 * max_record_size.
  void use(char *data, std::uint64_t size) {
    data_ = data;
    size_ = size;
    head_ = published_.load(std::memory_order_relaxed);
    limit_ = 0;
  }

  // Room for one record of up to max_record_size bytes, or null: then ask make_room().
  char *reserve() { return head_ + max_record_size <= limit_ ? at(head_) : nullptr; }

  // Looks how far the consumer is.  False: the ring is full.  more_than_half: how much is waiting, at the last look.
  bool make_room(bool &more_than_half) {
    const std::uint64_t consumed = consumed_.load(std::memory_order_acquire);
    const std::uint64_t used = head_ - consumed;
    more_than_half = used >= size_ / 2;
    // First up to the middle only, so that the producer comes here and can wake a sleeping consumer in time.
    limit_ = consumed + (more_than_half ? size_ : size_ / 2 + max_record_size);
    return head_ + max_record_size <= limit_;
  }

  void commit(std::size_t bytes) {
    head_ += bytes;
    published_.store(head_, std::memory_order_release);
  }

  std::uint64_t head() const { return head_; } // what is committed, also if that was interrupted before it was published
  std::uint64_t published() const { return published_.load(std::memory_order_acquire); }
  std::uint64_t consumed() const { return consumed_.load(std::memory_order_relaxed); }
  void consume_to(std::uint64_t position) { consumed_.store(position, std::memory_order_release); }
  const Record *record(std::uint64_t position) const { return reinterpret_cast<const Record *>(at(position)); }
  std::uint64_t size() const { return size_; }
  char *data() const { return data_; }

  // Drops what waits; the producer must not be running (a forked child's copy, a new owner).
  void clear() {
    head_ = published_.load(std::memory_order_relaxed);
    consumed_.store(head_, std::memory_order_relaxed);
    limit_ = 0;
  }

private:
  char *at(std::uint64_t position) const { return data_ + (position & (size_ - 1)); }

  char *data_ = nullptr;
  std::uint64_t size_ = 0;
  std::uint64_t head_ = 0;
  std::uint64_t limit_ = 0; // what reserve() may go to without looking at the consumer
  alignas(64) std::atomic<std::uint64_t> published_{0};
  alignas(64) std::atomic<std::uint64_t> consumed_{0};
};

} // namespace telinject
