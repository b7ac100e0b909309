// The values that an aspect names of a handler's parameters, as code at the head of the handler.
#pragma once

#include "matchers/construct.h"

#include "clang/AST/Decl.h"

#include <map>
#include <optional>
#include <string>

namespace telinject::rewrite {

// Spells a type as aspects do: canonical, without struct, class and enum.
std::string aspect_type_name(clang::QualType type, const clang::ASTContext &ast);

class HandlerValues {
public:
  HandlerValues(const UnitContext &unit, const clang::FunctionDecl &handler, const Aspect &aspect)
      : unit_(unit), handler_(handler), aspect_(aspect) {}

  // Returns the name of a parameter; "" if it has none, or one that a macro hides. In C++ a parameter without one gets a
  // name.
  std::string parameter(int index) const;
  // The edits that name the parameters which were asked for.
  const std::map<int, Edit> &names() const noexcept { return names_; }
  // Returns the name of the parameter that is the request's handle, or "".
  std::string handle() const;
  // Returns the arguments of TELINJECT_ARGUMENT behind the first, as in `"s url.path", url`; nothing if the value is not known.
  // code: "T" instead of the attribute's.
  std::optional<std::string> value(const AspectAttribute &attribute, const std::string &code = "") const;

private:
  struct Value {
    std::string text;
    clang::QualType type;
  };
  std::optional<Value> part(const AspectAttribute &attribute) const;
  std::optional<Value> member_of(Value value, const std::string &name) const;
  std::optional<Value> result_of(const Value &value, const AspectPart &part) const;
  std::optional<std::string> argument_text(const std::string &argument) const;
  std::optional<std::string> helper_text(const AspectHelper &helper) const;
  const clang::NamedDecl *declared(const std::string &name) const;
  std::string name_parameter(const clang::ParmVarDecl &parameter, int index) const;

  mutable std::map<int, Edit> names_; // by the parameter's index
  const UnitContext &unit_;
  const clang::FunctionDecl &handler_;
  const Aspect &aspect_;
};

} // namespace telinject::rewrite
