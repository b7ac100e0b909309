// The environment, read once, before the first event: docs/configuration.md describes each variable.
// All values are copied: the program may change its environment later.
#pragma once

#include "runtime/base/text.h"
#include "runtime/config/sampling.h"

namespace telinject {

struct Config {
  bool on = false;
  bool diagnostics = false;
  Slice output = "stderr";
  const char *file = nullptr;           // TELEMETRY_FILE, absolute where the working directory is known
  const char *ring_folder = nullptr;    // TELEMETRY_RING_DIR, likewise; null: rings are in memory of the process alone
  bool drop_when_full = false;          // TELEMETRY_ON_FULL
  bool has_writer = true;               // TELEMETRY_WRITER: a thread of the runtime's own
  std::uint64_t exit_timeout_ms = 2000; // an output that stands still holds nobody up for longer (patience.h)
  Slice format = "v3";
  std::uint64_t ring_bytes = 1024 * 1024;
  // What these say at the start; switches (state.h) have what they say now.
  bool throttle = true;                        // hot sites are thinned
  bool debug_events = true;                    // events of severity DEBUG are told
  bool stack_traces = true;                    // errors have a stacktrace
  bool call_addresses = false;                 // TELEMETRY_CALLERS: lines tell the addresses that a call is found by
  std::uint64_t slow_ns = 0;                   // 0: no span is slow
  bool uses_counter = true;                    // TELEMETRY_CLOCK: the processor's counter, where it is steady
  bool tail = false;                           // TELEMETRY_TAIL: traces that are sampled out are kept if they err
  std::uint64_t tail_bytes = 16 * 1024 * 1024; // memory in which they wait for their end
  SampleRate sample_rate;
  std::uint64_t sample_threshold = 0;
  bool has_parent = false; // TRACEPARENT
  RemoteParent parent;
  bool follows_parent = true;                       // the parent's decision is taken over
  Slice service_name, service_version, environment; // service_version empty: nobody said
  std::size_t value_bytes = 256;                    // text is cut at so many bytes; record.h has what is kept at most
  std::uint64_t first_iterations = 10;              // so many turns of a loop are told one by one
  bool calls_what = true;                           // of exceptions (exception_info.h)
  Slice working_folder;
  bool cloud_metadata = true, k8s_metadata = true;
  std::uint64_t metadata_timeout_ms = 100;    // for all that the network is asked, 1 to 1000
  std::uint64_t metadata_max_age_s = 60 * 60; // of the cache file; 0: none is read or written
  Slice redact;                               // further names of secrets
  const char *control = nullptr;              // TELEMETRY_CONTROL, absolute like `file`
  Slice functions;                            // TELEMETRY_FUNCTIONS, made ready (function_filter.h)
};

// Where a value is looked up; null: unset.
using GetVariable = const char *(*)(const char *name);
// Takes one line that tells of a bad value; without "telinject: warning: " and line end.
using Warn = void (*)(Slice line);

// is_format, is_output: the registered names.
struct ConfigSource {
  GetVariable get;
  Warn warn;
  bool (*is_output)(Slice name);
  bool (*is_format)(Slice name);
  Slice working_folder;
  Slice build; // what the build told (build_info.h)
};

enum class Activation { off, off_until_control_file, on };
// Is telemetry on?  perhaps: it is off, and a control file may switch it on.  Nothing else is looked at.
Activation read_activation(const ConfigSource &source);

// Appends the value that a list of OTEL_RESOURCE_ATTRIBUTES (key=value,key=value, %XX in values) has for a key; nothing
// where it has none.
void put_resource_attribute(TextBuffer &out, Slice list, Slice key);

// Fills in everything.  storage: where copies go; it must last as long as the Config.
void read_config(const ConfigSource &source, TextBuffer &storage, Config &config);

// What may change in a running process: overwrites what the source speaks of.  The list of functions is only made
// ready.
void read_runtime_settings(const ConfigSource &source, Config &config, bool &enabled);

} // namespace telinject
