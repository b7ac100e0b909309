// Text put together in memory of the caller's: never allocates, never writes past the end, tells afterwards
// whether all went in.  Async-signal-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace telinject {

// A piece of text that somebody else owns.
struct Slice {
  const char *data = nullptr;
  std::size_t size = 0;

  constexpr Slice() = default;
  constexpr Slice(const char *d, std::size_t n) : data(d), size(n) {}
  template <std::size_t N> constexpr Slice(const char (&literal)[N]) : data(literal), size(N - 1) {}

  static Slice of(const char *c_string) { return c_string ? Slice(c_string, std::strlen(c_string)) : Slice(); }
  bool empty() const { return size == 0; }
  const char *end() const { return data + size; }
  Slice from(std::size_t n) const { return n < size ? Slice(data + n, size - n) : Slice(data + size, 0); }
  Slice first(std::size_t n) const { return Slice(data, n < size ? n : size); }
  bool operator==(Slice o) const { return size == o.size && (size == 0 || std::memcmp(data, o.data, size) == 0); }
  bool starts_with(Slice o) const { return size >= o.size && first(o.size) == o; }
  bool holds(char c) const { return find(c) != size; }
  // Where `c` is first found, or size.
  std::size_t find(char c) const {
    const void *p = size ? std::memchr(data, c, size) : nullptr;
    return p ? static_cast<std::size_t>(static_cast<const char *>(p) - data) : size;
  }
};

class Text {
public:
  Text(char *begin, std::size_t size) : begin_(begin), at_(begin), end_(begin + size) {}

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
    do {
      digits[--n] = static_cast<char>('0' + v % 10);
      v /= 10;
    } while (v != 0);
    put(digits + n, static_cast<std::size_t>(20 - n));
  }
  void signed_decimal(std::int64_t v) {
    if (v < 0)
      put('-');
    decimal(v < 0 ? 0 - static_cast<std::uint64_t>(v) : static_cast<std::uint64_t>(v));
  }
  // Exactly `digits` decimal digits, zeros in front.
  void padded(std::uint64_t v, int digits) {
    char text[20];
    for (int i = digits; i-- > 0; v /= 10)
      text[i] = static_cast<char>('0' + v % 10);
    put(text, static_cast<std::size_t>(digits));
  }
  // 16 lower-case hexadecimal digits.
  void hex16(std::uint64_t v) {
    char text[16];
    for (int i = 16; i-- > 0; v >>= 4)
      text[i] = "0123456789abcdef"[v & 15];
    put(text, 16);
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

  std::size_t size() const { return static_cast<std::size_t>(at_ - begin_); }
  std::size_t room() const { return static_cast<std::size_t>(end_ - at_); }
  bool overflow() const { return overflow_; }
  Slice slice() const { return Slice(begin_, size()); }
  // Back to an earlier size(), forgetting an overflow since.
  void cut(std::size_t size) {
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
