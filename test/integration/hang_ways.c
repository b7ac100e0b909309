/* Ways in which telemetry might make a program wait or keep it alive, and how each ends without it. The first
 * argument names one; without arguments, prints each with its exit status. C99 with the GNU C library's extensions. */
#define _GNU_SOURCE
#include "runtime_work.h"

#include <dlfcn.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, __WALL) < 0) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
static int die_by(int number) {
  work(20);
  raise(number);
  return 99;
}
static void exit_from_handler(int number) {
  (void)number;
  _exit(7);
}

/* Ways to end the process. */
static int way_return(void) { return 7; }
static int way_exit(void) { exit(7); }
static int way__exit(void) { _exit(7); }
static int way_quick_exit(void) { quick_exit(7); }
static int way_exit_group(void) { return (int)syscall(SYS_exit_group, 7); }
static int way_abort(void) { abort(); }
static volatile int *volatile nowhere = (volatile int *)8;
static int way_segv(void) { return *nowhere; }
static int way_term(void) { return die_by(SIGTERM); }
static int way_int(void) { return die_by(SIGINT); }
static int way_handler(void) {
  signal(SIGTERM, exit_from_handler);
  return die_by(SIGTERM);
}
static int way_exec(void) { return execl("/bin/sh", "sh", "-c", "exit 7", (char *)0); }
static int way_fork(void) {
  int bad = 0;
  for (int i = 0; i < 5; i++) {
    const pid_t child = fork();
    if (child == 0) {
      work(2);
      exit(0);
    }
    bad |= wait_for(child);
  }
  return bad ? bad : 7;
}
static int way_dlclose(void) {
  for (int i = 0; i < 5; i++) {
    void *const library = dlopen("libm.so.6", RTLD_NOW | RTLD_LOCAL);
    work(2);
    dlclose(library);
  }
  return 7;
}
static void *ends(void *unused) {
  work(20);
  return unused;
}
static int way_threads(void) {
  for (int i = 0; i < 5; i++) {
    pthread_t thread;
    pthread_create(&thread, 0, ends, 0);
    pthread_join(thread, 0);
  }
  return 7;
}
static int way_many(void) { /* more than ring, buffer and pipe hold together */
  work(30000);
  return 7;
}
static int way_main_pthread_exit(void) { pthread_exit(0); }

/* Threads and processes created without the C library. */
static int way_thread_exit(void) { return (int)syscall(SYS_exit, 7); }
static int way_thread_exit_unseen(void) {
#if defined(__x86_64__)
  __asm__ volatile("syscall" : : "a"(SYS_exit), "D"(7) : "rcx", "r11", "memory");
  return 99;
#else
  return way_thread_exit();
#endif
}
static int child_returns(void *unused) {
  (void)unused;
  work(5);
  return 7;
}
static int way_clone(void) {
  static char stack[256 * 1024];
  return wait_for(clone(child_returns, stack + sizeof stack, SIGCHLD, 0));
}
static int way_clone_vm(void) {
  static char stack[256 * 1024];
  return wait_for(clone(child_returns, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, 0));
}
static int way_raw_fork(void) {
  const pid_t child = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
  if (child == 0) {
    work(5);
    syscall(SYS_exit, 7);
  }
  return wait_for(child);
}
static void become(const char *program) {
  FUNCTION("", "become()")
  execl(program, program, (char *)0);
  _exit(99);
}
static int way_vfork(void) {
  const pid_t child = vfork();
  if (child == 0)
    become("/bin/false");
  return wait_for(child) == 1 ? 7 : 98;
}

