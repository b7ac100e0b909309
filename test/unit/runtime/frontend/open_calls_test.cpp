// Tests which calls of libraries count when a call is seen twice.
#include "catch.h"

#include "runtime/frontend/open_calls.h"

using namespace telinject;

namespace {

constexpr const char *exec_in_program = "sqlite3 internal\na.c:1\nsqlite3_exec\ndb.system.name=sqlite";
constexpr const char *exec_in_library = "sqlite3 internal\ninterposer.cpp:7\nsqlite3_exec\ndb.system.name=sqlite";
constexpr const char *step_in_library = "sqlite3 internal\ninterposer.cpp:9\nsqlite3_step";
const StackBounds stack{0x1000, 0x9000};

} // namespace

TEST_CASE("of two calls of one function, one inside the other, the outer one counts") {
  OpenCalls calls;
  CHECK(calls.begin(exec_in_program, 0x8000, stack));
  CHECK_FALSE(calls.begin(exec_in_library, 0x7f00, stack));
  CHECK(calls.begin(step_in_library, 0x7f00, stack));
  calls.end(step_in_library);
  CHECK_FALSE(calls.begin(exec_in_library, 0x7f00, stack));
  calls.end(exec_in_program);
  CHECK(calls.begin(exec_in_library, 0x7f00, stack));
}

TEST_CASE("calls that a jump has left, and those of other stacks, are forgotten") {
  OpenCalls calls;
  CHECK(calls.begin(exec_in_program, 0x4000, stack));
  CHECK(calls.begin(exec_in_program, 0x8000, stack));
  calls.end(exec_in_program);
  CHECK(calls.begin(exec_in_library, 0x3f00, stack));
  CHECK(calls.begin(exec_in_program, 0x18000, StackBounds{0x11000, 0x19000}));
}

TEST_CASE("what a step calls is inside of the span that it is a step of") {
  OpenCalls calls;
  CHECK(calls.begin(step_in_library, 0x8000, stack, SpanKind::database));
  CHECK_FALSE(calls.is_in_step(step_in_library, SpanKind::database));
  CHECK(calls.begin(exec_in_library, 0x7f00, stack));
  CHECK(calls.is_in_step(exec_in_library, SpanKind::database));
  CHECK_FALSE(calls.is_in_step(exec_in_library, SpanKind::http));
  calls.end(step_in_library);
  CHECK(calls.begin(exec_in_library, 0x7f00, stack));
  CHECK_FALSE(calls.is_in_step(exec_in_library, SpanKind::database));
}

TEST_CASE("more calls than are remembered do no harm") {
  OpenCalls calls;
  const char *sites[] = {"\n\na", "\n\nb", "\n\nc", "\n\nd", "\n\ne", "\n\nf", "\n\ng", "\n\nh", "\n\ni", "\n\nj"};
  std::uintptr_t frame = 0x8000;
  for (const char *site : sites)
    CHECK(calls.begin(site, frame -= 0x100, stack));
  CHECK_FALSE(calls.begin("\n\na", frame - 0x100, stack));
  for (const char *site : sites)
    calls.end(site);
  CHECK(calls.begin("\n\na", 0x7000, stack));
}
