// Follows paths through classes: see call_paths.h.
#include "matchers/call_paths.h"

#include "llvm/ADT/SmallVector.h"

namespace telinject::rewrite {
namespace {

bool is_standard_class(const clang::CXXRecordDecl &record, llvm::StringRef name) {
  return record.isInStdNamespace() && record.getIdentifier() && record.getName() == name;
}

// Returns the member of that name: of the class, or of its public bases.
const clang::NamedDecl *find_member(const clang::CXXRecordDecl &record, clang::DeclarationName name, bool is_called,
                                    bool of_const) {
  const clang::NamedDecl *found = nullptr;
  bool is_hidden = false;
  for (const clang::NamedDecl *decl : record.lookup(name)) {
    is_hidden = true;
    const clang::NamedDecl *one = decl->getUnderlyingDecl();
    if (decl->getAccess() != clang::AS_public && decl->getAccess() != clang::AS_none)
      continue;
    const auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(one);
    if (is_called ? method && !method->isStatic() && method->getMinRequiredArguments() == 0 &&
                        (method->isConst() || !of_const) && (!found || method->isConst())
                  : llvm::isa<clang::FieldDecl>(one) && !llvm::cast<clang::FieldDecl>(one)->isBitField())
      found = one;
  }
  if (is_hidden)
    return found;
  for (const clang::CXXBaseSpecifier &base : record.bases()) {
    const clang::CXXRecordDecl *parent = base.getType()->getAsCXXRecordDecl();
    if (parent && base.getAccessSpecifier() == clang::AS_public && parent->getDefinition())
      if (const clang::NamedDecl *inherited = find_member(*parent->getDefinition(), name, is_called, of_const))
        return inherited;
  }
  return nullptr;
}

clang::QualType type_of_member(const clang::NamedDecl &member) {
  if (const auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(&member))
    return method->getReturnType();
  return llvm::cast<clang::FieldDecl>(member).getType();
}

std::optional<PathValue> step(const UnitContext &unit, PathValue from, const std::string &name, bool is_called) {
  constexpr unsigned kMaxArrows = 3;
  const clang::DeclarationName wanted(&unit.ast.Idents.get(name));
  const clang::DeclarationName arrow = unit.ast.DeclarationNames.getCXXOperatorName(clang::OO_Arrow);
  for (unsigned n = 0; n < kMaxArrows; ++n) {
    clang::QualType type = from.type.getNonReferenceType();
    const bool is_pointer = type->isPointerType();
    if (is_pointer) {
      from.guard = both_conditions(from.guard, from.text);
      type = type->getPointeeType();
    }
    const clang::CXXRecordDecl *record = type->getAsCXXRecordDecl();
    record = record ? record->getDefinition() : nullptr;
    if (!record)
      return std::nullopt;
    const bool is_const = type.isConstQualified();
    const std::string access = is_pointer ? "->" : ".";
    if (const clang::NamedDecl *member = find_member(*record, wanted, is_called, is_const)) {
      from.text += access + name + (is_called ? "()" : "");
      from.type = type_of_member(*member);
      return from;
    }
    const clang::NamedDecl *of_pointer = find_member(*record, arrow, true, is_const);
    if (!of_pointer)
      return std::nullopt;
    from.text += access + "operator->()";
    from.type = type_of_member(*of_pointer);
  }
  return std::nullopt;
}

} // namespace

std::string both_conditions(const std::string &first, const std::string &second) {
  return first.empty() || second.find(first) == 0 ? second : second.empty() ? first : first + " && " + second;
}

bool is_c_string(clang::QualType type) {
  type = type.getNonReferenceType();
  return type->isPointerType() && type->getPointeeType()->isCharType();
}

bool is_standard_string(clang::QualType type) {
  const clang::CXXRecordDecl *record = type.getNonReferenceType()->getAsCXXRecordDecl();
  const auto *special = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(record);
  return special && is_standard_class(*special, "basic_string") && special->getTemplateArgs().size() != 0 &&
         special->getTemplateArgs()[0].getAsType()->isCharType();
}

bool is_standard_string_view(clang::QualType type) {
  const clang::CXXRecordDecl *record = type.getNonReferenceType()->getAsCXXRecordDecl();
  if (!record || !record->getDefinition())
    return false;
  const auto *special = llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(record);
  const auto *space = special ? llvm::dyn_cast<clang::NamespaceDecl>(special->getDeclContext()) : nullptr;
  const bool is_boost = space && space->getName() == "boost" && special->getName() == "basic_string_view";
  if (special && (is_boost || is_standard_class(*special, "basic_string_view")))
    return special->getTemplateArgs().size() != 0 && special->getTemplateArgs()[0].getAsType()->isCharType();
  for (const clang::CXXBaseSpecifier &base : record->getDefinition()->bases())
    if (base.getAccessSpecifier() == clang::AS_public && is_standard_string_view(base.getType()))
      return true;
  return false;
}

std::optional<PathValue> value_of_path(const UnitContext &unit, PathValue from, const std::string &path) {
  std::optional<PathValue> value = std::move(from);
  llvm::SmallVector<llvm::StringRef, 4> names;
  llvm::StringRef(path).split(names, '.');
  for (llvm::StringRef name : names) {
    const bool is_called = name.consume_back("()");
    if (unit.ranges.is_macro({name}))
      return std::nullopt;
    value = step(unit, std::move(*value), name.str(), is_called);
    if (!value)
      return std::nullopt;
  }
  return value;
}

} // namespace telinject::rewrite
