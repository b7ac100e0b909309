/* shown.hpp: writes values of the standard library's types as tokens, which the runtime renders: strings, containers by
 * their first elements, pair, tuple, variant, optional, smart pointers, durations.  C++98 and later; includes nothing.
 *
 * A type is known by its name, as the compiler spells it, and by its members; any other type is told by its name.  No
 * function of the program is called: no user's iterator, allocator or pointer, no operator== or operator<<.  Each type has
 * one function for the whole program, which the hook calls: the code at the call passes two addresses.
 *
 * Tokens (runtime/core/shown.h): one character and what it says:
 *   b c             one byte            i x y   8 bytes, a number        f    8 bytes, a double     g   16 bytes
 *   p               8 bytes, an address z       nothing there            o    8 bytes, the address of a type's name
 *   t               4 bytes size, text  u       1 byte size of a unit, 4 bytes size, text in UTF-16 or UTF-32
 *   n               8 bytes a type's name, 8 bytes size, elements up to ]
 *   [ ... ]         a tuple             { . . }  the two values of a pair
 *   q Q             count (8 bytes, integer or double), numerator, denominator of its unit: a duration
 *   T               8 bytes a type's name, then q or Q: a time point
 *   .               the room ended here
 */
#ifndef TELINJECT_SHOWN_HPP
#define TELINJECT_SHOWN_HPP

#if defined(__GNUC__)
#pragma GCC system_header
#endif

#define TELINJECT_I_OUT_OF_LINE __attribute__((__noinline__, __cold__, TELINJECT_I_NO_LINES))

struct telinject_i_tokens {
  char *telinject_i_at, *telinject_i_end;
  unsigned telinject_i_elements; /* of a container, at most */
  bool telinject_i_is_cut;
};

/* Appends a token, or nothing more if there is no room. */
TELINJECT_I_OUT_OF_LINE inline bool telinject_i_token(telinject_i_tokens &telinject_i_to, char telinject_i_tag,
                                                      const void *telinject_i_from, unsigned telinject_i_size) {
  if (telinject_i_to.telinject_i_is_cut ||
      static_cast<unsigned long>(telinject_i_to.telinject_i_end - telinject_i_to.telinject_i_at) <= telinject_i_size) {
    telinject_i_to.telinject_i_is_cut = true;
    return false;
  }
  *telinject_i_to.telinject_i_at = telinject_i_tag;
  if (telinject_i_size != 0)
    __builtin_memcpy(telinject_i_to.telinject_i_at + 1, telinject_i_from, telinject_i_size);
  telinject_i_to.telinject_i_at += telinject_i_size + 1;
  return true;
}
TELINJECT_I_OUT_OF_LINE inline void telinject_i_word_token(telinject_i_tokens &telinject_i_to, char telinject_i_tag,
                                                           long long telinject_i_word) {
  telinject_i_token(telinject_i_to, telinject_i_tag, &telinject_i_word, 8);
}
/* Text of units of that size; what does not fit is left out, by whole units. */
TELINJECT_I_OUT_OF_LINE inline void telinject_i_text_token(telinject_i_tokens &telinject_i_to,
                                                           unsigned telinject_i_unit, const void *telinject_i_text,
                                                           unsigned long telinject_i_units) {
  const unsigned telinject_i_head = telinject_i_unit == 1 ? 5 : 6;
  const unsigned long telinject_i_room =
      static_cast<unsigned long>(telinject_i_to.telinject_i_end - telinject_i_to.telinject_i_at);
  if (telinject_i_to.telinject_i_is_cut || telinject_i_room <= telinject_i_head) {
    telinject_i_to.telinject_i_is_cut = true;
    return;
  }
  const unsigned long telinject_i_fit = (telinject_i_room - telinject_i_head) / telinject_i_unit;
  telinject_i_to.telinject_i_is_cut = telinject_i_units > telinject_i_fit;
  const unsigned telinject_i_bytes = static_cast<unsigned>(
      (telinject_i_to.telinject_i_is_cut ? telinject_i_fit : telinject_i_units) * telinject_i_unit);
  char *telinject_i_at = telinject_i_to.telinject_i_at;
  *telinject_i_at++ = telinject_i_unit == 1 ? 't' : 'u';
  if (telinject_i_unit != 1)
    *telinject_i_at++ = static_cast<char>(telinject_i_unit);
  __builtin_memcpy(telinject_i_at, &telinject_i_bytes, 4);
  if (telinject_i_bytes != 0)
    __builtin_memcpy(telinject_i_at + 4, telinject_i_text, telinject_i_bytes);
  telinject_i_to.telinject_i_at = telinject_i_at + 4 + telinject_i_bytes;
}

