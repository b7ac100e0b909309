// bench-render: renders a line of telemetry.v3, 1.7 KB in the environment of script/bench, with the runtime's renderer,
// with handwritten fmt code and with nlohmann's dump.  Alternates entries and exits.
#include "line.h"

#include "runtime/core/clock.h"
#include "runtime/formats/rendering.h"
#include "runtime/frontend/state.h"
#include "runtime/resource/k8s/k8s.h"

#include <benchmark/benchmark.h>

using namespace telinject;

namespace {

constexpr const char *site_of_work = "iii\nGCC 12.2.0 C++20\nwork.cpp:9\nwork(a, b, c) -> int";
constexpr const char *site_of_run = "i\nGCC 12.2.0 C++20\nwork.cpp:16\nrun(calls) -> int";

// A call of work(1, 2, 7), as hooks record it in a ring.
struct Call {
  struct {
    Record record{};
    std::uint64_t a = 1, b = 2, c = 7;
  } enter;
  struct {
    Record record{};
    const char *code = "i";
    std::uint64_t result = 26;
  } leave;

  Call() {
    Record &r = enter.record;
    r.size = sizeof enter;
    r.kind = RecordKind::enter;
    r.ticks = clock_ticks();
    r.site = site_of_work;
    r.span = 0x4c61ffa73a1b0f42;
    r.parent = 0xd043d645e2afc628;
    r.trace_high = 0xa78868ed4bc507ed;
    r.trace_low = 0xb547aee62566c355;
    r.caller_site = site_of_run;
    leave.record = r;
    leave.record.size = sizeof leave;
    leave.record.kind = RecordKind::exit;
    leave.record.flags = record_has_value;
    leave.record.start = r.ticks;
    leave.record.ticks = r.ticks + 2000;
  }
};

const Format *format = nullptr;
char buffer[16 * 1024];
std::size_t last_size = 0;
std::uint64_t sequence = 0;

bool into_buffer(Event &event) {
  event.sequence = ++sequence;
  TextBuffer out(buffer, sizeof buffer);
  format->render(event, out);
  last_size = out.size();
  benchmark::ClobberMemory();
  return true;
}

void note_size(benchmark::State &state, std::size_t entry, std::size_t exit) {
  state.counters["line_bytes"] = static_cast<double>(entry + exit) / 2;
}

void line_by_runtime(benchmark::State &state) {
  static K8sFacts pod;
  static const CloudFacts nowhere;
  const line::Process &p = line::process();
  auto slice = [](const std::string &s) { return Slice(s.data(), s.size()); };
  capture_environment([](const char *name) -> const char * { return std::getenv(name); });
  find_k8s_facts(process_environment(), pod);
  Facts facts;
  facts.service_name = slice(p.service);
  facts.service_version = slice(p.version);
  facts.environment = "dev";
  facts.runtime_name = "cpp";
  facts.runtime_version = slice(p.runtime);
  facts.os_description = slice(p.system);
  facts.host_name = slice(p.host);
  facts.host_ip = slice(p.ip);
  facts.pid = p.pid;
  facts.executable = slice(p.executable);
  facts.command_line = slice(p.command_line);
  facts.sample_rate = "1.0";
  facts.cloud = &nowhere;
  facts.k8s = &pod;
  format = find_format("v3");
  format->set_process(facts);
  rendering_start(format, {}, into_buffer);
  clock_start(true);
  clock_calibrate();
  const Call call;
  ThreadText text{};
  ThreadFacts thread;
  thread.id = p.pid;
  std::memcpy(thread.name, "checkout", 8);
  thread.generation = 1;
  std::size_t entry = 0;
  for (bool leaves = false; auto _ : state) {
    entry = leaves ? entry : last_size;
    render_record(text, thread, leaves ? &call.leave.record : &call.enter.record);
    leaves = !leaves;
  }
  note_size(state, entry, last_size);
}

line::Event event(bool leaves) {
  line::Event e{};
  e.function = "work";
  e.is_exit = leaves;
  e.unix_ns = 1'795'620'355'502'055'985;
  e.sequence = ++sequence;
  e.trace_high = 0xa78868ed4bc507ed;
  e.trace_low = 0xb547aee62566c355;
  e.span = 0x4c61ffa73a1b0f42;
  e.parent = 0xd043d645e2afc628;
  e.duration_ns = 832;
  e.a = 1, e.b = 2, e.c = 7, e.result = 26;
  e.thread = line::process().pid;
  return e;
}

void line_by_fmt(benchmark::State &state) {
  fmt::memory_buffer text;
  std::size_t sizes[2] = {};
  for (bool leaves = false; auto _ : state) {
    text.clear();
    line::put_by_fmt(event(leaves), text);
    benchmark::DoNotOptimize(text.data());
    sizes[leaves] = text.size();
    leaves = !leaves;
  }
  note_size(state, sizes[0], sizes[1]);
}

void line_by_nlohmann(benchmark::State &state) {
  std::size_t sizes[2] = {};
  for (bool leaves = false; auto _ : state) {
    const std::string text = line::document(event(leaves)).dump() + '\n';
    benchmark::DoNotOptimize(text.data());
    sizes[leaves] = text.size();
    leaves = !leaves;
  }
  note_size(state, sizes[0], sizes[1]);
}

} // namespace

BENCHMARK(line_by_runtime);
BENCHMARK(line_by_fmt);
BENCHMARK(line_by_nlohmann);

BENCHMARK_MAIN();
