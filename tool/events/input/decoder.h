// Decompresses one gzip member or zstd frame, and makes one.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace telinject::events {

class Decoder {
public:
  enum class Result { more, done, damaged };

  virtual ~Decoder() = default;
  // Decodes until the input or the room is used up.  Removes from `input` what it has read.
  virtual Result decode(std::string_view &input, char *out, std::size_t room, std::size_t &size) = 0;

  static constexpr std::size_t kMagic = 4; // bytes that are enough to recognise a member
  // Returns the decoder of a member that starts with these bytes; null if none does.
  static std::unique_ptr<Decoder> for_member(std::string_view start);
  // Returns the position of the first member in `bytes` that an instrumented program wrote; npos if there is none.
  static std::size_t find_member(std::string_view bytes);
  // Compresses text to one member, as the runtime does.
  static std::string make_member(bool is_zstd, std::string_view text);
};

} // namespace telinject::events
