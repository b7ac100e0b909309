// Spells declarations and types: for display in sites, and as source text in return wrappers.
#pragma once

#include "matchers/source_ranges.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"

#include <optional>
#include <string>

namespace telinject::rewrite {

// Returns "ns::S::f", without parameters and template arguments; a lambda is "enclosing::lambda@LINE".
std::string qualified_name(const clang::FunctionDecl &function);

// Returns "std::queue", without inline namespaces and template arguments.
std::string plain_name(const clang::DeclContext *context);

// Returns a type for display: one line, at most 80 bytes, safe inside a string literal.
std::string display_type_name(clang::QualType type, const clang::ASTContext &ast);

// Spells a scalar type so that the text names the same type throughout the body of `user`. Returns nothing if that is
// uncertain (local, unnamed or inaccessible types, types that depend on template parameters, types whose name contains
// a macro …).
[[nodiscard]] std::optional<std::string> spelled_type_name(clang::QualType type, const clang::FunctionDecl &user,
                                                           const SourceRanges &ranges);

// Returns the nesting depth of a function body (lambdas, methods of local classes); 1 for an outermost function.
unsigned body_depth(const clang::FunctionDecl &function);

} // namespace telinject::rewrite
