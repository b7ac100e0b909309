// What forbids a second body in C and in C++ (split_refusals.h).
#include "matchers/split_refusals.h"

#include "clang/AST/RecursiveASTVisitor.h"

#include <array>

namespace telinject::rewrite {
namespace {

llvm::StringRef without_underscores(llvm::StringRef word) {
  return word.trim('_');
}

// Calls that depend on the frame of their caller, or that prevent inlining.
bool depends_on_caller_frame(llvm::StringRef name) {
  static constexpr std::array returning_twice{"getcontext", "savectx", "setjmp", "sigsetjmp", "vfork"};
  if (llvm::is_contained(returning_twice, without_underscores(name)) || name == "alloca")
    return true;
  if (!name.starts_with("__builtin_"))
    return false;
  for (const char *part : {"address", "alloca", "apply", "call_with", "cfa", "eh_", "FILE", "frame", "FUNCTION", "jmp",
                           "LINE", "next_arg", "return", "setjmp", "stack", "unwind", "va_"})
    if (name.contains(part))
      return true;
  return false;
}

class FrameUse : public clang::RecursiveASTVisitor<FrameUse> {
public:
  bool found = false;

  bool VisitPredefinedExpr(clang::PredefinedExpr *) { return note(); }
  bool VisitSourceLocExpr(clang::SourceLocExpr *) { return note(); }
  bool VisitAddrLabelExpr(clang::AddrLabelExpr *) { return note(); }
  bool VisitIndirectGotoStmt(clang::IndirectGotoStmt *) { return note(); }
  bool VisitAsmStmt(clang::AsmStmt *) { return note(); }
  bool VisitBlockExpr(clang::BlockExpr *) { return note(); }
  bool VisitVAArgExpr(clang::VAArgExpr *) { return note(); }
  bool VisitOMPExecutableDirective(clang::OMPExecutableDirective *) { return note(); }
  bool VisitVarDecl(clang::VarDecl *variable) { return !variable->getType()->isVariablyModifiedType() || note(); }
  bool VisitCallExpr(clang::CallExpr *call) {
    const clang::FunctionDecl *callee = call->getDirectCallee();
    if (!callee)
      return true;
    const clang::IdentifierInfo *name = callee->getIdentifier();
    return !(callee->hasAttr<clang::ReturnsTwiceAttr>() || (name && depends_on_caller_frame(name->getName()))) ||
           note();
  }

private:
  bool note() {
    found = true;
    return false; // stop the traversal
  }
};

bool names_its_function(clang::SourceRange body, const UnitContext &unit) {
  const clang::SourceManager &sources = unit.ranges.sources();
  const auto [file, first] = sources.getDecomposedLoc(body.getBegin());
  const llvm::StringRef text = sources.getBufferData(file).slice(first, sources.getFileOffset(body.getEnd()));
  // Includes text of other configurations.
  for (const char *name : {"__func__", "__FUNCTION__", "__PRETTY_FUNCTION__"})
    if (text.contains(name))
      return true;
  return false;
}

} // namespace

bool is_harmless_attribute(llvm::StringRef attribute) {
  static constexpr std::array words{"alloc_size",
                                    "asm",
                                    "assume_aligned",
                                    "cold",
                                    "const",
                                    "deprecated",
                                    "gnu",
                                    "hot",
                                    "leaf",
                                    "malloc",
                                    "maybe_unused",
                                    "noclone",
                                    "nodiscard",
                                    "noinline",
                                    "nonnull",
                                    "nothrow",
                                    "pure",
                                    "unused",
                                    "used",
                                    "visibility",
                                    "warn_unused_result",
                                    "returns_nonnull"};
  return llvm::is_contained(words, without_underscores(attribute));
}

bool depends_on_frame(const clang::CompoundStmt &body, const UnitContext &unit) {
  FrameUse use;
  use.TraverseStmt(const_cast<clang::CompoundStmt *>(&body));
  return use.found || names_its_function(body.getSourceRange(), unit);
}

} // namespace telinject::rewrite
