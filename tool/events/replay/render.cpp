// Implements `telinject-events render`: writes the lines of spools to standard output.
#include <cstdio>
#include <filesystem>

#include "tool/events/input/line_reader.h"
#include "tool/events/replay/recover.h"
#include "tool/events/replay/spool.h"

namespace telinject::events {
namespace {

void to_stdout(void *, std::string_view line) {
  std::fwrite(line.data(), 1, line.size(), stdout);
}

// Returns false if a part could not be rendered.
bool render_file(const std::string &path, const std::string &format) {
  const MappedFile file(path);
  Replay replay(to_stdout, nullptr, 0, format);
  std::size_t cut = 0;
  const std::string fault = render_spool(file, replay, cut);
  std::fflush(stdout);
  if (!fault.empty())
    std::fprintf(stderr, "telinject-events: error: %s: %s\n", path.c_str(), fault.c_str());
  if (cut != 0)
    std::fprintf(stderr,
                 "telinject-events: note: %s: the last %zu bytes are incomplete; the process is still "
                 "running, or was killed\n",
                 path.c_str(), cut);
  if (replay.missing_literals() != 0)
    std::fprintf(stderr, "telinject-events: note: %s: %s\n", path.c_str(), missing_texts(replay).c_str());
  return fault.empty();
}

} // namespace

int run_render(const Options &options) {
  bool all = true;
  for (const std::string &path : options.files)
    try {
      std::error_code error;
      const bool folder = std::filesystem::is_directory(path, error);
      for (const std::string &file : folder ? files_in(path, ".spool") : std::vector<std::string>{path})
        all &= render_file(file, options.format);
    } catch (const ReadError &e) {
      std::fflush(stdout);
      std::fprintf(stderr, "telinject-events: error: %s: %s\n", path.c_str(), e.what());
      all = false;
    }
  return all ? kExitDone : kExitUsage;
}

} // namespace telinject::events
