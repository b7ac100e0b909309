// The workload of the peer comparison: THREADS threads call one small function (work.cpp), BURSTS times CALLS times,
// with a pause of PAUSE_US after each burst.  Prints what it cost the threads, as JSON.
//
// Without pauses it shows what a stream of events costs; with them, what an event costs while there is room for it.
// This file is never instrumented.  Wall time, so that waiting counts; medians, so that what else runs on the machine
// does not.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <thread>
#include <vector>

// work.cpp and what it includes
int run(int calls);
void peer_begin();
void peer_end();

static std::int64_t now() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: %s CALLS BURSTS PAUSE_US THREADS\n", argv[0]);
    return 2;
  }
  const int calls = std::atoi(argv[1]), bursts = std::atoi(argv[2]), pause = std::atoi(argv[3]),
            threads = std::atoi(argv[4]);
  peer_begin();
  run(1); // what is done once is not an event's cost
  const std::int64_t start = now();
  std::vector<std::vector<double>> times(static_cast<std::size_t>(threads));
  std::vector<std::thread> running;
  for (std::vector<double> &mine : times)
    running.emplace_back([&mine, calls, bursts, pause] {
      run(1);
      for (int i = 0; i < bursts; ++i) {
        const std::int64_t before = now();
        run(calls);
        mine.push_back(static_cast<double>(now() - before) / (2.0 * calls + 2));
        if (pause != 0)
          std::this_thread::sleep_for(std::chrono::microseconds(pause));
      }
    });
  for (std::thread &t : running)
    t.join();
  peer_end();
  std::vector<double> all;
  for (const std::vector<double> &mine : times)
    all.insert(all.end(), mine.begin(), mine.end());
  std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2), all.end());
  std::printf("{\"start_ns\": %lld, \"thread_ns\": %.3f, \"events\": %lld}\n", static_cast<long long>(start),
              all[all.size() / 2], 4LL + threads * (4LL + bursts * (2LL * calls + 2)));
  return 0;
}
