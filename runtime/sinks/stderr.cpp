// TELEMETRY_OUTPUT=stderr: writes to the standard error that the program was started with.
#include "runtime/sinks/sink.h"
#include "runtime/sinks/stream.h"

#include <unistd.h>

namespace telinject {

namespace {
constinit Descriptor stderr_copy;
}

extern const Sink stderr_sink;
constinit const Sink stderr_sink = {
    .name = "stderr",
    .open = [](const Config &) { return stderr_copy.duplicate(STDERR_FILENO); },
    .write = [](const Batch &batch,
                std::uint64_t &written) { return write_stream(stderr_copy, STDERR_FILENO, batch.bytes, written); },
    .descriptor = [] { return stderr_copy.number(); },
    .position = [] { return position_of_stream(stderr_copy, STDERR_FILENO); },
};

} // namespace telinject
