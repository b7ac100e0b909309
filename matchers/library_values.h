// Recognises functions of the C++ standard library that take next to no time: accessors and operators of value types.
#pragma once

#include "clang/AST/Expr.h"
#include "clang/AST/ExprCXX.h"

namespace telinject::rewrite {

// Returns true for declarations in a system header, in namespace std or a namespace inside it, or in __gnu_cxx.
[[nodiscard]] bool is_of_library(const clang::Decl &decl);

// Returns the class that a type names, or the pattern of its template, if that is declared; follows one pointer.
[[nodiscard]] const clang::CXXRecordDecl *class_pattern(clang::QualType type);

// Returns true for containers, strings, tuples, smart pointers, atomics, durations and iterators.
[[nodiscard]] bool is_library_value(clang::QualType type);

// Returns true for constructors, operators and accessors (size(), begin(), get(), …) of such types, and for std::move
// and similar functions.
[[nodiscard]] bool is_library_accessor(const clang::FunctionDecl &function);
// The same for a member of a type that depends on template parameters.
[[nodiscard]] bool is_library_accessor(const clang::CXXDependentScopeMemberExpr &member);

// Returns true for an operator of the library whose operands are such types or scalars.
[[nodiscard]] bool is_library_operator(const clang::CallExpr &call);

} // namespace telinject::rewrite
