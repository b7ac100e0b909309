// Renders a line of telemetry.v3 in handwritten code with fmt and with nlohmann/json, for comparison with the runtime's
// renderer.  The facts of the process are read once, from the environment that the comparison sets; all three produce
// the same content and length.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <sys/utsname.h>
#include <unistd.h>

namespace line {

struct Event {
  const char *function;
  bool is_exit;
  std::uint64_t unix_ns, sequence, trace_high, trace_low, span, parent;
  std::uint64_t duration_ns; // of an exit
  int a, b, c, result;
  int thread;
};

inline std::string variable(const char *name) {
  const char *value = std::getenv(name);
  return value ? value : "";
}

struct Process {
  std::string service = variable("SERVICE_NAME"), version = variable("SERVICE_VERSION");
  std::string runtime = "GCC 12.2.0 C++20", ip = "192.0.2.2", system, host, executable, command_line;
  std::string name_space = variable("POD_NAMESPACE"), pod = variable("POD_NAME"), uid = variable("POD_UID"),
              labels = variable("POD_LABELS"), annotations = variable("POD_ANNOTATIONS"),
              container = variable("CONTAINER_NAME"), node = variable("NODE_NAME"),
              deployment = variable("DEPLOYMENT_NAME");
  int pid = ::getpid();

