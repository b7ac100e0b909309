// Decides whether a C++ function can have a second body and writes the insertions (second_body.h).
#include "matchers/second_body.h"

#include "matchers/emit.h"
#include "matchers/names.h"
#include "matchers/split_refusals.h"
#include "matchers/statement_ranges.h"

#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"

namespace telinject::rewrite {
namespace {

bool is_class_by_value(clang::QualType type) {
  return !type->isReferenceType() && !type->isScalarType(); // a dependent type may be a class
}

const clang::ParmVarDecl *parameter_in(const clang::Expr *expression) {
  const auto *reference =
      expression ? llvm::dyn_cast<clang::DeclRefExpr>(expression->IgnoreUnlessSpelledInSource()->IgnoreParens())
                 : nullptr;
  return reference ? llvm::dyn_cast<clang::ParmVarDecl>(reference->getDecl()) : nullptr;
}

// Finds what means something else in a generic lambda, which is instantiated twice and has references to those
// parameters that are objects of classes.
class LambdaDifference : public clang::RecursiveASTVisitor<LambdaDifference> {
public:
  LambdaDifference(const clang::FunctionDecl &function, bool deduces)
      : ast_(function.getASTContext()), result_(function.getReturnType()), deduces_(deduces),
        is_template_(function.isTemplated()) {
    for (const clang::ParmVarDecl *parameter : function.parameters())
      has_object_ |= is_class_by_value(parameter->getType());
  }
  bool found = false;

  // Each body would have types and static variables of its own.
  bool VisitLambdaExpr(clang::LambdaExpr *) { return note(); }
  bool VisitTagDecl(clang::TagDecl *) { return note(); }
  bool VisitVarDecl(clang::VarDecl *variable) { return !variable->isStaticLocal() || note(); }
  bool VisitCoroutineBodyStmt(clang::CoroutineBodyStmt *) { return note(); }
  // A `return` in it would be that of the lambda, which may have no type yet.
  bool VisitStmtExpr(clang::StmtExpr *) { return note(); }
  bool VisitDecltypeTypeLoc(clang::DecltypeTypeLoc) { return !(has_object_ || is_template_) || note(); }
  // GCC refuses members in operands that are not evaluated, in a generic lambda of a template.
  bool VisitUnaryExprOrTypeTraitExpr(clang::UnaryExprOrTypeTraitExpr *expression) {
    return !is_template_ || expression->isArgumentType() || note();
  }
  bool VisitCXXNoexceptExpr(clang::CXXNoexceptExpr *) { return !is_template_ || note(); }
  // What is named there by a parameter is moved from, what a reference names is copied.
  bool VisitCXXThrowExpr(clang::CXXThrowExpr *expression) { return !names_object(expression->getSubExpr()) || note(); }
  bool VisitReturnStmt(clang::ReturnStmt *statement) {
    const clang::Expr *value = statement->getRetValue();
    return !value || (!names_object(value) && (!deduces_ || has_type_of_result(*value))) || note();
  }

private:
  static bool names_object(const clang::Expr *expression) {
    const clang::ParmVarDecl *parameter = parameter_in(expression);
    return parameter && is_class_by_value(parameter->getType());
  }
  bool has_type_of_result(const clang::Expr &value) const {
    const clang::Expr *written = value.IgnoreUnlessSpelledInSource();
    const clang::SourceLocation begin = written->getBeginLoc();
    return begin.isFileID() && *ast_.getSourceManager().getCharacterData(begin) != '{' &&
           ast_.hasSameUnqualifiedType(written->getType(), result_);
  }
  bool note() {
    found = true;
    return false;
  }

  const clang::ASTContext &ast_;
  clang::QualType result_;
  bool deduces_, is_template_, has_object_ = false;
};

bool is_plain(const clang::FunctionDecl &function) {
  if (function.isVariadic() || function.isMain() || function.isNoReturn() || function.isConstexpr() ||
      function.getBuiltinID() != 0 || !function.getLocation().isFileID() ||
      llvm::isa<clang::CXXConversionDecl>(function))
    return false;
  if (const auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(&function); method && method->getParent()->isLambda())
    return false;
  return llvm::all_of(function.attrs(),
                      [](const clang::Attr *attribute) {
                        return attribute->isImplicit() || llvm::isa<clang::OverrideAttr, clang::FinalAttr>(attribute) ||
                               is_harmless_attribute(attribute->getSpelling());
                      }) &&
         llvm::all_of(function.parameters(), [](const clang::ParmVarDecl *parameter) {
           return !parameter->isParameterPack() && parameter->getLocation().isFileID() &&
                  !parameter->getType()->isVariablyModifiedType() &&
                  llvm::all_of(parameter->attrs(),
                               [](const clang::Attr *attribute) { return llvm::isa<clang::UnusedAttr>(attribute); });
         });
}

// How the lambda spells its result; "auto" if every `return` has an operand of just that type.
std::optional<std::string> spelled_result(const clang::FunctionDecl &function, const SourceRanges &ranges) {
  const clang::QualType type = function.getReturnType();
  if (type->isVoidType())
    return "void";
  if (type->isDependentType() || type->isUndeducedType() || type->isRValueReferenceType() || type.hasQualifiers())
    return std::nullopt;
  if (type->isLValueReferenceType()) {
    auto pointer = spelled_type_name(function.getASTContext().getPointerType(type->getPointeeType()), function, ranges);
    if (pointer)
      pointer->back() = '&';
    return pointer;
  }
  return type->isRecordType() ? "auto" : spelled_type_name(type, function, ranges);
}

} // namespace

std::vector<Edit> second_body_edits(const clang::FunctionDecl &function, const clang::CompoundStmt &body,
                                    const UnitContext &unit) {
  const SourceRanges &ranges = unit.ranges;
  const OptionPragmas::Options &options = ranges.options_at(function.getLocation());
  // In C++23, Clang copies what a described call returns if the call stands in a generic lambda.
  if (!unit.ast.getLangOpts().CPlusPlus17 || unit.ast.getLangOpts().CPlusPlus23 || options.has_optimize ||
      !options.targets.empty() || function.getBody() != &body || !is_plain(function) ||
      ranges.is_macro(
          {"auto", "constexpr", "decltype", "else", "if", "int", "nullptr", "return", "static_cast", "typename"}))
    return {};
  const clang::SourceManager &sources = ranges.sources();
  const auto begin = block_head(body, unit);
  if (!body.getRBracLoc().isFileID() || begin != sources.getFileOffset(body.getLBracLoc()) + 1)
    return {};
  const auto result = spelled_result(function, ranges);
  if (!result)
    return {};
  LambdaDifference difference(function, *result == "auto");
  difference.TraverseStmt(const_cast<clang::CompoundStmt *>(&body));
  if (difference.found || depends_on_frame(body, unit))
    return {};
  SecondBodyText text{*result, {}};
  for (const clang::ParmVarDecl *parameter : function.parameters())
    if (!parameter->getName().empty())
      text.parameters.push_back(parameter->getName().str());
  constexpr std::int64_t last = std::int64_t{1} << 60; // behind the ends of statements
  return {{*begin, emit_second_body(text), -2},
          {sources.getFileOffset(body.getRBracLoc()), emit_end_second_body(text), last}};
}

} // namespace telinject::rewrite
