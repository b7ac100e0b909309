// Buffers what is on its way to the output: lines, or blocks of a spool.  With TELEMETRY_RING_DIR the buffer lies in
// the ring file, together with the positions that everything has reached.
#pragma once

#include "runtime/formats/format.h"
#include "runtime/frontend/thread_ring.h"
#include "runtime/sinks/sink.h"
#include "runtime/storage/file_format.h"

namespace telinject {

// All functions require the drain lock unless they say otherwise; all are async-signal-safe.
class OutputBuffer {
public:
  // Called before the first event.
  void start(const Sink *sink, const Format *format) noexcept;

  // Returns the free room; empty if no memory is available.
  [[nodiscard]] TextBuffer room() noexcept;
  // Call this when something did not fit: the buffer then has no room until the output has taken its contents, so that
  // lost events form one contiguous gap.
  void note_overflow() noexcept;
  // Adds the bytes written to the room; they contain `events` events, which were counted when they were made.
  void add(std::size_t bytes, std::uint64_t events) noexcept;
  void count_events(std::uint64_t events) noexcept { point_.sequence += events; }
  // Notes that records of the thread up to t->drain_at are in the buffer, or are not needed.
  void note_position(const Thread *t) noexcept;
  // Notes the output in a new ring file.
  void note_output() noexcept;
  void note_losses_reported(std::uint64_t lost) noexcept;
  // Returns true if little room is left: note the positions, then call write().
  [[nodiscard]] bool is_full() const noexcept {
    return used_.load(std::memory_order_relaxed) >= write_size || events_ >= max_events_;
  }
  // Writes the buffer, as one batch.  While the disk is full it tries only occasionally, unless in_any_case is set.
  void write(bool in_any_case = true) noexcept;
  // Returns true if the batch has its end and the output has not taken all of it yet: the buffer has no room until then,
  // but the wait is short.
  [[nodiscard]] bool is_waiting_with_batch() const noexcept;
  // Has the sink hand on what is in its queue, until that time of the monotonic clock.  is_last: the process ends.
  void flush_sink(std::int64_t deadline_ns, bool is_last) noexcept;
  // Counts the events that the sink's queue has lost.
  void count_sink_losses() noexcept;
  // If the disk is full: drops and counts the lines that wait, so that the last report of the process is written instead,
  // whatever the runtime's own limits.
  void make_room_for_last_report() noexcept;
  // Returns true if a loss report fits.  If not, it is emitted later.
  [[nodiscard]] bool has_room_for_loss_report() noexcept;
  // Returns true if the output failed and the remaining events stay in the ring file: in the buffer and the rings.
  [[nodiscard]] bool keeps_unwritten_events() const noexcept;

  [[nodiscard]] std::uint64_t sequence() const noexcept { return point_.sequence; } // of the newest event added
  // Events that have reached the output.
  [[nodiscard]] std::uint64_t events_written() const noexcept { return point_.events_written; }
  [[nodiscard]] std::uint64_t losses_reported() const noexcept { return point_.losses_reported; }
  [[nodiscard]] ExportTotals export_totals() const noexcept;
  // Returns true if a receiver has not taken every event at once.
  [[nodiscard]] bool has_export_trouble() const noexcept;

  // In a forked child: empties the buffer.
  void reset_in_child() noexcept;

  // The functions below are callable on any thread without the drain lock.
  [[nodiscard]] bool has_output() const noexcept { return used_.load(std::memory_order_relaxed) != 0; }
  // Returns true if anything was ever added in this process.
  [[nodiscard]] bool was_used() const noexcept { return was_used_.load(std::memory_order_relaxed); }
  // Returns true if the disk is full, the output failed, or the last flush_sink was not complete.
  [[nodiscard]] bool is_stuck() const noexcept;
  // Returns, once, the error number of a permanent output failure or a full disk; 0 if there is none.
  [[nodiscard]] int take_failure() noexcept;
  [[nodiscard]] bool has_failed() const noexcept { return is_broken_.load(std::memory_order_relaxed); }

private:
  static constexpr std::size_t write_size = 1024 * 1024; // handed to the output at once
  static constexpr std::size_t spare_size = 512 * 1024;  // additional room for the line that crosses that size
  static constexpr std::size_t buffer_size = write_size + spare_size;
  static constexpr std::size_t private_size = buffer_size + max_batch_logs;
  static constexpr std::size_t max_loss_report_size = 16 * 1024; // upper bound of the size of a loss report

  bool is_in_file() const noexcept;
  bool has_envelope() const noexcept { return format_ && format_->end_batch; }
  bool may_write() const noexcept;
  std::size_t begin_of_room() const noexcept {
    const std::size_t used = used_.load(std::memory_order_relaxed);
    return used != 0 ? used : batch_head_size_;
  }
  void begin_batch() noexcept;
  void end_batch() noexcept;
  void publish_point() noexcept;
  void note_path(RingFileHead *file) const noexcept;
  void begin_write() noexcept;
  void clear() noexcept;
  std::uint64_t count_events_left() const noexcept;
  void drop_contents() noexcept;
  void report_failure(int error) noexcept;
  void abandon_output(int error) noexcept;
  bool is_full_disk(int error) const noexcept;
  void keep_remaining_bytes() noexcept;
  void wait_for_space(int error) noexcept;

  const Sink *sink_ = nullptr;
  const Format *format_ = nullptr; // null: blocks of a spool
  char *private_buffer_ = nullptr; // private to the process
  char *buffer_ = nullptr;
  std::atomic<std::size_t> used_{0}; // only the thread that holds the drain lock writes it
  std::size_t sent_ = 0;             // bytes of the buffer already written, if the output took only a part
  std::uint64_t events_ = 0;         // in the buffer
  std::uint64_t max_events_ = 0;     // in a batch
  std::size_t batch_head_size_ = 0;  // what begin_batch has put before the first event, which is not in used_ before it
  bool has_batch_end_ = false;
  std::size_t logs_at_ = 0; // where its log records begin, behind its end
  std::uint64_t log_records_ = 0;
  std::atomic<bool> was_used_{false};
  std::atomic<bool> is_behind_{false}; // the last flush_sink was not complete
  std::atomic<int> failure_{0};
  std::atomic<bool> is_broken_{false};
  std::atomic<bool> is_disk_full_{false}; // the buffer waits for space
  bool full_disk_is_reported_ = false;
  bool is_final_ = false; // all that follows is the last report
  bool has_overflowed_ = false;
  std::int64_t next_try_ns_ = 0;
  DrainPoint point_{0, 0, 0, 0, 0, 0, 0, DrainPoint::nowhere};
};

extern OutputBuffer output_buffer;

} // namespace telinject
