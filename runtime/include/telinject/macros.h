/* macros.h: the macros that telinject inserts.  They are generated text: nobody writes them by hand (by_hand.h has the
 * macros for that), and `telinject strip` removes them and nothing else.  docs/constructs.md shows each in context.  A new
 * one needs a row in tool/source/inserted_macros.def.
 *
 * macro                                  mode  expands to
 * FUNCTION                               all   the guard: an int whose clean-up records the exit; records the entry
 * SCOPE                                  all   a guard that records nothing, around constructs that do
 * OPEN_FUNCTION … END_FUNCTION           C++   { and the guard, before a function-try-block; }
 * OPEN_SCOPE … END_SCOPE                 C++   the same for SCOPE
 * CONSTEXPR_ FUNCTION, SCOPE, …          C++   the same; records nothing at compile time
 * SPLIT_DECL, SPLIT_ENTRY, SPLIT_BODY    C     the plain and the instrumented copy (detail/split_function.h); nothing
 *                                              without optimization for speed.  Not in text for people
 * SECOND_BODY … END_SECOND_BODY          C++   a generic lambda { and }; calls of it (detail/second_body.h).  Empty as above
 * PASSED, PASSED_TYPE, PASS              C++   a parameter of that lambda; its type; the argument for it
 * COROUTINE, AWAIT … END_AWAIT           C++   the state of a coroutine; moves its spans off the thread and back
 * WHAT_GUARD                             C++   return "" if the runtime calls what() for a message
 * RETURN … END_RETURN                    all   a statement expression (C), a call (C++) around the value
 * LOOP … END_LOOP                        all   { and the loop's guard; }
 * ITERATION                              all   a declaration (C), a statement (C++)
 * OPEN_ITERATION … END_ITERATION         all   { and the statement; } for a body without braces
 * EXIT, OPEN_EXIT … END_EXIT             all   a statement; the same in braces
 * BRANCH, FIRST_BRANCH                   all   a statement; a declaration, in C before declarations
 * OPEN_BRANCH … END_BRANCH, NO_BRANCH    all   { and the statement; }; an else branch
 * SWITCH … END_SWITCH, CASE              all   { and a flag; a test of the flag and }; sets the flag
 * LABEL, FALLTHROUGH                     all   a statement; GCC's attribute
 * TERNARY … END_TERNARY                  all   as RETURN, around the condition
 * TRY … END_TRY, CATCH                   C++   { and the guard of the try block; }; a statement
 * ASSIGN … END_ASSIGN                    all   as RETURN, around the assignment; an lvalue in C++
 * INIT … END_INIT                        all   as RETURN, around the initialiser
 * STEP … END_STEP, POSTFIX_STEP … END_…  all   as RETURN, around ++ and --
 * DISCARD … END_DISCARD                  C     a cast to void
 * WRITE … END_WRITE, DECLARATION         all   a cast to void and a statement; a statement, in C a declaration
 * CALL_STATE, VOID_CALL_STATE            C++   declarations at the head of the function, without a value
 * CALL … END_CALL, VOID_CALL … END_…     all   a statement expression (C), comma expressions (C++) around the call
 * ARG … END_ARG                          all   as RETURN, around an argument of the call
 * ARGUMENT, ON_ERROR, AFTER, AFTER_LONG  all   an expression: a call of a hook; HANDLE, LONG: its operands
 * TEXT, SIZE, VALUE, REAL, ENUM, …       all   one or two arguments that pass a value
 * IN_C, IN_CXX                           all   their arguments, in one of the languages
 *
 * With TELINJECT_DISABLE each is empty.  An inserted macro contains its own semicolon, so that no token is left.
 * N numbers nested function bodies from 1, so that no guard shadows another.  Detail in detail/flow_macros.h,
 * detail/variable_macros.h, detail/call_macros.h and detail/bind_macros.h; names that begin with TELINJECT_I_ and telinject_i_ are internal.
 */
#ifndef TELINJECT_MACROS_H
#define TELINJECT_MACROS_H

#if defined(__GNUC__)
#pragma GCC system_header
#endif

