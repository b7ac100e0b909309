// Tests widening floats to doubles without arithmetic, and the values that templates of instrumented code pass.
#include "catch.h"

#include "runtime/frontend/values.h"

#include <bit>
#include <cfenv>
#include <cstdint>
#include <cstring>
#include <telinject/telinject.h>

namespace {

bool same(std::uint32_t bits) {
  const double got = telinject_i_widened(bits), want = static_cast<double>(std::bit_cast<float>(bits));
  return std::bit_cast<std::uint64_t>(got) == std::bit_cast<std::uint64_t>(want);
}

} // namespace

TEST_CASE("Widened floats: a float widened without arithmetic is the double that the processor makes of it",
          "[widened]") {
  for (std::uint32_t sign : {0u, 1u})
    for (std::uint32_t field = 0; field < 255; ++field)
      for (std::uint32_t fraction :
           {0u, 1u, 2u, 3u, 7u, 8u, 0x155555u, 0x2aaaaau, 0x3fffffu, 0x400000u, 0x7ffff8u, 0x7fffffu}) {
        INFO(sign << ' ' << field << ' ' << fraction);
        REQUIRE(same(sign << 31 | field << 23 | fraction));
      }
  for (std::uint32_t bit = 0; bit < 23; ++bit)
    REQUIRE(same(1u << bit));
  CHECK(same(0x7f800000u));
  CHECK(same(0xff800000u));
}

TEST_CASE("Widened floats: a NaN is widened to a quiet one, and no flag is set", "[widened]") {
  std::feclearexcept(FE_ALL_EXCEPT);
  for (std::uint32_t bits : {0x7f800001u, 0x7fa00000u, 0xffbfffffu, 0x7fc00000u, 0xffffffffu, 0x00000001u}) {
    const auto wide = std::bit_cast<std::uint64_t>(telinject_i_widened(bits));
    if ((bits & 0x7f800000u) == 0x7f800000u)
      CHECK((wide & 0x7ff8000000000000ull) == 0x7ff8000000000000ull);
    CHECK(wide >> 63 == bits >> 31);
  }
  CHECK(std::fetestexcept(FE_ALL_EXCEPT) == 0);
}

TEST_CASE("Widened floats: a long double in a template is passed as it is", "[widened]") {
  for (const long double value : {0.1L, -1.5L, 0x1p-16445L}) {
    const telinject_value passed = telinject_i_value_of(value);
    CHECK(passed.telinject_i_code == 'g');
    char record[telinject::max_value] = {};
    const char *const end = telinject::put_value_struct(record, passed);
    CHECK(end - record == 24);
    long double kept = 0;
    std::memcpy(&kept, record + 8, __LDBL_MANT_DIG__ == 64 ? 10 : 16);
    CHECK(kept == value);
  }
  CHECK(telinject_i_value_of(0.5f).telinject_i_code == 'f');
  CHECK(telinject_i_value_of(0.5f).telinject_i_as.telinject_i_double == 0.5);
}
