// Looks through what may stand around a function in an argument: casts, variables, std::function, std::bind.
#include "matchers/passed_function.h"

#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"

namespace telinject::rewrite {

const clang::FunctionDecl *passed_function(const clang::Expr *expression) {
  constexpr unsigned kMaxDepth = 32;
  for (unsigned depth = 0; expression && depth < kMaxDepth; ++depth) {
    expression = expression->IgnoreImplicit()->IgnoreParenCasts();
    if (const auto *lambda = llvm::dyn_cast<clang::LambdaExpr>(expression))
      return lambda->getCallOperator();
    if (const auto *name = llvm::dyn_cast<clang::DeclRefExpr>(expression)) {
      if (const auto *function = llvm::dyn_cast<clang::FunctionDecl>(name->getDecl()))
        return function;
      const auto *variable = llvm::dyn_cast<clang::VarDecl>(name->getDecl());
      expression = variable && !llvm::isa<clang::ParmVarDecl>(variable) ? variable->getInit() : nullptr;
    } else if (const auto *made = llvm::dyn_cast<clang::CXXConstructExpr>(expression)) {
      expression = made->getNumArgs() != 0 ? made->getArg(0) : nullptr;
    } else if (const auto *unary = llvm::dyn_cast<clang::UnaryOperator>(expression)) {
      expression = unary->getSubExpr();
    } else if (const auto *conversion = llvm::dyn_cast<clang::CXXMemberCallExpr>(expression);
               conversion && llvm::isa_and_nonnull<clang::CXXConversionDecl>(conversion->getMethodDecl())) {
      expression = conversion->getImplicitObjectArgument(); // a lambda becomes a function pointer
    } else if (const auto *call = llvm::dyn_cast<clang::CallExpr>(expression)) {
      const clang::FunctionDecl *callee = call->getDirectCallee();
      expression = callee && callee->isInStdNamespace() && call->getNumArgs() != 0 ? call->getArg(0) : nullptr;
    } else {
      return nullptr;
    }
  }
  return nullptr;
}

} // namespace telinject::rewrite
