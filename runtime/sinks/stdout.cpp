// TELEMETRY_OUTPUT=stdout: the standard output the program was started with.
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
    .write = [](Slice lines,
                std::uint64_t &written) { return write_stream(stdout_copy, STDOUT_FILENO, lines, written); },
    .descriptor = [] { return stdout_copy.number(); },
    .position = [] { return position_of_stream(stdout_copy, STDOUT_FILENO); },
};

} // namespace telinject