/* Stand around insertions in text that C and C++ share but that need different insertions. */
#ifdef __cplusplus
#define TELINJECT_IN_C(...)
#define TELINJECT_IN_C_BEFORE(...)
#define TELINJECT_IN_CXX(...) __VA_ARGS__
#define TELINJECT_IN_CXX_BEFORE(...) __VA_ARGS__
#else
#define TELINJECT_IN_C(...) __VA_ARGS__
#define TELINJECT_IN_C_BEFORE(...) __VA_ARGS__
#define TELINJECT_IN_CXX(...)
#define TELINJECT_IN_CXX_BEFORE(...)
#endif

/* The name of a function whose text comes from a macro: expanded when the text is compiled. */
#define TELINJECT_I_TEXT2(X) #X
#define TELINJECT_I_TEXT(X) TELINJECT_I_TEXT2(X)
#define TELINJECT_NAME(NAME) TELINJECT_I_TEXT(NAME)

#ifdef TELINJECT_DISABLE

#define TELINJECT_WHAT_GUARD()
#define TELINJECT_CONSTEXPR_WHAT_GUARD()
#define TELINJECT_FUNCTION(N, CODES, ...)
#define TELINJECT_CONSTEXPR_FUNCTION(N, CODES, ...)
#define TELINJECT_SCOPE(N, CODES, ...)
#define TELINJECT_CONSTEXPR_SCOPE(N, CODES, ...)
#define TELINJECT_OPEN_FUNCTION(N, CODES, ...)
#define TELINJECT_OPEN_CONSTEXPR_FUNCTION(N, CODES, ...)
#define TELINJECT_OPEN_SCOPE(N, CODES, ...)
#define TELINJECT_OPEN_CONSTEXPR_SCOPE(N, CODES, ...)
#define TELINJECT_END_FUNCTION()
#define TELINJECT_END_SCOPE()
#define TELINJECT_COROUTINE(N)
#define TELINJECT_AWAIT(N)
#define TELINJECT_END_AWAIT()
#define TELINJECT_RETURN(N, ...)
#define TELINJECT_END_RETURN(N, CODE)
#define TELINJECT_TEXT(S)
#define TELINJECT_SIZE(C)
#define TELINJECT_POINTER(P)
#define TELINJECT_OPTIONAL(O)
#define TELINJECT_OPTIONAL_TEXT(O)
#define TELINJECT_COUNT(D)
#define TELINJECT_STREAMED(V)
#define TELINJECT_VALUE(V)
#define TELINJECT_REAL(F)
#define TELINJECT_ENUM(E)

#else

/* The program may have a #pragma GCC target or optimize open; these definitions must not depend on it. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC push_options
#pragma GCC reset_options
#endif

/* Inserted code names types by these, as a macro of the program may have the name of a keyword. */
typedef int telinject_i_int;
typedef float telinject_i_float;
typedef float __attribute__((__may_alias__)) telinject_i_stored_float; /* may alias any object */
typedef double telinject_i_double;
typedef void telinject_i_void;
typedef unsigned long telinject_i_address;
__extension__ typedef long long telinject_i_long_long;
/* TELINJECT_I_UNUSED( … ))): an expression whose value is discarded. */
#ifdef __cplusplus
#define TELINJECT_I_NOTHING ::telinject_i_void(0)
#define TELINJECT_I_UNUSED (::telinject_i_void(
#else
#define TELINJECT_I_NOTHING (telinject_i_void)0
#define TELINJECT_I_UNUSED ((telinject_i_void)(
#endif

/* "GCC 12.2.0 C++17", from the compiler's predefined macros. */
#if defined(__clang__)
#define TELINJECT_I_COMPILER \
  "Clang " TELINJECT_I_TEXT(__clang_major__) "." TELINJECT_I_TEXT(__clang_minor__) "." TELINJECT_I_TEXT( \
      __clang_patchlevel__)
#else
#define TELINJECT_I_COMPILER \
  "GCC " TELINJECT_I_TEXT(__GNUC__) "." TELINJECT_I_TEXT(__GNUC_MINOR__) "." TELINJECT_I_TEXT(__GNUC_PATCHLEVEL__)
