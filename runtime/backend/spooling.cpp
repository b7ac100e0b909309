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

std::size_t skip(Thread *t, const Record *r) {
  t->drain_at += r->size;
  dropped_events.add(events_of(r->kind));
  return 1;
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

} // namespace

constinit SpoolWriter spool_writer(output_buffer);

// Returns false if the buffer has no room because the output takes nothing.
bool SpoolWriter::put_block(BlockKind kind, const void *data, std::uint64_t size, const void *extra,
                            std::uint64_t extra_size, std::uint64_t events) noexcept {
  TextBuffer out = out_.room();
  if (!has_head_) {
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
    out_.note_overflow();
    dropped_events.add(events);
    return false;
  }
  has_head_ = true;
  out_.add(out.size(), events);
  return true;
}

// Writes the modules unless their list has been written already.
void SpoolWriter::put_modules() noexcept {
  static char memory[256 * 1024]; // only one thread drains at a time
  const Modules modules = known_modules();
  if (modules.generation == modules_written_)
    return;
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
  if (put_block(BlockKind::modules, memory, out.size()))
    modules_written_ = modules.generation;
  if (out_.is_full())
    out_.write();
}

// Writes as many consecutive whole records of one ring as fit; returns their number.
std::size_t SpoolWriter::write_run(Thread *t) noexcept {
  constexpr std::size_t max_run_bytes = 256 * 1024;
  const auto *begin = reinterpret_cast<const char *>(t->ring.record(t->drain_at));
  std::size_t size = 0, records = 0;
  std::uint64_t events = 0;
  note_drained();
  while (t->drain_at != t->drain_end && size < max_run_bytes) {
    const Record *r = t->ring.record(t->drain_at);
    if (reinterpret_cast<const char *>(r) != begin + size)
      break; // the ring wraps around
    if (!check_next_record(t)) {
      if (size == 0)
        return 0;
      break;
    }
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
  put_modules();
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

void SpoolWriter::write_process(const StoredProcess &process) noexcept {
  put_block(BlockKind::process, &process, sizeof process);
}

void SpoolWriter::write_clock(const ClockLine &line) noexcept {
  if (line == last_clock_)
    return;
  if (put_block(BlockKind::clock, &line, sizeof line))
    last_clock_ = line;
}

std::size_t SpoolWriter::write_rings(Thread *list) noexcept {
  std::size_t records = 0;
  for (Thread *t = list; t; t = t->drain_next)
    while (t->drain_at != t->drain_end) {
      records += write_run(t);
      out_.note_position(t);
      t->ring.consume_to(t->drain_at);
      if (out_.is_full())
        out_.write(false);
    }
  put_block(BlockKind::round, nullptr, 0);
  return records;
}

void SpoolWriter::write_loss_report(const LossReport &report) noexcept {
  put_block(BlockKind::loss_report, &report, sizeof report);
}

std::uint64_t count_spooled_events_behind(Slice blocks, std::size_t size) noexcept {
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

void SpoolWriter::reset_in_child() noexcept {
  has_head_ = false;
  modules_written_ = 0;
  last_clock_ = ClockLine();
}

} // namespace telinject
