// What aspects remember for a handle of a library: attributes that one call is given and another one records (the URL of
// a transfer, the text of a prepared statement), and the span that goes on over several calls.
//
// The table has a fixed size; with too many handles the oldest is forgotten.  Any thread, and a signal handler that
// interrupts one: a caller that does not get the lock soon gets no entry.  A forked child has a copy, without the spans.
#pragma once

#include <cstddef>
#include <cstdint>

namespace telinject {

// A span over several calls, which is recorded when it ends.
struct HandleSpan {
  std::uint64_t start = 0; // ticks; 0: there is none
  std::uint64_t trace_high = 0, trace_low = 0, parent = 0, id = 0;
  std::uint64_t rows = 0;
  const char *site = nullptr;          // of the call that began it; null: unloaded
  const char *function_site = nullptr; // of the function with that call; null: as `site`
  std::uint16_t context_flags = 0;
  bool is_recorded = false; // its trace is sampled
  bool has_rows = false;    // `rows` is known
};

struct HandleEntry {
  static constexpr std::size_t capacity = 8 * 1024 - 144;
  const void *handle; // null: free
  const void *owner;  // the handle of which this is a named part; null: none
  const void *alias;  // the handle whose entry this one stands for; null: none
  std::uint32_t last_used;
  std::uint32_t size;       // of `attributes`
  std::uint32_t scoped;     // bytes at the end of them that belong to the span only, or are the queue
  std::uint32_t lost;       // what did not fit behind the end of the queue
  std::uint32_t generation; // of the process and of its loaded objects
  HandleSpan span;
  const void *headers;              // the list of the headers of its requests, null: an empty one
  std::uint32_t headers_generation; // in which `headers` was set (calls.h); 0: it is not known
  char attributes[capacity];        // as in a record (core/attributes.h), each one whole
};
static_assert(sizeof(HandleEntry) <= 8 * 1024);

// Holds the table's lock while it lives.
class HandleTable {
public:
  HandleTable();
  ~HandleTable();
  bool is_held() const { return ticket_ != 0; }
  HandleTable(const HandleTable &) = delete;
  HandleTable &operator=(const HandleTable &) = delete;

  // Return null if there is none, or if the lock or memory is not available.  An alias gives the entry it stands for.
  HandleEntry *find(const void *handle);
  HandleEntry *find_or_add(const void *handle);

  // From now on `alias` stands for `handle`, until take_alias(), which returns the handle; null if it is no alias.
  void add_alias(const void *alias, const void *handle);
  const void *take_alias(const void *alias);
  static void set_owner(HandleEntry &entry, const void *owner);
  // Forgets the entries that have this owner.
  void forget_parts(const void *owner);

  // Replaces the attribute of the same name, or appends it.  attribute: as in a record, `size` bytes.
  static void set_attribute(HandleEntry &entry, const char *attribute, std::size_t size);
  // Appends an attribute that belongs to the entry's span only.
  static void set_scoped_attribute(HandleEntry &entry, const char *attribute, std::size_t size);
  // Ends the span; forgets its attributes.
  static void end_span(HandleEntry &entry);
  // The queue: first in, first out.  What does not fit is counted, so that what follows is not mistaken for it.
  static void enqueue(HandleEntry &entry, const char *attribute, std::size_t size);
  static void dequeue(HandleEntry &entry);
  // The size of the first attribute in the queue; 0: the queue is empty, or the first one was lost.
  static std::size_t first_in_queue(const HandleEntry &entry);
  static void forget(HandleEntry &entry);

private:
  HandleEntry *find_place(const void *handle);
  HandleEntry *add_place(const void *handle);

  std::uint32_t ticket_; // 0: this has not got the lock
};

// In a forked child, whose other threads are gone: the spans belong to the parent.
void reset_handle_table_lock();
// Around the unloading of an object: the sites of spans that are open may be in it.
void forget_sites_of_handles();

} // namespace telinject
