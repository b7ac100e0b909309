// Feeds stored records to the runtime's renderer.
#include "tool/events/replay/replay.h"

#include <algorithm>
#include <cstring>
#include <queue>

#include "runtime/formats/rendering.h"
#include "tool/events/input/text.h"

namespace telinject::events {
namespace {

Replay *current = nullptr;
constexpr std::size_t kMaxLineLength = 512 * 1024;
constexpr std::size_t kBatchSize = 1024 * 1024;
constexpr std::uint64_t kMaxInner = 128; // as SpanAssembler has it

std::string bytes_of(const Record &r) {
  return {reinterpret_cast<const char *>(&r), r.size};
}

// The records inside a span.
struct StoredInner : InnerRecords {
  StoredInner(const std::vector<std::string> &from, std::uint64_t event_count, std::uint64_t more)
      : InnerRecords{next_record, event_count, more}, records(from) {}
  static const Record *next_record(InnerRecords &self) {
    auto &inner = static_cast<StoredInner &>(self);
    return inner.at == inner.records.size() ? nullptr
                                            : reinterpret_cast<const Record *>(inner.records[inner.at++].data());
  }
  const std::vector<std::string> &records;
  std::size_t at = 0;
};

} // namespace

Replay::Replay(Write write, void *context, std::uint64_t sequence, std::string format)
    : write_(write), context_(context), sequence_(sequence), format_name_(std::move(format)),
      batch_(kBatchSize + kMaxLineLength) {
  current = this;
  SiteCache::read_by(read);
  resolve_call = resolve;
  rendering_forget_sites();
}

Replay::~Replay() {
  current = nullptr;
  resolve_call = nullptr;
  rendering_forget_sites();
}

bool Replay::use_process(const StoredProcess &process) {
  process_ = process;
  if (format_name_.empty())
    format_name_.assign(process_.format, strnlen(process_.format, sizeof process_.format));
  format_ = find_format({format_name_.data(), format_name_.size()});
  if (!format_)
    return false;
  // These values index tables of names.
  if (process_.cloud.vendor >= Vendor::count)
    process_.cloud.vendor = Vendor::local;
  if (process_.cloud.source > Source::file)
    process_.cloud.source = Source::none;
  format_->set_process(facts_of(process_));
  rendering_start(format_,
                  {.slow_ns = process_.slow_ns,
                   .value_bytes = std::clamp<std::uint64_t>(process_.value_bytes, 1, max_value_bytes),
                   .known_methods = Slice(process_.http_known_methods,
                                          strnlen(process_.http_known_methods, sizeof process_.http_known_methods))},
                  emit, emit_span);
  return true;
}

void Replay::use_clock(const ClockLine &line) {
  clock_use(line);
}

void Replay::use_modules(std::string_view modules) {
  modules_.clear();
  StoredModule m;
  while (modules.size() >= sizeof m) {
    std::memcpy(&m, modules.data(), sizeof m);
    modules.remove_prefix(sizeof m);
    if (m.size > modules.size() || padded(m.size) > modules.size())
      break;
    if (m.start < m.end && (modules_.empty() || modules_.back().location.end <= m.start))
      modules_.push_back({m, modules.substr(0, m.size)});
    modules.remove_prefix(padded(m.size));
  }
}

// Formats an address for CallResolver; empty if no module contains it.
std::string Replay::code_address(std::uint64_t address) const {
  const auto next = std::upper_bound(modules_.begin(), modules_.end(), address,
                                     [](std::uint64_t a, const Module &m) { return a < m.location.start; });
  if (next == modules_.begin() || address >= (next - 1)->location.end || (next - 1)->name.empty())
    return {};
  const Module &module = *(next - 1);
  return join(module.name, "+0x", hex16(module.location.offset + (address - module.location.start)));
}

bool Replay::resolve(const CallAddresses &call, Slice function, CallPlace &location) {
  Replay &replay = *current;
  const auto found = replay.calls_.resolve(replay.code_address(call.hook),
                                           call.caller ? replay.code_address(call.caller) : std::string(),
                                           {function.data, function.size});
  if (!found)
    return false;
  replay.call_location_ = *found;
  location = {{replay.call_location_.file.data(), replay.call_location_.file.size()}, replay.call_location_.line};
  return true;
}

void Replay::add_literal(const LiteralText &literal, bool only_new) {
  const std::string_view text = literal.text.substr(0, SiteCache::longest);
  const auto [at, added] = literals_.try_emplace(literal.address, text);
  if (added || only_new || at->second == text)
    return;
  at->second = text;
  rendering_forget_sites(); // discards sites parsed from the old text
}

void Replay::add_literals(const std::vector<Chunk> &chunks, bool only_new) {
  for (const Chunk &chunk : chunks)
    for (const Record *r : chunk.records)
      if (r->kind == RecordKind::literal)
        add_literal(literal_of(*r), only_new);
}

// Texts may be missing if a file is incomplete.
bool Replay::has_texts(const Record &r) {
  const NeededLiterals needed = literals_needed_by(r);
  bool all = true;
  for (std::size_t i = 0; i < needed.count; ++i)
    all = read(needed.list[i]).size != 0 && all;
  return all;
}

void Replay::render(const std::vector<Chunk> &chunks) {
  if (!format_)
    return;
  // The chunks of one ring form a source, whose records are sorted.
  struct Source {
    std::vector<std::pair<const Chunk *, const Record *>> records;
    std::size_t next = 0;
    std::uint64_t ticks() const { return records[next].second->ticks; }
  };
  std::vector<std::uint64_t> order;
  std::unordered_map<std::uint64_t, Source> sources;
  for (const Chunk &chunk : chunks)
    for (const Record *r : chunk.records) {
      if (r->kind == RecordKind::literal)
        continue;
      const auto [at, added] = sources.try_emplace(chunk.ring);
      if (added)
        order.push_back(chunk.ring);
      at->second.records.emplace_back(&chunk, r);
    }
  using Next = std::pair<std::uint64_t, std::size_t>; // ticks, index in order
  std::priority_queue<Next, std::vector<Next>, std::greater<>> queue;
  for (std::size_t i = 0; i < order.size(); ++i)
    queue.emplace(sources.at(order[i]).ticks(), i);
  while (!queue.empty()) {
    const std::size_t index = queue.top().second;
    queue.pop();
    Source &source = sources.at(order[index]);
    ThreadText &text = threads_[order[index]];
    // Continue while this source has the oldest record.
    do {
      const auto &[chunk, r] = source.records[source.next++];
      if (has_texts(*r))
        render_one(text, chunk->thread, r);
      else
        skipped_events_ += events_of(r->kind);
    } while (source.next < source.records.size() && (queue.empty() || source.ticks() <= queue.top().first));
    if (source.next < source.records.size())
      queue.emplace(source.ticks(), index);
  }
}

void Replay::render(const LossReport &losses) {
  if (!format_)
    return;
  Event e{};
  e.type = losses.is_summary != 0 ? EventType::telemetry_summary : EventType::telemetry_loss;
  e.unix_ns = clock_unix_ns(losses.ticks);
  e.context = process_.span;
  e.lost_events = losses.lost_events;
  e.events_written = sequence_;
  e.suppressed = losses.suppressed;
  e.traces_sampled_out = losses.traces_sampled_out;
  e.tables.telemetry_cpu_ns = losses.telemetry_cpu_ns;
  e.tables.process_cpu_ns = losses.process_cpu_ns;
  e.disabled_by = losses.disabled_by;
  e.no_aspect_matched = losses.is_summary != 0 && losses.no_aspect_matched != 0;
  if (losses.is_summary != 0)
    render_summary(e, [] {});
  else
    emit(e);
}

// Renders a record, or keeps it until its span has ended.
void Replay::render_one(ThreadText &text, const ThreadFacts &thread, const Record *r) {
  const RecordRole role = traits_of(r->kind).role;
  if (!format_->render_span || role == RecordRole::data)
    return render_record(text, thread, r);
  if (role == RecordRole::exit)
    return end_span(text, thread, r);
  if (role == RecordRole::entry) {
    open_spans_[r->span] = {thread, bytes_of(*r), {}, 0, 0};
    return;
  }
  const auto span = open_spans_.find(r->span);
  if (span == open_spans_.end())
    return render_record(text, thread, r);
  if (span->second.inner.size() == kMaxInner) {
    ++span->second.left_out;
    return count_record(text, thread, r);
  }
  span->second.inner.push_back(bytes_of(*r));
  span->second.inner_events += events_of(r->kind);
}

void Replay::end_span(ThreadText &text, const ThreadFacts &thread, const Record *r) {
  const auto found = open_spans_.find(r->span);
  if (found == open_spans_.end()) {
    skipped_events_ += events_of(r->kind);
    return;
  }
  const OpenSpan &span = found->second;
  StoredInner inner(span.inner, span.inner_events, span.left_out);
  ThreadText text_of_entry{};
  text_of_entry.generation = span.thread.generation + 1;
  render_span({text_of_entry, span.thread, reinterpret_cast<const Record *>(span.entry.data())}, {text, thread, r},
              inner);
  open_spans_.erase(found);
}

void Replay::begin_batch() {
  if (!format_->begin_batch || has_batch_)
    return;
  TextBuffer out(batch_.data(), batch_.size());
  format_->begin_batch(out);
  batch_size_ = out.size();
  has_batch_ = true;
}

// Returns false, and adds nothing, if it is longer than what a process writes.
template <class Render> bool Replay::append(std::uint64_t events, Render render) {
  begin_batch();
  TextBuffer out(batch_.data() + batch_size_, kMaxLineLength - max_batch_end);
  render(out);
  if (out.overflow())
    return false;
  sequence_ += events;
  events_ += events;
  batch_size_ += out.size();
  if (!has_batch_ || batch_size_ >= kBatchSize)
    finish();
  return true;
}

void Replay::finish() {
  if (batch_size_ == 0)
    return;
  std::size_t size = batch_size_;
  if (has_batch_) {
    TextBuffer end(batch_.data() + size, batch_.size() - size);
    format_->end_batch(batch_.data(), size, end);
    size += end.size();
  }
  write_(context_, {batch_.data(), size});
  batch_size_ = 0;
  has_batch_ = false;
}

bool Replay::emit(Event &event) {
  event.sequence = current->sequence_ + 1;
  return current->append(1, [&](TextBuffer &out) { current->format_->render(event, out); });
}

bool Replay::emit_span(Event &entry, Event &exit, InnerEvents &inner) {
  entry.sequence = current->sequence_ + 1;
  exit.sequence = entry.sequence + 1;
  return current->append(2 + inner.count,
                         [&](TextBuffer &out) { current->format_->render_span(entry, exit, inner, out); });
}

std::string missing_texts(const Replay &replay) {
  return "the texts of " + counted(replay.missing_literals(), "literal are", "literals are") + " not in it; " +
         counted(replay.skipped_events(), "event", "events") + " skipped";
}

Slice Replay::read(const char *literal) {
  const auto address = static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(literal));
  const auto at = current->literals_.find(address);
  if (at != current->literals_.end())
    return {at->second.data(), at->second.size()};
  current->missing_[address] = true;
  return {};
}

} // namespace telinject::events
