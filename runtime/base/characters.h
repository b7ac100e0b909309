// Classes of ASCII characters, whatever the program's locale is.  Async-signal-safe.
#pragma once

namespace telinject {

constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return is_upper(c) || is_lower(c);
}
constexpr bool is_letter_or_digit(char c) {
  return is_letter(c) || is_digit(c);
}
constexpr char lower(char c) {
  return is_upper(c) ? static_cast<char>(c | 0x20) : c;
}
// Returns the value of a hexadecimal digit; -1: it is none.
constexpr int hex_value(char c) {
  return is_digit(c) ? c - '0' : lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10 : -1;
}

} // namespace telinject
