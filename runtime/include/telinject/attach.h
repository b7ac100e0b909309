/* How an object finds the runtime where its link knows nothing of telinject (a compiler launcher that sees compiles
 * only): the first event attaches it.  In use where TELINJECT_RUNTIME names the runtime's shared library, which
 * `telinject cc` and the tree of `telinject --out` define; else a program links with -ltelinject.
 *
 * Each program and shared object has one telinject_i_link, merged from all its objects.  Where neither a link nor the
 * environment asks for telemetry, no library is loaded.
 */
#ifndef TELINJECT_ATTACH_H
#define TELINJECT_ATTACH_H

#if defined(__GNUC__)
#pragma GCC system_header
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define TELINJECT_I_MERGED __attribute__((__weak__, __visibility__("hidden")))

/* The program may have a #pragma pack open. */
#pragma pack(push, 16)

struct telinject_i_calls {
  int telinject_i_state; /* as telinject_state */
  int (*telinject_i_enter)(const char *, ...);
  int (*telinject_i_enter_list)(const char *, __builtin_va_list, void *, void *); /* … its frame and its caller */
  void (*telinject_i_return)(int, const char *, ...);
  void (*telinject_i_leave)(int);
  int (*telinject_i_loop)(int, const char *);
  void (*telinject_i_iteration)(int);
  void (*telinject_i_ends)(int, int);
  void (*telinject_i_branch)(int, const char *);
  void (*telinject_i_change)(int, const char *, ...);
  int (*telinject_i_try)(int, const char *);
  void (*telinject_i_catch)(int);
  void *(*telinject_i_suspend)(void *, int);
  void (*telinject_i_resume)(void *);
  void (*telinject_i_drop)(void *);
  const char *telinject_i_build; /* what the build tells the runtime ("version=1a2b3c4 …"), or null */
};

/* Decides whether telemetry is on and fills in the rest.  Weak: absent where the runtime is not loaded. */
typedef void (*telinject_i_attach_function)(struct telinject_i_calls *, const char *);
#ifdef TELINJECT_I_IN_RUNTIME
#define TELINJECT_I_WEAK
#else
#define TELINJECT_I_WEAK __attribute__((__weak__))
#endif
extern TELINJECT_I_WEAK TELINJECT_I_API void telinject_attach(struct telinject_i_calls *, const char *);

#ifndef TELINJECT_I_IN_RUNTIME

/* By other names, as the program may declare them in its own way, or lack them. */
extern __attribute__((__weak__)) void *telinject_i_open(const char *, int) __asm__("dlopen");
extern __attribute__((__weak__)) telinject_i_attach_function telinject_i_find(void *, const char *) __asm__("dlsym");
extern __attribute__((__weak__)) char *telinject_i_environment(const char *) __asm__("secure_getenv");

/* Known where the unit of main was compiled with it; a weak name that nobody defines is null. */
extern TELINJECT_I_MERGED const char telinject_i_told[];
#ifdef TELINJECT_BUILD
const char telinject_i_told[] = TELINJECT_BUILD;
#endif

extern TELINJECT_I_MERGED struct telinject_i_calls telinject_i_link;
/* No function of the program's to -finstrument-functions. */
TELINJECT_I_MERGED __attribute__((__no_instrument_function__)) int telinject_i_first(const char *, ...);

TELINJECT_I_MERGED int telinject_i_first(const char *telinject_i_site, ...) {
  static __thread int telinject_i_attaching; /* an allocator that is itself instrumented: its events come too early */
  int telinject_i_span = 0;
  if (telinject_i_attaching)
    return 0;
  telinject_i_attaching = 1;
  if (telinject_attach) {
    telinject_attach(&telinject_i_link, telinject_i_site);
  } else {
    telinject_i_attach_function telinject_i_attach = 0;
    if (telinject_i_open && telinject_i_find && telinject_i_environment &&
        (telinject_i_environment("DEBUG") || telinject_i_environment("TELEMETRY_ENABLED") ||
         telinject_i_environment("TELEMETRY_CONTROL"))) {
      void *telinject_i_library = telinject_i_open(TELINJECT_RUNTIME, 0x102 /* RTLD_NOW | RTLD_GLOBAL */);
      if (telinject_i_library)
        telinject_i_attach = telinject_i_find(telinject_i_library, "telinject_attach");
    }
    if (telinject_i_attach)
      telinject_i_attach(&telinject_i_link, telinject_i_site);
    else
      __atomic_store_n(&telinject_i_link.telinject_i_state, 0, __ATOMIC_RELAXED);
  }
  if (__atomic_load_n(&telinject_i_link.telinject_i_state, __ATOMIC_ACQUIRE) != 0) {
    __builtin_va_list telinject_i_values;
    __builtin_va_start(telinject_i_values, telinject_i_site);
    telinject_i_span = telinject_i_link.telinject_i_enter_list(telinject_i_site, telinject_i_values,
                                                               __builtin_frame_address(0), __builtin_return_address(0));
    __builtin_va_end(telinject_i_values);
  }
  telinject_i_attaching = 0;
  return telinject_i_span;
}

TELINJECT_I_MERGED struct telinject_i_calls telinject_i_link = {
    1, telinject_i_first, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, telinject_i_told};

#endif /* TELINJECT_I_IN_RUNTIME */

#pragma pack(pop)

#ifdef __cplusplus
}
#endif

#endif
