// A ring of batches: see batch_queue.h.
#include "runtime/export/batch_queue.h"

#include "runtime/base/sys.h"

#include <new>
#include <sys/mman.h>

namespace telinject {

namespace {
constexpr std::uint64_t alignment = 64; // so that an entry's head fits before the end of the ring
static_assert(sizeof(BatchQueue::Entry) <= alignment);

std::uint64_t aligned(std::uint64_t bytes) {
  return (bytes + alignment - 1) / alignment * alignment;
}
} // namespace

bool BatchQueue::start(std::size_t bytes) noexcept {
  if (!memory_)
    memory_ = static_cast<char *>(sys::map(bytes, MAP_NORESERVE));
  size_ = bytes / alignment * alignment;
  return memory_ != nullptr;
}

void BatchQueue::reset() noexcept {
  begin_ = 0;
  cursor_.store(0, std::memory_order_relaxed);
  end_.store(0, std::memory_order_release);
  max_used_.store(0, std::memory_order_relaxed);
}

BatchQueue::Entry *BatchQueue::begin_entry(std::uint64_t at, std::uint64_t total, State state) noexcept {
  auto *const made = new (memory_ + at % size_) Entry; // placement only
  made->state.store(state, std::memory_order_relaxed);
  made->total = static_cast<std::uint32_t>(total);
  return made;
}

bool BatchQueue::push(const BatchHead &head, Slice body) noexcept {
  if (!memory_)
    return false;
  begin_ = cursor_.load(std::memory_order_acquire);
  std::uint64_t end = end_.load(std::memory_order_relaxed);
  const std::uint64_t total = aligned(sizeof(Entry) + body.size);
  const std::uint64_t before_wrap = size_ - end % size_;
  const std::uint64_t padding = before_wrap < total ? before_wrap : 0; // a body is in one piece
  if (end - begin_ + padding + total > size_)
    return false;
  if (padding != 0)
    begin_entry(end, padding, State::done);
  end += padding;
  Entry *const made = begin_entry(end, total, State::ready);
  made->head = head;
  std::memcpy(static_cast<void *>(made + 1), body.data, body.size);
  end += total;
  if (end - begin_ > max_used())
    max_used_.store(end - begin_, std::memory_order_relaxed);
  end_.store(end, std::memory_order_release);
  return true;
}

BatchQueue::Entry *BatchQueue::take() noexcept {
  const std::uint64_t end = end_.load(std::memory_order_acquire);
  std::uint64_t at = cursor_.load(std::memory_order_relaxed);
  while (at < end && entry(at)->state.load(std::memory_order_acquire) == State::done)
    at += entry(at)->total;
  cursor_.store(at, std::memory_order_release);
  return at < end && entry(at)->change(State::ready, State::sending) ? entry(at) : nullptr;
}

bool BatchQueue::is_empty() noexcept {
  bool is_empty = true;
  for_each([&](Entry &) { is_empty = false; });
  return is_empty;
}

} // namespace telinject
