// TELEMETRY_OUTPUT=file: appends to TELEMETRY_FILE, within TELEMETRY_FILE_MAX_MB; compresses what ends in .gz or .zst.
#include "runtime/sinks/rotating_file.h"
#include "runtime/sinks/sink.h"

#include <cerrno>

namespace telinject {

namespace {

constinit RotatingFile file;

} // namespace

extern const Sink file_sink;
constinit const Sink file_sink = {
    .name = "file",
    .open =
        [](const Config &config) {
          return config.file ? file.open(config.file, {.max_bytes = config.file_max_bytes}) : ENOENT;
        },
    .write = [](const Batch &batch,
                std::uint64_t &written) { return file.write(batch.bytes, written, batch.is_final); },
    .descriptor = [] { return file.number(); },
    .position = [] { return file.position(); },
    .full_reason = [] { return file.full_reason(); },
    .batch_limits = [] { return BatchLimits{.max_age_ns = file.is_compressed() ? 1'000'000'000 : 0}; },
    .forked = [] { file.unshare_offset(); },
};

} // namespace telinject