/* A scalar, or the name of a type. */
TELINJECT_I_OUT_OF_LINE inline void telinject_i_value_token(telinject_i_tokens &telinject_i_to,
                                                            const telinject_value &telinject_i_v) {
  const char telinject_i_code = static_cast<char>(telinject_i_v.telinject_i_code);
  telinject_i_token(telinject_i_to, telinject_i_code == 'i' ? 'x' : telinject_i_code, &telinject_i_v.telinject_i_as,
                    telinject_i_code == 'b' || telinject_i_code == 'c' ? 1
                    : telinject_i_code == 'g'                          ? 16
                                                                       : 8);
}
/* The length of the text in an array of char. */
inline unsigned long telinject_i_chars(const char *telinject_i_v, unsigned long telinject_i_size) {
  unsigned long telinject_i_n = 0;
  while (telinject_i_n < telinject_i_size && telinject_i_v[telinject_i_n] != 0)
    ++telinject_i_n;
  return telinject_i_n;
}

/* What a type is, by its name. */
enum {
  telinject_i_is_other,
  telinject_i_is_text,
  telinject_i_is_container,
  telinject_i_is_sized,
  telinject_i_is_pair,
  telinject_i_is_tuple,
  telinject_i_is_variant,
  telinject_i_is_optional,
  telinject_i_is_pointer,
  telinject_i_is_duration,
  telinject_i_is_time_point,
  telinject_i_is_path,
  telinject_i_is_nothing,
  telinject_i_is_array,
  telinject_i_is_chars,
  telinject_i_is_enum
};

/* The length of a name. */
inline TELINJECT_I_CXX11_CONSTEXPR unsigned telinject_i_length(const char *telinject_i_p) {
  return *telinject_i_p ? 1 + telinject_i_length(telinject_i_p + 1) : 0;
}
/* Is the identifier at P that of LIST, which has a space behind each? */
inline TELINJECT_I_CXX11_CONSTEXPR bool telinject_i_begins(const char *telinject_i_p, const char *telinject_i_word) {
  return *telinject_i_word == ' '
             ? *telinject_i_p == '<' || *telinject_i_p == ']' || *telinject_i_p == ';'
             : *telinject_i_p == *telinject_i_word && telinject_i_begins(telinject_i_p + 1, telinject_i_word + 1);
}
inline TELINJECT_I_CXX11_CONSTEXPR const char *telinject_i_behind(const char *telinject_i_list) {
  return *telinject_i_list == ' ' ? telinject_i_list + 1 : telinject_i_behind(telinject_i_list + 1);
}
inline TELINJECT_I_CXX11_CONSTEXPR bool telinject_i_is_in(const char *telinject_i_p, const char *telinject_i_list) {
  return *telinject_i_list != 0 && (telinject_i_begins(telinject_i_p, telinject_i_list) ||
                                    telinject_i_is_in(telinject_i_p, telinject_i_behind(telinject_i_list)));
}
/* The last identifier of a qualified name. */
inline TELINJECT_I_CXX11_CONSTEXPR const char *telinject_i_last_part(const char *telinject_i_p,
                                                                     const char *telinject_i_member) {
  return *telinject_i_p == 0 || *telinject_i_p == '<' || *telinject_i_p == ']' || *telinject_i_p == ';'
             ? telinject_i_member
             : telinject_i_last_part(telinject_i_p + 1, telinject_i_p[0] == ':' && telinject_i_p[1] != ':'
                                                            ? telinject_i_p + 1
                                                            : telinject_i_member);
}
inline TELINJECT_I_CXX11_CONSTEXPR int telinject_i_kind_of_part(const char *telinject_i_p) {
  return telinject_i_is_in(telinject_i_p, "basic_string basic_string_view ") ? telinject_i_is_text
         : telinject_i_is_in(telinject_i_p, "vector deque list array span map multimap set multiset unordered_map "
                                            "unordered_multimap unordered_set unordered_multiset initializer_list "
                                            "flat_map flat_set flat_multimap flat_multiset ")
             ? telinject_i_is_container
         : telinject_i_is_in(telinject_i_p, "queue stack priority_queue valarray ") ? telinject_i_is_sized
         : telinject_i_is_in(telinject_i_p, "pair ")                                ? telinject_i_is_pair
         : telinject_i_is_in(telinject_i_p, "tuple ")                               ? telinject_i_is_tuple
         : telinject_i_is_in(telinject_i_p, "variant ")                             ? telinject_i_is_variant
         : telinject_i_is_in(telinject_i_p, "optional ")                            ? telinject_i_is_optional
         : telinject_i_is_in(telinject_i_p, "unique_ptr shared_ptr ")               ? telinject_i_is_pointer
         : telinject_i_is_in(telinject_i_p, "duration ")                            ? telinject_i_is_duration
         : telinject_i_is_in(telinject_i_p, "time_point ")                          ? telinject_i_is_time_point
         : telinject_i_is_in(telinject_i_p, "path ")                                ? telinject_i_is_path
         : telinject_i_is_in(telinject_i_p, "monostate nullopt_t ")                 ? telinject_i_is_nothing
                                                                                    : telinject_i_is_other;
}
inline TELINJECT_I_CXX11_CONSTEXPR int telinject_i_kind_of_name(const char *telinject_i_p) {
  return telinject_i_p[0] == 's' && telinject_i_p[1] == 't' && telinject_i_p[2] == 'd' && telinject_i_p[3] == ':'
             ? telinject_i_kind_of_part(telinject_i_last_part(telinject_i_p, telinject_i_p))
             : telinject_i_is_other;
}
/* The type's name begins where that of int does. */
template <class TELINJECT_I_T> inline TELINJECT_I_CXX11_CONSTEXPR int telinject_i_kind_by_name() {
  return telinject_i_kind_of_name(telinject_i_type_name<TELINJECT_I_T>() +
                                  (telinject_i_length(telinject_i_type_name<int>()) - 4));
}

