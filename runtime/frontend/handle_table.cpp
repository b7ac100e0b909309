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
// To get the lock: some ten microseconds, then as long as another thread may need to run again on a busy machine.
constexpr int max_attempts = 4000, max_yields = 1000, max_sleeps = 500;
constexpr std::int64_t sleep_ns = 100'000;

// After that time with the same owner the lock counts as lost.  An owner that does not run for a while, as on a busy
// machine, is not one that has lost it.
constexpr std::uint32_t max_held_ms = 1000;

constinit std::atomic<std::uint32_t> lock{0}; // the ticket of who has it
constinit std::atomic<std::uint32_t> next_ticket{0};
// Who had the lock when another one did not get it: the ticket in the upper half, and since when in the lower.
constinit std::atomic<std::uint64_t> stuck{0};
constinit std::atomic<HandleEntry *> table{nullptr};
constinit std::uint32_t uses = 0;
constinit bool has_parts = false; // an entry has had an owner

// The upper half counts forks, the lower half objects that were unloaded.
constinit std::atomic<std::uint32_t> generation{0};
constexpr std::uint32_t process_step = 1u << 16;
constexpr std::uint32_t process_bits = ~(process_step - 1);

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

// Brings an entry of an earlier generation up to date.
void update(HandleEntry &entry) {
  const std::uint32_t now = generation.load(std::memory_order_relaxed);
  if (entry.generation == now)
    return;
  if ((entry.generation & process_bits) != (now & process_bits))
    HandleTable::end_span(entry);
  entry.span.site = entry.span.function_site = nullptr;
  entry.generation = now;
}

} // namespace

HandleTable::HandleTable() : ticket_(0) {
  const std::uint32_t ticket = next_ticket.fetch_add(1, std::memory_order_relaxed) | 1u << 31;
  std::uint32_t owner = 0;
  for (int i = 0; i < max_attempts + max_yields + max_sleeps; ++i) {
    std::uint32_t free = 0;
    if (lock.compare_exchange_weak(free, ticket, std::memory_order_acquire, std::memory_order_relaxed)) {
      ticket_ = ticket;
      return;
    }
    owner = free != 0 ? free : owner;
    if (i < max_attempts)
      sys::pause();
    else if (i < max_attempts + max_yields)
      sys::call(SYS_sched_yield);                                  // the thread that has it does not run
    else if (stuck.load(std::memory_order_relaxed) >> 32 != owner) // not waited for in vain before
      sys::sleep_ns(sleep_ns);
    else
      break;
  }
  const auto now = static_cast<std::uint32_t>(sys::monotonic_ns() / 1'000'000);
  const std::uint64_t seen = stuck.load(std::memory_order_relaxed);
  if (seen >> 32 != owner)
    stuck.store(static_cast<std::uint64_t>(owner) << 32 | now, std::memory_order_relaxed);
  else if (owner != 0 && now - static_cast<std::uint32_t>(seen) > max_held_ms &&
           lock.compare_exchange_strong(owner, ticket, std::memory_order_acquire, std::memory_order_relaxed)) {
    // A signal handler has jumped out of the hook that had the lock.  What that hook left may not be whole.
    table.store(nullptr, std::memory_order_relaxed);
    ticket_ = ticket;
  }
}

HandleTable::~HandleTable() {
  if (ticket_ == 0)
    return;
  std::uint32_t expected = ticket_;
  lock.compare_exchange_strong(expected, 0, std::memory_order_release, std::memory_order_relaxed);
}

HandleEntry *HandleTable::find_place(const void *handle) {
  HandleEntry *const memory = ticket_ != 0 && handle ? entry_memory(false) : nullptr;
  if (!memory)
    return nullptr;
  HandleEntry *const first = memory + first_place(handle);
  for (HandleEntry *entry = first; entry != first + places; ++entry)
    if (entry->handle == handle) {
      entry->last_used = ++uses;
      update(*entry);
      return entry;
    }
  return nullptr;
}

HandleEntry *HandleTable::add_place(const void *handle) {
  HandleEntry *const memory = ticket_ != 0 && handle ? entry_memory(true) : nullptr;
  if (!memory)
    return nullptr;
  if (HandleEntry *const found = find_place(handle))
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
  oldest->generation = generation.load(std::memory_order_relaxed);
  return oldest;
}

