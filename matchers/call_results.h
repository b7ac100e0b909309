// How the value of a library's call is used, and so which macros may enclose the call without a change of its value's
// type, category, copies and lifetime.
#pragma once

#include "matchers/aspect.h"
#include "matchers/construct.h"

#include "clang/AST/Expr.h"
#include "clang/AST/StmtCXX.h"

#include <optional>
#include <string>

namespace telinject::rewrite {

struct CallResult {
  enum class Form {
    nothing,     // VOID_CALL: there is no value, or it is not used
    value,       // CALL: a scalar, which a variable keeps
    reference,   // REFERENCE_CALL: an object whose address is kept
    temporary,   // TEMPORARY_CALL: the same of an object that lives to the end of the full expression
    guarded,     // GUARDED_CALL: the object initialises what the program says; the call ends with the full expression
    initialiser, // the same, and the values are read from the variable behind its declaration
  };
  Form form = Form::nothing;
  std::string state;  // the type of the variable that keeps it
  std::string object; // an expression that names the result; "": it cannot be read
  const clang::DeclStmt *declaration = nullptr;
  const char *skip_reason = ""; // "": none

  bool ends_itself() const { return form == Form::guarded || form == Form::initialiser; }
};

// whole: the call, or the use of the macro that hides it. number: of the call's macros.
CallResult find_call_result(const UnitContext &unit, const Body &body, const clang::CallExpr &call,
                            const clang::Expr &whole, const std::string &number, bool wants_value);

// Returns the rules of telinject_returned.
std::string call_result_code(const Aspect &aspect, clang::QualType result);

} // namespace telinject::rewrite
