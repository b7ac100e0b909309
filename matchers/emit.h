// Generates the text of insertions. A construct with macros of its own writes them with emit_macro().
#pragma once

#include "matchers/value_codes.h"

#include <string>
#include <vector>

namespace telinject::rewrite {

// Returns " MACRO(ARGUMENT, …)", for an insertion behind text or at the head of a block.
std::string emit_macro(const std::string &macro, const std::vector<std::string> &arguments);
// Returns "MACRO(ARGUMENT, …) ", for an insertion before a statement or an expression.
std::string emit_macro_before(const std::string &macro, const std::vector<std::string> &arguments);

// The site literal of a construct inside a function. lines_above: number of lines between the start of the construct
// and the insertion.
struct SiteText {
  std::string head;
  unsigned lines_above = 0;
  std::string text;
};
// Returns the literals of a site as two arguments: "if then@2", "i < n".
std::string emit_site(const SiteText &site);

struct FunctionText {
  unsigned depth = 1;        // number of the guard
  bool is_constexpr = false; // records events at run time only
  bool is_coroutine = false;
  bool is_root = false;       // begins a trace of its own
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
struct SplitText {
  std::string result;     // return type
  std::string name;       // "twice"
  std::string parameters; // ", int a"
  std::string arguments;  // ", a"
};
std::string emit_split_declaration(const SplitText &function);
std::string emit_split_entry(const SplitText &function);
std::string emit_split_body(const SplitText &function);

// A C++ function that gets a second body.
struct SecondBodyText {
  std::string result; // return type, or "auto"
  std::vector<std::string> parameters;
};
std::string emit_second_body(const SecondBodyText &function);
std::string emit_end_second_body(const SecondBodyText &function);

// Returns " TELINJECT_WHAT_GUARD()", inserted at the head of a what() that the runtime must not run.
std::string emit_what_guard(bool is_constexpr);

// Text before and after a co_await or co_yield expression.
std::string emit_await(unsigned depth);
std::string emit_end_await();

// Returns " TELINJECT_RETURN(1, int)" and " TELINJECT_END_RETURN(1, "i")".
std::string emit_return(unsigned depth, const std::string &type);
std::string emit_end_return(unsigned depth, const std::string &code);

// The macros that put braces around a piece of text end in TELINJECT_END_LOOP() and so on.
enum class Enclosure { function, scope, loop, iteration, exit, branch, try_block };
std::string emit_end(Enclosure enclosure);

// Each remaining function is named after the macro it writes. n, p: guard numbers.
std::string emit_loop(const std::string &n, const std::string &p, const SiteText &site);
std::string emit_iteration(const std::string &n);
std::string emit_open_iteration(const std::string &n);
std::string emit_exit(const std::string &n, char reason);
std::string emit_open_exit(const std::string &n, char reason);
enum class Form { statement, declaration, with_brace };
// n: makes the name of a declaration unique (Form::declaration only).
std::string emit_branch(const std::string &n, const std::string &p, const SiteText &site, Form form);
std::string emit_no_branch(const std::string &p, const SiteText &site);
std::string emit_switch(const std::string &n);
std::string emit_fallthrough();
std::string emit_label(const std::string &p, const SiteText &site);
std::string emit_case(const std::string &n, const std::string &p, const SiteText &site);
std::string emit_end_switch(const std::string &n, const std::string &p, const SiteText &site);
// m: nesting depth of these macro pairs. text: the condition.
std::string emit_ternary(unsigned m);
std::string emit_end_ternary(unsigned m, const std::string &p, const std::string &text);
std::string emit_try(const std::string &n, const std::string &p, const SiteText &site);
std::string emit_catch(const std::string &n);

// m: nesting depth of these macro pairs.
enum class AssignmentForm { assignment, initializer, prefix_step, postfix_step };
std::string emit_assign(AssignmentForm form, unsigned m, const std::string &type);
std::string emit_end_assign(AssignmentForm form, unsigned m, const std::string &p, const SiteText &site, int step);
std::string emit_discard();
std::string emit_end_discard();
std::string emit_write();
std::string emit_end_write(const std::string &p, const SiteText &site, const std::string &value);
// k: number of the declaration in its function.
std::string emit_declaration(unsigned k, const std::string &p, const SiteText &site, const std::string &value);

} // namespace telinject::rewrite
