// What is known of a batch beside its bytes.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

struct BatchHead {
  std::uint64_t created_ns = 0; // of Unix time
  std::uint64_t instance = 0;   // a random number of the process that made it ...
  std::uint64_t sequence = 0;   // ... and its number there: together the batch's id, also when it is sent again
  std::uint64_t events = 0;
  std::uint32_t size = 0; // bytes
  bool is_compressed = false;
  bool is_logs = false; // log records, which are the events; they go to an endpoint of their own
};

// Appends "INSTANCE-SEQUENCE".
inline void put_batch_id(TextBuffer &out, const BatchHead &head) {
  out.hex16(head.instance);
  out.put('-');
  out.decimal(head.sequence);
}

} // namespace telinject
