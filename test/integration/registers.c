/* Checks which registers a hook keeps: all general ones except its result's (docs/adr/0015-kept-registers.md). Calls
 * every hook ROUNDS times through the link that the header defines, from the first event on, with a pattern in each
 * register and with an aligned and a misaligned stack.
 * Prints what was changed, and "N calls". registers [ROUNDS] */
#include <stdio.h>
#include <stdlib.h>
#include <telinject/telinject.h>

enum { rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15, general };
static const char *const names[general] = {"rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "r8",
                                           "r9",  "r10", "r11", "r12", "r13", "r14", "r15"};

/* The values that the assembler part loads before the call and finds after it. */
unsigned long given[general], found[general];
void (*called)(void);
unsigned long skew; /* additional stack depth at the call, 8: misaligned */
void call_with_patterns(void);

__asm__(".text\n"
        "call_with_patterns:\n"
        "push %rbp; push %rbx; push %r12; push %r13; push %r14; push %r15; sub $8, %rsp\n"
        "sub skew(%rip), %rsp\n"
        "mov given+8(%rip), %rbx; mov given+16(%rip), %rcx; mov given+24(%rip), %rdx; mov given+32(%rip), %rsi\n"
        "mov given+40(%rip), %rdi; mov given+48(%rip), %rbp; mov given+56(%rip), %r8; mov given+64(%rip), %r9\n"
        "mov given+72(%rip), %r10; mov given+80(%rip), %r11; mov given+88(%rip), %r12; mov given+96(%rip), %r13\n"
        "mov given+104(%rip), %r14; mov given+112(%rip), %r15; mov given(%rip), %rax\n"
        "call *called(%rip)\n"
        "mov %rax, found(%rip); mov %rbx, found+8(%rip); mov %rcx, found+16(%rip); mov %rdx, found+24(%rip)\n"
        "mov %rsi, found+32(%rip); mov %rdi, found+40(%rip); mov %rbp, found+48(%rip); mov %r8, found+56(%rip)\n"
        "mov %r9, found+64(%rip); mov %r10, found+72(%rip); mov %r11, found+80(%rip); mov %r12, found+88(%rip)\n"
        "mov %r13, found+96(%rip); mov %r14, found+104(%rip); mov %r15, found+112(%rip)\n"
        "add skew(%rip), %rsp\n"
        "add $8, %rsp; pop %r15; pop %r14; pop %r13; pop %r12; pop %rbx; pop %rbp\n"
        "ret\n");

static unsigned long calls, faults, patterns = 0x9e3779b97f4a7c15ul;
static unsigned long third; /* argument of the next call; 0: a pattern */
static unsigned long deeper; /* than those that it is called from: 0, or a multiple of 16 */

/* first, second: the arguments; the other values are patterns. Returns the content of rax. */
static long call(const char *hook, void (*function)(void), unsigned long first, unsigned long second, int has_result) {
  int i;
  for (i = 0; i < general; ++i)
    given[i] = patterns += 0x9e3779b97f4a7c15ul;
  given[rdi] = first;
  given[rsi] = second;
  if (third != 0) given[rdx] = third;
  third = 0;
  given[rax] &= ~0xfful; /* no vector registers among the arguments */
  called = function;
  skew = deeper + calls % 2 * 8;
  call_with_patterns();
  for (i = has_result ? rbx : rax; i < general; ++i)
    if (given[i] != found[i] && ++faults < 20)
      printf("%s changes %s\n", hook, names[i]);
  ++calls;
  return (int)found[rax];
}

#define LINE "\nC\n" __FILE__ ":1\n"
#define CALL(NAME, FIRST, SECOND, RESULT) \
  call(#NAME, (void (*)(void))telinject_i_link.telinject_i_##NAME, (unsigned long)(FIRST), (unsigned long)(SECOND), RESULT)

int main(int count, char **words) {
  static int word;
  int rounds = count > 1 ? atoi(words[1]) : 1000;
  static const char text[] = "text of some length, so that copying it takes more than a few words at a time ............";
  while (rounds-- > 0) {
    const long span = CALL(enter, &word, "lllll" LINE "many_values(a, b, c, d, e) -> int", 1);
    long plain;
    const long inner = (third = (unsigned long)text, CALL(enter, &word, "s" LINE "inner(text)", 1));
    const long loop = CALL(loop, inner, "for condition\n" __FILE__ ":1\ni < n", 1);
    const long attempt = CALL(try, loop, "\n" __FILE__ ":1\nint", 1);
    CALL(iteration, loop, 0, 1);
    CALL(branch, loop, "if then\n" __FILE__ ":1\nx", 1);
    CALL(change, loop, "ll\n" __FILE__ ":1\nv : long", 1);
    CALL(change, loop, "l\n" __FILE__ ":1\nw : long", 1);
    CALL(catch, attempt, 0, 0);
    CALL(leave, attempt, 0, 0);
    CALL(loop_exit, loop, 'b', 0);
    CALL(leave, loop, 0, 0);
    CALL(leave, inner, 0, 0);
    deeper = 64;
    plain = CALL(enter, 0, "lll" LINE "plain(a, b, c) -> int", 1);
    CALL(return, plain, "l", 0);
    CALL(leave, plain, 0, 0);
    plain = CALL(enter, 0, LINE "plain()", 1);
    CALL(leave, plain, 0, 0);
    deeper = 0;
    CALL(return, span, "l", 0);
    CALL(leave, span, 0, 0);
  }
  printf("%lu calls\n", calls);
  return faults != 0;
}
