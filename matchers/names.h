// How declarations and types are spelled: for people (in the site) and for the compiler (in a return wrapper).
#pragma once

#include "matchers/source_ranges.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"

#include <optional>
#include <string>

namespace telinject {

// "ns::S::f": without parameters and template arguments; a lambda is "enclosing::lambda@LINE".
std::string qualified_name(const clang::FunctionDecl &function);

// A type as a person reads it, on one line, at most 80 bytes, safe inside a string literal.
std::string type_for_people(clang::QualType type, const clang::ASTContext &ast);

// A scalar type spelled so that it means the same wherever the function's body can name it; nothing where
// that is not certain (local and unnamed types, private ones of other classes, types that depend on a template's
// parameters, types with a word that is a macro, …).
std::optional<std::string> type_for_compiler(clang::QualType type, const clang::FunctionDecl &where,
                                             const SourceRanges &ranges);

// How deep this body lies in others (lambdas, methods of local classes): 1 for an outermost function.
unsigned body_depth(const clang::FunctionDecl &function);

} // namespace telinject