  Process() {
    utsname names;
    uname(&names);
    system = std::string(names.sysname) + " " + names.release;
    host = names.nodename;
    executable = std::filesystem::read_symlink("/proc/self/exe");
    std::ifstream words("/proc/self/cmdline", std::ios::binary);
    for (std::string word; std::getline(words, word, '\0');)
      command_line += (command_line.empty() ? "" : " ") + word;
  }
};

inline const Process &process() {
  static const Process facts;
  return facts;
}

inline std::string hex(std::uint64_t v) {
  return fmt::format("{:016x}", v);
}

inline void put_by_fmt(const Event &e, fmt::memory_buffer &out) {
  const Process &p = process();
  const auto second = static_cast<std::time_t>(e.unix_ns / 1'000'000'000);
  std::tm t;
  gmtime_r(&second, &t);
  auto to = std::back_inserter(out);
  fmt::format_to(
      to,
      R"~({{"schema":{{"format":"telemetry.v3","version":"3.0.0"}},"timestamp":"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z","timestamp_ns":{},"sequence":{},"event_type":"{}","severity":"{}","function_name":"{}","trace_id":"{:016x}{:016x}","span_id":"{:016x}",)~",
      t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, e.unix_ns / 1'000'000 % 1000, e.unix_ns,
      e.sequence, e.is_exit ? "function_exit" : "function_entry", "INFO", e.function, e.trace_high, e.trace_low,
      e.span);
  if (e.parent != 0)
    fmt::format_to(to, R"~("parent_span_id":"{:016x}",)~", e.parent);
  else
    fmt::format_to(to, R"~("parent_span_id":null,)~");
  fmt::format_to(to, R"~("trace_flags":"{}","sample_rate":{},)~", "01", "1.0");
  if (e.is_exit) {
    const double ms = static_cast<double>(e.duration_ns) / 1e6;
    fmt::format_to(
        to,
        R"~("duration_ns":{},"duration_ms":{},"message":"Function '{}' exit ({:.2f}ms)","event":{{"name":"{}","category":"{}","type":"{}"}},"attributes":{{"return_value":{}}},)~",
        e.duration_ns, ms, e.function, ms, e.function, "code", "end", e.result);
  } else {
    fmt::format_to(
        to,
        R"~("message":"Function '{}' entry","event":{{"name":"{}","category":"{}","type":"{}"}},"attributes":{{"arguments":{{"a":{},"b":{},"c":{}}},"caller_function":"{}","code.file.path":"{}","code.line.number":{},"thread.id":{},"thread.name":"{}"}},)~",
        e.function, e.function, "code", "start", e.a, e.b, e.c, "run", "work.cpp", 9, e.thread, "checkout");
  }
  fmt::format_to(
      to,
      R"~("correlation_id":"func_{:016x}","service":{{"name":"{}","version":"{}"}},"environment":"{}","resource":{{"telemetry_sdk_name":"{}","telemetry_sdk_version":"{}","runtime_name":"{}","runtime_version":"{}","os_type":"{}","os_description":"{}"}},"cloud":{{"provider":"local","region":null,"availability_zone":null,"account_id":null,"instance_id":null,"machine_type":null,"image_id":null,"platform":null,"metadata_source":null}},"host":{{"name":"{}","ip":"{}","public_ip":null}},"k8s":{{"namespace_name":"{}","pod_name":"{}","pod_uid":"{}","pod_labels":{},"pod_annotations":{},"container_name":"{}","node_name":"{}","deployment_name":"{}"}},"process":{{"pid":{},"executable":"{}","command_line":"{}"}}}})~"
      "\n",
      e.span, p.service, p.version, "dev", "custom-injector", "3.0.0", "cpp", p.runtime, "linux", p.system, p.host,
      p.ip, p.name_space, p.pod, p.uid, p.labels, p.annotations, p.container, p.node, p.deployment, p.pid, p.executable,
      p.command_line);
}

inline nlohmann::ordered_json document(const Event &e) {
  using nlohmann::ordered_json;
  static const ordered_json labels = ordered_json::parse(process().labels.empty() ? "{}" : process().labels),
                            annotations =
                                ordered_json::parse(process().annotations.empty() ? "{}" : process().annotations);
  const Process &p = process();
  const auto second = static_cast<std::time_t>(e.unix_ns / 1'000'000'000);
  std::tm t;
  gmtime_r(&second, &t);
  char stamp[40];
  const std::size_t n = std::strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &t);
  ordered_json attributes;
  if (e.is_exit)
    attributes = {{"return_value", e.result}};
  else
    attributes = {{"arguments", {{"a", e.a}, {"b", e.b}, {"c", e.c}}},
                  {"caller_function", "run"},
                  {"code.file.path", "work.cpp"},
                  {"code.line.number", 9},
                  {"thread.id", e.thread},
                  {"thread.name", "checkout"}};
  const std::string name = e.function;
  ordered_json j = {{"schema", {{"format", "telemetry.v3"}, {"version", "3.0.0"}}},
                    {"timestamp", fmt::format("{}.{:03}Z", std::string(stamp, n), e.unix_ns / 1'000'000 % 1000)},
                    {"timestamp_ns", e.unix_ns},
                    {"sequence", e.sequence},
                    {"event_type", e.is_exit ? "function_exit" : "function_entry"},
                    {"severity", "INFO"},
                    {"function_name", name},
                    {"trace_id", hex(e.trace_high) + hex(e.trace_low)},
                    {"span_id", hex(e.span)},
                    {"parent_span_id", e.parent != 0 ? ordered_json(hex(e.parent)) : ordered_json()},
                    {"trace_flags", "01"},
                    {"sample_rate", 1.0}};
  const double ms = static_cast<double>(e.duration_ns) / 1e6;
  if (e.is_exit) {
    j["duration_ns"] = e.duration_ns;
    j["duration_ms"] = ms;
  }
  j["message"] =
      e.is_exit ? fmt::format("Function '{}' exit ({:.2f}ms)", name, ms) : fmt::format("Function '{}' entry", name);
  j["event"] = {{"name", name}, {"category", "code"}, {"type", e.is_exit ? "end" : "start"}};
  j["attributes"] = std::move(attributes);
  j["correlation_id"] = "func_" + hex(e.span);
  j["service"] = {{"name", p.service}, {"version", p.version}};
  j["environment"] = "dev";
  j["resource"] = {{"telemetry_sdk_name", "custom-injector"},
                   {"telemetry_sdk_version", "3.0.0"},
                   {"runtime_name", "cpp"},
                   {"runtime_version", p.runtime},
                   {"os_type", "linux"},
                   {"os_description", p.system}};
  j["cloud"] = {{"provider", "local"},   {"region", nullptr},      {"availability_zone", nullptr},
                {"account_id", nullptr}, {"instance_id", nullptr}, {"machine_type", nullptr},
                {"image_id", nullptr},   {"platform", nullptr},    {"metadata_source", nullptr}};
  j["host"] = {{"name", p.host}, {"ip", p.ip}, {"public_ip", nullptr}};
  j["k8s"] = {{"namespace_name", p.name_space},
              {"pod_name", p.pod},
              {"pod_uid", p.uid},
              {"pod_labels", labels},
              {"pod_annotations", annotations},
              {"container_name", p.container},
              {"node_name", p.node},
              {"deployment_name", p.deployment}};
  j["process"] = {{"pid", p.pid}, {"executable", p.executable}, {"command_line", p.command_line}};
  return j;
}

} // namespace line
