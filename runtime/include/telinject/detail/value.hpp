/* value.hpp: the C++ side of the injected macros: the guard's end, return values, and values whose type is known only
 * when a template is instantiated.  C++98 and later; includes nothing.  Works inside extern "C" too. */
#ifndef TELINJECT_VALUE_HPP
#define TELINJECT_VALUE_HPP

#if defined(__GNUC__)
#pragma GCC system_header
#endif

#if __cplusplus >= 201402L
#define TELINJECT_I_CONSTEXPR constexpr
#else
#define TELINJECT_I_CONSTEXPR
#endif
#if __cplusplus >= 201103L
#define TELINJECT_I_CXX11_CONSTEXPR constexpr
#else
#define TELINJECT_I_CXX11_CONSTEXPR
#endif

/* The program may have a #pragma pack open. */
#pragma pack(push, 16)
extern "C++" {
#include <telinject/detail/thread_marks.h>

/* Older compilers lack the builtin; TELINJECT_CONSTEXPR_FUNCTION is not inserted for them. */
#if (defined(__clang__) && __clang_major__ >= 9) || (!defined(__clang__) && __GNUC__ >= 9)
/* A separate function, as GCC 13 requires both operands of && in a constexpr lambda to be constant. */
__attribute__((__always_inline__, TELINJECT_I_NO_LINES)) inline TELINJECT_I_CONSTEXPR bool
telinject_i_on_at_run_time() {
  return !__builtin_is_constant_evaluated() && TELINJECT_I_ON;
}
/* A function, as the program may have a macro nullptr. */
__attribute__((__always_inline__, TELINJECT_I_NO_LINES)) inline TELINJECT_I_CONSTEXPR int *telinject_i_no_word() {
  return 0;
}
#endif

__attribute__((TELINJECT_I_NO_LINES)) inline TELINJECT_I_CONSTEXPR void telinject_i_leave(int *telinject_i_guard) {
  if (__builtin_expect(*telinject_i_guard != 0, 0))
    TELINJECT_I_CALL(leave)(*telinject_i_guard);
}

/* Passes by value if a copy is possible, as the float may be a packed member.  A copy through x87 would convert the
 * float, so that build passes a reference. */
#if defined(__clang__) || defined(__SSE_MATH__) || !defined(__x86_64__)
typedef float telinject_i_any_float;
#else
typedef const float &telinject_i_any_float;
#endif

/* Widens a float to a double without floating-point arithmetic; converts other numbers. */
__attribute__((__always_inline__, TELINJECT_I_NO_LINES)) inline double
telinject_i_real(telinject_i_any_float telinject_i_v) {
  unsigned telinject_i_bits;
  __builtin_memcpy(&telinject_i_bits, &telinject_i_v, 4);
  return telinject_i_widened(telinject_i_bits);
}
template <class TELINJECT_I_T>
__attribute__((__always_inline__, TELINJECT_I_NO_LINES)) inline double
telinject_i_real(const TELINJECT_I_T &telinject_i_v) {
  return static_cast<double>(telinject_i_v);
}

/* One value with its code (telinject.h lists them).  Code 'o': `text` is the name of a function instantiated
 * for the value's type, as the compiler spells it ("... [with T = std::vector<int>]"). */
struct __attribute__((__aligned__(8))) telinject_value {
  int telinject_i_code;
  unsigned telinject_i_size; /* bytes of `text` for code t */
  union {
    long long telinject_i_long;
    double telinject_i_double;
    const void *telinject_i_pointer;
    const char *telinject_i_text;
    char telinject_i_bytes[16]; /* of a long double, code g, as x87 stores it */
    struct {
      const void *telinject_i_object;
      char *(*telinject_i_render)(char *, char *, const void *, unsigned);
    } telinject_i_shown; /* code w; the size is the most elements of a container */
  } telinject_i_as;

  telinject_value &telinject_i_with(unsigned telinject_i_elements) {
    telinject_i_size = telinject_i_code == 'w' ? telinject_i_elements : telinject_i_size;
    return *this;
  }
  /* Passed as a pointer, as a variadic call takes no class (-Wclass-varargs); it lives until the call returns. */
  const telinject_value *telinject_i_self() const { return this; }
};

template <class TELINJECT_I_T> inline TELINJECT_I_CXX11_CONSTEXPR const char *telinject_i_type_name() {
  return __PRETTY_FUNCTION__;
}

inline TELINJECT_I_CONSTEXPR telinject_value telinject_i_integer(int telinject_i_code, long long telinject_i_v) {
  telinject_value telinject_i_r = {telinject_i_code, 0, {telinject_i_v}};
  return telinject_i_r;
}
inline telinject_value telinject_i_value_of(bool telinject_i_v) {
  return telinject_i_integer('b', telinject_i_v);
}
inline telinject_value telinject_i_value_of(char telinject_i_v) {
  return telinject_i_integer('c', telinject_i_v);
}
inline telinject_value telinject_i_value_of(signed char telinject_i_v) {
  return telinject_i_integer('i', telinject_i_v);
}
inline telinject_value telinject_i_value_of(unsigned char telinject_i_v) {
  return telinject_i_integer('i', telinject_i_v);
}
inline telinject_value telinject_i_value_of(short telinject_i_v) {
  return telinject_i_integer('i', telinject_i_v);
}
inline telinject_value telinject_i_value_of(unsigned short telinject_i_v) {
  return telinject_i_integer('i', telinject_i_v);
}
inline telinject_value telinject_i_value_of(int telinject_i_v) {
  return telinject_i_integer('x', telinject_i_v);
}
inline telinject_value telinject_i_value_of(unsigned telinject_i_v) {
  return telinject_i_integer('x', telinject_i_v);
}
inline telinject_value telinject_i_value_of(long telinject_i_v) {
  return telinject_i_integer('x', telinject_i_v);
}
inline telinject_value telinject_i_value_of(unsigned long telinject_i_v) {
  return telinject_i_integer('y', static_cast<long long>(telinject_i_v));
}
inline telinject_value telinject_i_value_of(long long telinject_i_v) {
  return telinject_i_integer('x', telinject_i_v);
}
inline telinject_value telinject_i_value_of(unsigned long long telinject_i_v) {
  return telinject_i_integer('y', static_cast<long long>(telinject_i_v));
}
inline telinject_value telinject_i_value_of(double telinject_i_v) {
  telinject_value telinject_i_r = {'f', 0, {0}};
  telinject_i_r.telinject_i_as.telinject_i_double = telinject_i_v;
  return telinject_i_r;
}
inline telinject_value telinject_i_value_of(telinject_i_any_float telinject_i_v) {
  return telinject_i_value_of(telinject_i_real(telinject_i_v));
}
/* Never converted to double.  -mlong-double-64 makes it a double, and __float128 of -mlong-double-128 is passed as its
 * type. */
inline telinject_value telinject_i_value_of(long double telinject_i_v) {
#if __LDBL_MANT_DIG__ == 53
  return telinject_i_value_of(static_cast<double>(telinject_i_v));
#else
  telinject_value telinject_i_r = {'g', 0, {0}};
#if defined(__x86_64__) && __LDBL_MANT_DIG__ != 64
  telinject_i_r.telinject_i_code = 'o';
  telinject_i_r.telinject_i_as.telinject_i_text = telinject_i_type_name<long double>();
  static_cast<void>(telinject_i_v);
#else
  __builtin_memcpy(telinject_i_r.telinject_i_as.telinject_i_bytes, &telinject_i_v, __LDBL_MANT_DIG__ == 64 ? 10 : 16);
#endif
  return telinject_i_r;
#endif
}
inline telinject_value telinject_i_value_of(const volatile void *telinject_i_v) {
  telinject_value telinject_i_r = {'p', 0, {0}};
  telinject_i_r.telinject_i_as.telinject_i_pointer = const_cast<const void *>(telinject_i_v);
  return telinject_i_r;
}

#if __cplusplus >= 201103L
inline telinject_value telinject_i_value_of(decltype(nullptr)) {
  return telinject_i_value_of(static_cast<const volatile void *>(0));
}
#endif

/* A type of the standard library is shown by its content (shown.hpp), an enumeration by its number; a value of any
 * other type is not read, only its type is named. */
template <class TELINJECT_I_T> inline telinject_value telinject_i_value_of(const TELINJECT_I_T &);
template <class TELINJECT_I_T> inline telinject_value telinject_i_value_of(TELINJECT_I_T *);
#include <telinject/detail/shown.hpp>
template <class TELINJECT_I_T> inline telinject_value telinject_i_value_of(const TELINJECT_I_T &telinject_i_v) {
  return telinject_i_other<telinject_i_shape<TELINJECT_I_T>::telinject_i_is>::telinject_i_of(telinject_i_v);
}
template <class TELINJECT_I_T> inline telinject_value telinject_i_value_of(TELINJECT_I_T *telinject_i_v) {
  return telinject_i_value_of(reinterpret_cast<const volatile void *>(telinject_i_v));
}

/* The arguments that pass a text, a container, a smart pointer and a duration. */
template <class TELINJECT_I_T>
inline TELINJECT_I_CONSTEXPR unsigned long telinject_i_size(const TELINJECT_I_T &telinject_i_v) {
  return static_cast<unsigned long>(telinject_i_v.size());
}
template <class TELINJECT_I_T>
inline TELINJECT_I_CONSTEXPR const char *telinject_i_data(const TELINJECT_I_T &telinject_i_v) {
  return telinject_i_v.data();
}
template <class TELINJECT_I_T>
inline TELINJECT_I_CONSTEXPR const void *telinject_i_pointer(const TELINJECT_I_T &telinject_i_v) {
  return const_cast<const void *>(static_cast<const volatile void *>(telinject_i_v.get()));
}
template <class TELINJECT_I_T>
inline TELINJECT_I_CONSTEXPR long long telinject_i_count(const TELINJECT_I_T &telinject_i_v) {
  return static_cast<long long>(telinject_i_v.count());
}

/* An optional: its value, or code 'z' if it is empty. */
template <class TELINJECT_I_T> inline telinject_value telinject_i_optional(const TELINJECT_I_T &telinject_i_v) {
  return telinject_i_v.has_value() ? telinject_i_value_of(*telinject_i_v) : telinject_i_integer('z', 0);
}
template <class TELINJECT_I_T> inline telinject_value telinject_i_optional_text(const TELINJECT_I_T &telinject_i_v) {
  telinject_value telinject_i_r = {'z', 0, {0}};
  if (!telinject_i_v.has_value())
    return telinject_i_r;
  telinject_i_r.telinject_i_code = 't';
  telinject_i_r.telinject_i_size =
      telinject_i_v->size() < 0x7fffffff ? static_cast<unsigned>(telinject_i_v->size()) : 0x7fffffffu;
  telinject_i_r.telinject_i_as.telinject_i_text = telinject_i_v->data();
  return telinject_i_r;
}

#if __cplusplus >= 201103L
/* The text that operator<< prints into a stream of class S; the type's name if there is no operator<< or it throws.
 * Functions that operator<< itself calls report the type's name too: they would print without end. */
template <class TELINJECT_I_S> class telinject_i_streamed {
public:
  template <class TELINJECT_I_T>
  explicit telinject_i_streamed(const TELINJECT_I_T &telinject_i_v)
      : telinject_i_value(telinject_i_other<0>::telinject_i_of(telinject_i_v)) {
    telinject_i_print(telinject_i_v, 0);
  }
  telinject_i_streamed(const telinject_i_streamed &) = delete;
  telinject_i_streamed &operator=(const telinject_i_streamed &) = delete;
  const telinject_value *telinject_i_self() const { return &telinject_i_value; }

private:
  template <class TELINJECT_I_T>
  auto telinject_i_print(const TELINJECT_I_T &telinject_i_v, int)
      -> decltype(static_cast<void>(*static_cast<TELINJECT_I_S *>(nullptr) << telinject_i_v)) {
    const int telinject_i_slot = telinject_i_mark(&telinject_i_printing());
    if (telinject_i_slot < 0)
      return;
#ifdef __cpp_exceptions
    try {
#endif
      TELINJECT_I_S telinject_i_out;
      static_cast<void>(telinject_i_out << telinject_i_v);
      telinject_i_text = telinject_i_out.str();
      telinject_i_value.telinject_i_size =
          telinject_i_text.size() < 0x7fffffff ? static_cast<unsigned>(telinject_i_text.size()) : 0x7fffffffu;
      telinject_i_value.telinject_i_as.telinject_i_text = telinject_i_text.data();
      telinject_i_value.telinject_i_code = 't';
#ifdef __cpp_exceptions
    } catch (...) {
    }
#endif
    telinject_i_unmark(&telinject_i_printing(), telinject_i_slot);
  }
  template <class TELINJECT_I_T> void telinject_i_print(const TELINJECT_I_T &, long) {}

  static telinject_i_marks &telinject_i_printing() {
    static telinject_i_marks telinject_i_threads = {{nullptr}};
    return telinject_i_threads;
  }

  telinject_value telinject_i_value;
  decltype(static_cast<TELINJECT_I_S *>(nullptr)->str()) telinject_i_text;
};
#endif

/* The type by which a value is passed: its own, but double for float and long long for an enumeration. */
template <bool TELINJECT_I_IS_ENUM> struct telinject_i_passed {
  __attribute__((TELINJECT_I_NO_LINES)) static double telinject_i_as(const float &telinject_i_v) {
    return telinject_i_real(telinject_i_v);
  }
  template <class TELINJECT_I_T>
  __attribute__((TELINJECT_I_NO_LINES)) static TELINJECT_I_T telinject_i_as(TELINJECT_I_T telinject_i_v) {
    return telinject_i_v;
  }
};
template <> struct telinject_i_passed<true> {
  template <class TELINJECT_I_T>
  __attribute__((TELINJECT_I_NO_LINES)) static long long telinject_i_as(TELINJECT_I_T telinject_i_v) {
    return static_cast<long long>(telinject_i_v);
  }
};

template <class TELINJECT_I_T>
__attribute__((TELINJECT_I_NO_LINES)) inline TELINJECT_I_CONSTEXPR TELINJECT_I_T
telinject_i_returned(int telinject_i_guard, TELINJECT_I_T telinject_i_value, const char *telinject_i_code) {
  if (__builtin_expect(telinject_i_guard != 0, 0))
    TELINJECT_I_CALL(return)(telinject_i_guard, telinject_i_code,
                             telinject_i_passed<__is_enum(TELINJECT_I_T)>::telinject_i_as(telinject_i_value));
  return telinject_i_value;
}

#if defined(__cpp_impl_coroutine) || defined(__cpp_coroutines)
/* The state of a coroutine's spans, kept in its frame. */
class telinject_i_coroutine {
public:
  /* Announces a coroutine to telinject_enter: it gets a span even in a trace that is not sampled. */
  __attribute__((TELINJECT_I_NO_LINES)) telinject_i_coroutine() : telinject_i_spans(nullptr) {
    if (TELINJECT_I_ON && TELINJECT_I_HAS(suspend))
      TELINJECT_I_PLAIN_CALL(suspend)(nullptr, 0);
  }
  telinject_i_coroutine(const telinject_i_coroutine &) = delete;
  telinject_i_coroutine &operator=(const telinject_i_coroutine &) = delete;
  __attribute__((TELINJECT_I_NO_LINES)) ~telinject_i_coroutine() {
    if (__builtin_expect(telinject_i_spans != nullptr, 0))
      TELINJECT_I_PLAIN_CALL(drop)(telinject_i_spans);
  }
  void *telinject_i_spans;
};
/* Lives from before an await to the end of the full expression that contains it. */
class telinject_i_awaiting {
public:
  __attribute__((TELINJECT_I_NO_LINES)) telinject_i_awaiting(telinject_i_coroutine &telinject_i_of,
                                                             int telinject_i_guard)
      : telinject_i_in(&telinject_i_of) {
    if (__builtin_expect(telinject_i_guard != 0, 0))
      telinject_i_of.telinject_i_spans =
          TELINJECT_I_PLAIN_CALL(suspend)(telinject_i_of.telinject_i_spans, telinject_i_guard);
  }
  telinject_i_awaiting(const telinject_i_awaiting &) = delete;
  telinject_i_awaiting &operator=(const telinject_i_awaiting &) = delete;
  __attribute__((TELINJECT_I_NO_LINES)) ~telinject_i_awaiting() {
    if (__builtin_expect(telinject_i_in->telinject_i_spans != nullptr, 0))
      TELINJECT_I_PLAIN_CALL(resume)(telinject_i_in->telinject_i_spans);
  }

private:
  telinject_i_coroutine *telinject_i_in;
};
#endif

/* Records the branch of ?: and returns its condition. */
__attribute__((TELINJECT_I_NO_LINES)) inline TELINJECT_I_CONSTEXPR bool
telinject_i_chosen(int telinject_i_condition, int &telinject_i_guard, const char *telinject_i_then,
                   const char *telinject_i_else) {
  if (__builtin_expect(telinject_i_guard != 0, 0) && TELINJECT_I_IS_AWAKE(telinject_i_guard))
    telinject_i_guard =
        TELINJECT_I_CALL(branch)(telinject_i_guard, telinject_i_condition ? telinject_i_then : telinject_i_else);
  return telinject_i_condition != 0;
}

/* Assignments and increments: return the value unchanged, with its value category. */
template <class TELINJECT_I_T>
__attribute__((TELINJECT_I_NO_LINES)) inline TELINJECT_I_CONSTEXPR TELINJECT_I_T &
telinject_i_changed(TELINJECT_I_T &telinject_i_value, int &telinject_i_guard, const char *telinject_i_site) {
  if (__builtin_expect(telinject_i_guard != 0, 0) && TELINJECT_I_IS_AWAKE(telinject_i_guard))
    telinject_i_guard =
        TELINJECT_I_CALL(change)(telinject_i_guard, telinject_i_site,
                                 telinject_i_passed<__is_enum(TELINJECT_I_T)>::telinject_i_as(telinject_i_value));
  return telinject_i_value;
}
template <class TELINJECT_I_T>
__attribute__((TELINJECT_I_NO_LINES)) inline TELINJECT_I_CONSTEXPR TELINJECT_I_T
telinject_i_given(TELINJECT_I_T telinject_i_value, int &telinject_i_guard, const char *telinject_i_site) {
  if (__builtin_expect(telinject_i_guard != 0, 0) && TELINJECT_I_IS_AWAKE(telinject_i_guard))
    telinject_i_guard =
        TELINJECT_I_CALL(change)(telinject_i_guard, telinject_i_site,
                                 telinject_i_passed<__is_enum(TELINJECT_I_T)>::telinject_i_as(telinject_i_value));
  return telinject_i_value;
}
template <class TELINJECT_I_T>
__attribute__((TELINJECT_I_NO_LINES)) inline TELINJECT_I_CONSTEXPR TELINJECT_I_T &
telinject_i_stepped(TELINJECT_I_T &telinject_i_value, int &telinject_i_guard, const char *telinject_i_site,
                    int telinject_i_step) {
  if (__builtin_expect(telinject_i_guard != 0, 0) && TELINJECT_I_IS_AWAKE(telinject_i_guard))
    telinject_i_guard = TELINJECT_I_CALL(change)(
        telinject_i_guard, telinject_i_site, telinject_i_value,
        static_cast<TELINJECT_I_T>(telinject_i_step > 0 ? telinject_i_value - 1 : telinject_i_value + 1));
  return telinject_i_value;
}
template <class TELINJECT_I_T>
__attribute__((TELINJECT_I_NO_LINES)) inline TELINJECT_I_CONSTEXPR TELINJECT_I_T telinject_i_stepping(
    TELINJECT_I_T telinject_i_value, int &telinject_i_guard, const char *telinject_i_site, int telinject_i_step) {
  if (__builtin_expect(telinject_i_guard != 0, 0) && TELINJECT_I_IS_AWAKE(telinject_i_guard))
    telinject_i_guard = TELINJECT_I_CALL(change)(
        telinject_i_guard, telinject_i_site,
        static_cast<TELINJECT_I_T>(telinject_i_step > 0 ? telinject_i_value + 1 : telinject_i_value - 1),
        telinject_i_value);
  return telinject_i_value;
}

} /* extern "C++" */
#pragma pack(pop)

#endif
