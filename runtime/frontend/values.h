// Copies argument values into a record, by the codes that the public header defines.  Runs on the program's thread in
// the middle of its functions: takes no lock, allocates nothing, executes no floating-point operation and preserves
// errno.  A signal handler may interrupt and re-enter it, because all its state belongs to the caller.
#pragma once

#include "runtime/base/safe_read.h"
#include "runtime/core/record.h"

#include <cstdarg>
#include <cstring>
#include <initializer_list>
#include <telinject/telinject.h>

namespace telinject {

// A va_list that can be passed by reference on every processor.
struct Arguments {
  va_list list;
};

template <class T> inline char *put_word(char *p, T value) {
  static_assert(sizeof(T) <= 8);
  std::uint64_t word = 0;
  std::memcpy(&word, &value, sizeof value);
  std::memcpy(p, &word, 8);
  return p + 8;
}

inline char *put_text_header(char *p, std::size_t size, std::uint32_t flags) {
  const TextHeader header{static_cast<std::uint32_t>(size), flags};
  std::memcpy(p, &header, sizeof header);
  return p + sizeof header;
}

inline char *put_bytes(char *p, const char *text, std::size_t size) {
  const bool cut = size > max_value_bytes;
  const std::size_t n = cut ? max_value_bytes : size;
  p = put_text_header(p, n, cut ? text_truncated : 0u);
  if (n != 0)
    std::memcpy(p, text, n);
  return p + padded(n);
}

// Copies the text of a C string argument, whose pointer may be invalid.
inline char *put_c_string(char *p, const char *text) {
  if (!text)
    return put_text_header(p, 0, text_is_null);
  bool is_truncated;
  const long n = read_c_string(text, p + sizeof(TextHeader), max_value_bytes, is_truncated);
  if (n < 0)
    return put_word(put_text_header(p, 8, text_unreadable), text);
  put_text_header(p, static_cast<std::size_t>(n), is_truncated ? text_truncated : 0u);
  return p + sizeof(TextHeader) + padded(static_cast<std::size_t>(n));
}

inline char *put_value_struct(char *p, const telinject_value &v) {
  p = put_word(p, v.telinject_i_code);
  if (v.telinject_i_code == 't')
    return put_bytes(p, v.telinject_i_as.telinject_i_text, v.telinject_i_size);
  if (v.telinject_i_code == 'g') {
    std::memcpy(p, v.telinject_i_as.telinject_i_bytes, 16);
    return p + 16;
  }
  if (v.telinject_i_code == 'w') { // written by a function of the program's unit that calls only the standard library
    const auto &shown = v.telinject_i_as.telinject_i_shown;
    char *const begin = p + sizeof(TextHeader);
    char *const end =
        shown.telinject_i_render(begin, begin + max_shown_bytes, shown.telinject_i_object, v.telinject_i_size);
    put_text_header(p, static_cast<std::size_t>(end - begin), 0);
    return begin + padded(static_cast<std::size_t>(end - begin));
  }
  return put_word(p, v.telinject_i_as.telinject_i_long);
}

// Returns the length of the text in an array of char.
inline std::size_t text_in_array(const char *text, std::size_t capacity) {
  const std::size_t most = capacity <= max_value_bytes ? capacity : max_value_bytes + 1;
  std::size_t n = 0;
  while (n < most && text[n] != 0)
    ++n;
  return n;
}

// Classes of the characters in a site's list of codes.
enum class CodeClass : std::uint8_t {
  none, // the list of codes ends here
  word, // a value in one integer register or one stack word; it is copied whole, and rendering uses the part that its
        // type needs
  wide, // a value of another kind
  mark  // '~': the function has no codes; '^': it is a root (roots.h)
};
inline constexpr struct CodeClasses {
  CodeClass by_code[256] = {};
  constexpr CodeClasses() {
    for (unsigned c = ' ' + 1; c < 0x80; ++c)
      by_code[c] = CodeClass::wide;
    for (const char c : {'b', 'c', 'i', 'e', 'u', 'l', 'm', 'n', 'x', 'y', 'E', 'p', 'q'})
      by_code[static_cast<unsigned char>(c)] = CodeClass::word;
    by_code[static_cast<unsigned char>('@')] = CodeClass::none;
    by_code[static_cast<unsigned char>('~')] = by_code[static_cast<unsigned char>('^')] = CodeClass::mark;
  }
} code_classes;
inline CodeClass class_of(char code) {
  return code_classes.by_code[static_cast<unsigned char>(code)];
}
inline bool is_word(char code) {
  return class_of(code) == CodeClass::word;
}

constexpr std::size_t max_value = 16 + sizeof(TextHeader) + max_shown_bytes;

// Copies one value that is not a word.  At least max_value bytes must follow p.
inline char *put_wide_value(char *p, char code, Arguments &from) {
  switch (code) {
  case 'f':
    return put_word(p, va_arg(from.list, double));
  case 'g': {
    const long double v = va_arg(from.list, long double);
    std::memset(p, 0, 16);
    std::memcpy(p, &v, sizeof v < 16 ? sizeof v : 16);
    return p + 16;
  }
  case 's':
    return put_c_string(p, va_arg(from.list, const char *));
  case 't': {
    const unsigned long size = va_arg(from.list, unsigned long);
    return put_bytes(p, va_arg(from.list, const char *), size);
  }
  case 'a': {
    const unsigned long capacity = va_arg(from.list, unsigned long);
    const char *const text = va_arg(from.list, const char *);
    return put_bytes(p, text, text_in_array(text, capacity));
  }
  case 'v':
  case 'w':
    return put_value_struct(p, *va_arg(from.list, const telinject_value *));
  default: // o, r, the brackets of a value with members: no argument is passed
    return p;
  }
}

inline bool is_code(char c) {
  return class_of(c) == CodeClass::word || class_of(c) == CodeClass::wide;
}

inline char *put_value(char *p, char code, Arguments &from) {
  return is_word(code) ? put_word(p, va_arg(from.list, std::uint64_t)) : put_wide_value(p, code, from);
}

// Words passed in integer registers that were not read yet.
struct RegisterWords {
  const std::uint64_t *at, *end;
};
// The first fields of a va_list in the System V ABI of the processor.
#if defined(__x86_64__)
struct __attribute__((__may_alias__)) VariadicState {
  std::uint32_t next_word, next_real; // offsets in `registers`
  void *stack;
  char *registers;

