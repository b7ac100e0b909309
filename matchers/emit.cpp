// Writes the inserted macros and their arguments.
#include "matchers/emit.h"

#include "matchers/source_text.h"

namespace telinject::rewrite {
namespace {

// ISO C90 guarantees 509 bytes for a string literal; the compiler's name and __FILE__ need their part of it.
constexpr size_t kMaxSiteLength = 300;
constexpr size_t kMaxHeadLength = 280;
constexpr size_t kMaxTextLength = 120;

// Returns the two literals of a site, as in "if then@2", "i < n".
std::string literals(const SiteText &site) {
  const std::string lines = site.lines_above ? "@" + std::to_string(site.lines_above) : "";
  std::string head = as_literal(site.head, kMaxHeadLength);
  head.insert(head.size() - 1, lines);
  return head + ", " + as_literal(site.text, kMaxTextLength);
}

std::string emit_part(const std::string &macro, const BodiesText &bodies, const std::string &type,
                      const std::string &guard) {
  return " " + macro + (bodies.result == "void" ? "_VOID(" : "(" + bodies.result + ", ") + bodies.name + ", (" + type +
         " " + guard + bodies.parameters + "), (" + guard + bodies.arguments + "))";
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

std::string emit_bodies(const BodiesText &bodies) {
  return "TELINJECT_BODIES(" + bodies.result + ", " + bodies.name + ", int telinject_g0" + bodies.parameters + ") ";
}

std::string emit_divert(const BodiesText &bodies) {
  return emit_part("TELINJECT_DIVERT", bodies, "int", "telinject_g0");
}

std::string emit_body(const BodiesText &bodies) {
  return emit_part("TELINJECT_BODY", bodies, "const int", "telinject_g1");
}

std::string emit_what(bool is_constexpr) {
  return is_constexpr ? " TELINJECT_CONSTEXPR_WHAT()" : " TELINJECT_WHAT()";
}

std::string emit_return(unsigned depth, const std::string &type) {
  return " TELINJECT_RETURN(" + std::to_string(depth) + ", " + type + ")";
}

std::string emit_returned(unsigned depth, const std::string &code, const std::string &type) {
  return (type == "float" ? " TELINJECT_RETURNED_REAL(" : " TELINJECT_RETURNED(") + std::to_string(depth) + ", \"" +
         code + "\")";
}

std::string emit_loop(const std::string &n, const std::string &p, const SiteText &site) {
  return "TELINJECT_LOOP(" + n + ", " + p + ", " + literals(site) + ") ";
}

std::string emit_iteration(const std::string &n, Form form) {
  if (form == Form::with_brace)
    return "TELINJECT_OPEN_ITERATION(" + n + ") ";
  return (form == Form::declaration ? " TELINJECT_FIRST_ITERATION(" : " TELINJECT_ITERATION(") + n + ")";
}

std::string emit_ends(const std::string &n, char reason) {
  return " TELINJECT_ENDS(" + n + ", '" + reason + "')";
}
std::string emit_open_ends(const std::string &n, char reason) {
  return "TELINJECT_OPEN_ENDS(" + n + ", '" + reason + "') ";
}
std::string emit_close() {
  return " TELINJECT_CLOSE()";
}

std::string emit_branch(const std::string &n, const std::string &p, const SiteText &site, Form form) {
  switch (form) {
  case Form::with_brace:
    return "TELINJECT_OPEN_BRANCH(" + p + ", " + literals(site) + ") ";
  case Form::declaration:
    return " TELINJECT_FIRST_BRANCH(" + n + ", " + p + ", " + literals(site) + ")";
  default:
    return " TELINJECT_BRANCH(" + p + ", " + literals(site) + ")";
  }
}

std::string emit_not_taken(const std::string &p, const SiteText &site) {
  return " TELINJECT_NOT_TAKEN(" + p + ", " + literals(site) + ")";
}
std::string emit_switch(const std::string &n) {
  return "TELINJECT_SWITCH(" + n + ") ";
}
std::string emit_falls() {
  return " TELINJECT_FALLS()";
}
std::string emit_label(const std::string &p, const SiteText &site) {
  return "TELINJECT_LABEL(" + p + ", " + literals(site) + ") ";
}

std::string emit_case(const std::string &n, const std::string &p, const SiteText &site) {
  return "TELINJECT_CASE(" + n + ", " + p + ", " + literals(site) + ") ";
}

std::string emit_no_case(const std::string &n, const std::string &p, const SiteText &site) {
  return " TELINJECT_NO_CASE(" + n + ", " + p + ", " + literals(site) + ")";
}

std::string emit_try(const std::string &n, const std::string &p, const SiteText &site) {
  return "TELINJECT_TRY(" + n + ", " + p + ", " + literals(site) + ") ";
}

std::string emit_catch(const std::string &n) {
  return " TELINJECT_CATCH(" + n + ")";
}

std::string emit_change(AssignmentForm form, unsigned m, const std::string &type) {
  static const char *const names[] = {"CHANGE", "INITIAL", "STEP", "STEP_LATER"};
  return std::string("TELINJECT_") + names[static_cast<int>(form)] + "(" + std::to_string(m) + ", " + type + ") ";
}

std::string emit_changed(AssignmentForm form, unsigned m, const std::string &p, const SiteText &site, int step) {
  const bool real = site.head == "f" && form != AssignmentForm::prefix_step && form != AssignmentForm::postfix_step;
  const char *name = form == AssignmentForm::prefix_step    ? "STEPPED"
                     : form == AssignmentForm::postfix_step ? "STEPPED_LATER"
                     : real                                 ? "CHANGED_REAL"
                                                            : "CHANGED";
  std::string text = std::string(" TELINJECT_") + name + "(" + std::to_string(m) + ", " + p + ", " + literals(site);
  if (step != 0)
    text += step > 0 ? ", +1" : ", -1";
  return text + ")";
}

std::string emit_choose(unsigned m) {
  return "TELINJECT_CHOOSE(" + std::to_string(m) + ") ";
}

std::string emit_chosen(unsigned m, const std::string &p, const std::string &text) {
  return " TELINJECT_CHOSEN(" + std::to_string(m) + ", " + p + ", \"ternary then\", \"ternary else\", " +
         as_literal(text, kMaxTextLength) + ")";
}

std::string emit_await(unsigned depth) {
  return "TELINJECT_AWAIT(" + std::to_string(depth) + ") ";
}

std::string emit_awaited() {
  return " TELINJECT_AWAITED()";
}

std::string emit_discard() {
  return "TELINJECT_DISCARD() ";
}

std::string emit_discarded() {
  return " TELINJECT_DISCARDED()";
}

std::string emit_write() {
  return "TELINJECT_WRITE() ";
}

std::string emit_written(const std::string &p, const SiteText &site, const std::string &value) {
  return " TELINJECT_WRITTEN(" + p + ", " + literals(site) + (value.empty() ? "" : ", " + value) + ")";
}

std::string emit_declared(unsigned k, const std::string &p, const SiteText &site, const std::string &value) {
  const std::string name = k ? " TELINJECT_FIRST_DECLARED(" + std::to_string(k) + ", " : " TELINJECT_DECLARED(";
  return name + p + ", " + literals(site) + (value.empty() ? "" : ", " + value) + ")";
}

} // namespace telinject::rewrite
