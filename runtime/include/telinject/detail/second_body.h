/* second_body.h: the inserted macros that give a function of C++ a second body (docs/adr/0025-second-bodies-in-cxx.md).
 *
 *   int twice(int a) { TELINJECT_SECOND_BODY(int, int *telinject_w, TELINJECT_PASSED(a)) TELINJECT_FUNCTION(1, "i", "twice(a) -> int", a)
 *     return a + a; TELINJECT_END_SECOND_BODY(VALUE, (int *, TELINJECT_PASSED_TYPE(a)), telinject_w, TELINJECT_PASS(a)) }
 *
 * The statements become those of a generic lambda.  In the function itself compilers inline it with telinject_i_body
 * being telinject_i_plain_body, so that the guard is known to be 0 and every hook is removed.  Where the flag is set, the
 * function calls telinject_i_second_body, in which the lambda records events.  An argument is passed on as the parameter is
 * declared, an object of a class by reference.  Before C++17 and from C++23 on, without optimization for speed, and with
 * -DTELINJECT_ONE_BODY, these macros are empty.
 */
#ifndef TELINJECT_SECOND_BODY_H
#define TELINJECT_SECOND_BODY_H

#if defined(__GNUC__)
#pragma GCC system_header
#endif

#ifndef TELINJECT_I_SECOND_BODIES

#define TELINJECT_SECOND_BODY(...)
#define TELINJECT_END_SECOND_BODY(...)

#else

extern "C++" {
template <int TELINJECT_I_N> struct telinject_i_which_body {
  static constexpr int telinject_i_value = TELINJECT_I_N;
};

template <class TELINJECT_I_T, bool = __is_class(TELINJECT_I_T) || __is_union(TELINJECT_I_T)>
struct telinject_i_passing {
  typedef TELINJECT_I_T telinject_i_type;
};
template <class TELINJECT_I_T> struct telinject_i_passing<TELINJECT_I_T, true> {
  typedef TELINJECT_I_T &telinject_i_type;
};

/* The types are named, as deduced ones would take a reference for a value. */
template <class... TELINJECT_I_A> struct telinject_i_second_body {
  template <class TELINJECT_I_L>
  __attribute__((__noinline__, __cold__, __no_instrument_function__)) static decltype(auto)
  telinject_i_run(TELINJECT_I_L telinject_i_bodies, TELINJECT_I_A... telinject_i_a) {
    return telinject_i_bodies(::telinject_i_which_body<telinject_i_recording_body>(),
                              static_cast<TELINJECT_I_A>(telinject_i_a)...);
  }
};
}

#define TELINJECT_PASSED_TYPE(P) typename ::telinject_i_passing<decltype(P)>::telinject_i_type
#define TELINJECT_PASSED(P) [[__maybe_unused__]] TELINJECT_PASSED_TYPE(P) P
#define TELINJECT_PASS(P) static_cast<TELINJECT_PASSED_TYPE(P)>(P)

/* The lambda's parameters shadow those of the function on purpose. */
#define TELINJECT_SECOND_BODY(RESULT, ...) \
  _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wshadow\"") auto const telinject_i_bodies = \
      [&](auto telinject_i_which, __VA_ARGS__) \
          __attribute__((__always_inline__, __no_instrument_function__)) -> RESULT { \
    [[__maybe_unused__]] constexpr int telinject_i_body = decltype(telinject_i_which)::telinject_i_value; \
    static_cast<telinject_i_void>(telinject_w); \
    _Pragma("GCC diagnostic pop")

#define TELINJECT_I_TYPES(...) __VA_ARGS__
#define TELINJECT_I_GIVE_VALUE return
#define TELINJECT_I_GIVE_NOTHING
/* WHAT: VALUE, or NOTHING in a function without a value. */
#define TELINJECT_END_SECOND_BODY(WHAT, TYPES, ...) \
  } \
  ; \
  if (telinject_i_int *telinject_w = nullptr; \
      TELINJECT_I_ON && (telinject_w = TELINJECT_I_WORD, TELINJECT_I_IS_WORD_AWAKE(telinject_w))) \
    TELINJECT_I_GIVE_##WHAT ::telinject_i_second_body<TELINJECT_I_TYPES TYPES>::telinject_i_run(telinject_i_bodies, \
                                                                                                __VA_ARGS__); \
  else \
    TELINJECT_I_GIVE_##WHAT telinject_i_bodies(::telinject_i_which_body<telinject_i_plain_body>(), __VA_ARGS__);

#endif

#endif
