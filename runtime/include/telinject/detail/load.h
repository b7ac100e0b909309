/* load.h: loads the runtime at the first event of an object whose link does not have it (late_binding.h): first from the path
 * in TELINJECT_RUNTIME, then by its plain name through the dynamic linker's search (run path, LD_LIBRARY_PATH).  If
 * telemetry is requested and the runtime is missing, writes one warning a process and goes on.
 *
 * No function of the C library is declared by its own name, as the program may declare it differently or define another
 * function of that name; a missing function is null.  errno and dlerror() are left unchanged.
 */
#ifndef TELINJECT_LOAD_H
#define TELINJECT_LOAD_H

#if defined(__GNUC__)
#pragma GCC system_header
#endif

/* Weak references through names of this header's own: a weak declaration would make the program's own references in the
 * same object weak, and a static link, or one with --as-needed, would leave out what they need. */
#define TELINJECT_I_ELSEWHERE(NAME) static __attribute__((__weakref__(NAME)))
typedef void (*telinject_i_any_function)(void); /* as any function pointer may be cast, unlike an object pointer */
TELINJECT_I_ELSEWHERE("dlsym") telinject_i_any_function telinject_i_find(void *, const char *);
TELINJECT_I_ELSEWHERE("dlerror") char *telinject_i_error(void);
TELINJECT_I_ELSEWHERE("secure_getenv") char *telinject_i_environment(const char *);
TELINJECT_I_ELSEWHERE("getenv") char *telinject_i_plain_environment(const char *);
TELINJECT_I_ELSEWHERE("bindtextdomain") char *telinject_i_bind(const char *, const char *);
TELINJECT_I_ELSEWHERE("__errno_location") int *telinject_i_errno(void);
/* Defined in static programs only.  dlopen there would load a second C library for the runtime, which crashes. */
TELINJECT_I_ELSEWHERE("_dl_non_dynamic_init") void telinject_i_is_static(void);

#define TELINJECT_I_ONCE TELINJECT_I_MERGED __attribute__((__noinline__, __cold__, __no_instrument_function__))

/* Direct system calls, as the C library's functions are cancellation points. */
#if defined(__linux__) && defined(__LP64__) && (defined(__x86_64__) || defined(__aarch64__))
#define TELINJECT_I_SYSTEM_CALLS
TELINJECT_I_ONCE long telinject_i_system(long, long, const void *, const void *, long);
TELINJECT_I_ONCE long telinject_i_system(long telinject_i_number, long telinject_i_1, const void *telinject_i_2,
                                         const void *telinject_i_3, long telinject_i_4) {
  long telinject_i_result;
#ifdef __x86_64__
#define TELINJECT_I_NUMBER(X86_64, AARCH64) X86_64
  __asm__ __volatile__("{movq %[fourth], %%r10|mov r10, %[fourth]}\n\tsyscall"
                       : "=a"(telinject_i_result)
                       : "0"(telinject_i_number), "D"(telinject_i_1), "S"(telinject_i_2),
                         "d"(telinject_i_3), [fourth] "r"(telinject_i_4)
                       : "rcx", "r10", "r11", "memory", "cc");
#else
#define TELINJECT_I_NUMBER(X86_64, AARCH64) AARCH64
  __asm__ __volatile__("mov x8, %1\n\tmov x0, %2\n\tmov x1, %3\n\tmov x2, %4\n\tmov x3, %5\n\tsvc #0\n\tmov %0, x0"
                       : "=r"(telinject_i_result)
                       : "r"(telinject_i_number), "r"(telinject_i_1), "r"(telinject_i_2), "r"(telinject_i_3),
                         "r"(telinject_i_4)
                       : "x0", "x1", "x2", "x3", "x8", "memory", "cc");
#endif
  return telinject_i_result;
}
#endif

/* Reads a variable of the environment; "" if unset.  Static programs rarely have secure_getenv. */
TELINJECT_I_ONCE const char *telinject_i_variable(const char *);
TELINJECT_I_ONCE const char *telinject_i_variable(const char *telinject_i_name) {
  const char *telinject_i_value = 0;
  if (telinject_i_environment)
    telinject_i_value = telinject_i_environment(telinject_i_name);
#ifdef TELINJECT_I_SYSTEM_CALLS
  else if (telinject_i_plain_environment &&
           telinject_i_system(TELINJECT_I_NUMBER(102, 174), 0, 0, 0, 0) ==
               telinject_i_system(TELINJECT_I_NUMBER(107, 175), 0, 0, 0, 0) && /* getuid, geteuid, getgid, getegid */
           telinject_i_system(TELINJECT_I_NUMBER(104, 176), 0, 0, 0, 0) ==
               telinject_i_system(TELINJECT_I_NUMBER(108, 177), 0, 0, 0, 0))
    telinject_i_value = telinject_i_plain_environment(telinject_i_name);
#endif
  return telinject_i_value ? telinject_i_value : "";
}

