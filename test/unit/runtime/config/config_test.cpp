// Tests the environment variables, sampling, trace context and redaction.
#include "catch.h"

#include "runtime/config/build_info.h"
#include "runtime/config/config.h"
#include "runtime/config/redact.h"

#include <map>
#include <string>
#include <vector>

using namespace telinject;

namespace {

using Variables = std::map<std::string, std::string>;
Variables variables;
std::vector<std::string> warnings;

std::string text(Slice s) {
  return std::string(s.data ? s.data : "", s.size);
}

ConfigSource source() {
  warnings.clear();
  return {[](const char *name) -> const char * {
            const auto at = variables.find(name);
            return at == variables.end() ? nullptr : at->second.c_str();
          },
          [](Slice line) { warnings.push_back(text(line)); },
          [](Slice s) { return !(s == Slice("ftp")); },
          [](Slice s) { return !(s == Slice("v5")); },
          "/home/me/shop",
          {}};
}

bool wanted(Variables v) {
  variables = std::move(v);
  return read_activation(source()) == Activation::on;
}

struct Read {
  explicit Read(Variables v) {
    variables = std::move(v);
    TextBuffer out(memory, sizeof memory);
    read_config(source(), out, config);
  }
  char memory[8192];
  Config config;
};

std::string rate_text(const char *s) {
  SampleRate rate;
  if (!parse_sample_rate(Slice::of(s), rate))
    return "none";
  char buffer[64];
  TextBuffer out(buffer, sizeof buffer);
  rate.put(out);
  return text(out.slice());
}

std::uint64_t threshold(const char *s) {
  SampleRate rate;
  REQUIRE(parse_sample_rate(Slice::of(s), rate));
  return rate.threshold();
}

std::string redacted_message(const std::string &message) {
  char memory[1000];
  telinject::TextBuffer out(memory, sizeof memory);
  telinject::put_redacted(out, telinject::Slice(message.data(), message.size()));
  return std::string(memory, out.size());
}

std::string redacted(std::vector<std::string> arguments) {
  std::string joined;
  for (const std::string &a : arguments)
    joined += a + '\0';
  char buffer[1024];
  TextBuffer out(buffer, sizeof buffer);
  put_command_line(out, Slice(joined.data(), joined.size() - 1));
  return text(out.slice());
}

} // namespace

TEST_CASE("Config: telemetry is off unless somebody asks for it", "[config]") {
  CHECK_FALSE(wanted({}));
  for (const char *yes : {"true", "1", "yes", "on", "TRUE", "Yes", "oN"})
    CHECK(wanted({{"DEBUG", yes}}));
  for (const char *odd : {"", "0", "*", "app:*", "2", "truee"})
    CHECK_FALSE(wanted({{"DEBUG", odd}}));
  CHECK(warnings.empty());
  CHECK(wanted({{"TELEMETRY_ENABLED", "1"}}));
  CHECK_FALSE(wanted({{"TELEMETRY_ENABLED", "off"}, {"DEBUG", "1"}}));
  CHECK_FALSE(wanted({{"OTEL_SDK_DISABLED", "True"}, {"TELEMETRY_ENABLED", "1"}}));
  CHECK(wanted({{"OTEL_SDK_DISABLED", "1"}, {"DEBUG", "1"}}));
  CHECK(wanted({{"TELEMETRY_ENABLED", "perhaps"}, {"DEBUG", "1"}}));
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0] == "TELEMETRY_ENABLED=perhaps: neither true nor false; DEBUG decides");
}

TEST_CASE("Config: defaults", "[config]") {
  const Read r(Variables{});
  CHECK(text(r.config.service_name) == "shop");
  CHECK(r.config.service_version.empty());
  CHECK(text(r.config.environment) == "dev");
  CHECK(text(r.config.output) == "stderr");
  CHECK(r.config.ring_bytes == 1024 * 1024);
  CHECK(r.config.sample_threshold == 0);
  CHECK(warnings.empty());
}

