// Reads where batches are sent and how they wait (export_config.h).  Warnings have no value that could be a secret.
#include "runtime/config/export_config.h"

#include "runtime/base/trimmed.h"
#include "runtime/config/config.h"
#include "runtime/config/config_values.h"
#include "runtime/config/name_list.h"

#include <initializer_list>

namespace telinject {

namespace {

constexpr std::size_t max_url = 2'000, max_headers = 8 * 1024;
constexpr std::uint64_t mega = 1024 * 1024;

bool is_url(Slice url) {
  if (!(url.starts_with("http://") || url.starts_with("https://")) || url.size > max_url)
    return false;
  for (std::size_t i = 0; i < url.size; ++i)
    if (url.data[i] <= ' ' || url.data[i] == 0x7f)
      return false;
  const std::size_t begin = url.find(Slice("://")) + 3;
  return begin < url.size && url.data[begin] != '/' && url.data[begin] != ':';
}

bool is_header_name(Slice name) {
  for (std::size_t i = 0; i < name.size; ++i) {
    const char c = name.data[i];
    const bool is_letter = ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= '0' && c <= '9');
    if (!is_letter && !Slice("!#$&'*+-.^_`|~").contains(c))
      return false;
  }
  return !name.empty();
}

// Appends a value with its %XX decoded.  Returns false for what no header may hold.
bool put_header_value(TextBuffer &out, Slice value) {
  for (std::size_t i = 0; i < value.size; ++i) {
    char c = value.data[i];
    if (c == '%' && i + 2 < value.size && hex_value(value.data[i + 1]) >= 0 && hex_value(value.data[i + 2]) >= 0) {
      c = static_cast<char>(hex_value(value.data[i + 1]) * 16 + hex_value(value.data[i + 2]));
      i += 2;
    }
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f)
      return false;
    out.put(c);
  }
  return true;
}

// Copies a list name=value,name=value as lines of headers.
bool put_headers(TextBuffer &out, Slice list) {
  while (!list.empty()) {
    const Slice pair = trimmed(take_element(list), " ");
    if (pair.empty())
      continue;
    const Slice name = trimmed(pair.take_front(pair.find('=')), " ");
    if (pair.find('=') == pair.size || !is_header_name(name))
      return false;
    out.put(name);
    out.put(": ");
    if (!put_header_value(out, trimmed(pair.drop_front(pair.find('=') + 1), " ")))
      return false;
    out.put('\0');
  }
  return true;
}

void read_headers(const ConfigSource &from, Slice name, Slice list, TextBuffer &storage, Destination &to) {
  const std::size_t start = storage.size();
  if (list.size <= max_headers && put_headers(storage, list) && !storage.overflow()) {
    to.headers = storage.slice().drop_front(start);
    return;
  }
  storage.truncate(start);
  char line[160];
  TextBuffer text(line, sizeof line);
  text.put(name);
  text.put(": not a list name=value,name=value of HTTP headers; sending none of them");
  from.warn(text.slice());
}

// The first variable that is set, as curl has them: http_proxy is read in lower case only.
Slice first_set(const ConfigSource &from, std::initializer_list<const char *> names) {
  for (const char *name : names)
    if (const Slice value = look_up(from, name); !value.empty())
      return value;
  return {};
}

