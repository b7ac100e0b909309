// What a program notes that writes its events itself, in the thread that they happen in: spans on a stack, ids of the
// cheapest kind, the time.  Shared by the peers that then differ in how they make the line.
#pragma once

#include "../line.h"

#include <atomic>
#include <ctime>
#include <unistd.h>
#include <vector>

namespace by_hand {

using line::Event;

struct Open {
  std::uint64_t id, start;
};

struct Here {
  std::vector<Open> spans;
  std::uint64_t ids = (std::uint64_t{1} << 40) * static_cast<unsigned>(::gettid()), trace_high = 0, trace_low = 0;
  int thread = ::gettid();

  std::uint64_t next_id() {
    std::uint64_t z = ids += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
  }
};

inline thread_local Here here;
inline std::atomic<std::uint64_t> sequence{0};

inline std::uint64_t clock_ns(clockid_t id) {
  timespec t;
  clock_gettime(id, &t);
  return static_cast<std::uint64_t>(t.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(t.tv_nsec);
}

inline Event begin_event(const char *name, bool is_exit) {
  Event e{};
  e.function = name;
  e.is_exit = is_exit;
  e.unix_ns = clock_ns(CLOCK_REALTIME);
  e.sequence = sequence.fetch_add(1, std::memory_order_relaxed) + 1;
  e.thread = here.thread;
  return e;
}

inline Event enter(const char *name, int a, int b, int c) {
  Event e = begin_event(name, false);
  if (here.spans.empty()) {
    here.trace_high = here.next_id();
    here.trace_low = here.next_id();
  }
  e.parent = here.spans.empty() ? 0 : here.spans.back().id;
  here.spans.push_back({here.next_id(), clock_ns(CLOCK_MONOTONIC)});
  e.span = here.spans.back().id;
  e.trace_high = here.trace_high;
  e.trace_low = here.trace_low;
  e.a = a;
  e.b = b;
  e.c = c;
  return e;
}

inline Event leave(const char *name, int result) {
  Event e = begin_event(name, true);
  const Open top = here.spans.back();
  here.spans.pop_back();
  e.duration_ns = clock_ns(CLOCK_MONOTONIC) - top.start;
  e.span = top.id;
  e.parent = here.spans.empty() ? 0 : here.spans.back().id;
  e.trace_high = here.trace_high;
  e.trace_low = here.trace_low;
  e.result = result;
  return e;
}

} // namespace by_hand

void put_event(const by_hand::Event &e); // each peer's own

#define PEER_ENTER(NAME, A, B, C) put_event(by_hand::enter(NAME, A, B, C));
#define PEER_LEAVE(NAME, RESULT) put_event(by_hand::leave(NAME, RESULT));
