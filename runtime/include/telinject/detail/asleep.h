/* asleep.h: sites and guards that sleep, because even counting their events would cost too much (docs/budget.md, dormant).
 *
 * A function has a word: 0, or the bit of the group in which it sleeps.  Inside a function or loop whose own events are
 * too many, the guard is negative.  telinject_asleep says which of them sleep now: the runtime wakes each group for a
 * moment now and then.  Only code behind the test of the flag, or of the guard, looks here.
 */
#ifndef TELINJECT_ASLEEP_H
#define TELINJECT_ASLEEP_H

#if defined(__GNUC__)
#pragma GCC system_header
#endif

#ifdef TELINJECT_RUNTIME
#define TELINJECT_I_ASLEEP(INDEX) \
  __atomic_load_n(__atomic_load_n(&TELINJECT_I_GLOBAL telinject_i_link.telinject_i_asleep, __ATOMIC_RELAXED) + \
                      (INDEX), \
                  __ATOMIC_RELAXED)
#else
#define TELINJECT_I_ASLEEP(INDEX) __atomic_load_n(TELINJECT_I_GLOBAL telinject_asleep + (INDEX), __ATOMIC_RELAXED)
#endif

/* A guard that is not 0. */
#define TELINJECT_I_IS_AWAKE(GUARD) ((GUARD) > TELINJECT_I_ASLEEP(1))

/* The word of the place where it stands.  Assembler text, as a static variable is not allowed everywhere, and as one of
 * an inline function would be a symbol of its own that may keep a library from being unloaded.  The section belongs to the
 * group of the function's, if that has one ("?"). */
#if defined(__ELF__) && defined(__x86_64__) && defined(__LP64__) && defined(__code_model_small__)
#define TELINJECT_I_ADDRESS_OF(LABEL) "lea{q|} {" LABEL "(%%rip), %0|%0, " LABEL "[rip]}"
#elif defined(__ELF__) && defined(__aarch64__) && defined(__LP64__) && !defined(__AARCH64_CMODEL_LARGE__)
#define TELINJECT_I_ADDRESS_OF(LABEL) "adrp %0, " LABEL "\n\tadd %0, %0, :lo12:" LABEL
#endif

/* Volatile: each place has a word of its own. */
#ifdef TELINJECT_I_ADDRESS_OF
#define TELINJECT_I_WORD \
  __extension__({ \
    telinject_i_int *telinject_i_word; \
    __asm__ __volatile__( \
        ".pushsection .data.telinject,\"aw?\",%%progbits\n\t.balign 4\n.Ltelinject_w%=:\n\t.long 0\n\t" \
        ".popsection\n\t" TELINJECT_I_ADDRESS_OF(".Ltelinject_w%=") \
        : "=r"(telinject_i_word)); \
    telinject_i_word; \
  })
#define TELINJECT_I_IS_WORD_AWAKE(WORD) ((__atomic_load_n(WORD, __ATOMIC_RELAXED) & TELINJECT_I_ASLEEP(0)) == 0)
#else
#define TELINJECT_I_WORD ((telinject_i_int *)0)
#define TELINJECT_I_IS_WORD_AWAKE(WORD) \
  ((WORD) == 0 || (__atomic_load_n(WORD, __ATOMIC_RELAXED) & TELINJECT_I_ASLEEP(0)) == 0)
#endif

#endif
