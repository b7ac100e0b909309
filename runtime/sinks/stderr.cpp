// TELEMETRY_OUTPUT=stderr: the standard error the program was started with.
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
    .write = [](Slice lines,
                std::uint64_t &written) { return write_stream(stderr_copy, STDERR_FILENO, lines, written); },
    .descriptor = [] { return stderr_copy.number(); },
    .position = [] { return position_of_stream(stderr_copy, STDERR_FILENO); },
};

} // namespace telinject
