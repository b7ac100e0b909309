// What aspects remember for a handle of a library: attributes that one call is given and another one records (the URL of
// a transfer, the text of a prepared statement), and the span that goes on over several calls.
//
// The table has a fixed size; with too many handles the oldest is forgotten.  Any thread, and a signal handler that
// interrupts one: who does not get the lock soon goes without.  A forked child has a copy.
#pragma once

#include <cstddef>
#include <cstdint>

namespace telinject {

// A span over several calls, which is recorded when it ends.
struct HandleSpan {
  std::uint64_t start = 0; // ticks; 0: there is none
  std::uint64_t trace_high = 0, trace_low = 0, parent = 0;
  std::uint64_t rows = 0;
  std::uint16_t context_flags = 0;
  bool is_recorded = false; // its trace is sampled
};

struct HandleEntry {
  static constexpr std::size_t capacity = 8 * 1024 - 112;
  const void *handle; // null: free
  std::uint32_t last_used;
  std::uint32_t size; // of `attributes`
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
  HandleTable(const HandleTable &) = delete;
  HandleTable &operator=(const HandleTable &) = delete;

  // Returns null if there is none, or if the lock or memory is not available.
  HandleEntry *find(const void *handle);
  HandleEntry *find_or_add(const void *handle);
  // Replaces the attribute of the same name, or appends it.  attribute: as in a record, `size` bytes.
  static void set_attribute(HandleEntry &entry, const char *attribute, std::size_t size);
  static void forget(HandleEntry &entry);

private:
  std::uint32_t ticket_; // 0: this has not got the lock
};

// In a forked child, whose other threads are gone.
void reset_handle_table_lock();

} // namespace telinject
