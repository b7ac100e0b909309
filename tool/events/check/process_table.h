// Tracks the processes of an input and their open spans. A process is a pid on a host, from an event with sequence 1 to
// the next: a file may contain several runs, and pids are reused.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <unordered_map>

#include "tool/events/input/event.h"
#include "tool/events/input/id_hash.h"

namespace telinject::events {

inline constexpr std::uint64_t kMaxOpenSpans = 5'000'000;
inline constexpr std::uint64_t kMaxProcesses = 1'000'000;
inline constexpr std::uint64_t kMaxSites = 200'000; // whose calls are summed

struct ProcessLimits { // tests use smaller limits
  std::uint64_t open_spans = kMaxOpenSpans;
  std::uint64_t processes = kMaxProcesses;
  std::uint64_t sites = kMaxSites;
};

struct NoFacts {};

// Facts: what else the user of the table knows of a process; starts anew with each run.
template <class Span, class Facts = NoFacts> class ProcessTable {
public:
  struct Process {
    std::uint64_t run = 0; // number of the run, from 1
    std::uint64_t pid = 0;
    std::uint64_t last_sequence = 0;
    std::unordered_map<std::uint64_t, Span, IdHash> open; // by span_id
    Facts facts;
  };

  explicit ProcessTable(ProcessLimits limits = {}) : limits_(limits) {}

  // Returns the process of an event that has_process; nullptr if there are too many. Sequence 1 starts a new run of a
  // pid; the spans that the previous run left open go to `on_left_open` and are discarded.
  template <class LeftOpen> Process *enter(const Event &e, LeftOpen &&on_left_open) {
    const std::uint64_t key = mix(e.pid) ^ std::hash<std::string_view>{}(e.host);
    auto found = processes_.find(key);
    if (found == processes_.end()) {
      if (processes_.size() >= limits_.processes)
        return nullptr;
      found = processes_.try_emplace(key).first;
    } else if (e.sequence != 1) {
      return &found->second;
    } else {
      on_left_open(found->second);
      open_ -= found->second.open.size();
    }
    found->second = Process{++runs_, e.pid, 0, {}, {}};
    return &found->second;
  }

  bool is_full() const { return open_ >= limits_.open_spans; }
  void open(Process &p, std::uint64_t id, const Span &span) { open_ += p.open.emplace(id, span).second ? 1U : 0U; }
  void close(Process &p, typename std::unordered_map<std::uint64_t, Span, IdHash>::iterator span) {
    p.open.erase(span);
    --open_;
  }
  void clear() {
    processes_.clear();
    open_ = 0;
  }

  const auto &processes() const { return processes_; }
  auto &processes() { return processes_; }
  std::uint64_t runs() const { return runs_; }
  std::uint64_t open_spans() const { return open_; }

private:
  ProcessLimits limits_;
  std::unordered_map<std::uint64_t, Process, IdHash> processes_;
  std::uint64_t runs_ = 0;
  std::uint64_t open_ = 0;
};

} // namespace telinject::events