TEST_CASE("Config: how long the output may hold the program up, and who writes", "[config]") {
  const Read unset(Variables{});
  CHECK(unset.config.exit_timeout_ms == 2000);
  CHECK(unset.config.has_writer);
  const Read set(Variables{{"TELEMETRY_EXIT_TIMEOUT_MS", "1"}, {"TELEMETRY_WRITER", "None"}});
  CHECK(set.config.exit_timeout_ms == 1);
  CHECK(!set.config.has_writer);
  CHECK(warnings.empty());
  const Read thread(Variables{{"TELEMETRY_EXIT_TIMEOUT_MS", "600000"}, {"TELEMETRY_WRITER", "thread"}});
  CHECK(thread.config.exit_timeout_ms == 600000);
  CHECK(thread.config.has_writer);
  CHECK(warnings.empty());
  for (const char *odd : {"0", "600001", "-1", "2s", "99999999999999999999"}) {
    const Read r(Variables{{"TELEMETRY_EXIT_TIMEOUT_MS", odd}});
    CHECK(r.config.exit_timeout_ms == 2000);
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0] ==
          "TELEMETRY_EXIT_TIMEOUT_MS=" + std::string(odd) + ": not a whole number from 1 to 600000; using 2000");
  }
  const Read odd(Variables{{"TELEMETRY_WRITER", "two"}});
  CHECK(odd.config.has_writer);
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0] == "TELEMETRY_WRITER=two: neither thread nor none; using thread");
}

TEST_CASE("Config: addresses of calls are recorded on request", "[config]") {
  CHECK_FALSE(Read(Variables{}).config.call_addresses);
  for (const char *off : {"off", "0", "No", ""})
    CHECK_FALSE(Read(Variables{{"TELEMETRY_CALLERS", off}}).config.call_addresses);
  CHECK(warnings.empty());
  CHECK(Read(Variables{{"TELEMETRY_CALLERS", "Addresses"}}).config.call_addresses);
  CHECK(warnings.empty());
  for (const char *odd : {"on", "address", "addresses "}) {
    CHECK_FALSE(Read(Variables{{"TELEMETRY_CALLERS", odd}}).config.call_addresses);
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0] == "TELEMETRY_CALLERS=" + std::string(odd) + ": neither addresses nor off; using off");
  }
}

TEST_CASE("Config: rings and spools", "[config]") {
  const Read r(Variables{{"TELEMETRY_RING_DIR", "rings"}, {"TELEMETRY_ON_FULL", "Drop"}});
  CHECK(std::string(r.config.ring_folder) == "/home/me/shop/rings");
  CHECK(r.config.drop_when_full);
  CHECK(warnings.empty());
  const Read s(Variables{{"TELEMETRY_RING_DIR", "/dev/shm/r"}, {"TELEMETRY_ON_FULL", "never"}});
  CHECK(std::string(s.config.ring_folder) == "/dev/shm/r");
  CHECK_FALSE(s.config.drop_when_full);
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0] == "TELEMETRY_ON_FULL=never: neither block nor drop; using block");
  CHECK(Read(Variables{}).config.ring_folder == nullptr);
}

TEST_CASE("Config: build facts are used if they are valid", "[config]") {
  const auto read = [](Slice build) {
    Read r(Variables{});
    ConfigSource from = source();
    from.build = build;
    TextBuffer out(r.memory, sizeof r.memory);
    read_config(from, out, r.config);
    return r.config;
  };
  CHECK(read("version=1a2b3c4 max_value_bytes=64 max_iterations_logged=0").value_bytes == 64);
  CHECK(read("version=1a2b3c4 max_value_bytes=64 max_iterations_logged=0").first_iterations == 0);
  for (const char *odd : {"", "max_value_bytes=0 max_iterations_logged=", "max_value_bytes=257 max_iterations_logged=x",
                          "max_value_bytes", " = "}) {
    CHECK(read(Slice::of(odd)).value_bytes == 256);
    CHECK(read(Slice::of(odd)).first_iterations == 10);
  }
  CHECK(text(build_info_value("version=1a2b3c4 x=2", "version")) == "1a2b3c4");
  CHECK(text(build_info_value("my_version=1 version=2", "version")) == "2");
  CHECK(build_info_value("versions=1", "version").empty());
}

