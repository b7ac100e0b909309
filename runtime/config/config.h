// The configuration, read once from the environment before the first event: docs/configuration.md describes each
// variable.  All values are copied, as the program may change its environment later.
#pragma once

#include "runtime/base/text.h"
#include "runtime/config/export_config.h"
#include "runtime/config/root_patterns.h"
#include "runtime/config/sampling.h"

namespace telinject {

struct Config {
  bool on = false;
  bool diagnostics = false;
  Slice output = "stderr";
  const char *file = nullptr;                           // TELEMETRY_FILE, absolute if the working directory is known
  std::uint64_t file_max_bytes = 1024ull * 1024 * 1024; // TELEMETRY_FILE_MAX_MB; 0: no limit
  const char *ring_folder = nullptr;    // TELEMETRY_RING_DIR, made absolute too; null: rings are in memory only
  bool drop_when_full = false;          // TELEMETRY_ON_FULL
  bool has_writer = true;               // TELEMETRY_WRITER: the runtime has a thread that writes
  std::uint64_t exit_timeout_ms = 2000; // the longest wait for a stalled output at exit (patience.h)
  Slice format = "v3";
  ExceptionSignal exceptions = ExceptionSignal::span_events;
  bool folds_traces = false;       // TELEMETRY_EXPORT: spans beyond the budget of their trace are summed up
  std::uint64_t span_budget = 100; // TELEMETRY_SPAN_BUDGET, of a trace
  std::uint64_t ring_bytes = 1024 * 1024;
  // The initial values; settings (state.h) holds the current ones.
  std::uint64_t budget_percent = 10;           // TELEMETRY_BUDGET, of the program's CPU time; 0: everything is recorded
  std::uint64_t max_lines_per_second = 20'000; // TELEMETRY_MAX_EVENTS; 0: no limit
  std::uint64_t summary_s = 60;                // TELEMETRY_SUMMARY_S: time between summaries; 0: only at the end
  bool debug_events = true;                    // emit events of severity DEBUG
  bool stack_traces = true;                    // errors have a stack trace
  bool call_addresses = false;                 // TELEMETRY_CALLERS: events have the addresses of their calls
  std::uint64_t slow_ns = 0;                   // 0: no span is slow
  bool uses_counter = true;                    // TELEMETRY_CLOCK: use the processor's counter if it is steady
  bool tail = false;                           // TELEMETRY_TAIL: keep unsampled traces that have an error
  std::uint64_t tail_bytes = 16 * 1024 * 1024; // memory in which traces wait for their end
  SampleRate sample_rate;
  std::uint64_t sample_threshold = 0; // of outermost spans: SAMPLE_RATE, or what the caller decided
  std::uint64_t root_threshold = 0;   // of roots inside other spans: SAMPLE_RATE
  bool has_parent = false;            // TRACEPARENT
  RemoteParent parent;
  bool follows_parent = true;                       // keep the parent's sampling decision
  bool uses_otel_sampler = false;                   // OTEL_TRACES_SAMPLER, not SAMPLE_RATE, has the rate
  Slice service_name, service_version, environment; // service_version empty: unknown
  std::size_t value_bytes = 256;                    // longest text in bytes; record.h has the limit of a record
  std::uint64_t first_iterations = 10;              // iterations of a loop that are recorded one by one
  bool calls_what = true;                           // call what() of exceptions (exception_info.h)
  Slice working_folder;
  bool cloud_metadata = true, k8s_metadata = true;
  std::uint64_t metadata_timeout_ms = 100;    // for all network requests together, 1 to 1000
  std::uint64_t metadata_max_age_s = 60 * 60; // lifetime of the cache file; 0: no cache file
  Slice redact;                               // additional names of secrets
  bool propagates_trace_context = true;       // OTEL_PROPAGATORS has tracecontext
  Slice http_known_methods;                   // OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS; empty: the standard ones
  const char *control = nullptr;              // TELEMETRY_CONTROL, absolute like `file`
  Slice functions;                            // TELEMETRY_FUNCTIONS, checked (function_filter.h)
  Slice aspects;                              // TELEMETRY_ASPECTS, checked (aspect_filter.h)
  RootOptions roots;                          // TELEMETRY_ROOTS
  bool thread_context = false;                // TELEMETRY_THREAD_CONTEXT: open spans are shown to other programs
  bool log_correlation = false;               // TELEMETRY_LOG_CORRELATION: ids in messages for syslog
  ExportConfig exports;                       // for TELEMETRY_OUTPUT=http
};

// Returns the setting by which the process can record nothing: a rate of 0, unless it continues sampled traces of
// callers (TRACEPARENT; a sampler with parentbased_) or the end of a trace decides (TELEMETRY_TAIL).
DisabledBy recording_disabled_by(const Config &config);

// Looks up a variable; null: unset.
using GetVariable = const char *(*)(const char *name);
// Receives a warning about an invalid value, one line without "telinject: warning: " and line end.
using Warn = void (*)(Slice line);

// is_format and is_output check names against the registries.
struct ConfigSource {
  GetVariable get;
  Warn warn;
  bool (*is_output)(Slice name);
  bool (*is_format)(Slice name);
  Slice working_folder;
  Slice build; // build information (build_info.h)
};

enum class Activation { off, off_until_control_file, on };
// Reads whether telemetry is on, off, or off until a control file turns it on.  Reads nothing else.
Activation read_activation(const ConfigSource &source);

// Appends the value of a key in a list of OTEL_RESOURCE_ATTRIBUTES (key=value,key=value, %XX in values); nothing if the
// key is missing.
void put_resource_attribute(TextBuffer &out, Slice list, Slice key);

// Fills in all members.  storage: receives the copies; it must live as long as the Config.
void read_config(const ConfigSource &source, TextBuffer &storage, Config &config);

// Overwrites the members that may change in a running process and that the source sets.  The function filter is
// prepared, but not put into use.
void read_runtime_settings(const ConfigSource &source, Config &config, bool &enabled);

} // namespace telinject
