// Writes the inserted macros and their arguments.
#include "matchers/emit.h"

#include "matchers/source_text.h"

namespace telinject::rewrite {
namespace {

// ISO C90 guarantees 509 bytes for a string literal; the compiler's name and __FILE__ need their part of it.
constexpr size_t kMaxSiteLength = 300;
constexpr size_t kMaxHeadLength = 280;
constexpr size_t kMaxTextLength = 120;

std::string emit_part(const std::string &macro, const SplitText &function, const std::string &type,
                      const std::string &guard) {
  std::vector<std::string> arguments{function.name, "(" + type + " " + guard + function.parameters + ")",
                                     "(" + guard + function.arguments + ")"};
  if (function.result == "void")
    return emit_macro(macro + "_VOID", arguments);
  arguments.insert(arguments.begin(), function.result);
  return emit_macro(macro, arguments);
}

// Returns the name of the pair.
std::string pair_of(AssignmentForm form) {
  constexpr const char *names[] = {"ASSIGN", "INIT", "STEP", "POSTFIX_STEP"};
  return names[static_cast<int>(form)];
}

} // namespace

std::string emit_function(const FunctionText &function) {
  std::string codes, names, values;
  for (const CapturedValue &argument : function.arguments) {
    if (function.name.size() + function.name_use.size() + names.size() + argument.in_site.size() > kMaxSiteLength)
      break;
    codes += argument.code;
    names += (names.empty() ? "" : ", ") + argument.in_site;
    if (!argument.expression.empty())
      values += ", " + argument.expression;
  }
  if (function.is_scope_only)
    codes = names = values = "";
  else if (function.is_root)
    codes = "^" + codes;
  if (function.lines_above)
    codes += "@" + std::to_string(function.lines_above);
  if (function.is_coroutine && !function.is_scope_only)
    codes += " coroutine";
  std::string text = function.is_coroutine ? " TELINJECT_COROUTINE(" + std::to_string(function.depth) + ")" : "";
  text += function.opens_block ? "TELINJECT_OPEN_" : " TELINJECT_";
  text += function.is_constexpr ? "CONSTEXPR_" : "";
  text += function.is_scope_only ? "SCOPE(" : "FUNCTION(";
  text += std::to_string(function.depth) + ", \"" + codes + "\", ";
  if (function.name_use.empty())
    text += "\"" + function.name + "(" + names + ")";
  else
    text += (function.name.empty() ? "" : "\"" + function.name + "\" ") + "TELINJECT_NAME(" + function.name_use +
            ") \"(" + names + ")";
  if (!function.return_type.empty())
    text += " -> " + function.return_type;
  return text + "\"" + values + (function.opens_block ? ") " : ")");
}

std::string emit_macro(const std::string &macro, const std::vector<std::string> &arguments) {
  std::string text = " " + macro + "(";
  for (const std::string &argument : arguments)
    text += (text.back() == '(' ? "" : ", ") + argument;
  return text + ")";
}

std::string emit_macro_before(const std::string &macro, const std::vector<std::string> &arguments) {
  return emit_macro(macro, arguments).substr(1) + " ";
}

std::string emit_site(const SiteText &site) {
  const std::string lines = site.lines_above ? "@" + std::to_string(site.lines_above) : "";
  std::string head = as_literal(site.head, kMaxHeadLength);
  head.insert(head.size() - 1, lines);
  return head + ", " + as_literal(site.text, kMaxTextLength);
}

std::string emit_split_declaration(const SplitText &function) {
  return emit_macro_before("TELINJECT_SPLIT_DECL",
                           {function.result, function.name, "int telinject_g0" + function.parameters});
}

std::string emit_split_entry(const SplitText &function) {
  return emit_part("TELINJECT_SPLIT_ENTRY", function, "int", "telinject_g0");
}

std::string emit_split_body(const SplitText &function) {
  return emit_part("TELINJECT_SPLIT_BODY", function, "int", "telinject_g1");
}

std::string emit_second_body(const SecondBodyText &function) {
  std::vector<std::string> arguments{function.result, "int *telinject_w"};
  for (const std::string &parameter : function.parameters)
    arguments.push_back("TELINJECT_PASSED(" + parameter + ")");
  return emit_macro("TELINJECT_SECOND_BODY", arguments);
}

std::string emit_end_second_body(const SecondBodyText &function) {
  std::string types;
  std::vector<std::string> arguments{function.result == "void" ? "NOTHING" : "VALUE", "", "telinject_w"};
  for (const std::string &parameter : function.parameters) {
    types += ", TELINJECT_PASSED_TYPE(" + parameter + ")";
    arguments.push_back("TELINJECT_PASS(" + parameter + ")");
  }
  arguments[1] = "(int *" + types + ")";
  return emit_macro("TELINJECT_END_SECOND_BODY", arguments);
}

std::string emit_what_guard(bool is_constexpr) {
  return emit_macro(is_constexpr ? "TELINJECT_CONSTEXPR_WHAT_GUARD" : "TELINJECT_WHAT_GUARD", {});
}

std::string emit_end(Enclosure enclosure) {
  static constexpr const char *names[] = {"FUNCTION", "SCOPE", "LOOP", "ITERATION", "EXIT", "BRANCH", "TRY"};
  return emit_macro(std::string("TELINJECT_END_") + names[static_cast<int>(enclosure)], {});
}

std::string emit_return(unsigned depth, const std::string &type) {
  return emit_macro("TELINJECT_RETURN", {std::to_string(depth), type});
}
std::string emit_end_return(unsigned depth, const std::string &code) {
  return emit_macro("TELINJECT_END_RETURN", {std::to_string(depth), "\"" + code + "\""});
}

std::string emit_await(unsigned depth) {
  return emit_macro_before("TELINJECT_AWAIT", {std::to_string(depth)});
}
std::string emit_end_await() {
  return emit_macro("TELINJECT_END_AWAIT", {});
}

std::string emit_loop(const std::string &n, const std::string &p, const SiteText &site) {
  return emit_macro_before("TELINJECT_LOOP", {n, p, emit_site(site)});
}
std::string emit_iteration(const std::string &n) {
  return emit_macro("TELINJECT_ITERATION", {n});
}
std::string emit_open_iteration(const std::string &n) {
  return emit_macro_before("TELINJECT_OPEN_ITERATION", {n});
}
std::string emit_exit(const std::string &n, char reason) {
  return emit_macro("TELINJECT_EXIT", {n, std::string("'") + reason + "'"});
}
std::string emit_open_exit(const std::string &n, char reason) {
  return emit_macro_before("TELINJECT_OPEN_EXIT", {n, std::string("'") + reason + "'"});
}

std::string emit_branch(const std::string &n, const std::string &p, const SiteText &site, Form form) {
  switch (form) {
  case Form::with_brace:
    return emit_macro_before("TELINJECT_OPEN_BRANCH", {p, emit_site(site)});
  case Form::declaration:
    return emit_macro("TELINJECT_FIRST_BRANCH", {n, p, emit_site(site)});
  default:
    return emit_macro("TELINJECT_BRANCH", {p, emit_site(site)});
  }
}
std::string emit_no_branch(const std::string &p, const SiteText &site) {
  return emit_macro("TELINJECT_NO_BRANCH", {p, emit_site(site)});
}

std::string emit_switch(const std::string &n) {
  return emit_macro_before("TELINJECT_SWITCH", {n});
}
std::string emit_fallthrough() {
  return emit_macro("TELINJECT_FALLTHROUGH", {});
}
std::string emit_label(const std::string &p, const SiteText &site) {
  return emit_macro_before("TELINJECT_LABEL", {p, emit_site(site)});
}
std::string emit_case(const std::string &n, const std::string &p, const SiteText &site) {
  return emit_macro_before("TELINJECT_CASE", {n, p, emit_site(site)});
}
std::string emit_end_switch(const std::string &n, const std::string &p, const SiteText &site) {
  return emit_macro("TELINJECT_END_SWITCH", {n, p, emit_site(site)});
}

std::string emit_ternary(unsigned m) {
  return emit_macro_before("TELINJECT_TERNARY", {std::to_string(m)});
}
std::string emit_end_ternary(unsigned m, const std::string &p, const std::string &text) {
  return emit_macro("TELINJECT_END_TERNARY",
                    {std::to_string(m), p, "\"ternary then\"", "\"ternary else\"", as_literal(text, kMaxTextLength)});
}

std::string emit_try(const std::string &n, const std::string &p, const SiteText &site) {
  return emit_macro_before("TELINJECT_TRY", {n, p, emit_site(site)});
}
std::string emit_catch(const std::string &n) {
  return emit_macro("TELINJECT_CATCH", {n});
}

std::string emit_assign(AssignmentForm form, unsigned m, const std::string &type) {
  return emit_macro_before("TELINJECT_" + pair_of(form), {std::to_string(m), type});
}
std::string emit_end_assign(AssignmentForm form, unsigned m, const std::string &p, const SiteText &site, int step) {
  std::vector<std::string> arguments{std::to_string(m), p, emit_site(site)};
  if (step != 0)
    arguments.push_back(step > 0 ? "+1" : "-1");
  return emit_macro("TELINJECT_END_" + pair_of(form), arguments);
}

std::string emit_discard() {
  return emit_macro_before("TELINJECT_DISCARD", {});
}
std::string emit_end_discard() {
  return emit_macro("TELINJECT_END_DISCARD", {});
}

std::string emit_write() {
  return emit_macro_before("TELINJECT_WRITE", {});
}
std::string emit_end_write(const std::string &p, const SiteText &site, const std::string &value) {
  std::vector<std::string> arguments{p, emit_site(site)};
  if (!value.empty())
    arguments.push_back(value);
  return emit_macro("TELINJECT_END_WRITE", arguments);
}

std::string emit_declaration(unsigned k, const std::string &p, const SiteText &site, const std::string &value) {
  std::vector<std::string> arguments{std::to_string(k), p, emit_site(site)};
  if (!value.empty())
    arguments.push_back(value);
  return emit_macro("TELINJECT_DECLARATION", arguments);
}

} // namespace telinject::rewrite
