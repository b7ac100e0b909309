// TELEMETRY_ROOTS: its words, its expressions, and what is wrong with a list.
#include "catch.h"

#include "runtime/config/root_patterns.h"
#include "runtime/core/site.h"

#include <string>

using namespace telinject;

namespace {

telinject::Slice slice(const std::string &text) {
  return telinject::Slice(text.data(), text.size());
}

RootOptions options_of(const std::string &list) {
  RootOptions options;
  const telinject::Slice problem = parse_roots(slice(list), options);
  INFO(list);
  CHECK(problem.empty());
  return options;
}

std::string problem_of(const std::string &list) {
  RootOptions options{.is_on = false, .has_patterns = true, .is_automatic = false, .min_open_ms = 1};
  const telinject::Slice problem = parse_roots(slice(list), options);
  CHECK(options == RootOptions());
  CHECK_FALSE(is_root_name("handle"));
  return std::string(problem.data ? problem.data : "", problem.size);
}

} // namespace

TEST_CASE("roots: the words of the list") {
  CHECK(options_of("") == RootOptions());
  CHECK(options_of(" ") == RootOptions());
  CHECK(options_of("auto") == RootOptions());
  CHECK_FALSE(options_of("off").is_on);
  CHECK(options_of("auto=0").min_open_ms == 0);
  CHECK(options_of("auto=250, ^f$").min_open_ms == 250);
  CHECK(options_of("^f$ , auto").is_automatic);
  CHECK_FALSE(options_of("^f$").is_automatic);
}

TEST_CASE("roots: expressions match a part of a name") {
  CHECK(options_of("^handle$,auto,work::").has_patterns);
  CHECK(is_root_name("handle"));
  CHECK(is_root_name("pool::work::next"));
  CHECK_FALSE(is_root_name("handle_all"));
  CHECK_FALSE(is_root_name("auto"));
  CHECK(options_of("automatic").has_patterns);
  CHECK(is_root_name("automatic"));
  CHECK_FALSE(options_of("auto").has_patterns);
  CHECK_FALSE(is_root_name("automatic"));
}

TEST_CASE("roots: a wrong list is the default") {
  CHECK(problem_of("handle,").find("empty") != std::string::npos);
  CHECK(problem_of(",handle").find("empty") != std::string::npos);
  CHECK(problem_of("handle,auto=x").find("milliseconds") != std::string::npos);
  CHECK(problem_of("auto=").find("milliseconds") != std::string::npos);
  CHECK(problem_of("auto=86400001").find("milliseconds") != std::string::npos);
  CHECK_FALSE(problem_of("handle,(").empty());
  std::string many = "handle";
  for (int i = 0; i < 64; ++i)
    many += ",handle";
  CHECK(problem_of(many).find("64") != std::string::npos);
}

TEST_CASE("roots: the mark of a site is none of its codes") {
  SiteArgument arguments[Site::max_arguments];
  const Site site = parse_site("^ip@2 caller\nGCC C++17\nf.cpp:12\nns::f(a, b) -> int", arguments);
  CHECK(site.argument_count == 2);
  CHECK(site.arguments[0].code == 'i');
  CHECK(site.arguments[1].code == 'p');
  CHECK(site.line == 10);
  CHECK(site.passes_caller);
}