/* Must be the first declaration of a function that calls the C library: the unit may be compiled for a stack that is
 * aligned to 8 bytes (-mpreferred-stack-boundary=3), the library expects 16. */
#if defined(__x86_64__)
#define TELINJECT_I_ALIGN_STACK __attribute__((__aligned__(16))) volatile char telinject_i_aligned = '\0'
#else
#define TELINJECT_I_ALIGN_STACK __attribute__((__unused__)) char telinject_i_aligned
#endif

/* Is the text one of the words?  Words are in lower case, each followed by '\0'; letter case is ignored. */
TELINJECT_I_ONCE int telinject_i_is_one_of(const char *, const char *);
TELINJECT_I_ONCE int telinject_i_is_one_of(const char *telinject_i_text, const char *telinject_i_words) {
  while (*telinject_i_words) {
    int telinject_i_at = 0, telinject_i_differs = 0;
    for (; telinject_i_words[telinject_i_at]; ++telinject_i_at) {
      char telinject_i_letter = '\0';
      if (!telinject_i_differs) {
        telinject_i_letter = telinject_i_text[telinject_i_at];
        if (telinject_i_letter >= 'A' && telinject_i_letter <= 'Z')
          telinject_i_letter = "abcdefghijklmnopqrstuvwxyz"[telinject_i_letter - 'A'];
      }
      if (telinject_i_letter != telinject_i_words[telinject_i_at])
        telinject_i_differs = 1;
    }
    if (!telinject_i_differs && telinject_i_text[telinject_i_at] == '\0')
      return 1;
    telinject_i_words += telinject_i_at + 1;
  }
  return 0;
}

/* Reads from the environment whether telemetry is requested, as runtime/config/config.cpp does.  0: off; 1: the runtime
 * has to decide; 2: on. */
TELINJECT_I_ONCE int telinject_i_wanted(void);
TELINJECT_I_ONCE int telinject_i_wanted(void) {
  static const char telinject_i_true[] = "true\0001\000yes\000on\000";
  const char *telinject_i_enabled = telinject_i_variable("TELEMETRY_ENABLED");
  const int telinject_i_unclear =
      *telinject_i_enabled && !telinject_i_is_one_of(telinject_i_enabled, "false\0000\000no\000off\000");
  if (telinject_i_is_one_of(telinject_i_variable("OTEL_SDK_DISABLED"), "true\000"))
    return 0;
  if (telinject_i_is_one_of(telinject_i_enabled, telinject_i_true))
    return 2;
  if ((telinject_i_unclear || !*telinject_i_enabled) &&
      telinject_i_is_one_of(telinject_i_variable("DEBUG"), telinject_i_true))
    return 2;
  return telinject_i_unclear || *telinject_i_variable("TELEMETRY_CONTROL");
}

#ifdef TELINJECT_I_SYSTEM_CALLS
struct telinject_i_part {
  const char *telinject_i_text;
  unsigned long telinject_i_size;
};

/* Writes one line to standard error.  Blocks and discards SIGPIPE and SIGXFSZ of this write, which would end the
 * program. */
TELINJECT_I_ONCE void telinject_i_write(struct telinject_i_part *, int);
TELINJECT_I_ONCE void telinject_i_write(struct telinject_i_part *telinject_i_parts, int telinject_i_count) {
  static const long telinject_i_no_time[2] = {0, 0};
  unsigned long telinject_i_own = 1ul << 12 | 1ul << 24, telinject_i_before = 0, telinject_i_pending = 0;
  const void *const telinject_i_mask = &telinject_i_own;
  long telinject_i_result;
  int telinject_i_at;
  for (telinject_i_at = 0; telinject_i_at < telinject_i_count; ++telinject_i_at) {
    struct telinject_i_part *telinject_i_part = &telinject_i_parts[telinject_i_at];
    for (telinject_i_part->telinject_i_size = 0;
         telinject_i_part->telinject_i_text[telinject_i_part->telinject_i_size];)
      ++telinject_i_part->telinject_i_size;
  }
  telinject_i_system(TELINJECT_I_NUMBER(14, 135), 0, telinject_i_mask, &telinject_i_before, 8); /* rt_sigprocmask */
  telinject_i_system(TELINJECT_I_NUMBER(127, 136), (long)&telinject_i_pending, (const void *)8, 0,
                     0); /* rt_sigpending */
  telinject_i_result = telinject_i_system(TELINJECT_I_NUMBER(20, 66), 2, telinject_i_parts,
                                          (const void *)(long)telinject_i_count, 0); /* writev */
  telinject_i_own &= ~telinject_i_pending;
  if (telinject_i_own && (telinject_i_result == -32 || telinject_i_result == -27)) /* EPIPE, EFBIG */
    telinject_i_system(TELINJECT_I_NUMBER(128, 137), (long)telinject_i_mask, 0, telinject_i_no_time,
                       8); /* rt_sigtimedwait */
  telinject_i_system(TELINJECT_I_NUMBER(14, 135), 2, &telinject_i_before, 0, 8);
}
#endif

