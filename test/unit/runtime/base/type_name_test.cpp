// Compares the names of types with those of the C++ library's demangler.
#include "catch.h"

#include "runtime/base/type_name.h"

#include <cstdlib>
#include <cxxabi.h>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <typeinfo>
#include <variant>
#include <vector>

using telinject::put_type_name;
using telinject::Slice;
using telinject::TextBuffer;

namespace {

std::string name_of(const std::string &mangled, std::size_t room = 4096) {
  std::string memory(room, '\0');
  TextBuffer out(memory.data(), memory.size());
  put_type_name(out, Slice(mangled.data(), mangled.size()));
  return std::string(out.slice().data, out.slice().size);
}

std::string oracle(const char *mangled) {
  int status = -1;
  char *text = abi::__cxa_demangle(mangled, nullptr, nullptr, &status);
  REQUIRE(status == 0);
  std::string name = text;
  std::free(text);
  return name;
}

template <class T> void check() {
  const char *mangled = typeid(T).name();
  CHECK(name_of(*mangled == '*' ? mangled + 1 : mangled) == oracle(*mangled == '*' ? mangled + 1 : mangled));
}

struct Hidden {};

} // namespace

namespace shapes {
enum class Kind : unsigned char { round, square };
template <class T, int N> struct Array {
  struct Part {};
};
template <bool B, Kind K, unsigned U, long L, char C> struct Flags {};
template <class... T> struct Pack {};
template <template <class, class> class C> struct OfTemplate {};
struct Outer {
  struct Inner {
    struct Innermost {};
  };
};
} // namespace shapes

TEST_CASE("Type name: the types that programs throw have their names", "[type_name]") {
  check<int>();
  check<const char *>();
  check<char *>();
  check<unsigned long long>();
  check<long double>();
  check<std::nullptr_t>();
  check<char32_t>();
  check<int **>();
  check<const volatile int *const *>();
  check<std::string>();
  check<std::runtime_error>();
  check<std::system_error>();
  check<std::bad_alloc>();
  check<std::vector<std::string>>();
  check<std::map<std::string, std::vector<int>>>();
  check<std::shared_ptr<std::map<int, std::string>>>();
  check<std::unique_ptr<shapes::Outer::Inner>>();
  check<std::optional<std::variant<int, std::string, double>>>();
  check<shapes::Outer>();
  check<shapes::Outer::Inner::Innermost>();
  check<shapes::Array<int, 3>>();
  check<shapes::Array<shapes::Array<int, -3>, 3>::Part>();
  check<shapes::Flags<true, shapes::Kind::square, 7u, -9l, 'x'>>();
  check<shapes::Pack<>>();
  check<shapes::Pack<int, shapes::Pack<char, shapes::Pack<int>>, shapes::Pack<char>>>();
  check<std::pair<shapes::Outer *, std::pair<shapes::Outer *, const shapes::Outer *>>>();
  check<Hidden>();
  struct Local {};
  CHECK(name_of("Z4mainE5Local") == "main()::Local");
  CHECK(name_of("ZN3app3runEiPKcE5Local") == oracle("ZN3app3runEiPKcE5Local"));
}

TEST_CASE("Type name: what is no type that is known stays as it stands", "[type_name]") {
  for (const char *text :
       {"",      "N",    "NE", "S",      "S_",       "S0_",         "St",    "SZZ_", "9abc",    "99999999999999999999a",
        "0",     "PPP",  "I",  "N3appI", "N3appIiE", "N3appILi3EE", "L",     "Z",    "Z4mainE", "Z4main",
        "PFivE", "A3_i", "Dq", "U",      "1aIJ",     "1aILi",       "1aILb", "NSt",  "NK",      "hello world"})
    CHECK(name_of(text) == text);
  CHECK(name_of(std::string(10000, 'P') + "i", 20000) == std::string(10000, 'P') + "i");
  std::string deep;
  for (int i = 0; i < 1000; ++i)
    deep += "1aI";
  CHECK(name_of(deep) == deep);
}

TEST_CASE("Type name: a name that does not fit overflows the text, as every other does", "[type_name]") {
  for (std::size_t room = 0; room < 40; ++room) {
    std::string memory(room, '\0');
    TextBuffer out(memory.data(), memory.size());
    put_type_name(out, Slice("St13runtime_error"));
    CHECK(out.overflow() == (room < 18));
  }
}