struct telinject_i_yes {
  char telinject_i_c[2];
};
template <bool> struct telinject_i_if {};
template <> struct telinject_i_if<true> {
  typedef int telinject_i_type;
};
template <class TELINJECT_I_T> struct telinject_i_is_plain_pointer {
  enum { telinject_i_is = false };
};
template <class TELINJECT_I_T> struct telinject_i_is_plain_pointer<TELINJECT_I_T *> {
  enum { telinject_i_is = true };
};

/* Has the type the members that are read?  An incomplete type has none. */
template <class TELINJECT_I_T> struct telinject_i_members {
  template <class TELINJECT_I_U>
  static telinject_i_yes telinject_i_text(typename TELINJECT_I_U::traits_type *,
                                          char (*)[sizeof(typename TELINJECT_I_U::value_type)]);
  template <class TELINJECT_I_U> static char telinject_i_text(...);
#if __cplusplus >= 201103L
  template <class TELINJECT_I_U>
  static telinject_i_yes telinject_i_container(typename TELINJECT_I_U::iterator *,
                                               char (*)[sizeof(typename TELINJECT_I_U::value_type)]);
#else
  template <class TELINJECT_I_U>
  static telinject_i_yes telinject_i_container(typename TELINJECT_I_U::const_iterator *,
                                               char (*)[sizeof(typename TELINJECT_I_U::value_type)]);
#endif
  template <class TELINJECT_I_U> static char telinject_i_container(...);
  /* An allocator of the program may have pointers with operators of its own. */
  template <class TELINJECT_I_U>
  static telinject_i_yes telinject_i_fancy(
      typename telinject_i_if<
          !telinject_i_is_plain_pointer<typename TELINJECT_I_U::const_pointer>::telinject_i_is>::telinject_i_type *);
  template <class TELINJECT_I_U> static char telinject_i_fancy(...);
  template <class TELINJECT_I_U>
  static telinject_i_yes telinject_i_pair(char (*)[sizeof(typename TELINJECT_I_U::first_type)],
                                          char (*)[sizeof(typename TELINJECT_I_U::second_type)]);
  template <class TELINJECT_I_U> static char telinject_i_pair(...);
  template <class TELINJECT_I_U>
  static telinject_i_yes telinject_i_optional(char (*)[sizeof(typename TELINJECT_I_U::value_type)], int);
  template <class TELINJECT_I_U> static char telinject_i_optional(...);
  template <class TELINJECT_I_U>
  static telinject_i_yes telinject_i_pointer(
      typename telinject_i_if<
          telinject_i_is_plain_pointer<typename TELINJECT_I_U::pointer>::telinject_i_is>::telinject_i_type *,
      int);
  template <class TELINJECT_I_U> static telinject_i_yes telinject_i_pointer(typename TELINJECT_I_U::weak_type *, long);
  template <class TELINJECT_I_U> static char telinject_i_pointer(...);
  template <class TELINJECT_I_U>
  static telinject_i_yes
  telinject_i_duration(typename telinject_i_if<!__is_class(typename TELINJECT_I_U::rep)>::telinject_i_type *);
  template <class TELINJECT_I_U> static char telinject_i_duration(...);
};
#define TELINJECT_I_HAS_MEMBERS(CALL) (sizeof(telinject_i_members<TELINJECT_I_T>::template CALL) > 1)
template <class TELINJECT_I_T, int TELINJECT_I_KIND> struct telinject_i_shape_of_kind {
  enum { telinject_i_is = telinject_i_is_other };
};
#define TELINJECT_I_SHAPE(KIND, ...) \
  template <class TELINJECT_I_T> struct telinject_i_shape_of_kind<TELINJECT_I_T, KIND> { \
    enum { telinject_i_is = (__VA_ARGS__) ? int(KIND) : int(telinject_i_is_other) }; \
  };
TELINJECT_I_SHAPE(telinject_i_is_text, TELINJECT_I_HAS_MEMBERS(telinject_i_text<TELINJECT_I_T>(0, 0)) &&
                                           !TELINJECT_I_HAS_MEMBERS(telinject_i_fancy<TELINJECT_I_T>(0)))
