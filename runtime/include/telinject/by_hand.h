/* by_hand.h: the API for manual instrumentation, in addition to the inserted hooks or without them.  C89 and later,
 * C++98 and later; the program links with -ltelinject (or telinject::runtime).
 *
 *     TELINJECT_SPAN("load");                            a span until the end of the block
 *     int span = TELINJECT_BEGIN("request"); … TELINJECT_END(span);
 *
 *     telinject_context context;                         pass work to another thread:
 *     telinject_capture(&context);                       the sending thread captures its context,
 *     TELINJECT_WITH_CONTEXT(&context);                  the receiving one attaches it until the end of the block
 *
 *     char header[TELINJECT_TRACEPARENT_SIZE];           pass work to another process:
 *     if (telinject_inject_traceparent(header)) send("traceparent", header);
 *     if (telinject_extract_traceparent(received, &context)) …
 *
 * Every function may be called from any thread and, except telinject_flush, from a signal handler.  No function throws,
 * and each leaves errno unchanged.  With telemetry off each does nothing and returns 0 (telinject_capture and
 * telinject_inject_traceparent also clear their output).  With TELINJECT_DISABLE no function is declared and the macros
 * are empty.
 */
#ifndef TELINJECT_BY_HAND_H
#define TELINJECT_BY_HAND_H

#if defined(__GNUC__)
#pragma GCC system_header
#endif

#include <telinject/telinject.h>

#include <telinject/detail/prologue.h>

/* A reference to an open span, of this process or another.  It is a plain value that may be copied and may outlive its
 * span.  All zeros, as after memset: no span. */
typedef struct telinject_context {
  unsigned int telinject_i_trace[4]; /* the trace id in the order of its digits in traceparent */
  unsigned int telinject_i_span[2];
  unsigned int telinject_i_flags;
  unsigned int telinject_i_unused;
} telinject_context;

/* Size in bytes of "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" with its terminating zero. */
#define TELINJECT_TRACEPARENT_SIZE 56

#define TELINJECT_I_JOIN2(A, B) A##B
#define TELINJECT_I_JOIN(A, B) TELINJECT_I_JOIN2(A, B)

#ifndef TELINJECT_DISABLE

#ifdef __cplusplus
extern "C" {
#endif

/* Opens a span that ends with telinject_leave(handle) on this thread, in any function.  Spans opened inside it that
 * are still open then are closed as abandoned.
 * site: as for telinject_enter, without codes; must not be null.  The span is reported as a function of that name.
 * Returns its handle; 0 if no span was opened. */
TELINJECT_I_API int telinject_begin(const char *telinject_site);

/* Writes the context of this thread's innermost span.  to: must not be null.
 * Returns 1; 0 if the thread is in no span (the context is all zeros then). */
TELINJECT_I_API int telinject_capture(telinject_context *telinject_to);

/* Attaches a context to this thread until telinject_leave(handle): spans that are opened in between become children of
 * the context's span, in its trace and with its sampling decision.  from: must not be null.
 * Returns the handle; 0 if the context is all zeros or memory is short. */
TELINJECT_I_API int telinject_attach_context(const telinject_context *telinject_from);

/* Writes this thread's context as the value of the header `traceparent` of W3C Trace Context, zero-terminated.
 * to: at least TELINJECT_TRACEPARENT_SIZE bytes.
 * Returns 1; 0 if the thread is in no span (the text is empty then). */
TELINJECT_I_API int telinject_inject_traceparent(char *telinject_to);
/* Parses the value of such a header.  header: zero-terminated, or null.  to: must not be null.
 * Returns 1 if the header is valid; else 0 (the context is all zeros then). */
TELINJECT_I_API int telinject_extract_traceparent(const char *telinject_header, telinject_context *telinject_to);

#ifdef __cplusplus
}
#endif

/* NAME: a string literal without " -> ". */
#define TELINJECT_BEGIN(NAME) (TELINJECT_I_ON ? telinject_begin(TELINJECT_I_WHERE NAME "()") : 0)
#define TELINJECT_END(SPAN) telinject_leave(SPAN)
#define TELINJECT_I_UNTIL_END(HANDLE) \
  __attribute__((__cleanup__(telinject_i_leave), __unused__)) telinject_i_int TELINJECT_I_JOIN(telinject_i_by_hand_, \
                                                                                               __LINE__) = HANDLE
#define TELINJECT_SPAN(NAME) TELINJECT_I_UNTIL_END(TELINJECT_BEGIN(NAME))
#define TELINJECT_WITH_CONTEXT(CONTEXT) TELINJECT_I_UNTIL_END(telinject_attach_context(CONTEXT))

#else

/* The macros expand to declarations here too, as other declarations may follow. */
#define TELINJECT_I_NOTHING extern int TELINJECT_I_JOIN(telinject_i_by_hand_, __LINE__)
#define TELINJECT_SPAN(NAME) TELINJECT_I_NOTHING
#define TELINJECT_WITH_CONTEXT(CONTEXT) TELINJECT_I_NOTHING
#define TELINJECT_BEGIN(NAME) 0
#define TELINJECT_END(SPAN) ((void)(SPAN))
#define telinject_capture(CONTEXT) ((void)(CONTEXT), 0)
#define telinject_attach_context(CONTEXT) ((void)(CONTEXT), 0)
#define telinject_inject_traceparent(TO) (*(TO) = '\0', 0)
#define telinject_extract_traceparent(HEADER, CONTEXT) ((void)(HEADER), (void)(CONTEXT), 0)
#define telinject_flush(TIMEOUT_MS) ((void)(TIMEOUT_MS), 0)

#endif

#include <telinject/detail/epilogue.h>

#endif
