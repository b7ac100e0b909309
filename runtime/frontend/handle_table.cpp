// A table with open addressing, eight places for each handle.
#include "runtime/frontend/handle_table.h"

#include "runtime/base/sys.h"
#include "runtime/core/record.h"

#include <atomic>
#include <cstring>

namespace telinject {

namespace {

constexpr std::size_t entries = 1024;
constexpr std::size_t places = 8;
// To get the lock: some ten microseconds, then as long as another thread may need to run again.
constexpr int max_attempts = 4000, max_yields = 1000;

constexpr std::uint32_t max_failures = 100; // in a row, before the lock counts as lost

constinit std::atomic<std::uint32_t> lock{0}; // the ticket of who has it
constinit std::atomic<std::uint32_t> next_ticket{0};
constinit std::atomic<std::uint32_t> failures{0};
constinit std::atomic<HandleEntry *> table{nullptr};
constinit std::uint32_t uses = 0;

HandleEntry *entry_memory(bool wanted) {
  HandleEntry *memory = table.load(std::memory_order_acquire);
  if (!memory && wanted) {
    memory = static_cast<HandleEntry *>(sys::map(entries * sizeof(HandleEntry)));
    table.store(memory, std::memory_order_release);
  }
  return memory;
}

std::size_t first_place(const void *handle) {
  const std::uint64_t mixed = reinterpret_cast<std::uintptr_t>(handle) * 0x9E3779B97F4A7C15u >> 40;
  return static_cast<std::size_t>(mixed) % (entries - places);
}

TextHeader header_at(const char *p) {
  TextHeader header;
  std::memcpy(&header, p, sizeof header);
  return header;
}

// The bytes of an attribute: its code, then a text or a word.
std::size_t attribute_size(const char *p) {
  const std::size_t code = sizeof(TextHeader) + padded(header_at(p).size);
  return p[sizeof(TextHeader)] == 's' ? code + sizeof(TextHeader) + padded(header_at(p + code).size) : code + 8;
}

bool has_same_code(const char *a, const char *b) {
  const std::uint32_t size = header_at(a).size;
  return size == header_at(b).size && std::memcmp(a + sizeof(TextHeader), b + sizeof(TextHeader), size) == 0;
}

} // namespace

HandleTable::HandleTable() : ticket_(0) {
  const std::uint32_t ticket = next_ticket.fetch_add(1, std::memory_order_relaxed) | 1u << 31;
  for (int i = 0; i < max_attempts + max_yields; ++i) {
    std::uint32_t free = 0;
    if (lock.compare_exchange_weak(free, ticket, std::memory_order_acquire, std::memory_order_relaxed)) {
      ticket_ = ticket;
      return;
    }
    if (i < max_attempts)
      sys::pause();
    else
      sys::call(SYS_sched_yield); // the thread that has it does not run
  }
  if (failures.fetch_add(1, std::memory_order_relaxed) < max_failures)
    return;
  // A signal handler has jumped out of the hook that had the lock.  What that hook left may not be whole.
  table.store(nullptr, std::memory_order_relaxed);
  failures.store(0, std::memory_order_relaxed);
  lock.store(ticket, std::memory_order_relaxed);
  ticket_ = ticket;
}

HandleTable::~HandleTable() {
  if (ticket_ == 0)
    return;
  failures.store(0, std::memory_order_relaxed);
  std::uint32_t expected = ticket_;
  lock.compare_exchange_strong(expected, 0, std::memory_order_release, std::memory_order_relaxed);
}

HandleEntry *HandleTable::find(const void *handle) {
  HandleEntry *const memory = ticket_ != 0 && handle ? entry_memory(false) : nullptr;
  if (!memory)
    return nullptr;
  HandleEntry *const first = memory + first_place(handle);
  for (HandleEntry *entry = first; entry != first + places; ++entry)
    if (entry->handle == handle) {
      entry->last_used = ++uses;
      return entry;
    }
  return nullptr;
}

HandleEntry *HandleTable::find_or_add(const void *handle) {
  HandleEntry *const memory = ticket_ != 0 && handle ? entry_memory(true) : nullptr;
  if (!memory)
    return nullptr;
  if (HandleEntry *const found = find(handle))
    return found;
  HandleEntry *const first = memory + first_place(handle);
  HandleEntry *oldest = first;
  for (HandleEntry *entry = first; entry != first + places; ++entry) {
    if (!entry->handle) {
      oldest = entry;
      break;
    }
    if (uses - entry->last_used > uses - oldest->last_used)
      oldest = entry;
  }
  forget(*oldest);
  oldest->last_used = ++uses;
  oldest->handle = handle;
  return oldest;
}

void HandleTable::set_attribute(HandleEntry &entry, const char *attribute, std::size_t size) {
  std::size_t at = 0;
  while (at < entry.size) {
    const std::size_t old = attribute_size(entry.attributes + at);
    if (has_same_code(entry.attributes + at, attribute)) {
      std::memmove(entry.attributes + at, entry.attributes + at + old, entry.size - at - old);
      entry.size -= static_cast<std::uint32_t>(old);
    } else {
      at += old;
    }
  }
  if (size > HandleEntry::capacity - entry.size)
    return;
  std::memcpy(entry.attributes + entry.size, attribute, size);
  entry.size += static_cast<std::uint32_t>(size);
}

void HandleTable::forget(HandleEntry &entry) {
  entry.handle = nullptr;
  entry.size = 0;
  entry.span = HandleSpan();
  entry.headers = nullptr;
  entry.headers_generation = 0;
}

void reset_handle_table_lock() {
  // A thread of the parent may have been writing: what it left is not whole.
  if (lock.load(std::memory_order_relaxed) == 0)
    return;
  table.store(nullptr, std::memory_order_relaxed);
  lock.store(0, std::memory_order_relaxed);
}

} // namespace telinject
