// Reads the records that a store holds for a span: what happened inside it.
#pragma once

#include "runtime/backend/record_store.h"
#include "runtime/formats/rendering.h"

namespace telinject {

// Copies the next record to `to`, which has room for the largest one.  Returns false if the store does not hold all of it.
inline bool read_record(RecordStore::Reader &reader, char *to) {
  auto *const r = reinterpret_cast<Record *>(to);
  return reader.get(r, sizeof *r) && reader.get(r + 1, r->size - sizeof *r);
}

// The next `count` records of the reader.
struct StoredInner : InnerRecords {
  StoredInner(RecordStore::Reader &from, char *to, std::uint32_t count, std::uint64_t event_count,
              std::uint64_t further)
      : InnerRecords{next_record, event_count, further}, reader(from), memory(to), remaining(count) {}

  static const Record *next_record(InnerRecords &self) {
    auto &inner = static_cast<StoredInner &>(self);
    if (inner.remaining == 0 || !read_record(inner.reader, inner.memory))
      return nullptr;
    --inner.remaining;
    return reinterpret_cast<Record *>(inner.memory);
  }

  RecordStore::Reader &reader;
  char *memory;
  std::uint32_t remaining;
};

} // namespace telinject
