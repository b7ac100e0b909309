// Reads a ring file (TELEMETRY_RING_DIR) of an ended process: the events that were recorded but not written.
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
  std::string_view buffer;           // formatted output that was being written
  std::string output_path;           // output file; empty if it is no regular file or nothing was written
  std::vector<LiteralText> literals; // oldest first
  std::vector<Chunk> rings;          // records that were not consumed
  std::uint64_t lost_events = 0;     // lost events that were not reported
};

// Returns an error message, or "". The parts refer to `file`.
std::string read_ring_file(const MappedFile &file, RingFile &to);

} // namespace telinject::events
