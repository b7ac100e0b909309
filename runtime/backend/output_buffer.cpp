// Implements the buffer in front of the output (output_buffer.h).
#include "runtime/backend/output_buffer.h"

#include "runtime/backend/spooling.h"
#include "runtime/base/sys.h"
#include "runtime/core/drop_counter.h"
#include "runtime/frontend/budget.h"
#include "runtime/frontend/state.h"
#include "runtime/storage/ring_file.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>

namespace telinject {

constinit OutputBuffer output_buffer;

namespace {
constexpr std::int64_t retry_period_ns = 100'000'000;
}

bool OutputBuffer::is_in_file() const noexcept {
  return buffer_ && buffer_ == ring_file_buffer();
}

// Publishes the drain point with a single store.
void OutputBuffer::publish_point() noexcept {
  RingFileHead *const file = ring_file_if_made();
  if (!file)
    return;
  point_.used = is_in_file() ? used_.load(std::memory_order_relaxed) : 0;
  const std::uint32_t next_slot = file->point.load(std::memory_order_relaxed) ^ 1;
  file->points[next_slot & 1] = point_;
  file->point.store(next_slot & 1, std::memory_order_release);
}

void OutputBuffer::note_path(RingFileHead *file) const noexcept {
  if (file->output_path[0] != '\0')
    return;
  char link[40];
  TextBuffer name(link, sizeof link);
  name.put("/proc/self/fd/");
  name.decimal(static_cast<std::uint64_t>(sink_->descriptor()));
  name.put('\0');
  const long n = sys::call(SYS_readlinkat, AT_FDCWD, sys::as_long(link), sys::as_long(file->output_path),
                           sizeof file->output_path - 1);
  file->output_path[n > 0 ? n : 0] = '\0';
}

// Before a write: notes its start position in a regular file.
void OutputBuffer::begin_write() noexcept {
  RingFileHead *const file = ring_file_if_made();
  if (!file)
    return;
  point_.output_size = sink_->position();
  point_.written = sent_;
  if (point_.output_size != DrainPoint::nowhere)
    note_path(file);
  publish_point();
}

void OutputBuffer::clear() noexcept {
  used_.store(0, std::memory_order_relaxed);
  sent_ = 0;
  events_ = 0;
  has_batch_end_ = false;
  has_overflowed_ = false;
  point_.written = 0;
  point_.output_size = DrainPoint::nowhere;
  publish_point();
}

// Counts the events that have not fully reached the output.
std::uint64_t OutputBuffer::count_events_left() const noexcept {
  if (sent_ == 0 || has_envelope())
    return events_;
  const Slice contents(buffer_, used_.load(std::memory_order_relaxed));
  if (sink_->takes_records)
    return count_spooled_events_behind(contents, sent_);
  std::uint64_t lines = 0;
  for (Slice remaining = contents.drop_front(sent_); !remaining.empty();
       remaining = remaining.drop_front(remaining.find('\n') + 1))
    ++lines;
  return lines;
}

// After an output error: drops the buffer, because no output takes it.
void OutputBuffer::drop_contents() noexcept {
  dropped_events.add(events_);
  clear();
}

// The writer thread has no standard error: the thread of the next event prints the message, and switches telemetry off
// unless space may become available again.
void OutputBuffer::report_failure(int error) noexcept {
  failure_.store(error, std::memory_order_release);
  begin_synchronous();
}

// Events in the ring file are not lost: telinject-events recover restores them.
void OutputBuffer::abandon_output(int error) noexcept {
  const std::uint64_t events_remaining = count_events_left();
  point_.events_written += events_ - events_remaining;
  events_ = events_remaining;
  point_.written = sent_;
  point_.output_size = DrainPoint::nowhere;
  publish_point();
  if (!is_in_file()) {
    dropped_events.add(events_remaining);
    clear();
  }
  if (!is_broken_.exchange(true, std::memory_order_relaxed))
    report_failure(error);
}

bool OutputBuffer::is_full_disk(int error) const noexcept {
  return (error == ENOSPC || error == EDQUOT) && sink_->position() != DrainPoint::nowhere;
}

// Keeps the rest for the next write.
void OutputBuffer::keep_remaining_bytes() noexcept {
  point_.written = sent_;
  point_.output_size = DrainPoint::nowhere;
  publish_point();
}

void OutputBuffer::wait_for_space(int error) noexcept {
  keep_remaining_bytes();
  is_disk_full_.store(true, std::memory_order_relaxed);
  budget_suspend(true); // calls are folded instead of being lost
  next_try_ns_ = sys::monotonic_ns() + retry_period_ns;
  if (!full_disk_is_reported_)
    report_failure(error);
  full_disk_is_reported_ = true;
}

void OutputBuffer::start(const Sink *sink, const Format *format) noexcept {
  sink_ = sink;
  format_ = sink->takes_records ? nullptr : format;
  if (sink->set_content_type && format_)
    sink->set_content_type(format_->content_type);
  const std::uint64_t max_events = sink->batch_limits ? sink->batch_limits().max_events : 0;
  max_events_ = max_events != 0 ? max_events : ~std::uint64_t{0};
  buffer_ = nullptr;
}

// Returns true if this thread may call the sink's functions.
bool OutputBuffer::may_write() const noexcept {
  return sink_->is_signal_safe || current_thread == thread_is_writer;
}

// Puts the beginning of a batch into the empty buffer.
void OutputBuffer::begin_batch() noexcept {
  batch_head_size_ = 0;
  if (!buffer_ || !format_ || !format_->begin_batch)
    return;
  TextBuffer out(buffer_, write_size);
  format_->begin_batch(out);
  batch_head_size_ = out.size();
}

void OutputBuffer::end_batch() noexcept {
  if (!has_envelope() || has_batch_end_)
    return;
  const std::size_t used = used_.load(std::memory_order_relaxed);
  TextBuffer out(buffer_ + used, buffer_size - used);
  format_->end_batch(buffer_, used, out);
  logs_at_ = used + out.size();
  TextBuffer logs(buffer_ + logs_at_, private_size - logs_at_);
  log_records_ = format_->put_logs ? format_->put_logs(logs) : 0;
  used_.store(logs_at_ + logs.size(), std::memory_order_relaxed);
  has_batch_end_ = true;
}

bool OutputBuffer::is_waiting_with_batch() const noexcept {
  return has_batch_end_ && !is_broken_.load(std::memory_order_relaxed) &&
         !is_disk_full_.load(std::memory_order_relaxed);
}

void OutputBuffer::flush_sink(std::int64_t deadline_ns, bool is_last) noexcept {
  const auto flush = is_last && sink_->shutdown ? sink_->shutdown : sink_->flush;
  if (!flush || is_broken_.load(std::memory_order_relaxed))
    return;
  is_behind_.store(!may_write() || !flush(deadline_ns), std::memory_order_relaxed);
  count_sink_losses();
}

void OutputBuffer::count_sink_losses() noexcept {
  if (!sink_->take_lost_events || !may_write())
    return;
  const std::uint64_t lost = sink_->take_lost_events();
  dropped_events.add(lost);
  point_.events_written -= lost;
}

ExportTotals OutputBuffer::export_totals() const noexcept {
  return sink_->totals ? sink_->totals() : ExportTotals();
}

bool OutputBuffer::has_export_trouble() const noexcept {
  const ExportTotals c = export_totals();
  return c.spooled != 0 || c.lost != 0 || c.sent_for_others != 0 || c.lost_for_others != 0 || c.rejected_spans != 0 ||
         c.spooled_log_records != 0 || c.lost_log_records != 0 || c.rejected_log_records != 0 || c.retries != 0;
}

TextBuffer OutputBuffer::room() noexcept {
  if (used_.load(std::memory_order_relaxed) == 0) {
    buffer_ = has_envelope() ? nullptr : ring_file_buffer(); // recover reads whole lines and spools only
    if (!buffer_ && !private_buffer_)
      private_buffer_ = static_cast<char *>(sys::map(private_size, MAP_NORESERVE));
    if (!buffer_)
      buffer_ = private_buffer_;
    begin_batch();
  }
  if (!buffer_ || has_overflowed_ || has_batch_end_)
    return TextBuffer(nullptr, 0);
  const std::size_t used = begin_of_room();
  return TextBuffer(buffer_ + used, buffer_size - (has_envelope() ? max_batch_end : 0) - used);
}

void OutputBuffer::note_overflow() noexcept {
  has_overflowed_ = used_.load(std::memory_order_relaxed) != 0; // otherwise the line is longer than the buffer
}

void OutputBuffer::add(std::size_t bytes, std::uint64_t events) noexcept {
  was_used_.store(true, std::memory_order_relaxed);
  events_ += events;
  used_.store(begin_of_room() + bytes, std::memory_order_relaxed);
}

void OutputBuffer::note_output() noexcept {
  RingFileHead *const file = ring_file_if_made();
  if (!file)
    return;
  file->is_spool = sink_->takes_records;
  if (sink_->position() != DrainPoint::nowhere) // creates the file of a forked child
    note_path(file);
}

void OutputBuffer::note_position(const Thread *t) noexcept {
  if (!t->ring_region)
    return;
  point_.ring = t->ring_region->offset;
  point_.position = t->drain_at;
  publish_point();
}

void OutputBuffer::note_losses_reported(std::uint64_t lost) noexcept {
  point_.losses_reported = lost;
  publish_point();
}

void OutputBuffer::write(bool in_any_case) noexcept {
  if (used_ == 0 || keeps_unwritten_events() || !may_write())
    return;
  if (is_broken_.load(std::memory_order_relaxed))
    return drop_contents();
  if (is_disk_full_.load(std::memory_order_relaxed) && !in_any_case && sys::monotonic_ns() < next_try_ns_)
    return;
  end_batch();
  begin_write();
  // For a regular file, recover determines how far the output got.
  RingFileHead *const file = point_.output_size == DrainPoint::nowhere ? ring_file_if_made() : nullptr;
  std::uint64_t unwatched = sent_;
  std::uint64_t &progress = file ? file->points[file->point.load(std::memory_order_relaxed) & 1].written : unwatched;
  const int error = sink_->write({.bytes = Slice(buffer_ + sent_, used_ - sent_),
                                  .events = events_,
                                  .content_type = format_ ? format_->content_type : Slice(),
                                  .size_prefix = format_ && sent_ == 0 ? format_->size_prefix : 0,
                                  .logs_at = has_batch_end_ && sent_ == 0 ? logs_at_ : used_ - sent_,
                                  .log_records = has_batch_end_ && sent_ == 0 ? log_records_ : 0,
                                  .is_final = is_final_},
                                 progress);
  sent_ = progress;
  if (error == EAGAIN)
    return keep_remaining_bytes();
  if (is_full_disk(error))
    return wait_for_space(error);
  if (error != 0)
    return abandon_output(error);
  if (is_disk_full_.exchange(false, std::memory_order_relaxed))
    budget_suspend(false);
  point_.events_written += events_;
  clear();
}

void OutputBuffer::make_room_for_last_report() noexcept {
  write();
  const bool ends_in_line = sent_ == 0 || buffer_[sent_ - 1] == '\n';
  if (!is_disk_full_.load(std::memory_order_relaxed) || is_in_file() || !format_ || has_envelope() || !ends_in_line)
    return;
  const std::uint64_t lost = count_events_left();
  point_.events_written += events_ - lost;
  point_.sequence -= lost; // the report follows the last line that was written
  dropped_events.add(lost);
  clear();
  is_final_ = true;
}

bool OutputBuffer::has_room_for_loss_report() noexcept {
  return !is_broken_.load(std::memory_order_relaxed) && room().room() >= max_loss_report_size;
}
bool OutputBuffer::keeps_unwritten_events() const noexcept {
  return is_broken_.load(std::memory_order_relaxed) && is_in_file();
}
bool OutputBuffer::is_stuck() const noexcept {
  return is_disk_full_.load(std::memory_order_relaxed) || is_broken_.load(std::memory_order_relaxed) ||
         is_behind_.load(std::memory_order_relaxed);
}

int OutputBuffer::take_failure() noexcept {
  return failure_.load(std::memory_order_relaxed) == 0 ? 0 : failure_.exchange(0, std::memory_order_acq_rel);
}

void OutputBuffer::reset_in_child() noexcept {
  is_disk_full_.store(false, std::memory_order_relaxed);
  is_final_ = false;
  has_overflowed_ = false;
  used_.store(0, std::memory_order_relaxed);
  sent_ = 0;
  buffer_ = nullptr;
  events_ = 0;
  has_batch_end_ = false;
  was_used_.store(false, std::memory_order_relaxed);
  is_behind_.store(false, std::memory_order_relaxed);
  point_ = {0, 0, 0, 0, 0, 0, 0, DrainPoint::nowhere};
  if (sink_->forked)
    sink_->forked();
}

} // namespace telinject
