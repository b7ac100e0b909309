/* thread_marks.h: records which threads are inside a piece of code, without a thread-local variable: linkers such as
 * tcc's do not support those, and a plug-in that is loaded late may find no space for one.
 *
 * A table holds 16 threads.  A thread that finds it full is refused as if it were inside already; so is a signal
 * handler that interrupts a thread which is inside.  Any thread, async-signal-safe.
 */
#ifndef TELINJECT_THREAD_MARKS_H
#define TELINJECT_THREAD_MARKS_H

#if defined(__GNUC__)
#pragma GCC system_header
#endif

/* gnu_inline: C never emits a copy of these functions. */
#ifdef __cplusplus
#define TELINJECT_I_COPIED __inline__ __attribute__((__always_inline__, __no_instrument_function__))
#else
#define TELINJECT_I_COPIED \
  extern __inline__ __attribute__((__gnu_inline__, __always_inline__, __no_instrument_function__))
#endif

/* The program may have a #pragma pack open, or be compiled with -fpack-struct. */
#pragma pack(push, 16)
struct __attribute__((__aligned__(sizeof(void *)))) telinject_i_marks {
  void *telinject_i_threads[16];
};
#pragma pack(pop)

/* Returns a value that is unique among the running threads: the thread pointer. */
#if !defined(__x86_64__) && !defined(__i386__) && !defined(__aarch64__)
static __attribute__((__weakref__("pthread_self"))) void *telinject_i_self(void);
#endif
TELINJECT_I_COPIED void *telinject_i_thread(void) {
  void *telinject_i_pointer = 0;
#if defined(__x86_64__)
  __asm__ __volatile__("{mov %%fs:0, %0|mov %0, fs:0}" : "=r"(telinject_i_pointer));
#elif defined(__i386__)
  __asm__ __volatile__("{mov %%gs:0, %0|mov %0, gs:0}" : "=r"(telinject_i_pointer));
#elif defined(__aarch64__)
  __asm__ __volatile__("mrs %0, tpidr_el0" : "=r"(telinject_i_pointer));
#else
  telinject_i_pointer = telinject_i_self ? telinject_i_self() : 0;
#endif
  return telinject_i_pointer ? telinject_i_pointer : (void *)1;
}

/* Marks this thread as inside.  Returns the slot for telinject_i_unmark; -1 if it is inside or the table is full. */
TELINJECT_I_COPIED int telinject_i_mark(struct telinject_i_marks *telinject_i_table) {
  void *const telinject_i_own = telinject_i_thread();
  int telinject_i_slot;
  for (telinject_i_slot = 0; telinject_i_slot < 16; ++telinject_i_slot)
    if (__atomic_load_n(&telinject_i_table->telinject_i_threads[telinject_i_slot], __ATOMIC_RELAXED) == telinject_i_own)
      return -1;
  for (telinject_i_slot = 0; telinject_i_slot < 16; ++telinject_i_slot) {
    void *telinject_i_none = 0;
    if (__atomic_compare_exchange_n(&telinject_i_table->telinject_i_threads[telinject_i_slot], &telinject_i_none,
                                    telinject_i_own, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
      return telinject_i_slot;
  }
  return -1;
}

TELINJECT_I_COPIED void telinject_i_unmark(struct telinject_i_marks *telinject_i_table, int telinject_i_slot) {
  void *const telinject_i_none = 0;
  __atomic_store_n(&telinject_i_table->telinject_i_threads[telinject_i_slot], telinject_i_none, __ATOMIC_RELAXED);
}

#endif
