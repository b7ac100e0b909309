/* call_macros.h: the inserted macros around a call that an aspect describes; macros.h describes what is common to all,
 * flow_macros.h P.
 *
 * M numbers nested calls (C) or the calls of a function (C++) from 1.  HOW, CODE: as for telinject_call and
 * telinject_argument.  HEAD, TEXT: the site.  The last arguments are TELINJECT_ARGUMENT, TELINJECT_ON_ERROR, … or 0.
 *
 *   rc = f(db, text());
 * becomes
 *   rc = TELINJECT_CALL(1, 1, "dc2", "sqlite3 internal", "f", TELINJECT_ARGUMENT(1, "h", db))
 *        f(db, TELINJECT_ARG(1) text() TELINJECT_END_ARG(1, "s db.query.text")) TELINJECT_END_CALL(1, "Ri error!=0", 0);
 */
#ifndef TELINJECT_CALL_MACROS_H
#define TELINJECT_CALL_MACROS_H

#if defined(__GNUC__)
#pragma GCC system_header
#endif

#ifdef TELINJECT_DISABLE

#define TELINJECT_CALL_STATE(M, ...)
#define TELINJECT_VOID_CALL_STATE(M)
#define TELINJECT_CALL(M, P, HOW, HEAD, TEXT, ...)
#define TELINJECT_END_CALL(M, CODE, ...)
#define TELINJECT_VOID_CALL(M, P, HOW, HEAD, TEXT, ...)
#define TELINJECT_END_VOID_CALL(M, CODE, ...)
#define TELINJECT_ARG(M)
#define TELINJECT_END_ARG(M, CODE)
#define TELINJECT_ARGUMENT(M, CODE, ...)
#define TELINJECT_ON_ERROR(M, CODE, ...)
#define TELINJECT_AFTER(M, CODE, ...)
#define TELINJECT_AFTER_LONG(M, CODE, ...)
#define TELINJECT_AFTER_IF(M, CODE, CONDITION, ...)
#define TELINJECT_HANDLE(M)
#define TELINJECT_LONG(M)
#define TELINJECT_RESULT(M)
#define TELINJECT_OUTPUT(M)
#define TELINJECT_HANDLE_MEMBER(M, TYPE, MEMBER)
#define TELINJECT_RESULT_MEMBER(M, TYPE, MEMBER)
#define TELINJECT_OUTPUT_MEMBER(M, TYPE, MEMBER)
#define TELINJECT_INJECTED_ARG(M)
#define TELINJECT_END_INJECTED_ARG(M, CODE, SET, OPTION)
#define TELINJECT_RESTORE(M, SET, OPTION)
#define TELINJECT_HANDLER(N, HOW, HEAD, TEXT, ...)
#define TELINJECT_PARAMETER(N)

#else

/* A call that is under way; only the runtime reads `words` (runtime/frontend/calls.h). */
#ifdef __cplusplus
extern "C" {
#endif
#pragma pack(push, 16)
typedef long telinject_i_long;
typedef struct telinject_i_call {
  telinject_i_void *telinject_i_handle;  /* as the call has it */
  telinject_i_long telinject_i_out;      /* takes what a helper writes */
  telinject_i_void *telinject_i_output;  /* what the call has stored where an argument points to */
  telinject_i_void *telinject_i_list[2]; /* of an outgoing request: its headers with one more; the program's own list */
  char telinject_i_header[72];           /* the text of that one; empty: there is none */
  telinject_i_address telinject_i_words[42];
} telinject_i_call;
#pragma pack(pop)
#ifdef __cplusplus
}
#endif

#define TELINJECT_I_BEGIN_CALL(M, P, HOW, HEAD, TEXT, ...) \
  TELINJECT_I_ON && TELINJECT_I_HAS(call) && \
      TELINJECT_I_PLAIN_CALL(call)(&telinject_c##M, telinject_g##P, HOW, TELINJECT_I_SITE(HEAD, TEXT)) != 0 \
      ? (TELINJECT_I_UNUSED(__VA_ARGS__))), 1) \
      : 0
