// Implements the buffer in front of the output (output_buffer.h).
#include "runtime/backend/output_buffer.h"

#include "runtime/backend/spooling.h"
#include "runtime/base/sys.h"
#include "runtime/core/drop_counter.h"
#include "runtime/frontend/state.h"
#include "runtime/storage/ring_file.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>

namespace telinject {

namespace {

constexpr std::size_t write_size = 1024 * 1024;         // handed to the output at once
constexpr std::size_t spare_size = 512 * 1024;          // additional room for the line that crosses that size
constexpr std::size_t max_loss_report_size = 16 * 1024; // upper bound of the size of a loss report
constexpr std::int64_t retry_period_ns = 100'000'000;

constinit const Sink *sink = nullptr;
constinit char *private_buffer = nullptr; // private to the process
constinit char *buffer = nullptr;
constinit std::atomic<std::size_t> used{0}; // only the thread that holds the drain lock writes it
constinit std::size_t sent = 0;             // bytes of the buffer already written, if the output took only a part
constinit std::uint64_t events_in_buffer = 0;
constinit std::atomic<int> failure{0};
constinit std::atomic<bool> broken{false};
constinit std::atomic<bool> full{false}; // the disk is full: the buffer waits for space
constinit bool full_is_reported = false;
constinit bool has_overflowed = false;
constinit std::int64_t next_try_ns = 0;
constinit DrainPoint drain_point{0, 0, 0, 0, 0, 0, 0, DrainPoint::nowhere};

bool in_file() {
  return buffer && buffer == ring_file_buffer();
}

// Publishes the drain point with a single store.
void note_point() {
  RingFileHead *const file = ring_file_if_made();
  if (!file)
    return;
  drain_point.used = in_file() ? used.load(std::memory_order_relaxed) : 0;
  const std::uint32_t next_slot = file->point.load(std::memory_order_relaxed) ^ 1;
  file->points[next_slot & 1] = drain_point;
  file->point.store(next_slot & 1, std::memory_order_release);
}

void note_path(RingFileHead *file) {
  if (file->output_path[0] != '\0')
    return;
  char link[40];
  TextBuffer name(link, sizeof link);
  name.put("/proc/self/fd/");
  name.decimal(static_cast<std::uint64_t>(sink->descriptor()));
  name.put('\0');
  const long n = sys::call(SYS_readlinkat, AT_FDCWD, sys::as_long(link), sys::as_long(file->output_path),
                           sizeof file->output_path - 1);
  file->output_path[n > 0 ? n : 0] = '\0';
}

// Before a write: notes its start position in a regular file.
void begin_write() {
  RingFileHead *const file = ring_file_if_made();
  if (!file)
    return;
  drain_point.output_size = sink->position();
  drain_point.written = sent;
  if (drain_point.output_size != DrainPoint::nowhere)
    note_path(file);
  note_point();
}

void forget_buffer() {
  used.store(0, std::memory_order_relaxed);
  sent = 0;
  events_in_buffer = 0;
  has_overflowed = false;
  drain_point.written = 0;
  drain_point.output_size = DrainPoint::nowhere;
  note_point();
}

// Counts the events that have not fully reached the output.
std::uint64_t events_left() {
  if (sent == 0)
    return events_in_buffer;
  const Slice contents(buffer, used.load(std::memory_order_relaxed));
  if (sink->takes_records)
    return spool_events_behind(contents, sent);
  std::uint64_t lines = 0;
  for (Slice remaining = contents.drop_front(sent); !remaining.empty();
       remaining = remaining.drop_front(remaining.find('\n') + 1))
    ++lines;
  return lines;
}

// After an output error: drops the buffer, because no output takes it.
void drop_buffer() {
  dropped_events.add(events_in_buffer);
  forget_buffer();
}

// The writer thread has no standard error: the thread of the next event prints the message, and switches telemetry off
// unless space may become available again.
void report_failure(int error) {
  failure.store(error, std::memory_order_release);
  begin_synchronous();
}

// Events in the ring file are not lost: telinject-events recover restores them.
void abandon_output(int error) {
  const std::uint64_t events_remaining = events_left();
  drain_point.events_written += events_in_buffer - events_remaining;
  events_in_buffer = events_remaining;
  drain_point.written = sent;
  drain_point.output_size = DrainPoint::nowhere;
  note_point();
  if (!in_file()) {
    dropped_events.add(events_remaining);
    forget_buffer();
  }
  if (!broken.exchange(true, std::memory_order_relaxed))
    report_failure(error);
}

bool is_full_disk(int error) {
  return (error == ENOSPC || error == EDQUOT) && sink->position() != DrainPoint::nowhere;
}

// Keeps the rest for the next write.
void keep_remaining_bytes() {
  drain_point.written = sent;
  drain_point.output_size = DrainPoint::nowhere;
  note_point();
}

void wait_for_space(int error) {
  keep_remaining_bytes();
  full.store(true, std::memory_order_relaxed);
  next_try_ns = sys::monotonic_ns() + retry_period_ns;
  if (!full_is_reported)
    report_failure(error);
  full_is_reported = true;
}

} // namespace

void output_buffer_start(const Sink *to) {
  sink = to;
  buffer = nullptr;
}

TextBuffer output_buffer_room() {
  if (used.load(std::memory_order_relaxed) == 0) {
    buffer = ring_file_buffer();
    if (!buffer && !private_buffer)
      private_buffer = static_cast<char *>(sys::map(write_size + spare_size, MAP_NORESERVE));
    if (!buffer)
      buffer = private_buffer;
  }
  if (!buffer || has_overflowed)
    return TextBuffer(nullptr, 0);
  return TextBuffer(buffer + used, write_size + spare_size - used);
}

void output_buffer_note_overflow() {
  has_overflowed = used.load(std::memory_order_relaxed) != 0; // otherwise the line is longer than the buffer
}

void output_buffer_count_event() {
  ++drain_point.sequence;
}

void output_buffer_add(std::size_t bytes, std::uint64_t events) {
  events_in_buffer += events;
  used.store(used.load(std::memory_order_relaxed) + bytes, std::memory_order_relaxed);
}

void output_buffer_note_output() {
  RingFileHead *const file = ring_file_if_made();
  if (!file)
    return;
  file->is_spool = sink->takes_records;
  if (sink->position() != DrainPoint::nowhere) // creates the file of a forked child
    note_path(file);
}

void output_buffer_note_position(const Thread *t) {
  if (!t->ring_region)
    return;
  drain_point.ring = t->ring_region->offset;
  drain_point.position = t->drain_at;
  note_point();
}

void output_buffer_note_losses_reported(std::uint64_t lost) {
  drain_point.losses_reported = lost;
  note_point();
}

bool output_buffer_is_full() {
  return used.load(std::memory_order_relaxed) >= write_size;
}

void output_buffer_write(bool in_any_case) {
  if (used == 0 || output_buffer_keeps_unwritten_events())
    return;
  if (broken.load(std::memory_order_relaxed))
    return drop_buffer();
  if (full.load(std::memory_order_relaxed) && !in_any_case && sys::monotonic_ns() < next_try_ns)
    return;
  begin_write();
  // For a regular file, recover determines how far the output got.
  RingFileHead *const file = drain_point.output_size == DrainPoint::nowhere ? ring_file_if_made() : nullptr;
  std::uint64_t unwatched = sent;
  std::uint64_t &progress = file ? file->points[file->point.load(std::memory_order_relaxed) & 1].written : unwatched;
  const int error = sink->write(Slice(buffer + sent, used - sent), progress);
  sent = progress;
  if (error == EAGAIN)
    return keep_remaining_bytes();
  if (is_full_disk(error))
    return wait_for_space(error);
  if (error != 0)
    return abandon_output(error);
  full.store(false, std::memory_order_relaxed);
  drain_point.events_written += events_in_buffer;
  forget_buffer();
}

bool output_buffer_has_room_for_loss_report() {
  return !broken.load(std::memory_order_relaxed) && output_buffer_room().room() >= max_loss_report_size;
}
bool output_buffer_keeps_unwritten_events() {
  return broken.load(std::memory_order_relaxed) && in_file();
}
bool output_buffer_is_stuck() {
  return full.load(std::memory_order_relaxed) || broken.load(std::memory_order_relaxed);
}

bool output_buffer_has_output() {
  return used.load(std::memory_order_relaxed) != 0;
}
std::uint64_t output_buffer_sequence() {
  return drain_point.sequence;
}
std::uint64_t output_buffer_events_written() {
  return drain_point.events_written;
}
std::uint64_t output_buffer_losses_reported() {
  return drain_point.losses_reported;
}
int output_buffer_take_failure() {
  return failure.load(std::memory_order_relaxed) == 0 ? 0 : failure.exchange(0, std::memory_order_acq_rel);
}
bool output_buffer_has_failed() {
  return broken.load(std::memory_order_relaxed);
}

void output_buffer_reset() {
  full.store(false, std::memory_order_relaxed);
  has_overflowed = false;
  used.store(0, std::memory_order_relaxed);
  sent = 0;
  buffer = nullptr;
  events_in_buffer = 0;
  drain_point = {0, 0, 0, 0, 0, 0, 0, DrainPoint::nowhere};
  if (sink->forked)
    sink->forked();
}

} // namespace telinject
