// Reads the fields of a protobuf message, as its specification has them and independently of the code under test.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace otlp_message {

class Reader {
public:
  explicit Reader(std::string_view message) : rest_(message) {}

  unsigned number = 0, wire_type = 0;
  std::uint64_t value = 0; // of wire types 0, 1 and 5
  std::string_view bytes;  // of wire type 2
  bool is_whole = true;    // everything so far was well-formed

  // Returns false at the end, and where the message is malformed.
  bool next() {
    if (rest_.empty() || !is_whole)
      return false;
    const std::uint64_t tag = varint();
    number = static_cast<unsigned>(tag >> 3);
    wire_type = static_cast<unsigned>(tag & 7);
    if (wire_type == 0) {
      value = varint();
    } else if (wire_type == 1 || wire_type == 5) {
      value = 0;
      const std::string_view little_endian = take(wire_type == 1 ? 8 : 4);
      for (std::size_t i = little_endian.size(); i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(little_endian[i]);
    } else if (wire_type == 2) {
      bytes = take(varint());
    } else {
      is_whole = false;
    }
    return is_whole && number != 0;
  }

private:
  std::uint64_t varint() {
    std::uint64_t result = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::string_view one = take(1);
      if (!is_whole)
        return 0;
      result |= static_cast<std::uint64_t>(one[0] & 0x7f) << shift;
      if ((one[0] & 0x80) == 0)
        return result;
    }
    is_whole = false;
    return 0;
  }
  std::string_view take(std::uint64_t size) {
    if (size > rest_.size()) {
      is_whole = false;
      return {};
    }
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view rest_;
};

// All fields with that number.
inline std::vector<std::string_view> fields(std::string_view message, unsigned number) {
  std::vector<std::string_view> found;
  for (Reader reader(message); reader.next();)
    if (reader.number == number && reader.wire_type == 2)
      found.push_back(reader.bytes);
  return found;
}

} // namespace otlp_message
