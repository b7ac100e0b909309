// Compresses batches and hands them to the exporter: see receiver.h.
#include "runtime/sinks/receiver.h"

#include "runtime/sinks/compressed_member.h"
#include "runtime/sinks/patience.h"

#include <cerrno>

namespace telinject {

constinit Exporter exporter;

namespace receiver {

namespace {
constinit CompressedMember member;
constinit BatchLimits limits;
constinit bool compresses_spans, compresses_logs;

void accept(Slice message, std::uint64_t events, bool is_logs) {
  const bool compresses = is_logs ? compresses_logs : compresses_spans;
  exporter.accept(compresses ? member.bytes_for(message) : message, events, compresses, is_logs);
  member.drop();
}
} // namespace

int open(const Config &config) {
  limits = {.max_age_ns = static_cast<std::int64_t>(config.exports.batch_ms) * 1'000'000,
            .max_events = config.exports.batch_events};
  compresses_spans = config.exports.compresses;
  compresses_logs = config.exports.logs.compresses;
  const bool has_logs = *config.exports.logs.url != '\0';
  if (!member.start(compresses_spans || (has_logs && compresses_logs) ? Compression::gzip : Compression::none))
    return ENOMEM;
  return exporter.start(config.exports);
}

int write(const Batch &batch, std::uint64_t &written) {
  accept(batch.bytes.take_front(batch.logs_at).drop_front(batch.size_prefix), batch.events, false);
  if (batch.log_records != 0)
    accept(batch.bytes.drop_front(batch.logs_at).drop_front(batch.size_prefix), batch.log_records, true);
  written += batch.bytes.size;
  note_output_moves();
  return 0;
}

BatchLimits batch_limits() {
  return limits;
}

void forked() {
  member.drop();
  exporter.begin_child();
}

bool flush(std::int64_t deadline_ns) {
  return exporter.flush(deadline_ns, false, note_drained);
}
bool shutdown(std::int64_t deadline_ns) {
  return exporter.flush(deadline_ns, true, note_drained);
}

} // namespace receiver

} // namespace telinject