TEST_CASE("Config: the seed's variables win over OpenTelemetry's", "[config]") {
  const Read r(Variables{
      {"OTEL_SERVICE_NAME", "otel"},
      {"OTEL_RESOURCE_ATTRIBUTES", "service.name=x, service.version=1%202,deployment.environment.name=prod"}});
  CHECK(text(r.config.service_name) == "otel");
  CHECK(text(r.config.service_version) == "1 2");
  CHECK(text(r.config.environment) == "prod");
  const Read s(Variables{
      {"SERVICE_NAME", "a"}, {"OTEL_SERVICE_NAME", "otel"}, {"SERVICE_VERSION", "3"}, {"ENVIRONMENT", "staging"}});
  CHECK(text(s.config.service_name) == "a");
  CHECK(text(s.config.service_version) == "3");
  CHECK(text(s.config.environment) == "staging");
}

TEST_CASE("Config: outputs, relative files and bad values", "[config]") {
  CHECK(std::string(Read(Variables{{"TELEMETRY_OUTPUT", "file"}, {"TELEMETRY_FILE", "x.jsonl"}}).config.file) ==
        "/home/me/shop/x.jsonl");
  CHECK(std::string(Read(Variables{{"TELEMETRY_OUTPUT", "file"}, {"TELEMETRY_FILE", "/t/x"}}).config.file) == "/t/x");
  CHECK(text(Read(Variables{{"TELEMETRY_OUTPUT", "file"}}).config.output) == "stderr");
  CHECK(warnings.size() == 1);
  CHECK(text(Read(Variables{{"TELEMETRY_OUTPUT", "ftp"}}).config.output) == "stderr");
  CHECK(warnings.size() == 1);
  CHECK(text(Read(Variables{{"TELEMETRY_FORMAT", "v4"}}).config.format) == "v4");
  CHECK(warnings.empty());
  CHECK(text(Read(Variables{{"TELEMETRY_FORMAT", "v5"}}).config.format) == "v3");
  CHECK(warnings.size() == 1);
  CHECK(Read(Variables{}).config.file_max_bytes == 1024ull * 1024 * 1024);
  CHECK(Read(Variables{{"TELEMETRY_FILE_MAX_MB", "0"}}).config.file_max_bytes == 0);
  CHECK(Read(Variables{{"TELEMETRY_FILE_MAX_MB", "7"}}).config.file_max_bytes == 7 * 1024 * 1024);
  CHECK(Read(Variables{{"TELEMETRY_FILE_MAX_MB", "1 GB"}}).config.file_max_bytes == 1024ull * 1024 * 1024);
  CHECK(Read(Variables{{"TELEMETRY_RING_KB", "100"}}).config.ring_bytes == 128 * 1024);
  CHECK(Read(Variables{{"TELEMETRY_RING_KB", "63"}}).config.ring_bytes == 1024 * 1024);
  CHECK(warnings.size() == 1);
  CHECK(Read(Variables{{"TELEMETRY_SLOW_MS", "250"}}).config.slow_ns == 250'000'000);
  CHECK(Read(Variables{{"TELEMETRY_SLOW_MS", "-1"}}).config.slow_ns == 0);
  CHECK(warnings.size() == 1);
}

TEST_CASE("Config: traces are folded for backends, not for files", "[config]") {
  CHECK_FALSE(Read(Variables{}).config.folds_traces);
  CHECK(Read(Variables{}).config.span_budget == 100);
  CHECK_FALSE(Read(Variables{{"TELEMETRY_FORMAT", "otlp_json"}}).config.folds_traces);
  CHECK(Read(Variables{{"TELEMETRY_FORMAT", "datadog"}}).config.folds_traces);
  CHECK(Read(Variables{{"TELEMETRY_OUTPUT", "http"}, {"RECEIVER_URL", "http://localhost/"}}).config.folds_traces);
  CHECK(Read(Variables{{"TELEMETRY_OUTPUT", "otlp"}}).config.folds_traces);
  CHECK_FALSE(Read(Variables{{"TELEMETRY_OUTPUT", "otlp"}, {"TELEMETRY_EXPORT", "Full"}}).config.folds_traces);
  CHECK(Read(Variables{{"TELEMETRY_EXPORT", "folded"}}).config.folds_traces);
  CHECK(warnings.empty());
  CHECK_FALSE(Read(Variables{{"TELEMETRY_EXPORT", "some"}}).config.folds_traces);
  CHECK(warnings.size() == 1);
  CHECK(Read(Variables{{"TELEMETRY_SPAN_BUDGET", "20"}}).config.span_budget == 20);
  CHECK(Read(Variables{{"TELEMETRY_SPAN_BUDGET", "0"}}).config.span_budget == 100);
  CHECK(warnings.size() == 1);
}

