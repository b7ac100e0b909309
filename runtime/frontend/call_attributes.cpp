// Writes the attributes of calls: see call_attributes.h.
#include "runtime/frontend/call_attributes.h"

#include "runtime/base/safe_read.h"
#include "runtime/base/wide_text.h"
#include "runtime/frontend/handle_table.h"
#include "runtime/semconv/attribute_text.h"

#include <cstring>

namespace telinject {

namespace {

// What the attribute of a number takes at most.
constexpr std::size_t max_number = sizeof(TextHeader) + padded(max_code) + sizeof(std::uint64_t);

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

// The bytes of a unit of the text, by its code.
std::size_t unit_of(const char *code) {
  const Slice flags(code, std::strcspn(code, " "));
  return flags.contains(attribute_utf16) ? 2 : flags.contains(attribute_utf32) ? 4 : 1;
}

char *put_wide(char *p, const char *text, long length, std::size_t unit) {
  char *const to = p + sizeof(TextHeader);
  TextBuffer out(to, max_attribute_bytes);
  const WideTextEnd end = put_wide_text(out, text, length, unit);
  if (end == WideTextEnd::unreadable)
    return put_word(put_text_header(p, 8, text_unreadable), text);
  put_text_header(p, out.size(), end == WideTextEnd::cut ? text_truncated : 0u);
  std::memset(to + out.size(), 0, padded(out.size()) - out.size());
  return to + padded(out.size());
}

char *put_text(char *p, const char *text, long length, std::size_t unit) {
  if (!text)
    return put_text_header(p, 0, text_is_null);
  if (unit > 1)
    return put_wide(p, text, length, unit);
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

// The answer to a call is on its exit.
bool is_of_answer(Slice name) {
  return name.starts_with("error.") || name.starts_with("db.response.") || name.starts_with("http.response.");
}

} // namespace

const void *object_of(const CallState &call) {
  if (call.key == 0 || call.action == 'b')
    return call.handle;
  const std::uint64_t mixed = reinterpret_cast<std::uintptr_t>(call.handle) * 0x9E3779B97F4A7C15u ^ call.key;
  return reinterpret_cast<const void *>(mixed | 1ull << 63); // no pointer of the program
}

bool is_recorded_attribute(const CallState &call, const CallValue &value) {
  return is_attribute(value) && (!is_message(value) || call.has_failed);
}

char *put_attribute(char *p, const CallState &call, const CallValue &value) {
  p = put_code(p, value.code);
  return *value.code == 's' ? put_text(p, reinterpret_cast<const char *>(value.word),
                                       length_of(call, name_in(value.code)), unit_of(value.code))
                            : put_word(p, value.word);
}

char *put_clean_attribute_of(char *p, const CallState &call, const CallValue &value) {
  char *const raw = p + max_attribute;
  const char *const raw_end = put_attribute(raw, call, value);
  char *end = p;
  Attribute attribute;
  if (AttributeReader(raw, raw_end).next(attribute))
    end = copy_clean(p, raw, attribute, raw_end, system_of(call, AttributeReader(raw, raw)));
  std::memset(end, 0, static_cast<std::size_t>(raw_end - end));
  return end;
}

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
    if (!is_recorded_attribute(call, value) || room(raw) < (*value.code == 's' ? max_attribute : max_number))
      continue;
    const char *const raw_end = put_attribute(raw, call, value);
    Attribute attribute;
    if (AttributeReader(raw, raw_end).next(attribute))
      p = copy_clean(p, raw, attribute, raw_end, system);
    std::memset(raw, 0, static_cast<std::size_t>(raw_end - raw));
  }
  const char *from = reader.position();
  for (Attribute a; call.action != 'H' && room(from) >= max_attribute && reader.next(a); from = reader.position())
    if (is_of_answer(a.name) == after)
      p = copy_clean(p, from, a, reader.position(), system);
  char *const rest = p > remembered ? p : remembered;
  std::memset(rest, 0, static_cast<std::size_t>(room_end - rest)); // the ring may be a file
  return p;
}

} // namespace telinject