/* Giving up rights, and system calls for single-threaded processes. */
static int allow_little(int flags, int by_prctl) {
  struct sock_filter allowed[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_write, 3, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 2, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const struct sock_fprog program = {sizeof allowed / sizeof *allowed, allowed};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return -1;
  return by_prctl ? prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)
                  : (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}
static int way_seccomp_strict(void) {
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) != 0)
    return 98;
  work(20);
  return (int)syscall(SYS_exit, 7);
}
static int way_seccomp_filter(void) {
  if (allow_little(0, 1) != 0)
    return 98;
  work(20);
  return 7;
}
static int way_seccomp_filter__exit(void) {
  if (allow_little(0, 0) != 0)
    return 98;
  work(20);
  _exit(7);
}
static int way_seccomp_tsync(void) {
  if (allow_little(SECCOMP_FILTER_FLAG_TSYNC, 0) != 0)
    return 98;
  work(20);
  return 7;
}
static int way_no_counter(void) {
#ifdef PR_SET_TSC
  if (prctl(PR_SET_TSC, PR_TSC_SIGSEGV) != 0)
    return 98;
  work(20);
  prctl(PR_SET_TSC, PR_TSC_ENABLE);
#endif
  return 7;
}
static int way_unshare_user(void) {
  const int before = unshare(CLONE_NEWUSER);
  work(5);
  return before == 0 ? 7 : 6; /* if that is forbidden, the uninstrumented program reports it too */
}
static int way_unshare_user_raw(void) {
  const long answer = syscall(SYS_unshare, CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID);
  work(5);
  return answer == 0 ? 7 : 6;
}
static int way_unshare_files(void) {
  const int answer = unshare(CLONE_FILES | CLONE_FS);
  work(5);
  return answer == 0 ? 7 : 6;
}
static int way_setns(void) {
  const int fd = open("/proc/self/ns/mnt", O_RDONLY);
  const int answer = setns(fd, CLONE_NEWNS);
  work(5);
  return answer == 0 ? 7 : 6;
}

/* Small stacks: the first event of the process, or of a thread, runs on one. */
static void on_signal(int number) { work(number > 0 ? 2 : 0); }
static int way_signal_stack(void) {
  static char stack[8192];
  stack_t alternate;
  memset(&alternate, 0, sizeof alternate);
  alternate.ss_sp = stack;
  alternate.ss_size = sizeof stack;
  sigaltstack(&alternate, 0);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  action.sa_flags = SA_ONSTACK;
  sigaction(SIGUSR1, &action, 0);
  raise(SIGUSR1);
  return 7;
}
static int way_small_thread(void) {
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 16384);
  if (pthread_create(&thread, &attributes, ends, 0) != 0)
    return 98;
  pthread_join(thread, 0);
  return 7;
}

/* Limits whose signals would kill the process. */
static int way_file_limit(void) {
  const struct rlimit little = {4096, 4096};
  setrlimit(RLIMIT_FSIZE, &little);
  work(200);
  return 7;
}

struct way {
  const char *name;
  int status;
  int (*run)(void);
  int first; /* nothing was recorded before */
};
#define WAY(NAME, STATUS) {#NAME, STATUS, way_##NAME, 0}
#define FIRST(NAME, STATUS) {"first_" #NAME, STATUS, way_##NAME, 1}
static const struct way ways[] = {
    WAY(return, 7), WAY(exit, 7), WAY(_exit, 7), WAY(quick_exit, 7), WAY(exit_group, 7), WAY(abort, 134), WAY(segv, 139),
    WAY(term, 143), WAY(int, 130), WAY(handler, 7), WAY(exec, 7), WAY(fork, 7), WAY(dlclose, 7), WAY(threads, 7), WAY(many, 7),
    WAY(main_pthread_exit, 0), WAY(thread_exit, 7), WAY(thread_exit_unseen, 7), WAY(clone, 7), WAY(clone_vm, 7), WAY(raw_fork, 7),
    WAY(vfork, 7), WAY(seccomp_strict, 7), WAY(seccomp_filter, 7), WAY(seccomp_filter__exit, 7), WAY(seccomp_tsync, 7),
    WAY(no_counter, 7), WAY(unshare_user, 7), WAY(unshare_user_raw, 7), WAY(unshare_files, 7), WAY(setns, 7), WAY(signal_stack, 7),
    WAY(small_thread, 7), WAY(file_limit, 7), FIRST(clone, 7), FIRST(clone_vm, 7), FIRST(raw_fork, 7), FIRST(vfork, 7),
    FIRST(seccomp_filter, 7), FIRST(seccomp_strict, 7), FIRST(unshare_user, 7), FIRST(signal_stack, 7), FIRST(small_thread, 7),
};

int main(int argc, char **argv) {
  if (argc != 2) {
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
      printf("%s %d\n", ways[i].name, ways[i].status);
    return 0;
  }
  count_in_file();
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
    if (strcmp(ways[i].name, argv[1]) != 0)
      continue;
    if (!ways[i].first)
      work(60);
    return ways[i].run();
  }
  return 99;
}
