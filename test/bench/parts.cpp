// bench-parts: measures parts of the path of an event.
#include "runtime/base/double_text.h"
#include "runtime/base/ids.h"
#include "runtime/base/json_text.h"
#include "runtime/core/clock.h"
#include "runtime/core/ring.h"

#include <benchmark/benchmark.h>
#include <charconv>
#include <memory>
#include <vector>

using namespace telinject;

namespace {

// Writes records of the smallest size into a ring that another thread empties in time.
void ring_record(benchmark::State &state) {
  constexpr std::uint64_t size = 1024 * 1024;
  const std::unique_ptr<char[]> memory(new (std::align_val_t{64}) char[Ring::memory_for(size)]());
  Ring ring;
  ring.use(memory.get(), size);
  for (auto _ : state) {
    char *p = ring.reserve();
    if (!p) {
      ring.consume_to(ring.head());
      bool more_than_half;
      ring.make_room(more_than_half);
      p = ring.reserve();
    }
    auto *r = reinterpret_cast<Record *>(p);
    *r = Record{};
    r->size = sizeof(Record);
    benchmark::DoNotOptimize(r);
    ring.commit(sizeof(Record));
  }
}

void clock_read(benchmark::State &state) {
  clock_start(true);
  for (auto _ : state)
    benchmark::DoNotOptimize(clock_ticks());
}

void id(benchmark::State &state) {
  IdSource ids;
  ids.seed(random_seed());
  for (auto _ : state)
    benchmark::DoNotOptimize(ids.next());
}

// Typical values of programs: prices, fractions, integers.
std::vector<double> usual_doubles() {
  std::vector<double> numbers;
  for (int i = 1; i <= 64; ++i)
    numbers.push_back(i % 3 == 0 ? i : i % 3 == 1 ? i * 12.25 / 100 : i / 7.0);
  return numbers;
}

std::vector<double> doubles_of_all_sizes() {
  std::vector<double> numbers;
  double v = 1.0 / 3;
  for (int i = 0; i < 64; ++i, v *= i % 2 ? -7.77 : 1e-3)
    numbers.push_back(v);
  return numbers;
}

template <std::vector<double> (*Numbers)()> void double_text(benchmark::State &state) {
  const std::vector<double> numbers = Numbers();
  char text[64];
  std::size_t i = 0;
  for (auto _ : state) {
    TextBuffer out(text, sizeof text);
    put_double(out, numbers[i++ % numbers.size()]);
    benchmark::DoNotOptimize(text);
  }
}

template <std::vector<double> (*Numbers)()> void to_chars(benchmark::State &state) {
  const std::vector<double> numbers = Numbers();
  char text[64];
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(std::to_chars(text, text + sizeof text, numbers[i++ % numbers.size()]));
    benchmark::DoNotOptimize(text);
  }
}

void json_text_64_bytes(benchmark::State &state) {
  static constexpr char plain[] = "a text of the length that is usual for names, paths and the like";
  char text[512];
  for (auto _ : state) {
    TextBuffer out(text, sizeof text);
    put_json_string(out, plain);
    benchmark::DoNotOptimize(text);
  }
}

} // namespace

BENCHMARK(ring_record);
BENCHMARK(clock_read);
BENCHMARK(id);
BENCHMARK(double_text<usual_doubles>)->Name("double_text");
BENCHMARK(to_chars<usual_doubles>)->Name("double_text_by_to_chars");
BENCHMARK(double_text<doubles_of_all_sizes>)->Name("double_text_of_all_sizes");
BENCHMARK(to_chars<doubles_of_all_sizes>)->Name("double_text_of_all_sizes_by_to_chars");
BENCHMARK(json_text_64_bytes);

BENCHMARK_MAIN();
