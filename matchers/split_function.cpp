// Decides whether a C function can be split and writes the insertions; second_body.h does it for C++.
#include "matchers/split_function.h"

#include "matchers/emit.h"
#include "matchers/names.h"
#include "matchers/second_body.h"
#include "matchers/split_refusals.h"
#include "matchers/statement_ranges.h"

#include "clang/AST/Attr.h"
#include "clang/Lex/Lexer.h"

#include <array>

namespace telinject::rewrite {
namespace {

constexpr size_t kMaxParametersLength = 1000;

// Compilers replace loops by calls of these functions, except in a function of that name itself. A body with another
// name would lose that exception and recurse.
bool is_loop_idiom_function(llvm::StringRef name) {
  static constexpr std::array words{"bcmp",      "memchr", "memcmp", "memcpy", "memmove", "mempcpy", "memset",
                                    "rawmemchr", "stpcpy", "strcpy", "strlen", "wcslen",  "wmemset"};
  return llvm::is_contained(words, name);
}

bool is_deprecated(clang::QualType type) {
  while (!type.isNull()) {
    if (type->isPointerType()) {
      type = type->getPointeeType();
      continue;
    }
    if (const auto *alias = type->getAs<clang::TypedefType>()) {
      if (alias->getDecl()->hasAttr<clang::DeprecatedAttr>())
        return true;
      type = alias->getDecl()->getUnderlyingType();
      continue;
    }
    const clang::TagDecl *tag = type->getAsTagDecl();
    return tag && tag->hasAttr<clang::DeprecatedAttr>();
  }
  return false;
}

// -Wshadow would report the parameter a second time.
bool shadows_declaration(const clang::ParmVarDecl &parameter, const clang::ASTContext &ast) {
  const bool calls = parameter.getType()->isFunctionPointerType();
  for (const clang::NamedDecl *other : ast.getTranslationUnitDecl()->lookup(parameter.getDeclName()))
    if (!llvm::isa<clang::TagDecl>(other) && (calls || !llvm::isa<clang::FunctionDecl>(other)))
      return true;
  return false;
}

clang::QualType innermost(clang::QualType type) {
  while (type->isPointerType())
    type = type->getPointeeType();
  return type;
}

// Returns true if the signature declares a type: the type is unknown before it, and each repeated parameter list would
// declare a different one.
bool declares_a_tag(const clang::FunctionDecl &function, clang::SourceLocation begin, const UnitContext &unit) {
  auto is_new = [&](clang::QualType type) {
    const clang::TagDecl *tag = innermost(type)->getAsTagDecl();
    return tag && !unit.ranges.sources().isBeforeInTranslationUnit(tag->getCanonicalDecl()->getLocation(), begin);
  };
  return is_new(function.getReturnType()) ||
         llvm::any_of(function.parameters(),
                      [&](const clang::ParmVarDecl *parameter) { return is_new(parameter->getType()); });
}

bool is_plain(const clang::ParmVarDecl &parameter, const clang::ASTContext &ast) {
  const clang::QualType type = parameter.getType();
  return !parameter.getName().empty() && parameter.getLocation().isFileID() &&
         llvm::all_of(parameter.attrs(), [](const clang::Attr *a) { return llvm::isa<clang::UnusedAttr>(a); }) &&
         (type->isIntegralOrEnumerationType() || type->isRealFloatingType() || type->isPointerType()) &&
         !parameter.getOriginalType()->isVariablyModifiedType() && !type->isBlockPointerType() &&
         !is_deprecated(parameter.getOriginalType()) && !shadows_declaration(parameter, ast);
}

// Detects "static f(void) {}": Clang reports a type location after the name. Compilers accept that such a function
// returns no value.
bool returns_implicit_int(const clang::FunctionDecl &function, const UnitContext &unit) {
  const clang::SourceLocation begin = function.getTypeSpecStartLoc();
  return begin.isInvalid() || !unit.ranges.sources().isBeforeInTranslationUnit(begin, function.getLocation());
}

bool is_plain(const clang::FunctionDecl &function, const UnitContext &unit) {
  const clang::ASTContext &ast = unit.ast;
  if (!function.hasWrittenPrototype() || function.isVariadic() || function.isMain() || function.isNoReturn() ||
      !function.getLocation().isFileID())
    return false;
  if (returns_implicit_int(function, unit))
    return false;
  // An inline function of external linkage cannot call a body of internal linkage.
  if (function.isInlined() && function.getFormalLinkage() != clang::Linkage::Internal)
    return false;
  if (function.getBuiltinID() != 0 || is_loop_idiom_function(function.getName()))
    return false;
  for (const clang::Attr *attribute : function.attrs())
    if (!attribute->isImplicit() && !is_harmless_attribute(attribute->getSpelling()))
      return false;
  for (const clang::ParmVarDecl *parameter : function.parameters())
    if (!is_plain(*parameter, ast))
      return false;
  return true;
}

// Returns the text between two locations on one line, without comments; nothing if it contains a directive.
std::optional<std::string> text_between(clang::SourceLocation begin, clang::SourceLocation end,
                                        const UnitContext &unit) {
  const clang::SourceManager &sources = unit.ranges.sources();
  const auto [file, first] = sources.getDecomposedLoc(begin);
  const auto [end_file, last] = sources.getDecomposedLoc(end);
  if (file != end_file)
    return std::nullopt;
  const llvm::StringRef text = sources.getBufferData(file);
  clang::Lexer lexer(sources.getLocForStartOfFile(file), unit.ast.getLangOpts(), text.begin(), text.begin() + first,
                     text.end());
  std::string result;
  for (clang::Token token;;) {
    lexer.LexFromRawLexer(token);
    if (token.is(clang::tok::eof) || sources.getFileOffset(token.getLocation()) >= last)
      return result;
    const std::string word = clang::Lexer::getSpelling(token, sources, unit.ast.getLangOpts());
    if (token.is(clang::tok::hash) || word.find_first_of("\r\n\"'\\?") != std::string::npos ||
        result.size() > kMaxParametersLength)
      return std::nullopt;
    if (!result.empty() && (token.hasLeadingSpace() || token.isAtStartOfLine()))
      result += ' ';
    result += word;
  }
}

// Returns the offset of the function's header, including empty macros before it. Returns nothing if the header contains
// something that both bodies would need, or that another configuration would read differently.
std::optional<unsigned> header_of(const clang::FunctionDecl &function, const clang::CompoundStmt &body,
                                  const UnitContext &unit) {
  const SourceRanges &ranges = unit.ranges;
  const clang::SourceManager &sources = ranges.sources();
  const clang::SourceLocation brace = body.getLBracLoc(), first = file_begin(function.getBeginLoc(), unit);
  if (first.isInvalid() || sources.getFileID(first) != sources.getFileID(brace))
    return std::nullopt;
  const auto begin = ranges.declaration_begin(function.getBeginLoc());
  if (!begin || ranges.conditional_between(*begin, brace) || ranges.pragma_before(*begin) ||
      block_head(body, unit) != sources.getFileOffset(brace) + 1 || declares_a_tag(function, *begin, unit) ||
      !llvm::all_of(ranges.attributes_of(*begin, brace), is_harmless_attribute))
    return std::nullopt;
  return sources.getFileOffset(*begin);
}

std::optional<std::string> parameters_of(const clang::FunctionDecl &function, const UnitContext &unit) {
  const clang::FunctionTypeLoc type = function.getFunctionTypeLoc();
  if (type.isNull() || !type.getLParenLoc().isFileID() || !type.getRParenLoc().isFileID())
    return std::nullopt;
  if (function.getNumParams() == 0)
    return "";
  // Each body repeats the text of the parameters.
  if (unit.ranges.changes_when_repeated(type.getLParenLoc(), type.getRParenLoc()))
    return std::nullopt;
  const auto text = text_between(type.getLParenLoc().getLocWithOffset(1), type.getRParenLoc(), unit);
  return text ? std::optional(", " + *text) : std::nullopt;
}

std::vector<Edit> edits_for(const clang::FunctionDecl &function, const clang::CompoundStmt &body,
                            const UnitContext &unit) {
  const SourceRanges &ranges = unit.ranges;
  const OptionPragmas::Options &options = ranges.options_at(function.getLocation());
  if (options.has_optimize || !options.targets.empty())
    return {};
  // A macro of one of these names would change the meaning of the insertions.
  if (!is_plain(function, unit) || ranges.is_macro({"const", "enum", "if", "int", "return", "static", "void"}))
    return {};
  const auto header = header_of(function, body, unit);
  const auto parameters = parameters_of(function, unit);
  const clang::QualType type = function.getReturnType();
  const auto result = type->isVoidType()     ? std::optional<std::string>("void")
                      : type->isRecordType() ? std::nullopt
                                             : spelled_type_name(type, function, ranges);
  if (!header || !parameters || !result || depends_on_frame(body, unit))
    return {};
  SplitText text{*result, function.getName().str(), *parameters, ""};
  for (const clang::ParmVarDecl *parameter : function.parameters())
    text.arguments += ", " + parameter->getName().str();
  const unsigned body_begin = ranges.sources().getFileOffset(body.getLBracLoc()) + 1;
  return {{*header, emit_split_declaration(text), 0},
          {body_begin, emit_split_entry(text), -2},
          {body_begin, emit_split_body(text), 1}};
}

} // namespace

Site split_function(const clang::FunctionDecl &function, const clang::CompoundStmt &body, const Site &function_site,
                    const UnitContext &unit) {
  Site site;
  site.construct = kSplit;
  site.name = function_site.name;
  site.needs_construct = function_site.construct;
  site.needs_offset = unit.ranges.sources().getFileOffset(body.getLBracLoc());
  site.edits =
      unit.ast.getLangOpts().CPlusPlus ? second_body_edits(function, body, unit) : edits_for(function, body, unit);
  if (site.edits.empty())
    site.skip_reason = "one-body";
  return site;
}

} // namespace telinject::rewrite
