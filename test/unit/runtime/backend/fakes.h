// A sink and a format that tests of the backend look into, and processes of their own for what has one state a process.
#pragma once

#include "catch.h"

#include "runtime/core/record.h"
#include "runtime/formats/format.h"
#include "runtime/sinks/sink.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace fake {

// What the sink has received, and how it answers from the next write on.
struct SinkState {
  std::string text;
  int error = 0;                              // after `room` bytes
  std::size_t room = ~std::size_t{0};         // bytes that it still takes
  std::uint64_t position = ~std::uint64_t{0}; // ~0: no regular file
  bool takes_final = false;                   // ... and all of a last report
  int writes = 0, forks = 0;
};
inline SinkState sink_state;

inline const telinject::Sink sink = {
    .name = "fake",
    .open = [](const telinject::Config &) { return 0; },
    .write =
        [](const telinject::Batch &batch, std::uint64_t &written) {
          const telinject::Slice lines = batch.bytes;
          const bool takes_all = batch.is_final && sink_state.takes_final;
          const std::size_t n = takes_all ? lines.size : std::min(lines.size, sink_state.room);
          ++sink_state.writes;
          sink_state.text.append(lines.data, n);
          sink_state.room -= n;
          written += n;
          return n == lines.size ? 0 : sink_state.error;
        },
    .descriptor = [] { return STDERR_FILENO; },
    .position = [] { return sink_state.position; },
    .forked = [] { ++sink_state.forks; },
};

// Renders "TYPE SPAN\n", or "TYPE LOST\n" for what is no span.
inline const telinject::Format format = {
    .name = "fake",
    .content_type = "text/plain",
    .set_process = [](const telinject::Facts &) {},
    .prepare_site = [](const telinject::Site &, telinject::Arena &arena) -> const void * { return arena.take(8); },
    .prepare_inner_site = [](const telinject::Site &, telinject::Arena &arena) -> const void * {
      return arena.take(8);
    },
    .prepare_thread = [](int, telinject::Slice, telinject::TextBuffer &) {},
    .render =
        [](const telinject::Event &e, telinject::TextBuffer &out) {
          const bool is_loss = e.type == telinject::EventType::telemetry_loss;
          out.put(descriptor_of(e.type).event_type);
          out.put(' ');
          out.decimal(is_loss ? e.lost_events : e.context.span);
          out.put('\n');
        },
};

inline const char *const site = "it\nGCC 12.2.0 C++20\nf.cpp:7\nf(a, b) -> int";

inline telinject::Record record(telinject::RecordKind kind, std::uint64_t span, std::uint64_t ticks) {
  telinject::Record r{};
  r.size = sizeof r;
  r.kind = kind;
  r.site = site;
  r.span = span;
  r.ticks = ticks;
  r.trace_high = 1;
  r.trace_low = 2;
  return r;
}

// Runs the checks in a child; returns 0, or the number of the check that failed.
inline int in_child(const std::function<int()> &checks) {
  const pid_t child = fork();
  if (child == 0)
    _exit(checks());
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child)
    return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

// In a child: ends it with a number that says which of the checks failed.
#define EXPECT(NUMBER, CONDITION) \
  if (!(CONDITION)) \
  return NUMBER

} // namespace fake
