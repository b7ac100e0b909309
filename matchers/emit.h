// The only speller of the runtime's names: the text of every insertion.
#pragma once

#include "matchers/value_codes.h"

#include <string>
#include <vector>

namespace telinject {

struct FunctionText {
  unsigned depth = 1;        // numbers the guard
  bool is_constexpr = false; // tells what happens at run time only
  bool is_coroutine = false;
  bool is_silent = false;   // tells only what happens inside
  bool opens_block = false; // stands before a function-try-block, in a block around it
  unsigned lines_above = 0; // how far above the '{' the function's name stands
  std::string name;         // qualified
  std::string
      name_use; // where a macro makes the name: the use of it, "PREFIX(scan)"; then `name` is what stands before it
  std::string return_type; // for people; "" for void
  std::vector<CapturedValue> arguments;
};

// " TELINJECT_FUNCTION(1, "ii", "add(a, b) -> int", a, b)"; with opens_block "TELINJECT_OPEN_FUNCTION(…) "
std::string emit_function(const FunctionText &function);

// What a function with two bodies has before its header, and before and after its guard.
struct BodiesText {
  std::string result;     // the type
  std::string name;       // "twice"
  std::string parameters; // ", int a"
  std::string arguments;  // ", a"
};
std::string emit_bodies(const BodiesText &bodies);
std::string emit_divert(const BodiesText &bodies);
std::string emit_body(const BodiesText &bodies);

// " TELINJECT_WHAT()", at the head of a what() that the runtime must not run.
std::string emit_what(bool is_constexpr);

// Around a co_await or co_yield.
std::string emit_await(unsigned depth);
std::string emit_awaited();

// " TELINJECT_RETURN(1, int)" and " TELINJECT_RETURNED(1, "i")"; for a float, whose promotion is said,
// TELINJECT_RETURNED_REAL
std::string emit_return(unsigned depth, const std::string &type);
std::string emit_returned(unsigned depth, const std::string &code, const std::string &type);

// The rest is named as the macros are.  n, p: numbers of guards.  head and text go into the site; `lines_above` tells
// how far above the insertion's line the construct begins.
struct SiteText {
  std::string head;
  unsigned lines_above = 0;
  std::string text;
};
std::string emit_loop(const std::string &n, const std::string &p, const SiteText &site);
enum class Form { statement, declaration, with_brace };
std::string emit_iteration(const std::string &n, Form form);
std::string emit_ends(const std::string &n, char way);
std::string emit_open_ends(const std::string &n, char way);
std::string emit_close();
// n: for Form::declaration, to tell it from those around.
std::string emit_branch(const std::string &n, const std::string &p, const SiteText &site, Form form);
std::string emit_not_taken(const std::string &p, const SiteText &site);
std::string emit_switch(const std::string &n);
std::string emit_falls();
std::string emit_label(const std::string &p, const SiteText &site);
std::string emit_case(const std::string &n, const std::string &p, const SiteText &site);
std::string emit_no_case(const std::string &n, const std::string &p, const SiteText &site);
// m: how many such pairs of macros stand around; text: the condition.
std::string emit_choose(unsigned m);
std::string emit_chosen(unsigned m, const std::string &p, const std::string &text);
std::string emit_try(const std::string &n, const std::string &p, const SiteText &site);
std::string emit_catch(const std::string &n);

// m: how many such pairs of macros stand around.
enum class ChangeWay { change, initial, step, step_later };
std::string emit_change(ChangeWay way, unsigned m, const std::string &type);
std::string emit_changed(ChangeWay way, unsigned m, const std::string &p, const SiteText &site, int step);
std::string emit_discard();
std::string emit_discarded();
std::string emit_write();
std::string emit_written(const std::string &p, const SiteText &site, const std::string &value);
// k: 0, or a number where the insertion must be a declaration.
std::string emit_declared(unsigned k, const std::string &p, const SiteText &site, const std::string &value);

} // namespace telinject
