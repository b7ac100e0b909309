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
  int(TELINJECT_I_KEEPS *telinject_i_enter)(const char *, ...);
  int (*telinject_i_enter_list)(const char *, __builtin_va_list, void *, void *); /* … its frame and its caller */
  void(TELINJECT_I_KEEPS *telinject_i_return)(int, const char *, ...);
  void(TELINJECT_I_KEEPS *telinject_i_leave)(int);
  int(TELINJECT_I_KEEPS *telinject_i_loop)(int, const char *);
  void(TELINJECT_I_KEEPS *telinject_i_iteration)(int);
  void(TELINJECT_I_KEEPS *telinject_i_ends)(int, int);
  void(TELINJECT_I_KEEPS *telinject_i_branch)(int, const char *);
  void(TELINJECT_I_KEEPS *telinject_i_change)(int, const char *, ...);
  int(TELINJECT_I_KEEPS *telinject_i_try)(int, const char *);
  void(TELINJECT_I_KEEPS *telinject_i_catch)(int);
  void *(TELINJECT_I_KEEPS *telinject_i_suspend)(void *, int);
  void(TELINJECT_I_KEEPS *telinject_i_resume)(void *);
  void(TELINJECT_I_KEEPS *telinject_i_drop)(void *);
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

#if defined(TELINJECT_I_FIRST_KEEPS)
#define TELINJECT_I_FIRST_TEXT \
  ".att_syntax prefix\n\tendbr64\n\tpushq %%rbp\n\t.cfi_def_cfa_offset 16\n\t.cfi_offset %%rbp, -16\n\tmovq %%rsp, " \
  "%%rbp\n\t" \
  ".cfi_def_cfa_register %%rbp\n\tleaq -208(%%rsp), %%rsp\n\t.byte 0x48, 0x83, 0xe4, 0xf0\n\tmovq %%rax, " \
  "-8(%%rbp)\n\tmovq %%r10, -16(%%rbp)\n\t" \
  "movq %%r11, -24(%%rbp)\n\tmovq %%rdi, -32(%%rbp)\n\tmovq %%rsi, -40(%%rbp)\n\tmovq %%rdx, -48(%%rbp)\n\tmovq " \
  "%%rcx, -56(%%rbp)" \
  "\n\tmovq %%r8, -64(%%rbp)\n\tmovq %%r9, -72(%%rbp)\n\tmovups %%xmm0, -96(%%rbp)\n\tmovups %%xmm1, -112(%%rbp)\n\t" \
  "movups %%xmm2, -128(%%rbp)\n\tmovups %%xmm3, -144(%%rbp)\n\tmovups %%xmm4, -160(%%rbp)\n\tmovups %%xmm5, " \
  "-176(%%rbp)\n\t" \
  "movups %%xmm6, -192(%%rbp)\n\tmovups %%xmm7, -208(%%rbp)\n\tmovq %%rdi, %%rsi\n\tleaq telinject_i_link(%%rip), " \
  "%%rdi\n\t" \
  "call telinject_i_begin\n\ttestl %%eax, %%eax\n\tmovups -96(%%rbp), %%xmm0\n\tmovups -112(%%rbp), %%xmm1\n\t" \
  "movups -128(%%rbp), %%xmm2\n\tmovups -144(%%rbp), %%xmm3\n\tmovups -160(%%rbp), %%xmm4\n\tmovups -176(%%rbp), " \
  "%%xmm5\n\t" \
  "movups -192(%%rbp), %%xmm6\n\tmovups -208(%%rbp), %%xmm7\n\tmovq -16(%%rbp), %%r10\n\tmovq -24(%%rbp), %%r11\n\t" \
  "movq -32(%%rbp), %%rdi\n\tmovq -40(%%rbp), %%rsi\n\tmovq -48(%%rbp), %%rdx\n\tmovq -56(%%rbp), %%rcx\n\t" \
  "movq -64(%%rbp), %%r8\n\tmovq -72(%%rbp), %%r9\n\tmovq -8(%%rbp), %%rax\n\tleave\n\t" \
  ".cfi_def_cfa %%rsp, 8\n\t.cfi_restore %%rbp\n\tjne 1f\n\txorl %%eax, %%eax\n\tret\n1:\tjmp " \
  "*telinject_i_link+8(%%rip)\n\t{|.intel_syntax noprefix}"
#endif

/* By other names, as the program may declare them in its own way, or lack them. */
extern __attribute__((__weak__)) void *telinject_i_open(const char *, int) __asm__("dlopen");
extern __attribute__((__weak__)) telinject_i_attach_function telinject_i_find(void *, const char *) __asm__("dlsym");
extern __attribute__((__weak__)) char *telinject_i_environment(const char *) __asm__("secure_getenv");

/* Known where the unit of main was compiled with it; a weak name that nobody defines is null. */
extern TELINJECT_I_MERGED const char telinject_i_told[];
#ifdef TELINJECT_BUILD
const char telinject_i_told[] = TELINJECT_BUILD;
#endif

