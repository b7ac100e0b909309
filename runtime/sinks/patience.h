// Limits how long the program's threads wait for telemetry output.  An output may stand still (a pipe whose reader has
// stopped, a terminal after ^S, a file system that does not respond): recorded events are then dropped and counted
// instead of hanging the program.  Any thread, async-signal-safe.
#pragma once

#include <atomic>
#include <cstdint>

namespace telinject {

// Called by the thread that holds the drain lock.
void note_output_blocks(); // a write blocks, or may block
void note_output_moves();  // a write went on, at least in part
void note_drained();       // a record was read from a ring

// Has the output been blocked for longer than TELEMETRY_EXIT_TIMEOUT_MS?
bool output_stands_still();

// The limit of one wait for the thread that holds the drain lock.
class Patience {
public:
  enum class Kind {
    while_moving, // ends when the output stands still
    bounded,      // ... or has blocked this wait for that time in total: exit, exec, fork, signals, dlclose
    deadline,     // ... or at the deadline
  };

  static Patience while_moving() { return Patience(Kind::while_moving, 0); }
  static Patience bounded() { return Patience(Kind::bounded, 0); }
  // The time starts now.  0: while_moving.
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

// Sets the limit for writes of the calling thread, which holds the drain lock (drain_lock.h).  null: no limit but may_wait.
class WritesWithPatience {
public:
  explicit WritesWithPatience(Patience *patience);
  ~WritesWithPatience();
  WritesWithPatience(const WritesWithPatience &) = delete;
  WritesWithPatience &operator=(const WritesWithPatience &) = delete;

private:
  Patience *before_;
};
// Called regularly by a blocked write: may it wait any longer?
bool may_wait_for_output();
// The writer thread's own writes have no limit; this callback decides, and usually allows to wait.
using MayWait = bool (*)();
void set_writer_may_wait(MayWait may_wait);

// Called in a forked child.
void reset_patience();

} // namespace telinject
