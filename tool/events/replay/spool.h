// Reads spools (TELEMETRY_OUTPUT=spool), and formats blocks to complete the spool of a killed process.
#pragma once

#include <string>
#include <vector>

#include "tool/events/input/mapped_file.h"
#include "tool/events/replay/replay.h"

namespace telinject::events {

// Returns the valid records; whole: set to true if all data was valid.
std::vector<const Record *> records_in(const char *data, std::size_t size, bool &whole);

// Renders a spool; returns an error message, or "". cut: number of bytes of an incomplete block at the end.
std::string render_spool(const MappedFile &file, Replay &replay, std::size_t &cut);

// Formats blocks of a spool.
class SpoolText {
public:
  void head();
  void block(BlockKind kind, const void *data, std::size_t size, std::string_view more = {});
  std::string text;
};

} // namespace telinject::events