/* Warns once that the runtime is missing.  Several shared objects of the process may come here, and none sees the
 * variables of another, so the C library stores the note that the warning was written. */
TELINJECT_I_ONCE void telinject_i_warn(const char *, const char *);
TELINJECT_I_ONCE void telinject_i_warn(const char *telinject_i_reason, const char *telinject_i_advice) {
  TELINJECT_I_ALIGN_STACK;
#ifdef TELINJECT_I_SYSTEM_CALLS
  static const char telinject_i_path[] = TELINJECT_RUNTIME ": ";
  struct telinject_i_part telinject_i_parts[4];
  int telinject_i_same = 0;
  if (telinject_i_bind) {
    const char *telinject_i_note = telinject_i_bind("telinject_i_warned", 0);
    if (telinject_i_note && *telinject_i_note == '.')
      return;
    telinject_i_bind("telinject_i_warned", ".");
  }
  while (telinject_i_path[telinject_i_same] &&
         telinject_i_path[telinject_i_same] == telinject_i_reason[telinject_i_same])
    ++telinject_i_same;
  telinject_i_parts[0].telinject_i_text = "telinject: warning: " TELINJECT_RUNTIME ": the runtime cannot be loaded (";
  telinject_i_parts[1].telinject_i_text =
      telinject_i_path[telinject_i_same] ? telinject_i_reason : telinject_i_reason + telinject_i_same;
  telinject_i_parts[2].telinject_i_text = "); telemetry is off; ";
  telinject_i_parts[3].telinject_i_text = telinject_i_advice;
  telinject_i_write(telinject_i_parts, 4);
#else
  (void)telinject_i_reason;
  (void)telinject_i_advice;
#endif
}

/* Is the file truncated?  Its mapped pages would have no bytes behind them, and touching them would be a SIGBUS. */
TELINJECT_I_ONCE int telinject_i_is_cut_short(const char *);
TELINJECT_I_ONCE int telinject_i_is_cut_short(const char *telinject_i_path) {
  int telinject_i_is = 0;
#ifdef TELINJECT_I_SYSTEM_CALLS
  /* The head of an ELF file; its sixth word is the offset of the section table, the last thing in the file. */
  unsigned long telinject_i_head[8];
  const long telinject_i_file = telinject_i_system(TELINJECT_I_NUMBER(257, 56), -100 /* AT_FDCWD */, telinject_i_path,
                                                   (const void *)0x80000 /* O_CLOEXEC */, 0);
  if (telinject_i_file < 0)
    return 0;
  /* The dynamic linker itself reports a file that is not 64-bit ELF. */
  telinject_i_is = telinject_i_system(TELINJECT_I_NUMBER(0, 63), telinject_i_file, telinject_i_head,
                                      (const void *)sizeof telinject_i_head, 0) == (long)sizeof telinject_i_head &&
                   (telinject_i_head[0] & 0xfffffffffful) == 0x2464c457ful &&
                   telinject_i_system(TELINJECT_I_NUMBER(8, 62), telinject_i_file, 0, (const void *)2, 0) <=
                       (long)telinject_i_head[5]; /* lseek to the end */
  telinject_i_system(TELINJECT_I_NUMBER(3, 57), telinject_i_file, 0, 0, 0);
#else
  (void)telinject_i_path;
#endif
  return telinject_i_is;
}

/* Loads the library of that name and returns its telinject_bind, or null.  dlopen is looked up with dlsym, as linkers
 * warn of its name in a static program. */
TELINJECT_I_ONCE telinject_i_bind_function telinject_i_bind_in(const char *);
TELINJECT_I_ONCE telinject_i_bind_function telinject_i_bind_in(const char *telinject_i_name) {
  TELINJECT_I_ALIGN_STACK;
  typedef void *(*telinject_i_open_function)(const char *, int);
  const telinject_i_open_function telinject_i_open =
      (telinject_i_open_function)telinject_i_find(0 /* RTLD_DEFAULT */, "dlopen");
  void *telinject_i_library =
      telinject_i_open ? telinject_i_open(telinject_i_name, 0x102 /* RTLD_NOW | RTLD_GLOBAL */) : 0;
  return telinject_i_library ? (telinject_i_bind_function)telinject_i_find(telinject_i_library, "telinject_bind") : 0;
}

