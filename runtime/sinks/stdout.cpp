// TELEMETRY_OUTPUT=stdout: writes to the standard output that the program was started with.
#include "runtime/sinks/sink.h"
#include "runtime/sinks/stream.h"

#include <unistd.h>

namespace telinject {

namespace {
constinit Descriptor stdout_copy;
}

extern const Sink stdout_sink;
constinit const Sink stdout_sink = {
    .name = "stdout",
    .open = [](const Config &) { return stdout_copy.duplicate(STDOUT_FILENO); },
    .write = [](const Batch &batch,
                std::uint64_t &written) { return write_stream(stdout_copy, STDOUT_FILENO, batch.bytes, written); },
    .descriptor = [] { return stdout_copy.number(); },
    .position = [] { return position_of_stream(stdout_copy, STDOUT_FILENO); },
};

} // namespace telinject
