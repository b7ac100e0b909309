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
} // namespace

int open(const Config &config) {
  limits = {.max_age_ns = static_cast<std::int64_t>(config.exports.batch_ms) * 1'000'000,
            .max_events = config.exports.batch_events};
  if (!member.start(config.exports.compresses ? Compression::gzip : Compression::none))
    return ENOMEM;
  return exporter.start(config.exports);
}

int write(const Batch &batch, std::uint64_t &written) {
  const bool compresses = member.kind() != Compression::none;
  const Slice message = batch.bytes.drop_front(batch.size_prefix);
  exporter.accept(compresses ? member.bytes_for(message) : message, batch.events, compresses);
  member.drop();
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
