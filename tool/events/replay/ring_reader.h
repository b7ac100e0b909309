// A file of TELEMETRY_RING_DIR whose process is gone: what had been recorded and was not written.
#pragma once

#include <string>
#include <vector>

#include "tool/events/input/mapped_file.h"
#include "tool/events/replay/replay.h"

namespace telinject::events {

struct RingFile {
  const RingFileHead *head = nullptr;
  const StoredProcess *process = nullptr;
  DrainPoint point{};
  ClockLine clock;
  std::string_view buffer;           // what was on its way to the output, all of it
  std::string output_path;           // of a regular file; empty: it was none, or nothing was written yet
  std::vector<LiteralText> literals; // oldest first
  std::vector<Chunk> rings;          // what waits in them
  std::uint64_t lost_events = 0;     // not told yet
};

// What is wrong, or empty. The parts refer to `file`.
std::string read_ring_file(const MappedFile &file, RingFile &to);

} // namespace telinject::events
