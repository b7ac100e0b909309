// Shortest round-trip text of a double by exact integers: digits are produced from value / scale until what is left
// is nearer to this double than to its neighbours (Steele and White; Burger and Dybvig, "Printing Floating-Point
// Numbers Quickly and Accurately", 1996).
#include "runtime/base/double_text.h"

namespace telinject {

namespace {

__extension__ typedef unsigned __int128 Wide;

// A natural number of at most so many limbs.  A double's exact value times ten takes 41, that of a long double of 80 or
// 128 bits 524.
template <int Limbs> class Natural {
public:
  explicit Natural(Wide v) {
    for (; v != 0; v >>= 32)
      limb_[used_++] = static_cast<std::uint32_t>(v);
  }
  void multiply(std::uint32_t by) {
    std::uint64_t carry = 0;
    for (int i = 0; i < used_; ++i) {
      carry += static_cast<std::uint64_t>(limb_[i]) * by;
      limb_[i] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0)
      limb_[used_++] = static_cast<std::uint32_t>(carry);
  }
  void multiply_by_ten_to(int power) {
    for (; power >= 9; power -= 9)
      multiply(1'000'000'000);
    for (; power > 0; --power)
      multiply(10);
  }
  void shift_left(int bits) {
    const int limbs = bits / 32;
    if (used_ == 0)
      return;
    if (limbs != 0) {
      for (int i = used_; i-- > 0;)
        limb_[i + limbs] = limb_[i];
      for (int i = 0; i < limbs; ++i)
        limb_[i] = 0;
      used_ += limbs;
    }
    if (bits % 32 != 0)
      multiply(std::uint32_t{1} << (bits % 32));
  }
  void add(const Natural &o) {
    std::uint64_t carry = 0;
    const int most = used_ > o.used_ ? used_ : o.used_;
    for (int i = 0; i < most; ++i) {
      carry += static_cast<std::uint64_t>(i < used_ ? limb_[i] : 0) + (i < o.used_ ? o.limb_[i] : 0);
      limb_[i] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    used_ = most;
    if (carry != 0)
      limb_[used_++] = static_cast<std::uint32_t>(carry);
  }
  // Only where *this >= o.
  void subtract(const Natural &o) {
    std::int64_t borrow = 0;
    for (int i = 0; i < used_; ++i) {
      borrow += static_cast<std::int64_t>(limb_[i]) - (i < o.used_ ? static_cast<std::int64_t>(o.limb_[i]) : 0);
      limb_[i] = static_cast<std::uint32_t>(borrow);
      borrow >>= 32;
    }
    while (used_ != 0 && limb_[used_ - 1] == 0)
      --used_;
  }
  int compare(const Natural &o) const {
    if (used_ != o.used_)
      return used_ < o.used_ ? -1 : 1;
    for (int i = used_; i-- > 0;)
      if (limb_[i] != o.limb_[i])
        return limb_[i] < o.limb_[i] ? -1 : 1;
    return 0;
  }

private:
  int used_ = 0;
  std::uint32_t limb_[Limbs];
};

constexpr int double_limbs = 41, long_double_limbs = 524;

struct Digits {
  char text[40];
  int count = 0;
  int point = 0; // the value is 0.TEXT * 10^point
};

template <class N> int compare_sum(N a, const N &b, const N &c) {
  a.add(b);
  return a.compare(c);
}

int bit_length(Wide v) {
  const auto high = static_cast<std::uint64_t>(v >> 64);
  return high != 0 ? 128 - __builtin_clzll(high) : 64 - __builtin_clzll(static_cast<std::uint64_t>(v));
}

// value = fraction * 2^exponent, fraction not 0.
template <int Limbs> __attribute__((noinline)) Digits shortest(Wide fraction, int exponent, bool lowest_of_its_binade) {
  const bool even = fraction % 2 == 0;
  const int extra = lowest_of_its_binade ? 1 : 0; // the neighbour below is at half the distance
  Natural<Limbs> rest(fraction), scale(1), above(1), below(1);
  rest.shift_left((exponent > 0 ? exponent : 0) + 1 + extra);
  scale.shift_left((exponent < 0 ? -exponent : 0) + 1 + extra);
  above.shift_left((exponent > 0 ? exponent : 0) + extra);
  below.shift_left(exponent > 0 ? exponent : 0);

  Digits d;
  // log10(2) in 32 bits of fraction; the estimate is right or one too low.
  const std::int64_t log2_floor = exponent + bit_length(fraction) - 1;
  d.point = static_cast<int>((log2_floor * 1292913986) >> 32);
  if (d.point >= 0) {
    scale.multiply_by_ten_to(d.point);
  } else {
    rest.multiply_by_ten_to(-d.point);
    above.multiply_by_ten_to(-d.point);
    below.multiply_by_ten_to(-d.point);
  }
  // Now value < 100 scales; make it less than one, rounding up included.
  for (int i = 0; i < 2; ++i) {
    const int c = compare_sum(rest, above, scale);
    if (c < 0 || (c == 0 && !even))
      break;
    scale.multiply(10);
    ++d.point;
  }
  for (;;) {
    rest.multiply(10);
    above.multiply(10);
    below.multiply(10);
    int digit = 0;
    while (rest.compare(scale) >= 0) {
      rest.subtract(scale);
      ++digit;
    }
    const int low_side = rest.compare(below);
    const bool low = low_side < 0 || (low_side == 0 && even);
    const int high_side = compare_sum(rest, above, scale);
    const bool high = high_side > 0 || (high_side == 0 && even);
    if (low && high) {
      const int half = compare_sum(rest, rest, scale);
      digit += half > 0 || (half == 0 && digit % 2 != 0) ? 1 : 0; // the nearer one; a tie goes to the even digit
    } else if (high)
      ++digit;
    d.text[d.count++] = static_cast<char>('0' + digit);
    if (low || high)
      return d;
  }
}

// The same for the usual numbers, in 128 bits: with ever more places behind the point, is the nearest decimal within
// half the distance to a neighbour?  False: not one of those.
bool min_of_usual(std::uint64_t fraction, int exponent, bool lowest_of_its_binade, Digits &d) {
  constexpr int max_places = 22; // fraction * 10^22 has 127 bits
  if (exponent > 0 || exponent < -74)
    return false;
  const int shift = -exponent;
  Wide scaled = fraction, unit = 1; // fraction * 10^places, 10^places
  for (int places = 0; places <= max_places; ++places, scaled *= 10, unit *= 10) {
    Wide decimal = scaled >> shift;
    const Wide rest = scaled - (decimal << shift), whole = Wide{1} << shift;
    const bool up = 2 * rest > whole || (2 * rest == whole && decimal % 2 != 0);
    const Wide error = 2 * (up ? whole - rest : rest);
    if (error > unit || (error == unit && fraction % 2 != 0))
      continue;
    if (lowest_of_its_binade && error != 0)
      return false; // the neighbour below is at half the distance
    decimal += up ? 1 : 0;
    char digits[20];
    TextBuffer text(digits, sizeof digits);
    text.decimal(static_cast<std::uint64_t>(decimal));
    d.count = static_cast<int>(text.size());
    d.point = d.count - places;
    std::memcpy(d.text, digits, text.size());
    return true;
  }
  return false;
}

void put_digits(TextBuffer &out, const Digits &d) {
  const auto count = static_cast<std::size_t>(d.count);
  if (d.point > 16 || d.point < -3) {
    out.put(d.text[0]);
    if (count > 1) {
      out.put('.');
      out.put(d.text + 1, count - 1);
    }
    const int exponent = d.point - 1;
    out.put(exponent < 0 ? Slice("e-") : Slice("e+"));
    const auto magnitude = static_cast<std::uint64_t>(exponent < 0 ? -exponent : exponent);
    if (magnitude < 10)
      out.put('0');
    out.decimal(magnitude);
    return;
  }
  if (d.point <= 0) {
    out.put("0.");
    for (int i = d.point; i < 0; ++i)
      out.put('0');
    out.put(d.text, count);
    return;
  }
  for (int i = 0; i < d.point; ++i)
    out.put(i < d.count ? d.text[i] : '0');
  out.put('.');
  if (d.count > d.point)
    out.put(d.text + d.point, count - static_cast<std::size_t>(d.point));
  else
    out.put('0');
}

} // namespace

void put_double(TextBuffer &out, double value) {
  std::uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  const bool negative = bits >> 63;
  const int field = static_cast<int>(bits >> 52 & 0x7ff);
  const std::uint64_t low = bits & 0xf'ffff'ffff'ffff;
  if (field == 0x7ff) {
    out.put(low != 0 ? Slice("\"NaN\"") : negative ? Slice("\"-Infinity\"") : Slice("\"Infinity\""));
    return;
  }
  if (negative)
    out.put('-');
  if (field == 0 && low == 0) {
    out.put("0.0");
    return;
  }
  if (field == 0)
    return put_digits(out, shortest<double_limbs>(low, -1074, false));
  const std::uint64_t fraction = low | std::uint64_t{1} << 52;
  const int exponent = field - 1075;
  const bool lowest_of_its_binade = low == 0 && field > 1;
  Digits d;
  if (!min_of_usual(fraction, exponent, lowest_of_its_binade, d))
    d = shortest<double_limbs>(fraction, exponent, lowest_of_its_binade);
  put_digits(out, d);
}

#if __LDBL_MANT_DIG__ == 64 || __LDBL_MANT_DIG__ == 113

namespace {

// Does a reader that parses numbers as doubles get something else than infinity or zero for fraction * 2^exponent?
bool is_in_range_of_double(Wide fraction, int exponent) {
  const int bits = bit_length(fraction), highest = exponent + bits - 1;
  if (highest < -1074)
    return false;
  if (highest != 1023)
    return highest < 1023;
  const Wide leading = bits > 54 ? fraction >> (bits - 54) : fraction << (54 - bits);
  return leading != (Wide{1} << 54) - 1; // that would be rounded up to 2^1024
}

} // namespace

void put_long_double(TextBuffer &out, long double value) {
  constexpr int fraction_bits = __LDBL_MANT_DIG__ - 1; // below the leading one
  Wide bits = 0;
  std::memcpy(&bits, &value, __LDBL_MANT_DIG__ == 64 ? 10 : 16);
  // 80 bits: the leading one is stored; 128 bits: it is not.
  constexpr int stored_bits = __LDBL_MANT_DIG__ == 64 ? 64 : 112;
  const bool negative = static_cast<bool>(bits >> (stored_bits + 15) & 1);
  const int field = static_cast<int>(bits >> stored_bits & 0x7fff);
  const Wide leading = Wide{1} << fraction_bits, low = bits & (leading - 1);
  if (field == 0x7fff)
    return out.put(low != 0 ? Slice("\"NaN\"") : negative ? Slice("\"-Infinity\"") : Slice("\"Infinity\""));
  const bool has_leading_one = stored_bits == 64 ? (bits & leading) != 0 : field != 0;
  const Wide fraction = has_leading_one ? low | leading : low;
  const int exponent = (field == 0 ? 1 : field) - 16383 - fraction_bits;
  if (fraction == 0)
    return out.put(negative ? Slice("-0.0") : Slice("0.0"));
  const bool is_number = is_in_range_of_double(fraction, exponent);
  out.put(is_number ? Slice() : Slice("\""));
  if (negative)
    out.put('-');
  put_digits(out, shortest<long_double_limbs>(fraction, exponent, low == 0 && field > 1));
  out.put(is_number ? Slice() : Slice("\""));
}

#else

void put_long_double(TextBuffer &out, long double value) {
  put_double(out, static_cast<double>(value));
}

#endif

void put_float(TextBuffer &out, float value) {
  std::uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  const std::uint64_t sign = std::uint64_t{bits >> 31} << 63;
  const std::uint32_t field = bits >> 23 & 0xff, low = bits & 0x7fffff;
  std::uint64_t wide = sign;
  if (field == 0xff) {
    wide |= std::uint64_t{0x7ff} << 52 | std::uint64_t{low} << 29;
  } else if (field != 0) {
    wide |= std::uint64_t{field + 1023 - 127} << 52 | std::uint64_t{low} << 29;
  } else if (low != 0) {
    const int shift = 24 - bit_length(low); // the leading one to where a normal number has it
    wide |= static_cast<std::uint64_t>(1 - shift + 1023 - 127) << 52 | (std::uint64_t{low} << shift & 0x7fffff) << 29;
  }
  double same;
  std::memcpy(&same, &wide, sizeof same);
  put_double(out, same);
}

void put_fixed(TextBuffer &out, std::uint64_t numerator, int places) {
  std::uint64_t unit = 1;
  for (int i = 0; i < places; ++i)
    unit *= 10;
  out.decimal(numerator / unit);
  out.put('.');
  if (places == 0)
    return out.put('0');
  char digits[20];
  put_padded(digits, numerator % unit, places);
  while (places > 1 && digits[places - 1] == '0')
    --places;
  out.put(digits, static_cast<std::size_t>(places));
}

} // namespace telinject
