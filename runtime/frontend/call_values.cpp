// Notes the values that hooks pass around a library's call, and what its result says by the rules of its aspect.
#include "runtime/base/safe_read.h"
#include "runtime/core/clock.h"
#include "runtime/frontend/calls.h"
#include "runtime/frontend/exception_info.h"
#include "runtime/frontend/handle_table.h"
#include "runtime/frontend/spans.h"

#include <cstring>

namespace telinject {

namespace {

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

// Does the call need the values that follow its return?
// is_later: the handle follows.
bool is_open(const CallState &call, bool is_later) {
  if (call.span != 0 || call.action == 'b' || call.action == 'R' || is_later)
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
  case 'x':
    call.output =
        call.exception ? const_cast<void *>(find_base(*call.exception, reinterpret_cast<const char *>(word))) : nullptr;
    break;
  case 'F':
    call.comes_again = true;
    call.is_later = word == 0;
    break;
  case 'T':
    call.traceparent = reinterpret_cast<const char *>(word);
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

int note_result(Thread *t, CallState &call, const char *code, long result) {
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
  if (*code == 'X' || *code == 'x' || *code == 'y') {
    call.exception = exception_leaving_call(t, call);
    call.has_failed = *code == 'X' || call.exception;
    return (call.has_failed ? 2 : 0) | (is_open(call, false) ? 1 : 0);
  }
  call.out = 0;
  if (!is_open(call, rule_in(code, "later") != nullptr))
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

} // namespace telinject
