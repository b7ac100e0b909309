/* bind_macros.h: the inserted macros around a callable that goes to another thread; macros.h describes what is common to
 * all.  C++11 and up.
 *
 *   queue.push([=] { work(); });
 * becomes
 *   queue.push(TELINJECT_BIND(std::function<void ()>) [=] { work(); } TELINJECT_END_BIND());
 *
 * The callable, when it is called, continues the trace of the span in which it was bound.  TELINJECT_BIND gives an object
 * of that type, which holds the callable as it was written if telemetry is off or no span is open.
 * TELINJECT_BIND_ANY() gives an object of a type of its own, which is called as the callable is.
 */
#ifndef TELINJECT_BIND_MACROS_H
#define TELINJECT_BIND_MACROS_H

#if defined(__GNUC__)
#pragma GCC system_header
#endif

#if defined(__cplusplus) && __cplusplus >= 201103L

#ifdef TELINJECT_DISABLE

#define TELINJECT_BIND(...)
#define TELINJECT_BIND_ANY()
#define TELINJECT_END_BIND()

#else

extern "C++" {
/* A context; only the runtime reads it. */
struct telinject_i_context {
  unsigned telinject_i_words[8];
};

template <class TELINJECT_I_T> struct telinject_i_plain {
  typedef TELINJECT_I_T telinject_i_type;
};
template <class TELINJECT_I_T> struct telinject_i_plain<TELINJECT_I_T &> : telinject_i_plain<TELINJECT_I_T> {};
template <class TELINJECT_I_T> struct telinject_i_plain<const TELINJECT_I_T> : telinject_i_plain<TELINJECT_I_T> {};

template <class TELINJECT_I_T> TELINJECT_I_T &telinject_i_lvalue();

/* Continues a trace while it lives. */
class telinject_i_continued {
public:
  explicit telinject_i_continued(const telinject_i_context &telinject_i_c)
      : telinject_i_handle(telinject_i_c.telinject_i_words[6] != 0 && TELINJECT_I_ON && TELINJECT_I_HAS(take_over)
                               ? TELINJECT_I_PLAIN_CALL(take_over)(&telinject_i_c)
                               : 0) {}
  telinject_i_continued(const telinject_i_continued &) = delete;
  telinject_i_continued &operator=(const telinject_i_continued &) = delete;
  ~telinject_i_continued() {
    if (__builtin_expect(telinject_i_handle != 0, 0))
      TELINJECT_I_CALL(leave)(telinject_i_handle);
  }

private:
  int telinject_i_handle;
};

template <class TELINJECT_I_F> struct telinject_i_bound {
  telinject_i_context telinject_i_c;
  TELINJECT_I_F telinject_i_f;

  template <class... TELINJECT_I_A>
  auto operator()(TELINJECT_I_A &&...telinject_i_a)
      -> decltype(::telinject_i_lvalue<TELINJECT_I_F>()(static_cast<TELINJECT_I_A &&>(telinject_i_a)...)) {
    const telinject_i_continued telinject_i_until_end(telinject_i_c);
    return telinject_i_f(static_cast<TELINJECT_I_A &&>(telinject_i_a)...);
  }
  template <class... TELINJECT_I_A>
  auto operator()(TELINJECT_I_A &&...telinject_i_a) const
      -> decltype(::telinject_i_lvalue<const TELINJECT_I_F>()(static_cast<TELINJECT_I_A &&>(telinject_i_a)...)) {
    const telinject_i_continued telinject_i_until_end(telinject_i_c);
    return telinject_i_f(static_cast<TELINJECT_I_A &&>(telinject_i_a)...);
  }
};

/* A function object that holds nothing stays one. */
template <class TELINJECT_I_F>
auto telinject_i_is_empty(const TELINJECT_I_F &telinject_i_f, int) -> decltype(bool(telinject_i_f == nullptr)) {
  return bool(telinject_i_f == nullptr);
}
template <class TELINJECT_I_F> bool telinject_i_is_empty(const TELINJECT_I_F &, long) {
  return false;
}

template <class TELINJECT_I_F>
bool telinject_i_hand_over(const TELINJECT_I_F &telinject_i_f, telinject_i_context &telinject_i_to) {
  return TELINJECT_I_ON && TELINJECT_I_HAS(hand_over) && !::telinject_i_is_empty(telinject_i_f, 0) &&
         TELINJECT_I_PLAIN_CALL(hand_over)(&telinject_i_to) != 0;
}

template <class TELINJECT_I_T, class TELINJECT_I_F> TELINJECT_I_T telinject_i_bind(TELINJECT_I_F &&telinject_i_f) {
  typedef typename ::telinject_i_plain<TELINJECT_I_F>::telinject_i_type telinject_i_type;
  telinject_i_context telinject_i_c = {};
  if (::telinject_i_hand_over(telinject_i_f, telinject_i_c))
    return TELINJECT_I_T(
        telinject_i_bound<telinject_i_type>{telinject_i_c, static_cast<TELINJECT_I_F &&>(telinject_i_f)});
  return TELINJECT_I_T(static_cast<TELINJECT_I_F &&>(telinject_i_f));
}

template <class TELINJECT_I_F>
telinject_i_bound<typename telinject_i_plain<TELINJECT_I_F>::telinject_i_type>
telinject_i_bind_any(TELINJECT_I_F &&telinject_i_f) {
  telinject_i_context telinject_i_c = {};
  if (!::telinject_i_hand_over(telinject_i_f, telinject_i_c))
    telinject_i_c.telinject_i_words[6] = 0;
  return {telinject_i_c, static_cast<TELINJECT_I_F &&>(telinject_i_f)};
}
}

#define TELINJECT_BIND(...) ::telinject_i_bind<__VA_ARGS__>(
#define TELINJECT_BIND_ANY() ::telinject_i_bind_any(
#define TELINJECT_END_BIND() )

#endif /* TELINJECT_DISABLE */

#endif

#endif
