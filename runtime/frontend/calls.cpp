// Collects the values around a library's call, and remembers them or passes them on to the call's span.
#include "runtime/frontend/calls.h"

#include "runtime/base/safe_read.h"
#include "runtime/core/attributes.h"
#include "runtime/core/clock.h"
#include "runtime/frontend/handle_table.h"
#include "runtime/frontend/spans.h"
#include "runtime/frontend/values.h"
#include "runtime/semconv/attribute_text.h"

#include <cstring>

namespace telinject {

namespace {

constexpr std::size_t max_code = 64;
// What an attribute takes at most: its code, then a text.
constexpr std::size_t max_number = sizeof(TextHeader) + padded(max_code) + sizeof(std::uint64_t);
constexpr std::size_t max_attribute = 2 * sizeof(TextHeader) + padded(max_code) + padded(max_attribute_bytes);

const char *name_in(const char *code) {
  while (*code && *code != ' ')
    ++code;
  return *code ? code + 1 : code;
}

// A message of the library is one of this call only if it failed.
bool is_message(const CallValue &value) {
  return std::strcmp(name_in(value.code), "error.message") == 0;
}

// A text that is not there is no attribute.
bool is_attribute(const CallValue &value) {
  return (*value.code != 's' || value.word != 0) && std::strchr("biulmxyps", *value.code) != nullptr &&
         *value.code != '\0';
}

// The length that was passed for the text of that name; negative: none was.
long length_of(const CallState &call, const char *name) {
  for (std::uint32_t i = 0; i < call.count; ++i)
    if (*call.values[i].code == 'n' && std::strcmp(name_in(call.values[i].code), name) == 0)
      return call.values[i].word;
  return -1;
}

// The last byte of a text may be in the middle of a character.
std::size_t cut_at_character(const char *text, std::size_t size) {
  std::size_t begin = size;
  while (begin > 0 && size - begin < 4 && (static_cast<unsigned char>(text[begin - 1]) & 0xc0) == 0x80)
    --begin;
  if (begin == 0 || (static_cast<unsigned char>(text[begin - 1]) & 0xc0) != 0xc0)
    return size;
  const auto lead = static_cast<unsigned char>(text[begin - 1]);
  const std::size_t needed = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  return size - (begin - 1) < needed ? begin - 1 : size;
}

char *put_text(char *p, const char *text, long length) {
  if (!text)
    return put_text_header(p, 0, text_is_null);
  char *const to = p + sizeof(TextHeader);
  const std::size_t max = length >= 0 && static_cast<std::size_t>(length) < max_attribute_bytes
                              ? static_cast<std::size_t>(length)
                              : max_attribute_bytes;
  bool is_cut = false;
  const long n = max == 0 ? 0 : read_c_string(text, to, max, is_cut);
  if (n < 0)
    return put_word(put_text_header(p, 8, text_unreadable), text);
  std::size_t size = static_cast<std::size_t>(n);
  is_cut = is_cut && max == max_attribute_bytes && (length < 0 || static_cast<std::size_t>(length) > max);
  if (is_cut)
    size = cut_at_character(to, size);
  put_text_header(p, size, is_cut ? text_truncated : 0u);
  std::memset(to + size, 0, padded(size) - size);
  return to + padded(size);
}

char *put_code(char *p, const char *code) {
  const std::size_t size = strnlen(code, max_code);
  put_text_header(p, size, 0);
  p += sizeof(TextHeader);
  std::memset(p, 0, padded(size));
  std::memcpy(p, code, size);
  return p + padded(size);
}

// At least max_attribute bytes must follow p.
char *put_attribute(char *p, const CallState &call, const CallValue &value) {
  p = put_code(p, value.code);
  return *value.code == 's'
             ? put_text(p, reinterpret_cast<const char *>(value.word), length_of(call, name_in(value.code)))
             : put_word(p, value.word);
}

Slice constant_in(const char *site, const char *name) {
  const char *const found = std::strstr(site, name);
  return found ? Slice(found + std::strlen(name), std::strcspn(found + std::strlen(name), "\n")) : Slice();
}

// The system by whose rules texts are cleaned; empty for HTTP.
Slice system_of(const CallState &call, AttributeReader remembered) {
  if (call.kind != SpanKind::database)
    return Slice();
  Slice system = constant_in(call.site, "\ndb.system.name=");
  if (system.empty())
    for (Attribute a; remembered.next(a);)
      system = a.name == Slice("db.system.name") ? a.text : system;
  return system.empty() ? Slice("unknown") : system;
}

// The object that the table knows: the handle's, or a part of it that has a name (a prepared statement of a connection).
const void *object_of(const CallState &call) {
  if (call.key == 0 || call.action == 'b')
    return call.handle;
  const std::uint64_t mixed = reinterpret_cast<std::uintptr_t>(call.handle) * 0x9E3779B97F4A7C15u ^ call.key;
  return reinterpret_cast<const void *>(mixed | 1ull << 63); // no pointer of the program
}

// The attributes of an entry that the call is to record: what belongs to a span over several calls, and what is in the
// queue, is not of other calls.
struct Remembered {
  const char *from;
  std::size_t size;
};
Remembered remembered_for(const CallState &call, const HandleEntry &entry) {
  const std::size_t kept = entry.size - entry.scoped;
  if (call.action == 'R')
    return {entry.attributes, 0}; // the call was to replace them
  if (call.action == 'd')
    return {entry.attributes, kept + HandleTable::first_in_queue(entry)};
  return {entry.attributes, call.action == 'c' ? kept : entry.size};
}

// Copies what is remembered for the handle to the end of the room; cleaning it there does not hold the table's lock.
// Returns where it begins.
char *copy_remembered(const char *p, char *end, const CallState &call) {
  HandleTable table;
  const HandleEntry *const entry = table.find(object_of(call));
  if (!entry)
    return end;
  const Remembered remembered = remembered_for(call, *entry);
  if (static_cast<std::size_t>(end - p) < remembered.size)
    return end;
  std::memcpy(end - remembered.size, remembered.from, remembered.size);
  return end - remembered.size;
}

// Copies an attribute that begins at `from`, its text without literals and secrets: rings may be files.  At least
// max_attribute bytes must follow p.
char *copy_clean(char *p, const char *from, const Attribute &a, const char *from_end, Slice system) {
  if (!a.is_text() || !a.has_value) {
    const auto size = static_cast<std::size_t>(from_end - from);
    std::memcpy(p, from, size);
    return p + size;
  }
  TextHeader code;
  std::memcpy(&code, from, sizeof code);
  const std::size_t code_size = sizeof code + padded(code.size);
  std::memcpy(p, from, code_size);
  p += code_size;
  char *const to = p + sizeof(TextHeader);
  TextBuffer out(to, max_attribute_bytes);
  put_clean_attribute(out, {a.name, a.text, system, a.is_parameterised, a.is_cut});
  if (out.overflow()) {
    out.truncate(0);
    out.put("[REDACTED]");
  }
  put_text_header(p, out.size(), a.is_cut ? text_truncated : 0u);
  std::memset(to + out.size(), 0, padded(out.size()) - out.size());
  return to + padded(out.size());
}

void add_value(CallState &call, const char *code, long word) {
  if (call.count < max_call_values)
    call.values[call.count++] = {code, word};
}

// Stores the call's values from `first` on for the entry, or for the span that is open there.
void store_values(char *room, HandleEntry &entry, const CallState &call, std::uint32_t first, bool for_span) {
  for (std::uint32_t i = first; i < call.count; ++i) {
    if (!is_attribute(call.values[i]) || (is_message(call.values[i]) && !call.has_failed))
      continue;
    const std::size_t size = static_cast<std::size_t>(put_attribute(room, call, call.values[i]) - room);
    if (for_span)
      HandleTable::set_scoped_attribute(entry, room, size);
    else
      HandleTable::set_attribute(entry, room, size);
    std::memset(room, 0, size); // the ring may be a file
  }
}

void remember(Thread *t, const CallState &call) {
  char *const room = reserve_record(t); // not committed
  if (!room)
    return;
  HandleTable table;
  if (call.span_of)
    table.add_alias(call.handle, call.span_of);
  HandleEntry *const entry = call.span_of ? nullptr : table.find_or_add(object_of(call));
  if (!entry)
    return;
  if (call.is_new_handle) { // an earlier object of this address may have ended where no aspect saw it
    const void *const handle = entry->handle;
    HandleTable::forget(*entry);
    entry->handle = handle;
  }
  if (call.key != 0)
    HandleTable::set_owner(*entry, call.handle);
  store_values(room, *entry, call, 0, false);
}

// Appends the call's first attribute to the handle's queue, clean, as queues are long.
void enqueue(Thread *t, const CallState &call) {
  char *const room = reserve_record(t); // not committed
  if (!room)
    return;
  CallValue value{"s db.query.text", 0};
  for (std::uint32_t i = call.count; i-- > 0;)
    value = is_attribute(call.values[i]) ? call.values[i] : value;
  char *const clean = room + max_attribute;
  const char *const end = put_attribute(room, call, value);
  std::size_t size = 0;
  Attribute attribute;
  if (AttributeReader(room, end).next(attribute))
    size = static_cast<std::size_t>(
        copy_clean(clean, room, attribute, end, system_of(call, AttributeReader(room, room))) - clean);
  {
    HandleTable table;
    if (HandleEntry *const entry = table.find_or_add(call.handle))
      HandleTable::enqueue(*entry, clean, size);
  }
  std::memset(room, 0, static_cast<std::size_t>(end - room)); // the ring may be a file
  std::memset(clean, 0, size);
}

// The first call in the queue has had its answer.
void dequeue(const CallState &call) {
  if (call.output_at && !call.output && !call.has_failed)
    return; // no answer yet
  HandleTable table;
  if (HandleEntry *const entry = table.find(call.handle))
    HandleTable::dequeue(*entry);
}

// Records the span over several calls of the handle, which ends with this call, and forgets it.
void end_span(Thread *t, CallState &call, bool forgets) {
  HandleSpan span;
  {
    HandleTable table;
    if (const HandleEntry *const entry = table.find(call.handle))
      span = entry->span;
  }
  if (span.start != 0) {
    if (span.has_rows)
      add_value(call, "l db.response.returned_rows", static_cast<long>(span.rows));
    record_handle_span(t, call, span);
  }
  HandleTable table;
  HandleEntry *const entry = table.find(call.handle);
  if (!entry)
    return;
  HandleTable::end_span(*entry);
  if (forgets)
    HandleTable::forget(*entry);
}

// Ends the handle's span by a call that is no part of it.
void end_handle(Thread *t, CallState &call, bool forgets) {
  {
    HandleTable table;
    if (const void *const handle = table.take_alias(call.handle)) {
      call.handle = const_cast<void *>(handle);
      forgets = false;
    }
    if (forgets)
      table.forget_parts(call.handle);
  }
  call.end = clock_ticks();
  end_span(t, call, forgets);
}

void begin_span_of_handle(Thread *t, const CallState &call) {
  HandleSpan begun;
  begin_handle_span(t, call, begun);
  begun.has_rows = call.action == 's';
  HandleTable table;
  HandleEntry *const entry = table.find_or_add(call.handle);
  if (entry && entry->span.start == 0)
    entry->span = begun;
}

// A span begins.  One that is still open was given up by the program.
void begin_anew(Thread *t, const CallState &call) {
  CallState ended = call;
  ended.action = 'e';
  ended.count = ended.first_after = 0;
  end_handle(t, ended, false);
  begin_span_of_handle(t, call);
}

// Copies the attributes of the named part that the call uses to the span of its handle.
void copy_part(HandleTable &table, HandleEntry &entry, const CallState &call) {
  CallState part = call;
  part.action = 'c';
  const HandleEntry *const from = call.key != 0 ? table.find(object_of(part)) : nullptr;
  if (from && from != &entry && from->size <= HandleEntry::capacity - entry.size)
    HandleTable::set_scoped_attribute(entry, from->attributes, from->size);
}

void end_beginning(Thread *t, CallState &call) {
  if (call.has_failed || call.pending == Pending::no)
    return end_span(t, call, false);
  char *const room = reserve_record(t); // not committed
  HandleTable table;
  HandleEntry *const entry = room ? table.find(call.handle) : nullptr;
  if (!entry || entry->span.start == 0)
    return;
  copy_part(table, *entry, call);
  store_values(room, *entry, call, 0, true);
}

// The call was a step of a span: the last one, or one with rows.
void end_step(Thread *t, CallState &call) {
  char *const room = call.is_row && call.has_failed ? reserve_record(t) : nullptr; // not committed
  {
    HandleTable table;
    HandleEntry *const entry = table.find(call.handle);
    if (!entry || entry->span.start == 0)
      return;
    entry->span.rows += call.has_rows ? call.rows : call.counts_steps && call.is_row ? 1 : 0;
    entry->span.has_rows |= call.has_rows || call.counts_steps;
    if (room) // the span goes on, but has failed
      store_values(room, *entry, call, call.first_after, true);
  }
  if (!call.is_row && (call.has_failed || call.pending != Pending::yes))
    end_span(t, call, false);
}

void record_failure(Thread *t, const CallState &call) {
  HandleSpan span;
  begin_handle_span(t, call, span);
  span.start = call.start;
  record_handle_span(t, call, span);
}

// "error!=0": reads the operator and the number behind `word`.
bool compares(const char *rule, long result) {
  const char *p = rule;
  const char first = *p++;
  const bool or_equal = *p == '=';
  if (or_equal)
    ++p;
  const bool is_negative = *p == '-';
  if (is_negative)
    ++p;
  long number = 0;
  for (; *p >= '0' && *p <= '9' && number < (1l << 58); ++p)
    number = number * 10 + (*p - '0');
  if (is_negative)
    number = -number;
  switch (first) {
  case '=':
    return result == number;
  case '!':
    return result != number;
  case '<':
    return or_equal ? result <= number : result < number;
  case '>':
    return or_equal ? result >= number : result > number;
  default:
    return false;
  }
}

// Returns what follows the word; null if it is not there.
const char *rule_in(const char *code, const char *word) {
  const std::size_t size = std::strlen(word);
  for (; *code; ++code)
    if (*code == ' ' && std::strncmp(code + 1, word, size) == 0)
      return code + 1 + size;
  return nullptr;
}

bool is_row(const char *code, long result) {
  for (const char *rule = rule_in(code, "row"); rule; rule = rule_in(rule, "row"))
    if (compares(rule, result))
      return true;
  return false;
}

// The answer to a call is on its exit.
bool is_of_answer(Slice name) {
  return name.starts_with("error.") || name.starts_with("db.response.") || name.starts_with("http.response.");
}

// Does the call need the values that follow its return?
bool is_open(const CallState &call) {
  if (call.span != 0 || call.action == 'b' || call.action == 'R')
    return true;
  if (call.action != 's' && call.action != 'S')
    return false;
  HandleTable table;
  const HandleEntry *const entry = table.find(call.handle);
  return entry && entry->span.start != 0;
}

// The length of the word of capitals, digits and '_' that the text begins with, as error codes are written; 0: there is
// none.
long code_length(const char *text) {
  char front[33];
  const std::size_t n = read_bytes(reinterpret_cast<std::uintptr_t>(text), front, sizeof front);
  std::size_t size = 0;
  while (size < n && ((front[size] >= 'A' && front[size] <= 'Z') || (front[size] >= '0' && front[size] <= '9') ||
                      front[size] == '_'))
    ++size;
  return size < n && (front[size] == ' ' || front[size] == '\0') ? static_cast<long>(size) : 0;
}

// Notes the library's code of an error, which a helper gave.
void note_error_code(CallState &call, const char *code, long word) {
  const bool is_text = *code == 'E';
  if (is_text) {
    char first;
    if (!read_bytes(static_cast<std::uintptr_t>(word), &first, 1) || first == '\0')
      return;
  }
  if (word == 0)
    return;
  const std::size_t flags = std::strcspn(code, " ");
  const bool is_status = Slice(code, flags).contains('s');
  call.has_failed = true;
  if (is_text && Slice(code, flags).contains('w')) {
    const long length = code_length(reinterpret_cast<const char *>(word));
    if (length == 0)
      return add_value(call, "s error.type", reinterpret_cast<long>("_OTHER"));
    add_value(call, "n error.type", length);
    if (is_status)
      add_value(call, "n db.response.status_code", length);
  }
  add_value(call, is_text ? "s error.type" : "l error.type", word);
  if (is_status)
    add_value(call, is_text ? "s db.response.status_code" : "l db.response.status_code", word);
}

// "@0s db.query.text": the value is an element of the array that was passed, of pointers or of lengths.
void note_element(CallState &call, const char *code, long word) {
  std::size_t index = 0;
  for (++code; *code >= '0' && *code <= '9'; ++code)
    index = index * 10 + static_cast<std::size_t>(*code - '0');
  long element = 0;
  const std::uintptr_t at = static_cast<std::uintptr_t>(word) + index * sizeof element;
  if (word != 0 && read_bytes(at, reinterpret_cast<char *>(&element), sizeof element) == sizeof element)
    add_value(call, code, element);
}

// A name is part of a key; the same for all unnamed ones.
std::uint64_t key_of_name(long word) {
  char name[256];
  bool is_cut;
  const long n = word != 0 ? read_c_string(reinterpret_cast<const char *>(word), name, sizeof name, is_cut) : 0;
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (long i = 0; i < n; ++i)
    hash = (hash ^ static_cast<unsigned char>(name[i])) * 0x100000001b3u;
  return hash | 1;
}

void *read_pointer(const void *at) {
  void *pointer = nullptr;
  if (!at || read_bytes(reinterpret_cast<std::uintptr_t>(at), reinterpret_cast<char *>(&pointer), sizeof pointer) !=
                 sizeof pointer)
    return nullptr;
  return pointer;
}

} // namespace

char *put_call_attributes(char *p, const char *end, const CallState &call, bool after) {
  const std::uint32_t begin = after ? call.first_after : 0;
  const std::uint32_t last = after || call.phase != CallPhase::returned ? call.count : call.first_after;
  char *const room_end = const_cast<char *>(end);
  char *const remembered = copy_remembered(p, room_end, call);
  AttributeReader reader(remembered, room_end);
  const Slice system = system_of(call, reader);
  const auto room = [&p](const char *to) { return to > p ? static_cast<std::size_t>(to - p) : 0; };
  for (std::uint32_t i = begin; i < last; ++i) {
    const CallValue &value = call.values[i];
    char *const raw = remembered - max_attribute; // one attribute, before it is cleaned
    if (!is_attribute(value) || (is_message(value) && !call.has_failed) ||
        room(raw) < (*value.code == 's' ? max_attribute : max_number))
      continue;
    const char *const raw_end = put_attribute(raw, call, value);
    Attribute attribute;
    if (AttributeReader(raw, raw_end).next(attribute))
      p = copy_clean(p, raw, attribute, raw_end, system);
    std::memset(raw, 0, static_cast<std::size_t>(raw_end - raw));
  }
  const char *from = reader.position();
  for (Attribute a; room(from) >= max_attribute && reader.next(a); from = reader.position())
    if (is_of_answer(a.name) == after)
      p = copy_clean(p, from, a, reader.position(), system);
  char *const rest = p > remembered ? p : remembered;
  std::memset(rest, 0, static_cast<std::size_t>(room_end - rest)); // the ring may be a file
  return p;
}

void begin_call(Thread *t, CallState &call, const FrameAddress &frame) {
  call.phase = CallPhase::begun;
  call.first_after = call.count;
  switch (call.action) {
  case 'c':
  case 'd':
    call.span = open_call_span(t, call, frame);
    break;
  case 'b':
    begin_anew(t, call);
    break;
  case 'R':
    call.start = clock_ticks();
    break;
  case 's':
    begin_span_of_handle(t, call);
    break;
  case 'e':
  case 'f': // before the call, as the library may give the same handle to another thread at once
    end_handle(t, call, call.action == 'f');
    break;
  default:
    break;
  }
}

void note_value(CallState &call, const char *code, long word) {
  switch (*code) {
  case '-':
    break;
  case 'h':
    call.handle = reinterpret_cast<void *>(word);
    break;
  case 'H':
    call.handle_at = reinterpret_cast<const void *>(word);
    break;
  case 'O':
    call.output_at = reinterpret_cast<const void *>(word);
    break;
  case 'c':
    call.output = reinterpret_cast<void *>(word);
    break;
  case 'o':
    call.span_of = reinterpret_cast<const void *>(word);
    break;
  case 'k':
    call.key = key_of_name(word);
    break;
  case '@':
    note_element(call, code, word);
    break;
  case 'e':
  case 'E':
    note_error_code(call, code, word);
    break;
  case 'g':
    call.pending = word != 0 ? Pending::yes : Pending::no;
    break;
  case '+':
    call.rows = static_cast<std::uint64_t>(word);
    call.has_rows = word >= 0;
    break;
  default:
    if (*code != 's' || word != 0) // a text that is not there takes no room
      add_value(call, code, word);
  }
}

int note_result(Thread *, CallState &call, const char *code, long result) {
  if (call.phase != CallPhase::begun)
    return 0;
  call.phase = CallPhase::returned;
  call.end = clock_ticks();
  call.first_after = call.count;
  call.is_new_handle = call.handle_at != nullptr;
  if (call.handle_at)
    call.handle = read_pointer(call.handle_at);
  if (call.output_at)
    call.output = read_pointer(call.output_at);
  if (*code == 'R') {
    call.is_row = is_row(code, result);
    call.counts_steps = rule_in(code, "row") && !rule_in(code, "counted");
    const char *const rule = rule_in(code, "error");
    call.has_failed = !call.is_row && rule && compares(rule, result);
    if (rule_in(code, "handle")) {
      call.handle = reinterpret_cast<void *>(result);
      call.is_new_handle = true;
    }
  }
  call.out = 0;
  if (!is_open(call))
    return 0;
  if (call.has_failed) {
    if (code[1] == 'p')
      add_value(call, "s error.type", reinterpret_cast<long>("_OTHER"));
    else
      add_value(call, "l error.type", result);
    if (rule_in(code, "status"))
      add_value(call, "l db.response.status_code", result);
  }
  return 1 | (call.has_failed ? 2 : 0);
}

void finish_call(Thread *t, CallState &call) {
  if (call.phase != CallPhase::returned)
    return;
  if (call.span != 0)
    close_call_span(t, call);
  switch (call.action) {
  case 'd':
    dequeue(call);
    break;
  case 'b':
    end_beginning(t, call);
    break;
  case 's':
  case 'S':
    end_step(t, call);
    break;
  case 'R':
    if (call.has_failed)
      return record_failure(t, call);
    [[fallthrough]];
  case 'r':
    if (!call.has_failed)
      remember(t, call);
    break;
  case 'q':
    if (!call.has_failed)
      enqueue(t, call);
    break;
  default:
    break;
  }
}

} // namespace telinject