/* An object whose compiler does not count on kept registers brings a link of its own, whose first call keeps none. */
#if !defined(TELINJECT_I_FIRST_KEEPS)
#define telinject_i_link telinject_i_link_plain
#define telinject_i_first telinject_i_first_plain
#endif
/* Used: what changes it, and what it is changed to, is beyond what link-time optimization sees. */
extern TELINJECT_I_MERGED __attribute__((__used__)) struct telinject_i_calls telinject_i_link;

/* Attaches; 0: there is nothing to be told. */
TELINJECT_I_MERGED __attribute__((__used__, __no_instrument_function__)) int
telinject_i_begin(struct telinject_i_calls *, const char *);

TELINJECT_I_MERGED int telinject_i_begin(struct telinject_i_calls *telinject_i_of, const char *telinject_i_site) {
  static __thread int telinject_i_attaching; /* an allocator that is itself instrumented: its events come too early */
#ifdef TELINJECT_I_FIRST_KEEPS
  /* The registers of AVX-512 that an ordinary call may change and one of kept_calls.h may not: a table of XSAVE for
   * masks and zmm16 to zmm31 (Intel SDM volume 1, 13.4). */
  unsigned long telinject_i_wide[336] __attribute__((__aligned__(64)));
  unsigned telinject_i_a = 1, telinject_i_b, telinject_i_c = 0, telinject_i_d;
  int telinject_i_i;
#endif
  if (telinject_i_attaching)
    return 0;
  telinject_i_attaching = 1;
#ifdef TELINJECT_I_FIRST_KEEPS
  __asm__ __volatile__("cpuid" : "+a"(telinject_i_a), "=b"(telinject_i_b), "+c"(telinject_i_c), "=d"(telinject_i_d));
  telinject_i_a = 0;
  if (telinject_i_c & 1u << 27) /* XGETBV is there */
    __asm__ __volatile__("xgetbv" : "=a"(telinject_i_a), "=d"(telinject_i_d) : "c"(0));
  telinject_i_c = (telinject_i_a & 0xa0) == 0xa0;
  if (telinject_i_c) {
    for (telinject_i_i = 64; telinject_i_i < 72; ++telinject_i_i)
      telinject_i_wide[telinject_i_i] = 0;
    __asm__ __volatile__("xsave64 %0" : "+m"(telinject_i_wide) : "a"(0xa0), "d"(0));
  }
#endif
  if (telinject_attach) {
    telinject_attach(telinject_i_of, telinject_i_site);
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
      telinject_i_attach(telinject_i_of, telinject_i_site);
    else
      __atomic_store_n(&telinject_i_of->telinject_i_state, 0, __ATOMIC_RELAXED);
  }
#ifdef TELINJECT_I_FIRST_KEEPS
  if (telinject_i_c)
    __asm__ __volatile__("xrstor64 %0" : : "m"(telinject_i_wide), "a"(0xa0), "d"(0));
#endif
  telinject_i_attaching = 0;
  return __atomic_load_n(&telinject_i_of->telinject_i_state, __ATOMIC_ACQUIRE) != 0;
}

/* What `enter` is until the runtime has been asked.  No function of the program's to -finstrument-functions. */
#if defined(TELINJECT_I_FIRST_KEEPS)

/* As the runtime's own entries it keeps what its caller may count on.  It goes on where the link leads then, with all
 * arguments in their places. */
#if defined(__clang__)
TELINJECT_I_MERGED
__attribute__((__naked__, __no_instrument_function__)) TELINJECT_I_KEEPS int telinject_i_first(const char *, ...);
TELINJECT_I_MERGED TELINJECT_I_KEEPS int telinject_i_first(const char *telinject_i_site, ...) {
  __asm__ __volatile__(TELINJECT_I_FIRST_TEXT ::);
}
#define TELINJECT_I_FIRST telinject_i_first
#else
/* Without arguments, as GCC stores variadic ones even here. */
TELINJECT_I_MERGED __attribute__((__naked__, __no_instrument_function__)) void telinject_i_first(void);
TELINJECT_I_MERGED void telinject_i_first(void) {
  __asm__ __volatile__(TELINJECT_I_FIRST_TEXT ::);
}
#define TELINJECT_I_FIRST ((int(TELINJECT_I_KEEPS *)(const char *, ...))telinject_i_first)
#endif

#else

TELINJECT_I_MERGED __attribute__((__no_instrument_function__)) int telinject_i_first(const char *, ...);
TELINJECT_I_MERGED int telinject_i_first(const char *telinject_i_site, ...) {
  int telinject_i_span = 0;
  if (telinject_i_begin(&telinject_i_link, telinject_i_site)) {
    __builtin_va_list telinject_i_values;
    __builtin_va_start(telinject_i_values, telinject_i_site);
    telinject_i_span = telinject_i_link.telinject_i_enter_list(telinject_i_site, telinject_i_values,
                                                               __builtin_frame_address(0), __builtin_return_address(0));
    __builtin_va_end(telinject_i_values);
  }
  return telinject_i_span;
}
#define TELINJECT_I_FIRST telinject_i_first

#endif

TELINJECT_I_MERGED __attribute__((__used__)) struct telinject_i_calls telinject_i_link = {
    1, TELINJECT_I_FIRST, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, telinject_i_told};

#endif /* TELINJECT_I_IN_RUNTIME */

#pragma pack(pop)

#ifdef __cplusplus
}
#endif

#endif
