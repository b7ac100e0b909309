// Recognises types of the standard library and selects the macro that captures their value.
#include "matchers/standard_types.h"

#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <array>

namespace telinject::rewrite {
namespace {

using Specialization = clang::ClassTemplateSpecializationDecl;

// Types nested deeper than this are recorded by name only.
constexpr int kMaxTypeDepth = 8;

// Returns the specialization of a class template of namespace std or of a nested namespace; null for other types.
// Ignores a std that the program defines itself: its array may have no size().
const Specialization *standard_specialization(clang::QualType type) {
  const auto *special = llvm::dyn_cast_or_null<Specialization>(type.getCanonicalType()->getAsCXXRecordDecl());
  if (!special)
    return nullptr;
  const clang::SourceManager &sources = special->getASTContext().getSourceManager();
  if (!sources.isInSystemHeader(special->getSpecializedTemplate()->getLocation()))
    return nullptr;
  const clang::DeclContext *context = special->getDeclContext()->getEnclosingNamespaceContext();
  for (; context && !context->isTranslationUnit(); context = context->getParent())
    if (context->isStdNamespace())
      return special;
  return nullptr;
}

// Returns true if all classes that the type names are complete at this location.
bool complete_before(clang::QualType type, clang::SourceLocation location, const clang::SourceManager &sources,
                     int depth = 0) {
  type = type.getCanonicalType();
  if (depth > kMaxTypeDepth || type->isDependentType())
    return false;
  const auto *record = type->getAsCXXRecordDecl();
  if (!record)
    return !type->isIncompleteType() || type->isVoidType();
  const auto *special = llvm::dyn_cast<Specialization>(record);
  const clang::CXXRecordDecl *written =
      special ? special->getSpecializedTemplate()->getTemplatedDecl()->getDefinition() : record->getDefinition();
  if (!written || !sources.isBeforeInTranslationUnit(written->getLocation(), location))
    return false;
  if (!special)
    return true;
  for (const clang::TemplateArgument &argument : special->getTemplateArgs().asArray())
    if (argument.getKind() == clang::TemplateArgument::Type &&
        !complete_before(argument.getAsType(), location, sources, depth + 1))
      return false;
  return true;
}

// Class templates of namespace std with a size() that only reads.
bool is_container(llvm::StringRef name) {
  static constexpr std::array<llvm::StringRef, 20> kNames = {"vector",
                                                             "deque",
                                                             "list",
                                                             "array",
                                                             "span",
                                                             "map",
                                                             "multimap",
                                                             "set",
                                                             "multiset",
                                                             "unordered_map",
                                                             "unordered_multimap",
                                                             "unordered_set",
                                                             "unordered_multiset",
                                                             "queue",
                                                             "stack",
                                                             "priority_queue",
                                                             "initializer_list",
                                                             "valarray",
                                                             "flat_map",
                                                             "flat_set"};
  return llvm::is_contained(kNames, name);
}

clang::QualType type_argument(const Specialization &special, unsigned i) {
  const auto &arguments = special.getTemplateArgs();
  return i < arguments.size() && arguments[i].getKind() == clang::TemplateArgument::Type ? arguments[i].getAsType()
                                                                                         : clang::QualType();
}

// Returns true if get() returns a plain pointer to an object.
bool is_plain_smart_pointer(const Specialization &special) {
  const clang::QualType element = type_argument(special, 0);
  if (element.isNull() || element->isFunctionType())
    return false;
  if (special.getName() == "shared_ptr")
    return true;
  const clang::QualType deleter = special.getName() == "unique_ptr" ? type_argument(special, 1) : clang::QualType();
  const Specialization *standard = deleter.isNull() ? nullptr : standard_specialization(deleter);
  return standard && standard->getName() == "default_delete";
}

// Returns "ms" for a duration with an integer count; "" if the count cannot be recorded.
std::string unit_of_duration(const Specialization &special) {
  const clang::QualType count = type_argument(special, 0);
  const clang::QualType period = type_argument(special, 1);
  if (count.isNull() || !count->isIntegerType() || count->isEnumeralType() || !count->isBuiltinType() ||
      period.isNull())
    return "";
  if (count->isSpecificBuiltinType(clang::BuiltinType::Int128) ||
      count->isSpecificBuiltinType(clang::BuiltinType::UInt128))
    return "";
  const Specialization *ratio = standard_specialization(period);
  if (!ratio || ratio->getName() != "ratio" || ratio->getTemplateArgs().size() != 2)
    return "";
  llvm::SmallString<24> text[2];
  for (unsigned i = 0; i < 2; ++i) {
    const auto &part = ratio->getTemplateArgs()[i];
    if (part.getKind() != clang::TemplateArgument::Integral)
      return "";
    part.getAsIntegral().toString(text[i], 10);
  }
  const std::string written = (text[0] + "/" + text[1]).str();
  return llvm::StringSwitch<std::string>(written)
      .Case("1/1000000000", "ns")
      .Case("1/1000000", "us")
      .Case("1/1000", "ms")
      .Case("1/1", "s")
      .Case("60/1", "min")
      .Case("3600/1", "h")
      .Case("86400/1", "d")
      .Default("[" + written + "]s");
}

// Returns true if std::ostringstream is declared before this location.
bool has_string_stream(clang::SourceLocation location, const UnitContext &unit) {
  clang::ASTContext &ast = unit.ast;
  const clang::NamespaceDecl *standard = nullptr;
  for (const clang::NamedDecl *found : ast.getTranslationUnitDecl()->lookup(&ast.Idents.get("std")))
    if (const auto *space = llvm::dyn_cast<clang::NamespaceDecl>(found))
      standard = space;
  if (!standard)
    return false;
  for (const clang::NamedDecl *found : standard->lookup(&ast.Idents.get("basic_ostringstream"))) {
    const auto *stream = llvm::dyn_cast<clang::ClassTemplateDecl>(found);
    const clang::CXXRecordDecl *written = stream ? stream->getTemplatedDecl()->getDefinition() : nullptr;
    if (written && unit.ranges.sources().isBeforeInTranslationUnit(written->getLocation(), location))
      return true;
  }
  return false;
}

} // namespace

bool is_standard_text(clang::QualType type) {
  const Specialization *special = standard_specialization(type);
  if (!special || (special->getName() != "basic_string" && special->getName() != "basic_string_view"))
    return false;
  const clang::QualType character = type_argument(*special, 0);
  return !character.isNull() && character->isSpecificBuiltinType(clang::BuiltinType::Char_S);
}

std::optional<StandardValue> standard_value(const std::string &expression, clang::QualType type,
                                            clang::SourceLocation location, const UnitContext &unit) {
  if (!unit.ast.getLangOpts().CPlusPlus)
    return std::nullopt;
  auto by = [&](char code, const char *macro) {
    return StandardValue{code, "", std::string(macro) + "(" + expression + ")"};
  };
  if (is_standard_text(type))
    return by('t', "TELINJECT_TEXT");
  const Specialization *special = standard_specialization(type);
  // A pointer may refer to an incomplete type.
  if (special && is_plain_smart_pointer(*special))
    return by('p', "TELINJECT_POINTER");
  if (!type->isRecordType() || !complete_before(type, location, unit.ranges.sources()))
    return std::nullopt;
  if (special) {
    const llvm::StringRef name = special->getName();
    if (is_container(name))
      return by('n', "TELINJECT_SIZE");
    if (name == "optional")
      return by('v', is_standard_text(type_argument(*special, 0)) ? "TELINJECT_OPTIONAL_TEXT" : "TELINJECT_OPTIONAL");
    if (name != "duration")
      return std::nullopt;
    const std::string unit_name = unit_of_duration(*special);
    return unit_name.empty() ? std::nullopt
                             : std::optional(StandardValue{'q', unit_name, "TELINJECT_COUNT(" + expression + ")"});
  }
  const bool prints = unit.options.capture_ostream && unit.ast.getLangOpts().CPlusPlus11 && !type->isUnionType() &&
                      has_string_stream(location, unit);
  return prints ? std::optional(by('v', "TELINJECT_STREAMED")) : std::nullopt;
}

} // namespace telinject::rewrite
