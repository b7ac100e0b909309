// The configuration of outputs with a receiver: what is read, what is refused, and that no secret is printed.
#include "catch.h"

#include "runtime/config/config.h"

#include <map>
#include <string>
#include <vector>

using namespace telinject;

namespace {

using Variables = std::map<std::string, std::string>;
Variables variables;
std::vector<std::string> warnings;

struct Read {
  explicit Read(Variables v) {
    variables = std::move(v);
    variables.emplace("TELEMETRY_OUTPUT", "http");
    variables.emplace("RECEIVER_URL", "http://collector:4318/x");
    warnings.clear();
    const ConfigSource source{[](const char *name) -> const char * {
                                const auto at = variables.find(name);
                                return at == variables.end() ? nullptr : at->second.c_str();
                              },
                              [](Slice line) { warnings.emplace_back(line.data, line.size); },
                              [](Slice) { return true; },
                              [](Slice) { return true; },
                              "/home/me/shop",
                              {}};
    TextBuffer out(memory, sizeof memory);
    read_config(source, out, config);
  }
  const ExportConfig &exports() const { return config.exports; }
  std::string headers() const { return std::string(exports().headers.data, exports().headers.size); }
  char memory[32 * 1024];
  Config config;
};

} // namespace

TEST_CASE("ExportConfig: defaults", "[config]") {
  const Read r(Variables{{"HOME", "/home/me"}});
  CHECK(warnings.empty());
  CHECK(r.exports().url == std::string("http://collector:4318/x"));
  CHECK(r.exports().batch_events == 512);
  CHECK(r.exports().batch_ms == 1000);
  CHECK(r.exports().queue_bytes == 16 * 1024 * 1024);
  CHECK(r.exports().spool_folder == std::string("/home/me/.local/state/telinject/spool"));
  CHECK(r.exports().compresses);
  CHECK(r.headers().empty());
  CHECK(r.exports().proxy == std::string());
  CHECK(Read(Variables{{"XDG_STATE_HOME", "/s"}}).exports().spool_folder == std::string("/s/telinject/spool"));
  CHECK(Read(Variables{{"HOME", "/h"}, {"TELEMETRY_SPOOL_DIR", "off"}}).exports().spool_folder == nullptr);
  CHECK(Read(Variables{{"TELEMETRY_SPOOL_DIR", "left"}}).exports().spool_folder == std::string("/home/me/shop/left"));
}

TEST_CASE("ExportConfig: a URL that cannot be used gives stderr, and is not printed", "[config]") {
  for (const char *bad : {"", "collector:4318", "ftp://x", "http://", "http:///x", "https://u:s3cret@x y"}) {
    const Read r(Variables{{"RECEIVER_URL", bad}});
    CHECK(r.config.output == Slice("stderr"));
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0].find("RECEIVER_URL") != std::string::npos);
    CHECK(warnings[0].find("s3cret") == std::string::npos);
  }
}

TEST_CASE("ExportConfig: headers are decoded; a fault drops them all and prints none", "[config]") {
  using namespace std::string_literals;
  CHECK(Read(Variables{{"TELEMETRY_HTTP_HEADERS", "Authorization=Bearer%20abc%3D, x-org = 7 ,,a=b=c"}}).headers() ==
        "Authorization: Bearer abc=\0x-org: 7\0a: b=c\0"s);
  CHECK(warnings.empty());
  for (const char *bad : {"Authorization", "a=s3cret%0d%0aHost: x", "a b=s3cret", "=s3cret", "x:y=s3cret"}) {
    const Read r(Variables{{"TELEMETRY_HTTP_HEADERS", bad}});
    CHECK(r.headers().empty());
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0] ==
          "TELEMETRY_HTTP_HEADERS: not a list name=value,name=value of HTTP headers; sending none of them");
  }
}

TEST_CASE("ExportConfig: proxies as curl has them, but never for this machine", "[config]") {
  const Variables all = {
      {"http_proxy", "http://p:1"}, {"HTTPS_PROXY", "http://p:2"}, {"ALL_PROXY", "http://p:3"}, {"NO_PROXY", "a,b"}};
  const auto proxy = [&](const char *url) {
    Variables v = all;
    v["RECEIVER_URL"] = url;
    return std::string(Read(v).exports().proxy);
  };
  CHECK(proxy("http://collector/") == "http://p:1");
  CHECK(proxy("https://collector/") == "http://p:2");
  CHECK(Read(Variables{{"ALL_PROXY", "http://p:3"}}).exports().proxy == std::string("http://p:3"));
  CHECK(Read(Variables{{"HTTP_PROXY", "http://p:4"}}).exports().proxy == std::string());
  CHECK(Read(all).exports().no_proxy == std::string("a,b"));
  for (const char *here : {"http://localhost:4318", "http://LOCALHOST/", "https://127.0.0.1:1/", "http://127.9.9.9",
                           "http://[::1]:4318/v1", "http://user:p@ss@localhost/"})
    CHECK(proxy(here).empty());
  CHECK_FALSE(proxy("http://localhost.example.org/").empty());
}