TELINJECT_I_SHAPE(telinject_i_is_container, TELINJECT_I_HAS_MEMBERS(telinject_i_container<TELINJECT_I_T>(0, 0)) &&
                                                !TELINJECT_I_HAS_MEMBERS(telinject_i_fancy<TELINJECT_I_T>(0)))
TELINJECT_I_SHAPE(telinject_i_is_pair, TELINJECT_I_HAS_MEMBERS(telinject_i_pair<TELINJECT_I_T>(0, 0)))
TELINJECT_I_SHAPE(telinject_i_is_optional, TELINJECT_I_HAS_MEMBERS(telinject_i_optional<TELINJECT_I_T>(0, 0)))
TELINJECT_I_SHAPE(telinject_i_is_pointer, TELINJECT_I_HAS_MEMBERS(telinject_i_pointer<TELINJECT_I_T>(0, 0)))
TELINJECT_I_SHAPE(telinject_i_is_duration, TELINJECT_I_HAS_MEMBERS(telinject_i_duration<TELINJECT_I_T>(0)))
#define TELINJECT_I_EASY_SHAPE(KIND) TELINJECT_I_SHAPE(KIND, true)
TELINJECT_I_EASY_SHAPE(telinject_i_is_path)
TELINJECT_I_EASY_SHAPE(telinject_i_is_nothing)
TELINJECT_I_EASY_SHAPE(telinject_i_is_sized)
TELINJECT_I_SHAPE(telinject_i_is_time_point,
                  telinject_i_shape_of_kind<typename TELINJECT_I_T::duration, telinject_i_is_duration>::telinject_i_is)

#if __cplusplus >= 201103L
/* The parts must be complete before the whole is asked for anything. */
template <class TELINJECT_I_T> telinject_i_yes telinject_i_complete(char (*)[sizeof(TELINJECT_I_T)]);
template <class TELINJECT_I_T> char telinject_i_complete(...);
template <class...> struct telinject_i_all_complete {
  enum { telinject_i_is = true };
};
template <class TELINJECT_I_T, class... TELINJECT_I_R>
struct telinject_i_all_complete<TELINJECT_I_T, TELINJECT_I_R...> {
  enum {
    telinject_i_is = (sizeof(telinject_i_complete<TELINJECT_I_T>(0)) > 1) &&
                     telinject_i_all_complete<TELINJECT_I_R...>::telinject_i_is
  };
};
#define TELINJECT_I_PARTS_SHAPE(KIND) \
  template <template <class...> class TELINJECT_I_C, class... TELINJECT_I_T> \
  struct telinject_i_shape_of_kind<TELINJECT_I_C<TELINJECT_I_T...>, KIND> { \
    enum { \
      telinject_i_is = \
          telinject_i_all_complete<TELINJECT_I_T...>::telinject_i_is ? int(KIND) : int(telinject_i_is_other) \
    }; \
  };
TELINJECT_I_PARTS_SHAPE(telinject_i_is_tuple)
TELINJECT_I_PARTS_SHAPE(telinject_i_is_variant)

template <class TELINJECT_I_T, bool> struct telinject_i_class_shape {
  enum {
    telinject_i_is = telinject_i_shape_of_kind<TELINJECT_I_T, telinject_i_kind_by_name<TELINJECT_I_T>()>::telinject_i_is
  };
};
template <class TELINJECT_I_T> inline bool telinject_i_is_standard(int) {
  return true;
}
#else
/* Without constant expressions the name is compared at run time. */
template <class TELINJECT_I_T, bool> struct telinject_i_class_shape {
  enum {
    telinject_i_text = telinject_i_shape_of_kind<TELINJECT_I_T, telinject_i_is_text>::telinject_i_is,
    telinject_i_container = telinject_i_shape_of_kind<TELINJECT_I_T, telinject_i_is_container>::telinject_i_is,
    telinject_i_pair = telinject_i_shape_of_kind<TELINJECT_I_T, telinject_i_is_pair>::telinject_i_is,
    telinject_i_is = int(telinject_i_text)        ? int(telinject_i_text)
                     : int(telinject_i_container) ? int(telinject_i_container)
                                                  : int(telinject_i_pair)
  };
};
template <class TELINJECT_I_T> inline bool telinject_i_is_standard(int telinject_i_kind) {
  return telinject_i_kind <= telinject_i_is_enum || telinject_i_kind_by_name<TELINJECT_I_T>() == telinject_i_kind;
}
#endif
template <class TELINJECT_I_T> struct telinject_i_class_shape<TELINJECT_I_T, false> {
  enum { telinject_i_is = __is_enum(TELINJECT_I_T) ? int(telinject_i_is_enum) : int(telinject_i_is_other) };
};
template <class TELINJECT_I_T> struct telinject_i_shape {
  enum { telinject_i_is = telinject_i_class_shape<TELINJECT_I_T, __is_class(TELINJECT_I_T)>::telinject_i_is };
};
template <class TELINJECT_I_T> struct telinject_i_shape<const TELINJECT_I_T> : telinject_i_shape<TELINJECT_I_T> {};
template <class TELINJECT_I_T, unsigned long TELINJECT_I_N> struct telinject_i_shape<TELINJECT_I_T[TELINJECT_I_N]> {
  enum { telinject_i_is = telinject_i_is_array };
};
template <unsigned long TELINJECT_I_N> struct telinject_i_shape<char[TELINJECT_I_N]> {
  enum { telinject_i_is = telinject_i_is_chars };
};

