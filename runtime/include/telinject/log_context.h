/* log_context.h: the ids of the span that the thread is in, for a line of a log.  C89 and later, C++98 and later.
 *
 *     char ids[TELINJECT_LOG_CONTEXT_SIZE];
 *     syslog(LOG_INFO, "%s order %d", TELINJECT_LOG_CONTEXT(ids), order);
 *
 * logs "trace_id=0af7651916cd43dd8448eb211c80319c span_id=b7ad6b7169203331 order 7".  log_context.hpp has the same for
 * streams; log_spdlog.hpp, log_glog.hpp and log_boost.hpp for the libraries of these names (docs/logs.md).
 *
 * A program that is linked without the runtime compiles and links with this header all the same: there is no text then.
 * With TELINJECT_DISABLE the macro is "".
 */
#ifndef TELINJECT_LOG_CONTEXT_H
#define TELINJECT_LOG_CONTEXT_H

#if defined(__GNUC__)
#pragma GCC system_header
#endif

/* Instrumented code finds the runtime through its link; other code needs nothing of telinject.h. */
#if defined(TELINJECT_RUNTIME) && !defined(TELINJECT_DISABLE)
#include <telinject/telinject.h>
#endif

#include <telinject/detail/prologue.h>

/* Bytes of the text with its terminating zero: "trace_id=" and 32 digits, " span_id=" and 16 digits. */
#define TELINJECT_LOG_CONTEXT_SIZE 67

/* TELINJECT_LOG_CONTEXT(TO): writes the text into the TELINJECT_LOG_CONTEXT_SIZE bytes at TO, and is TO as a const
 * char *.  The text is empty if telemetry is off or the thread is in no span.  Any thread, also in a signal handler;
 * allocates nothing, leaves errno unchanged. */
#ifdef TELINJECT_DISABLE

#define TELINJECT_LOG_CONTEXT(TO) (*(TO) = '\0', (const char *)(TO))

#else

#ifdef __cplusplus
extern "C" {
#endif

#define TELINJECT_LOG_CONTEXT(TO) telinject_i_log_text(TO)

static __inline__ __attribute__((__unused__, __no_instrument_function__))
const char *telinject_i_log_text(char *telinject_i_to);

#ifdef TELINJECT_RUNTIME

static __inline__ const char *telinject_i_log_text(char *telinject_i_to) {
  *telinject_i_to = '\0';
  if (TELINJECT_I_ON) {
    /* The object may not have recorded an event yet. */
    if (!TELINJECT_I_HAS(log_context))
      telinject_i_begin((int *)0, TELINJECT_I_WHERE "log()");
    if (TELINJECT_I_HAS(log_context))
      TELINJECT_I_PLAIN_CALL(log_context)(telinject_i_to);
  }
  return telinject_i_to;
}

#else

/* A weak reference of its own name: null if the program is linked without the runtime. */
static __attribute__((__weakref__("telinject_log_context"))) int telinject_i_log_context(char *);

static __inline__ const char *telinject_i_log_text(char *telinject_i_to) {
  *telinject_i_to = '\0';
  if (telinject_i_log_context)
    telinject_i_log_context(telinject_i_to);
  return telinject_i_to;
}

#endif

#ifdef __cplusplus
}
#endif

#endif /* TELINJECT_DISABLE */

#include <telinject/detail/epilogue.h>

#endif
