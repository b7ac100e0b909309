// TELEMETRY_OUTPUT=http: posts batches to RECEIVER_URL.
#include "runtime/export/exporter.h"
#include "runtime/sinks/compressed_member.h"
#include "runtime/sinks/patience.h"
#include "runtime/sinks/sink.h"

#include <cerrno>

namespace telinject {

namespace {

constinit Exporter exporter;
constinit CompressedMember member;
constinit BatchLimits limits;

int open_exporter(const Config &config) {
  limits = {.max_age_ns = static_cast<std::int64_t>(config.exports.batch_ms) * 1'000'000,
            .max_events = config.exports.batch_events};
  if (!member.start(config.exports.compresses ? Compression::gzip : Compression::none))
    return ENOMEM;
  return exporter.start(config.exports);
}

int write_batch(const Batch &batch, std::uint64_t &written) {
  const bool compresses = member.kind() != Compression::none;
  exporter.accept(compresses ? member.bytes_for(batch.bytes) : batch.bytes, batch.events, compresses);
  member.drop();
  written += batch.bytes.size;
  note_output_moves();
  return 0;
}

} // namespace

extern const Sink http_sink;
constinit const Sink http_sink = {
    .name = "http",
    .open = open_exporter,
    .write = write_batch,
    .descriptor = [] { return -1; },
    .position = [] { return ~std::uint64_t{0}; },
    .batch_limits = [] { return limits; },
    .forked =
        [] {
          member.drop();
          exporter.begin_child();
        },
    .flush = [](std::int64_t deadline_ns) { return exporter.flush(deadline_ns, false, note_drained); },
    .shutdown = [](std::int64_t deadline_ns) { return exporter.flush(deadline_ns, true, note_drained); },
    .take_lost_events = [] { return exporter.take_lost_events(); },
    .totals = [] { return exporter.totals(); },
    .set_content_type = [](Slice type) { exporter.set_content_type(type); },
    .take_problem = [] { return exporter.take_problem(); },
    .run_thread = [] { exporter.run(); },
    .note_thread = [](bool runs) { exporter.note_thread(runs); },
    .end_thread = [] { exporter.end(); },
};

} // namespace telinject
