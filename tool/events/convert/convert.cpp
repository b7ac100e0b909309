// Converts lines of telemetry.v3 to standard output.
#include "tool/events/convert/convert.h"

#include <cstdio>
#include <memory>

#include "tool/events/convert/converter.h"
#include "tool/events/input/input.h"
#include "tool/events/input/text.h"

namespace telinject::events {

bool convert_inputs(const std::vector<std::string> &files, Converter &converter) {
  Progress progress;
  std::uint64_t too_long = 0;
  const bool all_read = read_inputs(files, progress, [&](const Line &line, Location) {
    if (line.too_long)
      ++too_long;
    else if (!line.text.empty())
      converter.add(line.text);
  });
  progress.clear();
  converter.finish();
  if (const std::uint64_t skipped = converter.skipped() + too_long; skipped != 0)
    std::fprintf(stderr,
                 "telinject-events: note: %s skipped: they are no events of telemetry.v3, or exits without an entry\n",
                 counted(skipped, "line is", "lines are").c_str());
  if (converter.open_spans() != 0)
    std::fprintf(stderr, "telinject-events: note: %s without an exit left out\n",
                 counted(converter.open_spans(), "span is", "spans are").c_str());
  return all_read;
}

int run_convert(const Options &options) {
  const Format *const format = find_format({options.format.data(), options.format.size()});
  if (!format)
    return kExitUsage;
  Converter converter(
      *format, 0, [](std::string_view batch, std::uint64_t) { std::fwrite(batch.data(), 1, batch.size(), stdout); });
  const bool all_read = convert_inputs(options.files, converter);
  std::fflush(stdout);
  return all_read ? kExitDone : kExitUsage;
}

} // namespace telinject::events