#endif
#if defined(__cplusplus)
#if __cplusplus > 202302L
#define TELINJECT_I_LANGUAGE "C++26"
#elif __cplusplus > 202002L
#define TELINJECT_I_LANGUAGE "C++23"
#elif __cplusplus > 201703L
#define TELINJECT_I_LANGUAGE "C++20"
#elif __cplusplus > 201402L
#define TELINJECT_I_LANGUAGE "C++17"
#elif __cplusplus > 201103L
#define TELINJECT_I_LANGUAGE "C++14"
#elif __cplusplus == 201103L
#define TELINJECT_I_LANGUAGE "C++11"
#else
#define TELINJECT_I_LANGUAGE "C++98"
#endif
#elif !defined(__STDC_VERSION__) || __STDC_VERSION__ < 199901L
#define TELINJECT_I_LANGUAGE "C89"
#elif __STDC_VERSION__ > 201710L
#define TELINJECT_I_LANGUAGE "C23"
#elif __STDC_VERSION__ > 201112L
#define TELINJECT_I_LANGUAGE "C17"
#elif __STDC_VERSION__ > 199901L
#define TELINJECT_I_LANGUAGE "C11"
#else
#define TELINJECT_I_LANGUAGE "C99"
#endif
#define TELINJECT_I_WHERE \
  "\n" TELINJECT_I_COMPILER " " TELINJECT_I_LANGUAGE "\n" __FILE__ ":" TELINJECT_I_TEXT(__LINE__) "\n"

#ifdef TELINJECT_RUNTIME
#include <telinject/detail/late_binding.h>
#define TELINJECT_I_STATE telinject_i_link.telinject_i_state
#define TELINJECT_I_PLAIN_ENTER \
  (*__atomic_load_n(&TELINJECT_I_GLOBAL telinject_i_link.telinject_i_enter, __ATOMIC_ACQUIRE))
