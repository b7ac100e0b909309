// Compares the regular expressions for names with the C++ library's, and tests lists of them.
#include "catch.h"

#include "runtime/base/name_pattern.h"
#include "runtime/config/function_filter.h"
#include "runtime/core/site.h"

#include <memory>
#include <random>
#include <regex>
#include <string>

using namespace telinject;

namespace {

// Returns "yes", "no", or the error.
std::string match(const std::string &expression, const std::string &name) {
  static const auto programs = std::make_unique<NamePrograms>();
  programs->clear();
  telinject::Slice text(expression.data(), expression.size());
  std::uint32_t first = 0;
  const telinject::Slice problem = programs->compile(text, first);
  if (!problem.empty())
    return std::string(problem.data, problem.size);
  REQUIRE(text.empty());
  return programs->matches(first, telinject::Slice(name.data(), name.size())) ? "yes" : "no";
}

std::string theirs(const std::string &expression, const std::string &name) {
  return std::regex_search(name, std::regex(expression, std::regex::ECMAScript)) ? "yes" : "no";
}

std::string prepare(const std::string &list) {
  const telinject::Slice problem = function_filter_prepare(telinject::Slice(list.data(), list.size()));
  return std::string(problem.data ? problem.data : "", problem.size);
}

bool is_selected(const char *list, const char *function) {
  REQUIRE(prepare(list).empty());
  function_filter_use();
  return function_filter_matches(telinject::Slice::of(function));
}

} // namespace

TEST_CASE("Function filter: an expression is found anywhere in a name, as the C++ library finds it",
          "[function_filter]") {
  for (const char *expression : {"a",
                                 "^a",
                                 "a$",
                                 "^net::",
                                 "::~?Socket$",
                                 "a|b",
                                 "^(a|bc)+$",
                                 "x*",
                                 "(ab)*c",
                                 "[a-c]x",
                                 "[^a-c]x",
                                 "\\bset",
                                 "\\w+::\\w+",
                                 "^\\w{3}$",
                                 "a{2,4}b",
                                 "^(a{2,}|b?)$",
                                 "(?:ab|a)(c|bcd)",
                                 "operator\\(\\)",
                                 "\\d\\D",
                                 ".",
                                 "a.c",
                                 "",
                                 "(a*)*b",
                                 "(a|)+b",
                                 "[\\d_]$",
                                 "a*?b",
                                 "^[+*]$",
                                 "(((a)))",
                                 "a|b|c|d",
                                 "^(a|b|c){0,2}$",
                                 "\\x41",
                                 "lambda@1\\d",
                                 "a{0}b"})
    for (const char *name : {"",     "a",           "b",
                             "ab",   "abc",         "bc",
                             "bcbc", "net::Socket", "net::Socket::~Socket",
                             "x",    "cx",          "dx",
                             "aaab", "set_it",      "reset",
                             "A",    "operator()",  "a\nc",
                             "9x",   "abcd",        "aa",
                             "+",    "*",           "ns::f::lambda@17",
                             "z_"}) {
      INFO(expression << " in " << name);
      CHECK(match(expression, name) == theirs(expression, name));
    }
}

TEST_CASE("Function filter: random expressions give what the C++ library gives", "[function_filter]") {
  std::mt19937 random(7);
  const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  const std::string pieces[] = {"a", "b", "c", "(a|b)", "(ab)", "[ab]", "[^c]", ".", "\\w", "(a|bc)", "(?:c|ab)"};
  const std::string counts[] = {"", "", "", "*", "+", "?", "{2}", "{0,2}", "{1,}"};
  for (int round = 0; round < 3000; ++round) {
    std::string expression = below(4) == 0 ? "^" : "";
    for (unsigned i = 0, n = 1 + below(4); i < n; ++i) {
      std::string piece = pieces[below(std::size(pieces))] + counts[below(std::size(counts))];
      expression += below(5) == 0 ? "(" + piece + pieces[below(3)] + ")" + counts[below(std::size(counts))] : piece;
      expression += below(6) == 0 ? "|" : "";
    }
    expression += below(4) == 0 ? "$" : "";
    std::string name;
    for (unsigned i = 0, n = below(7); i < n; ++i)
      name += "abc"[below(3)];
    INFO(expression << " in " << name);
    CHECK(match(expression, name) == theirs(expression, name));
  }
}