/* Values of a container whose type is another class are not listed. */
template <class TELINJECT_I_T> struct telinject_i_is_listed {
  enum {
    telinject_i_is = !(__is_class(TELINJECT_I_T) || __is_union(TELINJECT_I_T)) ||
                     telinject_i_shape<TELINJECT_I_T>::telinject_i_is != 0
  };
};
template <class TELINJECT_I_T> inline void telinject_i_type_token(telinject_i_tokens &telinject_i_to) {
  const char *telinject_i_name = telinject_i_type_name<TELINJECT_I_T>();
  telinject_i_token(telinject_i_to, 'o', &telinject_i_name, 8);
}

template <int TELINJECT_I_SHAPE_OF, int TELINJECT_I_DEPTH> struct telinject_i_shower;
/* TELINJECT_I_DEPTH: how many levels of types with parts may follow. */
template <int TELINJECT_I_DEPTH, class TELINJECT_I_T>
inline void telinject_i_show(telinject_i_tokens &telinject_i_to, const TELINJECT_I_T &telinject_i_v) {
  telinject_i_shower<telinject_i_shape<TELINJECT_I_T>::telinject_i_is, TELINJECT_I_DEPTH>::telinject_i_of(
      telinject_i_to, telinject_i_v);
}

#define TELINJECT_I_SHOWER(KIND) \
  template <int TELINJECT_I_DEPTH> struct telinject_i_shower<KIND, TELINJECT_I_DEPTH> { \
    template <class TELINJECT_I_T> \
    TELINJECT_I_OUT_OF_LINE static void telinject_i_of(telinject_i_tokens &telinject_i_to, \
                                                       const TELINJECT_I_T &telinject_i_v) { \
      if (!telinject_i_is_standard<TELINJECT_I_T>(KIND)) \
        return telinject_i_type_token<TELINJECT_I_T>(telinject_i_to);
#define TELINJECT_I_END_SHOWER \
  } \
  } \
  ;
TELINJECT_I_SHOWER(telinject_i_is_other)
telinject_i_value_token(telinject_i_to, telinject_i_value_of(telinject_i_v));
TELINJECT_I_END_SHOWER
TELINJECT_I_SHOWER(telinject_i_is_enum)
telinject_i_word_token(telinject_i_to, 'x', static_cast<long long>(telinject_i_v));
TELINJECT_I_END_SHOWER
TELINJECT_I_SHOWER(telinject_i_is_chars)
telinject_i_text_token(telinject_i_to, 1, telinject_i_v, telinject_i_chars(telinject_i_v, sizeof telinject_i_v));
TELINJECT_I_END_SHOWER
TELINJECT_I_SHOWER(telinject_i_is_text)
telinject_i_text_token(telinject_i_to, sizeof *telinject_i_v.data(), telinject_i_v.data(),
                       static_cast<unsigned long>(telinject_i_v.size()));
TELINJECT_I_END_SHOWER
TELINJECT_I_SHOWER(telinject_i_is_path)
telinject_i_text_token(telinject_i_to, sizeof *telinject_i_v.native().data(), telinject_i_v.native().data(),
                       static_cast<unsigned long>(telinject_i_v.native().size()));
TELINJECT_I_END_SHOWER
TELINJECT_I_SHOWER(telinject_i_is_nothing)
static_cast<void>(telinject_i_v);
telinject_i_token(telinject_i_to, 'z', 0, 0);
TELINJECT_I_END_SHOWER
TELINJECT_I_SHOWER(telinject_i_is_pointer)
telinject_i_word_token(telinject_i_to, 'p', reinterpret_cast<long long>(telinject_i_v.get()));
TELINJECT_I_END_SHOWER