#define TELINJECT_I_PLAIN_CALL(NAME) (*TELINJECT_I_GLOBAL telinject_i_link.telinject_i_##NAME)
#define TELINJECT_I_HAS(NAME) \
  (__atomic_load_n(&TELINJECT_I_GLOBAL telinject_i_link.telinject_i_##NAME, __ATOMIC_RELAXED) != 0)
#else
#ifdef TELINJECT_BUILD
/* Build information; the runtime looks it up by this name. */
#ifdef __cplusplus
extern "C" {
#endif
extern __attribute__((__weak__, __visibility__("default"))) const char telinject_build[];
const char telinject_build[] = TELINJECT_BUILD;
#ifdef __cplusplus
}
#endif
#endif
#define TELINJECT_I_STATE telinject_state
#define TELINJECT_I_PLAIN_ENTER TELINJECT_I_GLOBAL telinject_enter
#define TELINJECT_I_PLAIN_CALL(NAME) TELINJECT_I_GLOBAL telinject_##NAME
#define TELINJECT_I_HAS(NAME) 1
#endif

/* Attributes of an inlined guard: the program's line table gets no line of this header, and -finstrument-functions does
 * not instrument it. */
#if defined(__clang__)
#define TELINJECT_I_NO_LINES __nodebug__, __no_instrument_function__
#else
#define TELINJECT_I_NO_LINES __artificial__, __no_instrument_function__
#endif

/* The split of functions of C (detail/split_function.h), if the unit is optimized for speed. */
#if !defined(__cplusplus) && defined(__OPTIMIZE__) && !defined(__OPTIMIZE_SIZE__) && !defined(TELINJECT_ONE_BODY)
#define TELINJECT_I_SPLIT
#endif

/* Second bodies of functions of C++ (detail/second_body.h). */
#if defined(__cplusplus) && __cplusplus >= 201703L && __cplusplus <= 202002L && defined(__OPTIMIZE__) && \
    !defined(__OPTIMIZE_SIZE__) && !defined(TELINJECT_ONE_BODY)
#define TELINJECT_I_SECOND_BODIES
#endif

#include <telinject/detail/kept_calls.h>
#ifdef TELINJECT_I_KEPT_CALLS
#define TELINJECT_I_ENTER TELINJECT_I_GLOBAL telinject_i_kept_enter
#define TELINJECT_I_ENTER_SPLIT telinject_i_kept_enter_split
#define TELINJECT_I_CALL(NAME) TELINJECT_I_GLOBAL telinject_i_kept_##NAME
#else
#define TELINJECT_I_ENTER TELINJECT_I_PLAIN_ENTER
#define TELINJECT_I_ENTER_SPLIT TELINJECT_I_PLAIN_ENTER
#define TELINJECT_I_CALL TELINJECT_I_PLAIN_CALL
#endif

/* The flag, read as a plain word: compilers then load it once for several functions that are inlined into each other,
 * until something may have written it.  0 is final; every other value leads to the runtime, which reads it again, so a
 * stale value does no harm (docs/adr/0016-two-bodies.md).  ThreadSanitizer would report a race. */
#if defined(__SANITIZE_THREAD__)
#define TELINJECT_I_FLAG __atomic_load_n(&TELINJECT_I_GLOBAL TELINJECT_I_STATE, __ATOMIC_RELAXED)
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define TELINJECT_I_FLAG __atomic_load_n(&TELINJECT_I_GLOBAL TELINJECT_I_STATE, __ATOMIC_RELAXED)
#endif
#endif
#ifndef TELINJECT_I_FLAG
#define TELINJECT_I_FLAG TELINJECT_I_GLOBAL TELINJECT_I_STATE
#endif
#define TELINJECT_I_ON __builtin_expect(TELINJECT_I_FLAG != 0, 0)

#include <telinject/detail/asleep.h>
#ifdef TELINJECT_I_SPLIT
/* 1 in the body that records events, which runs only after the flag and the function's word were tested; the code after
 * the call is no less likely than the call.  telinject_i_split_word is that word's address there. */
enum { telinject_i_is_split = 0, telinject_i_split_word = 0 };
#define TELINJECT_I_MAY_BE_ON (telinject_i_is_split || TELINJECT_I_ON)
#define TELINJECT_I_ENTER_HERE (telinject_i_is_split ? TELINJECT_I_ENTER_SPLIT : TELINJECT_I_ENTER)
#define TELINJECT_I_WORD_HERE \
  (telinject_i_is_split ? (telinject_i_int *)(telinject_i_address)telinject_i_split_word : TELINJECT_I_WORD)
#define TELINJECT_I_IS_AWAKE_HERE(WORD) (telinject_i_is_split || TELINJECT_I_IS_WORD_AWAKE(WORD))
#elif defined(TELINJECT_I_SECOND_BODIES)
/* A body that asks the flag, and the two of a function that has two (detail/second_body.h), where the name is that of a
 * local constant.  telinject_w is the function's word there. */
enum { telinject_i_only_body, telinject_i_recording_body, telinject_i_plain_body };
enum { telinject_i_body = telinject_i_only_body };
[[__maybe_unused__]] constexpr telinject_i_int *telinject_w = nullptr;
#define TELINJECT_I_IS_ONLY_BODY (telinject_i_int(telinject_i_body) == telinject_i_int(telinject_i_only_body))
#define TELINJECT_I_MAY_BE_ON \
  (telinject_i_int(telinject_i_body) == telinject_i_int(telinject_i_recording_body) || \
   (TELINJECT_I_IS_ONLY_BODY && TELINJECT_I_ON))
#define TELINJECT_I_ENTER_HERE TELINJECT_I_ENTER
#define TELINJECT_I_WORD_HERE (TELINJECT_I_IS_ONLY_BODY ? TELINJECT_I_WORD : telinject_w)
#define TELINJECT_I_IS_AWAKE_HERE(WORD) (!TELINJECT_I_IS_ONLY_BODY || TELINJECT_I_IS_WORD_AWAKE(WORD))
#else
#define TELINJECT_I_MAY_BE_ON TELINJECT_I_ON
#define TELINJECT_I_ENTER_HERE TELINJECT_I_ENTER
#define TELINJECT_I_WORD_HERE TELINJECT_I_WORD
#define TELINJECT_I_IS_AWAKE_HERE TELINJECT_I_IS_WORD_AWAKE
#endif

/* The guard is an int with the cleanup attribute in both languages: it needs no library, is accepted under
 * -std=c89 -pedantic-errors before other declarations, runs on every exit of a C++ function, and, as its
 * type is literal, is allowed in a constexpr function (docs/adr/0002-guard.md). */
#define TELINJECT_I_GUARD(N) __attribute__((__cleanup__(telinject_i_leave))) telinject_i_int telinject_g##N

/* Each entry passes the function's return address after its values, as " caller" in its site says, so that readers of
 * debug information can find the call (docs/adr/0017-callers.md). */
#define TELINJECT_I_CALLER __builtin_return_address(0)
#define TELINJECT_I_CALLER_MARK " caller"

#define TELINJECT_FUNCTION(N, CODES, ...) \
  TELINJECT_I_GUARD(N) = TELINJECT_I_MAY_BE_ON ? __extension__({ \
    telinject_i_int *__const__ telinject_w##N = TELINJECT_I_WORD_HERE; \
    TELINJECT_I_IS_AWAKE_HERE(telinject_w##N) \
    ? TELINJECT_I_ENTER_HERE(telinject_w##N, CODES TELINJECT_I_CALLER_MARK TELINJECT_I_WHERE __VA_ARGS__, \
                             TELINJECT_I_CALLER) \
    : 0; \
  }) \
                                               : 0;

/* A constexpr function records events at run time only, and may hold no assembler text: it has no word. */
#define TELINJECT_CONSTEXPR_FUNCTION(N, CODES, ...) \
  TELINJECT_I_GUARD(N) = \
      ::telinject_i_on_at_run_time() \
          ? TELINJECT_I_ENTER(::telinject_i_no_word(), CODES TELINJECT_I_CALLER_MARK TELINJECT_I_WHERE __VA_ARGS__, \
                              TELINJECT_I_CALLER) \
          : 0;

/* A function that emits no events of its own, but encloses constructs that do. */
#define TELINJECT_SCOPE(N, CODES, ...) TELINJECT_FUNCTION(N, "~" CODES, __VA_ARGS__)
#define TELINJECT_CONSTEXPR_SCOPE(N, CODES, ...) TELINJECT_CONSTEXPR_FUNCTION(N, "~" CODES, __VA_ARGS__)

/* Stands before a function-try-block, which becomes a try block in the function's body; TELINJECT_END_FUNCTION() or
 * TELINJECT_END_SCOPE() closes that body after the last handler. */
#define TELINJECT_OPEN_FUNCTION(N, CODES, ...) \
  { \
    TELINJECT_FUNCTION(N, CODES, __VA_ARGS__)
#define TELINJECT_OPEN_CONSTEXPR_FUNCTION(N, CODES, ...) \
  { \
    TELINJECT_CONSTEXPR_FUNCTION(N, CODES, __VA_ARGS__)
#define TELINJECT_OPEN_SCOPE(N, CODES, ...) \
  { \
    TELINJECT_SCOPE(N, CODES, __VA_ARGS__)
#define TELINJECT_OPEN_CONSTEXPR_SCOPE(N, CODES, ...) \
  { \
    TELINJECT_CONSTEXPR_SCOPE(N, CODES, __VA_ARGS__)
#define TELINJECT_END_FUNCTION() }
#define TELINJECT_END_SCOPE() }

#include <telinject/detail/widened.h>

#ifdef __cplusplus

#define TELINJECT_I_GLOBAL ::
#include <telinject/detail/value.hpp>

/* At the head of a what() that does more than return a text: when the runtime calls what() for the message of an
 * exception, it returns "" at once, so that the call has no effect in the program. */
#define TELINJECT_I_CALLED_FOR_MESSAGE (TELINJECT_I_HAS(calls_what) && TELINJECT_I_PLAIN_CALL(calls_what)() != 0)
#define TELINJECT_WHAT_GUARD() \
  if (TELINJECT_I_ON && TELINJECT_I_CALLED_FOR_MESSAGE) \
    return "";
#define TELINJECT_CONSTEXPR_WHAT_GUARD() \
  if (::telinject_i_on_at_run_time() && TELINJECT_I_CALLED_FOR_MESSAGE) \
    return "";

/* A coroutine: TELINJECT_COROUTINE stands before its guard, TELINJECT_AWAIT around each co_await and co_yield.  Its
 * spans leave the thread before the operand is evaluated and are back at the end of the full expression. */
#define TELINJECT_COROUTINE(N) ::telinject_i_coroutine telinject_k##N;
#define TELINJECT_AWAIT(N) (::telinject_i_void(::telinject_i_awaiting(telinject_k##N, telinject_g##N)),
#define TELINJECT_END_AWAIT() )

/* return a + b;  becomes  return TELINJECT_RETURN(1, int) a + b TELINJECT_END_RETURN(1, "i"); */
#define TELINJECT_RETURN(N, ...) ::telinject_i_returned<__VA_ARGS__>(telinject_g##N, (
#define TELINJECT_END_RETURN(N, CODE) ), CODE)
#define TELINJECT_TEXT(S) ::telinject_i_size(S), ::telinject_i_data(S)
#define TELINJECT_SIZE(C) ::telinject_i_size(C)
#define TELINJECT_POINTER(P) ::telinject_i_pointer(P)
#define TELINJECT_OPTIONAL(O) ::telinject_i_optional(O).telinject_i_self()
#define TELINJECT_OPTIONAL_TEXT(O) ::telinject_i_optional_text(O).telinject_i_self()
#define TELINJECT_COUNT(D) ::telinject_i_count(D)
#define TELINJECT_STREAMED(V) ::telinject_i_streamed<::std::ostringstream>(V).telinject_i_self()
#define TELINJECT_VALUE(V) ::telinject_i_value_of(V).telinject_i_self()
#define TELINJECT_REAL(F) ::telinject_i_real(F)
#define TELINJECT_ENUM(E) ::telinject_i_long_long(E)

#else

#define TELINJECT_I_GLOBAL
#define TELINJECT_REAL(F) \
  __builtin_choose_expr(TELINJECT_I_IS_FLOAT(F), telinject_i_widened(TELINJECT_I_FLOAT_BITS(F)), \
                        (telinject_i_double)(F))
#define TELINJECT_ENUM(E) (telinject_i_long_long)(E)

/* A copy is never emitted.  GCC warns of a call of a static function in an external inline function
 * (-Wsystem-headers shows that), Clang of a static function used in an external C99 inline function. */
#if defined(__clang__)
#define TELINJECT_I_LEAVES extern __inline__ __attribute__((__gnu_inline__))
#else
#define TELINJECT_I_LEAVES static __inline__
#endif
TELINJECT_I_LEAVES __attribute__((__always_inline__, __nothrow__,
                                  TELINJECT_I_NO_LINES)) void telinject_i_leave(int *telinject_i_guard) {
  if (__builtin_expect(*telinject_i_guard != 0, 0))
    TELINJECT_I_CALL(leave)(*telinject_i_guard);
}

/* The argument that passes a variable: a float widened to double, anything else unchanged. */
#define TELINJECT_I_IS_FLOAT(V) __builtin_types_compatible_p(__typeof__(V), telinject_i_float)
#define TELINJECT_I_PASSED(V) \
  __builtin_choose_expr(TELINJECT_I_IS_FLOAT(V), \
                        telinject_i_widened(TELINJECT_I_FLOAT_BITS( \
                            *(__const__ telinject_i_stored_float *)(__const__ telinject_i_void *)&V)), \
                        V)

#define TELINJECT_RETURN(N, ...) __extension__({ __typeof__(__VA_ARGS__) telinject_r##N = (
#define TELINJECT_END_RETURN(N, CODE) \
  ); \
  __builtin_expect(telinject_g##N != 0, 0) \
      ? TELINJECT_I_CALL(return)(telinject_g##N, CODE, TELINJECT_I_PASSED(telinject_r##N)) \
      : TELINJECT_I_NOTHING; \
  telinject_r##N; \
  })

#endif

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC pop_options
#endif

#endif /* TELINJECT_DISABLE */

#include <telinject/detail/flow_macros.h>
#include <telinject/detail/second_body.h>
#include <telinject/detail/split_function.h>
#include <telinject/detail/variable_macros.h>

#include <telinject/detail/bind_macros.h>
#include <telinject/detail/call_macros.h>

#endif