TEST_CASE("Function filter: an expression that cannot be had is refused with the reason", "[function_filter]") {
  CHECK(match("(a", "") == "a '(' without ')'");
  CHECK(match("a)", "") == "a ')' without '('");
  CHECK(match("[a", "") == "a '[' without ']'");
  CHECK(match("[b-a]", "") == "a range that ends before it begins");
  CHECK(match("*a", "") == "a quantifier with nothing to repeat");
  CHECK(match("a**", "") == "a quantifier with nothing to repeat");
  CHECK(match("^*", "") == "a quantifier with nothing to repeat");
  CHECK(match("a{2,1}", "") == "a '{' that is no {n}, {n,} or {n,m} with at most 255");
  CHECK(match("a{999}", "") == "a '{' that is no {n}, {n,} or {n,m} with at most 255");
  CHECK(match("(a)\\1", "") == "back references are not supported");
  CHECK(match("a(?=b)", "") == "only (?:…) may follow '(?'");
  CHECK(match("\\q", "") == "an unknown escape");
  CHECK(match("a\\", "") == "an unknown escape");
  CHECK(match("((a{255}){255}){255}", "") == "it is too long");
  CHECK(match(std::string(40, '(') + std::string(40, ')'), "") == "its groups are nested too deep");
  CHECK(match(std::string(300, '|'), "") == "it has too many alternatives");
}

TEST_CASE("Function filter: no expression makes matching slow", "[function_filter]") {
  CHECK(match("(a*)*(a*)*(a*)*b", std::string(20000, 'a')) == "no");
  CHECK(match("(a|aa)+$", std::string(20000, 'a') + "b") == "no");
}

TEST_CASE("Function filter: the first expression that is found decides, and any + leaves out the rest",
          "[function_filter]") {
  CHECK(is_selected("", "f"));
  CHECK(is_selected("-^net::", "f"));
  CHECK_FALSE(is_selected("-^net::", "net::f"));
  CHECK(is_selected("+^net::", "net::f"));
  CHECK_FALSE(is_selected("+^net::", "f"));
  CHECK_FALSE(is_selected("-::debug$,+^net::", "net::debug"));
  CHECK(is_selected("+^net::,-::debug$", "net::debug"));
  CHECK(is_selected("+a{1,2}b, -x", "aab"));
  CHECK(is_selected("+[,]", "a,b"));
  CHECK(is_selected("+a\\,b", "a,b"));
  CHECK(is_selected("", "f"));
}

TEST_CASE("Function filter: a list that is wrong changes nothing", "[function_filter]") {
  REQUIRE(is_selected("+good", "good"));
  CHECK(prepare("good") == "each expression needs a + or - in front");
  CHECK(prepare("+") == "an expression is empty");
  CHECK(prepare("+a,") == "an expression is empty");
  CHECK(prepare("+a,,+b") == "each expression needs a + or - in front");
  CHECK(prepare("+a,-(") == "a '(' without ')'");
  std::string many;
  for (int i = 0; i < 65; ++i)
    many += i ? ",+a" : "+a";
  CHECK(prepare(many) == "more than 64 expressions");
  CHECK(function_filter_matches("good"));
  CHECK_FALSE(function_filter_matches("other"));
  CHECK(is_selected("", "other"));
}

TEST_CASE("Function filter: the name of a site's function", "[function_filter]") {
  const auto name = [](const char *site) {
    const telinject::Slice s = function_of_site(telinject::Slice::of(site));
    return std::string(s.data, s.size);
  };
  CHECK(name("i@2\nGCC 12.2.0 C++17\na.cpp:3\nns::S::f(a) -> int") == "ns::S::f");
  CHECK(name("\nGCC 12.2.0 C17\na.c:3\nmain()") == "main");
  CHECK(name("~\nGCC 12.2.0 C++17\na.cpp:3\nS::operator()(x) -> std::function<void (int)>") == "S::operator()");
  CHECK(name("") == "unknown");
}
