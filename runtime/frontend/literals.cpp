// Finding the literals of a record, and the set of those that were written: see literals.h.
#include "runtime/frontend/literals.h"

#include "runtime/base/sys.h"
#include "runtime/frontend/thread_ring.h"
#include "runtime/frontend/values.h"

namespace telinject {

constinit bool keep_literals = false;

namespace {

constexpr std::size_t max_literal = max_record_size - sizeof(Record);
constexpr std::size_t max_new = 64; // of one record

// Addresses, by any number of threads at once; grows by a further table, twice the size.
class LiteralSet {
public:
  bool contains(const char *literal) const {
    for (const Table &table : tables_)
      if (const auto *entries = table.entries.load(std::memory_order_acquire))
        for (std::size_t i = 0; i < max_probe; ++i) {
          const char *known = entries[(hash(literal) + i) & (table.size() - 1)].load(std::memory_order_relaxed);
          if (known == literal)
            return true;
          if (!known)
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
        const char *known = nullptr;
        std::atomic<const char *> &entry = entries[(hash(literal) + i) & (table.size() - 1)];
        if (entry.compare_exchange_strong(known, literal, std::memory_order_relaxed) || known == literal)
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
      auto *known = entries.load(std::memory_order_acquire);
      if (known)
        return known;
      auto *fresh = static_cast<std::atomic<const char *> *>(sys::map(size() * sizeof(std::atomic<const char *>)));
      if (!fresh || entries.compare_exchange_strong(known, fresh, std::memory_order_acq_rel))
        return fresh;
      sys::call(SYS_munmap, sys::as_long(fresh), static_cast<long>(size() * sizeof *fresh));
      return known;
    }
  };
  Table tables_[12] = {{13}, {14}, {15}, {16}, {17}, {18}, {19}, {20}, {21}, {22}, {23}, {24}};
};

constinit LiteralSet written;

// What a record needs that was not written yet.
class NewLiterals {
public:
  explicit NewLiterals(Thread *t) : thread_(t) {}
  void need(const char *literal) {
    if (__builtin_expect(!literal || thread_->seen.contains(literal), 1))
      return;
    if (written.contains(literal)) {
      thread_->seen.add(literal);
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

template <class T> T load(const char *p) {
  T v;
  std::memcpy(&v, p, sizeof v);
  return v;
}

const char *skip_text(const char *p) {
  return p + sizeof(TextHeader) + padded(load<TextHeader>(p).size);
}

// Past a value of that code; a class is written by the name of its type.
const char *need_value(const char *p, char code, NewLiterals &fresh) {
  switch (code) {
  case 'g':
    return p + 16;
  case 's':
  case 't':
    return skip_text(p);
  case 'v': {
    const char inner = static_cast<char>(load<std::int64_t>(p));
    p += 8;
    if (inner == 't')
      return skip_text(p);
    if (inner == 'g')
      return p + 16;
    if (inner == 'o')
      fresh.need(load<const char *>(p));
    return p + 8;
  }
  case 'o':
  case 'r':
    return p;
  default:
    return p + 8;
  }
}

bool has_class(const char *codes) {
  for (; is_code(*codes); codes = next_code(codes))
    if (*codes == 'v')
      return true;
  return false;
}

void need_values(const char *p, const char *end, const char *codes, NewLiterals &fresh) {
  if (!has_class(codes))
    return;
  for (; p < end && is_code(*codes); codes = next_code(codes))
    p = need_value(p, *codes, fresh);
}

void need_exit(const Record *r, const char *p, NewLiterals &fresh) {
  if (r->flags & record_has_suppressed)
    p += sizeof(Suppressed);
  if (r->flags & record_raised) {
    const auto head = load<ErrorHead>(p);
    fresh.need(head.type);
    p += sizeof head;
    for (std::uint32_t i = 0; i < head.frame_count; ++i, p += sizeof(char *))
      fresh.need(load<const char *>(p));
    p += padded(head.text_size);
  }
  if (r->flags & record_has_value) {
    const auto *code = load<const char *>(p);
    fresh.need(code);
    need_value(p + sizeof code, *code, fresh);
  }
}

void need_all(const Record *r, NewLiterals &fresh) {
  const auto *values = reinterpret_cast<const char *>(r + 1);
  const char *const end = reinterpret_cast<const char *>(r) + r->size;
  fresh.need(r->site);
  switch (r->kind) {
  case RecordKind::exit:
    return need_exit(r, values, fresh);
  case RecordKind::loop_exit:
  case RecordKind::try_exit:
    fresh.need(load<LoopEnd>(values).function_site);
    return need_exit(r, values + sizeof(LoopEnd), fresh);
  case RecordKind::enter:
  case RecordKind::change:
    fresh.need(r->caller_site);
    return need_values(values, end, r->site, fresh);
  default:
    return fresh.need(r->caller_site);
  }
}

// The literal's record at p; 0 where it does not fit.
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

void note_told(Thread *t, const char *literal) {
  written.add(literal);
  t->seen.add(literal);
}

// Those that did not fit behind the record: in room of their own, where there is some without waiting.
void tell_rest(Thread *t, const NewLiterals &fresh, std::size_t from, std::uint64_t ticks) {
  for (std::size_t i = from; i < fresh.count; ++i) {
    bool more_than_half;
    char *p = t->ring.reserve();
    if (!p && t->ring.make_room(more_than_half))
      p = t->ring.reserve();
    if (!p)
      return;
    t->ring.commit(put_literal(p, max_record_size, fresh.list[i], ticks));
    note_told(t, fresh.list[i]);
  }
}

} // namespace

void commit_with_literals(Thread *t, const Record *r) {
  NewLiterals fresh(t);
  need_all(r, fresh);
  if (__builtin_expect(fresh.count == 0, 1))
    return t->ring.commit(r->size);
  char *const begin = reinterpret_cast<char *>(const_cast<Record *>(r));
  std::size_t size = r->size, done = 0;
  const std::uint64_t ticks = r->ticks;
  for (; done < fresh.count; ++done) {
    const std::size_t added = put_literal(begin + size, max_record_size - size, fresh.list[done], ticks);
    if (added == 0)
      break;
    size += added;
  }
  t->ring.commit(size);
  for (std::size_t i = 0; i < done; ++i)
    note_told(t, fresh.list[i]);
  tell_rest(t, fresh, done, ticks);
}

void forget_literals() {
  if (!keep_literals)
    return;
  written.clear();
  for (Thread *t = first_thread(); t; t = t->next)
    t->seen.forget();
}

} // namespace telinject
