// Passes the values of a call's arguments, and of the object whose function is called, to the runtime before the call.
#pragma once

#include "matchers/call_callees.h"
#include "matchers/call_site.h"
#include "matchers/construct.h"

#include <optional>
#include <string>
#include <unordered_set>

namespace telinject::rewrite {

class CallArguments {
public:
  // adds_headers: a request may get a header.
  CallArguments(const UnitContext &unit, const CallCallees &callees, CallSite &call, bool adds_headers)
      : unit_(unit), callees_(callees), call_(call), adds_headers_(adds_headers) {}

  // Adds the edits and the arguments of the first macro. Returns the skip reason, or "".
  const char *capture();

private:
  const char *capture_receiver();
  const char *capture_handles();
  void capture_headers();
  void capture_attribute(const AspectAttribute &attribute);
  const char *capture_rest();

  // Each returns false if the value cannot be seen.
  bool capture_argument(int index, const std::string &code);
  bool capture_text(int index, const AspectAttribute &attribute);
  bool capture_path(const AspectAttribute &attribute);

  void add_named(const std::string &code, const std::string &value);
  bool wrap(const clang::Expr &argument, const std::string &code);
  bool wrap_seen(const clang::Expr &argument, const std::string &what, const std::string &code,
                 const std::string &length_code, unsigned hooks);
  bool may_pass(const clang::Expr &argument, clang::QualType parameter) const;
  bool may_be_seen(const clang::Expr &written) const;
  bool passes_by_reference(const clang::Expr &argument) const;
  bool has_call(const clang::Expr &argument) const;
  std::string argument_code(const AspectAttribute &attribute, const clang::Expr &argument) const;
  std::string repeated_text(const clang::Expr &argument) const;
  bool is_cxx() const { return unit_.ast.getLangOpts().CPlusPlus; }
  bool is_null(const clang::Expr &argument) const;

  const UnitContext &unit_;
  const CallCallees &callees_;
  CallSite &call_;
  const bool adds_headers_;
  std::unordered_set<int> hooked_; // arguments whose values are passed, or that run before the call
};

} // namespace telinject::rewrite
