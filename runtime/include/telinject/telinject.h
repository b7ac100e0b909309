/* telinject: the one header that instrumented code includes.
 *
 * It compiles as C89 and later and as C++98 and later, declares bare prototypes and macros, and includes
 * nothing of the C or C++ library, so it may come before the program's own feature-test macros.
 * With TELINJECT_DISABLE defined every injected macro is empty and nothing at all is declared.
 *
 * Thread safety: every function may be called from any thread, and from signal handlers unless it says
 * otherwise.  No function throws, and each leaves errno as it was.
 *
 * The program's own macros reach into this header, so nothing in it has a name outside telinject's.
 */
#ifndef TELINJECT_TELINJECT_H
#define TELINJECT_TELINJECT_H

#if defined(__GNUC__)
#pragma GCC system_header
#endif

#include <telinject/prologue.h>

#define TELINJECT_VERSION "0.1.0"

#ifndef TELINJECT_DISABLE

#define TELINJECT_I_API __attribute__((__visibility__("default"), __nothrow__))

#ifdef __cplusplus
extern "C" {
#endif

/* 0: telemetry is off, and injected code does nothing more than read this word.  Not 0: it is on, or has not
 * been decided yet (the first event decides, from the environment: docs/configuration.md).  Read with relaxed
 * atomics; only the runtime writes it. */
extern __attribute__((__visibility__("default"))) int telinject_state;

/* telinject_enter(site, …): opens the span of a function and tells function_entry.
 * site: a string literal of four lines, separated by '\n':
 *
 *     CODES[@N][ coroutine][ caller]
 *                               one code for each argument that follows (below); N: the function's name
 *                               is N lines above the '{'; caller: one more argument follows, the address
 *                               that the function returns to
 *     COMPILER LANGUAGE         "GCC 12.2.0 C++17"
 *     FILE:LINE                 __FILE__ and __LINE__ at the macro
 *     NAME(ARG, ARG) -> TYPE    the qualified name; one ARG for each code; "-> TYPE" only if the function
 *                               returns a value
 *
 * An ARG is "name", "name:type" (codes n, o and v), "name{0=RED,1=GREEN}" (an enumeration) or "name{ms}" (a duration).
 * The literal must stay mapped until the next flush; the runtime flushes before dlclose unmaps it.
 * Returns the span's handle on this thread, for telinject_leave; 0 where there is nothing to close, as below the root
 * of a trace that is sampled out. */
TELINJECT_I_API int telinject_enter(const char *, ...);

/* telinject_return(span, code, …): tells the value that the function of that span returns: one value by one code, "i"
 * or "e{0=RED,1=GREEN}". The literal lives as long as a site does.  A handle of 0 is ignored. */
TELINJECT_I_API void telinject_return(int, const char *, ...);

/* telinject_leave(span): closes the span and tells function_exit; spans opened inside it and never closed are told as
 * abandoned. A handle of 0 is ignored. */
TELINJECT_I_API void telinject_leave(int);

/* What happens inside a function is told by the calls below.  Their first argument is the handle of the innermost span
 * that encloses the place in the program's text: where it is 0, nothing is told.  Spans that lie above that one on the
 * thread's stack can only have been left without a word (by a longjmp), and are told as abandoned.
 *
 * Sites of these have the form  HEAD[@N] '\n' FILE:LINE '\n' TEXT…  ; N: how many lines above LINE the construct
 * begins. */

/* telinject_loop(outer, site): opens the span of a loop and tells loop_entry.  Site: HEAD is "KIND WAY"; KIND: for,
 * while, do or range_for; WAY: how the loop ends where it is left in order and nothing else was said: condition, break,
 * return, goto, or unknown.  TEXT: the loop's header as written.  Returns the loop's handle, for telinject_leave. */
TELINJECT_I_API int telinject_loop(int, const char *);
/* telinject_iteration(loop): one more turn begins; tells loop_iteration. */
TELINJECT_I_API void telinject_iteration(int);
/* telinject_ends(loop, way): the loop is about to be left by 'c' its condition, 'b' break, 'r' return, 'g' goto; the
 * first word counts. */
TELINJECT_I_API void telinject_ends(int, int);

/* telinject_branch(outer, site): one branch of a conditional is entered; tells conditional_entry and conditional_exit.
 * Site: HEAD is "TYPE BRANCH"; TYPE: if, switch, ternary; BRANCH: "then", "else if 1", "else", "none", "case 3, case
 * 4", "default".  TEXT: the condition as written. */
TELINJECT_I_API void telinject_branch(int, const char *);

/* telinject_change(outer, site, …): a variable was given a value; tells variable_change.
 * Site: HEAD is the value's code, or two codes: the value, then the previous one; TEXT: "variable as written : type",
 * parted by its last " : ". */
TELINJECT_I_API void telinject_change(int, const char *, ...);

/* telinject_try(outer, site): a try block is entered; tells exception_entry.  Site: HEAD is empty; TEXT: the types its
 * handlers catch, separated by ", ".  Returns a handle for telinject_leave, which tells exception_exit; where an
 * exception is on its way then, as raised and not caught here. */
TELINJECT_I_API int telinject_try(int, const char *);
/* telinject_catch(attempt): a handler of that try block begins; tells exception_exit, as raised and caught. */
TELINJECT_I_API void telinject_catch(int);

/* telinject_calls_what(): 1 while the runtime itself is calling an exception's what() on this thread, for the message
 * of an event; else 0. */
TELINJECT_I_API int telinject_calls_what(void);

/* A C++ coroutine is about to be suspended, and may go on on any thread: telinject_suspend(coroutine, span) takes its
 * span and those inside it off this thread, telinject_resume(coroutine) puts them on the thread that it runs on now,
 * and telinject_drop(coroutine), when its frame is destroyed, tells those that never ended as abandoned.  coroutine:
 * null at first, then what telinject_suspend returned.  telinject_suspend(0, 0): the next telinject_enter of this
 * thread is that of a coroutine, which has a handle also where its trace is sampled out. */
TELINJECT_I_API void *telinject_suspend(void *, int);
TELINJECT_I_API void telinject_resume(void *);
TELINJECT_I_API void telinject_drop(void *);

/* telinject_flush(timeout_ms): waits until all that this process has recorded so far has been handed to the output.
 * timeout_ms: how long to wait at most; 0 means without limit.  Returns 0 when all was written, -1 when not.
 * Not for signal handlers. */
TELINJECT_I_API int telinject_flush(unsigned);

/* The codes of values, each with what is passed for it:
 *   b bool  c char  i int (and what promotes to it)  u unsigned  l long  m unsigned long
 *   x long long  y unsigned long long  f double (float too)  g long double
 *   p pointer, as const void *: told as its address        e enumeration, as int: told by name
 *   E enumeration, as long long                            s C string, as const char *: its text
 *   t text, as unsigned long, const char *: its bytes      v any C++ value, as const telinject_value *
 *   n container, as unsigned long: its size, and its type  q duration, as long long: with its unit
 *   o not read, nothing is passed: told as its type        r secret, nothing is passed: "[REDACTED]" */

#ifdef __cplusplus
}
#endif

#endif /* TELINJECT_DISABLE */

#include <telinject/macros.h>

#include <telinject/epilogue.h>

/* Older Clang says of C code, too, that C++98 had no __auto_type. */
#if defined(__clang__) && __clang_major__ < 22 && !defined(__cplusplus) && !defined(TELINJECT_DISABLE)
#pragma clang diagnostic ignored "-Wc++98-compat"
#endif

#endif
