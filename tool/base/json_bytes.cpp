// Maps bytes to private code points and back.
#include "tool/base/json_bytes.h"

#include <cstdint>
#include <cstdlib>

#include <nlohmann/json.hpp>

namespace telinject::rewrite {
namespace {

using nlohmann::json;

// Byte B is written as U+10FF00 + B: "\xF4\x8F\xBE\x80" for 0x80 to "\xF4\x8F\xBF\xBF" for 0xFF.
constexpr std::string_view kPrivate = "\xF4\x8F";

std::string private_for(unsigned char byte) {
  return std::string(kPrivate) + static_cast<char>(byte < 0xC0 ? 0xBE : 0xBF) + static_cast<char>(0x80 | (byte & 0x3F));
}

// Returns the byte that the private code point at this position stands for; -1 if there is none.
int byte_of_private(std::string_view text, size_t at) {
  if (text.substr(at, 2) != kPrivate || at + 3 >= text.size())
    return -1;
  const auto third = static_cast<unsigned char>(text[at + 2]), fourth = static_cast<unsigned char>(text[at + 3]);
  if ((third != 0xBE && third != 0xBF) || (fourth & 0xC0) != 0x80)
    return -1;
  return (third == 0xBE ? 0x80 : 0xC0) | (fourth & 0x3F);
}

// Returns the length of the valid UTF-8 sequence at this position; 0 if there is none.
size_t sequence_length(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) -> unsigned {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80)
    return 1;
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4)
    return 0;
  uint32_t point = lead & (0x7Fu >> length);
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80)
      return 0;
    point = point << 6 | (byte(i) & 0x3F);
  }
  static constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool is_valid = point >= kSmallest[length] && point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
  return is_valid ? length : 0;
}

// Returns the byte of "\udc80" to "\udcff" at this position; -1 if there is none.
int byte_of_surrogate(std::string_view text, size_t at) {
  const std::string_view escape = text.substr(at, 6);
  if (escape.size() != 6 || escape.substr(0, 2) != "\\u" || (escape[2] | 0x20) != 'd' || (escape[3] | 0x20) != 'c')
    return -1;
  const std::string digits(escape.substr(4));
  if (digits.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)
    return -1;
  const long byte = std::strtol(digits.c_str(), nullptr, 16);
  return byte >= 0x80 ? static_cast<int>(byte) : -1;
}

bool is_high_surrogate(std::string_view escape) {
  return escape.size() == 6 && escape.substr(0, 2) == "\\u" && (escape[2] | 0x20) == 'd' &&
         std::string_view("89abAB").find(escape[3]) != std::string_view::npos;
}

json mapped(const json &value, std::string (*map)(std::string_view)) {
  if (value.is_string())
    return map(value.get_ref<const std::string &>());
  if (value.is_array()) {
    json list = json::array();
    for (const json &element : value)
      list.push_back(mapped(element, map));
    return list;
  }
  if (value.is_object()) {
    json object = json::object();
    for (const auto &[key, element] : value.items())
      object[map(key)] = mapped(element, map);
    return object;
  }
  return value;
}

} // namespace

std::string as_unicode(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (size_t at = 0; at < bytes.size();) {
    const size_t length = byte_of_private(bytes, at) >= 0 ? 0 : sequence_length(bytes, at);
    if (length == 0)
      text += private_for(static_cast<unsigned char>(bytes[at]));
    else
      text += bytes.substr(at, length);
    at += length == 0 ? 1 : length;
  }
  return text;
}

std::string as_bytes(std::string_view unicode) {
  std::string bytes;
  bytes.reserve(unicode.size());
  for (size_t at = 0; at < unicode.size();) {
    const int byte = byte_of_private(unicode, at);
    bytes += byte >= 0 ? static_cast<char>(byte) : unicode[at];
    at += byte >= 0 ? 4 : 1;
  }
  return bytes;
}

std::string json_as_unicode(std::string_view text) {
  const std::string valid = as_unicode(text);
  std::string result;
  result.reserve(valid.size());
  const std::string_view view = valid;
  for (size_t at = 0; at < view.size();) {
    size_t length = 1;
    if (view[at] == '\\') {
      length = 2; // an escape; the next character may be an escaped backslash
      if (const int byte = byte_of_surrogate(view, at); byte >= 0) {
        result += private_for(static_cast<unsigned char>(byte));
        at += 6;
        continue;
      }
      if (is_high_surrogate(view.substr(at, 6)))
        length = 12; // includes the low surrogate, which is no byte
    }
    result += view.substr(at, length);
    at += length;
  }
  return result;
}

json with_strings_as_unicode(const json &value) {
  return mapped(value, as_unicode);
}
json with_strings_as_bytes(const json &value) {
  return mapped(value, as_bytes);
}

} // namespace telinject::rewrite
