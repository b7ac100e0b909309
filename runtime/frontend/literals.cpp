// Finds the literals of a record and keeps the set of literals that were already written (literals.h).
#include "runtime/frontend/literals.h"

#include "runtime/base/load.h"
#include "runtime/base/sys.h"
#include "runtime/core/clock.h"
#include "runtime/core/shown.h"
#include "runtime/frontend/thread_ring.h"
#include "runtime/frontend/values.h"

namespace telinject {

constinit bool keep_literals = false;

void literals_start(bool keep) {
  keep_literals = keep;
}

namespace {

constexpr std::size_t max_literal = max_record_size - sizeof(Record);
constexpr std::size_t max_new = 64; // per record

// A set of addresses that any number of threads use at once.  It grows by adding a table of twice the size.
class LiteralSet {
public:
  bool contains(const char *literal) const {
    for (const Table &table : tables_)
      if (const auto *entries = table.entries.load(std::memory_order_acquire))
        for (std::size_t i = 0; i < max_probe; ++i) {
          const char *current = entries[(hash(literal) + i) & (table.size() - 1)].load(std::memory_order_relaxed);
          if (current == literal)
            return true;
          if (!current)
            break;
        }
    return false;
  }
  void add(const char *literal) {
    for (Table &table : tables_) {
      auto *entries = table.make();
      if (!entries)
        return; // written again the next time
      for (std::size_t i = 0; i < max_probe; ++i) {
        const char *current = nullptr;
        std::atomic<const char *> &entry = entries[(hash(literal) + i) & (table.size() - 1)];
        if (entry.compare_exchange_strong(current, literal, std::memory_order_relaxed) || current == literal)
          return;
      }
    }
  }
  void clear() {
    for (Table &table : tables_)
      if (auto *entries = table.entries.load(std::memory_order_acquire))
        for (std::size_t i = 0; i < table.size(); ++i)
          if (entries[i].load(std::memory_order_relaxed))
            entries[i].store(nullptr, std::memory_order_relaxed);
  }

private:
  static constexpr std::size_t max_probe = 16;
  static std::size_t hash(const char *literal) {
    return static_cast<std::size_t>(reinterpret_cast<std::uintptr_t>(literal) * 0x9E3779B97F4A7C15u >> 20);
  }
  struct Table {
    int bits;
    std::atomic<std::atomic<const char *> *> entries{nullptr};

    std::size_t size() const { return std::size_t{1} << bits; }
    std::atomic<const char *> *make() {
      auto *current = entries.load(std::memory_order_acquire);
      if (current)
        return current;
      auto *mapped = static_cast<std::atomic<const char *> *>(sys::map(size() * sizeof(std::atomic<const char *>)));
      if (!mapped || entries.compare_exchange_strong(current, mapped, std::memory_order_acq_rel))
        return mapped;
      sys::call(SYS_munmap, sys::as_long(mapped), static_cast<long>(size() * sizeof *mapped));
      return current;
    }
  };
  Table tables_[12] = {{13}, {14}, {15}, {16}, {17}, {18}, {19}, {20}, {21}, {22}, {23}, {24}};
};

constinit LiteralSet written;

// The literals of a record that were not written yet.
class NewLiterals {
public:
  explicit NewLiterals(Thread *t) : thread_(t) {}
  void need(const char *literal) {
    if (__builtin_expect(!literal || thread_->seen_literals.contains(literal), 1))
      return;
    if (written.contains(literal)) {
      thread_->seen_literals.add(literal);
      return;
    }
    for (std::size_t i = 0; i < count; ++i)
      if (list[i] == literal)
        return;
    if (count < max_new)
      list[count++] = literal;
  }

