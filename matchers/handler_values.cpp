// Finds members and methods of parameters, and writes the expressions that read them.
#include "matchers/handler_values.h"

#include "matchers/call_helpers.h"
#include "matchers/emit.h"
#include "matchers/names.h"

#include "clang/AST/DeclCXX.h"
#include "clang/Lex/Lexer.h"

namespace telinject::rewrite {
namespace {

// Returns the record that the value is, refers to or points to.
const clang::RecordDecl *record_of(clang::QualType type) {
  type = type.getNonReferenceType();
  if (type->isPointerType())
    type = type->getPointeeType();
  return type->getAsRecordDecl() ? type->getAsRecordDecl()->getDefinition() : nullptr;
}

std::string access(clang::QualType type) {
  return type.getNonReferenceType()->isPointerType() ? "->" : ".";
}

bool is_public(const clang::Decl &decl) {
  return decl.getAccess() == clang::AS_public || decl.getAccess() == clang::AS_none;
}

} // namespace

// Returns the public method that takes so many arguments: of the class, or of its public bases.
static const clang::CXXMethodDecl *find_method(const clang::CXXRecordDecl &record, const std::string &name,
                                               unsigned count, bool of_const) {
  bool is_hidden = false;
  for (const clang::CXXMethodDecl *method : record.methods()) {
    if (!method->getIdentifier() || method->getName() != name)
      continue;
    is_hidden = true;
    if (is_public(*method) && (method->isConst() || !of_const) && method->getMinRequiredArguments() <= count &&
        count <= method->getNumParams())
      return method;
  }
  for (const clang::CXXBaseSpecifier &base : record.bases()) {
    const clang::CXXRecordDecl *parent = base.getType()->getAsCXXRecordDecl();
    parent = parent ? parent->getDefinition() : nullptr;
    if (!is_hidden && parent && base.getAccessSpecifier() == clang::AS_public)
      if (const clang::CXXMethodDecl *found = find_method(*parent, name, count, of_const))
        return found;
  }
  return nullptr;
}

std::string aspect_type_name(clang::QualType type, const clang::ASTContext &ast) {
  clang::PrintingPolicy policy(ast.getLangOpts());
  policy.SuppressTagKeyword = true;
  return type.getCanonicalType().getUnqualifiedType().getAsString(policy);
}

std::string HandlerValues::parameter(int index) const {
  if (index < 0 || static_cast<unsigned>(index) >= handler_.getNumParams())
    return "";
  const clang::ParmVarDecl &parameter = *handler_.getParamDecl(static_cast<unsigned>(index));
  const std::string name = parameter.getName().str();
  if (name.empty())
    return name_parameter(parameter, index);
  return unit_.ranges.is_macro({name}) ? "" : name;
}

// The name goes behind the type: of a reference or a pointer, not to a function or an array.
std::string HandlerValues::name_parameter(const clang::ParmVarDecl &parameter, int index) const {
  const clang::SourceManager &sources = unit_.ranges.sources();
  const clang::SourceLocation last = parameter.getEndLoc();
  const clang::QualType target = parameter.getType()->getPointeeType();
  const auto *body = handler_.getBody();
  if (!unit_.ast.getLangOpts().CPlusPlus || target.isNull() || target->isFunctionType() || target->isArrayType() ||
      !last.isFileID() || !body || !body->getBeginLoc().isFileID() ||
      sources.getFileID(last) != sources.getFileID(body->getBeginLoc()))
    return "";
  const std::string number = std::to_string(body_depth(handler_)) + "_" + std::to_string(index);
  const clang::SourceLocation end = clang::Lexer::getLocForEndOfToken(last, 0, sources, unit_.ast.getLangOpts());
  names_.try_emplace(index, Edit{sources.getFileOffset(end), emit_macro("TELINJECT_PARAMETER", {number}), 0});
  return "telinject_p" + number;
}

std::string HandlerValues::handle() const {
  const std::string name =
      aspect_.handle.from == AspectHandle::From::argument ? parameter(aspect_.handle.argument) : "";
  const bool is_reference =
      !name.empty() &&
      handler_.getParamDecl(static_cast<unsigned>(aspect_.handle.argument))->getType()->isReferenceType();
  return is_reference ? "TELINJECT_OBJECT_OF(" + name + ")" : name;
}

// Returns a declaration of the global scope that stands before the handler.
const clang::NamedDecl *HandlerValues::declared(const std::string &name) const {
  for (const clang::NamedDecl *decl : unit_.ast.getTranslationUnitDecl()->lookup(&unit_.ast.Idents.get(name)))
    if (unit_.ranges.sources().isBeforeInTranslationUnit(decl->getLocation(), handler_.getLocation()))
      return decl;
  return nullptr;
}

// "handle", a number, an enumerator or 'text'.
std::optional<std::string> HandlerValues::argument_text(const std::string &argument) const {
  if (argument.starts_with("'"))
    return quoted(argument.substr(1, argument.size() - 2));
  if (std::isdigit(static_cast<unsigned char>(argument.front())) || argument.front() == '-')
    return argument;
  if (argument == "handle")
    return handle().empty() ? std::nullopt : std::optional(handle());
  if (argument.ends_with("(handle)")) {
    const std::string function = argument.substr(0, argument.find('('));
    if (handle().empty() || !llvm::isa_and_nonnull<clang::FunctionDecl>(declared(function)))
      return std::nullopt;
    return std::string("(") + (unit_.ast.getLangOpts().CPlusPlus ? "::" : "") + function + ")(" + handle() + ")";
  }
  if (!llvm::isa_and_nonnull<clang::EnumConstantDecl>(declared(argument)))
    return std::nullopt;
  return (unit_.ast.getLangOpts().CPlusPlus ? "::" : "") + argument;
}

std::optional<std::string> HandlerValues::helper_text(const AspectHelper &helper) const {
  if (helper.writes_result || helper.writes_number || helper.writes_text ||
      !llvm::isa_and_nonnull<clang::FunctionDecl>(declared(helper.function)))
    return std::nullopt;
  std::string arguments;
  for (const std::string &argument : helper.arguments) {
    const auto text = argument_text(argument);
    if (!text)
      return std::nullopt;
    arguments += (arguments.empty() ? "" : ", ") + *text;
  }
  const std::string text =
      std::string("(") + (unit_.ast.getLangOpts().CPlusPlus ? "::" : "") + helper.function + ")(" + arguments + ")";
  return helper.words.empty() ? text : word_of_number(helper, text);
}

std::optional<HandlerValues::Value> HandlerValues::member_of(Value value, const std::string &name) const {
  const clang::RecordDecl *record = record_of(value.type);
  if (!record || unit_.ranges.is_macro({name}))
    return std::nullopt;
  for (const clang::FieldDecl *field : record->fields())
    if (field->getName() == name && is_public(*field) && !field->isBitField())
      return Value{value.text + access(value.type) + name, field->getType()};
  return std::nullopt;
}

std::optional<HandlerValues::Value> HandlerValues::result_of(const Value &value, const AspectPart &part) const {
  const auto *record = llvm::dyn_cast_or_null<clang::CXXRecordDecl>(record_of(value.type));
  if (!record || unit_.ranges.is_macro({part.method}))
    return std::nullopt;
  std::string arguments;
  for (const std::string &argument : part.arguments) {
    const auto text = argument_text(argument);
    if (!text)
      return std::nullopt;
    arguments += (arguments.empty() ? "" : ", ") + *text;
  }
  const bool is_const = value.type.getNonReferenceType().isConstQualified() ||
                        (value.type->isPointerType() && value.type->getPointeeType().isConstQualified());
  const clang::CXXMethodDecl *method =
      find_method(*record, part.method, static_cast<unsigned>(part.arguments.size()), is_const);
  return method ? std::optional(Value{value.text + access(value.type) + part.method + "(" + arguments + ")",
                                      method->getReturnType()})
                : std::nullopt;
}

std::optional<HandlerValues::Value> HandlerValues::part(const AspectAttribute &attribute) const {
  std::optional<Value> value = Value{parameter(attribute.argument), {}};
  if (value->text.empty())
    return std::nullopt;
  value->type = handler_.getParamDecl(static_cast<unsigned>(attribute.argument))->getType();
  if (!attribute.part.member.empty())
    value = member_of(std::move(*value), attribute.part.member);
  if (value && !attribute.part.method.empty())
    value = result_of(*value, attribute.part);
  return value;
}

std::optional<std::string> HandlerValues::value(const AspectAttribute &attribute, const std::string &code) const {
  const auto with = [&](const std::string &type, const std::string &text) {
    return quoted(code.empty() ? type + " " + attribute.name : code) + ", " + text;
  };
  if (attribute.helper) {
    const auto text = helper_text(*attribute.helper);
    return text ? std::optional(with(attribute.helper->is_text || !attribute.helper->words.empty() ? "s" : "l", *text))
                : std::nullopt;
  }
  const auto read = part(attribute);
  if (!read)
    return std::nullopt;
  if (attribute.part.is_read_at_end) {
    if (!unit_.ast.hasSameUnqualifiedType(read->type.getNonReferenceType(), unit_.ast.IntTy) ||
        !attribute.part.method.empty())
      return std::nullopt;
    const std::string unset =
        attribute.part.unset.empty() ? "" : attribute.part.unset + ":" + attribute.part.unset_means;
    return with("&" + unset + " i", "&" + read->text);
  }
  if (is_standard_string(read->type))
    return with("s", read->text + ".c_str()");
  if (is_c_string(read->type))
    return with("s", read->text);
  if (read->type.getNonReferenceType()->isIntegralOrEnumerationType() && code.empty())
    return with("l", read->text);
  return std::nullopt;
}

} // namespace telinject::rewrite