/* Appends the head of a container; returns how many elements follow. */
TELINJECT_I_OUT_OF_LINE inline unsigned long telinject_i_container_token(telinject_i_tokens &telinject_i_to,
                                                                         const char *telinject_i_type,
                                                                         unsigned long telinject_i_size,
                                                                         bool telinject_i_is_listed) {
  struct {
    const char *telinject_i_name;
    unsigned long telinject_i_number;
  } telinject_i_head = {telinject_i_type, telinject_i_size};
  telinject_i_token(telinject_i_to, 'n', &telinject_i_head, 16);
  return !telinject_i_is_listed                                   ? 0
         : telinject_i_size < telinject_i_to.telinject_i_elements ? telinject_i_size
                                                                  : telinject_i_to.telinject_i_elements;
}
template <bool> struct telinject_i_lister {
  template <int TELINJECT_I_DEPTH, class TELINJECT_I_T, class TELINJECT_I_I>
  static void telinject_i_list(telinject_i_tokens &telinject_i_to, TELINJECT_I_I telinject_i_at,
                               unsigned long telinject_i_count, const TELINJECT_I_T *) {
    while (telinject_i_count-- != 0) {
      telinject_i_show<TELINJECT_I_DEPTH, TELINJECT_I_T>(telinject_i_to, *telinject_i_at);
      if (telinject_i_count != 0)
        ++telinject_i_at;
    }
  }
};
template <> struct telinject_i_lister<false> {
  template <int TELINJECT_I_DEPTH, class TELINJECT_I_T, class TELINJECT_I_I>
  static void telinject_i_list(telinject_i_tokens &, TELINJECT_I_I, unsigned long, const TELINJECT_I_T *) {}
};
TELINJECT_I_SHOWER(telinject_i_is_container)
typedef typename TELINJECT_I_T::value_type telinject_i_element;
/* The iterators of the debugging containers take a lock. */
#ifdef _GLIBCXX_DEBUG
enum { telinject_i_listed = false };
#else
enum { telinject_i_listed = telinject_i_is_listed<telinject_i_element>::telinject_i_is };
#endif
const unsigned long telinject_i_count =
    telinject_i_container_token(telinject_i_to, telinject_i_type_name<TELINJECT_I_T>(),
                                static_cast<unsigned long>(telinject_i_v.size()), telinject_i_listed);
if (telinject_i_count != 0)
  telinject_i_lister<telinject_i_listed>::template telinject_i_list<TELINJECT_I_DEPTH - 1>(
      telinject_i_to, telinject_i_v.begin(), telinject_i_count, static_cast<const telinject_i_element *>(0));
telinject_i_token(telinject_i_to, ']', 0, 0);
TELINJECT_I_END_SHOWER
TELINJECT_I_SHOWER(telinject_i_is_sized)
telinject_i_container_token(telinject_i_to, telinject_i_type_name<TELINJECT_I_T>(),
                            static_cast<unsigned long>(telinject_i_v.size()), false);
telinject_i_token(telinject_i_to, ']', 0, 0);
TELINJECT_I_END_SHOWER
/* A reference among the parts may be one to what has no value yet. */
template <class TELINJECT_I_E> struct telinject_i_member {
  template <int TELINJECT_I_DEPTH, class TELINJECT_I_T>
  static void telinject_i_show_it(telinject_i_tokens &telinject_i_to, const TELINJECT_I_T &telinject_i_v) {
    telinject_i_show<TELINJECT_I_DEPTH>(telinject_i_to, telinject_i_v);
  }
};
template <class TELINJECT_I_E> struct telinject_i_member<TELINJECT_I_E &> {
  template <int TELINJECT_I_DEPTH, class TELINJECT_I_T>
  static void telinject_i_show_it(telinject_i_tokens &telinject_i_to, const TELINJECT_I_T &) {
    telinject_i_type_token<TELINJECT_I_E &>(telinject_i_to);
  }
};
template <class TELINJECT_I_E> struct telinject_i_member<const TELINJECT_I_E &> : telinject_i_member<TELINJECT_I_E> {};
TELINJECT_I_SHOWER(telinject_i_is_pair)
telinject_i_token(telinject_i_to, '{', 0, 0);
telinject_i_member<typename TELINJECT_I_T::first_type>::template telinject_i_show_it<TELINJECT_I_DEPTH - 1>(
    telinject_i_to, telinject_i_v.first);
telinject_i_member<typename TELINJECT_I_T::second_type>::template telinject_i_show_it<TELINJECT_I_DEPTH - 1>(
    telinject_i_to, telinject_i_v.second);
telinject_i_token(telinject_i_to, '}', 0, 0);
TELINJECT_I_END_SHOWER
TELINJECT_I_SHOWER(telinject_i_is_optional)
if (telinject_i_v.has_value())
  telinject_i_show<TELINJECT_I_DEPTH>(telinject_i_to, *telinject_i_v);
else
  telinject_i_token(telinject_i_to, 'z', 0, 0);
TELINJECT_I_END_SHOWER

