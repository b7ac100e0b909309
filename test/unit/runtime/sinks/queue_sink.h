// A sink as a network exporter is one: it queues batches, a receiver takes them later or not at all, and it is not
// signal-safe.  For tests only.
#pragma once

#include "runtime/base/sys.h"
#include "runtime/sinks/patience.h"
#include "runtime/sinks/sink.h"

#include <cerrno>
#include <deque>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace queue_sink {

struct QueuedBatch {
  std::string bytes, content_type;
  std::uint64_t events = 0;
};

struct State {
  static constexpr std::size_t max_batches = 3;
  std::deque<QueuedBatch> queue;
  std::vector<QueuedBatch> received;
  std::size_t accepted_at_once = ~std::size_t{0}; // the number of batches that the receiver takes until it stands still
  std::uint64_t lost_events = 0;
  int flushes = 0, shutdowns = 0;
};
inline State state;

// Passes on what the receiver takes.  Returns false if the time is over first.
inline bool send_until(std::int64_t deadline_ns) {
  while (!state.queue.empty()) {
    if (state.accepted_at_once != 0) {
      --state.accepted_at_once;
      state.received.push_back(std::move(state.queue.front()));
      state.queue.pop_front();
      continue;
    }
    if (telinject::sys::monotonic_ns() >= deadline_ns)
      return false;
    telinject::sys::sleep_ns(100'000);
  }
  return true;
}

// The receiver refuses the oldest batch for good.
inline void refuse_one() {
  state.lost_events += state.queue.front().events;
  state.queue.pop_front();
}

inline const telinject::Sink sink = {
    .name = "queue",
    .open = [](const telinject::Config &) { return 0; },
    .write =
        [](const telinject::Batch &batch, std::uint64_t &written) {
          if (state.queue.size() == State::max_batches) {
            telinject::note_output_blocks();
            return EAGAIN;
          }
          telinject::note_output_moves();
          state.queue.push_back({std::string(batch.bytes.data, batch.bytes.size),
                                 std::string(batch.content_type.data, batch.content_type.size), batch.events});
          written += batch.bytes.size;
          return 0;
        },
    .descriptor = [] { return STDERR_FILENO; },
    .position = [] { return ~std::uint64_t{0}; },
    .is_signal_safe = false,
    .forked = [] { state.queue.clear(); },
    .flush =
        [](std::int64_t deadline_ns) {
          ++state.flushes;
          return send_until(deadline_ns);
        },
    .shutdown =
        [](std::int64_t deadline_ns) {
          ++state.shutdowns;
          return send_until(deadline_ns);
        },
    .take_lost_events = [] { return std::exchange(state.lost_events, 0); },
};

} // namespace queue_sink
