// Collects the values around a library's call, and remembers them or passes them on to the call's span.
#include "runtime/frontend/calls.h"

#include "runtime/base/safe_read.h"
#include "runtime/core/attributes.h"
#include "runtime/core/clock.h"
#include "runtime/frontend/handle_table.h"
#include "runtime/frontend/header_lists.h"
#include "runtime/frontend/requests.h"
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

// Copies what is remembered for the handle to the end of the room; cleaning it there does not hold the table's lock.
// Returns where it begins.
char *copy_remembered(const char *p, char *end, const CallState &call) {
  HandleTable table;
  const HandleEntry *const entry = table.find(call.handle);
  if (!entry || static_cast<std::size_t>(end - p) < entry->size)
    return end;
  std::memcpy(end - entry->size, entry->attributes, entry->size);
  return end - entry->size;
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

void remember(Thread *t, const CallState &call) {
  char *const attribute = reserve_record(t); // not committed
  if (!attribute)
    return note_lost_headers(call);
  HandleTable table;
  HandleEntry *const entry = table.find_or_add(call.handle);
  if (!entry)
    return note_lost_headers(call);
  if (call.is_new_handle) { // an earlier object of this address may have ended where no aspect saw it
    const void *const handle = entry->handle;
    HandleTable::forget(*entry);
    entry->handle = handle;
  }
  note_headers(call, *entry);
  for (std::uint32_t i = 0; i < call.count; ++i)
    if (is_attribute(call.values[i])) {
      const char *const end = put_attribute(attribute, call, call.values[i]);
      HandleTable::set_attribute(*entry, attribute, static_cast<std::size_t>(end - attribute));
      std::memset(attribute, 0, static_cast<std::size_t>(end - attribute)); // the ring may be a file
    }
}

// Ends the span over several calls of the handle, and forgets what was remembered.
void end_handle(Thread *t, CallState &call, bool forgets) {
  HandleSpan span;
  {
    HandleTable table;
    HandleEntry *const entry = table.find(call.handle);
    if (!entry)
      return;
    span = entry->span;
  }
  if (call.action != 's') {
    call.end = clock_ticks();
    add_value(call, "l db.response.returned_rows", static_cast<long>(span.rows));
  }
  if (span.start != 0)
    record_handle_span(t, call, span);
  HandleTable table;
  HandleEntry *const entry = table.find(call.handle);
  if (!entry)
    return;
  entry->span = HandleSpan();
  if (forgets)
    HandleTable::forget(*entry);
}

void begin_part(Thread *t, const CallState &call) {
  HandleSpan begun;
  begin_handle_span(t, call, begun);
  HandleTable table;
  HandleEntry *const entry = table.find_or_add(call.handle);
  if (entry && entry->span.start == 0)
    entry->span = begun;
}

void end_part(Thread *t, CallState &call) {
  if (call.is_row) {
    HandleTable table;
    if (HandleEntry *const entry = table.find(call.handle))
      ++entry->span.rows;
    return;
  }
  end_handle(t, call, false);
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

const char *rule_in(const char *code, const char *word) {
  const std::size_t size = std::strlen(word);
  for (; *code; ++code)
    if (*code == ' ' && std::strncmp(code + 1, word, size) == 0)
      return code + 1 + size;
  return nullptr;
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
  for (Attribute a; !after && call.action != 'S' && room(from) >= max_attribute && reader.next(a);
       from = reader.position())
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
    call.span = open_call_span(t, call, frame);
    break;
  case 's':
    begin_part(t, call);
    break;
  case 'S':
    begin_request(t, call, frame);
    break;
  case 'e':
  case 'f': // before the call, as the library may give the same handle to another thread at once
    end_handle(t, call, call.action == 'f');
    break;
  default:
    break;
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
    read_bytes(reinterpret_cast<std::uintptr_t>(call.handle_at), reinterpret_cast<char *>(&call.handle),
               sizeof call.handle);
  if (*code == 'R') {
    const char *rule = rule_in(code, "error");
    call.has_failed = rule && compares(rule, result);
    rule = rule_in(code, "row");
    call.is_row = rule && compares(rule, result);
    if (rule_in(code, "handle")) {
      call.handle = reinterpret_cast<void *>(result);
      call.is_new_handle = true;
    }
  }
  const bool is_open = call.span != 0 || (call.action == 's' && !call.is_row);
  call.out = 0;
  if (call.action == 's' && is_open) {
    HandleTable table;
    if (const HandleEntry *const entry = table.find(call.handle))
      add_value(call, "l db.response.returned_rows", static_cast<long>(entry->span.rows));
  }
  if (is_open && call.has_failed) {
    if (code[1] == 'p')
      add_value(call, "s error.type", reinterpret_cast<long>("_OTHER"));
    else
      add_value(call, "l error.type", result);
    if (rule_in(code, "status"))
      add_value(call, "l db.response.status_code", result);
  }
  return (is_open ? 1 : 0) | (is_open && call.has_failed ? 2 : 0);
}

void note_error_code(CallState &call, const char *code, long word) {
  const bool is_text = *code == 'E';
  if (is_text) {
    char first;
    if (!read_bytes(static_cast<std::uintptr_t>(word), &first, 1) || first == '\0')
      return;
  }
  if (word == 0)
    return;
  call.has_failed = true;
  add_value(call, is_text ? "s error.type" : "l error.type", word);
  if (code[1] == 's')
    add_value(call, is_text ? "s db.response.status_code" : "l db.response.status_code", word);
}

void finish_call(Thread *t, CallState &call) {
  if (call.phase != CallPhase::returned)
    return;
  if (call.action == 'S')
    return end_request(t, call);
  if (call.action == 'a' && !call.has_failed)
    answer_request(t, call);
  else if (call.span != 0)
    close_call_span(t, call);
  else if (call.action == 's')
    end_part(t, call);
  else if (call.action == 'r' && !call.has_failed)
    remember(t, call);
  else if (call.action == 'f' && call.headers != CallState::Headers::unchanged)
    remember(t, call);
}

} // namespace telinject