HandleEntry *HandleTable::find(const void *handle) {
  HandleEntry *const entry = find_place(handle);
  return entry && entry->alias ? find_place(entry->alias) : entry;
}

HandleEntry *HandleTable::find_or_add(const void *handle) {
  HandleEntry *const entry = add_place(handle);
  return entry && entry->alias ? add_place(entry->alias) : entry;
}

void HandleTable::add_alias(const void *alias, const void *handle) {
  HandleEntry *const entry = alias != handle ? add_place(alias) : nullptr;
  if (!entry)
    return;
  forget(*entry); // an earlier object of this address may have ended where no aspect saw it
  entry->handle = alias;
  entry->alias = handle;
}

const void *HandleTable::take_alias(const void *alias) {
  HandleEntry *const entry = find_place(alias);
  const void *const handle = entry ? entry->alias : nullptr;
  if (handle)
    forget(*entry);
  return handle;
}

void HandleTable::forget_parts(const void *owner) {
  HandleEntry *const memory = ticket_ != 0 && owner && has_parts ? entry_memory(false) : nullptr;
  for (HandleEntry *entry = memory; memory && entry != memory + entries; ++entry)
    if (entry->handle && entry->owner == owner)
      forget(*entry);
}

void HandleTable::set_owner(HandleEntry &entry, const void *owner) {
  entry.owner = owner;
  has_parts = true;
}

void HandleTable::set_attribute(HandleEntry &entry, const char *attribute, std::size_t size) {
  std::size_t at = 0;
  while (at < entry.size) {
    const std::size_t old = attribute_size(entry.attributes + at);
    if (has_same_code(entry.attributes + at, attribute)) {
      if (at >= entry.size - entry.scoped)
        entry.scoped -= static_cast<std::uint32_t>(old);
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
  entry.scoped += entry.scoped != 0 ? static_cast<std::uint32_t>(size) : 0;
}

void HandleTable::set_scoped_attribute(HandleEntry &entry, const char *attribute, std::size_t size) {
  if (size > HandleEntry::capacity - entry.size)
    return;
  std::memcpy(entry.attributes + entry.size, attribute, size);
  entry.size += static_cast<std::uint32_t>(size);
  entry.scoped += static_cast<std::uint32_t>(size);
}

void HandleTable::end_span(HandleEntry &entry) {
  if (entry.span.start != 0) {
    entry.size -= entry.scoped;
    entry.scoped = 0;
  }
  entry.span = HandleSpan();
}

void HandleTable::enqueue(HandleEntry &entry, const char *attribute, std::size_t size) {
  if (entry.lost != 0 || size > HandleEntry::capacity - entry.size)
    ++entry.lost;
  else
    set_scoped_attribute(entry, attribute, size);
}

std::size_t HandleTable::first_in_queue(const HandleEntry &entry) {
  return entry.scoped != 0 ? attribute_size(entry.attributes + entry.size - entry.scoped) : 0;
}

void HandleTable::dequeue(HandleEntry &entry) {
  const std::size_t size = first_in_queue(entry);
  if (size == 0) {
    entry.lost -= entry.lost != 0 ? 1 : 0;
    return;
  }
  char *const first = entry.attributes + entry.size - entry.scoped;
  std::memmove(first, first + size, entry.scoped - size);
  entry.size -= static_cast<std::uint32_t>(size);
  entry.scoped -= static_cast<std::uint32_t>(size);
}

void HandleTable::forget(HandleEntry &entry) {
  entry.handle = entry.owner = entry.alias = nullptr;
  entry.size = entry.scoped = entry.lost = 0;
  entry.span = HandleSpan();
  entry.headers = nullptr;
  entry.headers_generation = 0;
}

void reset_handle_table_lock() {
  generation.fetch_add(process_step, std::memory_order_relaxed);
  // A thread of the parent may have been writing: what it left is not whole.
  if (lock.load(std::memory_order_relaxed) == 0)
    return;
  table.store(nullptr, std::memory_order_relaxed);
  lock.store(0, std::memory_order_relaxed);
}

void forget_sites_of_handles() {
  generation.fetch_add(1, std::memory_order_relaxed);
}

} // namespace telinject