TEST_CASE("Config: sampling rates and thresholds", "[config]") {
  CHECK(threshold("1") == 0);
  CHECK(threshold("1.0") == 0);
  CHECK(threshold("0") == std::uint64_t{1} << 56);
  CHECK(threshold("0.25") == std::uint64_t{0xc} << 52);
  CHECK(threshold("0.5") == std::uint64_t{0x8} << 52);
  CHECK(threshold("0.1") >> 40 == 0xe666);
  CHECK(threshold("1e-3") == threshold("0.001"));
  CHECK(threshold("2.5e-1") == threshold(".25"));
  CHECK(rate_text("1") == "1.0");
  CHECK(rate_text("0") == "0.0");
  CHECK(rate_text("0.250") == "0.25");
  CHECK(rate_text("0.1") == "0.1");
  CHECK(rate_text("0.3333333333333333333333333") == "0.333333333333333333");
  for (const char *bad :
       {"", "1.1", "2", "-0.5", "0,5", "x", ".", "1e", "0.5x", "1e5", "nan", "99999999999999999999999"})
    CHECK(rate_text(bad) == "none");
  CHECK(keep_trace(0xab'00'0000'0000'0000u, 0));
  CHECK(keep_trace(0x01'c0'0000'0000'0000u, threshold("0.25")));
  CHECK_FALSE(keep_trace(0xff'bf'ffff'ffff'ffffu, threshold("0.25")));
  CHECK_FALSE(keep_trace(~std::uint64_t{0}, threshold("0")));
  CHECK(rate_of_threshold(threshold("0.25")).threshold() == threshold("0.25"));
}