/* Is this object in a namespace made by dlmopen?  A runtime there would be the process's second one, and as it is never
 * unloaded, the program would soon run out of namespaces. */
TELINJECT_I_ONCE int telinject_i_is_apart(void);
TELINJECT_I_ONCE int telinject_i_is_apart(void) {
  TELINJECT_I_ALIGN_STACK;
  typedef int (*telinject_i_describe_function)(const void *, void *, void **, int);
  typedef int (*telinject_i_ask_function)(void *, int, void *);
  const telinject_i_describe_function telinject_i_describe =
      (telinject_i_describe_function)telinject_i_find(0, "dladdr1");
  const telinject_i_ask_function telinject_i_ask = (telinject_i_ask_function)telinject_i_find(0, "dlinfo");
  static const char telinject_i_here[] = "";
  void *telinject_i_description[8]; /* Dl_info has four pointers */
  void *telinject_i_object = 0;
  long telinject_i_namespace = 0;
  return telinject_i_describe && telinject_i_ask &&
         telinject_i_describe(telinject_i_here, telinject_i_description, &telinject_i_object,
                              2 /* RTLD_DL_LINKMAP */) != 0 &&
         telinject_i_ask(telinject_i_object, 1 /* RTLD_DI_LMID */, &telinject_i_namespace) == 0 &&
         telinject_i_namespace != 0; /* LM_ID_BASE */
}

/* Loads the runtime by the path, then by its plain name.  Null: reason holds the error message. */
TELINJECT_I_ONCE telinject_i_bind_function telinject_i_find_runtime(const char **);
TELINJECT_I_ONCE telinject_i_bind_function telinject_i_find_runtime(const char **telinject_i_reason) {
  TELINJECT_I_ALIGN_STACK;
  telinject_i_bind_function telinject_i_binder = 0;
  int telinject_i_is_whole;
  telinject_i_is_whole = !telinject_i_is_cut_short(TELINJECT_RUNTIME);
  if (telinject_i_is_whole)
    telinject_i_binder = telinject_i_bind_in(TELINJECT_RUNTIME);
  if (!telinject_i_binder)
    telinject_i_binder = telinject_i_bind_in("libtelinject.so");
  if (!telinject_i_binder && telinject_i_is_whole)
    telinject_i_binder = telinject_i_bind_in(TELINJECT_RUNTIME); /* to get its error message */
  *telinject_i_reason = telinject_i_error();                     /* also clears it for the program */
  if (!*telinject_i_reason || !telinject_i_is_whole)
    *telinject_i_reason = "the file is cut short";
  return telinject_i_binder;
}

/* Loads the runtime if telemetry is requested; else returns null.  Warns if it cannot be loaded although it is on. */
TELINJECT_I_ONCE telinject_i_bind_function telinject_i_load(void);
TELINJECT_I_ONCE telinject_i_bind_function telinject_i_load(void) {
  TELINJECT_I_ALIGN_STACK;
  const int telinject_i_want = telinject_i_wanted();
  int *const telinject_i_error_number = telinject_i_errno ? telinject_i_errno() : 0;
  const int telinject_i_saved = telinject_i_error_number ? *telinject_i_error_number : 0;
  const int telinject_i_can_load = !telinject_i_is_static && telinject_i_find && telinject_i_error;
  telinject_i_bind_function telinject_i_binder = 0;
  const char *telinject_i_reason = "the program is linked statically";
  const char *telinject_i_advice = "link it through telinject cc, or with libtelinject.a\n";
  if (telinject_i_want && telinject_i_can_load) {
    if (telinject_i_is_apart()) {
      telinject_i_reason = "the object is in a namespace that dlmopen made";
      telinject_i_advice = "load it with dlopen\n";
    } else {
      telinject_i_binder = telinject_i_find_runtime(&telinject_i_reason);
      telinject_i_advice = "install it there, or set LD_LIBRARY_PATH to the folder of libtelinject.so\n";
    }
  }
  if (!telinject_i_binder && telinject_i_want > 1)
    telinject_i_warn(telinject_i_reason, telinject_i_advice);
  if (telinject_i_error_number)
    *telinject_i_error_number = telinject_i_saved;
  return telinject_i_binder;
}

#endif
