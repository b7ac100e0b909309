// Makes lines of one process by hand, which are valid unless a test wants otherwise.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tool/events/check/consistency.h"
#include "tool/events/check/validate.h"
#include "tool/events/input/text.h"

namespace telinject::events {

struct LineMaker {
  std::uint64_t pid = 1;
  std::uint64_t sequence = 0;
  std::uint64_t now = 1'762'197'341'000'000'000;
  std::vector<std::string> lines{};

  // The members of `attributes`, without braces. parent 0: a root.
  void add(std::string_view type, std::uint64_t span, std::uint64_t parent, std::string_view function,
           const std::string &attributes, std::int64_t duration = -1, bool has_error = false) {
    now += 1000;
    const auto member = [](std::string_view key, const std::string &value) { return join("\"", key, "\":", value); };
    std::string line = R"({"schema":{"format":"telemetry.v3","version":"3.0.0"},)";
    line += member("timestamp", events::quoted(format_timestamp(now))) + ',' +
            member("timestamp_ns", std::to_string(now)) + ',' + member("sequence", std::to_string(++sequence)) + ',' +
            member("event_type", events::quoted(type)) + ',';
    line += member("severity", has_error ? "\"ERROR\"" : "\"INFO\"") + ',';
    if (!function.empty())
      line += member("function_name", '"' + std::string(function) + '"') + ',';
    line += R"("trace_id":"0000000000000000000000000000000a",)" + member("span_id", events::quoted(hex16(span))) + ',' +
            member("parent_span_id", parent == 0 ? "null" : events::quoted(hex16(parent))) + ',';
    line += R"("trace_flags":"01","sample_rate":1.0,"message":"m",)";
    if (duration >= 0)
      line += join("\"duration_ns\":", duration, ",\"duration_ms\":", milliseconds(duration), ",");
    if (has_error)
      line += R"("error":{"type":"E","message":"e"},)";
    line += R"("event":{"name":"n","category":"code","type":"info"},"attributes":{)" + attributes + "},";
    line += R"("service":{"name":"s","version":"1"},"environment":"dev","resource":{"telemetry_sdk_name":)"
            R"("custom-injector","telemetry_sdk_version":"3.0.0","runtime_name":"cpp","runtime_version":"x",)"
            R"("os_type":"linux","os_description":"x"},"cloud":{"provider":"local"},"host":{"name":"box"},)";
    line += join("\"process\":{\"pid\":", pid, R"(,"executable":"/x","command_line":"x"}})");
    lines.push_back(std::move(line));
  }

  void entry(std::uint64_t span, std::uint64_t parent, std::string_view function, const std::string &more = "") {
    add("function_entry", span, parent, function, with(R"("thread.id":1)", more));
  }
  void exit(std::uint64_t span, std::uint64_t parent, std::string_view function, std::int64_t duration,
            const std::string &more = "", bool has_error = false) {
    add("function_exit", span, parent, function, more, duration, has_error);
  }
  void loop(std::uint64_t span, std::uint64_t parent, std::string_view function, int line, int iterations,
            std::int64_t duration, const std::string &more = "") {
    add("loop_entry", span, parent, function, with(R"("loop_type":"for","thread.id":1,)" + place(line), ""));
    add("loop_exit", span, parent, function, with(join("\"total_iterations\":", iterations, ",", place(line)), more),
        duration);
  }
  void branch(std::uint64_t span, std::uint64_t parent, std::string_view function, int line, std::string_view taken) {
    add("conditional_entry", span, parent, function, R"("condition_type":"if","condition":"x",)" + place(line));
    add("conditional_exit", span, parent, function, join("\"branch_taken\":", events::quoted(taken), ",", place(line)));
  }
  void change(std::uint64_t span, std::uint64_t parent, std::string_view function, int line) {
    add("variable_change", span, parent, function,
        R"("variable_name":"x","value":1,"value_type":"int",)" + place(line));
  }
  void summary(const std::string &more, int lost = 0, int sampled_out = 0) {
    add("telemetry_summary", 0xff, 0, "",
        with(
            join(R"("events_written":1,"suppressed":{},"traces_sampled_out":)", sampled_out, ",\"lost_events\":", lost),
            more));
  }
  // A summary with `sites`, of the time from `from` on.
  void sites(const std::string &sites, const std::string &more = "", int from = 0, int to = 10) {
    summary(with(join("\"from_ns\":", from, ",\"to_ns\":", to, R"(,"sites":{)", sites, "}"), more));
  }

  static std::string place(int line) { return join(R"("code.file.path":"a.cpp","code.line.number":)", line); }
  static std::string with(const std::string &first, const std::string &more) {
    return first + (more.empty() ? "" : ',' + more);
  }
  static std::string milliseconds(std::int64_t ns) {
    std::string digits = std::to_string(ns);
    if (digits.size() < 7)
      digits.insert(0, 7 - digits.size(), '0');
    return digits.insert(digits.size() - 6, ".");
  }
};

// Returns the faults that `validate` finds in the lines, without "f:".
inline std::vector<std::string> faults_in(const std::vector<std::string> &lines, ProcessLimits limits = {},
                                          std::string *comparison = nullptr) {
  std::vector<std::string> faults;
  const std::vector<std::string> files{"f"};
  FaultLog log(files, 0, [&faults](const std::string &line) { faults.push_back(line.substr(2)); });
  Validator validator(log, false, limits);
  std::uint64_t number = 0;
  for (const std::string &line : lines) {
    ++number;
    validator.add({line, number, false}, {0, number});
  }
  validator.finish();
  if (comparison)
    *comparison = validator.comparison();
  return faults;
}

} // namespace telinject::events
