// Selects the code and the expression for parameters, variables and return values.
#include "matchers/value_codes.h"

#include "matchers/names.h"
#include "matchers/secrets.h"
#include "matchers/standard_types.h"

#include "clang/AST/Attr.h"
#include "clang/Basic/TargetInfo.h"

namespace telinject::rewrite {
namespace {

// Enumerations with more enumerators or a longer table are recorded as numbers, to keep the site readable.
constexpr size_t kMaxEnumerators = 32;
constexpr size_t kMaxTableLength = 240;

// Code of long double, whose format depends on options (-mlong-double-64, -mlong-double-128).
std::optional<char> long_double_code(const clang::ASTContext &ast) {
  const llvm::fltSemantics &semantics = ast.getFloatTypeSemantics(ast.LongDoubleTy);
  if (&semantics == &llvm::APFloat::IEEEdouble())
    return 'f';
  // The runtime is compiled with the other format, which has another calling convention.
  if (ast.getTargetInfo().getTriple().isX86() && &semantics != &llvm::APFloat::x87DoubleExtended())
    return std::nullopt;
  return 'g';
}

std::optional<char> builtin_code(const clang::BuiltinType &type, const clang::ASTContext &ast) {
  using B = clang::BuiltinType;
  switch (type.getKind()) {
  case B::Bool:
    return 'b';
  case B::Char_S:
  case B::Char_U:
    return 'c';
  case B::SChar:
  case B::UChar:
  case B::Short:
  case B::UShort:
  case B::Int:
    return 'i';
  case B::Char8:
  case B::Char16:
    return 'i';
  case B::UInt:
  case B::Char32:
    return 'u';
  case B::WChar_S:
    return 'i';
  case B::WChar_U:
    return 'u';
  case B::Long:
    return 'l';
  case B::ULong:
    return 'm';
  case B::LongLong:
    return 'x';
  case B::ULongLong:
    return 'y';
  case B::Float:
  case B::Double:
    return 'f';
  case B::LongDouble:
    return long_double_code(ast);
  default:
    return std::nullopt;
  }
}

// Returns "{0=RED,1=GREEN}", or "" if the table would be too long or empty.
std::string enum_table(const clang::EnumDecl &decl) {
  std::string table;
  size_t count = 0;
  for (const clang::EnumConstantDecl *constant : decl.enumerators()) {
    if (++count > kMaxEnumerators || table.size() > kMaxTableLength)
      return "";
    llvm::SmallString<24> digits;
    constant->getInitVal().toString(digits, 10);
    table += (table.empty() ? "" : ",") + std::string(digits) + "=" + constant->getName().str();
  }
  return table.empty() ? "" : "{" + table + "}";
}

// Returns the code of an enumeration whose values may exceed the signed type of its size. It has a table like other
// enumerations.
std::optional<char> unsigned_enum_code(const clang::EnumDecl &decl, const clang::ASTContext &ast) {
  const clang::QualType underlying = decl.getIntegerType();
  if (underlying.isNull() || !underlying->isUnsignedIntegerType())
    return std::nullopt;
  const uint64_t bits = ast.getTypeSize(underlying);
  // In C, the compiler chooses an unsigned type if no enumerator is negative.
  if (bits < 32 || (!decl.isFixed() && decl.getNumPositiveBits() < bits))
    return std::nullopt;
  return bits == 32 ? 'u' : 'm';
}

// Returns the code of an enumeration that is passed as a long long.
std::string wide_enum_code(const clang::EnumType &type, const clang::ASTContext &ast) {
  return std::string(1, unsigned_enum_code(*type.getDecl(), ast).value_or('E')) + enum_table(*type.getDecl());
}

struct ScalarCode {
  char code;
  std::string table;
};

std::optional<ScalarCode> scalar_code(clang::QualType type, const clang::ASTContext &ast) {
  type = type.getCanonicalType();
  if (type.isVolatileQualified() || type->isDependentType())
    return std::nullopt;
  if (const auto *builtin = type->getAs<clang::BuiltinType>()) {
    if (const auto code = builtin_code(*builtin, ast))
      return ScalarCode{*code, ""};
    return std::nullopt;
  }
  if (const auto *enumeration = type->getAs<clang::EnumType>()) {
    const clang::EnumDecl *decl = enumeration->getDecl();
    if (!decl->getDefinition() && !decl->isFixed())
      return std::nullopt;
    // C passes an enumeration as its underlying type, C++ promotes an unscoped one; both are int here.
    if (ast.getTypeSize(type) != ast.getTypeSize(ast.IntTy))
      return std::nullopt;
    if (decl->isScoped())
      return std::nullopt;
    return ScalarCode{unsigned_enum_code(*decl, ast).value_or('e'), enum_table(*decl)};
  }
  if (type->isPointerType())
    return ScalarCode{'p', ""};
  return std::nullopt;
}

bool is_plain_char_pointer(clang::QualType type) {
  return type->isPointerType() && type->getPointeeType().getUnqualifiedType()->isCharType() &&
         !type->getPointeeType().isVolatileQualified();
}

// Text of a parameter in the site: its name, followed by what its code requires.
CapturedValue as_argument(const std::string &name, const StandardValue &value, clang::QualType type,
                          const clang::ASTContext &ast) {
  std::string in_site = name;
  if (value.code == 'v')
    in_site += ":" + display_type_name(type, ast);
  if (value.code == 'n')
    in_site += ":" + display_type_name(type.getNonReferenceType().getUnqualifiedType(), ast);
  if (value.code == 'q')
    in_site += "{" + value.unit + "}";
  return {value.code, in_site, value.expression};
}

CapturedValue capture_type_only(const std::string &name, clang::QualType type, const clang::ASTContext &ast) {
  return {'o', name + ":" + display_type_name(type, ast), ""};
}

} // namespace

static CapturedValue capture_parameter_value(const clang::ParmVarDecl &parameter, const UnitContext &unit) {
  const std::string name = parameter.getName().str();
  const clang::QualType type = parameter.getType();
  const clang::QualType value = type.getNonReferenceType();
  // A non-const reference may refer to an uninitialized object, or to one that is guarded by a lock the function has
  // yet to take: it is not read. A template's T&& may become such a reference.
  const bool to_non_const =
      type->isLValueReferenceType() || (type->isRValueReferenceType() && value->isDependentType());
  const bool readable = !to_non_const || value.isConstQualified();
  const bool warns = parameter.hasAttr<clang::DeprecatedAttr>(); // a read would warn
  if (parameter.isParameterPack() || value.isVolatileQualified() || value->isAtomicType() || warns || !readable)
    return capture_type_only(name, type, unit.ast);
  if (value->isDependentType())
    return {'v', name + ":" + display_type_name(type, unit.ast), "TELINJECT_VALUE(" + name + ")"};
  if (const auto standard = standard_value(name, value, parameter.getLocation(), unit))
    return as_argument(name, *standard, type, unit.ast);
  if (unit.options.dereference_strings && is_plain_char_pointer(value))
    return {'s', name, name};
  if (value->isSpecificBuiltinType(clang::BuiltinType::Float))
    return {'f', name, "TELINJECT_REAL(" + name + ")"};
  if (const auto scalar = scalar_code(value, unit.ast))
    return {scalar->code, name + scalar->table, name};
  if (const auto *enumeration = value->getAs<clang::EnumType>(); enumeration && !value->isAtomicType()) {
    const std::string code = wide_enum_code(*enumeration, unit.ast);
    return {code.front(), name + code.substr(1), "TELINJECT_ENUM(" + name + ")"};
  }
  return capture_type_only(name, type, unit.ast);
}

CapturedValue capture_parameter(const clang::ParmVarDecl &parameter, const UnitContext &unit) {
  CapturedValue value = capture_parameter_value(parameter, unit);
  const std::string name = parameter.getName().str();
  // Of a value whose type alone is recorded there is nothing to redact.
  if (value.code != 'o' && looks_secret(name, parameter.getType(), unit.options.redact))
    value = {'r', name, ""};
  return value;
}

CapturedValue capture_variable(const std::string &expression, clang::QualType type, clang::SourceLocation location,
                               const UnitContext &unit) {
  const CapturedValue by_type{'o', "o", ""};
  if (type.isVolatileQualified() || type->isAtomicType())
    return by_type;
  if (type->isDependentType())
    return {'v', "v", "TELINJECT_VALUE(" + expression + ")"};
  if (const auto standard = standard_value(expression, type, location, unit))
    return {standard->code, standard->code + (standard->unit.empty() ? "" : "{" + standard->unit + "}"),
            standard->expression};
  if (unit.options.dereference_strings && is_plain_char_pointer(type))
    return {'s', "s", expression};
  if (type->isSpecificBuiltinType(clang::BuiltinType::Float))
    return {'f', "f", "TELINJECT_REAL(" + expression + ")"};
  if (const auto scalar = scalar_code(type, unit.ast))
    return {scalar->code, scalar->code + scalar->table, expression};
  if (const auto *enumeration = type->getAs<clang::EnumType>()) {
    const std::string code = wide_enum_code(*enumeration, unit.ast);
    return {code.front(), code, "TELINJECT_ENUM(" + expression + ")"};
  }
  return by_type;
}

std::optional<std::string> returned_code(clang::QualType type, const UnitContext &unit) {
  if (unit.options.dereference_strings && is_plain_char_pointer(type))
    return "s";
  if (const auto scalar = scalar_code(type, unit.ast)) {
    // The C++ wrapper passes every enumeration as a long long.
    const char code = scalar->code == 'e' && unit.ast.getLangOpts().CPlusPlus ? 'E' : scalar->code;
    return std::string(1, code) + scalar->table;
  }
  if (type->isEnumeralType() && unit.ast.getLangOpts().CPlusPlus)
    return wide_enum_code(*type->getAs<clang::EnumType>(), unit.ast);
  return std::nullopt;
}

} // namespace telinject::rewrite
