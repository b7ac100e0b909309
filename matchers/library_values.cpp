// Lists the classes and functions by name.
#include "matchers/library_values.h"

#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

namespace telinject::rewrite {
namespace {

// Includes the bases in which libstdc++ and libc++ declare members of these classes.
bool is_value_class(llvm::StringRef name) {
  static const llvm::StringSet<> names = {"allocator",
                                          "array",
                                          "atomic",
                                          "basic_string",
                                          "basic_string_view",
                                          "bitset",
                                          "complex",
                                          "deque",
                                          "duration",
                                          "forward_list",
                                          "initializer_list",
                                          "list",
                                          "map",
                                          "multimap",
                                          "multiset",
                                          "optional",
                                          "pair",
                                          "reference_wrapper",
                                          "set",
                                          "shared_ptr",
                                          "span",
                                          "time_point",
                                          "tuple",
                                          "unique_ptr",
                                          "unordered_map",
                                          "unordered_multimap",
                                          "unordered_multiset",
                                          "unordered_set",
                                          "variant",
                                          "vector",
                                          "weak_ptr",
                                          "__atomic_base",
                                          "__shared_ptr",
                                          "__shared_ptr_access",
                                          "__wrap_iter",
                                          "_Bit_reference"};
  // Iterators of streams and folders read.
  return names.contains(name) ||
         (name.ends_with("iterator") && !name.contains("stream") && !name.contains("directory"));
}

bool is_accessor_name(llvm::StringRef name) {
  static const llvm::StringSet<> names = {
      "at",       "back",      "begin",           "c_str", "capacity", "cbegin", "cend",  "count",     "crbegin",
      "crend",    "data",      "empty",           "end",   "first",    "front",  "get",   "imag",      "index",
      "length",   "load",      "rbegin",          "real",  "rend",     "size",   "store", "use_count", "value",
      "value_or", "has_value", "time_since_epoch"};
  return names.contains(name);
}

bool is_free_accessor(llvm::StringRef name) {
  static const llvm::StringSet<> names = {"addressof", "as_const", "forward", "get",
                                          "max",       "min",      "move",    "move_if_noexcept"};
  return names.contains(name);
}

bool is_named(const clang::NamedDecl &decl, bool (*accepts)(llvm::StringRef)) {
  return decl.getIdentifier() && accepts(decl.getName());
}

bool may_run_long(clang::OverloadedOperatorKind kind) {
  return kind == clang::OO_LessLess || kind == clang::OO_GreaterGreater || kind == clang::OO_Call;
}

} // namespace

bool is_of_library(const clang::Decl &decl) {
  if (!decl.getASTContext().getSourceManager().isInSystemHeader(decl.getLocation()))
    return false;
  for (const clang::DeclContext *context = decl.getDeclContext(); context; context = context->getParent())
    if (const auto *space = llvm::dyn_cast<clang::NamespaceDecl>(context))
      if (space->isStdNamespace() || space->getName() == "__gnu_cxx")
        return true;
  return false;
}

const clang::CXXRecordDecl *class_pattern(clang::QualType type) {
  if (type->isPointerType())
    type = type->getPointeeType();
  if (const clang::CXXRecordDecl *record = type->getAsCXXRecordDecl())
    return record;
  const auto *special = type->getAs<clang::TemplateSpecializationType>();
  const auto *pattern =
      special ? llvm::dyn_cast_or_null<clang::ClassTemplateDecl>(special->getTemplateName().getAsTemplateDecl())
              : nullptr;
  return pattern ? pattern->getTemplatedDecl() : nullptr;
}

bool is_library_value(clang::QualType type) {
  const clang::CXXRecordDecl *record = class_pattern(type);
  return record && is_named(*record, is_value_class) && is_of_library(*record);
}

bool is_library_accessor(const clang::FunctionDecl &function) {
  if (!is_of_library(function))
    return false;
  const auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(&function);
  if (!method)
    return is_named(function, is_free_accessor);
  if (!is_named(*method->getParent(), is_value_class))
    return false;
  return llvm::isa<clang::CXXConstructorDecl, clang::CXXConversionDecl>(method) || is_named(*method, is_accessor_name);
}

bool is_library_accessor(const clang::CXXDependentScopeMemberExpr &member) {
  const clang::IdentifierInfo *name = member.getMember().getAsIdentifierInfo();
  return name && is_accessor_name(name->getName()) && is_library_value(member.getBaseType());
}

bool is_library_operator(const clang::CallExpr &call) {
  const auto *operation = llvm::dyn_cast<clang::CXXOperatorCallExpr>(&call);
  const clang::FunctionDecl *callee = call.getDirectCallee();
  if (!operation || !callee || may_run_long(operation->getOperator()) || !is_of_library(*callee))
    return false;
  return llvm::all_of(call.arguments(), [](const clang::Expr *argument) {
    const clang::QualType type = argument->getType();
    return type->isScalarType() || type->isArrayType() || is_library_value(type);
  });
}

} // namespace telinject::rewrite
