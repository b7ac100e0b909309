// Finds the text ranges of statements and expressions. Returns nothing if either end is inside a macro, where text
// cannot be inserted.
#pragma once

#include "matchers/body.h"
#include "matchers/construct.h"
#include "matchers/edit.h"
#include "matchers/emit.h"

#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"

#include <optional>

namespace telinject::rewrite {

// Returns the range of a statement, including its ';' or '}'.
[[nodiscard]] std::optional<TextRange> statement_range(const clang::Stmt &statement, const UnitContext &unit);
// Returns the start of that range; invalid if it is unknown.
clang::SourceLocation statement_begin(const clang::Stmt &statement, const UnitContext &unit);
// Returns the range of an expression, from its first to its last token.
[[nodiscard]] std::optional<TextRange> expression_range(const clang::Expr &expression, const UnitContext &unit);

// Returns the offset of the first insertion in a block: after the '{' and after local label declarations.
[[nodiscard]] std::optional<unsigned> block_head(const clang::CompoundStmt &block, const UnitContext &unit);

// Decides how to write a hook at the head of a block: as a declaration if declarations may follow it.
Form form_at_head(const clang::CompoundStmt &block, const UnitContext &unit);

// Returns the file location of a token; for a macro expansion, only if the token is its first or last one. Else
// invalid.
clang::SourceLocation file_begin(clang::SourceLocation location, const UnitContext &unit);
clang::SourceLocation file_last(clang::SourceLocation location, const UnitContext &unit);

// Returns true if the text contains a '{'. In C, an expression may declare a tag, which inserted braces would hide.
bool has_brace(TextRange piece, clang::SourceLocation in_file, const UnitContext &unit);

// Returns true if the value of the expression is unused.
bool is_discarded(const clang::Expr &expression, const Body &body);

} // namespace telinject::rewrite
