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
#define TELINJECT_KEPT_ARG(M)
#define TELINJECT_END_KEPT_ARG(M, CODE, SET, OPTION)
#define TELINJECT_ADD_HEADER(M, HAS, SET)
#define TELINJECT_HEADER(M)
#define TELINJECT_ERASE_HEADER(M, ...)
#define TELINJECT_THROWS_AND_ERASES(M, ...)
#define TELINJECT_CALL_TEXTS(M)
#define TELINJECT_TEXTS_CALL(M, P, HOW, HEAD, TEXT, ...)
#define TELINJECT_END_TEXTS_CALL(M, CODE, ...)
#define TELINJECT_OUT(M)
#define TELINJECT_TEXT_ROOM(M, N)
#define TELINJECT_RESTORE(M, SET, OPTION)
#define TELINJECT_THROWS(M)
#define TELINJECT_THROWS_AND_RESTORES(M, SET, OPTION)
#define TELINJECT_CLOSES(M)
#define TELINJECT_FAILS(M, HOW, MANGLED, CODE, WHAT, TYPE, METHOD)
#define TELINJECT_LEAVES_OPEN(M)
#define TELINJECT_GUARDED_CALL(M, P, HOW, HEAD, TEXT, ...)
#define TELINJECT_END_GUARDED_CALL(M)
#define TELINJECT_INITIALISED(M, ...)
#define TELINJECT_REFERENCE_CALL(M, P, HOW, HEAD, TEXT, ...)
#define TELINJECT_END_REFERENCE_CALL(M, CODE, ...)
#define TELINJECT_TEMPORARY_CALL(M, P, HOW, HEAD, TEXT, ...)
#define TELINJECT_END_TEMPORARY_CALL(M, CODE, ...)
#define TELINJECT_SEEN(WHAT)
#define TELINJECT_END_SEEN(M, CODE, LENGTH)
#define TELINJECT_OBJECT_OF(...)
#define TELINJECT_RECEIVER(M, ...)
#define TELINJECT_WORD(...)
#define TELINJECT_HANDLER(N, HOW, HEAD, TEXT, ...)
#define TELINJECT_PARAMETER(N)

#else

