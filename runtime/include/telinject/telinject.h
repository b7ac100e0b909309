/* telinject.h: the header that instrumented code includes.  It declares the hooks and defines the injected macros.
 *
 * It compiles as C89 and later and as C++98 and later, declares only prototypes and macros, and includes nothing of the
 * C or C++ library, so it may come before the program's own feature-test macros.  With TELINJECT_DISABLE defined, every
 * injected macro is empty and nothing is declared.
 *
 * Every function below may be called from any thread and, unless its comment says otherwise, from a signal handler.  No
 * function throws, and each leaves errno unchanged.  With telemetry off a function does nothing and returns 0 or null.
 *
 * The program's own macros also apply to this header, so every name in it begins with telinject's prefix.
 */
#ifndef TELINJECT_TELINJECT_H
#define TELINJECT_TELINJECT_H

#if defined(__GNUC__)
#pragma GCC system_header
#endif

#include <telinject/detail/prologue.h>

#define TELINJECT_VERSION "0.1.0"

#ifndef TELINJECT_DISABLE

#define TELINJECT_I_API __attribute__((__visibility__("default"), __nothrow__))

#ifdef __cplusplus
extern "C" {
#endif

/* 0: telemetry is off; injected code reads this word and does nothing else.  Otherwise telemetry is on, or it is still
 * undecided: the first event decides it from the environment (docs/configuration.md).  Read it with relaxed atomics;
 * only the runtime writes it. */
extern __attribute__((__visibility__("default"))) int telinject_state;

/* What sleeps now, because even counting it would cost too much (docs/budget.md, dormant); read with relaxed atomics,
 * written by the runtime only.  [0]: the groups of functions, one bit each.  [1]: guards that are not greater sleep. */
extern __attribute__((__visibility__("default"))) int telinject_asleep[2];

/* Opens the span of a function and records function_entry.
 * word: a word of this place in the program, 0 at first, or null if it has none.  The runtime sets it to the bit of the
 * function's group: the function is not called while (*word & telinject_asleep[0]) != 0.
 * site: a string literal of four lines, separated by '\n':
 *
 *     line  form                        meaning
 *     1     [~|^]CODES[@N][ coroutine][ caller]
 *                                       ~: the function itself emits no events; its span only encloses others
 *                                       ^: the function begins a trace of its own (docs/budget.md, "Roots")
 *                                       CODES: one code for each value that follows the site, in order (table below)
 *                                       @N: the function's name is N lines above LINE (the line of the '{')
 *                                       coroutine: the function is a C++ coroutine
 *                                       caller: one more argument follows the values, a const void *: the function's
 *                                       return address
 *     2     COMPILER LANGUAGE           "GCC 12.2.0 C++17"
 *     3     FILE:LINE                   __FILE__ and __LINE__ of the macro; the last ':' separates them
 *     4     NAME(ARG, ARG)[ -> TYPE]    NAME: qualified name; one ARG for each code, separated by ", ";
 *                                       " -> TYPE" if the function returns a value
 *
 *     ARG                               for the codes
 *     NAME                              all
 *     NAME:TYPE                         n o v w
 *     NAME{0=RED,1=GREEN}               e E u m: the names of an enumeration's values
 *     NAME{ms}                          q: the unit of the duration
 *
 * The runtime reads at most 128 arguments.  Text that does not follow the grammar is read as far as it does; a missing
 * name is shown as "unknown".  The site must not be null, and the values must have the types that CODES give.
 * Lifetime: the site must stay mapped until the next flush; the runtime flushes before dlclose unmaps it.
 * Returns the span's handle for telinject_leave on this thread; 0 if no span was opened, for example because the trace
 * is not sampled. */
TELINJECT_I_API int telinject_enter(int *telinject_word, const char *telinject_site, ...);

/* Sets the value that the function of that span returns.
 * span: from telinject_enter; 0 is ignored.
 * code: string literal with the one code of the value that follows, as "i" or "e{0=RED,1=GREEN}"; it must live as long
 * as a site does. */
TELINJECT_I_API void telinject_return(int telinject_span, const char *telinject_code, ...);

/* Closes a span and records its exit.  Spans that were opened inside it and are still open are closed as abandoned.
 * span: a handle of telinject_enter, telinject_loop or telinject_try on the same thread; 0 is ignored. */
TELINJECT_I_API void telinject_leave(int telinject_span);

/* The functions below record what happens inside a function.  outer: the handle of the innermost span that encloses the
 * construct in the source text; 0 is ignored.  Spans above `outer` on the thread's stack can only have been left
 * without a call of telinject_leave (by longjmp); they are closed as abandoned.  A function that returns an int returns
 * `outer`, or its negative, with which it is not to be called while it is not greater than telinject_asleep[1].
 * site: string literal  HEAD[@N] '\n' FILE:LINE '\n' TEXT  ; the construct begins N lines above LINE.  Lifetime as for
 * telinject_enter.  Each function's comment gives its HEAD and TEXT. */

/* Opens the span of a loop and records loop_entry.
 * site: HEAD is "KIND REASON".  KIND: for, while, do or range_for.  REASON: the exit reason of a loop that is left
 * without a call of telinject_loop_exit: condition, break, return, goto or unknown.  TEXT: the loop's header as written.
 * Returns the loop's handle for telinject_leave; 0 if no span was opened. */
TELINJECT_I_API int telinject_loop(int telinject_outer, const char *telinject_site);
/* Records loop_iteration at the start of an iteration.  loop_span: from telinject_loop; 0 is ignored.  Returns loop_span or
 * its negative, as above. */
TELINJECT_I_API int telinject_iteration(int telinject_loop_span);
/* Sets why the loop is about to be left; only the first call for a loop counts.
 * loop_span: from telinject_loop; 0 is ignored.  reason: 'c' condition, 'b' break, 'r' return, 'g' goto. */
TELINJECT_I_API void telinject_loop_exit(int telinject_loop_span, int telinject_reason);

/* Records conditional_entry and conditional_exit when a branch of a conditional is entered.
 * site: HEAD is "TYPE BRANCH".  TYPE: if, switch or ternary.  BRANCH: "then", "else if 1", "else", "none",
 * "case 3, case 4" or "default".  TEXT: the condition as written. */
TELINJECT_I_API int telinject_branch(int telinject_outer, const char *telinject_site);

/* Records variable_change after a variable was given a value.
 * site: HEAD is one code for the value, or two codes: the value, then the previous value; an enumeration's code is
 * followed by its table, as "e{0=RED}e{0=RED}".  The values follow the site.  TEXT: "variable as written : type"; its
 * last " : " separates the two. */
TELINJECT_I_API int telinject_change(int telinject_outer, const char *telinject_site, ...);

/* Opens the span of a try block and records exception_entry.
 * site: HEAD is empty; TEXT: the types that the handlers catch, separated by ", ".
 * Returns a handle for telinject_leave, which records exception_exit: as raised and not caught here if an exception is
 * propagating then.  Returns 0 if no span was opened. */
TELINJECT_I_API int telinject_try(int telinject_outer, const char *telinject_site);
/* Records exception_exit as raised and caught, at the start of a handler.  try_block: from telinject_try; 0 is
 * ignored. */
TELINJECT_I_API void telinject_catch(int telinject_try_block);

/* A call of a library's function that an aspect describes (docs/aspects.md).  Four functions are called around it, in
 * this order; `call` is a telinject_i_call of call_macros.h.
 *
 * telinject_call, before the arguments are evaluated.  outer: as above, but may be 0: the call is then a child of the
 * innermost span that is open, or begins a trace.
 * how: string literal of three characters: KIND ACTION COUNT.
 *     KIND    h: HTTP; d: database; c: only what is remembered
 *     ACTION  c: the call is a span
 *             r: what is passed is remembered for the handle
 *             R: so it is, and if the call fails, it is a span
 *             b: a span of the handle begins; it ends with the call if that failed
 *             s: the call is a step of a span that begins with the handle's first such call and ends with one whose
 *                result is not "row"
 *             S: the call is a step of the handle's span, if there is one
 *             e: that span ends
 *             f: so it does, and what was remembered for the handle is forgotten
 *             q: the first text that is passed is appended to the handle's queue
 *             d: the call is a span with the first text of that queue
 *             a: the call answers the request with that handle; it passes http.response.status_code
 *             H: no call, but a function that handles a request, which the handle identifies if it is called several times
 *                for one.  Its span is a child of the caller's, or begins a trace.  It ends when the function returns, with
 *                a handle when it returns after the answer
 *             n       the call hands work over, which the handle, and a name passed by k, identify; what was handed over
 *                     under it before is forgotten
 *             m, N    the same, but what was handed over before is still to come; m: a single callback does all of it
 *             T       no call, but a function that does such work: it continues the trace of the span in which it was handed
 *                     over
 *             K       the same, and another function does more of that work
 *     COUNT   0 to 9: the number of calls of telinject_argument before the function is called; the span begins with the last
 * site: string literal  ASPECT ROLE[@N] '\n' FILE:LINE '\n' FUNCTION ('\n' NAME=VALUE)*  ; ROLE: client, server or
 * internal; NAME=VALUE: attributes that are constant.  Lifetime as for telinject_enter.
 * Returns 0 if nothing is recorded: the others are then not called.
 *
 * telinject_argument passes a value.  code: a literal, with the same lifetime:
 *     -               nothing
 *     h               the handle, a pointer
 *     H               the address of the handle, which is read when the call has returned
 *     O               the address of another pointer, which is read then and is telinject_i_output; c: that pointer
 *     k               the name of a part of the handle's object, a text: what is remembered is the part's
 *     o               another handle: the handle stands for it from now on
 *     e[s], E[s][w]   after the call: the library's code of an error, a number (0: none) or a text (null or empty: none).  If
 *                     there is one, the call failed, and it is error.type; s: and db.response.status_code; w: the code
 *                     is the first word of the text
 *     g               after the call: 0: the span of the handle ends with the call; else it goes on
 *     +               after the call: the number of rows of a step
 *     x               after a call that an exception left: the mangled name of a class; if the exception is of it or of one
 *                     derived from it, telinject_i_output is the address of that object, else null
 *     F               of a handler: 0 if it has been called for this request before
 *     T               of a handler: the header traceparent, or null
 *     L, L?           the list of the headers of the handle's requests; L?: it is not known
 *     I               after the last argument of an outgoing request: writes its header traceparent, and the list with it, to
 *                     the call (call_macros.h); of a span that goes on after the call, the address of the list to its output
 *     J               before the call, when all arguments have been passed: writes its header traceparent to it
 *     &[A:B] TYPE NAME  of a handler: the address of an int, which is read at its end; B is recorded in place of A
 *     n NAME          the length of the text that has that name, in its units; not used if negative
 *     @N code         N counts from 0: that element of the array of pointers or lengths that is passed; code: n or s
 *     TYPE[p][2|4] NAME  an attribute.  TYPE: b i u l m x y p s as in the table below; p: the text is a parameterised
 *                     statement; 2, 4: it is UTF-16 or UTF-32, in units of so many bytes
 *
 * telinject_returned, when the function has returned.  code: "-" or R, the code of the result's type, rules:
 *     " error<op>N"   the call failed if the result compares so with N; <op>: == != < <= > >=
 *     " row<op>N"     the result is a row; there may be several such rules
 *     " counted"      the number of rows is passed by +; else each row is one
 *     " status"       if the call failed, the result is db.response.status_code; it is always error.type
 *     " handle"       the result is the handle
 *     " later"        the handle is passed by h after this
 *   or how the call ended where no result is passed:
 *     X               an exception left it
 *     x               it is over; it failed if an exception is leaving it
 *     y               the same, but if none is, it goes on: nothing is recorded until this is called again
 * Returns what the values between this call and telinject_called are needed for: 1: a span is open, or may be recorded;
 * 2: the call failed.
 * telinject_called ends the span.  It sets errno to what it was when telinject_returned was called. */
TELINJECT_I_API int telinject_call(void *telinject_state_of_call, int telinject_outer, const char *telinject_how,
                                   const char *telinject_site);
TELINJECT_I_API void telinject_argument(void *telinject_state_of_call, const char *telinject_code, long telinject_word);
TELINJECT_I_API int telinject_returned(void *telinject_state_of_call, const char *telinject_code,
                                       long telinject_result);
TELINJECT_I_API void telinject_called(void *telinject_state_of_call);

/* Returns 1 while the runtime calls an exception's what() on this thread, for the message of an event; else 0. */
TELINJECT_I_API int telinject_calls_what(void);

/* Work that goes to another thread continues the trace of the span in which it was handed over.
 * telinject_hand_over writes the context of this thread's innermost span to 32 bytes.  Returns 1; 0 if there is no span
 * (the memory is then not written).
 * telinject_take_over attaches such a context to this thread until telinject_leave(handle).  Returns the handle; 0 if
 * memory is short. */
TELINJECT_I_API int telinject_hand_over(void *telinject_to);
TELINJECT_I_API int telinject_take_over(const void *telinject_from);

/* Coroutines: a C++ coroutine may be suspended on one thread and resumed on another.
 * telinject_suspend, before the suspension, takes the span and all spans inside it off this thread.  coroutine: null at
 * first, then the result of the previous call.  Returns the coroutine's state, null if it has none yet.  The spans stay
 * on the thread if the span is not open or memory is short.
 * telinject_suspend(0, 0) announces that the next telinject_enter of this thread belongs to a coroutine; that call then
 * returns a handle even if the trace is not sampled.
 * telinject_resume puts the spans on the thread that runs the coroutine now.  Null is ignored.
 * telinject_drop, when the coroutine's frame is destroyed, records its open spans as abandoned and frees the state.
 * Null is ignored. */
TELINJECT_I_API void *telinject_suspend(void *telinject_coroutine, int telinject_span);
TELINJECT_I_API void telinject_resume(void *telinject_coroutine);
TELINJECT_I_API void telinject_drop(void *telinject_coroutine);

/* Writes "trace_id=" and the trace's 32 digits, " span_id=" and the 16 digits of the span that the thread is in, as a text
 * of TELINJECT_LOG_CONTEXT_SIZE bytes with its terminating zero (<telinject/log_context.h>).  The ids of a function that
 * is folded or not recorded are those of the span around it.
 * Returns 1; 0 if the thread is in no span (the text is empty then). */
TELINJECT_I_API int telinject_log_context(char *telinject_to);

/* Waits until everything that this process has recorded so far was passed to the output.
 * timeout_ms: the longest wait in milliseconds; 0: no limit.
 * Returns 0 if all was written or telemetry is off, else -1.
 * Not async-signal-safe. */
TELINJECT_I_API int telinject_flush(unsigned telinject_timeout_ms);

/* Codes of values:
 *     code  value                           passed as                      shown as
 *     b     bool                            int                            true or false
 *     c     char                            int                            text of one character
 *     i     int, and what promotes to it    int                            number
 *     u     unsigned                        unsigned                       number, or the enumerator's name
 *     l     long                            long                           number
 *     m     unsigned long                   unsigned long                  number, or the enumerator's name
 *     x     long long                       long long                      number
 *     y     unsigned long long              unsigned long long             number
 *     f     float, double                   double                         number
 *     g     long double                     long double                    number
 *     p     pointer                         const void *                   address
 *     e     enumeration                     int                            enumerator's name, or number
 *     E     enumeration                     long long                      enumerator's name, or number
 *     s     C string                        const char *                   its text
 *     t     text                            unsigned long, const char *    as many bytes of text as the number says
 *     a     array of char                   unsigned long, const char *    its text; the number is the array's size
 *     v     any C++ value                   const telinject_value *        by its own code
 *     w     value with parts                const telinject_value *        JSON of its parts
 *     ( )   around the codes of members     nothing                        {"x": 1, "y": 2}
 *     n     container                       unsigned long                  its size and its type
 *     q     duration                        long long                      number with its unit
 *     o     a value that is not read        nothing                        its type
 *     r     secret                          nothing                        "[REDACTED]" */

#ifdef __cplusplus
}
#endif

#endif /* TELINJECT_DISABLE */

#include <telinject/macros.h>

#include <telinject/detail/epilogue.h>

/* Clang before 22 warns in C code, too, that C++98 has no __auto_type. */
#if defined(__clang__) && __clang_major__ < 22 && !defined(__cplusplus) && !defined(TELINJECT_DISABLE)
#pragma clang diagnostic ignored "-Wc++98-compat"
#endif

#endif
