// What forbids a second body in C (split_function.h) and in C++ (second_body.h).
#pragma once

#include "matchers/construct.h"

namespace telinject::rewrite {

// Returns true for attributes of a function that do not affect an inlined body and are not required on the instrumented
// one.
bool is_harmless_attribute(llvm::StringRef attribute);

// Returns true if the body does something else in another frame, or under another name: it reads __func__ or a return
// address, calls alloca or setjmp, holds assembler text or computed gotos.
bool depends_on_frame(const clang::CompoundStmt &body, const UnitContext &unit);

} // namespace telinject::rewrite