#define TELINJECT_I_FINISH_CALL(M, CODE, RESULT, ...) \
  telinject_o##M ? (TELINJECT_I_UNUSED(telinject_o##M = TELINJECT_I_PLAIN_CALL(returned)(&telinject_c##M, CODE, \
                                                                                        RESULT)))), \
                    TELINJECT_I_UNUSED(__VA_ARGS__))), TELINJECT_I_PLAIN_CALL(called)(&telinject_c##M)) \
                 : TELINJECT_I_NOTHING

#define TELINJECT_ARGUMENT(M, CODE, ...) \
  TELINJECT_I_PLAIN_CALL(argument)(&telinject_c##M, CODE, TELINJECT_I_WORD_OF(__VA_ARGS__))
/* The value is read only if the call failed, or once it is over; TELINJECT_AFTER_LONG: what the helper has written. */
#define TELINJECT_ON_ERROR(M, CODE, ...) \
  ((telinject_o##M & 2) != 0 ? TELINJECT_ARGUMENT(M, CODE, __VA_ARGS__) : TELINJECT_I_NOTHING)
#define TELINJECT_AFTER(M, CODE, ...) \
  ((telinject_o##M & 1) != 0 ? TELINJECT_ARGUMENT(M, CODE, __VA_ARGS__) : TELINJECT_I_NOTHING)
#define TELINJECT_AFTER_LONG(M, CODE, ...) \
  ((telinject_o##M & 1) != 0 ? (TELINJECT_I_UNUSED(__VA_ARGS__))), \
                                TELINJECT_ARGUMENT(M, CODE, telinject_c##M.telinject_i_out)) \
                             : TELINJECT_I_NOTHING)
/* CONDITION: with the result and the members of structures; evaluated only if the value is needed. */
#define TELINJECT_AFTER_IF(M, CODE, CONDITION, ...) \
  ((telinject_o##M & 1) != 0 && (CONDITION) ? TELINJECT_ARGUMENT(M, CODE, __VA_ARGS__) : TELINJECT_I_NOTHING)
/* The member of the structure of that type that the handle, the result or the output points to; 0 if it is null. */
#define TELINJECT_HANDLE_MEMBER(M, TYPE, MEMBER) TELINJECT_I_MEMBER(telinject_c##M.telinject_i_handle, TYPE, MEMBER)
#define TELINJECT_RESULT_MEMBER(M, TYPE, MEMBER) TELINJECT_I_MEMBER(telinject_r##M, TYPE, MEMBER)
#define TELINJECT_OUTPUT_MEMBER(M, TYPE, MEMBER) TELINJECT_I_MEMBER(telinject_c##M.telinject_i_output, TYPE, MEMBER)
/* A request goes out with the header `traceparent` if the list of its headers is known: the list with one more is set as
 * OPTION of the handle, and the program's own again when the call has returned. */
#define TELINJECT_RESTORE(M, SET, OPTION) \
  (telinject_c##M.telinject_i_header[0] != '\0' \
       ? (telinject_i_void)SET(TELINJECT_HANDLE(M), OPTION, telinject_c##M.telinject_i_list[1]) \
       : TELINJECT_I_NOTHING)
#define TELINJECT_RESULT(M) telinject_r##M
#define TELINJECT_LONG(M) &telinject_c##M.telinject_i_out

#ifdef __cplusplus

extern "C++" {
/* A pointer to any object. */
struct telinject_i_handle {
  void *telinject_i_p;
  template <class TELINJECT_I_T> operator TELINJECT_I_T *() const {
    return static_cast<TELINJECT_I_T *>(telinject_i_p);
  }
};
inline telinject_i_handle telinject_i_handle_of(telinject_i_void *telinject_i_p) {
  telinject_i_handle telinject_i_h = {telinject_i_p};
  return telinject_i_h;
}
template <class TELINJECT_I_T>
inline const TELINJECT_I_T *telinject_i_structure(const volatile telinject_i_void *telinject_i_p) {
  return static_cast<const TELINJECT_I_T *>(const_cast<const telinject_i_void *>(telinject_i_p));
}
template <class TELINJECT_I_T> inline long telinject_i_word_of(TELINJECT_I_T *telinject_i_v) {
  return reinterpret_cast<long>(telinject_i_v);
}
template <class TELINJECT_I_T> inline long telinject_i_word_of(TELINJECT_I_T telinject_i_v) {
  return static_cast<long>(telinject_i_v);
}
template <class TELINJECT_I_T> inline TELINJECT_I_T telinject_i_same(TELINJECT_I_T telinject_i_v) {
  return telinject_i_v;
}
template <class TELINJECT_I_T>
inline TELINJECT_I_T telinject_i_argument(TELINJECT_I_T telinject_i_v, int telinject_i_on,
                                          telinject_i_call *telinject_i_c, const char *telinject_i_code) {
  if (__builtin_expect(telinject_i_on != 0, 0))
    TELINJECT_I_PLAIN_CALL(argument)(telinject_i_c, telinject_i_code, ::telinject_i_word_of(telinject_i_v));
  return telinject_i_v;
}
template <class TELINJECT_I_T, class TELINJECT_I_S, class TELINJECT_I_O>
inline TELINJECT_I_T telinject_i_injected(TELINJECT_I_T telinject_i_v, int telinject_i_on,
                                          telinject_i_call *telinject_i_c, const char *telinject_i_code,
                                          TELINJECT_I_S telinject_i_set, TELINJECT_I_O telinject_i_option) {
  if (__builtin_expect(telinject_i_on != 0, 0)) {
    TELINJECT_I_PLAIN_CALL(argument)(telinject_i_c, telinject_i_code, ::telinject_i_word_of(telinject_i_v));
    TELINJECT_I_PLAIN_CALL(argument)(telinject_i_c, "I", 0);
    if (telinject_i_c->telinject_i_header[0] != '\0')
      telinject_i_set(telinject_i_v, telinject_i_option, static_cast<void *>(telinject_i_c->telinject_i_list));
  }
  return telinject_i_v;
}
}
#define TELINJECT_INJECTED_ARG(M) ::telinject_i_injected((
#define TELINJECT_END_INJECTED_ARG(M, CODE, SET, OPTION) ), telinject_o##M, &telinject_c##M, CODE, SET, OPTION)
#define TELINJECT_I_WORD_OF(...) ::telinject_i_word_of(__VA_ARGS__)
#define TELINJECT_HANDLE(M) ::telinject_i_handle_of(telinject_c##M.telinject_i_handle)
#define TELINJECT_OUTPUT(M) ::telinject_i_handle_of(telinject_c##M.telinject_i_output)
#define TELINJECT_I_MEMBER(POINTER, TYPE, MEMBER) \
  (POINTER ? ::telinject_i_word_of(::telinject_i_structure<TYPE>(POINTER)->MEMBER) : 0L)
/* At the head of the function: an expression has no place for variables. */
#define TELINJECT_VOID_CALL_STATE(M) \
  ::telinject_i_call telinject_c##M; \
  ::telinject_i_int telinject_o##M;
#define TELINJECT_CALL_STATE(M, ...) \
  TELINJECT_VOID_CALL_STATE(M) \
  __VA_ARGS__ telinject_r##M;
#define TELINJECT_VOID_CALL(M, P, HOW, HEAD, TEXT, ...) \
  (::telinject_i_void(telinject_o##M = TELINJECT_I_BEGIN_CALL(M, P, HOW, HEAD, TEXT, __VA_ARGS__)),
#define TELINJECT_END_VOID_CALL(M, CODE, ...) , TELINJECT_I_FINISH_CALL(M, CODE, 0, __VA_ARGS__))
#define TELINJECT_CALL(M, P, HOW, HEAD, TEXT, ...) \
  TELINJECT_VOID_CALL(M, P, HOW, HEAD, TEXT, __VA_ARGS__) ::telinject_i_void(telinject_r##M =
#define TELINJECT_END_CALL(M, CODE, ...) \
  ), TELINJECT_I_FINISH_CALL(M, CODE, ::telinject_i_word_of(telinject_r##M), __VA_ARGS__), \
      ::telinject_i_same(telinject_r##M))
#define TELINJECT_ARG(M) ::telinject_i_argument((
#define TELINJECT_END_ARG(M, CODE) ), telinject_o##M, &telinject_c##M, CODE)

#else

#define TELINJECT_I_WORD_OF(...) (telinject_i_long)(__VA_ARGS__)
#define TELINJECT_HANDLE(M) telinject_c##M.telinject_i_handle
#define TELINJECT_OUTPUT(M) telinject_c##M.telinject_i_output
#define TELINJECT_I_MEMBER(POINTER, TYPE, MEMBER) \
  (POINTER ? (telinject_i_long)((const TYPE *)(const telinject_i_void *)POINTER)->MEMBER : 0L)
#define TELINJECT_I_CALL_STATE(M, P, HOW, HEAD, TEXT, ...) \
  telinject_i_call telinject_c##M; \
  telinject_i_int telinject_o##M = TELINJECT_I_BEGIN_CALL(M, P, HOW, HEAD, TEXT, __VA_ARGS__);
#define TELINJECT_CALL(M, P, HOW, HEAD, TEXT, ...) \
  __extension__({ TELINJECT_I_CALL_STATE(M, P, HOW, HEAD, TEXT, __VA_ARGS__) __auto_type telinject_r##M = (
#define TELINJECT_END_CALL(M, CODE, ...) \
  ); \
  TELINJECT_I_FINISH_CALL(M, CODE, (telinject_i_long)telinject_r##M, __VA_ARGS__); \
  telinject_r##M; \
  })
#define TELINJECT_VOID_CALL(M, P, HOW, HEAD, TEXT, ...) \
  __extension__({ TELINJECT_I_CALL_STATE(M, P, HOW, HEAD, TEXT, __VA_ARGS__)
#define TELINJECT_END_VOID_CALL(M, CODE, ...) \
  ; \
  TELINJECT_I_FINISH_CALL(M, CODE, 0, __VA_ARGS__); \
  })
#define TELINJECT_ARG(M) __extension__({ __auto_type telinject_a##M = (
#define TELINJECT_END_ARG(M, CODE) \
  ); \
  __builtin_expect(telinject_o##M != 0, 0) ? TELINJECT_ARGUMENT(M, CODE, telinject_a##M) : TELINJECT_I_NOTHING; \
  telinject_a##M; \
  })
#define TELINJECT_INJECTED_ARG(M) TELINJECT_ARG(M)
#define TELINJECT_END_INJECTED_ARG(M, CODE, SET, OPTION) \
  ); \
  __builtin_expect(telinject_o##M != 0, 0) \
      ? (TELINJECT_ARGUMENT(M, CODE, telinject_a##M), TELINJECT_I_PLAIN_CALL(argument)(&telinject_c##M, "I", 0), \
         telinject_c##M.telinject_i_header[0] != '\0' \
             ? (telinject_i_void)SET(telinject_a##M, OPTION, (telinject_i_void *)telinject_c##M.telinject_i_list) \
             : TELINJECT_I_NOTHING) \
      : TELINJECT_I_NOTHING; \
  telinject_a##M; \
  })

#endif

/* At the head of the body of a function that handles requests: the values of the request follow, and its span ends with
 * the function.  N numbers function bodies; TELINJECT_ARGUMENT(qN, …) passes a value. */
#define TELINJECT_HANDLER(N, HOW, HEAD, TEXT, ...) \
  telinject_i_call telinject_cq##N; \
  __attribute__((__cleanup__(telinject_i_handled))) telinject_i_call *telinject_q##N = \
      TELINJECT_I_ON && TELINJECT_I_HAS(call) && \
              TELINJECT_I_PLAIN_CALL(call)(&telinject_cq##N, 0, HOW, TELINJECT_I_SITE(HEAD, TEXT)) != 0 \
          ? (TELINJECT_I_UNUSED(__VA_ARGS__))), &telinject_cq##N) \
          : 0;
/* The name of a parameter that has none. */
#define TELINJECT_PARAMETER(N) telinject_p##N
#ifdef __cplusplus
__attribute__((TELINJECT_I_NO_LINES)) inline void telinject_i_handled(telinject_i_call **telinject_i_guard) {
#else
TELINJECT_I_LEAVES __attribute__((__always_inline__, __nothrow__, TELINJECT_I_NO_LINES)) void
telinject_i_handled(telinject_i_call **telinject_i_guard) {
#endif
  if (__builtin_expect(*telinject_i_guard != 0, 0)) {
    (void)TELINJECT_I_PLAIN_CALL(returned)(*telinject_i_guard, "-", 0);
    TELINJECT_I_PLAIN_CALL(called)(*telinject_i_guard);
  }
}

#endif /* TELINJECT_DISABLE */

#endif