TEST_CASE("ExportConfig: numbers out of range give the default and one warning", "[config]") {
  for (const char *name : {"TELEMETRY_BATCH_EVENTS", "TELEMETRY_BATCH_MS", "TELEMETRY_QUEUE_MB", "TELEMETRY_SPOOL_MB",
                           "TELEMETRY_HTTP_TIMEOUT_MS", "TELEMETRY_COMPRESSION"}) {
    const Read r(Variables{{name, "-1"}});
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0].find(std::string(name) + "=-1: ") == 0);
  }
  CHECK_FALSE(Read(Variables{{"TELEMETRY_COMPRESSION", "None"}}).exports().compresses);
  CHECK(Read(Variables{{"TELEMETRY_SPOOL_MB", "0"}}).exports().spool_bytes == 0);
}

namespace {

struct ReadOtlp : Read {
  static Variables with_output(Variables v) {
    v.emplace("TELEMETRY_OUTPUT", "otlp");
    return v;
  }
  explicit ReadOtlp(Variables v) : Read(with_output(std::move(v))) {}
  std::string url() const { return exports().url; }
  std::string format() const { return std::string(config.format.data, config.format.size); }
};

} // namespace

TEST_CASE("ExportConfig: OpenTelemetry's endpoints", "[config]") {
  CHECK(ReadOtlp(Variables{}).url() == "http://localhost:4318/v1/traces");
  CHECK(ReadOtlp(Variables{{"OTEL_EXPORTER_OTLP_ENDPOINT", "https://c:4318"}}).url() == "https://c:4318/v1/traces");
  CHECK(ReadOtlp(Variables{{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c/a/"}}).url() == "http://c/a/v1/traces");
  CHECK(ReadOtlp(Variables{{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c"},
                           {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://t/x"}})
            .url() == "http://t/x");
  CHECK(warnings.empty());
  CHECK(ReadOtlp(Variables{{"OTEL_EXPORTER_OTLP_ENDPOINT", "c:4317"}}).config.output == Slice("stderr"));
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0] == "OTEL_EXPORTER_OTLP_ENDPOINT is no URL with http:// or https://; using stderr");
}

TEST_CASE("ExportConfig: the protocol decides the format, and what contradicts is told", "[config]") {
  CHECK(ReadOtlp(Variables{}).format() == "otlp");
  CHECK(ReadOtlp(Variables{{"OTEL_EXPORTER_OTLP_PROTOCOL", "http/json"}}).format() == "otlp_json");
  CHECK(ReadOtlp(Variables{{"TELEMETRY_FORMAT", "otlp_json"}}).format() == "otlp_json");
  CHECK(ReadOtlp(Variables{{"OTEL_EXPORTER_OTLP_PROTOCOL", "http/json"},
                           {"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf"}})
            .format() == "otlp");
  CHECK(warnings.empty());
  CHECK(ReadOtlp(Variables{{"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"}}).format() == "otlp");
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0] == "OTEL_EXPORTER_OTLP_PROTOCOL=grpc: telinject does not send by gRPC; using http/protobuf");
  CHECK(ReadOtlp(Variables{{"TELEMETRY_FORMAT", "v3"}}).format() == "otlp");
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0] == "TELEMETRY_FORMAT=v3: TELEMETRY_OUTPUT=otlp sends another format; using otlp");
}

TEST_CASE("ExportConfig: OpenTelemetry's limits, certificate and headers", "[config]") {
  const ReadOtlp r(Variables{{"OTEL_BSP_SCHEDULE_DELAY", "250"},
                             {"OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "100"},
                             {"OTEL_EXPORTER_OTLP_TIMEOUT", "2000"},
                             {"OTEL_EXPORTER_OTLP_COMPRESSION", "none"},
                             {"OTEL_EXPORTER_OTLP_CERTIFICATE", "/c.pem"},
                             {"SSL_CERT_FILE", "/other.pem"},
                             {"OTEL_EXPORTER_OTLP_HEADERS", "k=v"}});
  CHECK(warnings.empty());
  CHECK(r.exports().batch_ms == 250);
  CHECK(r.exports().batch_events == 200);
  CHECK(r.exports().timeout_ms == 2000);
  CHECK_FALSE(r.exports().compresses);
  CHECK(r.exports().ca_file == std::string("/c.pem"));
  CHECK(r.headers() == std::string("k: v\0", 5));
  CHECK(ReadOtlp(Variables{{"OTEL_BSP_SCHEDULE_DELAY", "250"}, {"TELEMETRY_BATCH_MS", "7"}}).exports().batch_ms == 7);
}

TEST_CASE("ExportConfig: log records of exceptions have an endpoint and headers of their own", "[config]") {
  using namespace std::string_literals;
  const char *const opt_in = "OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN";
  const ReadOtlp none(Variables{{"OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "http://l/x"}});
  CHECK(none.config.exceptions == ExceptionSignal::span_events);
  CHECK(none.exports().logs.url == std::string());
  const ReadOtlp base(
      Variables{{opt_in, "logs"}, {"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c/a/"}, {"http_proxy", "http://p"}});
  CHECK(base.config.exceptions == ExceptionSignal::logs);
  CHECK(base.exports().logs.url == "http://c/a/v1/logs"s);
  CHECK(base.exports().logs.proxy == "http://p"s);
  CHECK(base.exports().logs.compresses);
  const ReadOtlp own(Variables{{opt_in, "logs/dup"},
                               {"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c"},
                               {"OTEL_EXPORTER_OTLP_HEADERS", "a=1"},
                               {"OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "https://l/x"},
                               {"OTEL_EXPORTER_OTLP_LOGS_HEADERS", "b=2"},
                               {"OTEL_EXPORTER_OTLP_LOGS_TIMEOUT", "77"},
                               {"OTEL_EXPORTER_OTLP_LOGS_COMPRESSION", "none"},
                               {"OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE", "/c.pem"}});
  CHECK(warnings.empty());
  CHECK(own.config.exceptions == ExceptionSignal::both);
  CHECK(own.exports().logs.url == "https://l/x"s);
  CHECK(own.exports().logs.headers == Slice("b: 2\0"));
  CHECK(own.headers() == "a: 1\0"s);
  CHECK(own.exports().logs.timeout_ms == 77);
  CHECK(own.exports().timeout_ms == 10'000);
  CHECK_FALSE(own.exports().logs.compresses);
  CHECK(own.exports().compresses);
  CHECK(own.exports().logs.ca_file == "/c.pem"s);
  CHECK(own.exports().ca_file == nullptr);
}

TEST_CASE("ExportConfig: what log records of exceptions cannot have is told", "[config]") {
  const char *const opt_in = "OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN";
  const auto warning_of = [&](Variables v, ExceptionSignal wanted) {
    const ReadOtlp r(std::move(v));
    CHECK(r.config.exceptions == wanted);
    return warnings.size() == 1 ? warnings[0] : std::to_string(warnings.size()) + " warnings";
  };
  CHECK(warning_of({{opt_in, "events"}}, ExceptionSignal::span_events) ==
        "OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN=events: neither logs nor logs/dup; exceptions are span events");
  CHECK(warning_of({{opt_in, "logs"}, {"OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "c:4317"}}, ExceptionSignal::span_events) ==
        "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT is no URL with http:// or https://; exceptions are span events");
  CHECK(warning_of({{opt_in, "logs"}, {"OTEL_EXPORTER_OTLP_LOGS_PROTOCOL", "http/json"}}, ExceptionSignal::logs) ==
        "OTEL_EXPORTER_OTLP_LOGS_PROTOCOL=http/json: log records are sent as spans are");
  CHECK(
      warning_of({{opt_in, "logs"}, {"TELEMETRY_OUTPUT", "http"}, {"TELEMETRY_FORMAT", "otlp"}},
                 ExceptionSignal::span_events) ==
      "OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN=logs: needs TELEMETRY_OUTPUT=otlp, or a file of otlp_json; exceptions are "
      "span events");
  CHECK(warning_of({{opt_in, "logs"}, {"TELEMETRY_OUTPUT", "stdout"}, {"TELEMETRY_FORMAT", "otlp_json"}},
                   ExceptionSignal::logs) == "0 warnings");
  CHECK(warning_of({{opt_in, "logs"}, {"TELEMETRY_OUTPUT", "stdout"}}, ExceptionSignal::span_events) == "0 warnings");
}
