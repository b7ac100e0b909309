// Reads partial successes: see partial_success.h.
#include "runtime/export/partial_success.h"

#include "runtime/base/json_read.h"

namespace telinject {

namespace {

constexpr std::uint64_t most = std::uint64_t{1} << 53;

// Takes a number of Protocol Buffers from the text.
bool take_number(Slice &from, std::uint64_t &number) {
  number = 0;
  for (unsigned shift = 0; shift < 64 && !from.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(from.data[0]);
    from = from.drop_front(1);
    number |= std::uint64_t{byte & 0x7fu} << shift;
    if ((byte & 0x80) == 0)
      return true;
  }
  return false;
}

struct Field {
  std::uint64_t number = 0, value = 0; // value: of a number
  Slice bytes;                         // of a message or a string
  bool is_number = false;
};

// Takes the next field of a message.  Returns false at its end, or where it cannot be read.
bool take_field(Slice &from, Field &field) {
  std::uint64_t tag, size;
  if (!take_number(from, tag))
    return false;
  field = Field();
  field.number = tag >> 3;
  switch (tag & 7) {
  case 0:
    field.is_number = true;
    return take_number(from, field.value);
  case 1:
  case 5:
    size = (tag & 7) == 1 ? 8 : 4;
    break;
  case 2:
    if (!take_number(from, size))
      return false;
    break;
  default:
    return false;
  }
  if (size > from.size)
    return false;
  field.bytes = from.take_front(size);
  from = from.drop_front(size);
  return true;
}

std::uint64_t rejected_in_protobuf(Slice response) {
  std::uint64_t rejected = 0;
  for (Field outer; take_field(response, outer);)
    if (outer.number == 1 && !outer.is_number)
      for (Field inner; take_field(outer.bytes, inner);)
        if (inner.number == 1 && inner.is_number)
          rejected = inner.value;
  return rejected <= most ? rejected : 0;
}

// 64-bit numbers are strings there; some receivers write numbers.
std::uint64_t rejected_in_json(Slice response) {
  const JsonValue partial = read_json(response).member("partialSuccess"), spans = partial.member("rejectedSpans");
  const JsonValue value = spans.there() ? spans : partial.member("rejectedLogRecords");
  char memory[24];
  TextBuffer out(memory, sizeof memory);
  const Slice text = value.is_string() && value.text(out) ? out.slice() : value.raw();
  std::uint64_t rejected;
  return parse_whole(text, most, rejected) ? rejected : 0;
}

} // namespace

std::uint64_t rejected_in(Slice response, bool is_json) noexcept {
  return is_json ? rejected_in_json(response) : rejected_in_protobuf(response);
}

} // namespace telinject