  RegisterWords words() const {
    return {reinterpret_cast<std::uint64_t *>(registers + next_word),
            reinterpret_cast<std::uint64_t *>(registers + 48)};
  }
  void take_words(std::size_t count) { next_word += static_cast<std::uint32_t>(count * 8); }
};
#elif defined(__aarch64__)
struct __attribute__((__may_alias__)) VariadicState {
  void *stack;
  char *words_end, *reals_end;
  std::int32_t next_word, next_real; // offsets from those ends: negative until all are read

  RegisterWords words() const {
    return {reinterpret_cast<std::uint64_t *>(words_end + (next_word < 0 ? next_word : 0)),
            reinterpret_cast<std::uint64_t *>(words_end)};
  }
  void take_words(std::size_t count) { next_word += static_cast<std::int32_t>(count * 8); }
};
#else
#error "telinject: say here how a va_list of this processor begins"
#endif
static_assert(sizeof(VariadicState) <= sizeof(Arguments));

// References instead of copies: a wide load of data just stored in parts stalls until all stores have finished.
inline VariadicState &as_state(Arguments &values) {
  return reinterpret_cast<VariadicState &>(values);
}
inline const VariadicState &as_state(const Arguments &values) {
  return reinterpret_cast<const VariadicState &>(values);
}
inline RegisterWords register_words(const Arguments &from) {
  return as_state(from).words();
}
inline void take_register_words(Arguments &from, std::size_t count) {
  as_state(from).take_words(count);
}

// Copies the values from `code` on; values that do not fit before `end` are omitted.  next: as for put_values, 0 if
// something was omitted.
char *put_further_values(char *p, const char *end, const char *code, Arguments &from, std::uint64_t &next);

// Copies the values of all codes at the beginning of `site`.  next: receives the word passed after them; undefined if
// there is none.
__attribute__((always_inline)) inline char *put_values(char *p, const char *end, const char *site, Arguments &from,
                                                       std::uint64_t &next) {
  const RegisterWords words = register_words(from);
  const std::uint64_t *word = words.at;
  for (; word != words.end && is_word(*site); ++site, p += 8)
    std::memcpy(p, word++, 8);
  if (__builtin_expect(!is_code(*site) && word != words.end, 1)) {
    next = *word;
    return p;
  }
  take_register_words(from, static_cast<std::size_t>(word - words.at));
  return put_further_values(p, end, site, from, next);
}

inline char *put_call_addresses(char *p, std::uint64_t hook, std::uint64_t caller) {
  const CallAddresses addresses{hook, caller};
  std::memcpy(p, &addresses, sizeof addresses);
  return p + sizeof addresses;
}

// Copies words as long as the codes denote words.  Advances `code` to the first other code and sets `next` to the word
// after them.  on_stack: address of that word if all the others were passed in registers.
inline char *put_words(char *p, const char *&, std::uint64_t &next, const std::uint64_t *on_stack) {
  next = on_stack ? *on_stack : 0;
  return p;
}
template <class... Rest>
__attribute__((always_inline)) inline char *put_words(char *p, const char *&code, std::uint64_t &next,
                                                      const std::uint64_t *on_stack, std::uint64_t first,
                                                      Rest... rest) {
  if (!is_word(*code)) {
    next = first;
    return p;
  }
  std::memcpy(p, &first, sizeof first);
  ++code;
  return put_words(p + sizeof first, code, next, on_stack, rest...);
}

// Returns the code after this one, past its table of enumerators.
inline const char *next_code(const char *code) {
  ++code;
  if (*code == '{')
    while (*code && *code++ != '}') {
    }
  return code;
}

// Copies a value, which in brackets consists of those of its members; advances past its codes.
inline char *put_whole_value(char *p, const char *&code, Arguments &from) {
  int depth = 0;
  do {
    if (*code == '(' || *code == ')')
      depth += *code == '(' ? 1 : -1;
    else
      p = put_value(p, *code, from);
    code = next_code(code);
  } while (depth > 0 && is_code(*code));
  return p;
}

// Copies the value of an assigned variable, and the previous value if the site has a second code.
inline char *put_change(char *p, const char *site, Arguments &from) {
  for (int i = 0; i < 2 && is_code(*site); ++i)
    p = put_whole_value(p, site, from);
  return p;
}

// Returns the codes of a function's site, without the mark of a root.
inline const char *codes_of(const char *site) {
  return *site == '^' ? site + 1 : site;
}

// Returns an upper bound of the bytes of the caller's stack that the arguments of telinject_enter occupy in addition to
// registers: the function's word, its site, the values, and an address that some calls pass behind them.
inline std::size_t stack_bytes_of_values(const char *site) {
  constexpr std::size_t argument_registers = 6; // eight on AArch64
  std::size_t words = 3;
  for (site = codes_of(site); is_code(*site); ++site)
    words += *site == 'g' ? 10 : *site == 't' || *site == 'a' || *site == 'v' || *site == 'w' ? 2 : 1;
  return words > argument_registers ? words * 8 + 16 : 0;
}

} // namespace telinject
