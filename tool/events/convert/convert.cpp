// Converts lines of telemetry.v3 to standard output.
#include "tool/events/convert/convert.h"

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "tool/events/convert/converter.h"
#include "tool/events/input/input.h"
#include "tool/events/input/text.h"

namespace telinject::events {

void use_exception_signal(const Format &format, bool has_logs, const char *advice) {
  constexpr const char *name = "OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN";
  const char *const value = std::getenv(name);
  render_options.exceptions = ExceptionSignal::span_events;
  if (!format.put_logs || !value || !*value)
    return;
  ExceptionSignal signal;
  if (!parse_exception_signal(Slice::of(value), signal))
    std::fprintf(stderr, "telinject-events: warning: %s is neither logs nor logs/dup; exceptions are span events\n",
                 name);
  else if (!has_logs)
    std::fprintf(stderr, "telinject-events: warning: %s: %s\n", name, advice);
  else
    render_options.exceptions = signal;
}

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
  use_exception_signal(*format, format->name == Slice("otlp_json"),
                       "the files of otlp have no log records; exceptions are span events");
  Converter converter(*format, 0, [](const Converter::Batch &batch) {
    std::fwrite(batch.bytes.data(), 1, batch.bytes.size(), stdout);
    std::fwrite(batch.logs.data(), 1, batch.logs.size(), stdout);
  });
  const bool all_read = convert_inputs(options.files, converter);
  std::fflush(stdout);
  return all_read ? kExitDone : kExitUsage;
}

} // namespace telinject::events
