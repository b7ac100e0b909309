// JSON escaping and UTF-8 repair: see json_text.h.  Which byte sequences are well formed: Unicode 15, table 3-7.
#include "runtime/base/json_text.h"

namespace telinject {

namespace {

using Byte = unsigned char;

// The requirements of a lead byte: how many bytes follow it, and the range of the first of them.
struct Lead {
  int follow; // -1: no lead byte
  Byte low, high;
};

Lead lead_of(Byte b) {
  if (b < 0x80)
    return {0, 0, 0};
  if (b >= 0xC2 && b <= 0xDF)
    return {1, 0x80, 0xBF};
  if (b >= 0xE0 && b <= 0xEF)
    return {2, static_cast<Byte>(b == 0xE0 ? 0xA0 : 0x80), static_cast<Byte>(b == 0xED ? 0x9F : 0xBF)};
  if (b >= 0xF0 && b <= 0xF4)
    return {3, static_cast<Byte>(b == 0xF0 ? 0x90 : 0x80), static_cast<Byte>(b == 0xF4 ? 0x8F : 0xBF)};
  return {-1, 0, 0};
}

// Returns the number of well-formed bytes at p, and whether the character is complete.
std::size_t sequence(const Byte *p, const Byte *end, bool &whole) {
  const Lead lead = lead_of(*p);
  whole = lead.follow == 0;
  if (lead.follow <= 0)
    return 1;
  std::size_t n = 1;
  for (int i = 0; i < lead.follow; ++i, ++n) {
    const Byte low = i == 0 ? lead.low : Byte{0x80};
    const Byte high = i == 0 ? lead.high : Byte{0xBF};
    if (p + n == end || p[n] < low || p[n] > high)
      return n;
  }
  whole = true;
  return n;
}

bool plain(Byte b) {
  return b >= 0x20 && b < 0x80 && b != '"' && b != '\\';
}

void put_escape(TextBuffer &out, Byte b) {
  switch (b) {
  case '"':
    out.put("\\\"");
    return;
  case '\\':
    out.put("\\\\");
    return;
  case '\n':
    out.put("\\n");
    return;
  case '\r':
    out.put("\\r");
    return;
  case '\t':
    out.put("\\t");
    return;
  default:
    out.put("\\u00");
    out.put("0123456789abcdef"[b >> 4]);
    out.put("0123456789abcdef"[b & 15]);
  }
}

} // namespace

void put_json(TextBuffer &out, Slice s) {
  const Byte *p = reinterpret_cast<const Byte *>(s.data);
  const Byte *const end = p + s.size;
  while (p != end) {
    const Byte *run = p;
    while (run != end && plain(*run))
      ++run;
    out.put(reinterpret_cast<const char *>(p), static_cast<std::size_t>(run - p));
    p = run;
    if (p == end)
      return;
    if (*p < 0x80) {
      put_escape(out, *p++);
      continue;
    }
    bool whole;
    const std::size_t n = sequence(p, end, whole);
    if (whole)
      out.put(reinterpret_cast<const char *>(p), n);
    else
      out.put("\xEF\xBF\xBD");
    p += n;
  }
}

void put_json_string(TextBuffer &out, Slice s) {
  out.put('"');
  put_json(out, s);
  out.put('"');
}

void put_valid_utf8(TextBuffer &out, Slice s) {
  const Byte *p = reinterpret_cast<const Byte *>(s.data);
  const Byte *const end = p + s.size;
  while (p != end) {
    bool whole = true;
    const std::size_t n = *p < 0x80 ? 1 : sequence(p, end, whole);
    if (whole)
      out.put(reinterpret_cast<const char *>(p), n);
    else
      out.put("\xEF\xBF\xBD");
    p += n;
  }
}

bool is_valid_utf8(Slice s) {
  const Byte *p = reinterpret_cast<const Byte *>(s.data);
  const Byte *const end = p + s.size;
  bool whole = true;
  while (p != end && whole)
    p += *p < 0x80 ? 1 : sequence(p, end, whole);
  return whole;
}

std::size_t whole_character(Slice s) {
  if (s.empty())
    return 0;
  const Byte *const p = reinterpret_cast<const Byte *>(s.data);
  bool whole;
  const std::size_t n = sequence(p, p + s.size, whole);
  return whole ? n : 0;
}

void put_utf8(TextBuffer &out, std::uint32_t c) {
  const auto tail = [&](int shift) { out.put(static_cast<char>(0x80 | (c >> shift & 0x3F))); };
  if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
    c = 0xFFFD;
  if (c < 0x80)
    return out.put(static_cast<char>(c));
  if (c < 0x800) {
    out.put(static_cast<char>(0xC0 | c >> 6));
  } else if (c < 0x10000) {
    out.put(static_cast<char>(0xE0 | c >> 12));
    tail(6);
  } else {
    out.put(static_cast<char>(0xF0 | c >> 18));
    tail(12);
    tail(6);
  }
  tail(0);
}

Slice cut_utf8(Slice s, std::size_t max) {
  if (s.size <= max)
    return s;
  // A character that the cut splits begins at most three bytes before the cut.
  for (std::size_t back = 1; back <= 3 && back <= max; ++back) {
    const Lead lead = lead_of(static_cast<Byte>(s.data[max - back]));
    if (lead.follow < 0)
      continue;
    return s.take_front(static_cast<std::size_t>(lead.follow) >= back ? max - back : max);
  }
  return s.take_front(max);
}

} // namespace telinject