/* A count with its unit. */
inline void telinject_i_count_token(telinject_i_tokens &telinject_i_to, long long telinject_i_count,
                                    long long telinject_i_numerator, long long telinject_i_denominator) {
  const long long telinject_i_words[3] = {telinject_i_count, telinject_i_numerator, telinject_i_denominator};
  telinject_i_token(telinject_i_to, 'q', telinject_i_words, 24);
}
inline void telinject_i_count_token(telinject_i_tokens &telinject_i_to, double telinject_i_count,
                                    long long telinject_i_numerator, long long telinject_i_denominator) {
  long long telinject_i_words[3] = {0, telinject_i_numerator, telinject_i_denominator};
  __builtin_memcpy(telinject_i_words, &telinject_i_count, 8);
  telinject_i_token(telinject_i_to, 'Q', telinject_i_words, 24);
}
template <bool TELINJECT_I_IS_REAL> struct telinject_i_counted {
  template <class TELINJECT_I_T> static long long telinject_i_as(TELINJECT_I_T telinject_i_v) {
    return static_cast<long long>(telinject_i_v);
  }
};
template <> struct telinject_i_counted<true> {
  template <class TELINJECT_I_T> static double telinject_i_as(TELINJECT_I_T telinject_i_v) {
    return telinject_i_real(telinject_i_v);
  }
};
TELINJECT_I_SHOWER(telinject_i_is_duration)
typedef typename TELINJECT_I_T::rep telinject_i_rep;
telinject_i_count_token(
    telinject_i_to,
    telinject_i_counted<(static_cast<telinject_i_rep>(1) / 2 != 0)>::telinject_i_as(telinject_i_v.count()),
    TELINJECT_I_T::period::num, TELINJECT_I_T::period::den);
TELINJECT_I_END_SHOWER
TELINJECT_I_SHOWER(telinject_i_is_time_point)
const char *telinject_i_name = telinject_i_type_name<TELINJECT_I_T>();
telinject_i_token(telinject_i_to, 'T', &telinject_i_name, 8);
telinject_i_show<TELINJECT_I_DEPTH>(telinject_i_to, telinject_i_v.time_since_epoch());
TELINJECT_I_END_SHOWER

#define TELINJECT_I_ARRAY_SHOWER(DEPTH_PARAMETER, DEPTH) \
  template <DEPTH_PARAMETER> struct telinject_i_shower<telinject_i_is_array, DEPTH> { \
    template <class TELINJECT_I_T, unsigned long TELINJECT_I_N> \
    TELINJECT_I_OUT_OF_LINE static void telinject_i_of(telinject_i_tokens & telinject_i_to, \
                                                       const TELINJECT_I_T(&telinject_i_v)[TELINJECT_I_N])
TELINJECT_I_ARRAY_SHOWER(int TELINJECT_I_DEPTH, TELINJECT_I_DEPTH) {
  const unsigned long telinject_i_count =
      telinject_i_container_token(telinject_i_to, telinject_i_type_name<TELINJECT_I_T[TELINJECT_I_N]>(), TELINJECT_I_N,
                                  telinject_i_is_listed<TELINJECT_I_T>::telinject_i_is);
  telinject_i_lister<telinject_i_is_listed<TELINJECT_I_T>::telinject_i_is>::template telinject_i_list<
      TELINJECT_I_DEPTH - 1>(telinject_i_to, &telinject_i_v[0], telinject_i_count,
                             static_cast<const TELINJECT_I_T *>(0));
  telinject_i_token(telinject_i_to, ']', 0, 0);
}
}
;

#if __cplusplus >= 201103L
/* The library's get and get_if are found by their arguments; the templates here only say that they are templates. */
namespace telinject_i_lookup {
struct telinject_i_none {};
template <int> void get(telinject_i_none);
template <int> void get_if(telinject_i_none);
template <int TELINJECT_I_DEPTH, unsigned long TELINJECT_I_I, class TELINJECT_I_V>
inline void telinject_i_show_parts(telinject_i_tokens &, const TELINJECT_I_V &) {}
template <int TELINJECT_I_DEPTH, unsigned long TELINJECT_I_I, class TELINJECT_I_V, class TELINJECT_I_E,
          class... TELINJECT_I_R>
inline void telinject_i_show_parts(telinject_i_tokens &telinject_i_to, const TELINJECT_I_V &telinject_i_v) {
  ::telinject_i_member<TELINJECT_I_E>::template telinject_i_show_it<TELINJECT_I_DEPTH>(
      telinject_i_to, get<TELINJECT_I_I>(telinject_i_v));
  if (TELINJECT_I_I < 15)
    telinject_i_show_parts<TELINJECT_I_DEPTH, TELINJECT_I_I + 1, TELINJECT_I_V, TELINJECT_I_R...>(telinject_i_to,
                                                                                                  telinject_i_v);
}
template <int TELINJECT_I_DEPTH, unsigned long TELINJECT_I_I, class TELINJECT_I_V>
inline void telinject_i_show_alternative(telinject_i_tokens &telinject_i_to, const TELINJECT_I_V &) {
  ::telinject_i_token(telinject_i_to, 'z', 0, 0);
}
template <int TELINJECT_I_DEPTH, unsigned long TELINJECT_I_I, class TELINJECT_I_V, class TELINJECT_I_E,
          class... TELINJECT_I_R>
inline void telinject_i_show_alternative(telinject_i_tokens &telinject_i_to, const TELINJECT_I_V &telinject_i_v) {
  if (const TELINJECT_I_E *telinject_i_at = get_if<TELINJECT_I_I>(&telinject_i_v))
    ::telinject_i_show<TELINJECT_I_DEPTH>(telinject_i_to, *telinject_i_at);
  else
    telinject_i_show_alternative<TELINJECT_I_DEPTH, TELINJECT_I_I + 1, TELINJECT_I_V, TELINJECT_I_R...>(telinject_i_to,
                                                                                                        telinject_i_v);
}
}
#define TELINJECT_I_PARTS_SHOWER(KIND) \
  template <int TELINJECT_I_DEPTH> struct telinject_i_shower<KIND, TELINJECT_I_DEPTH> { \
    template <template <class...> class TELINJECT_I_C, class... TELINJECT_I_E> \
    TELINJECT_I_OUT_OF_LINE static void telinject_i_of(telinject_i_tokens & telinject_i_to, \
                                                       const TELINJECT_I_C<TELINJECT_I_E...> &telinject_i_v)
TELINJECT_I_PARTS_SHOWER(telinject_i_is_tuple) {
  telinject_i_token(telinject_i_to, '[', 0, 0);
  telinject_i_lookup::telinject_i_show_parts<TELINJECT_I_DEPTH - 1, 0, TELINJECT_I_C<TELINJECT_I_E...>,
                                             TELINJECT_I_E...>(telinject_i_to, telinject_i_v);
  telinject_i_token(telinject_i_to, ']', 0, 0);
}
}
;
TELINJECT_I_PARTS_SHOWER(telinject_i_is_variant) {
  telinject_i_lookup::telinject_i_show_alternative<TELINJECT_I_DEPTH, 0, TELINJECT_I_C<TELINJECT_I_E...>,
                                                   TELINJECT_I_E...>(telinject_i_to, telinject_i_v);
}
}
;
#endif

