// Parses sampling rates and the trace context passed by a caller: see sampling.h.
#include "runtime/config/sampling.h"

#include "runtime/base/characters.h"
#include "runtime/base/double_text.h"

namespace telinject {

namespace {

__extension__ typedef unsigned __int128 Wide;

constexpr int max_places = 18;

std::uint64_t ten_to(int n) {
  std::uint64_t v = 1;
  for (; n > 0; --n)
    v *= 10;
  return v;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return -1;
}

bool parse_hex(Slice s, std::uint64_t &v) {
  v = 0;
  for (std::size_t i = 0; i < s.size; ++i) {
    const int d = hex_digit(s.data[i]);
    if (d < 0)
      return false;
    v = v << 4 | static_cast<std::uint64_t>(d);
  }
  return s.size != 0;
}

// Parses "e-3" and the like; true with exponent 0 if the text is empty.
bool parse_exponent(Slice s, int &exponent) {
  exponent = 0;
  if (s.empty())
    return true;
  if ((s.data[0] | 0x20) != 'e')
    return false;
  s = s.drop_front(1);
  const bool negative = !s.empty() && s.data[0] == '-';
  if (!s.empty() && (s.data[0] == '-' || s.data[0] == '+'))
    s = s.drop_front(1);
  if (s.empty() || s.size > 2)
    return false;
  for (std::size_t i = 0; i < s.size; ++i) {
    if (!is_digit(s.data[i]))
      return false;
    exponent = exponent * 10 + (s.data[i] - '0');
  }
  if (negative)
    exponent = -exponent;
  return true;
}

} // namespace

std::uint64_t SampleRate::threshold() const {
  const auto whole = static_cast<Wide>(ten_to(places));
  return static_cast<std::uint64_t>((((whole - numerator) << 56) + whole / 2) / whole);
}

void SampleRate::put(TextBuffer &out) const {
  put_fixed(out, places == 0 ? numerator * 10 : numerator, places == 0 ? 1 : places);
}

Slice name_of(DisabledBy setting) {
  return setting == DisabledBy::sample_rate    ? Slice("SAMPLE_RATE")
         : setting == DisabledBy::otel_sampler ? Slice("OTEL_TRACES_SAMPLER")
                                               : Slice();
}

bool parse_sample_rate(Slice text, SampleRate &rate) {
  std::uint64_t value = 0;
  int places = 0;
  bool point = false, any = false;
  std::size_t i = 0;
  for (; i < text.size && (is_digit(text.data[i]) || (text.data[i] == '.' && !point)); ++i) {
    if (text.data[i] == '.') {
      point = true;
      continue;
    }
    any = true;
    if (places == max_places)
      continue; // further digits are below the resolution of 56 bits
    value = value * 10 + static_cast<std::uint64_t>(text.data[i] - '0');
    places += point ? 1 : 0;
    if (value > 10 * ten_to(max_places - 1))
      return false;
  }
  int exponent;
  if (!any || !parse_exponent(text.drop_front(i), exponent))
    return false;
  for (places -= exponent; places < 0; ++places) {
    if (value > 10)
      return false;
    value *= 10;
  }
  for (; places > max_places; --places)
    value /= 10;
  if (value > ten_to(places))
    return false;
  rate.numerator = value;
  rate.places = places;
  return true;
}

SampleRate rate_of_threshold(std::uint64_t threshold) {
  SampleRate rate;
  rate.places = 17;
  const std::uint64_t kept = (std::uint64_t{1} << 56) - threshold;
  rate.numerator = static_cast<std::uint64_t>((static_cast<Wide>(kept) * ten_to(17) + (std::uint64_t{1} << 55)) >> 56);
  return rate;
}

bool parse_traceparent(Slice s, RemoteParent &parent) {
  // version-trace-span-flags; a later version may append fields after another '-'.
  std::uint64_t version, flags;
  if (s.size < 55 || s.data[2] != '-' || s.data[35] != '-' || s.data[52] != '-' || (s.size > 55 && s.data[55] != '-'))
    return false;
  if (!parse_hex(s.take_front(2), version) || version == 0xff || (version == 0 && s.size != 55))
    return false;
  if (!parse_hex(s.drop_front(3).take_front(16), parent.trace_high) ||
      !parse_hex(s.drop_front(19).take_front(16), parent.trace_low) ||
      !parse_hex(s.drop_front(36).take_front(16), parent.span) || !parse_hex(s.drop_front(53).take_front(2), flags))
    return false;
  parent.sampled = (flags & 1) != 0;
  return (parent.trace_high | parent.trace_low) != 0 && parent.span != 0;
}

bool parse_tracestate_threshold(Slice list, std::uint64_t &threshold) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    Slice member = list.take_front(comma);
    list = list.drop_front(comma + 1);
    while (!member.empty() && (member.data[0] == ' ' || member.data[0] == '\t'))
      member = member.drop_front(1);
    if (!member.starts_with("ot="))
      continue;
    for (member = member.drop_front(3); !member.empty(); member = member.drop_front(member.find(';') + 1)) {
      Slice field = member.take_front(member.find(';'));
      while (!field.empty() && (field.end()[-1] == ' ' || field.end()[-1] == '\t'))
        field.size--;
      if (!field.starts_with("th:") || field.size < 4 || field.size > 17 || !parse_hex(field.drop_front(3), threshold))
        continue;
      threshold <<= 4 * (14 - (field.size - 3));
      return true;
    }
  }
  return false;
}

} // namespace telinject
