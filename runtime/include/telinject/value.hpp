/* The C++ side of the injected macros: the guard's end, return values, and values whose type is known only
 * when a template is instantiated.  C++98 and later; includes nothing.  Inside extern "C" too. */
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

extern "C++" {

__attribute__((TELINJECT_I_NO_LINES)) inline TELINJECT_I_CONSTEXPR void telinject_i_leave(int *guard) {
  if (__builtin_expect(*guard != 0, 0)) ::telinject_leave(*guard);
}

/* One value with its code (telinject.h lists them).  Code 'o': `text` is the name of a function instantiated
 * for the value's type, as the compiler spells it ("... [with T = std::vector<int>]"). */
struct telinject_value {
  int code;
  unsigned size; /* bytes of `text` for code t */
  union {
    long long integer;
    double real;
    const void *pointer;
    const char *text;
  } as;
};

template <class T> inline const char *telinject_i_type_name() { return __PRETTY_FUNCTION__; }

inline TELINJECT_I_CONSTEXPR telinject_value telinject_i_integer(int code, long long v) {
  telinject_value r = {code, 0, {v}};
  return r;
}
inline telinject_value telinject_i_value_of(bool v) { return telinject_i_integer('b', v); }
inline telinject_value telinject_i_value_of(char v) { return telinject_i_integer('c', v); }
inline telinject_value telinject_i_value_of(signed char v) { return telinject_i_integer('i', v); }
inline telinject_value telinject_i_value_of(unsigned char v) { return telinject_i_integer('i', v); }
inline telinject_value telinject_i_value_of(short v) { return telinject_i_integer('i', v); }
inline telinject_value telinject_i_value_of(unsigned short v) { return telinject_i_integer('i', v); }
inline telinject_value telinject_i_value_of(int v) { return telinject_i_integer('x', v); }
inline telinject_value telinject_i_value_of(unsigned v) { return telinject_i_integer('x', v); }
inline telinject_value telinject_i_value_of(long v) { return telinject_i_integer('x', v); }
inline telinject_value telinject_i_value_of(unsigned long v) { return telinject_i_integer('y', static_cast<long long>(v)); }
inline telinject_value telinject_i_value_of(long long v) { return telinject_i_integer('x', v); }
inline telinject_value telinject_i_value_of(unsigned long long v) { return telinject_i_integer('y', static_cast<long long>(v)); }
inline telinject_value telinject_i_value_of(double v) {
  telinject_value r = {'f', 0, {0}};
  r.as.real = v;
  return r;
}
inline telinject_value telinject_i_value_of(float v) { return telinject_i_value_of(static_cast<double>(v)); }
inline telinject_value telinject_i_value_of(long double v) { return telinject_i_value_of(static_cast<double>(v)); }
inline telinject_value telinject_i_value_of(const volatile void *v) {
  telinject_value r = {'p', 0, {0}};
  r.as.pointer = const_cast<const void *>(v);
  return r;
}

/* Enumerations go by their number; whatever else there is goes by its type, and is not read. */
template <bool IsEnum> struct telinject_i_other {
  template <class T> static telinject_value of(const T &) {
    telinject_value r = {'o', 0, {0}};
    r.as.text = telinject_i_type_name<T>();
    return r;
  }
};
template <> struct telinject_i_other<true> {
  template <class T> static telinject_value of(const T &v) { return telinject_i_integer('x', static_cast<long long>(v)); }
};
template <class T> inline telinject_value telinject_i_value_of(const T &v) { return telinject_i_other<__is_enum(T)>::of(v); }
template <class T> inline telinject_value telinject_i_value_of(T *v) {
  return telinject_i_value_of(reinterpret_cast<const volatile void *>(v));
}

/* What a value is passed as by its type: the type itself, and an enumeration as a long long. */
template <bool IsEnum> struct telinject_i_passed {
  template <class T> __attribute__((TELINJECT_I_NO_LINES)) static T as(T v) { return v; }
};
template <> struct telinject_i_passed<true> {
  template <class T> __attribute__((TELINJECT_I_NO_LINES)) static long long as(T v) { return static_cast<long long>(v); }
};

template <class T> __attribute__((TELINJECT_I_NO_LINES)) inline TELINJECT_I_CONSTEXPR T telinject_i_returned(int guard, T value, const char *code) {
  if (__builtin_expect(guard != 0, 0)) ::telinject_return(guard, code, telinject_i_passed<__is_enum(T)>::as(value));
  return value;
}

} /* extern "C++" */

#endif
