// Which aspect describes a call: by the name of the function, its overload and the call's constants.
#pragma once

#include "matchers/aspect.h"
#include "matchers/construct.h"

#include "clang/AST/Expr.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace telinject::rewrite {

// Returns the call's last name component.
std::string last_name(const std::string &qualified);

// Returns null if the call has no such argument.
const clang::Expr *argument_of(const clang::CallExpr &call, int index);

class CallCallees {
public:
  explicit CallCallees(const UnitContext &unit) : unit_(unit) {}

  // The aspect must outlive this.
  void add(const Aspect &aspect) { aspects_[last_name(aspect.function)].push_back(&aspect); }
  bool empty() const { return aspects_.empty(); }

  // Returns null if none describes the call.
  const Aspect *aspect_for(const clang::CallExpr &call) const;
  // Returns an aspect that may describe the call, whose function is known only when a template is instantiated.
  const Aspect *aspect_for_dependent(const clang::CallExpr &call) const;
  // Returns why the library that the unit includes is not the one that the aspect is for; "" if it is.
  const char *refusal(const Aspect &aspect) const;
  // Returns true if the call may set the list of headers, but need not.
  bool is_option_unknown(const clang::CallExpr &call, const Aspect &aspect) const;

private:
  bool has_constant(const clang::CallExpr &call, int index, const std::string &name) const;
  bool has_type(const clang::CallExpr &call, const Aspect &aspect) const;
  bool has_constants(const clang::CallExpr &call, const Aspect &aspect) const;
  bool is_named(const clang::FunctionDecl &function, const Aspect &aspect) const;
  bool has_parameters(const clang::FunctionDecl &function, const Aspect &aspect) const;

  const UnitContext &unit_;
  std::unordered_map<std::string, std::vector<const Aspect *>> aspects_; // by last_name
};

} // namespace telinject::rewrite
