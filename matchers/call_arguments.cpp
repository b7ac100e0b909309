// Writes the hooks around arguments: see call_arguments.h.
#include "matchers/call_arguments.h"

#include "matchers/call_headers.h"
#include "matchers/call_helpers.h"
#include "matchers/call_paths.h"
#include "matchers/emit.h"
#include "matchers/library_values.h"
#include "matchers/names.h"
#include "matchers/passed_function.h"
#include "matchers/repeatable.h"
#include "matchers/statement_ranges.h"

#include "clang/AST/ExprCXX.h"

namespace telinject::rewrite {
namespace {

constexpr unsigned kMaxHooks = 9;
// Around the same text, a call's argument is outside of an assignment, an initialiser and a call.
constexpr unsigned kArgumentDepth = 0;

std::string parenthesised(const std::string &text) {
  return "(" + text + ")";
}

} // namespace

std::string quoted(const std::string &text) {
  std::string literal = "\"";
  for (const char c : text)
    literal += c == '\n' ? "\\n" : c == '?' ? "\\?" : std::string(1, c);
  return literal + "\"";
}

bool CallArguments::is_null(const clang::Expr &argument) const {
  return argument.isNullPointerConstant(unit_.ast, clang::Expr::NPC_ValueDependentIsNull) != clang::Expr::NPCK_NotNull;
}

void CallArguments::add_named(const std::string &code, const std::string &value) {
  call_.named.push_back("TELINJECT_ARGUMENT(" + call_.number + ", \"" + code + "\", " + value + ")");
  ++call_.hooks;
}

// Returns true if the argument calls a function that may be instrumented.
bool CallArguments::has_call(const clang::Expr &argument) const {
  for (const auto *call : call_.body.descendants<clang::CallExpr>(argument)) {
    const clang::FunctionDecl *callee = call->getDirectCallee();
    if (!callee || !(is_library_accessor(*callee) || is_library_operator(*call) || callee->getBuiltinID() != 0))
      return true;
  }
  for (const auto *made : call_.body.descendants<clang::CXXConstructExpr>(argument))
    if (!is_library_value(made->getType()))
      return true;
  return false;
}

std::string CallArguments::argument_code(const AspectAttribute &attribute, const clang::Expr &argument) const {
  const clang::Expr &written = is_cxx() ? *argument.IgnoreUnlessSpelledInSource() : *argument.IgnoreImpCasts();
  const clang::QualType type = written.getType().getCanonicalType();
  std::string code, wide;
  if (attribute.element >= 0)
    return "@" + std::to_string(attribute.element) + "s " + attribute.name;
  if (type->isArrayType() || type->isPointerType()) {
    const clang::QualType element =
        type->isArrayType() ? unit_.ast.getAsArrayType(type)->getElementType() : type->getPointeeType();
    if (element->isAnyCharacterType() || element->isSpecificBuiltinType(clang::BuiltinType::UShort))
      code = "s";
    else
      code = "p";
    if (const auto units = unit_.ast.getTypeSizeInChars(element).getQuantity(); code == "s" && units > 1)
      wide = std::to_string(units);
  } else {
    code = type->isUnsignedIntegerType() ? "m" : "l";
  }
  const bool is_parameterised = attribute.is_parameterised ||
                                (attribute.is_format && llvm::isa<clang::StringLiteral>(written.IgnoreParenImpCasts()));
  return code + (is_parameterised && code == "s" ? "p" : "") + wide + " " + attribute.name;
}

// Returns true if the argument can pass through a hook by value: a scalar of the parameter's type, which is no constant
// whose conversion compilers check.
bool CallArguments::may_pass(const clang::Expr &argument, clang::QualType parameter) const {
  const clang::Expr *written = argument.IgnoreImpCasts();
  const clang::QualType type = written->getType();
  if (type->isAtomicType() || type.isVolatileQualified() || written->refersToBitField() || type.hasAddressSpace() ||
      is_null(*written))
    return false;
  if (llvm::isa<clang::InitListExpr, clang::CXXDefaultArgExpr, clang::CXXFunctionalCastExpr>(written))
    return false;
  if (type->isArrayType() || type->isPointerType())
    return parameter.isNull() || parameter->isPointerType();
  // C++98 has no templates of local and unnamed types.
  if (!type->isIntegerType() || type->isBooleanType() ||
      (is_cxx() && !unit_.ast.getLangOpts().CPlusPlus11 && type->isEnumeralType()))
    return false;
  return parameter.isNull() || unit_.ast.hasSameUnqualifiedType(type, parameter);
}

// Returns true if what is written can pass through a hook by reference: an object, or a temporary that a reference is
// bound to.
bool CallArguments::may_be_seen(const clang::Expr &written) const {
  const clang::QualType type = written.getType();
  if (!is_cxx() || type->isFunctionType() || type->isAtomicType() || type.isVolatileQualified() ||
      written.refersToBitField() || type.hasAddressSpace() || type->isPlaceholderType() ||
      written.isInstantiationDependent() ||
      llvm::isa<clang::InitListExpr, clang::CXXDefaultArgExpr, clang::CXXStdInitializerListExpr, clang::LambdaExpr>(
          written))
    return false;
  // C++98 has no templates of local and unnamed types.
  if (!unit_.ast.getLangOpts().CPlusPlus11 && (type->isEnumeralType() || type->hasUnnamedOrLocalType()))
    return false;
  if (written.isGLValue())
    return written.isLValue() || unit_.ast.getLangOpts().CPlusPlus11;
  if (!type->isRecordType())
    return false;
  const clang::Stmt *up = call_.body.parent(&written);
  const auto keeps_object = [](const clang::Stmt *at) {
    const auto *cast = llvm::dyn_cast_or_null<clang::CastExpr>(at);
    return llvm::isa_and_nonnull<clang::CXXBindTemporaryExpr>(at) ||
           (llvm::isa_and_nonnull<clang::ImplicitCastExpr>(cast) && cast->getCastKind() == clang::CK_NoOp) ||
           (llvm::isa_and_nonnull<clang::CXXFunctionalCastExpr>(cast) &&
            cast->getCastKind() == clang::CK_ConstructorConversion);
  };
  while (keeps_object(up))
    up = call_.body.parent(up);
  if (!llvm::isa_and_nonnull<clang::MaterializeTemporaryExpr>(up))
    return false;
  while (llvm::isa_and_nonnull<clang::MaterializeTemporaryExpr, clang::ImplicitCastExpr>(up))
    up = call_.body.parent(up);
  const auto *made = llvm::dyn_cast_or_null<clang::CXXConstructExpr>(up);
  return !made || !made->isElidable();
}

// A template deduces the category of its argument.
bool CallArguments::passes_by_reference(const clang::Expr &argument) const {
  return is_cxx() && (llvm::isa<clang::CXXMethodDecl>(call_.callee) || call_.callee.getPrimaryTemplate()) &&
         argument.IgnoreUnlessSpelledInSource()->isGLValue();
}

// Returns the text that names the value again; "" if there is none.
std::string CallArguments::repeated_text(const clang::Expr &argument) const {
  // A macro may put its own parentheses around its argument.
  return repeatable_text(call_.is_in_macro() ? *argument.IgnoreParenImpCasts() : argument, unit_);
}

bool CallArguments::wrap_seen(const clang::Expr &argument, const std::string &what, const std::string &code,
                              const std::string &length_code, unsigned hooks) {
  const clang::Expr &written = *argument.IgnoreUnlessSpelledInSource();
  const auto piece = expression_range(written, unit_);
  if (!piece || call_.is_in_macro() || call_.hooks + hooks > kMaxHooks || !may_be_seen(written))
    return false;
  call_.site.edits.push_back(
      edit_before(*piece, emit_macro_before("TELINJECT_SEEN", {what}), Level::expression, kArgumentDepth));
  call_.site.edits.push_back(edit_after(
      *piece,
      emit_macro("TELINJECT_END_SEEN", {call_.number, quoted(code), length_code.empty() ? "0" : quoted(length_code)}),
      Level::expression, kArgumentDepth));
  call_.hooks += hooks;
  return true;
}

bool CallArguments::wrap(const clang::Expr &argument, const std::string &code) {
  if (passes_by_reference(argument))
    return wrap_seen(argument, "word", code, "", 1);
  const auto piece = expression_range(argument, unit_);
  if (!piece || (!is_cxx() && has_brace(*piece, call_.anchor, unit_)))
    return false;
  const auto setter = code == "h" && adds_headers_ && call_.hooks == 0 ? header_setter(unit_, call_) : std::nullopt;
  call_.restores_headers |= setter.has_value() && call_.aspect.action != "begin";
  const std::string name = !setter ? "ARG" : call_.aspect.action == "begin" ? "KEPT_ARG" : "INJECTED_ARG";
  std::vector<std::string> end{call_.number, "\"" + code + "\""};
  if (setter)
    end.push_back(*setter);
  call_.site.edits.push_back(
      edit_before(*piece, emit_macro_before("TELINJECT_" + name, {call_.number}), Level::expression, kArgumentDepth));
  call_.site.edits.push_back(
      edit_after(*piece, emit_macro("TELINJECT_END_" + name, end), Level::expression, kArgumentDepth));
  ++call_.hooks;
  return true;
}

bool CallArguments::capture_argument(int index, const std::string &code) {
  const clang::Expr *argument = argument_of(call_.call, index);
  if (!argument || call_.hooks >= kMaxHooks)
    return false;
  clang::Expr::EvalResult constant;
  const bool is_number = argument->getType()->isIntegerType() && !argument->isValueDependent() &&
                         argument->EvaluateAsInt(constant, unit_.ast);
  if (is_number) {
    if (!constant.Val.getInt().isRepresentableByInt64() || code.starts_with("h") || code.starts_with("H") ||
        code.starts_with("L"))
      return false;
    add_named(code, std::to_string(constant.Val.getInt().getExtValue()));
    return true;
  }
  const clang::QualType parameter = static_cast<unsigned>(index) < call_.callee.getNumParams()
                                        ? call_.callee.getParamDecl(static_cast<unsigned>(index))->getType()
                                        : clang::QualType();
  const clang::Expr &written = *argument->IgnoreUnlessSpelledInSource();
  const clang::QualType type = written.getType();
  if (code == "h" && is_cxx() && type->isRecordType() && written.isLValue()) {
    const std::string text = repeated_text(written);
    if (!text.empty())
      add_named(code, "TELINJECT_OBJECT_OF(" + text + ")");
    return !text.empty();
  }
  if (!may_pass(*argument, parameter) &&
      !(passes_by_reference(*argument) && (type->isScalarType() || type->isArrayType())))
    return false;
  if (call_.is_in_macro() || call_.aspect.add_header) { // the header is added when all values are known
    const std::string text = repeated_text(*argument);
    if (!text.empty())
      add_named(code, text);
    if (!text.empty() || call_.is_in_macro())
      return !text.empty();
  }
  return wrap(*argument, code);
}

// Passes the argument as a text, if it is an object of the standard library's classes.
bool CallArguments::capture_text(int index, const AspectAttribute &attribute) {
  const clang::Expr *argument = argument_of(call_.call, index);
  const clang::Expr *written = argument ? argument->IgnoreUnlessSpelledInSource() : nullptr;
  if (!written || !is_cxx() || call_.hooks + 2 > kMaxHooks ||
      !(is_standard_string(written->getType()) || is_standard_string_view(written->getType())))
    return false;
  const std::string code = (attribute.is_parameterised ? "sp " : "s ") + attribute.name;
  const std::string length = "n " + attribute.name;
  if (!call_.is_in_macro())
    return wrap_seen(*argument, "text", code, length, 2);
  const std::string text = repeated_text(*written);
  if (text.empty())
    return false;
  add_named(length, parenthesised(text) + ".size()");
  add_named(code, parenthesised(text) + ".data()");
  return true;
}

// Passes a value of the receiver or of an argument that is read before the call.
bool CallArguments::capture_path(const AspectAttribute &attribute) {
  const auto value = CallHelpers(unit_, call_).value_before(attribute);
  if (!value)
    return false;
  const clang::QualType type = value->type;
  const std::string kind = attribute.is_parameterised ? "sp " : "s ";
  const auto known = [&](const std::string &text) {
    return value->guard.empty() ? text : "(" + value->guard + " ? " + text + " : 0)";
  };
  if (is_standard_string_view(type) && value->guard.empty() && call_.hooks + 2 <= kMaxHooks) {
    add_named("n " + attribute.name, value->text + ".size()");
    add_named(kind + attribute.name, value->text + ".data()");
    return true;
  }
  if (call_.hooks + 1 > kMaxHooks)
    return false;
  if (is_standard_string(type))
    add_named(kind + attribute.name, known(value->text + ".c_str()"));
  else if (is_c_string(type))
    add_named(kind + attribute.name, known(value->text));
  else if (type.getNonReferenceType()->isIntegralOrEnumerationType() && value->guard.empty())
    add_named("l " + attribute.name, value->text);
  else
    return false;
  return true;
}

// The object whose function is called. One that can be named again is; else it passes through a hook.
const char *CallArguments::capture_receiver() {
  const bool is_handle = call_.aspect.handle.from == AspectHandle::From::receiver;
  const char *const unseen = is_handle && call_.aspect.action != "record" ? "handle-not-seen" : "";
  const auto *method = llvm::dyn_cast<clang::CXXMemberCallExpr>(&call_.call);
  const auto *callee = method ? llvm::dyn_cast<clang::MemberExpr>(method->getCallee()->IgnoreParenImpCasts()) : nullptr;
  if (!callee)
    return unseen;
  const clang::Expr &base = *callee->getBase();
  const clang::Expr &written = *base.IgnoreUnlessSpelledInSource();
  const auto *own = llvm::dyn_cast<clang::CXXThisExpr>(&written);
  const auto *arrow = llvm::dyn_cast<clang::CXXOperatorCallExpr>(base.IgnoreParenImpCasts());
  const bool is_smart = arrow && arrow->getOperator() == clang::OO_Arrow && callee->isArrow();
  const std::string text = own && own->isImplicit() ? "this" : repeated_text(is_smart ? *arrow->getArg(0) : base);
  if (!text.empty()) {
    call_.receiver = is_smart            ? "(*(" + text + ").operator->())"
                     : callee->isArrow() ? "(*" + parenthesised(text) + ")"
                                         : parenthesised(text);
    if (is_handle && call_.hooks < kMaxHooks) {
      add_named("h", "TELINJECT_OBJECT_OF(" + call_.receiver + ")");
      call_.has_handle = true;
    }
    return "";
  }
  const clang::Expr &object = is_smart ? *arrow->getArg(0) : base;
  const bool calls = has_call(object);
  if (!is_handle && !calls)
    return "";
  const char *what = !is_handle ? "nothing" : is_smart ? "pointer" : callee->isArrow() ? "word" : "object";
  const bool is_pointer = !is_smart && callee->isArrow();
  const clang::Expr &spelled = *object.IgnoreUnlessSpelledInSource();
  bool is_wrapped = false;
  if (is_pointer && !spelled.isGLValue() && !call_.is_in_macro() && call_.hooks < kMaxHooks) {
    is_wrapped = may_pass(spelled, {}) && wrap(spelled, is_handle ? "h" : "-");
  } else {
    is_wrapped = wrap_seen(object, what, is_handle ? "h" : "-", "", 1);
  }
  call_.has_handle = is_wrapped && is_handle;
  return is_wrapped ? "" : calls ? "call-in-argument" : unseen;
}

// Passes the list of headers that the call sets. One that is not seen is passed as unknown.
void CallArguments::capture_headers() {
  const AspectHeaders &headers = call_.aspect.headers;
  if (headers.change == AspectHeaders::Change::none)
    return;
  const clang::Expr *list = argument_of(call_.call, headers.argument);
  const bool has_handle = call_.has_handle || call_.aspect.handle.from == AspectHandle::From::result;
  const bool is_known = has_handle && !callees_.is_option_unknown(call_.call, call_.aspect);
  const bool is_empty = headers.change == AspectHeaders::Change::empty ||
                        (list && list->isNullPointerConstant(unit_.ast, clang::Expr::NPC_ValueDependentIsNotNull) !=
                                     clang::Expr::NPCK_NotNull);
  if (is_known && !is_empty && capture_argument(headers.argument, "L"))
    return;
  add_named(is_known && is_empty ? "L" : "L?", "0");
}

const char *CallArguments::capture_handles() {
  const Aspect &aspect = call_.aspect;
  const auto from = aspect.handle.from;
  if (from == AspectHandle::From::argument || from == AspectHandle::From::out_argument) {
    call_.has_handle = capture_argument(aspect.handle.argument, from == AspectHandle::From::argument ? "h" : "H");
    if (call_.has_handle)
      hooked_.insert(aspect.handle.argument);
    else if (aspect.action != "record" && aspect.headers.change == AspectHeaders::Change::none)
      return "handle-not-seen";
  }
  if (from == AspectHandle::From::result && !aspect.handle.member.empty()) {
    call_.has_handle = CallHelpers(unit_, call_).has_handle_in_result();
    if (!call_.has_handle)
      return "handle-not-seen";
  }
  const auto capture_pointer = [&](int index, const char *code) {
    const bool is_captured = index >= 0 && capture_argument(index, code);
    if (is_captured)
      hooked_.insert(index);
    return is_captured;
  };
  call_.has_output = capture_pointer(aspect.output_argument, "O") || capture_pointer(aspect.connection_argument, "c");
  if (aspect.span_of_argument >= 0 && !capture_pointer(aspect.span_of_argument, "o"))
    return "handle-not-seen";
  if (aspect.handle.key >= 0 && aspect.kind == "context") {
    const clang::Expr *callback = argument_of(call_.call, aspect.handle.key);
    const clang::FunctionDecl *function = callback ? passed_function(callback) : nullptr;
    if (!function)
      return "callback-not-seen";
    add_named("k", quoted(qualified_name(*function)));
  } else if (aspect.handle.key >= 0 && !capture_pointer(aspect.handle.key, "k")) {
    return "handle-not-seen";
  }
  return "";
}

void CallArguments::capture_attribute(const AspectAttribute &attribute) {
  if (call_.aspect.action == "remember" && !attribute.constant.empty() && call_.hooks < kMaxHooks)
    add_named("s " + attribute.name, quoted(attribute.constant));
  if (CallHelpers(unit_, call_).is_read_before(attribute)) {
    capture_path(attribute);
    return;
  }
  const clang::Expr *argument = argument_of(call_.call, attribute.argument);
  if (!argument || hooked_.count(attribute.argument) != 0 || attribute.has_part())
    return;
  const clang::Expr *length = argument_of(call_.call, attribute.length);
  if (length && !is_null(*length) && hooked_.count(attribute.length) == 0) {
    const std::string element = attribute.element < 0 ? "" : "@" + std::to_string(attribute.element);
    if (!capture_argument(attribute.length, element + "n " + attribute.name))
      return;
    hooked_.insert(attribute.length);
  }
  if (capture_text(attribute.argument, attribute) ||
      capture_argument(attribute.argument, argument_code(attribute, *argument)))
    hooked_.insert(attribute.argument);
}

// What is called in an argument is no part of the call: the span begins when the last one has run.
const char *CallArguments::capture_rest() {
  for (unsigned i = 0; i < call_.call.getNumArgs(); ++i) {
    const clang::Expr &argument = *call_.call.getArg(i);
    if (hooked_.count(static_cast<int>(i)) != 0 || !has_call(argument))
      continue;
    if (call_.is_in_macro() || call_.hooks >= kMaxHooks)
      return "call-in-argument";
    const bool by_value = !passes_by_reference(argument) && may_pass(argument, {});
    if (!(by_value ? wrap(argument, "-") : wrap_seen(argument, "nothing", "-", "", 1)))
      return "call-in-argument";
  }
  return "";
}

const char *CallArguments::capture() {
  const char *reason = capture_receiver();
  if (!*reason)
    reason = capture_handles();
  if (*reason)
    return reason;
  capture_headers();
  if (callees_.is_option_unknown(call_.call, call_.aspect))
    return "";
  for (const AspectAttribute &attribute : call_.aspect.attributes)
    capture_attribute(attribute);
  return capture_rest();
}

} // namespace telinject::rewrite
