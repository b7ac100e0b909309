/* What telinject's headers begin with, and epilogue.h ends.
 *
 * A program may have made macros of keywords (`#define if(c) …`, -Dstatic=), of attributes' names and of members'
 * names: those are set aside until the end.  So are the compilers' warnings, which -Wsystem-headers would show.  No
 * include guard: each header that needs it includes it.  A further word that a header uses needs a line here and in
 * epilogue.h.
 */
#if defined(__GNUC__)
#pragma GCC system_header
#endif

/* Keywords of C. */
#pragma push_macro("char")
#pragma push_macro("const")
#pragma push_macro("double")
#pragma push_macro("else")
#pragma push_macro("enum")
#pragma push_macro("extern")
#pragma push_macro("float")
#pragma push_macro("for")
#pragma push_macro("if")
#pragma push_macro("int")
#pragma push_macro("long")
#pragma push_macro("return")
#pragma push_macro("short")
#pragma push_macro("signed")
#pragma push_macro("sizeof")
#pragma push_macro("static")
#pragma push_macro("struct")
#pragma push_macro("typedef")
#pragma push_macro("union")
#pragma push_macro("unsigned")
#pragma push_macro("void")
#pragma push_macro("volatile")
#pragma push_macro("while")
#undef char
#undef const
#undef double
#undef else
#undef enum
#undef extern
#undef float
#undef for
#undef if
#undef int
#undef long
#undef return
#undef short
#undef signed
#undef sizeof
#undef static
#undef struct
#undef typedef
#undef union
#undef unsigned
#undef void
#undef volatile
#undef while

/* Keywords of C++. */
#pragma push_macro("auto")
#pragma push_macro("bool")
#pragma push_macro("catch")
#pragma push_macro("class")
#pragma push_macro("const_cast")
#pragma push_macro("constexpr")
#pragma push_macro("decltype")
#pragma push_macro("delete")
#pragma push_macro("explicit")
#pragma push_macro("false")
#pragma push_macro("inline")
#pragma push_macro("nullptr")
#pragma push_macro("operator")
#pragma push_macro("private")
#pragma push_macro("public")
#pragma push_macro("reinterpret_cast")
#pragma push_macro("static_cast")
#pragma push_macro("template")
#pragma push_macro("this")
#pragma push_macro("true")
#pragma push_macro("try")
#undef auto
#undef bool
#undef catch
#undef class
#undef const_cast
#undef constexpr
#undef decltype
#undef delete
#undef explicit
#undef false
#undef inline
#undef nullptr
#undef operator
#undef private
#undef public
#undef reinterpret_cast
#undef static_cast
#undef template
#undef this
#undef true
#undef try

/* GNU's. */
#pragma push_macro("__asm__")
#pragma push_macro("__attribute__")
#pragma push_macro("__const__")
#pragma push_macro("__extension__")
#pragma push_macro("__inline__")
#pragma push_macro("__typeof__")
#pragma push_macro("__volatile__")
#undef __asm__
#undef __attribute__
#undef __const__
#undef __extension__
#undef __inline__
#undef __typeof__
#undef __volatile__

/* Names of attributes. */
#pragma push_macro("__alias__")
#pragma push_macro("__always_inline__")
#pragma push_macro("__artificial__")
#pragma push_macro("__cleanup__")
#pragma push_macro("__cold__")
#pragma push_macro("__gnu_inline__")
#pragma push_macro("__naked__")
#pragma push_macro("__no_instrument_function__")
#pragma push_macro("__nodebug__")
#pragma push_macro("__noinline__")
#pragma push_macro("__nothrow__")
#pragma push_macro("__preserve_most__")
#pragma push_macro("__section__")
#pragma push_macro("__target__")
#pragma push_macro("__unused__")
#pragma push_macro("__used__")
#pragma push_macro("__visibility__")
#pragma push_macro("__weak__")
#pragma push_macro("__weakref__")
#undef __alias__
#undef __always_inline__
#undef __artificial__
#undef __cleanup__
#undef __cold__
#undef __gnu_inline__
#undef __naked__
#undef __no_instrument_function__
#undef __nodebug__
#undef __noinline__
#undef __nothrow__
#undef __preserve_most__
#undef __section__
#undef __target__
#undef __unused__
#undef __used__
#undef __visibility__
#undef __weak__
#undef __weakref__

/* Words of pragmas, and members of the standard library. */
#pragma push_macro("pack")
#pragma push_macro("pop")
#pragma push_macro("push")
#pragma push_macro("count")
#pragma push_macro("data")
#pragma push_macro("get")
#pragma push_macro("has_value")
#pragma push_macro("size")
#pragma push_macro("str")
#undef pack
#undef pop
#undef push
#undef count
#undef data
#undef get
#undef has_value
#undef size
#undef str

#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#elif defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wattributes"
#pragma GCC diagnostic ignored "-Wcast-function-type"
#pragma GCC diagnostic ignored "-Wlong-long"
#pragma GCC diagnostic ignored "-Wvariadic-macros"
#ifdef __cplusplus
#pragma GCC diagnostic ignored "-Wold-style-cast"
#if __GNUC__ >= 5
#pragma GCC diagnostic ignored "-Wzero-as-null-pointer-constant"
#endif
#else
#pragma GCC diagnostic ignored "-Wtraditional-conversion"
#endif
#if __GNUC__ >= 8
#pragma GCC diagnostic ignored "-Wattribute-alias="
#endif
#endif
