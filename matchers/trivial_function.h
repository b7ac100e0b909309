// Recognises functions that do too little for a span: getters, setters, forwarding wrappers (--min-statements auto).
#pragma once

#include "clang/AST/Decl.h"
#include "clang/AST/Stmt.h"

#include <functional>

namespace telinject::rewrite {

// Returns true for a function of the project that is instrumented itself, so that its time is seen in its own span.
using HasSpan = std::function<bool(const clang::FunctionDecl &callee)>;

// Returns true if the body only returns a member, assigns one, computes with its arguments, or forwards to one function
// that has a span. docs/constructs.md has the exact rules. main and unknown syntax are never trivial.
[[nodiscard]] bool is_trivial_function(const clang::FunctionDecl &function, const clang::CompoundStmt &body,
                                       const HasSpan &has_span);

} // namespace telinject::rewrite
