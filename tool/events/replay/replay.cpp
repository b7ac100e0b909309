// Between files of records and the runtime's renderer.
#include "tool/events/replay/replay.h"

#include <algorithm>
#include <cstring>
#include <queue>

#include "runtime/formats/rendering.h"
#include "tool/events/input/text.h"

namespace telinject::events {
namespace {

Replay *current = nullptr;
constexpr std::size_t kLongestLine = 512 * 1024;

} // namespace

Replay::Replay(Write write, void *context, std::uint64_t sequence)
    : write_(write), context_(context), sequence_(sequence), line_(kLongestLine) {
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
  format_ = find_format(Slice(process_.format, strnlen(process_.format, sizeof process_.format)));
  if (!format_)
    return false;
  // Names of these are looked up in tables.
  if (process_.cloud.vendor > Vendor::azure)
    process_.cloud.vendor = Vendor::local;
  if (process_.cloud.source > Source::file)
    process_.cloud.source = Source::none;
  format_->set_process(facts_of(process_));
  rendering_start(
      format_,
      {.slow_ns = process_.slow_ns, .value_bytes = std::clamp<std::uint64_t>(process_.value_bytes, 1, max_value_bytes)},
      take);
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
    if (m.start < m.end && (modules_.empty() || modules_.back().place.end <= m.start))
      modules_.push_back({m, modules.substr(0, m.size)});
    modules.remove_prefix(padded(m.size));
  }
}

// As CallResolver reads it; empty where nothing is known to be there.
std::string Replay::in_file(std::uint64_t address) const {
  const auto behind = std::upper_bound(modules_.begin(), modules_.end(), address,
                                       [](std::uint64_t a, const Module &m) { return a < m.place.start; });
  if (behind == modules_.begin() || address >= (behind - 1)->place.end || (behind - 1)->name.empty())
    return {};
  const Module &module = *(behind - 1);
  return join(module.name, "+0x", hex16(module.place.offset + (address - module.place.start)));
}

bool Replay::resolve(const CallAddresses &call, Slice function, CallPlace &place) {
  Replay &self = *current;
  const auto found = self.calls_.resolve(
      self.in_file(call.hook), call.caller ? self.in_file(call.caller) : std::string(), {function.data, function.size});
  if (!found)
    return false;
  self.call_place_ = *found;
  place = {{self.call_place_.file.data(), self.call_place_.file.size()}, self.call_place_.line};
  return true;
}

void Replay::learn(const LiteralText &literal, bool only_new) {
  const std::string_view text = literal.text.substr(0, SiteCache::longest);
  const auto [at, added] = literals_.try_emplace(literal.address, text);
  if (added || only_new || at->second == text)
    return;
  at->second = text;
  rendering_forget_sites(); // what was parsed at that address
}

void Replay::learn_from(const std::vector<Chunk> &chunks, bool only_new) {
  for (const Chunk &chunk : chunks)
    for (const Record *r : chunk.records)
      if (r->kind == RecordKind::literal)
        learn(literal_of(*r), only_new);
}

// They may be missing where a file was not written to its end.
bool Replay::knows_texts(const Record &r) {
  const NeededLiterals needed = literals_needed_by(r);
  bool all = true;
  for (std::size_t i = 0; i < needed.count; ++i)
    all = read(needed.list[i]).size != 0 && all;
  return all;
}

void Replay::render(const std::vector<Chunk> &chunks) {
  if (!format_)
    return;
  // All chunks of a ring are one source: its records are in order.
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
  using Next = std::pair<std::uint64_t, std::size_t>; // ticks, place in order
  std::priority_queue<Next, std::vector<Next>, std::greater<>> queue;
  for (std::size_t i = 0; i < order.size(); ++i)
    queue.emplace(sources.at(order[i]).ticks(), i);
  while (!queue.empty()) {
    const std::size_t place = queue.top().second;
    queue.pop();
    Source &source = sources.at(order[place]);
    ThreadText &text = threads_[order[place]];
    // As long as it has the oldest one.
    do {
      const auto &[chunk, r] = source.records[source.next++];
      if (knows_texts(*r))
        render_record(text, chunk->thread, r);
      else
        left_out_ += events_of(r->kind);
    } while (source.next < source.records.size() && (queue.empty() || source.ticks() <= queue.top().first));
    if (source.next < source.records.size())
      queue.emplace(source.ticks(), place);
  }
}

void Replay::render(const LossReport &account) {
  if (!format_)
    return;
  Event e{};
  e.type = account.is_summary != 0 ? EventType::telemetry_summary : EventType::telemetry_loss;
  e.unix_ns = clock_unix_ns(account.ticks);
  e.context = process_.span;
  e.lost_events = account.lost_events;
  e.events_written = sequence_;
  e.suppressed = account.suppressed;
  e.traces_sampled_out = account.traces_sampled_out;
  take(e);
}

bool Replay::take(Event &event) {
  Replay &self = *current;
  event.sequence = self.sequence_ + 1;
  TextBuffer out(self.line_.data(), self.line_.size());
  self.format_->render(event, out);
  if (out.overflow())
    return false; // longer than any that a process writes
  ++self.sequence_;
  ++self.events_;
  self.write_(self.context_, {out.slice().data, out.size()});
  return true;
}

std::string missing_texts(const Replay &replay) {
  return "the texts of " + counted(replay.without_text(), "literal are", "literals are") + " not in it; " +
         counted(replay.left_out(), "event", "events") + " left out for it";
}

Slice Replay::read(const char *literal) {
  const auto address = static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(literal));
  const auto at = current->literals_.find(address);
  if (at != current->literals_.end())
    return {at->second.data(), at->second.size()};
  current->unknown_[address] = true;
  return {};
}

} // namespace telinject::events
