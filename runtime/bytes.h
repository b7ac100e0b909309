// Copying within a hook.  The C library's functions may use vector registers that a hook has to keep
// (wide_registers.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace telinject {

inline void copy_bytes(char *to, const void *data, std::size_t size) {
  const char *from = static_cast<const char *>(data);
  for (; size >= 8; size -= 8, from += 8, to += 8) {
    std::uint64_t word;
    std::memcpy(&word, from, 8);
    asm("" : "+r"(word)); // or the compiler would make a call of memcpy out of this
    std::memcpy(to, &word, 8);
  }
  for (; size != 0; --size) {
    char byte = *from++;
    asm("" : "+r"(byte));
    *to++ = byte;
  }
}

// Where the first zero byte is, or `size`.
inline std::size_t length_within(const char *text, std::size_t size) {
  std::size_t n = 0;
  for (; n < size; ++n) {
    char byte = text[n];
    asm("" : "+r"(byte));
    if (byte == '\0')
      break;
  }
  return n;
}

} // namespace telinject
