// Parses the configuration, one function for each group of variables.  An invalid value prints one warning; the default
// is used.
#include "runtime/config/config.h"

#include "runtime/config/aspect_filter.h"
#include "runtime/config/build_info.h"
#include "runtime/config/config_values.h"
#include "runtime/config/function_filter.h"
#include "runtime/config/name_list.h"

#include <initializer_list>
#include <optional>

namespace telinject {

namespace {

// Copies one value of OTEL_RESOURCE_ATTRIBUTES.
Slice resource_attribute(const ConfigSource &from, TextBuffer &storage, Slice key) {
  const std::size_t start = storage.size();
  put_resource_attribute(storage, look_up(from, "OTEL_RESOURCE_ATTRIBUTES"), key);
  return Slice(storage.slice().data + start, storage.size() - start);
}

Slice first_of(Slice a, Slice b) {
  return a.empty() ? b : a;
}

void read_service(const ConfigSource &from, TextBuffer &storage, Config &config) {
  config.service_name = keep(storage, first_of(look_up(from, "SERVICE_NAME"), look_up(from, "OTEL_SERVICE_NAME")));
  if (config.service_name.empty())
    config.service_name = resource_attribute(from, storage, "service.name");
  if (config.service_name.empty()) {
    Slice folder = config.working_folder;
    for (std::size_t slash; (slash = folder.find('/')) != folder.size;)
      folder = folder.drop_front(slash + 1);
    config.service_name = folder.empty() ? Slice("unknown") : folder;
  }
  config.service_version = keep(storage, look_up(from, "SERVICE_VERSION"));
  if (config.service_version.empty())
    config.service_version = resource_attribute(from, storage, "service.version");
  config.environment = keep(storage, look_up(from, "ENVIRONMENT"));
  if (config.environment.empty())
    config.environment = resource_attribute(from, storage, "deployment.environment.name");
  if (config.environment.empty())
    config.environment = "dev";
}

void read_output(const ConfigSource &from, TextBuffer &storage, Config &config) {
  if (const Slice name = look_up(from, "TELEMETRY_OUTPUT"); !name.empty()) {
    if (from.is_output(name))
      config.output = keep(storage, name);
    else
      warn_value(from, "TELEMETRY_OUTPUT", name, "unknown output; using stderr");
  }
  if (const Slice name = look_up(from, "TELEMETRY_FORMAT"); !name.empty()) {
    if (from.is_format(name))
      config.format = keep(storage, name);
    else
      warn_value(from, "TELEMETRY_FORMAT", name, "unknown format; using v3");
  }
  config.file = keep_path(storage, config, look_up(from, "TELEMETRY_FILE"));
  if ((config.output == Slice("file") || config.output == Slice("spool")) && !config.file) {
    from.warn(config.output == Slice("file")
                  ? Slice("TELEMETRY_OUTPUT=file needs TELEMETRY_FILE=PATH; using stderr")
                  : Slice("TELEMETRY_OUTPUT=spool needs TELEMETRY_FILE=FOLDER; using stderr"));
    config.output = "stderr";
  }
  if ((config.output == Slice("http") && !read_export_config(from, storage, config)) ||
      (config.output == Slice("otlp") && !read_otlp_config(from, storage, config)))
    config.output = "stderr";
}

// Log records need an endpoint of their own, or a file whose messages say what they are.
void read_exception_signal(const ConfigSource &from, Config &config) {
  constexpr const char *name = "OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN";
  const Slice value = look_up(from, name);
  if (value.empty())
    return;
  if (!parse_exception_signal(value, config.exceptions))
    return warn_value(from, Slice::of(name), value, "neither logs nor logs/dup; exceptions are span events");
  const bool is_otlp = config.output == Slice("otlp");
  const bool is_stream = !is_otlp && !(config.output == Slice("http")) && !(config.output == Slice("spool"));
  if (is_otlp ? *config.exports.logs.url != '\0' : is_stream && config.format == Slice("otlp_json"))
    return;
  config.exceptions = ExceptionSignal::span_events;
  if (!is_otlp && (config.format == Slice("otlp") || config.format == Slice("otlp_json")))
    warn_value(from, Slice::of(name), value,
               "needs TELEMETRY_OUTPUT=otlp, or a file of otlp_json; exceptions are span events");
}

// Backends take few spans of a trace; a file takes all of them.
void read_folding(const ConfigSource &from, Config &config) {
  config.folds_traces =
      config.output == Slice("http") || config.output == Slice("otlp") || config.format == Slice("datadog");
  if (const Slice value = look_up(from, "TELEMETRY_EXPORT"); !value.empty()) {
    const bool is_folded = equals_ignore_case(value, "folded");
    if (is_folded || equals_ignore_case(value, "full"))
      config.folds_traces = is_folded;
    else
      warn_value(from, "TELEMETRY_EXPORT", value,
                 config.folds_traces ? Slice("neither folded nor full; using folded")
                                     : Slice("neither folded nor full; using full"));
  }
  std::uint64_t v;
  const Slice budget = look_up(from, "TELEMETRY_SPAN_BUDGET");
  if (budget.empty())
    return;
  if (parse_whole(budget, 10'000, v) && v != 0)
    config.span_budget = v;
  else
    warn_value(from, "TELEMETRY_SPAN_BUDGET", budget, "not a whole number from 1 to 10000; using 100");
}

void read_file_limit(const ConfigSource &from, Config &config) {
  std::uint64_t v;
  const Slice mb = look_up(from, "TELEMETRY_FILE_MAX_MB");
  if (mb.empty())
    return;
  if (parse_whole(mb, 1024 * 1024, v))
    config.file_max_bytes = v * 1024 * 1024;
  else
    warn_value(from, "TELEMETRY_FILE_MAX_MB", mb, "not a whole number from 0 to 1048576; using 1024");
}

void read_rings(const ConfigSource &from, TextBuffer &storage, Config &config) {
  config.control = keep_path(storage, config, look_up(from, "TELEMETRY_CONTROL"));
  config.ring_folder = keep_path(storage, config, look_up(from, "TELEMETRY_RING_DIR"));
  if (const Slice writer = look_up(from, "TELEMETRY_WRITER"); !writer.empty()) {
    config.has_writer = !equals_ignore_case(writer, "none");
    if (config.has_writer && !equals_ignore_case(writer, "thread"))
      warn_value(from, "TELEMETRY_WRITER", writer, "neither thread nor none; using thread");
  }
  const Slice value = look_up(from, "TELEMETRY_ON_FULL");
  if (value.empty())
    return;
  config.drop_when_full = equals_ignore_case(value, "drop");
  if (!config.drop_when_full && !equals_ignore_case(value, "block"))
    warn_value(from, "TELEMETRY_ON_FULL", value, "neither block nor drop; using block");
}

// OpenTelemetry's samplers; used if SAMPLE_RATE is unset.
struct Sampler {
  Slice name;
  bool follows_parent;
  int rate; // 0, 1, or -1: OTEL_TRACES_SAMPLER_ARG
};
constexpr Sampler samplers[] = {
    {"always_on", false, 1},
    {"always_off", false, 0},
    {"traceidratio", false, -1},
    {"parentbased_always_on", true, 1},
    {"parentbased_always_off", true, 0},
    {"parentbased_traceidratio", true, -1},
};

void read_otel_sampler(const ConfigSource &from, Config &config) {
  const Slice name = look_up(from, "OTEL_TRACES_SAMPLER");
  if (name.empty())
    return;
  for (const Sampler &s : samplers) {
    if (!(name == s.name))
      continue;
    config.follows_parent = s.follows_parent;
    config.uses_otel_sampler = true;
    config.sample_rate.numerator = s.rate == 0 ? 0 : 1;
    const Slice argument = look_up(from, "OTEL_TRACES_SAMPLER_ARG");
    if (s.rate < 0 && !argument.empty() && !parse_sample_rate(argument, config.sample_rate))
      warn_value(from, "OTEL_TRACES_SAMPLER_ARG", argument, "not a number from 0 to 1; using 1");
    return;
  }
  warn_value(from, "OTEL_TRACES_SAMPLER", name, "unknown sampler; keeping every trace");
}

void read_sample_rate(const ConfigSource &from, Config &config) {
  const Slice rate = look_up(from, "SAMPLE_RATE");
  config.uses_otel_sampler &= rate.empty();
  if (!rate.empty() && !parse_sample_rate(rate, config.sample_rate))
    warn_value(from, "SAMPLE_RATE", rate, "not a number from 0 to 1; using 1");
  config.sample_threshold = config.root_threshold = config.sample_rate.threshold();
}

// OpenTelemetry's list of propagators: `none`, or names separated by commas.  Others than tracecontext are left to
// OpenTelemetry's own libraries.
void read_propagators(const ConfigSource &from, Config &config) {
  Slice list = look_up(from, "OTEL_PROPAGATORS");
  if (list.empty())
    return;
  config.propagates_trace_context = false;
  while (!list.empty())
    config.propagates_trace_context |= equals_ignore_case(take_element(list), "tracecontext");
}

void read_sampling(const ConfigSource &from, Config &config) {
  read_propagators(from, config);
  if (look_up(from, "SAMPLE_RATE").empty())
    read_otel_sampler(from, config);
  read_sample_rate(from, config);
  config.has_parent = parse_traceparent(look_up(from, "TRACEPARENT"), config.parent);
  if (!config.has_parent || !config.follows_parent)
    return;
  std::uint64_t threshold;
  if (parse_tracestate_threshold(look_up(from, "TRACESTATE"), threshold))
    config.sample_rate = rate_of_threshold(threshold);
  config.sample_threshold = config.parent.sampled ? 0 : ~std::uint64_t{0};
}

void read_tail(const ConfigSource &from, Config &config) {
  std::uint64_t v;
  if (const Slice kb = look_up(from, "TELEMETRY_TAIL_KB"); !kb.empty()) {
    if (parse_whole(kb, 1024 * 1024, v) && v >= 64)
      config.tail_bytes = v * 1024;
    else
      warn_value(from, "TELEMETRY_TAIL_KB", kb, "not a whole number from 64 to 1048576; using 16384");
  }
  const Slice value = look_up(from, "TELEMETRY_TAIL");
  if (value.empty())
    return;
  if (!equals_ignore_case(value, "errors"))
    return warn_value(from, "TELEMETRY_TAIL", value, "only errors is known; dropping unsampled traces");
  config.tail = !(config.output == Slice("spool")) && !config.ring_folder;
  if (!config.tail)
    from.warn(
        Slice("TELEMETRY_TAIL cannot be combined with TELEMETRY_OUTPUT=spool or TELEMETRY_RING_DIR; dropping unsampled "
              "traces"));
}

// A word that is neither true nor false prints a warning and leaves `value` unchanged.
void read_bool(const ConfigSource &from, const char *name, bool &value) {
  const Slice word = look_up(from, name);
  if (word.empty())
    return;
  if (!parse_bool(word))
    warn_value(from, Slice::of(name), word,
               value ? Slice("neither true nor false; using true") : Slice("neither true nor false; using false"));
  else
    value = parse_bool(word) == true;
}

// Reads a number, or `off`, which is stored as 0.  A value that is neither gives the default.
void read_limit(const ConfigSource &from, const char *name, std::uint64_t most, Slice advice, std::uint64_t standard,
                std::uint64_t &limit) {
  const Slice value = look_up(from, name);
  if (value.empty())
    return;
  std::uint64_t v;
  if (parse_bool(value) == false) {
    limit = 0;
  } else if (parse_whole(value, most, v) && v != 0) {
    limit = v;
  } else {
    limit = standard;
    warn_value(from, Slice::of(name), value, advice);
  }
}

void read_budget(const ConfigSource &from, Config &config) {
  if (const Slice value = look_up(from, "TELEMETRY_THROTTLE"); !value.empty()) {
    if (!parse_bool(value))
      warn_value(from, "TELEMETRY_THROTTLE", value, "neither on nor off; using on");
    config.budget_percent = parse_bool(value) == false ? 0 : Config().budget_percent;
  }
  read_limit(from, "TELEMETRY_BUDGET", 100, "neither off nor a whole number from 1 to 100; using 10",
             Config().budget_percent, config.budget_percent);
  read_limit(from, "TELEMETRY_MAX_EVENTS", 1'000'000'000,
             "neither off nor a whole number from 1 to 1000000000; using 20000", Config().max_lines_per_second,
             config.max_lines_per_second);
  read_limit(from, "TELEMETRY_SUMMARY_S", 86'400, "neither off nor a whole number from 1 to 86400; using 60",
             Config().summary_s, config.summary_s);
}

void read_level(const ConfigSource &from, Config &config) {
  read_budget(from, config);
  if (const Slice value = look_up(from, "TELEMETRY_LEVEL"); !value.empty()) {
    config.debug_events = !equals_ignore_case(value, "info");
    if (config.debug_events && !equals_ignore_case(value, "debug"))
      warn_value(from, "TELEMETRY_LEVEL", value, "neither debug nor info; using debug");
  }
}

// Of a list with a fault: what it is, and what is done.
void warn_list(const ConfigSource &from, Slice name, Slice value, Slice problem, Slice remedy) {
  char memory[200];
  TextBuffer advice(memory, sizeof memory);
  advice.put(problem);
  advice.put(remedy);
  warn_value(from, name, value, advice.slice());
}

bool prepare_functions(const ConfigSource &from, Slice value) {
  const Slice problem = function_filter_prepare(value);
  if (problem.empty())
    return true;
  warn_list(from, "TELEMETRY_FUNCTIONS", value, problem, "; recording all functions");
  function_filter_prepare(Slice());
  return false;
}

void read_functions(const ConfigSource &from, TextBuffer &storage, Config &config) {
  const Slice value = look_up(from, "TELEMETRY_FUNCTIONS");
  if (prepare_functions(from, value))
    config.functions = keep(storage, value);
}

void read_aspects(const ConfigSource &from, TextBuffer &storage, Config &config) {
  const Slice value = look_up(from, "TELEMETRY_ASPECTS");
  const Slice problem = check_aspect_list(value);
  if (problem.empty()) {
    config.aspects = keep(storage, value);
    return;
  }
  warn_list(from, "TELEMETRY_ASPECTS", value, problem, "; recording all aspects");
}

void read_roots(const ConfigSource &from, Config &config) {
  const Slice value = look_up(from, "TELEMETRY_ROOTS");
  const Slice problem = parse_roots(value, config.roots);
  if (problem.empty())
    return;
  warn_list(from, "TELEMETRY_ROOTS", value, problem, "; using auto");
}

void read_numbers(const ConfigSource &from, Config &config) {
  std::uint64_t v;
  if (const Slice kb = look_up(from, "TELEMETRY_RING_KB"); !kb.empty()) {
    if (parse_whole(kb, 1024 * 1024, v) && v >= 64) {
      config.ring_bytes = 64 * 1024;
      while (config.ring_bytes < v * 1024)
        config.ring_bytes *= 2;
    } else {
      warn_value(from, "TELEMETRY_RING_KB", kb, "not a whole number from 64 to 1048576; using 1024");
    }
  }
  if (const Slice ms = look_up(from, "TELEMETRY_SLOW_MS"); !ms.empty()) {
    if (parse_whole(ms, 1'000'000'000, v) && v != 0)
      config.slow_ns = v * 1'000'000;
    else
      warn_value(from, "TELEMETRY_SLOW_MS", ms, "not a whole number from 1 to 1000000000; marking no span as slow");
  }
  if (const Slice value = look_up(from, "TELEMETRY_CLOCK"); !value.empty()) {
    config.uses_counter = !equals_ignore_case(value, "monotonic");
    if (config.uses_counter && !equals_ignore_case(value, "counter"))
      warn_value(from, "TELEMETRY_CLOCK", value, "neither counter nor monotonic; using counter");
  }
  if (const Slice ms = look_up(from, "TELEMETRY_EXIT_TIMEOUT_MS"); !ms.empty()) {
    if (parse_whole(ms, 600'000, v) && v != 0)
      config.exit_timeout_ms = v;
    else
      warn_value(from, "TELEMETRY_EXIT_TIMEOUT_MS", ms, "not a whole number from 1 to 600000; using 2000");
  }
  if (const Slice value = look_up(from, "TELEMETRY_CALLERS"); !value.empty()) {
    config.call_addresses = equals_ignore_case(value, "addresses");
    if (!config.call_addresses && parse_bool(value) != false)
      warn_value(from, "TELEMETRY_CALLERS", value, "neither addresses nor off; using off");
  }
  read_bool(from, "ENABLE_STACKTRACES", config.stack_traces);
  read_bool(from, "TELEMETRY_DIAGNOSTICS", config.diagnostics);
}

void read_metadata(const ConfigSource &from, TextBuffer &storage, Config &config) {
  read_bool(from, "ENABLE_CLOUD_METADATA", config.cloud_metadata);
  read_bool(from, "ENABLE_K8S_METADATA", config.k8s_metadata);
  std::uint64_t v;
  if (const Slice ms = look_up(from, "TELEMETRY_METADATA_TIMEOUT_MS"); !ms.empty()) {
    if (parse_whole(ms, 1000, v) && v != 0)
      config.metadata_timeout_ms = v;
    else
      warn_value(from, "TELEMETRY_METADATA_TIMEOUT_MS", ms, "not a whole number from 1 to 1000; using 100");
  }
  if (const Slice age = look_up(from, "TELEMETRY_METADATA_MAX_AGE_S"); !age.empty()) {
    if (parse_whole(age, 30 * 24 * 3600, v))
      config.metadata_max_age_s = v;
    else
      warn_value(from, "TELEMETRY_METADATA_MAX_AGE_S", age, "not a whole number from 0 to 2592000; using 3600");
  }
  config.redact = keep(storage, look_up(from, "TELEMETRY_REDACT"));
  config.http_known_methods = keep(storage, look_up(from, "OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS"));
}

// Already validated by the tool; invalid values fall back to the default.
void read_build(const ConfigSource &from, Config &config) {
  std::uint64_t v;
  if (parse_whole(build_info_value(from.build, "max_value_bytes"), config.value_bytes, v) && v != 0)
    config.value_bytes = v;
  config.calls_what = !(build_info_value(from.build, "what") == Slice("0"));
  if (parse_whole(build_info_value(from.build, "max_iterations_logged"), 1'000'000'000, v))
    config.first_iterations = v;
}

} // namespace

DisabledBy recording_disabled_by(const Config &config) {
  const bool may_continue = config.uses_otel_sampler && config.follows_parent;
  const bool may_begin = config.sample_threshold <= randomness_mask || config.root_threshold <= randomness_mask;
  if (may_continue || may_begin || config.tail)
    return DisabledBy::nothing;
  return config.uses_otel_sampler ? DisabledBy::otel_sampler : DisabledBy::sample_rate;
}

void put_resource_attribute(TextBuffer &out, Slice list, Slice key) {
  while (!list.empty()) {
    Slice pair = list.take_front(list.find(','));
    list = list.drop_front(pair.size + 1);
    while (!pair.empty() && pair.data[0] == ' ')
      pair = pair.drop_front(1);
    const std::size_t equals = pair.find('=');
    if (equals == pair.size || !(pair.take_front(equals) == key))
      continue;
    const Slice value = pair.drop_front(equals + 1);
    for (std::size_t i = 0; i < value.size; ++i) {
      const bool coded = value.data[i] == '%' && i + 2 < value.size && hex_value(value.data[i + 1]) >= 0 &&
                         hex_value(value.data[i + 2]) >= 0;
      out.put(coded ? static_cast<char>(hex_value(value.data[i + 1]) * 16 + hex_value(value.data[i + 2]))
                    : value.data[i]);
      i += coded ? 2 : 0;
    }
    return;
  }
}

namespace {

bool is_enabled(const ConfigSource &from, bool otherwise, Slice advice) {
  const Slice enabled = look_up(from, "TELEMETRY_ENABLED");
  if (enabled.empty())
    return otherwise;
  if (const std::optional<bool> value = parse_bool(enabled))
    return *value;
  warn_value(from, "TELEMETRY_ENABLED", enabled, advice);
  return otherwise;
}

} // namespace

Activation read_activation(const ConfigSource &from) {
  if (equals_ignore_case(look_up(from, "OTEL_SDK_DISABLED"), "true"))
    return Activation::off;
  const bool debug = parse_bool(look_up(from, "DEBUG")) == true;
  if (is_enabled(from, debug, "neither true nor false; DEBUG decides"))
    return Activation::on;
  return look_up(from, "TELEMETRY_CONTROL").empty() ? Activation::off : Activation::off_until_control_file;
}

void read_config(const ConfigSource &from, TextBuffer &storage, Config &config) {
  config.working_folder = keep(storage, from.working_folder);
  read_service(from, storage, config);
  read_output(from, storage, config);
  read_exception_signal(from, config);
  read_folding(from, config);
  read_file_limit(from, config);
  read_rings(from, storage, config);
  read_sampling(from, config);
  read_tail(from, config);
  read_level(from, config);
  read_functions(from, storage, config);
  read_aspects(from, storage, config);
  read_roots(from, config);
  read_bool(from, "TELEMETRY_THREAD_CONTEXT", config.thread_context);
  read_bool(from, "TELEMETRY_LOG_CORRELATION", config.log_correlation);
  read_numbers(from, config);
  read_metadata(from, storage, config);
  read_build(from, config);
  config.on = true;
}

void read_runtime_settings(const ConfigSource &from, Config &config, bool &enabled) {
  enabled = is_enabled(from, enabled, "neither true nor false; nothing is changed");
  read_level(from, config);
  const Slice functions = look_up(from, "TELEMETRY_FUNCTIONS");
  if (functions.empty())
    function_filter_prepare(config.functions);
  else
    prepare_functions(from, functions);
  // A sampling decision that the calling process made is kept.
  if (!(config.has_parent && config.follows_parent) && !look_up(from, "SAMPLE_RATE").empty())
    read_sample_rate(from, config);
}

} // namespace telinject
