// Where statements and expressions begin and end in the file's text, safely past macros: nothing where they do not both
// begin and end at places where something can be inserted.
#pragma once

#include "matchers/body.h"
#include "matchers/construct.h"
#include "matchers/edit.h"
#include "matchers/emit.h"

#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"

#include <optional>

namespace telinject {

// A statement with its ';' or '}'.
std::optional<TextRange> statement_range(const clang::Stmt &statement, const UnitContext &unit);
// Where that begins; invalid where it cannot be said.
clang::SourceLocation statement_begin(const clang::Stmt &statement, const UnitContext &unit);
// An expression, from its first token to its last.
std::optional<TextRange> expression_range(const clang::Expr &expression, const UnitContext &unit);

// The place for something to stand first in a block: after the '{', and after the local labels that must come first.
std::optional<unsigned> block_head(const clang::CompoundStmt &block, const UnitContext &unit);

// How a hook at the head of a block is written.  A declaration must be able to follow it: then it is one itself.
Form form_at_head(const clang::CompoundStmt &block, const UnitContext &unit);

// The file location of a token that may have come from a macro's very beginning or very end; invalid otherwise.
clang::SourceLocation file_begin(clang::SourceLocation location, const UnitContext &unit);
clang::SourceLocation file_last(clang::SourceLocation location, const UnitContext &unit);

// Is there a '{' in this piece of the text?  In C a tag may be declared in an expression, and would not be seen outside
// of braces put around it.
bool has_brace(TextRange piece, clang::SourceLocation in_file, const UnitContext &unit);

// Does the value of this expression go nowhere?
bool is_discarded(const clang::Expr &expression, const Body &body);

} // namespace telinject
