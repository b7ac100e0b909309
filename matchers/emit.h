// Generates the text of every insertion. No other file spells the names of the inserted macros.
#pragma once

#include "matchers/value_codes.h"

#include <string>
#include <vector>

namespace telinject::rewrite {

struct FunctionText {
  unsigned depth = 1;        // number of the guard
  bool is_constexpr = false; // records events at run time only
  bool is_coroutine = false;
  bool is_scope_only = false; // emits no events itself, only a guard for the sites inside
  bool opens_block = false;   // the macro goes in a new block in front of a function-try-block
  unsigned lines_above = 0;   // number of lines between the function's name and the '{'
  std::string name;           // qualified name
  std::string name_use; // the macro use that produces the name ("PREFIX(scan)"); then `name` holds the prefix before it
  std::string return_type; // display name of the return type; "" for void
  std::vector<CapturedValue> arguments;
};

// " TELINJECT_FUNCTION(1, "ii", "add(a, b) -> int", a, b)"; with opens_block "TELINJECT_OPEN_FUNCTION(…) "
std::string emit_function(const FunctionText &function);

// Pieces of a function's signature that the macros of a split function repeat.
struct BodiesText {
  std::string result;     // return type
  std::string name;       // "twice"
  std::string parameters; // ", int a"
  std::string arguments;  // ", a"
};
std::string emit_bodies(const BodiesText &bodies);
std::string emit_divert(const BodiesText &bodies);
std::string emit_body(const BodiesText &bodies);

// Returns " TELINJECT_WHAT()", inserted at the head of a what() that the runtime must not run.
std::string emit_what(bool is_constexpr);

// Text before and after a co_await or co_yield expression.
std::string emit_await(unsigned depth);
std::string emit_awaited();

// Returns " TELINJECT_RETURN(1, int)" and " TELINJECT_RETURNED(1, "i")"; TELINJECT_RETURNED_REAL for a float, which is
// promoted explicitly.
std::string emit_return(unsigned depth, const std::string &type);
std::string emit_returned(unsigned depth, const std::string &code, const std::string &type);

// Each remaining function is named after the macro it writes. n, p: guard numbers. head, text: parts of the site
// literal. lines_above: number of lines between the start of the construct and the insertion.
struct SiteText {
  std::string head;
  unsigned lines_above = 0;
  std::string text;
};
std::string emit_loop(const std::string &n, const std::string &p, const SiteText &site);
enum class Form { statement, declaration, with_brace };
std::string emit_iteration(const std::string &n, Form form);
std::string emit_ends(const std::string &n, char reason);
std::string emit_open_ends(const std::string &n, char reason);
std::string emit_close();
// n: makes the name of a declaration unique (Form::declaration only).
std::string emit_branch(const std::string &n, const std::string &p, const SiteText &site, Form form);
std::string emit_not_taken(const std::string &p, const SiteText &site);
std::string emit_switch(const std::string &n);
std::string emit_falls();
std::string emit_label(const std::string &p, const SiteText &site);
std::string emit_case(const std::string &n, const std::string &p, const SiteText &site);
std::string emit_no_case(const std::string &n, const std::string &p, const SiteText &site);
// m: nesting depth of these macro pairs. text: the condition.
std::string emit_choose(unsigned m);
std::string emit_chosen(unsigned m, const std::string &p, const std::string &text);
std::string emit_try(const std::string &n, const std::string &p, const SiteText &site);
std::string emit_catch(const std::string &n);

// m: nesting depth of these macro pairs.
enum class AssignmentForm { assignment, initializer, prefix_step, postfix_step };
std::string emit_change(AssignmentForm form, unsigned m, const std::string &type);
std::string emit_changed(AssignmentForm form, unsigned m, const std::string &p, const SiteText &site, int step);
std::string emit_discard();
std::string emit_discarded();
std::string emit_write();
std::string emit_written(const std::string &p, const SiteText &site, const std::string &value);
// k: number of the declaration if the insertion must be one, else 0.
std::string emit_declared(unsigned k, const std::string &p, const SiteText &site, const std::string &value);

} // namespace telinject::rewrite
