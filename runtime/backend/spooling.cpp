// Writes the blocks of a spool (spooling.h).
#include "runtime/backend/spooling.h"

#include "runtime/backend/output_buffer.h"
#include "runtime/base/modules.h"
#include "runtime/core/drop_counter.h"
#include "runtime/core/lost_spans.h"
#include "runtime/frontend/literals.h"
#include "runtime/sinks/patience.h"

namespace telinject {

namespace {

constinit bool begun = false;
constinit ClockLine last_clock;
constinit std::uint64_t modules_written = 0; // generation

// Returns false if the buffer has no room because the output takes nothing.
bool put_block(BlockKind kind, const void *data, std::uint64_t size, const void *extra = nullptr,
               std::uint64_t extra_size = 0, std::uint64_t events = 0) {
  TextBuffer out = output_buffer_room();
  if (!begun) {
    SpoolHead head{};
    std::memcpy(head.magic, spool_magic, sizeof head.magic);
    head.version = file_format_version;
    head.layout = file_format_layout;
    out.put(reinterpret_cast<const char *>(&head), sizeof head);
  }
  const BlockHead block{kind, 0, size + extra_size};
  out.put(reinterpret_cast<const char *>(&block), sizeof block);
  out.put(static_cast<const char *>(data), size);
  out.put(static_cast<const char *>(extra), extra_size);
  if (out.overflow()) {
    output_buffer_note_overflow();
    dropped_events.add(events);
    return false;
  }
  begun = true;
  output_buffer_add(out.size(), events);
  return true;
}

std::size_t skip(Thread *t, const Record *r) {
  t->drain_at += r->size;
  dropped_events.add(events_of(r->kind));
  return 1;
}

bool put_modules(const Modules &modules) {
  static char memory[256 * 1024]; // only one thread drains at a time
  TextBuffer out(memory, sizeof memory);
  for (std::size_t i = 0; i < modules.count; ++i) {
    const Module &m = modules.list[i];
    const std::size_t size_before = out.size();
    const StoredModule saved{m.start, m.end, m.offset, m.name.size};
    out.put(reinterpret_cast<const char *>(&saved), sizeof saved);
    out.put(m.name);
    out.put("\0\0\0\0\0\0\0", padded(m.name.size) - m.name.size);
    if (out.overflow())
      out.truncate(size_before);
  }
  const bool is_put = put_block(BlockKind::modules, memory, out.size());
  if (output_buffer_is_full())
    output_buffer_write();
  return is_put;
}

// Records which modules are mapped at these addresses, while they are.
void note_modules(const Record *r) {
  if (r->kind != RecordKind::enter || (r->flags & record_has_caller) == 0)
    return;
  CallAddresses call;
  std::memcpy(&call, reinterpret_cast<const char *>(r) + r->size - sizeof call, sizeof call);
  find_module(call.hook);
  find_module(call.caller);
}

// Writes as many consecutive whole records of one ring as fit; returns their number.
std::size_t spool_run(Thread *t) {
  constexpr std::size_t max_run_bytes = 256 * 1024;
  const auto *begin = reinterpret_cast<const char *>(t->ring.record(t->drain_at));
  std::size_t size = 0, records = 0;
  std::uint64_t events = 0;
  note_drained();
  while (t->drain_at != t->drain_end && size < max_run_bytes) {
    const Record *r = t->ring.record(t->drain_at);
    if (reinterpret_cast<const char *>(r) != begin + size)
      break; // the ring wraps around
    if (belongs_to_lost_span(r)) {
      if (size == 0)
        return skip(t, r);
      break;
    }
    note_modules(r);
    size += r->size;
    t->drain_at += r->size;
    events += events_of(r->kind);
    ++records;
  }
  if (const Modules modules = known_modules(); modules.generation != modules_written && put_modules(modules))
    modules_written = modules.generation;
  const ChunkHead chunk{reinterpret_cast<std::uintptr_t>(t), t->facts};
  const bool is_put = put_block(BlockKind::records, &chunk, sizeof chunk, begin, size, events);
  for (std::size_t offset = 0; offset < size && (!is_put || lost_periods != 0);) {
    const auto *r = reinterpret_cast<const Record *>(begin + offset);
    note_taken(r, !is_put);
    offset += r->size;
  }
  if (!is_put)
    forget_literals(); // the block may have contained some
  return records;
}

} // namespace

void spool_process(const StoredProcess &process) {
  put_block(BlockKind::process, &process, sizeof process);
}

void spool_clock(const ClockLine &line) {
  if (line == last_clock)
    return;
  if (put_block(BlockKind::clock, &line, sizeof line))
    last_clock = line;
}

std::size_t spool_rings(Thread *list) {
  std::size_t records = 0;
  for (Thread *t = list; t; t = t->drain_next)
    while (t->drain_at != t->drain_end) {
      records += spool_run(t);
      output_buffer_note_position(t);
      t->ring.consume_to(t->drain_at);
      if (output_buffer_is_full())
        output_buffer_write(false);
    }
  put_block(BlockKind::round, nullptr, 0);
  return records;
}

void spool_loss_report(const LossReport &report) {
  put_block(BlockKind::loss_report, &report, sizeof report);
}

std::uint64_t spool_events_behind(Slice blocks, std::size_t size) {
  const auto skip = [&](std::size_t bytes) {
    blocks = blocks.drop_front(bytes);
    size -= bytes < size ? bytes : size;
  };
  std::uint64_t events = 0;
  if (blocks.starts_with(Slice(spool_magic, sizeof spool_magic)))
    skip(sizeof(SpoolHead));
  while (!blocks.empty()) {
    const BlockHead block = *reinterpret_cast<const BlockHead *>(blocks.data);
    skip(sizeof block);
    std::size_t remaining = block.size;
    for (bool in_records = false; remaining != 0; in_records = true) {
      const auto *r = reinterpret_cast<const Record *>(blocks.data);
      const bool is_record = block.kind == BlockKind::records && in_records;
      const std::size_t bytes = is_record ? r->size : block.kind == BlockKind::records ? sizeof(ChunkHead) : remaining;
      if (is_record && bytes > size)
        events += events_of(r->kind);
      skip(bytes);
      remaining -= bytes;
    }
  }
  return events;
}

void spool_reset() {
  begun = false;
  modules_written = 0;
  last_clock = ClockLine();
}

} // namespace telinject