TEST_CASE("Config: trace context handed over by a caller", "[config]") {
  RemoteParent p;
  REQUIRE(parse_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", p));
  CHECK(p.trace_high == 0x0af7651916cd43ddu);
  CHECK(p.trace_low == 0x8448eb211c80319cu);
  CHECK(p.span == 0xb7ad6b7169203331u);
  CHECK(p.sampled);
  CHECK(parse_traceparent("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00-more", p));
  CHECK_FALSE(p.sampled);
  for (const char *bad : {"", "00", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                          "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
                          "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                          "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                          "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                          "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0"})
    CHECK_FALSE(parse_traceparent(Slice::of(bad), p));
  std::uint64_t t = 0;
  CHECK(parse_tracestate_threshold("a=b, ot=rv:123;th:c ,z=1", t));
  CHECK(t == std::uint64_t{0xc} << 52);
  CHECK_FALSE(parse_tracestate_threshold("a=b,ot=rv:12", t));
  const Read r(
      Variables{{"TRACEPARENT", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"}, {"SAMPLE_RATE", "1"}});
  CHECK(r.config.has_parent);
  CHECK(r.config.sample_threshold == ~std::uint64_t{0});
}

TEST_CASE("Config: a rate of 0 disables recording unless a caller or the end of a trace may decide otherwise",
          "[config]") {
  const auto disabled_by = [](const Variables &variables) { return recording_disabled_by(Read(variables).config); };
  const char *const sampled = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const char *const unsampled = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
  CHECK(disabled_by({}) == DisabledBy::nothing);
  CHECK(disabled_by({{"SAMPLE_RATE", "0"}}) == DisabledBy::sample_rate);
  CHECK(disabled_by({{"SAMPLE_RATE", "0.000000001"}}) == DisabledBy::nothing);
  CHECK(disabled_by({{"SAMPLE_RATE", "0"}, {"TRACEPARENT", sampled}}) == DisabledBy::nothing);
  CHECK(disabled_by({{"SAMPLE_RATE", "0"}, {"TRACEPARENT", unsampled}}) == DisabledBy::sample_rate);
  CHECK(disabled_by({{"TRACEPARENT", unsampled}}) == DisabledBy::nothing); // its roots are sampled
  CHECK(disabled_by({{"SAMPLE_RATE", "0"}, {"TELEMETRY_TAIL", "errors"}}) == DisabledBy::nothing);
  CHECK(disabled_by({{"OTEL_TRACES_SAMPLER", "always_off"}}) == DisabledBy::otel_sampler);
  CHECK(disabled_by({{"OTEL_TRACES_SAMPLER", "always_off"}, {"TRACEPARENT", sampled}}) == DisabledBy::otel_sampler);
  CHECK(disabled_by({{"OTEL_TRACES_SAMPLER", "traceidratio"}, {"OTEL_TRACES_SAMPLER_ARG", "0"}}) ==
        DisabledBy::otel_sampler);
  CHECK(disabled_by({{"OTEL_TRACES_SAMPLER", "parentbased_always_off"}}) == DisabledBy::nothing);
  CHECK(disabled_by({{"OTEL_TRACES_SAMPLER", "parentbased_always_off"}, {"SAMPLE_RATE", "0"}}) ==
        DisabledBy::sample_rate);
}

TEST_CASE("Config: secrets on the command line", "[config]") {
  CHECK(redacted({"prog", "-v", "file"}) == "prog -v file");
  CHECK(redacted({"prog", "--password=abc", "x"}) == "prog --password=[REDACTED] x");
  CHECK(redacted({"prog", "--api-key", "abc", "x"}) == "prog --api-key [REDACTED] x");
  CHECK(redacted({"prog", "--token", "--other"}) == "prog --token --other");
  CHECK(redacted({"env", "DB_PASSWORD=abc"}) == "env DB_PASSWORD=[REDACTED]");
  CHECK(redacted({"curl", "-H", "Authorization: Bearer abc"}) == "curl -H Authorization:[REDACTED]");
  CHECK(redacted({"psql", "postgres://me:pw@host/db?x=1"}) == "psql postgres://[REDACTED]@host/db?x=1");
  CHECK(redacted({"git", "--author=me", "https://host/a@b"}) == "git --author=me https://host/a@b");
  CHECK(names_secret("userPassword"));
  CHECK(names_secret("auth"));
  CHECK_FALSE(names_secret("author"));
}

TEST_CASE("Config: secrets in what an error says", "[config]") {
  CHECK(redacted_message("") == "");
  CHECK(redacted_message("vector::at: 3 >= 2") == "vector::at: 3 >= 2");
  CHECK(redacted_message("login failed: password=abc def, code 3") == "login failed: password=[REDACTED], code 3");
  CHECK(redacted_message("Authorization: Bearer abc\nnext (api_key:1) token=2") ==
        "Authorization: [REDACTED]\nnext (api_key:[REDACTED]) token=[REDACTED]");
  CHECK(redacted_message("cannot reach postgres://me:pw@db/x?password=1") ==
        "cannot reach postgres://[REDACTED]@db/x?password=[REDACTED]");
}

TEST_CASE("Config: traces that are sampled out may be kept for their end", "[config]") {
  const Read kept({{"TELEMETRY_TAIL", "Errors"}, {"TELEMETRY_TAIL_KB", "64"}});
  CHECK(warnings.empty());
  CHECK(kept.config.tail);
  CHECK(kept.config.tail_bytes == 64 * 1024);
  CHECK_FALSE(Read(Variables{}).config.tail);
  CHECK_FALSE(Read(Variables{{"TELEMETRY_TAIL", "all"}}).config.tail);
  CHECK(warnings == std::vector<std::string>{"TELEMETRY_TAIL=all: only errors is known; dropping unsampled traces"});
  CHECK_FALSE(Read(Variables{{"TELEMETRY_TAIL", "errors"}, {"TELEMETRY_RING_DIR", "/rings"}}).config.tail);
  CHECK(warnings.size() == 1);
  CHECK(Read(Variables{{"TELEMETRY_TAIL_KB", "63"}}).config.tail_bytes == 16 * 1024 * 1024);
  CHECK(warnings ==
        std::vector<std::string>{"TELEMETRY_TAIL_KB=63: not a whole number from 64 to 1048576; using 16384"});
}