const char *proxy_for(const ConfigSource &from, TextBuffer &storage, Slice url) {
  if (is_loopback_url(url))
    return "";
  const Slice proxy = url.starts_with("https:")
                          ? first_set(from, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
                          : first_set(from, {"http_proxy", "all_proxy", "ALL_PROXY"});
  return keep_c_string(storage, proxy.take_front(max_url));
}

void read_proxy(const ConfigSource &from, TextBuffer &storage, ExportConfig &to) {
  to.proxy = proxy_for(from, storage, Slice::of(to.url));
  to.no_proxy = keep_c_string(storage, first_set(from, {"no_proxy", "NO_PROXY"}).take_front(max_url));
}

void read_certificates(const ConfigSource &from, TextBuffer &storage, const Config &config, ExportConfig &to) {
  to.ca_file = keep_path(storage, config, first_set(from, {"CURL_CA_BUNDLE", "SSL_CERT_FILE"}));
  to.ca_folder = keep_path(storage, config, look_up(from, "SSL_CERT_DIR"));
}

// The default is ~/.local/state/telinject/spool.
void read_spool(const ConfigSource &from, TextBuffer &storage, const Config &config, ExportConfig &to) {
  const Slice folder = look_up(from, "TELEMETRY_SPOOL_DIR");
  if (!folder.empty()) {
    to.spool_folder = parse_bool(folder) == false ? nullptr : keep_path(storage, config, folder);
    return;
  }
  const Slice state = look_up(from, "XDG_STATE_HOME"), home = look_up(from, "HOME");
  const bool has_state = state.starts_with("/");
  if (!has_state && !home.starts_with("/"))
    return;
  const std::size_t start = storage.size();
  storage.put(has_state ? state : home);
  storage.put(has_state ? Slice("/telinject/spool") : Slice("/.local/state/telinject/spool"));
  storage.put('\0');
  to.spool_folder = storage.overflow() ? nullptr : storage.slice().data + start;
}

// Reads a whole number in these limits.
void read_number(const ConfigSource &from, const char *name, std::uint64_t least, std::uint64_t most, Slice advice,
                 std::uint64_t unit, std::uint64_t &to) {
  const Slice value = look_up(from, name);
  std::uint64_t v;
  if (value.empty())
    return;
  if (parse_whole(value, most, v) && v >= least)
    to = v * unit;
  else
    warn_value(from, Slice::of(name), value, advice);
}

void read_limits(const ConfigSource &from, ExportConfig &to) {
  read_number(from, "TELEMETRY_BATCH_EVENTS", 1, 100'000, "not a whole number from 1 to 100000; using 512", 1,
              to.batch_events);
  read_number(from, "TELEMETRY_BATCH_MS", 1, 600'000, "not a whole number from 1 to 600000; using 1000", 1,
              to.batch_ms);
  read_number(from, "TELEMETRY_QUEUE_MB", 4, 4096, "not a whole number from 4 to 4096; using 16", mega, to.queue_bytes);
  read_number(from, "TELEMETRY_SPOOL_MB", 0, 1024 * 1024, "not a whole number from 0 to 1048576; using 256", mega,
              to.spool_bytes);
  read_number(from, "TELEMETRY_HTTP_TIMEOUT_MS", 1, 600'000, "not a whole number from 1 to 600000; using 10000", 1,
              to.timeout_ms);
  if (const Slice kind = look_up(from, "TELEMETRY_COMPRESSION"); !kind.empty()) {
    to.compresses = !equals_ignore_case(kind, "none");
    if (to.compresses && !equals_ignore_case(kind, "gzip"))
      warn_value(from, "TELEMETRY_COMPRESSION", kind, "neither gzip nor none; using gzip");
  }
}

// A variable of OpenTelemetry's exporter, for all signals or for one alone, which then counts.
struct OtlpVariable {
  Slice name, value;
};

OtlpVariable look_up_otlp(const ConfigSource &from, const char *of_signal, const char *of_all) {
  const Slice value = look_up(from, of_signal);
  return value.empty() ? OtlpVariable{Slice::of(of_all), look_up(from, of_all)}
                       : OtlpVariable{Slice::of(of_signal), value};
}

// The variables of a signal.
struct Signal {
  const char *endpoint, *protocol, *headers, *timeout, *compression, *certificate;
  Slice path;
  const char *default_url;
};
constexpr Signal traces = {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
                           "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
                           "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
                           "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT",
                           "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION",
                           "OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE",
                           "/v1/traces",
                           "http://localhost:4318/v1/traces"};
constexpr Signal logs = {"OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
                         "OTEL_EXPORTER_OTLP_LOGS_PROTOCOL",
                         "OTEL_EXPORTER_OTLP_LOGS_HEADERS",
                         "OTEL_EXPORTER_OTLP_LOGS_TIMEOUT",
                         "OTEL_EXPORTER_OTLP_LOGS_COMPRESSION",
                         "OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE",
                         "/v1/logs",
                         "http://localhost:4318/v1/logs"};

// The base endpoint gets the path of the signal; the endpoint of the signal is used as it is.  advice: what happens
// without a usable one.
bool read_otlp_endpoint(const ConfigSource &from, const Signal &signal, TextBuffer &storage, Slice advice,
                        Destination &to) {
  const auto [name, url] = look_up_otlp(from, signal.endpoint, "OTEL_EXPORTER_OTLP_ENDPOINT");
  if (url.empty()) {
    to.url = signal.default_url;
    return true;
  }
  if (!is_url(url)) {
    char line[160];
    TextBuffer text(line, sizeof line);
    text.put(name);
    text.put(" is no URL with http:// or https://; ");
    text.put(advice);
    from.warn(text.slice());
    return false;
  }
  if (name == Slice::of(signal.endpoint)) {
    to.url = keep_c_string(storage, url);
    return true;
  }
  Slice base = url;
  while (base.end()[-1] == '/')
    base = base.take_front(base.size - 1);
  const std::size_t start = storage.size();
  storage.put(base);
  storage.put(signal.path);
  storage.put('\0');
  to.url = storage.overflow() ? "" : storage.slice().data + start;
  return !storage.overflow();
}

// The protocol decides between the two encodings; without it TELEMETRY_FORMAT may.
void read_otlp_protocol(const ConfigSource &from, Config &config) {
  const auto [name, protocol] = look_up_otlp(from, traces.protocol, "OTEL_EXPORTER_OTLP_PROTOCOL");
  const bool asks_for_json = config.format == Slice("otlp_json");
  const bool is_json = protocol == Slice("http/json") || (protocol.empty() && asks_for_json);
  if (!protocol.empty() && !is_json && !(protocol == Slice("http/protobuf")))
    warn_value(from, name, protocol,
               protocol == Slice("grpc") ? Slice("telinject does not send by gRPC; using http/protobuf")
                                         : Slice("neither http/protobuf nor http/json; using http/protobuf"));
  const Slice format = look_up(from, "TELEMETRY_FORMAT");
  const Slice used = is_json ? Slice("otlp_json") : Slice("otlp");
  if (!format.empty() && !(format == used))
    warn_value(from, "TELEMETRY_FORMAT", format,
               is_json ? Slice("TELEMETRY_OUTPUT=otlp sends another format; using otlp_json")
                       : Slice("TELEMETRY_OUTPUT=otlp sends another format; using otlp"));
  config.format = used;
}

// How requests of a signal are sent.
void read_otlp_requests(const ConfigSource &from, const Signal &signal, TextBuffer &storage, const Config &config,
                        Destination &to) {
  const auto [headers_name, headers] = look_up_otlp(from, signal.headers, "OTEL_EXPORTER_OTLP_HEADERS");
  read_headers(from, headers_name, headers, storage, to);
  std::uint64_t v;
  const auto [timeout_name, timeout] = look_up_otlp(from, signal.timeout, "OTEL_EXPORTER_OTLP_TIMEOUT");
  if (parse_whole(timeout, 600'000, v) && v != 0)
    to.timeout_ms = v;
  else if (!timeout.empty())
    warn_value(from, timeout_name, timeout, "not a whole number from 1 to 600000; using 10000");
  const auto [kind_name, kind] = look_up_otlp(from, signal.compression, "OTEL_EXPORTER_OTLP_COMPRESSION");
  to.compresses = !(kind == Slice("none"));
  if (!kind.empty() && to.compresses && !(kind == Slice("gzip")))
    warn_value(from, kind_name, kind, "neither gzip nor none; using gzip");
  const Slice file = look_up_otlp(from, signal.certificate, "OTEL_EXPORTER_OTLP_CERTIFICATE").value;
  if (!file.empty())
    to.ca_file = keep_path(storage, config, file);
}

void read_otlp_batches(const ConfigSource &from, ExportConfig &to) {
  std::uint64_t v;
  if (parse_whole(look_up(from, "OTEL_BSP_SCHEDULE_DELAY"), 600'000, v) && v != 0)
    to.batch_ms = v;
  constexpr std::uint64_t events_of_span = 2;
  if (parse_whole(look_up(from, "OTEL_BSP_MAX_EXPORT_BATCH_SIZE"), 50'000, v) && v != 0)
    to.batch_events = v * events_of_span;
}

// Log records of exceptions; without a usable endpoint they stay events of spans.
void read_otlp_logs(const ConfigSource &from, TextBuffer &storage, const Config &config, const char *ca_file,
                    ExportConfig &to) {
  ExceptionSignal signal;
  if (!parse_exception_signal(look_up(from, "OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN"), signal) ||
      !read_otlp_endpoint(from, logs, storage, "exceptions are span events", to.logs))
    return;
  const auto [name, protocol] = look_up_otlp(from, logs.protocol, "OTEL_EXPORTER_OTLP_PROTOCOL");
  const Slice used = config.format == Slice("otlp_json") ? Slice("http/json") : Slice("http/protobuf");
  if (name == Slice::of(logs.protocol) && !(protocol == used))
    warn_value(from, name, protocol, "log records are sent as spans are");
  to.logs.ca_file = ca_file;
  read_otlp_requests(from, logs, storage, config, to.logs);
  if (!look_up(from, "TELEMETRY_HTTP_TIMEOUT_MS").empty())
    to.logs.timeout_ms = to.timeout_ms;
  if (!look_up(from, "TELEMETRY_COMPRESSION").empty())
    to.logs.compresses = to.compresses;
  to.logs.proxy = proxy_for(from, storage, Slice::of(to.logs.url));
}

} // namespace

bool parse_exception_signal(Slice value, ExceptionSignal &signal) {
  const bool is_both = value == Slice("logs/dup");
  if (!is_both && !(value == Slice("logs")))
    return false;
  signal = is_both ? ExceptionSignal::both : ExceptionSignal::logs;
  return true;
}

bool is_loopback_url(Slice url) {
  Slice host = url.drop_front(url.find(Slice("://")) + 3);
  host = host.take_front(host.find('/'));
  for (std::size_t at; (at = host.find('@')) != host.size;)
    host = host.drop_front(at + 1);
  if (host.starts_with("["))
    return host.starts_with("[::1]");
  host = host.take_front(host.find(':'));
  return equals_ignore_case(host, "localhost") || host.starts_with("127.");
}

bool read_export_config(const ConfigSource &from, TextBuffer &storage, Config &config) {
  ExportConfig &to = config.exports;
  const Slice url = look_up(from, "RECEIVER_URL");
  if (!is_url(url)) {
    from.warn(url.empty() ? Slice("TELEMETRY_OUTPUT=http needs RECEIVER_URL=URL; using stderr")
                          : Slice("RECEIVER_URL is no URL with http:// or https://; using stderr"));
    return false;
  }
  to.url = keep_c_string(storage, url);
  constexpr const char *headers = "TELEMETRY_HTTP_HEADERS";
  read_headers(from, Slice::of(headers), look_up(from, headers), storage, to);
  read_limits(from, to);
  read_proxy(from, storage, to);
  read_certificates(from, storage, config, to);
  read_spool(from, storage, config, to);
  return true;
}

bool read_otlp_config(const ConfigSource &from, TextBuffer &storage, Config &config) {
  ExportConfig &to = config.exports;
  if (!read_otlp_endpoint(from, traces, storage, "using stderr", to))
    return false;
  read_otlp_protocol(from, config);
  read_certificates(from, storage, config, to);
  const char *const ca_file = to.ca_file;
  read_otlp_requests(from, traces, storage, config, to);
  read_otlp_batches(from, to);
  read_limits(from, to);
  read_proxy(from, storage, to);
  read_otlp_logs(from, storage, config, ca_file, to);
  read_spool(from, storage, config, to);
  return true;
}

} // namespace telinject
