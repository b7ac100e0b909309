// Writes what the program reads when a described call is over: calls of other functions of the library, and members of
// structures.
#pragma once

#include "matchers/aspect.h"
#include "matchers/call_paths.h"
#include "matchers/call_site.h"
#include "matchers/construct.h"

#include "clang/AST/Expr.h"

#include <optional>
#include <string>
#include <vector>

namespace telinject::rewrite {

// Returns a declaration of the global scope that stands before that place; null if there is none.
const clang::NamedDecl *declared_before(const UnitContext &unit, const std::string &name, clang::SourceLocation place);

// Returns the text for the number that the expression is: "(f(x) == 1 ? "GET" : f(x) == 2 ? "POST" : 0)".
std::string word_of_number(const AspectHelper &helper, const std::string &text);

class CallHelpers {
public:
  CallHelpers(const UnitContext &unit, const CallSite &call) : unit_(unit), call_(call) {}

  // Returns true for a value of an argument or of a receiver that can be named, unless it is read at the end.
  bool is_read_before(const AspectAttribute &attribute) const;
  // Returns such a value; nothing if it cannot be named.
  std::optional<PathValue> value_before(const AspectAttribute &attribute) const;

  // Returns true if the handle is a member of what the result points to, and can be read.
  bool has_handle_in_result() const { return handle_in_result().has_value(); }

  // Returns the macro that adds a header to the request before the call; "" if it cannot. erase: the expression that
  // takes it away again; "": nothing does.
  std::string header_macro(std::string &erase) const;
  // Returns true if one of the macros writes texts to the call's room.
  static bool write_texts(const std::vector<std::string> &macros);

  // Returns the macros, in the order of the aspect. A helper is left out if what it names is not declared before the
  // call, or is not of a type that can be read.
  std::vector<std::string> macros() const;

private:
  struct Structure {
    const clang::RecordDecl *record;
    std::string spelled;
  };
  struct Value {
    std::string text;
    bool is_text = false;    // a C string
    bool is_pointer = false; // of another kind
    std::string guard;       // the condition that it can be read at all; "": it always can
    std::string length;      // of a text that does not end with zero; "": it does
  };

  // code: of telinject_argument. plain: the macro if there is no condition.
  std::string macro(const AspectHelper &helper, const std::string &code, const char *plain) const;
  std::optional<Value> handle_in_result() const;
  std::string handle_macro() const;
  std::string attribute_macro(const AspectAttribute &attribute) const;
  std::optional<Value> value(const AspectHelper &helper) const;
  std::optional<Value> call_value(const AspectHelper &helper) const;
  std::optional<std::string> call_argument(const AspectHelper &helper, const std::string &argument, Value &read) const;
  std::optional<std::string> function_argument(const std::string &argument, Value &read) const;
  std::string named_argument(const std::string &object) const;
  std::optional<std::string> header_expression(const AspectAttribute &part) const;
  std::optional<Value> member_value(const AspectHelper &helper) const;
  std::optional<PathValue> path_value(const std::string &object, const std::string &path) const;
  bool is_path(const AspectHelper &helper) const;
  std::optional<std::string> condition(const AspectHelper &helper) const;
  bool has_object(const std::string &object) const;
  std::string object_text(const std::string &object) const;
  clang::QualType object_type(const std::string &object) const;
  std::string object_guard(const std::string &object) const;
  std::optional<Structure> structure(const std::string &object) const;
  std::string spelled_type(clang::QualType type) const;
  const clang::FieldDecl *field(const clang::RecordDecl &record, llvm::StringRef name) const;
  bool is_cxx() const { return unit_.ast.getLangOpts().CPlusPlus; }
  std::string global() const { return is_cxx() ? "::" : ""; }

  const UnitContext &unit_;
  const CallSite &call_;
};

} // namespace telinject::rewrite
