// bench-event STATE BURSTS [OPTIONS of Google Benchmark]: measures by how much a call of an instrumented function is
// slower than the same function without hooks, in this run.  STATE is off, unsampled, thinned or on.  A call is two
// events.
// Calls come in bursts that fit into the ring.  Between bursts the benchmark waits for the writer, and then some more
// time: right after the writer has run and this thread has slept, calls take up to 50% longer.  The counter `call_ns`
// is the median of the bursts, so it includes neither the writer nor other load of the machine.
#include <telinject/telinject.h>

#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#define NOT_INLINED __attribute__((__noinline__))

namespace {

NOT_INLINED void plain_nothing(int) {
  asm volatile("");
}
NOT_INLINED int plain_values(int a, int b, int c) {
  return a * 31 + b - c;
}

NOT_INLINED void traced_nothing(int) {
  TELINJECT_FUNCTION(1, "", "traced_nothing()")
  asm volatile("");
}
NOT_INLINED int traced_values(int a, int b, int c) {
  TELINJECT_FUNCTION(1, "iii", "traced_values(a, b, c) -> int", a, b, c)
  return TELINJECT_RETURN(1, int) a * 31 + b - c TELINJECT_END_RETURN(1, "i");
}

struct Nothing {
  static int plain(int i, int) {
    plain_nothing(i);
    return 0;
  }
  static int traced(int i, int) {
    traced_nothing(i);
    return 0;
  }
};
struct Values {
  static int plain(int i, int sum) { return plain_values(i, sum, 7); }
  static int traced(int i, int sum) { return traced_values(i, sum, 7); }
};

using Clock = std::chrono::steady_clock;
constexpr int calls = 1000;
// Longer than a writer sleeps that was idle several times (runtime/backend/writer.cpp).
constexpr auto until_rest = std::chrono::milliseconds(8);

template <int (*Call)(int, int)> double burst() {
  const Clock::time_point start = Clock::now();
  int sum = 0;
  for (int i = 0; i < calls; ++i)
    sum ^= Call(i, sum);
  benchmark::DoNotOptimize(sum);
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Busy-waits, because sleeping would let this thread's processor enter an idle state.
void wait_for_rest() {
  const Clock::time_point end = Clock::now() + until_rest;
  while (Clock::now() < end) {
  }
}

int thinned_after = 0; // number of calls

// All calls are inside this span of the thread.
template <class What> NOT_INLINED void measure(benchmark::State &state) {
  TELINJECT_FUNCTION(1, "", "measure()")
  std::vector<double> plain, traced;
  for (int i = 0; i < thinned_after; i += calls) {
    burst<What::traced>();
    telinject_flush(0);
  }
  for (auto _ : state) {
    wait_for_rest();
    plain.push_back(burst<What::plain>());
    traced.push_back(burst<What::traced>());
    state.SetIterationTime(traced.back());
    telinject_flush(0);
  }
  auto median_ns = [](std::vector<double> &of) {
    std::nth_element(of.begin(), of.begin() + static_cast<std::ptrdiff_t>(of.size() / 2), of.end());
    return of[of.size() / 2] * 1e9 / calls;
  };
  state.counters["plain_ns"] = benchmark::Counter(median_ns(plain), benchmark::Counter::kAvgThreads);
  state.counters["call_ns"] = benchmark::Counter(median_ns(traced), benchmark::Counter::kAvgThreads);
}

struct State {
  std::string_view name;
  const char *enabled, *rate, *throttle;
};
constexpr State states[] = {
    {"off", "false", "1", "true"},
    {"unsampled", "true", "1e-15", "true"},
    {"thinned", "true", "1", "true"}, // throttling starts after 100,000 calls
    {"on", "true", "1", "false"},
};

} // namespace

int main(int argc, char **argv) {
  const auto *state =
      std::find_if(std::begin(states), std::end(states), [&](const State &s) { return argc > 1 && argv[1] == s.name; });
  const int bursts = argc > 2 ? std::atoi(argv[2]) : 0;
  if (state == std::end(states) || bursts <= 0) {
    std::fprintf(stderr, "usage: %s off|unsampled|thinned|on BURSTS [OPTIONS]\n", argv[0]);
    return 2;
  }
  setenv("TELEMETRY_ENABLED", state->enabled, 1);
  setenv("SAMPLE_RATE", state->rate, 1);
  setenv("TELEMETRY_THROTTLE", state->throttle, 1);
  setenv("TELEMETRY_OUTPUT", "file", 1);
  setenv("TELEMETRY_FILE_MAX_MB", "0", 1);
  setenv("TELEMETRY_FILE", "/dev/null", 1);
  if (state->name == "thinned")
    thinned_after = 110'000;
  argv[2] = argv[0];
  argc -= 2;
  benchmark::Initialize(&argc, argv + 2);
  for (int threads = 1; threads <= 2; ++threads) {
    benchmark::RegisterBenchmark("no_arguments", measure<Nothing>)
        ->UseManualTime()
        ->Iterations(bursts)
        ->Threads(threads);
    benchmark::RegisterBenchmark("three_arguments_and_result", measure<Values>)
        ->UseManualTime()
        ->Iterations(bursts)
        ->Threads(threads);
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