/* Types with parts that are nested too deep. */
struct telinject_i_too_deep {
  template <class TELINJECT_I_T> static void telinject_i_of(telinject_i_tokens &telinject_i_to, const TELINJECT_I_T &) {
    telinject_i_type_token<TELINJECT_I_T>(telinject_i_to);
  }
};
template <> struct telinject_i_shower<telinject_i_is_container, 0> : telinject_i_too_deep {};
template <> struct telinject_i_shower<telinject_i_is_array, 0> : telinject_i_too_deep {};
template <> struct telinject_i_shower<telinject_i_is_pair, 0> : telinject_i_too_deep {};
template <> struct telinject_i_shower<telinject_i_is_tuple, 0> : telinject_i_too_deep {};

/* What the hook calls: writes the value behind `from` to `to`, at most up to `end`; returns the end of what it wrote. */
template <class TELINJECT_I_T>
TELINJECT_I_OUT_OF_LINE inline char *telinject_i_render(char *telinject_i_to, char *telinject_i_end,
                                                        const void *telinject_i_from, unsigned telinject_i_elements) {
  telinject_i_tokens telinject_i_tokens_of = {telinject_i_to, telinject_i_end - 1, telinject_i_elements, false};
  telinject_i_show<3>(telinject_i_tokens_of, *static_cast<const TELINJECT_I_T *>(telinject_i_from));
  if (telinject_i_tokens_of.telinject_i_is_cut)
    *telinject_i_tokens_of.telinject_i_at++ = '.';
  return telinject_i_tokens_of.telinject_i_at;
}
template <int TELINJECT_I_SHAPE_OF> struct telinject_i_other {
  template <class TELINJECT_I_T> static telinject_value telinject_i_of(const TELINJECT_I_T &telinject_i_v) {
    telinject_value telinject_i_r = {'w', 4, {0}};
    telinject_i_r.telinject_i_as.telinject_i_shown.telinject_i_object = &telinject_i_v;
    telinject_i_r.telinject_i_as.telinject_i_shown.telinject_i_render = &telinject_i_render<TELINJECT_I_T>;
    return telinject_i_r;
  }
};
template <> struct telinject_i_other<telinject_i_is_other> {
  template <class TELINJECT_I_T> static telinject_value telinject_i_of(const TELINJECT_I_T &) {
    telinject_value telinject_i_r = {'o', 0, {0}};
    telinject_i_r.telinject_i_as.telinject_i_text = telinject_i_type_name<TELINJECT_I_T>();
    return telinject_i_r;
  }
};
template <> struct telinject_i_other<telinject_i_is_enum> {
  template <class TELINJECT_I_T> static telinject_value telinject_i_of(const TELINJECT_I_T &telinject_i_v) {
    return telinject_i_integer('x', static_cast<long long>(telinject_i_v));
  }
};

#undef TELINJECT_I_HAS_MEMBERS
#undef TELINJECT_I_SHAPE
#undef TELINJECT_I_EASY_SHAPE
#undef TELINJECT_I_PARTS_SHAPE
#undef TELINJECT_I_SHOWER
#undef TELINJECT_I_END_SHOWER
#undef TELINJECT_I_ARRAY_SHOWER
#undef TELINJECT_I_PARTS_SHOWER

#endif
