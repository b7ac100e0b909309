// Builds text in the caller's memory: never allocates, never writes past the end, and reports whether everything
// fitted.  Async-signal-safe.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace telinject {

// A reference to text that the caller keeps alive.
struct Slice {
  const char *data = nullptr;
  std::size_t size = 0;

  constexpr Slice() = default;
  constexpr Slice(const char *d, std::size_t n) : data(d), size(n) {}
  template <std::size_t N> constexpr Slice(const char (&literal)[N]) : data(literal), size(N - 1) {}

  static Slice of(const char *c_string) { return c_string ? Slice(c_string, std::strlen(c_string)) : Slice(); }
  bool empty() const { return size == 0; }
  const char *end() const { return data + size; }
  Slice drop_front(std::size_t n) const { return n < size ? Slice(data + n, size - n) : Slice(data + size, 0); }
  Slice take_front(std::size_t n) const { return Slice(data, n < size ? n : size); }
  bool operator==(Slice o) const { return size == o.size && (size == 0 || std::memcmp(data, o.data, size) == 0); }
  bool starts_with(Slice o) const { return size >= o.size && take_front(o.size) == o; }
  bool contains(char c) const { return find(c) != size; }
  // Returns the position of the first occurrence of `what`; size if there is none.
  constexpr std::size_t find(Slice what) const {
    for (std::size_t i = 0; i + what.size <= size; ++i) {
      std::size_t n = 0;
      while (n != what.size && data[i + n] == what.data[n])
        ++n;
      if (n == what.size)
        return i;
    }
    return size;
  }
  // Returns the position of the first `c`; size if there is none.
  std::size_t find(char c) const {
    const void *p = size ? std::memchr(data, c, size) : nullptr;
    return p ? static_cast<std::size_t>(static_cast<const char *>(p) - data) : size;
  }
};

// Reads a whole number of decimal digits alone, at most `most`.
inline bool parse_whole(Slice s, std::uint64_t most, std::uint64_t &v) {
  v = 0;
  for (std::size_t i = 0; i < s.size; ++i) {
    if (s.data[i] < '0' || s.data[i] > '9')
      return false;
    v = v * 10 + static_cast<std::uint64_t>(s.data[i] - '0');
    if (v > most)
      return false;
  }
  return !s.empty();
}

// Writes digits to memory that the caller has checked.
inline void put_pair(char *p, unsigned v) {
  static constexpr struct Pairs {
    char text[200] = {};
    constexpr Pairs() {
      for (int i = 0; i < 100; ++i) {
        text[2 * i] = static_cast<char>('0' + i / 10);
        text[2 * i + 1] = static_cast<char>('0' + i % 10);
      }
    }
  } pairs;
  std::memcpy(p, pairs.text + 2 * v, 2);
}
inline void put_padded(char *p, std::uint64_t v, int digits) {
  for (; digits >= 2; digits -= 2, v /= 100)
    put_pair(p + digits - 2, static_cast<unsigned>(v % 100));
  if (digits != 0)
    *p = static_cast<char>('0' + v % 10);
}
inline void put_hex8(char *p, std::uint32_t v) {
  // Spreads the half bytes to one byte each, first digit lowest, then converts all eight to digits at once.
  std::uint64_t x = v;
  x = (x << 32 | x >> 16) & 0x0000ffff'0000ffff;
  x = (x << 16 | x >> 8) & 0x00ff00ff'00ff00ff;
  x = (x << 8 | x >> 4) & 0x0f0f0f0f'0f0f0f0f;
  const std::uint64_t letters = ((x + 0x06060606'06060606) >> 4) & 0x01010101'01010101;
  x += 0x30303030'30303030 + letters * ('a' - '0' - 10);
  static_assert(std::endian::native == std::endian::little);
  std::memcpy(p, &x, 8);
}
inline void put_hex16(char *p, std::uint64_t v) {
  put_hex8(p, static_cast<std::uint32_t>(v >> 32));
  put_hex8(p + 8, static_cast<std::uint32_t>(v));
}

class TextBuffer {
public:
  TextBuffer(char *begin, std::size_t size) : begin_(begin), at_(begin), end_(begin + size) {}

  void put(const char *data, std::size_t size) {
    if (size > room()) {
      overflow_ = true;
      return;
    }
    if (size != 0) {
      std::memcpy(at_, data, size);
      at_ += size;
    }
  }
  void put(Slice s) { put(s.data, s.size); }
  // Returns `size` bytes for the caller to fill; null, and sets overflow(), if they do not fit.
  char *allocate(std::size_t size) {
    if (size > room()) {
      overflow_ = true;
      return nullptr;
    }
    char *const p = at_;
    at_ += size;
    return p;
  }
  template <std::size_t N> void put(const char (&literal)[N]) { put(literal, N - 1); }
  void put(char c) {
    if (at_ == end_)
      overflow_ = true;
    else
      *at_++ = c;
  }
  void decimal(std::uint64_t v) {
    char digits[20];
    int n = 20;
    for (; v >= 100; v /= 100)
      put_pair(digits + (n -= 2), static_cast<unsigned>(v % 100));
    if (v >= 10)
      put_pair(digits + (n -= 2), static_cast<unsigned>(v));
    else
      digits[--n] = static_cast<char>('0' + v);
    put(digits + n, static_cast<std::size_t>(20 - n));
  }
  void signed_decimal(std::int64_t v) {
    if (v < 0)
      put('-');
    decimal(v < 0 ? 0 - static_cast<std::uint64_t>(v) : static_cast<std::uint64_t>(v));
  }
  // Appends exactly `digits` decimal digits, padded with zeros.
  void padded(std::uint64_t v, int digits) {
    if (char *const p = allocate(static_cast<std::size_t>(digits)))
      put_padded(p, v, digits);
  }
  // Appends 16 lower-case hexadecimal digits.
  void hex16(std::uint64_t v) {
    if (char *const p = allocate(16))
      put_hex16(p, v);
  }
  void hex(std::uint64_t v) {
    char text[16];
    int n = 16;
    do {
      text[--n] = "0123456789abcdef"[v & 15];
      v >>= 4;
    } while (v != 0);
    put(text + n, static_cast<std::size_t>(16 - n));
  }

  // Overwrites one byte.
  void replace(std::size_t at, char c) { begin_[at] = c; }
  char *at(std::size_t at) { return begin_ + at; }

  std::size_t size() const { return static_cast<std::size_t>(at_ - begin_); }
  std::size_t room() const { return static_cast<std::size_t>(end_ - at_); }
  bool overflow() const { return overflow_; }
  Slice slice() const { return Slice(begin_, size()); }
  // Cuts the text back to an earlier size() and clears an overflow since.
  void truncate(std::size_t size) {
    at_ = begin_ + size;
    overflow_ = false;
  }

private:
  char *begin_;
  char *at_;
  char *end_;
  bool overflow_ = false;
};

} // namespace telinject
