// Decodes UTF-8 and escapes unsafe characters.
#include "tool/events/input/text.h"

#include <array>
#include <cstdio>

namespace telinject::events {
namespace {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 0; // 0: invalid UTF-8
};

CodePoint decode(std::string_view s) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80)
    return {lead, 1};
  const std::size_t n = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || s.size() < n)
    return {};
  std::uint32_t value = lead & (0x7FU >> n);
  for (std::size_t i = 1; i < n; ++i) {
    if ((byte(i) & 0xC0) != 0x80)
      return {};
    value = value << 6 | (byte(i) & 0x3FU);
  }
  return {value, n};
}

bool is_unsafe(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

} // namespace

std::string printable(std::string_view text, std::size_t max) {
  std::string out;
  while (!text.empty()) {
    if (out.size() >= max)
      return out + "...";
    const CodePoint c = decode(text);
    const std::size_t bytes = c.bytes ? c.bytes : 1;
    if (c.bytes == 0 || is_unsafe(c.value)) {
      std::array<char, 16> escape{};
      if (c.bytes == 0)
        std::snprintf(escape.data(), escape.size(), "\\x%02x", static_cast<unsigned char>(text[0]));
      else
        std::snprintf(escape.data(), escape.size(), "\\u%04x", c.value);
      out += escape.data();
    } else {
      out.append(text.substr(0, bytes));
    }
    text.remove_prefix(bytes);
  }
  return out;
}

std::string quoted(std::string_view text, std::size_t max) {
  return '"' + printable(text, max) + '"';
}

std::string human_duration(std::uint64_t ns) {
  std::array<char, 32> out{};
  const auto show = [&](double value, const char *unit) {
    const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    std::snprintf(out.data(), out.size(), "%.*f %s", decimals, value, unit);
    return std::string(out.data());
  };
  const auto value = static_cast<double>(ns);
  if (ns < 1000)
    return std::to_string(ns) + " ns";
  if (value < 999.5e3)
    return show(value / 1e3, "us");
  if (value < 999.5e6)
    return show(value / 1e6, "ms");
  return show(value / 1e9, "s");
}

std::string counted(std::uint64_t n, std::string_view singular, std::string_view plural) {
  return std::to_string(n) + ' ' + std::string(n == 1 ? singular : plural);
}

std::string hex16(std::uint64_t value) {
  std::string out(16, '0');
  for (std::size_t i = 16; i-- > 0; value >>= 4)
    out[i] = "0123456789abcdef"[value & 15];
  return out;
}

} // namespace telinject::events
