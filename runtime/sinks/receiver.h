// Shared by the outputs that send to a receiver: their exporter, and what they do with a batch.
#pragma once

#include "runtime/export/exporter.h"
#include "runtime/sinks/sink.h"

namespace telinject {

// Named like the members of Sink.
namespace receiver {
int open(const Config &config);
int write(const Batch &batch, std::uint64_t &written);
BatchLimits batch_limits();
void forked();
bool flush(std::int64_t deadline_ns);
bool shutdown(std::int64_t deadline_ns);
} // namespace receiver

extern Exporter exporter;

// The members in which such sinks do not differ.
constexpr Sink receiver_sink(Slice name) {
  return {
      .name = name,
      .open = receiver::open,
      .write = receiver::write,
      .descriptor = [] { return -1; },
      .position = [] { return ~std::uint64_t{0}; },
      .batch_limits = receiver::batch_limits,
      .forked = receiver::forked,
      .flush = receiver::flush,
      .shutdown = receiver::shutdown,
      .take_lost_events = [] { return exporter.take_lost_events(); },
      .totals = [] { return exporter.totals(); },
      .set_content_type = [](Slice type) { exporter.set_content_type(type); },
      .take_problem = [] { return exporter.take_problem(); },
      .run_thread = [] { exporter.run(); },
      .note_thread = [](bool runs) { exporter.note_thread(runs); },
      .set_flush_process = [](void (*flush)()) { exporter.set_flush_process(flush); },
      .end_thread = [] { exporter.end(); },
  };
}

} // namespace telinject
