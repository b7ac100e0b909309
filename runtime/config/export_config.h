// The configuration of the outputs that send batches to a receiver.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

struct Config;
struct ConfigSource;

// How formats of OTLP report exceptions: OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN.
enum class ExceptionSignal : unsigned char { span_events, logs, both };
// Returns false for an unknown value.
bool parse_exception_signal(Slice value, ExceptionSignal &signal);

// Where batches go, and how.  All texts end in a zero.  Url, headers and proxy may hold secrets and are never printed.
struct Destination {
  const char *url = "";   // RECEIVER_URL
  Slice headers = {};     // "Name: value", each with a zero at its end
  const char *proxy = ""; // empty: none
  const char *ca_file = nullptr;
  bool compresses = true;            // TELEMETRY_COMPRESSION
  std::uint64_t timeout_ms = 10'000; // of a request: TELEMETRY_HTTP_TIMEOUT_MS
};

struct ExportConfig : Destination {
  Destination logs;          // of the log records of `otlp`; no URL: there are none
  const char *no_proxy = ""; // hosts without a proxy
  const char *ca_folder = nullptr;
  std::uint64_t batch_events = 512;              // TELEMETRY_BATCH_EVENTS
  std::uint64_t batch_ms = 1'000;                // TELEMETRY_BATCH_MS
  std::uint64_t queue_bytes = 16 * 1024 * 1024;  // TELEMETRY_QUEUE_MB
  const char *spool_folder = nullptr;            // TELEMETRY_SPOOL_DIR; null: none
  std::uint64_t spool_bytes = 256 * 1024 * 1024; // TELEMETRY_SPOOL_MB: of all processes that use the folder
};

// Reads it for the output `http`.  Returns false, after a warning, if there is no usable URL.
bool read_export_config(const ConfigSource &source, TextBuffer &storage, Config &config);
// The same for `otlp`, from OpenTelemetry's variables; also sets the format.
bool read_otlp_config(const ConfigSource &source, TextBuffer &storage, Config &config);

// Is the URL's host this machine (localhost, 127.0.0.0/8, ::1)?
bool is_loopback_url(Slice url);

} // namespace telinject
