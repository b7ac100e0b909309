// Files of TELEMETRY_OUTPUT=spool: reading, and putting behind them what a killed process could not write any more.
#pragma once

#include <string>
#include <vector>

#include "tool/events/input/mapped_file.h"
#include "tool/events/replay/replay.h"

namespace telinject::events {

// Checks chunk by chunk; whole: all of it could be read.
std::vector<const Record *> records_in(const char *data, std::size_t size, bool &whole);

// Renders all of it; what is wrong, or empty. cut: bytes at the end that were not written to their end.
std::string render_spool(const MappedFile &file, Replay &replay, std::size_t &cut);

// Blocks in the form of a spool.
class SpoolText {
public:
  void head();
  void block(BlockKind kind, const void *data, std::size_t size, std::string_view more = {});
  std::string text;
};

} // namespace telinject::events
