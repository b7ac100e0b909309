/* telinject by hand: what a program tells of itself beside, or without, what the rewriter inserts.  C89 and later,
 * C++98 and later; the program links with -ltelinject (or telinject::runtime).
 *
 *     TELINJECT_SPAN("load");                            a span until the end of the block
 *     int span = TELINJECT_BEGIN("request"); … TELINJECT_END(span);
 *
 *     telinject_context context;                         work that is handed to another thread
 *     telinject_capture(&context);                       … here,
 *     TELINJECT_CONTEXT(&context);                       … and there: what begins in this block belongs to that span
 *
 *     char header[TELINJECT_TRACEPARENT_SIZE];           … or to another process
 *     if (telinject_traceparent(header)) send("traceparent", header);
 *     if (telinject_read_traceparent(received, &context)) …
 *
 * Each function may be called from any thread, and, but for telinject_flush, from a signal handler.  None throws, and
 * each leaves errno as it was.  With telemetry off all of them do nothing and return 0; with TELINJECT_DISABLE they are
 * not there at all, and the macros are empty.
 */
#ifndef TELINJECT_BY_HAND_H
#define TELINJECT_BY_HAND_H

#if defined(__GNUC__)
#pragma GCC system_header
#endif

#include <telinject/telinject.h>

#include <telinject/prologue.h>

/* A place in a trace: an open span, of this process or another.  A plain value, copied as one likes; it may outlive its
 * span.  All zeros, as after memset: no place. */
typedef struct telinject_context {
  unsigned int telinject_i_trace[4]; /* as traceparent has it, the first digits first */
  unsigned int telinject_i_span[2];
  unsigned int telinject_i_flags;
  unsigned int telinject_i_unused;
} telinject_context;

/* Bytes of "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" and its end. */
#define TELINJECT_TRACEPARENT_SIZE 56

#define TELINJECT_I_JOIN2(A, B) A##B
#define TELINJECT_I_JOIN(A, B) TELINJECT_I_JOIN2(A, B)

#ifndef TELINJECT_DISABLE

#ifdef __cplusplus
extern "C" {
#endif

/* telinject_begin(site): opens a span that ends with telinject_leave(handle), on this thread, wherever that is called;
 * spans that were opened inside it and never ended are told as abandoned then.  site: as for telinject_enter, without
 * codes; it is told as a function of that name.  Returns its handle, 0 where nothing is told. */
TELINJECT_I_API int telinject_begin(const char *);

/* telinject_capture(context): where this thread is.  1: there; 0: in no span (the context is all zeros then). */
TELINJECT_I_API int telinject_capture(telinject_context *);

/* telinject_continue(context): what begins on this thread until telinject_leave(handle) belongs to that place: its
 * spans are children of that span, in its trace, sampled as that is.  Returns the handle; 0 where the context is no
 * place. */
TELINJECT_I_API int telinject_continue(const telinject_context *);

/* telinject_traceparent(to): where this thread is, as the header `traceparent` of W3C Trace Context; `to` has
 * TELINJECT_TRACEPARENT_SIZE bytes.  1: there; 0: in no span (the text is empty then). */
TELINJECT_I_API int telinject_traceparent(char *);
/* telinject_read_traceparent(header, context): the place that such a header names.  header: may be null.  1: it was
 * valid; 0: not (the context is all zeros then). */
TELINJECT_I_API int telinject_read_traceparent(const char *, telinject_context *);

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
#define TELINJECT_CONTEXT(CONTEXT) TELINJECT_I_UNTIL_END(telinject_continue(CONTEXT))

#else

/* Declarations all the same, as other declarations may follow. */
#define TELINJECT_I_NOTHING extern int TELINJECT_I_JOIN(telinject_i_by_hand_, __LINE__)
#define TELINJECT_SPAN(NAME) TELINJECT_I_NOTHING
#define TELINJECT_CONTEXT(CONTEXT) TELINJECT_I_NOTHING
#define TELINJECT_BEGIN(NAME) 0
#define TELINJECT_END(SPAN) ((void)(SPAN))
#define telinject_capture(CONTEXT) ((void)(CONTEXT), 0)
#define telinject_continue(CONTEXT) ((void)(CONTEXT), 0)
#define telinject_traceparent(TO) (*(TO) = '\0', 0)
#define telinject_read_traceparent(HEADER, CONTEXT) ((void)(HEADER), (void)(CONTEXT), 0)
#define telinject_flush(TIMEOUT_MS) ((void)(TIMEOUT_MS), 0)

#endif

#include <telinject/epilogue.h>

#endif
