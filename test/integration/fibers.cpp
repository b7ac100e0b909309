// Fibers of every kind that needs no library.  The caller of each function and the number of each iteration are known.
// fibers WAY
#include <csetjmp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <pthread.h>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

namespace {

constexpr int turns = 4;
constexpr std::size_t stack_size = 16384;

int leaf(int x) {
  return x + 1;
}

int deep(int n) {
  return n == 0 ? leaf(0) : deep(n - 1) + 1;
}

// A fiber, and the context that continues when it yields.
struct Fiber {
  ucontext_t context, resumer;
  int id = 0, depth = 0, sum = 0;
  bool over = false;
};
Fiber *running = nullptr;

void yield(Fiber *self) {
  swapcontext(&self->context, &self->resumer);
}

int job(int id, int depth) {
  Fiber *const self = running;
  int sum = 0;
  for (int i = 0; i < turns; i++) {
    sum += leaf(id);
    yield(self);
    sum += deep(depth);
  }
  return sum;
}

void entry() {
  Fiber *const self = running;
  self->sum = job(self->id, self->depth);
  self->over = true;
}

void make(Fiber *fiber, int id, char *stack, void (*function)()) {
  getcontext(&fiber->context);
  fiber->context.uc_stack.ss_sp = stack;
  fiber->context.uc_stack.ss_size = stack_size;
  fiber->context.uc_link = &fiber->resumer;
  fiber->id = id;
  makecontext(&fiber->context, function, 0);
}

bool resume(Fiber *fiber) {
  if (fiber->over)
    return false;
  running = fiber;
  swapcontext(&fiber->resumer, &fiber->context);
  return true;
}

int run_all(Fiber *fibers, int count) {
  for (bool any = true; any;) {
    any = false;
    for (int i = 0; i < count; i++)
      any |= resume(&fibers[i]);
  }
  int sum = 0;
  for (int i = 0; i < count; i++)
    sum += fibers[i].sum;
  return sum;
}

// Adjacent stacks in rising and falling order, and stacks from malloc and mmap.
char static_stacks[6][stack_size];
void places() {
  Fiber fibers[6];
  char local_stacks[6][stack_size];
  for (int place = 0; place < 5; place++) {
    for (int i = 0; i < 6; i++) {
      fibers[i] = Fiber();
      char *const stacks[] = {
          static_stacks[i], static_stacks[5 - i], static_cast<char *>(malloc(stack_size)),
          static_cast<char *>(mmap(nullptr, stack_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)),
          local_stacks[i]};
      make(&fibers[i], i, stacks[place], entry);
    }
    std::printf("%d\n", run_all(fibers, 6));
  }
}

// More spans than the first page holds, and far more fibers than usual.
void many() {
  constexpr int count = 2000;
  auto *const fibers = new Fiber[count];
  for (int i = 0; i < count; i++) {
    make(&fibers[i], i, static_cast<char *>(malloc(stack_size)), entry);
    fibers[i].depth = i % 40 == 0 ? 40 : 1;
  }
  std::printf("%d\n", run_all(fibers, count));
}

// A dropped fiber never continues; the next one reuses its memory.
void dropped() {
  for (int i = 0; i < 8; i++) {
    Fiber fiber;
    make(&fiber, i, static_stacks[i % 2], entry);
    resume(&fiber);
    resume(&fiber);
  }
  std::printf("%d\n", leaf(1));
}

// Exceptions caught on the stack they are thrown on, while spans of others are open.
int risky(int n) {
  if (n % 2 != 0)
    throw std::runtime_error("odd");
  return leaf(n);
}

int careful(int id) {
  Fiber *const self = running;
  int sum = 0;
  for (int i = 0; i < turns; i++) {
    try {
      yield(self);
      sum += risky(id + i);
    } catch (const std::exception &) {
      sum += leaf(-1);
    }
  }
  return sum;
}

void careful_entry() {
  Fiber *const self = running;
  self->sum = careful(self->id);
  self->over = true;
}

void exceptions() {
  Fiber fibers[6];
  for (int i = 0; i < 6; i++)
    make(&fibers[i], i, static_stacks[i], careful_entry);
  std::printf("%d\n", run_all(fibers, 6));
}

// Signal handlers on a fiber's stack and on the alternate one.
volatile sig_atomic_t handled = 0;
void handler(int) {
  handled = leaf(handled);
}

int raises(int) {
  Fiber *const self = running;
  for (int i = 0; i < turns; i++) {
    raise(SIGUSR1);
    raise(SIGUSR2);
    yield(self);
  }
  return handled;
}

void raises_entry() {
  Fiber *const self = running;
  raises(self->id);
  self->over = true;
}

void use_handlers(char *alternate) {
  stack_t stack{};
  stack.ss_sp = alternate;
  stack.ss_size = 65536;
  sigaltstack(&stack, nullptr);
  struct sigaction action{};
  action.sa_handler = handler;
  sigaction(SIGUSR1, &action, nullptr);
  action.sa_flags = SA_ONSTACK;
  sigaction(SIGUSR2, &action, nullptr);
}

void signals() {
  static char alternate[65536];
  use_handlers(alternate);
  Fiber fibers[6];
  for (int i = 0; i < 6; i++)
    make(&fibers[i], i, static_stacks[i], raises_entry);
  run_all(fibers, 6);
  char local[65536]; // above the frames that a handler interrupts
  use_handlers(local);
  raise(SIGUSR2);
  leaf(1);
  raise(SIGUSR2);
  std::printf("%d\n", static_cast<int>(handled));
}

// A child forked on a fiber continues with all fibers.
void forks() {
  Fiber fibers[3];
  for (int i = 0; i < 3; i++)
    make(&fibers[i], i, static_stacks[i], entry);
  for (int i = 0; i < 3; i++)
    resume(&fibers[i]);
  std::fflush(stdout);
  const pid_t child = fork();
  const int sum = run_all(fibers, 3);
  if (child == 0)
    _exit(sum % 100);
  int status = 0;
  waitpid(child, &status, 0);
  std::printf("%d %d\n", sum, WEXITSTATUS(status) == sum % 100);
}

// Fibers that move from thread to thread, one step on each.
Fiber wandering[6];
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
int steps = 0;

int wanders(int id) {
  int sum = 0;
  for (int i = 0; i < turns; i++) {
    sum += leaf(id);
    yield(&wandering[id]);
    sum += deep(2);
  }
  return sum;
}

void wanders_entry() {
  Fiber *const self = running;
  self->sum = wanders(self->id);
  self->over = true;
}

void step(int i) {
  resume(&wandering[i]);
}

void *worker(void *) {
  for (int done = 0; done < 6 * (turns + 1);) {
    pthread_mutex_lock(&mutex);
    if (steps < 6 * (turns + 1))
      step(steps++ % 6);
    done = steps;
    pthread_mutex_unlock(&mutex);
    sched_yield();
  }
  return nullptr;
}

void threads() {
  pthread_t others[3];
  for (int i = 0; i < 6; i++)
    make(&wandering[i], i, static_stacks[i], wanders_entry);
  for (pthread_t &other : others)
    pthread_create(&other, nullptr, worker, nullptr);
  for (pthread_t &other : others)
    pthread_join(other, nullptr);
  int sum = 0;
  for (Fiber &fiber : wandering)
    sum += fiber.sum;
  std::printf("%d\n", sum);
}

// Contexts made like GNU Pth's: a handler on the alternate stack saves its position, and a jump returns to it.
sigjmp_buf back, starts[4], yields[4];
int jumper = -1;
volatile sig_atomic_t jumpers_over = 0;

int jumps(int id) {
  int sum = 0;
  for (int i = 0; i < turns; i++) {
    sum += leaf(id);
    if (sigsetjmp(yields[id], 0) == 0)
      siglongjmp(back, 1);
    sum += deep(3);
  }
  return sum;
}

void bootstrap(int) {
  const int id = jumper;
  if (sigsetjmp(starts[id], 0) == 0)
    return;
  std::printf("%d\n", jumps(jumper));
  ++jumpers_over;
  siglongjmp(back, 1);
}

void switch_to(int id, bool first) {
  jumper = id;
  if (sigsetjmp(back, 0) == 0)
    siglongjmp(first ? starts[id] : yields[id], 1);
}

void jumping() {
  for (int i = 0; i < 4; i++) {
    stack_t stack{};
    stack.ss_sp = malloc(65536);
    stack.ss_size = 65536;
    sigaltstack(&stack, nullptr);
    struct sigaction action{};
    action.sa_handler = bootstrap;
    action.sa_flags = SA_ONSTACK;
    sigaction(SIGUSR1, &action, nullptr);
    jumper = i;
    raise(SIGUSR1);
  }
  stack_t none{};
  none.ss_flags = SS_DISABLE;
  sigaltstack(&none, nullptr);
  for (int turn = 0; turn <= turns; turn++)
    for (int i = 0; i < 4; i++)
      switch_to(i, turn == 0);
}

} // namespace

int main(int, char **arguments) {
  const struct {
    const char *name;
    void (*function)();
  } ways[] = {{"places", places},   {"many", many},   {"dropped", dropped}, {"exceptions", exceptions},
              {"signals", signals}, {"forks", forks}, {"threads", threads}, {"jumping", jumping}};
  for (const auto &way : ways)
    if (std::strcmp(way.name, arguments[1]) == 0)
      way.function();
}
