/* prologue.h: the start of each of telinject's headers; epilogue.h is the end.
 *
 * A program may define macros with the names of keywords (`#define if(c) …`, -Dstatic=), attributes and members: they
 * are set aside until epilogue.h.  So are the compilers' warnings, which -Wsystem-headers would show.  There is no
 * #ifdef around a word, as it would use the macro: #undef of an unused macro is a warning (-Wunused-macros), and
 * pop_macro restores whether it was used.  No include guard: every header that needs this file includes it.  A header
 * that uses a further word needs a line here and in epilogue.h.
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
#ifdef char
#undef char
#endif
#ifdef const
#undef const
#endif
#ifdef double
#undef double
#endif
#ifdef else
#undef else
#endif
#ifdef enum
#undef enum
#endif
#ifdef extern
#undef extern
#endif
#ifdef float
#undef float
#endif
#ifdef for
#undef for
#endif
#ifdef if
#undef if
#endif
#ifdef int
#undef int
#endif
#ifdef long
#undef long
#endif
#ifdef return
#undef return
#endif
#ifdef short
#undef short
#endif
#ifdef signed
#undef signed
#endif
#ifdef sizeof
#undef sizeof
#endif
#ifdef static
#undef static
#endif
#ifdef struct
#undef struct
#endif
#ifdef typedef
#undef typedef
#endif
#ifdef union
#undef union
#endif
#ifdef unsigned
#undef unsigned
#endif
#ifdef void
#undef void
#endif
#ifdef volatile
#undef volatile
#endif
#ifdef while
#undef while
#endif

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
#pragma push_macro("typename")
#pragma push_macro("true")
#pragma push_macro("try")
#ifdef auto
#undef auto
#endif
#ifdef bool
#undef bool
#endif
#ifdef catch
#undef catch
#endif
#ifdef class
#undef class
#endif
#ifdef const_cast
#undef const_cast
#endif
#ifdef constexpr
#undef constexpr
#endif
#ifdef decltype
#undef decltype
#endif
#ifdef delete
#undef delete
#endif
#ifdef explicit
#undef explicit
#endif
#ifdef false
#undef false
#endif
#ifdef inline
#undef inline
#endif
#ifdef nullptr
#undef nullptr
#endif
#ifdef operator
#undef operator
#endif
#ifdef private
#undef private
#endif
#ifdef public
#undef public
#endif
#ifdef reinterpret_cast
#undef reinterpret_cast
#endif
#ifdef static_cast
#undef static_cast
#endif
#ifdef template
#undef template
#endif
#ifdef this
#undef this
#endif
#ifdef typename
#undef typename
#endif
#ifdef true
#undef true
#endif
#ifdef try
#undef try
#endif

/* Keywords of GNU. */
#pragma push_macro("__asm__")
#pragma push_macro("__attribute__")
#pragma push_macro("__const__")
#pragma push_macro("__extension__")
#pragma push_macro("__inline__")
#pragma push_macro("__typeof__")
#pragma push_macro("__volatile__")
#ifdef __asm__
#undef __asm__
#endif
#ifdef __attribute__
#undef __attribute__
#endif
#ifdef __const__
#undef __const__
#endif
#ifdef __extension__
#undef __extension__
#endif
#ifdef __inline__
#undef __inline__
#endif
#ifdef __typeof__
#undef __typeof__
#endif
#ifdef __volatile__
#undef __volatile__
#endif

/* Names of attributes. */
#pragma push_macro("__alias__")
#pragma push_macro("__aligned__")
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
#ifdef __alias__
#undef __alias__
#endif
#ifdef __aligned__
#undef __aligned__
#endif
#ifdef __always_inline__
#undef __always_inline__
#endif
#ifdef __artificial__
#undef __artificial__
#endif
#ifdef __cleanup__
#undef __cleanup__
#endif
#ifdef __cold__
#undef __cold__
#endif
#ifdef __gnu_inline__
#undef __gnu_inline__
#endif
#ifdef __naked__
#undef __naked__
#endif
#ifdef __no_instrument_function__
#undef __no_instrument_function__
#endif
#ifdef __nodebug__
#undef __nodebug__
#endif
#ifdef __noinline__
#undef __noinline__
#endif
#ifdef __nothrow__
#undef __nothrow__
#endif
#ifdef __preserve_most__
#undef __preserve_most__
#endif
#ifdef __section__
#undef __section__
#endif
#ifdef __target__
#undef __target__
#endif
#ifdef __unused__
#undef __unused__
#endif
#ifdef __used__
#undef __used__
#endif
#ifdef __visibility__
#undef __visibility__
#endif
#ifdef __weak__
#undef __weak__
#endif
#ifdef __weakref__
#undef __weakref__
#endif

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
#ifdef __cplusplus
#pragma push_macro("namespace")
#pragma push_macro("friend")
#pragma push_macro("allocator_type")
#pragma push_macro("begin")
#pragma push_macro("const_iterator")
#pragma push_macro("const_pointer")
#pragma push_macro("den")
#pragma push_macro("duration")
#pragma push_macro("first")
#pragma push_macro("first_type")
#pragma push_macro("get_if")
#pragma push_macro("iterator")
#pragma push_macro("native")
#pragma push_macro("num")
#pragma push_macro("period")
#pragma push_macro("pointer")
#pragma push_macro("rep")
#pragma push_macro("second")
#pragma push_macro("second_type")
#pragma push_macro("size_type")
#pragma push_macro("time_since_epoch")
#pragma push_macro("traits_type")
#pragma push_macro("value_type")
#pragma push_macro("weak_type")
#ifdef namespace
#undef namespace
#endif
#ifdef friend
#undef friend
#endif
#ifdef allocator_type
#undef allocator_type
#endif
#ifdef begin
#undef begin
#endif
#ifdef const_iterator
#undef const_iterator
#endif
#ifdef const_pointer
#undef const_pointer
#endif
#ifdef den
#undef den
#endif
#ifdef duration
#undef duration
#endif
#ifdef first
#undef first
#endif
#ifdef first_type
#undef first_type
#endif
#ifdef get_if
#undef get_if
#endif
#ifdef iterator
#undef iterator
#endif
#ifdef native
#undef native
#endif
#ifdef num
#undef num
#endif
#ifdef period
#undef period
#endif
#ifdef pointer
#undef pointer
#endif
#ifdef rep
#undef rep
#endif
#ifdef second
#undef second
#endif
#ifdef second_type
#undef second_type
#endif
#ifdef size_type
#undef size_type
#endif
#ifdef time_since_epoch
#undef time_since_epoch
#endif
#ifdef traits_type
#undef traits_type
#endif
#ifdef value_type
#undef value_type
#endif
#ifdef weak_type
#undef weak_type
#endif
#endif
#ifdef pack
#undef pack
#endif
#ifdef pop
#undef pop
#endif
#ifdef push
#undef push
#endif
#ifdef count
#undef count
#endif
#ifdef data
#undef data
#endif
#ifdef get
#undef get
#endif
#ifdef has_value
#undef has_value
#endif
#ifdef size
#undef size
#endif
#ifdef str
#undef str
#endif

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
