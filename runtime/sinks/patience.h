// How long the program's threads wait for its telemetry.  An output may stand still (a pipe whose reader has stopped, a
// terminal after ^S, a file system that does not answer): what was recorded is then lost, and counted, rather than that
// the program hangs.  Any thread, async-signal-safe.
#pragma once

#include <atomic>
#include <cstdint>

namespace telinject {

// Whoever drains notes what it does.
void note_output_blocks(); // a write waits, or may
void note_output_moves();  // it went on, if only in part
void note_drained();       // something came out of a ring

// Nothing has gone out for longer than TELEMETRY_EXIT_TIMEOUT_MS, though something waits to.
bool output_stands_still();

// One wait for whoever drains.
class Patience {
public:
  enum class Kind {
    while_moving, // over when the output stands still
    bounded,      // ... or has held this wait up for that long in total: exit, exec, fork, signals, dlclose
    deadline,     // ... or the time is over
  };

  static Patience while_moving() { return Patience(Kind::while_moving, 0); }
  static Patience bounded() { return Patience(Kind::bounded, 0); }
  // From now on.  0: while_moving.
  static Patience for_ns(std::int64_t timeout_ns) {
    return Patience(timeout_ns != 0 ? Kind::deadline : Kind::while_moving, timeout_ns);
  }

  bool is_over();

private:
  Patience(Kind kind, std::int64_t timeout_ns);

  Kind kind_;
  std::int64_t deadline_ns_ = 0;
  std::int64_t blocked_before_ns_;
  std::uint64_t progress_seen_;
  std::int64_t seen_ns_;
};

// Of the thread that drains, for the writes it makes: null: as long as may_wait says.  Only with the drain lock (drain.h).
class WritesWithPatience {
public:
  explicit WritesWithPatience(Patience *patience);
  ~WritesWithPatience();
  WritesWithPatience(const WritesWithPatience &) = delete;
  WritesWithPatience &operator=(const WritesWithPatience &) = delete;

private:
  Patience *before_;
};
// A write that cannot go on asks now and then whether to wait any longer.
bool may_wait_for_output();
// What the writer thread is asked for its own writes, which have no patience: it waits for ever, as a rule.
using MayWait = bool (*)();
void set_writer_may_wait(MayWait may_wait);

// A forked child.
void reset_patience();

} // namespace telinject
