// Tests the parser of site literals.
#include "catch.h"

#include "runtime/core/site.h"

#include <string>

using namespace telinject;

namespace {

std::string text(Slice s) {
  return std::string(s.data ? s.data : "", s.size);
}

struct Parsed {
  explicit Parsed(std::string literal) : kept(std::move(literal)) {
    site = parse_site(Slice(kept.data(), kept.size()), arguments);
  }
  std::string kept;
  SiteArgument arguments[Site::max_arguments];
  Site site;
};

Parsed with(const std::string &codes, const std::string &signature) {
  return Parsed(codes + "\nGCC 12.2.0 C++17\n/src/a:b.cpp:40\n" + signature);
}

} // namespace

TEST_CASE("Site: a site says where, what and how", "[site]") {
  const Parsed p("ie@2\nGCC 12.2.0 C++17\n/src/a:b.cpp:40\nns::S::f(count, c{0=RED,1=GREEN}) -> int");
  CHECK(text(p.site.codes) == "ie");
  CHECK(text(p.site.language) == "GCC 12.2.0 C++17");
  CHECK(text(p.site.file) == "/src/a:b.cpp");
  CHECK(p.site.line == 38);
  CHECK(text(p.site.function) == "ns::S::f");
  CHECK(text(p.site.return_type) == "int");
  REQUIRE(p.site.argument_count == 2);
  CHECK(text(p.site.arguments[0].name) == "count");
  CHECK(text(p.site.arguments[1].name) == "c");
  CHECK(text(p.site.arguments[1].table) == "0=RED,1=GREEN");
}

TEST_CASE("Site: no arguments, nothing returned", "[site]") {
  const Parsed p = with("", "main()");
  CHECK(p.site.argument_count == 0);
  CHECK(p.site.return_type.empty());
  CHECK(text(p.site.function) == "main");
  CHECK(p.site.line == 40);
}

TEST_CASE("Site: a site says whether its function is a coroutine", "[site]") {
  CHECK(with("i@3 coroutine", "f(n)").site.is_coroutine);
  CHECK(text(with("i@3 coroutine", "f(n)").site.codes) == "i");
  CHECK(with("i@3 coroutine", "f(n)").site.line == 37);
  CHECK(with(" coroutine", "f()").site.is_coroutine);
  CHECK(with(" coroutine", "f()").site.codes.empty());
  CHECK_FALSE(with("i@3", "coroutine(n)").site.is_coroutine);
  CHECK_FALSE(with("", "f()").site.is_coroutine);
  CHECK(with("i@3 coroutine caller", "f(n)").site.is_coroutine);
}

TEST_CASE("Site: a site says whether a function passes where it returns to", "[site]") {
  for (const char *head : {"i caller", "i@3 caller", "i@3 coroutine caller", "~i caller"}) {
    CHECK(with(head, "f(n)").site.passes_caller);
    CHECK(text(with(head, "f(n)").site.codes) == "i");
  }
  CHECK(with("i@3 caller", "f(n)").site.line == 37);
  CHECK(with(" caller", "f()").site.passes_caller);
  CHECK(with(" caller", "f()").site.codes.empty());
  for (const char *head : {"", "i", "i@3", " coroutine", "i called", "i caller caller"})
    CHECK_FALSE(with(head, "caller(n)").site.passes_caller);
}

TEST_CASE("Site: odd names", "[site]") {
  CHECK(text(with("", "S::operator()()").site.function) == "S::operator()");
  CHECK(text(with("i", "S::operator<(o) -> bool").site.function) == "S::operator<");
  CHECK(text(with("", "S::operator->() -> T *").site.function) == "S::operator->");
  CHECK(text(with("", "S::operator->() -> T *").site.return_type) == "T *");
  CHECK(text(with("", "(anonymous namespace)::f()").site.function) == "(anonymous namespace)::f");
  CHECK(text(with("", "f::lambda@12() -> int").site.function) == "f::lambda@12");
  CHECK(text(with("", "S::~S()").site.function) == "S::~S");
}

TEST_CASE("Site: types with brackets of their own", "[site]") {
  const Parsed p = with(
      "ovi", "g(f:std::function<void (int, char)>, v:std::map<int, std::pair<A, B>>, n) -> std::array<int, (3 > 2)>");
  REQUIRE(p.site.argument_count == 3);
  CHECK(text(p.site.arguments[0].name) == "f");
  CHECK(text(p.site.arguments[0].type) == "std::function<void (int, char)>");
  CHECK(text(p.site.arguments[1].type) == "std::map<int, std::pair<A, B>>");
  CHECK(text(p.site.arguments[2].name) == "n");
  CHECK(text(p.site.return_type) == "std::array<int, (3 > 2)>");
}

TEST_CASE("Site: a malformed literal crashes nothing", "[site]") {
  for (const char *s : {"", "\n", "i", "i\n\n\n", "i\nGCC\nfile\nf(", "i\nGCC\nf:1\n)", "@\n\n:\n()",
                        "ii\nG\nf:1\nf(a)", "\n\n\nf(a, b) -> "}) {
    const Parsed p{std::string(s)};
    CHECK_FALSE(p.site.function.empty());
    CHECK(p.site.argument_count <= p.site.codes.size);
  }
}

TEST_CASE("Site: enumerations of unsigned types have tables", "[site]") {
  const Parsed p = with("um", "f(a{4294967295=ALL}, b{18446744073709551615=EVERY,0=NONE})");
  REQUIRE(p.site.argument_count == 2);
  CHECK(text(p.site.arguments[0].name) == "a");
  CHECK(text(p.site.arguments[0].table) == "4294967295=ALL");
  CHECK(text(p.site.arguments[1].name) == "b");
}

TEST_CASE("Site: enumerators by value", "[site]") {
  const Slice table = "0=RED,1=GREEN,-3=BLUE";
  CHECK(text(enumerator_name(table, "0")) == "RED");
  CHECK(text(enumerator_name(table, "-3")) == "BLUE");
  CHECK(enumerator_name(table, "3").empty());
  CHECK(text(enumerator_name("18446744073709551615=ALL,1=ONE", "18446744073709551615")) == "ALL");
  CHECK(enumerator_name("10=TEN", "1").empty());
  CHECK(text(table_in_braces("e{0=RED}")) == "0=RED");
  CHECK(table_in_braces("e").empty());
}

TEST_CASE("Site: type names as compilers spell them", "[site]") {
  CHECK(text(type_of_pretty_name("const char* telinject_i_type_name() [with T = std::vector<int>]")) ==
        "std::vector<int>");
  CHECK(text(type_of_pretty_name("const char *telinject_i_type_name() [T = int[3]]")) == "int[3]");
  CHECK(text(type_of_pretty_name("f() [with T = std::string; std::string = std::basic_string<char>]")) ==
        "std::string");
}
