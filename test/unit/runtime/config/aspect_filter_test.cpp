// TELEMETRY_ASPECTS: what a list selects, and what is wrong with one.
#include "catch.h"

#include "runtime/config/aspect_filter.h"

#include <string>

using namespace telinject;

namespace {

std::string problem_of(const char *list) {
  const telinject::Slice problem = check_aspect_list(telinject::Slice::of(list));
  return std::string(problem.data ? problem.data : "", problem.size);
}

} // namespace

TEST_CASE("aspect filter: the first element with the name decides") {
  CHECK(is_aspect_selected("", "libpq"));
  CHECK(is_aspect_selected("-sqlite3", "libpq"));
  CHECK_FALSE(is_aspect_selected("-sqlite3", "sqlite3"));
  CHECK(is_aspect_selected("-sqlite3", "sqlite"));
  CHECK(is_aspect_selected("+libpq", "libpq"));
  CHECK_FALSE(is_aspect_selected("+libpq", "sqlite3"));
  CHECK(is_aspect_selected("+libpq,-libpq", "libpq"));
  CHECK_FALSE(is_aspect_selected("-libpq,+libpq", "libpq"));
  CHECK(is_aspect_selected(" -sqlite3 , +libpq ", "libpq"));
}

TEST_CASE("aspect filter: lists that are not valid") {
  CHECK(problem_of("").empty());
  CHECK(problem_of("+libpq, -sqlite3").empty());
  CHECK(problem_of("libpq") == "each name needs a + or - in front");
  CHECK(problem_of("+libpq,,-a") == "each name needs a + or - in front");
  CHECK(problem_of("+") == "a name is empty");
  CHECK(problem_of("+lib*") == "a name has letters, digits, '_' and '-' only");
}
