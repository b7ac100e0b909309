// Converts the lines of files batch by batch, and sends each batch.
#include "tool/events/send/send.h"

#include <cstdio>

#include "runtime/formats/format.h"
#include "tool/events/convert/convert.h"
#include "tool/events/convert/converter.h"
#include "tool/events/input/text.h"
#include "tool/events/send/poster.h"

namespace telinject::events {
namespace {

constexpr std::uint64_t kMaxCount = 512; // events or spans of a batch

const Format *format_of(const Options &options) {
  if (!options.format.empty())
    return find_format({options.format.data(), options.format.size()});
  return find_format(options.url.ends_with("/v1/traces") ? Slice("otlp") : Slice("v3"));
}

// Empty: it is not known.
std::string logs_url_of(std::string_view url) {
  constexpr std::string_view of_traces = "/v1/traces";
  if (!url.ends_with(of_traces))
    return {};
  url.remove_suffix(of_traces.size());
  return std::string(url) + "/v1/logs";
}

} // namespace

int run_send(const Options &options) {
  const Format *const format = format_of(options);
  if (!format)
    return kExitUsage;
  send::Poster poster(*format, options.url, options.headers, options.compression == "gzip", options.max_wait_s);
  if (!poster.error().empty()) {
    std::fprintf(stderr, "telinject-events: error: nothing can be sent: %s\n", poster.error().c_str());
    return kExitUsage;
  }
  const std::string logs_url = logs_url_of(options.url);
  use_exception_signal(*format, !logs_url.empty(), "needs a URL that ends in /v1/traces; exceptions are span events");
  Converter converter(*format, kMaxCount, [&](const Converter::Batch &batch) {
    poster.post(batch.bytes, batch.count);
    if (batch.log_records != 0)
      poster.post(batch.logs, batch.log_records, logs_url);
  });
  const bool all_read = convert_inputs(options.files, converter);
  const send::Totals &totals = poster.totals();
  if (!poster.last_fault().empty() && totals.failed != 0)
    std::fprintf(stderr, "telinject-events: error: the receiver has not taken everything: %s; send the files again\n",
                 poster.last_fault().c_str());
  std::printf("sent: %llu, accepted: %llu, rejected: %llu, failed: %llu, requests: %llu, retries: %llu\n",
              static_cast<unsigned long long>(totals.sent), static_cast<unsigned long long>(totals.accepted),
              static_cast<unsigned long long>(totals.rejected), static_cast<unsigned long long>(totals.failed),
              static_cast<unsigned long long>(totals.requests), static_cast<unsigned long long>(totals.retries));
  if (!all_read)
    return kExitUsage;
  return totals.rejected + totals.failed == 0 ? kExitDone : kExitFaults;
}

} // namespace telinject::events
