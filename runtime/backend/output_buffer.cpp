// The output's buffer: see output_buffer.h.
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

constexpr std::size_t write_size = 1024 * 1024; // handed to the output at once
constexpr std::size_t spare_size = 512 * 1024;  // for what goes past that
constexpr std::size_t account_size = 16 * 1024; // room that a line about losses needs, at most
constexpr std::int64_t retry_period_ns = 100'000'000;

constinit const Sink *sink = nullptr;
constinit char *own_buffer = nullptr; // of the process alone
constinit char *buffer = nullptr;
constinit std::atomic<std::size_t> used{0}; // written by who drains alone
constinit std::size_t sent = 0;             // so much of that has gone out, as the output took no more
constinit std::uint64_t events_in_buffer = 0;
constinit std::atomic<int> failure{0};
constinit std::atomic<bool> broken{false};
constinit std::atomic<bool> full{false}; // the disk: what is in the buffer waits for room
constinit bool full_is_reported = false;
constinit bool has_overflowed = false;
constinit std::int64_t next_try_ns = 0;
constinit DrainPoint here{0, 0, 0, 0, 0, 0, 0, DrainPoint::nowhere};

bool in_file() {
  return buffer && buffer == ring_file_buffer();
}

// Makes what is noted count, by one store.
void note_point() {
  RingFileHead *const file = ring_file_if_made();
  if (!file)
    return;
  here.used = in_file() ? used.load(std::memory_order_relaxed) : 0;
  const std::uint32_t other = file->point.load(std::memory_order_relaxed) ^ 1;
  file->points[other & 1] = here;
  file->point.store(other & 1, std::memory_order_release);
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

// Before the write: where it begins in a regular file.
void begin_write() {
  RingFileHead *const file = ring_file_if_made();
  if (!file)
    return;
  here.output_size = sink->position();
  here.written = sent;
  if (here.output_size != DrainPoint::nowhere)
    note_path(file);
  note_point();
}

void forget_buffer() {
  used.store(0, std::memory_order_relaxed);
  sent = 0;
  events_in_buffer = 0;
  has_overflowed = false;
  here.written = 0;
  here.output_size = DrainPoint::nowhere;
  note_point();
}

// Events of which not all has reached the output.
std::uint64_t events_left() {
  if (sent == 0)
    return events_in_buffer;
  const Slice all(buffer, used.load(std::memory_order_relaxed));
  if (sink->takes_records)
    return spool_events_behind(all, sent);
  std::uint64_t lines = 0;
  for (Slice rest = all.drop_front(sent); !rest.empty(); rest = rest.drop_front(rest.find('\n') + 1))
    ++lines;
  return lines;
}

// After the output broke: nothing takes it any more.
void drop_buffer() {
  dropped_events.add(events_in_buffer);
  forget_buffer();
}

// The writer thread has no standard error: the next event's thread tells of it, and switches telemetry off unless there
// may be room again.
void report_failure(int error) {
  failure.store(error, std::memory_order_release);
  begin_synchronous();
}

// What the ring file keeps is not lost: telinject-events recover gives it.
void give_up(int error) {
  const std::uint64_t left = events_left();
  here.events_written += events_in_buffer - left;
  events_in_buffer = left;
  here.written = sent;
  here.output_size = DrainPoint::nowhere;
  note_point();
  if (!in_file()) {
    dropped_events.add(left);
    forget_buffer();
  }
  if (!broken.exchange(true, std::memory_order_relaxed))
    report_failure(error);
}

bool is_full_disk(int error) {
  return (error == ENOSPC || error == EDQUOT) && sink->position() != DrainPoint::nowhere;
}

// The rest waits for another time.
void keep_rest() {
  here.written = sent;
  here.output_size = DrainPoint::nowhere;
  note_point();
}

void wait_for_space(int error) {
  keep_rest();
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
    if (!buffer && !own_buffer)
      own_buffer = static_cast<char *>(sys::map(write_size + spare_size, MAP_NORESERVE));
    if (!buffer)
      buffer = own_buffer;
  }
  if (!buffer || has_overflowed)
    return TextBuffer(nullptr, 0);
  return TextBuffer(buffer + used, write_size + spare_size - used);
}

void output_buffer_note_overflow() {
  has_overflowed = used.load(std::memory_order_relaxed) != 0; // else it is longer than the buffer
}

void output_buffer_count_event() {
  ++here.sequence;
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
  if (sink->position() != DrainPoint::nowhere) // makes a forked child's file
    note_path(file);
}

void output_buffer_note_position(const Thread *t) {
  if (!t->ring_region)
    return;
  here.ring = t->ring_region->offset;
  here.position = t->drain_at;
  note_point();
}

void output_buffer_note_losses_told(std::uint64_t lost) {
  here.losses_reported = lost;
  note_point();
}

bool output_buffer_is_full() {
  return used.load(std::memory_order_relaxed) >= write_size;
}

void output_buffer_write(bool in_any_case) {
  if (used == 0 || output_buffer_keeps_rest())
    return;
  if (broken.load(std::memory_order_relaxed))
    return drop_buffer();
  if (full.load(std::memory_order_relaxed) && !in_any_case && sys::monotonic_ns() < next_try_ns)
    return;
  begin_write();
  // Of a regular file, recover looks up how far it came.
  RingFileHead *const file = here.output_size == DrainPoint::nowhere ? ring_file_if_made() : nullptr;
  std::uint64_t unwatched = sent;
  std::uint64_t &progress = file ? file->points[file->point.load(std::memory_order_relaxed) & 1].written : unwatched;
  const int error = sink->write(Slice(buffer + sent, used - sent), progress);
  sent = progress;
  if (error == EAGAIN)
    return keep_rest();
  if (is_full_disk(error))
    return wait_for_space(error);
  if (error != 0)
    return give_up(error);
  full.store(false, std::memory_order_relaxed);
  here.events_written += events_in_buffer;
  forget_buffer();
}

bool output_buffer_has_room_for_loss_report() {
  return !broken.load(std::memory_order_relaxed) && output_buffer_room().room() >= account_size;
}
bool output_buffer_keeps_rest() {
  return broken.load(std::memory_order_relaxed) && in_file();
}
bool output_buffer_is_stuck() {
  return full.load(std::memory_order_relaxed) || broken.load(std::memory_order_relaxed);
}

bool output_buffer_has_output() {
  return used.load(std::memory_order_relaxed) != 0;
}
std::uint64_t output_buffer_sequence() {
  return here.sequence;
}
std::uint64_t output_buffer_events_written() {
  return here.events_written;
}
std::uint64_t output_buffer_losses_told() {
  return here.losses_reported;
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
  here = {0, 0, 0, 0, 0, 0, 0, DrainPoint::nowhere};
  if (sink->forked)
    sink->forked();
}

} // namespace telinject
