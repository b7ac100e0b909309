// Batches that wait in memory for the sender.  The thread that holds the drain lock adds them, the sender takes them,
// and either may move them away; no one waits.  Its memory is a ring of fixed size.
#pragma once

#include "runtime/export/batch_head.h"

#include <atomic>

namespace telinject {

class BatchQueue {
public:
  enum class State : std::uint32_t {
    ready,
    sending,
    moving, // to the spool
    saved,  // in the spool, while the sender still sends it
    done,
  };
  struct Entry {
    std::atomic<State> state;
    std::uint32_t total; // bytes with this head, the body and the padding
    BatchHead head;

    [[nodiscard]] Slice body() const { return Slice(reinterpret_cast<const char *>(this + 1), head.size); }
    // Returns false if another thread has changed the state.
    bool change(State from, State to) { return state.compare_exchange_strong(from, to, std::memory_order_acq_rel); }
  };

  // Returns false if no memory is available.
  [[nodiscard]] bool start(std::size_t bytes) noexcept;
  // In a forked child, or if there is no sender: forgets everything.
  void reset() noexcept;

  // Requires the drain lock.  Returns false if it is full.
  [[nodiscard]] bool push(const BatchHead &head, Slice body) noexcept;
  // Called by the sender: changes the oldest entry from ready to sending; null: there is none.
  [[nodiscard]] Entry *take() noexcept;
  // Calls visit(entry) for each entry that is not done.  For the sender, and with the drain lock.
  template <class Visit> void for_each(Visit visit) noexcept {
    const std::uint64_t end = end_.load(std::memory_order_acquire);
    for (std::uint64_t at = cursor_.load(std::memory_order_acquire); at < end; at += entry(at)->total)
      if (entry(at)->state.load(std::memory_order_acquire) != State::done)
        visit(*entry(at));
  }
  [[nodiscard]] bool is_empty() noexcept;
  // The largest number of bytes that were in it.
  [[nodiscard]] std::uint64_t max_used() const noexcept { return max_used_.load(std::memory_order_relaxed); }

private:
  [[nodiscard]] Entry *entry(std::uint64_t at) const noexcept {
    return reinterpret_cast<Entry *>(memory_ + at % size_);
  }
  Entry *begin_entry(std::uint64_t at, std::uint64_t total, State state) noexcept;

  char *memory_ = nullptr;
  std::uint64_t size_ = 0;
  std::uint64_t begin_ = 0;              // of the memory in use; only push changes it
  std::atomic<std::uint64_t> cursor_{0}; // everything before it is done; only the sender changes it
  std::atomic<std::uint64_t> end_{0};
  std::atomic<std::uint64_t> max_used_{0};
};

} // namespace telinject
