// Looks the class of an aspect's exceptions up: see call_exceptions.h.
#include "matchers/call_exceptions.h"

#include "matchers/call_paths.h"
#include "matchers/names.h"

#include "clang/AST/DeclCXX.h"

#include "llvm/ADT/SmallVector.h"

namespace telinject::rewrite {
namespace {

// Returns the class of that qualified name, which stands before the place.
const clang::CXXRecordDecl *find_class(const UnitContext &unit, llvm::StringRef name, clang::SourceLocation place) {
  name.consume_front("::");
  llvm::SmallVector<llvm::StringRef, 4> parts;
  name.split(parts, "::");
  const clang::DeclContext *scope = unit.ast.getTranslationUnitDecl();
  for (const llvm::StringRef part : parts) {
    const clang::DeclContext *inner = nullptr;
    for (const clang::NamedDecl *decl : scope->lookup(&unit.ast.Idents.get(part)))
      if (const auto *space = llvm::dyn_cast<clang::NamespaceDecl>(decl))
        inner = space;
      else if (const auto *record = llvm::dyn_cast<clang::CXXRecordDecl>(decl))
        inner = record->getDefinition();
    if (!inner)
      return nullptr;
    scope = inner;
  }
  const auto *record = llvm::dyn_cast<clang::CXXRecordDecl>(scope);
  return record && unit.ranges.sources().isBeforeInTranslationUnit(record->getLocation(), place) ? record : nullptr;
}

// Returns the only public member function of that name, without parameters.
const clang::CXXMethodDecl *find_method(const UnitContext &unit, const clang::CXXRecordDecl &record,
                                        const std::string &name) {
  const auto found = record.lookup(&unit.ast.Idents.get(name));
  const auto *method = found.isSingleResult() ? llvm::dyn_cast<clang::CXXMethodDecl>(found.front()) : nullptr;
  const bool fits = method && method->getAccess() == clang::AS_public && method->isConst() && !method->isStatic() &&
                    method->getNumParams() == 0 && !method->isVariadic();
  return fits ? method : nullptr;
}

// "N6SQLite9ExceptionE"; nothing for templates and classes in functions.
std::optional<std::string> mangled_name(const clang::CXXRecordDecl &record) {
  std::string text;
  unsigned depth = 0;
  for (const clang::DeclContext *at = &record; !at->isTranslationUnit(); at = at->getParent()) {
    const auto *named = llvm::dyn_cast<clang::NamedDecl>(at);
    const auto *space = llvm::dyn_cast<clang::NamespaceDecl>(at);
    if (llvm::isa<clang::LinkageSpecDecl>(at))
      continue;
    if (!named || !named->getIdentifier() || (space && (space->isAnonymousNamespace() || space->isStdNamespace())) ||
        !(space || llvm::isa<clang::CXXRecordDecl>(at)) || llvm::isa<clang::ClassTemplateSpecializationDecl>(at))
      return std::nullopt;
    text = std::to_string(named->getName().size()) + named->getName().str() + text;
    ++depth;
  }
  return depth > 1 ? "N" + text + "E" : text;
}

} // namespace

bool may_throw(const clang::FunctionDecl &callee) {
  const auto *type = callee.getType()->getAs<clang::FunctionProtoType>();
  return !type || clang::isUnresolvedExceptionSpec(type->getExceptionSpecType()) || !type->isNothrow();
}

std::optional<std::string> exception_code(const UnitContext &unit, const CallSite &call) {
  if (!call.aspect.exception || !call.aspect.result_is_status || unit.ranges.is_macro({call.aspect.exception->method}))
    return std::nullopt;
  const auto *record = find_class(unit, call.aspect.exception->type, call.call.getBeginLoc());
  const auto *method = record ? find_method(unit, *record, call.aspect.exception->method) : nullptr;
  const auto mangled = record ? mangled_name(*record) : std::nullopt;
  if (!method || !mangled)
    return std::nullopt;
  const clang::QualType type = method->getReturnType();
  const bool is_string = is_standard_string(type);
  const bool is_number = !is_string && !type->isReferenceType() && type->isIntegralOrEnumerationType();
  if (!is_string && !is_number && !(is_c_string(type) && !type->isReferenceType()))
    return std::nullopt;
  return "\"" + *mangled + "\", \"" + (is_number ? "l" : "s") + " db.response.status_code\", " +
         (is_string ? "string" : "number") + ", ::" + plain_name(record) + ", " + method->getNameAsString();
}

} // namespace telinject::rewrite
