// Iterates over all lines of all inputs, reporting unreadable inputs and progress. Shared by all commands.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "tool/events/input/event.h"
#include "tool/events/input/line_reader.h"
#include "tool/events/input/progress.h"

namespace telinject::events {

// Calls use(line, location) for each line. Returns false if an input could not be read completely; continues with the
// others.
template <class Use> bool read_inputs(const std::vector<std::string> &files, Progress &progress, Use &&use) {
  bool all_read = true;
  std::uint64_t lines = 0;
  for (std::uint32_t file = 0; file < files.size(); ++file) {
    Line line;
    try {
      LineReader reader(files[file]);
      while (reader.next(line)) {
        use(line, Location{file, line.number});
        ++lines;
        if (progress.is_due())
          progress.show(files[file], reader.position(), reader.size(), lines);
      }
      if (!reader.source().warning().empty()) {
        progress.clear();
        std::fflush(stdout);
        std::fprintf(stderr, "telinject-events: warning: %s: %s\n", files[file].c_str(),
                     reader.source().warning().c_str());
      }
    } catch (const ReadError &e) {
      progress.clear();
      std::fflush(stdout);
      const std::string location = line.number == 0 ? "" : ":" + std::to_string(line.number);
      std::fprintf(stderr, "telinject-events: error: %s%s: %s\n", files[file].c_str(), location.c_str(), e.what());
      all_read = false;
    }
  }
  return all_read;
}

} // namespace telinject::events
