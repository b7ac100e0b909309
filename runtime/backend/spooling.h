// TELEMETRY_OUTPUT=spool: writes records unrendered; telinject-events render turns them into lines later (file_format.h
// defines the format).
#pragma once

#include "runtime/frontend/thread_ring.h"
#include "runtime/storage/file_format.h"

namespace telinject {

class OutputBuffer;

// Requires the drain lock; async-signal-safe.
class SpoolWriter {
public:
  explicit constexpr SpoolWriter(OutputBuffer &out) noexcept : out_(out) {}

  // Writes the facts of the process, once.
  void write_process(const StoredProcess &process) noexcept;
  // Writes the clock calibration if it differs from the previous one.
  void write_clock(const ClockLine &line) noexcept;
  // Writes the records of these rings up to their last observed positions, then the end of the round.  Returns the
  // number of records.
  std::size_t write_rings(Thread *list) noexcept;
  void write_loss_report(const LossReport &report) noexcept;
  // In a forked child: starts a new spool.
  void reset_in_child() noexcept;

private:
  bool put_block(BlockKind kind, const void *data, std::uint64_t size, const void *extra = nullptr,
                 std::uint64_t extra_size = 0, std::uint64_t events = 0) noexcept;
  void put_modules() noexcept;
  std::size_t write_run(Thread *t) noexcept;

  OutputBuffer &out_;
  bool has_head_ = false;
  ClockLine last_clock_;
  std::uint64_t modules_written_ = 0; // generation
};

extern SpoolWriter spool_writer;

// Counts the events in these blocks that are not completely within their first `size` bytes.
[[nodiscard]] std::uint64_t count_spooled_events_behind(Slice blocks, std::size_t size) noexcept;

} // namespace telinject