/* A call that is under way; only the runtime reads `words` (runtime/frontend/calls.h). */
#ifdef __cplusplus
extern "C" {
#endif
#pragma pack(push, 16)
typedef long telinject_i_long;
typedef char telinject_i_char;
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
                    TELINJECT_I_UNUSED(__VA_ARGS__))), TELINJECT_I_UNUSED(telinject_o##M = 0))), \
                    TELINJECT_I_PLAIN_CALL(called)(&telinject_c##M)) \
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
/* A request that has no such header gets it: SET, with TELINJECT_HEADER(M); HAS is true if it has one. */
#define TELINJECT_ADD_HEADER(M, HAS, SET) \
  (TELINJECT_I_PLAIN_CALL(argument)(&telinject_c##M, "J", 0), \
   telinject_c##M.telinject_i_header[0] == '\0' ? TELINJECT_I_NOTHING \
   : (HAS)                                      ? (telinject_i_void)(telinject_c##M.telinject_i_header[0] = '\0') \
                                                : (telinject_i_void)(SET))
#define TELINJECT_HEADER(M) (&telinject_c##M.telinject_i_header[13])
#define TELINJECT_ERASE_HEADER(M, ...) \
  (telinject_c##M.telinject_i_header[0] != '\0' ? (telinject_i_void)(__VA_ARGS__) : TELINJECT_I_NOTHING)
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
inline long telinject_i_word_of(double) {
  return 0;
}
inline long telinject_i_word_of(float) {
  return 0;
}
inline long telinject_i_word_of(long double) {
  return 0;
}
inline telinject_i_handle telinject_i_cleared(long *telinject_i_p) {
  *telinject_i_p = 0;
  return ::telinject_i_handle_of(telinject_i_p);
}
inline telinject_i_handle telinject_i_emptied(char *telinject_i_p) {
  *telinject_i_p = '\0';
  return ::telinject_i_handle_of(telinject_i_p);
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
/* The same for a request that goes out after the call: the runtime keeps the list. */
template <class TELINJECT_I_T, class TELINJECT_I_S, class TELINJECT_I_O>
inline TELINJECT_I_T telinject_i_kept(TELINJECT_I_T telinject_i_v, int telinject_i_on, telinject_i_call *telinject_i_c,
                                      const char *telinject_i_code, TELINJECT_I_S telinject_i_set,
                                      TELINJECT_I_O telinject_i_option) {
  if (__builtin_expect(telinject_i_on != 0, 0)) {
    TELINJECT_I_PLAIN_CALL(argument)(telinject_i_c, telinject_i_code, ::telinject_i_word_of(telinject_i_v));
    TELINJECT_I_PLAIN_CALL(argument)(telinject_i_c, "I", 0);
    if (telinject_i_c->telinject_i_output != 0)
      telinject_i_set(telinject_i_v, telinject_i_option, telinject_i_c->telinject_i_output);
  }
  return telinject_i_v;
}
/* Ends a call that FINISH has not ended: one that an exception leaves, or whose result is the value of the full
 * expression.  Returns what is left to do. */
inline int telinject_i_leave_call(telinject_i_call *telinject_i_c, const char *telinject_i_code) {
  const int telinject_i_needed = TELINJECT_I_PLAIN_CALL(returned)(telinject_i_c, telinject_i_code, 0);
  if (*telinject_i_code == 'y' && (telinject_i_needed & 2) == 0)
    return telinject_i_needed | 4;
  TELINJECT_I_PLAIN_CALL(called)(telinject_i_c);
  return 0;
}
/* A temporary of the full expression.  CODE: X: only an exception can have left the call; x: it is over; y: it goes on
 * unless an exception left it. */
struct telinject_i_leaving {
  telinject_i_call *telinject_i_c;
  int *telinject_i_o;
  const char *telinject_i_code;
  __attribute__((TELINJECT_I_NO_LINES)) telinject_i_leaving(telinject_i_call *telinject_i_of, int *telinject_i_open,
                                                            const char *telinject_i_how)
      : telinject_i_c(telinject_i_of), telinject_i_o(telinject_i_open), telinject_i_code(telinject_i_how) {}
  __attribute__((TELINJECT_I_NO_LINES)) ~telinject_i_leaving() {
    if (__builtin_expect(*telinject_i_o != 0, 0))
      *telinject_i_o = ::telinject_i_leave_call(telinject_i_c, telinject_i_code);
  }
};
/* The same, and passes the library's code of the error: what a member function of the exception's class TYPE gives.
 * TYPE: its mangled name. */
template <template <class> class TELINJECT_I_W, class TELINJECT_I_T, class TELINJECT_I_C, class TELINJECT_I_R>
struct telinject_i_failing {
  telinject_i_call *telinject_i_c;
  int *telinject_i_o;
  const char *telinject_i_how, *telinject_i_type, *telinject_i_code;
  TELINJECT_I_R (TELINJECT_I_C::*telinject_i_method)() const;
  __attribute__((TELINJECT_I_NO_LINES)) ~telinject_i_failing() {
    if (__builtin_expect(*telinject_i_o == 0, 1))
      return;
    const int telinject_i_needed = TELINJECT_I_PLAIN_CALL(returned)(telinject_i_c, telinject_i_how, 0);
    if (*telinject_i_how == 'y' && (telinject_i_needed & 2) == 0) {
      *telinject_i_o = telinject_i_needed | 4;
      return;
    }
    if (telinject_i_needed == 3) {
      TELINJECT_I_PLAIN_CALL(argument)(telinject_i_c, "x", reinterpret_cast<long>(telinject_i_type));
      if (telinject_i_c->telinject_i_output != 0)
        TELINJECT_I_W<TELINJECT_I_R>::telinject_i_pass_result(
            (static_cast<const TELINJECT_I_T *>(telinject_i_c->telinject_i_output)->*telinject_i_method)(),
            telinject_i_c, telinject_i_code);
    }
    TELINJECT_I_PLAIN_CALL(called)(telinject_i_c);
    *telinject_i_o = 0;
  }
};
template <class TELINJECT_I_R> struct telinject_i_result_number {
  static void telinject_i_pass_result(TELINJECT_I_R telinject_i_v, telinject_i_call *telinject_i_c,
                                      const char *telinject_i_code) {
    TELINJECT_I_PLAIN_CALL(argument)(telinject_i_c, telinject_i_code, ::telinject_i_word_of(telinject_i_v));
  }
};
template <class TELINJECT_I_R> struct telinject_i_result_string {
  static void telinject_i_pass_result(TELINJECT_I_R telinject_i_v, telinject_i_call *telinject_i_c,
                                      const char *telinject_i_code) {
    TELINJECT_I_PLAIN_CALL(argument)(telinject_i_c, telinject_i_code, ::telinject_i_word_of(telinject_i_v.c_str()));
  }
};
template <template <class> class TELINJECT_I_W, class TELINJECT_I_T, class TELINJECT_I_C, class TELINJECT_I_R>
inline telinject_i_failing<TELINJECT_I_W, TELINJECT_I_T, TELINJECT_I_C, TELINJECT_I_R>
telinject_i_fails(telinject_i_call *telinject_i_c, int *telinject_i_o, const char *telinject_i_how,
                  const char *telinject_i_type, const char *telinject_i_code,
                  TELINJECT_I_R (TELINJECT_I_C::*telinject_i_method)() const) {
  telinject_i_failing<TELINJECT_I_W, TELINJECT_I_T, TELINJECT_I_C, TELINJECT_I_R> telinject_i_made = {
      telinject_i_c, telinject_i_o, telinject_i_how, telinject_i_type, telinject_i_code, telinject_i_method};
  return telinject_i_made;
}
/* The same, and gives an object its own list of headers back. */
template <class TELINJECT_I_S, class TELINJECT_I_O> struct telinject_i_restoring {
  telinject_i_call *telinject_i_c;
  int *telinject_i_o;
  TELINJECT_I_S telinject_i_set;
  TELINJECT_I_O telinject_i_option;
  __attribute__((TELINJECT_I_NO_LINES)) ~telinject_i_restoring() {
    if (__builtin_expect(*telinject_i_o == 0, 1))
      return;
    if (telinject_i_c->telinject_i_header[0] != '\0')
      telinject_i_set(::telinject_i_handle_of(telinject_i_c->telinject_i_handle), telinject_i_option,
                      telinject_i_c->telinject_i_list[1]);
    *telinject_i_o = ::telinject_i_leave_call(telinject_i_c, "X");
  }
};
template <class TELINJECT_I_S, class TELINJECT_I_O>
inline telinject_i_restoring<TELINJECT_I_S, TELINJECT_I_O>
telinject_i_restores(telinject_i_call *telinject_i_c, int *telinject_i_o, TELINJECT_I_S telinject_i_set,
                     TELINJECT_I_O telinject_i_option) {
  telinject_i_restoring<TELINJECT_I_S, TELINJECT_I_O> telinject_i_made = {telinject_i_c, telinject_i_o, telinject_i_set,
                                                                          telinject_i_option};
  return telinject_i_made;
}

#if __cplusplus >= 201103L
/* The same, and rids a request of the header that was added. */
template <class TELINJECT_I_E> struct telinject_i_erasing {
  telinject_i_call *telinject_i_c;
  int *telinject_i_o;
  TELINJECT_I_E telinject_i_erase;
  __attribute__((TELINJECT_I_NO_LINES)) ~telinject_i_erasing() {
    if (__builtin_expect(*telinject_i_o == 0, 1))
      return;
    if (telinject_i_c->telinject_i_header[0] != '\0')
      telinject_i_erase();
    *telinject_i_o = ::telinject_i_leave_call(telinject_i_c, "X");
  }
};
template <class TELINJECT_I_E>
inline telinject_i_erasing<TELINJECT_I_E> telinject_i_erases(telinject_i_call *telinject_i_c, int *telinject_i_o,
                                                             TELINJECT_I_E telinject_i_erase) {
  return telinject_i_erasing<TELINJECT_I_E>{telinject_i_c, telinject_i_o, telinject_i_erase};
}
#endif

/* Objects that a call gives by reference or as a temporary, and arguments of any type, pass by reference: no copy, and the
 * temporary lives to the end of the full expression. */
template <class TELINJECT_I_T> inline TELINJECT_I_T *telinject_i_address_of(TELINJECT_I_T &telinject_i_v) {
  return __builtin_addressof(telinject_i_v);
}
template <class TELINJECT_I_T> inline TELINJECT_I_T &telinject_i_object(TELINJECT_I_T *telinject_i_p) {
  return *telinject_i_p;
}
template <class TELINJECT_I_T> struct telinject_i_what_word {
  static void telinject_i_pass(TELINJECT_I_T &telinject_i_v, telinject_i_call *telinject_i_c,
                               const char *telinject_i_code, const char *) {
    TELINJECT_I_PLAIN_CALL(argument)(telinject_i_c, telinject_i_code, ::telinject_i_word_of(telinject_i_v));
  }
};
template <class TELINJECT_I_T> struct telinject_i_what_text {
  static void telinject_i_pass(TELINJECT_I_T &telinject_i_v, telinject_i_call *telinject_i_c,
                               const char *telinject_i_code, const char *telinject_i_length) {
    TELINJECT_I_PLAIN_CALL(argument)(telinject_i_c, telinject_i_length, static_cast<long>(telinject_i_v.size()));
    TELINJECT_I_PLAIN_CALL(argument)(telinject_i_c, telinject_i_code, ::telinject_i_word_of(telinject_i_v.data()));
  }
};
template <class TELINJECT_I_T> struct telinject_i_what_object {
  static void telinject_i_pass(TELINJECT_I_T &telinject_i_v, telinject_i_call *telinject_i_c,
                               const char *telinject_i_code, const char *) {
    TELINJECT_I_PLAIN_CALL(argument)(telinject_i_c, telinject_i_code,
                                     ::telinject_i_word_of(__builtin_addressof(telinject_i_v)));
  }
};
template <class TELINJECT_I_T> struct telinject_i_what_pointer {
  static void telinject_i_pass(TELINJECT_I_T &telinject_i_v, telinject_i_call *telinject_i_c,
                               const char *telinject_i_code, const char *) {
    TELINJECT_I_PLAIN_CALL(argument)(telinject_i_c, telinject_i_code,
                                     ::telinject_i_word_of(telinject_i_v.operator->()));
  }
};
template <class TELINJECT_I_T> struct telinject_i_what_nothing {
  static void telinject_i_pass(TELINJECT_I_T &, telinject_i_call *telinject_i_c, const char *telinject_i_code,
                               const char *) {
    TELINJECT_I_PLAIN_CALL(argument)(telinject_i_c, telinject_i_code, 0);
  }
};
template <template <class> class TELINJECT_I_W, class TELINJECT_I_T>
inline TELINJECT_I_T &telinject_i_seen(TELINJECT_I_T &telinject_i_v, int telinject_i_on,
                                       telinject_i_call *telinject_i_c, const char *telinject_i_code,
                                       const char *telinject_i_length) {
  if (__builtin_expect(telinject_i_on != 0, 0))
    TELINJECT_I_W<TELINJECT_I_T>::telinject_i_pass(telinject_i_v, telinject_i_c, telinject_i_code, telinject_i_length);
  return telinject_i_v;
}
#if __cplusplus >= 201103L
template <class TELINJECT_I_T> inline TELINJECT_I_T *telinject_i_address_of(TELINJECT_I_T &&telinject_i_v) {
  return __builtin_addressof(telinject_i_v);
}
template <class TELINJECT_I_T> inline TELINJECT_I_T &&telinject_i_temporary(TELINJECT_I_T *telinject_i_p) {
  return static_cast<TELINJECT_I_T &&>(*telinject_i_p);
}
template <template <class> class TELINJECT_I_W, class TELINJECT_I_T>
inline TELINJECT_I_T &&telinject_i_seen(TELINJECT_I_T &&telinject_i_v, int telinject_i_on,
                                        telinject_i_call *telinject_i_c, const char *telinject_i_code,
                                        const char *telinject_i_length) {
  if (__builtin_expect(telinject_i_on != 0, 0))
    TELINJECT_I_W<TELINJECT_I_T>::telinject_i_pass(telinject_i_v, telinject_i_c, telinject_i_code, telinject_i_length);
  return static_cast<TELINJECT_I_T &&>(telinject_i_v);
}
#else
template <template <class> class TELINJECT_I_W, class TELINJECT_I_T>
inline const TELINJECT_I_T &telinject_i_seen(const TELINJECT_I_T &telinject_i_v, int telinject_i_on,
                                             telinject_i_call *telinject_i_c, const char *telinject_i_code,
                                             const char *telinject_i_length) {
  if (__builtin_expect(telinject_i_on != 0, 0))
    TELINJECT_I_W<const TELINJECT_I_T>::telinject_i_pass(telinject_i_v, telinject_i_c, telinject_i_code,
                                                         telinject_i_length);
  return telinject_i_v;
}
#endif
}
#define TELINJECT_INJECTED_ARG(M) ::telinject_i_injected((
#define TELINJECT_END_INJECTED_ARG(M, CODE, SET, OPTION) ), telinject_o##M, &telinject_c##M, CODE, SET, OPTION)
#define TELINJECT_OUT(M) ::telinject_i_cleared(&telinject_c##M.telinject_i_out)
#define TELINJECT_TEXT_ROOM(M, N) ::telinject_i_emptied(telinject_t##M[N])
#define TELINJECT_CALL_TEXTS(M) ::telinject_i_char telinject_t##M[2][256];
#define TELINJECT_TEXTS_CALL TELINJECT_CALL
#define TELINJECT_END_TEXTS_CALL TELINJECT_END_CALL
#define TELINJECT_THROWS_AND_ERASES(M, ...) \
  ::telinject_i_erases(&telinject_c##M, &telinject_o##M, [&]() { ::telinject_i_void(__VA_ARGS__); })
#define TELINJECT_KEPT_ARG(M) ::telinject_i_kept((
#define TELINJECT_END_KEPT_ARG(M, CODE, SET, OPTION) ), telinject_o##M, &telinject_c##M, CODE, SET, OPTION)
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

/* Among the last arguments of TELINJECT_CALL and its like: the call ends if an exception leaves it; or where its full
 * expression ends. */
#define TELINJECT_THROWS(M) ::telinject_i_leaving(&telinject_c##M, &telinject_o##M, "X")
#define TELINJECT_THROWS_AND_RESTORES(M, SET, OPTION) \
  ::telinject_i_restores(&telinject_c##M, &telinject_o##M, SET, OPTION)
#define TELINJECT_CLOSES(M) ::telinject_i_leaving(&telinject_c##M, &telinject_o##M, "x")
#define TELINJECT_LEAVES_OPEN(M) ::telinject_i_leaving(&telinject_c##M, &telinject_o##M, "y")
/* HOW: X, x or y: of telinject_i_leaving.  WHAT: number or string. */
#define TELINJECT_FAILS(M, HOW, MANGLED, CODE, WHAT, TYPE, METHOD) \
  ::telinject_i_fails<telinject_i_result_##WHAT, TYPE>(&telinject_c##M, &telinject_o##M, HOW, MANGLED, CODE, \
                                                       &TYPE::METHOD)
/* The value of the call is that of the expression, without a copy or a move: it initialises what the program says. */
#define TELINJECT_GUARDED_CALL TELINJECT_VOID_CALL
#define TELINJECT_END_GUARDED_CALL(M) )
/* Behind the declaration of the variable that the call initialises. */
#define TELINJECT_INITIALISED(M, ...) \
  telinject_o##M ? (TELINJECT_I_UNUSED(__VA_ARGS__))), TELINJECT_I_UNUSED(telinject_o##M = 0))), \
                    TELINJECT_I_PLAIN_CALL(called)(&telinject_c##M)) \
                 : TELINJECT_I_NOTHING;
/* The call gives a reference, or a temporary that a reference is bound to. */
#define TELINJECT_REFERENCE_CALL(M, P, HOW, HEAD, TEXT, ...) \
  TELINJECT_VOID_CALL(M, P, HOW, HEAD, TEXT, __VA_ARGS__) \
  ::telinject_i_void(telinject_r##M = ::telinject_i_address_of((
#define TELINJECT_END_REFERENCE_CALL(M, CODE, ...) \
  ))), TELINJECT_I_FINISH_CALL(M, CODE, 0, __VA_ARGS__), ::telinject_i_object(telinject_r##M))
#define TELINJECT_TEMPORARY_CALL TELINJECT_REFERENCE_CALL
#define TELINJECT_END_TEMPORARY_CALL(M, CODE, ...) \
  ))), TELINJECT_I_FINISH_CALL(M, CODE, 0, __VA_ARGS__), ::telinject_i_temporary(telinject_r##M))
/* An argument, or the object whose function is called, by reference.  WHAT: word, text, object, pointer or nothing. */
#define TELINJECT_SEEN(WHAT) ::telinject_i_seen<telinject_i_what_##WHAT>((
#define TELINJECT_END_SEEN(M, CODE, LENGTH) ), telinject_o##M, &telinject_c##M, CODE, LENGTH)
/* The address of an object that is named again; the object whose address was passed as the handle. */
#define TELINJECT_OBJECT_OF(...) __builtin_addressof(__VA_ARGS__)
#define TELINJECT_RECEIVER(M, ...) (*::telinject_i_structure<__VA_ARGS__>(telinject_c##M.telinject_i_handle))
#define TELINJECT_WORD(...) ::telinject_i_word_of(__VA_ARGS__)

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
#define TELINJECT_TEXTS_CALL(M, P, HOW, HEAD, TEXT, ...) \
  __extension__({ telinject_i_char telinject_t##M[2][256]; \
  TELINJECT_I_CALL_STATE(M, P, HOW, HEAD, TEXT, __VA_ARGS__) __auto_type telinject_r##M = (
#define TELINJECT_END_TEXTS_CALL TELINJECT_END_CALL
#define TELINJECT_OUT(M) (telinject_c##M.telinject_i_out = 0, (telinject_i_void *)&telinject_c##M.telinject_i_out)
#define TELINJECT_TEXT_ROOM(M, N) (telinject_t##M[N][0] = '\0', (telinject_i_void *)telinject_t##M[N])
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
/* The request goes out after the call: the runtime keeps the list. */
#define TELINJECT_KEPT_ARG(M) TELINJECT_ARG(M)
#define TELINJECT_END_KEPT_ARG(M, CODE, SET, OPTION) \
  ); \
  __builtin_expect(telinject_o##M != 0, 0) \
      ? (TELINJECT_ARGUMENT(M, CODE, telinject_a##M), TELINJECT_I_PLAIN_CALL(argument)(&telinject_c##M, "I", 0), \
         telinject_c##M.telinject_i_output != 0 \
             ? (telinject_i_void)SET(telinject_a##M, OPTION, telinject_c##M.telinject_i_output) \
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