  const char *list[max_new];
  std::size_t count = 0;

private:
  Thread *thread_;
};

const char *skip_text(const char *p) {
  return p + sizeof(TextHeader) + padded(load<TextHeader>(p).size);
}

void need_types(Slice tokens, NewLiterals &missing) {
  for (ShownToken token = take_token(tokens); token.tag != '.'; token = take_token(tokens))
    if (token.tag == 'o' || token.tag == 'n' || token.tag == 'T')
      missing.need(load<const char *>(token.bytes.data));
}

// Advances past a value of that code.  A class value refers to the name of its type.
const char *need_value(const char *p, char code, NewLiterals &missing) {
  switch (code) {
  case 'g':
    return p + 16;
  case 'a':
  case 's':
  case 't':
    return skip_text(p);
  case 'v':
  case 'w': {
    const char inner = static_cast<char>(load<std::int64_t>(p));
    p += 8;
    if (inner == 't')
      return skip_text(p);
    if (inner == 'g')
      return p + 16;
    if (inner == 'w') {
      need_types(Slice(p + sizeof(TextHeader), load<TextHeader>(p).size), missing);
      return skip_text(p);
    }
    if (inner == 'o')
      missing.need(load<const char *>(p));
    return p + 8;
  }
  case 'o':
  case 'r':
  case '(':
  case ')':
    return p;
  default:
    return p + 8;
  }
}

bool has_class(const char *codes) {
  for (; is_code(*codes); codes = next_code(codes))
    if (*codes == 'v' || *codes == 'w')
      return true;
  return false;
}

void need_values(const char *p, const char *end, const char *codes, NewLiterals &missing) {
  if (!has_class(codes))
    return;
  for (; p < end && is_code(*codes); codes = next_code(codes))
    p = need_value(p, *codes, missing);
}

const char *need_folded(const char *p, NewLiterals &missing) {
  const auto head = load<FoldedHead>(p);
  p += sizeof head;
  for (std::uint32_t i = 0; i < head.sites; ++i, p += sizeof(FoldedSite)) {
    const auto folded = load<FoldedSite>(p);
    missing.need(folded.site);
    missing.need(folded.function_site);
  }
  return p;
}

void need_exit(const Record *r, const char *p, NewLiterals &missing) {
  if (r->flags & record_has_suppressed)
    p += sizeof(Suppressed);
  if (r->flags & record_has_folded)
    p = need_folded(p, missing);
  if (r->flags & record_raised) {
    const auto head = load<ErrorHead>(p);
    missing.need(head.type);
    p += sizeof head;
    for (std::uint32_t i = 0; i < head.frame_count; ++i, p += sizeof(char *))
      missing.need(load<const char *>(p));
    p += padded(head.text_size);
  }
  if (r->flags & record_has_value) {
    const char *code = load<const char *>(p);
    missing.need(code);
    p += sizeof code;
    int depth = 0;
    do {
      depth += *code == '(' ? 1 : *code == ')' ? -1 : 0;
      p = need_value(p, *code, missing);
      code = next_code(code);
    } while (depth > 0 && is_code(*code));
  }
}

void need_all(const Record *r, NewLiterals &missing) {
  const auto *values = reinterpret_cast<const char *>(r + 1);
  const char *const end = reinterpret_cast<const char *>(r) + r->size;
  if (r->kind == RecordKind::folded) { // of no site
    need_folded(values, missing);
    return;
  }
  missing.need(r->site);
  if (ends_inner_span(r->kind)) {
    missing.need(load<LoopEnd>(values).function_site);
    return need_exit(r, values + sizeof(LoopEnd), missing);
  }
  if (ends_span(r->kind))
    return need_exit(r, values, missing);
  missing.need(r->caller_site);
  if (r->flags & record_written_late)
    return;
  if (r->kind == RecordKind::enter || r->kind == RecordKind::change)
    need_values(values + ((r->flags & record_has_link) != 0 ? sizeof(SpanLink) : 0), end, codes_of(r->site), missing);
}

// Writes the literal's record at p.  Returns 0 if it does not fit.
std::size_t put_literal(char *p, std::size_t room, const char *literal, std::uint64_t ticks) {
  const std::size_t text = strnlen(literal, max_literal);
  const std::size_t size = sizeof(Record) + padded(text);
  if (size > room)
    return 0;
  Record r{};
  r.size = static_cast<std::uint32_t>(size);
  r.kind = RecordKind::literal;
  r.ticks = ticks;
  r.site = literal;
  r.span = text;
  std::memcpy(p, &r, sizeof r);
  std::memcpy(p + sizeof r, literal, text);
  std::memset(p + sizeof r + text, 0, padded(text) - text);
  return size;
}

void note_written(Thread *t, const char *literal) {
  written.add(literal);
  t->seen_literals.add(literal);
}

// Writes the literals that did not fit after the record into separate reservations, if the ring has room without
// waiting.
void write_remaining(Thread *t, const NewLiterals &missing, std::size_t from, std::uint64_t ticks) {
  for (std::size_t i = from; i < missing.count; ++i) {
    bool more_than_half;
    char *p = t->ring.reserve();
    if (!p && t->ring.make_room(more_than_half))
      p = t->ring.reserve();
    if (!p)
      return;
    t->ring.commit(put_literal(p, max_record_size, missing.list[i], ticks));
    note_written(t, missing.list[i]);
  }
}

} // namespace

void commit_with_literals(Thread *t, const Record *r) {
  NewLiterals missing(t);
  need_all(r, missing);
  if (__builtin_expect(missing.count == 0, 1))
    return t->ring.commit(r->size);
  std::size_t size = r->size, done = 0;
  const std::uint64_t ticks = r->ticks;
  for (; done < missing.count; ++done) {
    const std::size_t added = put_literal(t->ring.room_behind(size), max_record_size - size, missing.list[done], ticks);
    if (added == 0)
      break;
    size += added;
  }
  t->ring.commit(size);
  for (std::size_t i = 0; i < done; ++i)
    note_written(t, missing.list[i]);
  write_remaining(t, missing, done, ticks);
}

void write_literals_of_site(Thread *t, const char *site, const char *function_site) {
  if (__builtin_expect(!keep_literals, 1))
    return;
  NewLiterals missing(t);
  missing.need(site);
  missing.need(function_site);
  write_remaining(t, missing, 0, clock_ticks());
}

void forget_literals() {
  if (!keep_literals)
    return;
  written.clear();
  for (Thread *t = first_thread(); t; t = t->next)
    t->seen_literals.forget();
}

} // namespace telinject
