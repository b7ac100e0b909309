// Prints qualified names and types, using the public spellings of the standard library.
#include "matchers/names.h"

#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/CharInfo.h"
#include "clang/Basic/SourceManager.h"

#include <algorithm>

namespace telinject::rewrite {
namespace {

bool is_lambda_call(const clang::FunctionDecl &function) {
  const auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(&function);
  return method && method->getParent()->isLambda();
}

std::string unqualified_name(const clang::NamedDecl &decl, const clang::ASTContext &ast) {
  const clang::DeclarationName name = decl.getDeclName();
  clang::PrintingPolicy policy(ast.getPrintingPolicy());
  policy.SuppressTemplateArgsInCXXConstructors = true;
  std::string text;
  llvm::raw_string_ostream out(text);
  if (name.getNameKind() == clang::DeclarationName::CXXConstructorName ||
      name.getNameKind() == clang::DeclarationName::CXXDestructorName) {
    const auto *record = llvm::dyn_cast<clang::CXXRecordDecl>(decl.getDeclContext());
    if (name.getNameKind() == clang::DeclarationName::CXXDestructorName)
      out << '~';
    if (record)
      out << record->getName();
  } else {
    name.print(out, policy);
  }
  return text;
}

void append_context(const clang::DeclContext *context, const clang::ASTContext &ast, std::string &out) {
  if (!context || context->isTranslationUnit())
    return;
  if (const auto *function = llvm::dyn_cast<clang::FunctionDecl>(context)) {
    out += qualified_name(*function) + "::";
    return;
  }
  append_context(context->getParent(), ast, out);
  if (const auto *space = llvm::dyn_cast<clang::NamespaceDecl>(context)) {
    out += space->isAnonymousNamespace() ? "(anonymous namespace)::" : space->getName().str() + "::";
  } else if (const auto *tag = llvm::dyn_cast<clang::TagDecl>(context)) {
    if (const auto *named = tag->getTypedefNameForAnonDecl())
      out += named->getName().str() + "::";
    else
      out += tag->getName().empty() ? "(anonymous)::" : tag->getName().str() + "::";
  }
}

// Includes libstdc++'s namespace __gnu_cxx.
bool is_in_std(const clang::DeclContext *context) {
  for (; context; context = context->getParent()) {
    const auto *space = llvm::dyn_cast<clang::NamespaceDecl>(context);
    if (context->isStdNamespace() || (space && space->getName().starts_with("__")))
      return true;
  }
  return false;
}

// Removes sugar without information: auto, decltype(…), typeof(…), substituted template parameters.
clang::QualType without_deduction(clang::QualType type) {
  for (;;) {
    clang::QualType inner;
    if (const auto *deduced = llvm::dyn_cast<clang::DeducedType>(type.getTypePtr()))
      inner = deduced->getDeducedType();
    else if (const auto *of = llvm::dyn_cast<clang::DecltypeType>(type.getTypePtr()))
      inner = of->isDependentType() ? clang::QualType() : of->desugar();
    else if (const auto *of_expression = llvm::dyn_cast<clang::TypeOfExprType>(type.getTypePtr()))
      inner = of_expression->isDependentType() ? clang::QualType() : of_expression->desugar();
    else if (const auto *substituted = llvm::dyn_cast<clang::SubstTemplateTypeParmType>(type.getTypePtr()))
      inner = substituted->getReplacementType();
    if (inner.isNull())
      return type;
    type = inner.withFastQualifiers(type.getLocalFastQualifiers());
  }
}

bool is_reserved_name(llvm::StringRef name) {
  return name.starts_with("__") || (name.size() > 1 && name[0] == '_' && clang::isUppercase(name[1]));
}

// Recognises internal classes of the standard library, such as __gnu_cxx::__normal_iterator.
bool is_internal_class(clang::QualType type) {
  const clang::CXXRecordDecl *record = type->getAsCXXRecordDecl();
  return record && record->getIdentifier() && is_reserved_name(record->getName()) && is_in_std(record);
}

// Desugars member aliases of the standard library's classes ("mapped_type") and its reserved names, because the aliased
// type is more informative. Keeps names that programs use ("std::size_t", "std::string") and aliases of internal
// classes ("iterator").
clang::QualType without_member_aliases(clang::QualType type, const clang::ASTContext &ast) {
  type = without_deduction(type);
  if (type->isReferenceType()) {
    const clang::QualType inner = without_member_aliases(type.getNonReferenceType(), ast);
    return type->isLValueReferenceType() ? ast.getLValueReferenceType(inner) : ast.getRValueReferenceType(inner);
  }
  if (const auto *pointer = llvm::dyn_cast<clang::PointerType>(type.getTypePtr()))
    return ast.getQualifiedType(ast.getPointerType(without_member_aliases(pointer->getPointeeType(), ast)),
                                type.getLocalQualifiers());
  for (const clang::TypedefType *alias = type->getAs<clang::TypedefType>(); alias;
       alias = type->getAs<clang::TypedefType>()) {
    const clang::TypedefNameDecl *decl = alias->getDecl();
    const bool is_member = decl->getDeclContext()->isRecord(), is_reserved = is_reserved_name(decl->getName());
    if (!(is_member || is_reserved) || !is_in_std(decl->getDeclContext()))
      break;
    if (is_member && !is_reserved && is_internal_class(type))
      break;
    type = without_deduction(ast.getQualifiedType(decl->getUnderlyingType(), type.getQualifiers()));
    // Within a template instantiation, the alias refers to the template argument.
    if (type->isDependentType())
      return type;
  }
  return type;
}

void replace_all(std::string &text, llvm::StringRef from, llvm::StringRef to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

// Converts names of the standard library to their usual form: no inline namespaces, short names of string types.
std::string common_spelling(std::string text) {
  for (llvm::StringRef space : {"std::__cxx11::", "std::__1::", "std::__ndk1::"})
    replace_all(text, space, "std::");
  for (const auto &[prefix, character] : {std::pair("", "char"), std::pair("w", "wchar_t"), std::pair("u8", "char8_t"),
                                          std::pair("u16", "char16_t"), std::pair("u32", "char32_t")})
    for (llvm::StringRef kind : {"string", "string_view"})
      replace_all(text, ("basic_" + kind + "<" + character + ">").str(), (prefix + kind).str());
  return text;
}

std::string one_line(std::string text) {
  for (char &c : text)
    if (c == '\n' || c == '\t' || c == '"' || c == '\\' || c == '\r')
      c = ' ';
  return text;
}

// Returns the innermost type of a chain of pointers.
clang::QualType pointee(clang::QualType type) {
  while (type->isPointerType())
    type = type->getPointeeType();
  return type;
}

bool nameable_tag(const clang::TagDecl &tag) {
  if (tag.getParentFunctionOrMethod())
    return false;
  if (llvm::isa<clang::ClassTemplateSpecializationDecl>(tag))
    return false;
  if (tag.getName().empty())
    return tag.getTypedefNameForAnonDecl() != nullptr;
  for (const clang::DeclContext *c = tag.getDeclContext(); c && !c->isTranslationUnit(); c = c->getParent()) {
    if (const auto *space = llvm::dyn_cast<clang::NamespaceDecl>(c); space && space->isAnonymousNamespace())
      continue;
    if (const auto *outer = llvm::dyn_cast<clang::TagDecl>(c)) {
      if (outer->getName().empty() || llvm::isa<clang::ClassTemplateSpecializationDecl>(outer))
        return false;
      const auto *record = llvm::dyn_cast<clang::CXXRecordDecl>(outer);
      if (record && (record->getDescribedClassTemplate() || record->isDependentContext()))
        return false;
    }
  }
  return true;
}

// Returns true if the type is public, or `user` is a member of the class that declares it.
bool accessible(const clang::TagDecl &tag, const clang::FunctionDecl &user) {
  for (const clang::TagDecl *at = &tag; at; at = llvm::dyn_cast<clang::TagDecl>(at->getDeclContext())) {
    if (at->getAccess() != clang::AS_private && at->getAccess() != clang::AS_protected)
      continue;
    const clang::DeclContext *inside = user.getDeclContext();
    while (inside && !inside->Equals(at->getDeclContext()))
      inside = inside->getParent();
    if (!inside)
      return false;
  }
  return true;
}

bool has_replaced_word(llvm::StringRef text, const SourceRanges &ranges) {
  while (!text.empty()) {
    const llvm::StringRef word = text.take_while([](char c) { return clang::isAsciiIdentifierContinue(c); });
    if (ranges.is_replaced(word))
      return true;
    text = text.drop_front(std::max<size_t>(word.size(), 1));
  }
  return false;
}

// Returns "struct ::ns::S" in C++, "struct S" in C.
std::string tag_name(const clang::TagDecl &tag, const clang::ASTContext &ast) {
  const bool cxx = ast.getLangOpts().CPlusPlus;
  std::string scope;
  if (cxx) {
    for (const clang::DeclContext *c = tag.getDeclContext(); c && !c->isTranslationUnit(); c = c->getParent()) {
      if (const auto *space = llvm::dyn_cast<clang::NamespaceDecl>(c)) {
        if (!space->isAnonymousNamespace() && !space->isInline())
          scope = space->getName().str() + "::" + scope;
      } else if (const auto *outer = llvm::dyn_cast<clang::TagDecl>(c)) {
        scope = outer->getName().str() + "::" + scope;
      }
    }
    scope = "::" + scope;
  }
  if (tag.getName().empty())
    return scope + tag.getTypedefNameForAnonDecl()->getName().str();
  return (tag.isEnum() ? "enum" : tag.getKindName().str()) + " " + scope + tag.getName().str();
}

} // namespace

std::string plain_name(const clang::DeclContext *context) {
  std::string name;
  for (; context && !context->isTranslationUnit(); context = context->getParent()) {
    const auto *space = llvm::dyn_cast<clang::NamespaceDecl>(context);
    const auto *named = llvm::dyn_cast<clang::NamedDecl>(context);
    if (named && !(space && (space->isInline() || space->isAnonymousNamespace())))
      name = named->getNameAsString() + (name.empty() ? "" : "::") + name;
  }
  return name;
}

std::string qualified_name(const clang::FunctionDecl &function) {
  const clang::ASTContext &ast = function.getASTContext();
  std::string name;
  if (is_lambda_call(function)) {
    append_context(function.getDeclContext()->getParent(), ast, name);
    const auto &sources = ast.getSourceManager();
    return name + "lambda@" + std::to_string(sources.getExpansionLineNumber(function.getBeginLoc()));
  }
  append_context(function.getDeclContext(), ast, name);
  return one_line(name + unqualified_name(function, ast));
}

namespace {

// Returns the standard library's alias through which a type was named, if it should be printed qualified: "std::size_t"
// for a deduced type, "std::map<std::string, int>::iterator". Returns null for other types.
const clang::TypedefNameDecl *standard_alias(clang::QualType type) {
  const auto *alias = type->getAs<clang::TypedefType>();
  const clang::TypedefNameDecl *decl = alias ? alias->getDecl() : nullptr;
  return decl && is_in_std(decl->getDeclContext()) ? decl : nullptr;
}

std::string qualified_alias(const clang::TypedefNameDecl &alias, const clang::PrintingPolicy &policy) {
  std::string text;
  llvm::raw_string_ostream out(text);
  const auto *record = llvm::dyn_cast<clang::CXXRecordDecl>(alias.getDeclContext());
  if (record)
    record->getNameForDiagnostic(out, policy, /*Qualified=*/true);
  else
    return common_spelling(alias.getQualifiedNameAsString());
  out << "::" << alias.getName();
  out.flush();
  text = common_spelling(std::move(text));
  if (text.size() > 72) // the arguments would exceed the display limit
    text = common_spelling(record->getQualifiedNameAsString()) + "::" + alias.getName().str();
  return text;
}

std::string printed(clang::QualType type, const clang::PrintingPolicy &policy) {
  clang::QualType of = type.getNonReferenceType();
  const bool is_pointer = of->isPointerType() && !standard_alias(of);
  if (is_pointer)
    of = of->getPointeeType();
  if (const clang::TypedefNameDecl *alias = standard_alias(of)) {
    const std::string qualifiers = of.getLocalQualifiers().getAsString(policy);
    const char *reference = type->isLValueReferenceType() ? "&" : type->isRValueReferenceType() ? "&&" : "";
    const std::string behind = std::string(is_pointer ? "*" : "") + reference;
    return (qualifiers.empty() ? "" : qualifiers + " ") + qualified_alias(*alias, policy) +
           (behind.empty() ? "" : " " + behind);
  }
  const std::string text = common_spelling(type.getAsString(policy));
  // Inside the library a deduced type is spelled unqualified and with default arguments.
  const clang::CXXRecordDecl *record = of->getAsCXXRecordDecl();
  const bool is_foreign = record && is_in_std(record) && !of->getAs<clang::TypedefType>() && !of->isDependentType() &&
                          text.find("std::") != (text.starts_with("const ") ? 6u : 0u);
  // LLVM 22 names the type of sizeof "__size_t".
  const bool is_reserved = of->isArithmeticType() && text.find("__") == (text.starts_with("const ") ? 6u : 0u);
  if (is_foreign || is_reserved || text.find("std::allocator<") != std::string::npos)
    return common_spelling(type.getCanonicalType().getAsString(policy));
  return text;
}

} // namespace

std::string display_type_name(clang::QualType type, const clang::ASTContext &ast) {
  clang::PrintingPolicy policy(ast.getPrintingPolicy());
  policy.AnonymousTagLocations = false;
  std::string text = one_line(printed(without_member_aliases(type, ast), policy));
  if (text.size() > 80 || text.find(" -> ") != std::string::npos) {
    text.resize(std::min<size_t>(text.size(), text.find_first_of("(<")));
    if (text.size() > 80 || text.empty())
      text = "type";
  }
  // An unbalanced or nested "(lambda)" would make the site harder to read.
  if (std::count(text.begin(), text.end(), '(') != std::count(text.begin(), text.end(), ')'))
    text = "type";
  return text;
}

std::optional<std::string> spelled_type_name(clang::QualType type, const clang::FunctionDecl &user,
                                             const SourceRanges &ranges) {
  const clang::ASTContext &ast = user.getASTContext();
  type = type.getCanonicalType().getUnqualifiedType();
  if (type->isDependentType() || type.isNull())
    return std::nullopt;
  clang::QualType inner = pointee(type);
  clang::PrintingPolicy policy(ast.getPrintingPolicy());
  policy.Bool = ast.getLangOpts().CPlusPlus; // not every compiler has a keyword bool in its C23 mode
  std::string base;
  if (inner->getAs<clang::BuiltinType>()) {
    base = inner.getUnqualifiedType().getAsString(policy);
  } else if (const auto *tag = inner->getAs<clang::TagType>()) {
    if (!nameable_tag(*tag->getDecl()) || !accessible(*tag->getDecl(), user))
      return std::nullopt;
    base = tag_name(*tag->getDecl(), ast);
  } else {
    return std::nullopt;
  }
  // Appends qualifiers and stars from the innermost type outwards.
  std::vector<clang::QualType> levels;
  for (clang::QualType at = type; at->isPointerType(); at = at->getPointeeType())
    levels.push_back(at);
  std::string text = base;
  if (inner.hasQualifiers() && type != inner) {
    if (inner.hasAddressSpace() || inner.getQualifiers().hasObjCLifetime())
      return std::nullopt;
    text = inner.getLocalQualifiers().getAsString(policy) + " " + text;
  }
  for (auto level = levels.rbegin(); level != levels.rend(); ++level) {
    text += text.back() == '*' ? "*" : " *";
    if (level->isConstQualified() && *level != type)
      text += " const";
    if (level->isVolatileQualified() && *level != type)
      text += " volatile";
  }
  return has_replaced_word(text, ranges) ? std::nullopt : std::optional(text);
}

unsigned body_depth(const clang::FunctionDecl &function) {
  unsigned depth = 1;
  for (const clang::DeclContext *c = function.getParent(); c; c = c->getParent())
    if (c->isFunctionOrMethod())
      ++depth;
  return depth;
}

} // namespace telinject::rewrite
