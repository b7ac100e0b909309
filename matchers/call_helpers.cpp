// Values that are read after a call: see call_helpers.h.
#include "matchers/call_helpers.h"

#include "matchers/call_callees.h"
#include "matchers/names.h"
#include "matchers/repeatable.h"

#include "clang/AST/DeclCXX.h"

#include <algorithm>
#include <cctype>

namespace telinject::rewrite {

namespace {

bool has_error_code(const Aspect &aspect) {
  return llvm::any_of(aspect.attributes, [](const AspectAttribute &attribute) { return attribute.is_error_code; });
}

bool is_number(const std::string &argument) {
  return argument.front() == '-' || std::isdigit(static_cast<unsigned char>(argument.front())) != 0;
}

bool is_object(const std::string &argument) {
  return argument == "handle" || argument == "result" || argument == "output" || argument == "connection";
}

// Returns "value == 6", or for null "value" and "!value".
std::string compared(const std::string &value, const std::string &comparison) {
  const size_t null = comparison.find("null");
  if (null == std::string::npos)
    return value + " " + comparison;
  return (comparison.find("==") == 0 ? "!" : "") + value;
}

// The value that an attribute names of an argument or the receiver.
AspectHelper helper_of(const AspectAttribute &attribute) {
  if (attribute.helper)
    return *attribute.helper;
  AspectHelper helper;
  if (attribute.argument < 0 || !attribute.has_part() || !attribute.part.arguments.empty())
    return helper;
  helper.object = "argument" + std::to_string(attribute.argument);
  helper.member = attribute.part.member;
  if (!attribute.part.method.empty())
    helper.member += (helper.member.empty() ? "" : ".") + attribute.part.method + "()";
  return helper;
}

bool is_of_call(const std::string &object) {
  return object == "receiver" || object.starts_with("argument");
}

} // namespace

std::string word_of_number(const AspectHelper &helper, const std::string &text) {
  std::string chain;
  for (const auto &[number, word] : helper.words)
    chain += text + " == " + number + " ? " + quoted(word) + " : ";
  return "(" + chain + "0)";
}

const clang::NamedDecl *declared_before(const UnitContext &unit, const std::string &name, clang::SourceLocation place) {
  const clang::DeclContext *global = unit.ast.getTranslationUnitDecl();
  for (const clang::NamedDecl *decl : global->lookup(&unit.ast.Idents.get(name)))
    if (unit.ranges.sources().isBeforeInTranslationUnit(decl->getLocation(), place))
      return decl;
  return nullptr;
}

std::vector<std::string> CallHelpers::macros() const {
  std::vector<std::string> all;
  const auto add = [&all](std::string text) {
    if (!text.empty())
      all.push_back(std::move(text));
  };
  add(handle_macro());
  for (const AspectAttribute &attribute : call_.aspect.attributes)
    if ((attribute.helper || attribute.has_part()) && !is_read_before(attribute))
      add(attribute_macro(attribute));
  if (call_.aspect.row_count)
    add(macro(*call_.aspect.row_count, "+", "TELINJECT_AFTER"));
  if (call_.aspect.pending)
    add(macro(*call_.aspect.pending, "g", "TELINJECT_AFTER"));
  return all;
}

std::string CallHelpers::handle_macro() const {
  const auto handle = handle_in_result();
  return handle ? "TELINJECT_AFTER(" + call_.number + ", \"h\", " + handle->text + ")" : "";
}

std::optional<CallHelpers::Value> CallHelpers::handle_in_result() const {
  AspectHelper helper;
  helper.object = "result";
  helper.member = call_.aspect.handle.member;
  if (call_.aspect.handle.from != AspectHandle::From::result || helper.member.empty() ||
      call_.result.form != CallResult::Form::value)
    return std::nullopt;
  auto read = member_value(helper);
  if (!read || !read->is_pointer)
    return std::nullopt;
  if (!read->guard.empty())
    read->text = "(" + read->guard + " ? " + read->text + " : 0)";
  return read;
}

std::string CallHelpers::attribute_macro(const AspectAttribute &attribute) const {
  const AspectHelper helper = helper_of(attribute);
  const auto read = value(helper);
  if (!read || read->is_pointer)
    return "";
  // Before the code is known, so is not whether the call failed.
  const bool waits_for_result = attribute.on_error_only && !has_error_code(call_.aspect);
  const std::string kind = read->is_text ? attribute.is_parameterised ? "sp " : "s " : "l ";
  std::string code = kind + attribute.name;
  if (attribute.is_error_code)
    code = std::string(read->is_text ? "E" : "e") + (call_.aspect.result_is_status ? "s" : "") +
           (helper.has_first_word ? "w" : "");
  const char *const plain = waits_for_result ? "TELINJECT_ON_ERROR" : "TELINJECT_AFTER";
  const std::string passed = macro(helper, code, plain);
  if (passed.empty() || read->length.empty())
    return passed;
  if (attribute.is_error_code || !helper.condition.empty() || !read->guard.empty())
    return "";
  return std::string(plain) + "(" + call_.number + ", \"n " + attribute.name + "\", " + read->length + "), " + passed;
}

bool CallHelpers::is_read_before(const AspectAttribute &attribute) const {
  if (helper_of(attribute).object == "receiver" && call_.receiver.empty())
    return false; // known when it has passed through its hook
  return is_of_call(helper_of(attribute).object) && !attribute.is_read_at_end && !attribute.part.is_read_at_end &&
         !attribute.is_error_code && !attribute.on_error_only && helper_of(attribute).condition.empty();
}

std::optional<PathValue> CallHelpers::value_before(const AspectAttribute &attribute) const {
  const AspectHelper helper = helper_of(attribute);
  return path_value(helper.object, helper.member);
}

// In C++ paths may lead through classes.
bool CallHelpers::is_path(const AspectHelper &helper) const {
  if (!is_cxx())
    return false;
  return is_of_call(helper.object) || helper.member.find('(') != std::string::npos ||
         (helper.object == "result" && !call_.call.getCallReturnType(unit_.ast)->isPointerType());
}

// The receiver is read where it can be named, or by the handle if that is its address; an argument where it can be named.
std::optional<PathValue> CallHelpers::path_value(const std::string &object, const std::string &path) const {
  PathValue from;
  if (object == "result") {
    from.text = call_.result.object;
    from.type = call_.call.getCallReturnType(unit_.ast);
  } else if (object == "receiver") {
    const auto *method = llvm::dyn_cast<clang::CXXMemberCallExpr>(&call_.call);
    if (!method || method->getObjectType().isNull())
      return std::nullopt;
    from.text = call_.receiver;
    from.type = method->getObjectType();
    if (from.text.empty() && call_.has_handle && call_.aspect.handle.from == AspectHandle::From::receiver) {
      const auto *callee = llvm::dyn_cast<clang::MemberExpr>(method->getCallee()->IgnoreParenImpCasts());
      const clang::Expr *base = callee ? callee->getBase()->IgnoreParenImpCasts() : nullptr;
      if (!base ||
          !(base->getType()->isPointerType() ? base->getType()->getPointeeType() : base->getType())->isRecordType())
        return std::nullopt;
      from.type = base->getType()->isPointerType() ? base->getType()->getPointeeType() : base->getType();
      const auto spelled = spelled_type_name(from.type, call_.body.function(), unit_.ranges);
      if (!spelled)
        return std::nullopt;
      from.text = "TELINJECT_RECEIVER(" + call_.number + ", " + *spelled + ")";
      from.type = from.type.getUnqualifiedType().withConst();
    }
  } else if (object.starts_with("argument")) {
    const clang::Expr *argument = argument_of(call_.call, object.back() - '0');
    const clang::Expr *written = argument ? argument->IgnoreUnlessSpelledInSource() : nullptr;
    const std::string text = written ? repeatable_text(*written, unit_) : "";
    if (text.empty())
      return std::nullopt;
    from.text = "(" + text + ")";
    from.type = written->getType();
  }
  if (from.text.empty())
    return std::nullopt;
  return path.empty() ? from : value_of_path(unit_, std::move(from), path);
}

// Returns the macro that passes the value; "" if what it names is not there.
std::string CallHelpers::macro(const AspectHelper &helper, const std::string &code, const char *plain) const {
  const auto read = value(helper);
  if (!read)
    return "";
  const auto wanted = condition(helper);
  if (!wanted)
    return "";
  const std::string needed = both_conditions(read->guard, *wanted);
  const std::string begin = !needed.empty()        ? "TELINJECT_AFTER_IF"
                            : helper.writes_result ? "TELINJECT_AFTER_LONG"
                                                   : plain;
  const std::string text = helper.writes_result && !needed.empty()
                               ? "(" + read->text + ", *TELINJECT_LONG(" + call_.number + "))"
                               : read->text;
  return begin + "(" + call_.number + ", \"" + code + "\"" + (needed.empty() ? "" : ", " + needed) + ", " + text + ")";
}

// Returns the condition of the value; "" if there is none, nothing if it cannot be read.
std::optional<std::string> CallHelpers::condition(const AspectHelper &helper) const {
  if (helper.condition.empty())
    return "";
  const auto read = value(helper.condition.front());
  if (!read || read->is_text)
    return std::nullopt;
  std::string text;
  for (const std::string &comparison : helper.comparisons)
    text += (text.empty() ? "" : " || ") + compared(read->text, comparison);
  return both_conditions(read->guard, helper.comparisons.size() > 1 ? "(" + text + ")" : text);
}

std::optional<CallHelpers::Value> CallHelpers::value(const AspectHelper &helper) const {
  if (!helper.function.empty())
    return call_value(helper);
  if (is_path(helper) && !helper.member.empty()) {
    const auto found = path_value(helper.object, helper.member);
    if (!found)
      return std::nullopt;
    Value read{found->text, false, false, found->guard, ""};
    const clang::QualType type = found->type.getNonReferenceType();
    read.is_text = is_c_string(type) || is_standard_string(type) || is_standard_string_view(type);
    if (is_standard_string(type)) {
      read.text += ".c_str()";
    } else if (is_standard_string_view(type)) {
      read.length = read.text + ".size()";
      read.text += ".data()";
    } else if (type->isEnumeralType()) { // which may not convert to a number
      read.text = "TELINJECT_WORD(" + read.text + ")";
    } else if (!read.is_text && !type->isIntegralOrEnumerationType() && !type->isPointerType()) {
      return std::nullopt;
    }
    read.is_pointer = type->isPointerType() && !read.is_text;
    return read;
  }
  if (!has_object(helper.object))
    return std::nullopt;
  if (helper.member.empty())
    return Value{object_text(helper.object), false, object_type(helper.object)->isPointerType(), "", ""};
  return member_value(helper);
}

// "evhttp_request_get_output_headers(handle)"
std::optional<std::string> CallHelpers::function_argument(const std::string &argument, Value &read) const {
  const auto [function, rest] = llvm::StringRef(argument).split('(');
  const std::string object = rest.drop_back().str();
  if (!has_object(object) ||
      !llvm::isa_and_nonnull<clang::FunctionDecl>(declared_before(unit_, function.str(), call_.call.getBeginLoc())))
    return std::nullopt;
  const std::string passed = object_text(object);
  if (object == "result")
    read.guard = passed;
  return "(" + global() + function.str() + ")(" + passed + ")";
}

std::optional<std::string> CallHelpers::call_argument(const AspectHelper &helper, const std::string &argument,
                                                      Value &read) const {
  if (argument.starts_with("'"))
    return quoted(argument.substr(1, argument.size() - 2));
  if (argument.ends_with(")"))
    return function_argument(argument, read);
  if (is_object(argument)) {
    if (!has_object(argument))
      return std::nullopt;
    std::string text = object_text(argument);
    // No function is called with a null pointer that it may not expect.
    if (argument == "result" && object_type(argument)->isPointerType())
      read.guard = text;
    if (argument == "handle" && !call_.aspect.handle.member.empty())
      read.guard = both_conditions(read.guard, handle_in_result()->text);
    return text;
  }
  if (const size_t dot = argument.find('.'); dot != std::string::npos) {
    AspectHelper member;
    member.object = argument.substr(0, dot);
    member.member = argument.substr(dot + 1);
    const auto passed = value(member);
    if (!passed || passed->is_text || passed->is_pointer)
      return std::nullopt;
    read.guard = both_conditions(read.guard, both_conditions(object_guard(member.object), passed->guard));
    // Of its own type, as compilers warn of conversions; the object is not null then.
    const size_t name = passed->text.rfind(", ");
    if (member.object == "result" && call_.aspect.result_type.empty() &&
        passed->text.starts_with("TELINJECT_RESULT_MEMBER"))
      return object_text("result") + "->" + passed->text.substr(name + 2, passed->text.size() - name - 3);
    return passed->text;
  }
  if (helper.writes_number && argument == "out")
    return "TELINJECT_OUT(" + call_.number + ")";
  if (helper.writes_text && argument == "text")
    return "TELINJECT_TEXT_ROOM(" + call_.number + ", " + (helper.is_code ? "0" : "1") + ")";
  if (helper.writes_text && argument == "text_size")
    return "255";
  if (is_number(argument))
    return argument;
  if (!llvm::isa_and_nonnull<clang::EnumConstantDecl>(declared_before(unit_, argument, call_.call.getBeginLoc())))
    return std::nullopt;
  return global() + argument;
}

std::optional<CallHelpers::Value> CallHelpers::call_value(const AspectHelper &helper) const {
  if (!llvm::isa_and_nonnull<clang::FunctionDecl>(declared_before(unit_, helper.function, call_.call.getBeginLoc())))
    return std::nullopt;
  Value read;
  read.is_text = helper.is_text;
  std::string arguments;
  for (const std::string &argument : helper.arguments) {
    const auto text = call_argument(helper, argument, read);
    if (!text)
      return std::nullopt;
    arguments += (arguments.empty() ? "" : ", ") + *text;
  }
  if (helper.writes_result)
    arguments += (arguments.empty() ? "" : ", ") + std::string("TELINJECT_LONG(") + call_.number + ")";
  read.text = "(" + global() + helper.function + ")(" + arguments + ")";
  if (helper.writes_number)
    read.text = "(" + read.text + ", *TELINJECT_LONG(" + call_.number + "))";
  if (helper.writes_text)
    read.text = "(" + read.text + ", &telinject_t" + call_.number + "[" + (helper.is_code ? "0" : "1") + "][0])";
  if (!helper.words.empty()) {
    read.text = word_of_number(helper, read.text);
    read.is_text = true;
  }
  return read;
}

bool CallHelpers::write_texts(const std::vector<std::string> &macros) {
  return llvm::any_of(macros,
                      [](const std::string &text) { return text.find("TELINJECT_TEXT_ROOM(") != std::string::npos; });
}

// Returns the text that names the argument, or the receiver, again.
std::string CallHelpers::named_argument(const std::string &object) const {
  if (object == "receiver")
    return call_.receiver;
  if (object != "handle" || call_.aspect.handle.from != AspectHandle::From::argument)
    return "";
  const clang::Expr *argument = argument_of(call_.call, call_.aspect.handle.argument);
  const std::string text = argument ? repeatable_text(*argument->IgnoreUnlessSpelledInSource(), unit_) : "";
  return text.empty() ? "" : "(" + text + ")";
}

// What is called to add, to find or to erase a header.
std::optional<std::string> CallHelpers::header_expression(const AspectAttribute &part) const {
  const std::vector<std::string> &words = part.helper ? part.helper->arguments : part.part.arguments;
  std::string arguments;
  for (const std::string &word : words) {
    std::string text = word == "header" ? "TELINJECT_HEADER(" + call_.number + ")" : "";
    if (word.starts_with("'"))
      text = quoted(word.substr(1, word.size() - 2));
    else if (word == "handle")
      text = named_argument(word);
    else if (word.ends_with("(handle)")) {
      const std::string function = word.substr(0, word.find('('));
      const std::string object = named_argument("handle");
      if (!object.empty() && declared_before(unit_, function, call_.call.getBeginLoc()))
        text = "(" + global() + function + ")(" + object + ")";
    } else if (is_number(word))
      text = word;
    if (text.empty())
      return std::nullopt;
    arguments += (arguments.empty() ? "" : ", ") + text;
  }
  if (part.helper) {
    if (!declared_before(unit_, part.helper->function, call_.call.getBeginLoc()))
      return std::nullopt;
    return "(" + global() + part.helper->function + ")(" + arguments + ")";
  }
  const clang::Expr *argument = argument_of(call_.call, part.argument);
  const clang::Expr *written = argument ? argument->IgnoreUnlessSpelledInSource() : nullptr;
  const std::string text = written ? repeatable_text(*written, unit_) : "";
  if (text.empty() || written->getType().isConstQualified() || part.part.method.empty() ||
      unit_.ranges.is_macro({part.part.method}))
    return std::nullopt;
  return "(" + text + ")." + part.part.method + "(" + arguments + ")";
}

std::string CallHelpers::header_macro(std::string &erase) const {
  const auto &added = call_.aspect.add_header;
  const bool has_lambdas = unit_.ast.getLangOpts().CPlusPlus11;
  if (!added || call_.is_in_macro() || (added->erase && !has_lambdas))
    return "";
  const auto has = header_expression(added->has), set = header_expression(added->set);
  const auto gone = added->erase ? header_expression(*added->erase) : std::optional<std::string>("");
  if (!has || !set || !gone)
    return "";
  erase = *gone;
  return "TELINJECT_ADD_HEADER(" + call_.number + ", " + *has + ", " + *set + ")";
}

std::optional<CallHelpers::Value> CallHelpers::member_value(const AspectHelper &helper) const {
  const auto of = structure(helper.object);
  if (!of)
    return std::nullopt;
  const clang::RecordDecl *record = of->record;
  std::string object = helper.object == "connection" ? "output" : helper.object;
  std::transform(object.begin(), object.end(), object.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  const auto text = [&](const std::string &member) {
    return "TELINJECT_" + object + "_MEMBER(" + call_.number + ", " + of->spelled + ", " + member + ")";
  };
  Value read;
  clang::QualType type;
  std::string member;
  llvm::SmallVector<llvm::StringRef, 4> path;
  llvm::StringRef(helper.member).split(path, '.');
  for (const llvm::StringRef name : path) {
    if (!type.isNull() && type->isPointerType()) {
      read.guard = both_conditions(read.guard, text(member));
      type = type->getPointeeType();
      member += "->" + name.str();
    } else {
      member += (member.empty() ? "" : ".") + name.str();
    }
    if (!type.isNull())
      record = type->getAsRecordDecl() ? type->getAsRecordDecl()->getDefinition() : nullptr;
    const clang::FieldDecl *found = record ? field(*record, name) : nullptr;
    if (!found)
      return std::nullopt;
    type = found->getType().getCanonicalType();
  }
  if (type.isVolatileQualified() || type->isAtomicType())
    return std::nullopt;
  if (const auto *array = unit_.ast.getAsArrayType(type))
    read.is_text = array->getElementType()->isCharType();
  else if (type->isPointerType())
    read.is_text = type->getPointeeType()->isCharType();
  read.is_pointer = type->isPointerType() && !read.is_text;
  if (!read.is_text && !read.is_pointer && !type->isIntegralOrEnumerationType())
    return std::nullopt;
  read.text = text(member);
  return read;
}

// The condition that the object, a pointer, is not null.
std::string CallHelpers::object_guard(const std::string &object) const {
  const bool is_pointer = has_object(object) && object_type(object)->isPointerType();
  return is_pointer && object == "result" ? object_text(object) : "";
}

bool CallHelpers::has_object(const std::string &object) const {
  return object == "handle"       ? call_.has_handle
         : object == "output"     ? call_.has_output && call_.aspect.output_argument >= 0
         : object == "connection" ? call_.has_output && call_.aspect.connection_argument >= 0
                                  : call_.result.form == CallResult::Form::value;
}

std::string CallHelpers::object_text(const std::string &object) const {
  return (object == "handle"   ? "TELINJECT_HANDLE("
          : object == "result" ? "TELINJECT_RESULT("
                               : "TELINJECT_OUTPUT(") +
         call_.number + ")";
}

// Returns the type of the pointer as the function declares it; of an output, the type of what is stored.
clang::QualType CallHelpers::object_type(const std::string &object) const {
  if (object == "result" || (object == "handle" && call_.aspect.handle.from == AspectHandle::From::result))
    return call_.callee.getReturnType();
  const int index = object == "handle"       ? call_.aspect.handle.argument
                    : object == "connection" ? call_.aspect.connection_argument
                                             : call_.aspect.output_argument;
  if (index < 0 || static_cast<unsigned>(index) >= call_.callee.getNumParams())
    return unit_.ast.VoidPtrTy;
  const clang::QualType type = call_.callee.getParamDecl(static_cast<unsigned>(index))->getType();
  const bool is_address =
      object == "output" || (object == "handle" && call_.aspect.handle.from == AspectHandle::From::out_argument);
  return is_address && type->isPointerType() ? type->getPointeeType() : type;
}

std::optional<CallHelpers::Structure> CallHelpers::structure(const std::string &object) const {
  const Aspect &aspect = call_.aspect;
  const clang::QualType pointer = object_type(object);
  if (!has_object(object) || !pointer->isPointerType())
    return std::nullopt;
  const clang::QualType pointee = pointer->getPointeeType();
  const std::string name = object == "handle"   ? aspect.handle_type
                           : object == "result" ? aspect.result_type
                           : object == "output" ? aspect.output_type
                                                : std::string();
  const clang::RecordDecl *record = pointee->getAsRecordDecl();
  std::string spelled = record ? spelled_type(pointee) : "";
  if (!name.empty()) {
    const clang::NamedDecl *decl = declared_before(unit_, name, call_.call.getBeginLoc());
    const clang::RecordDecl *named = nullptr;
    if (const auto *alias = llvm::dyn_cast_or_null<clang::TypedefNameDecl>(decl))
      named = alias->getUnderlyingType()->getAsRecordDecl();
    else
      named = llvm::dyn_cast_or_null<clang::RecordDecl>(decl);
    if (!named || (record && record->getCanonicalDecl() != named->getCanonicalDecl()))
      return std::nullopt;
    record = named;
    spelled = (is_cxx() ? "::" : llvm::isa<clang::RecordDecl>(decl) ? "struct " : "") + name;
  }
  const clang::RecordDecl *definition = record ? record->getDefinition() : nullptr;
  if (!definition || spelled.empty() || (!pointee->isVoidType() && !pointee->isRecordType()))
    return std::nullopt;
  return Structure{definition, spelled};
}

// Returns the name of a structure of the global scope; "" if it has none.
std::string CallHelpers::spelled_type(clang::QualType type) const {
  const clang::SourceLocation place = call_.call.getBeginLoc();
  if (const auto *alias = type->getAs<clang::TypedefType>()) {
    const std::string name = alias->getDecl()->getName().str();
    return declared_before(unit_, name, place) ? global() + name : "";
  }
  const clang::RecordDecl *record = type->getAsRecordDecl();
  if (!record || !record->getIdentifier() || !record->getDeclContext()->getRedeclContext()->isTranslationUnit())
    return "";
  return (is_cxx() ? "::" : record->isUnion() ? "union " : "struct ") + record->getName().str();
}

const clang::FieldDecl *CallHelpers::field(const clang::RecordDecl &record, llvm::StringRef name) const {
  for (const clang::NamedDecl *decl : record.lookup(&unit_.ast.Idents.get(name))) {
    if (decl->getAccess() != clang::AS_none && decl->getAccess() != clang::AS_public)
      return nullptr;
    if (const auto *found = llvm::dyn_cast<clang::FieldDecl>(decl))
      return found;
    if (const auto *inside = llvm::dyn_cast<clang::IndirectFieldDecl>(decl)) // of an anonymous structure
      return inside->getAnonField();
  }
  return nullptr;
}

} // namespace telinject::rewrite
