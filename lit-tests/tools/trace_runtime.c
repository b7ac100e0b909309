/* A runtime for tests: the ABI of <telinject/telinject.h>, printed as readable lines in call order to the file that
 * TELINJECT_TRACE names; without that variable telemetry is off.  One thread; no claim to speed.  The functions that the
 * program calls are those of runtime/hooks/hook_entries.cpp, which keep its registers.
 *
 *   > NAME@LINE(ARG=VALUE, ARG=VALUE)     a span opens; LINE is where the function's name stands
 *   < NAME = VALUE                        it closes, with what was returned if that was captured
 *   ! NAME                                it was abandoned (longjmp)
 *   loop KIND FILE:LINE HEADER            then "iteration N" and "loop-exit WAY"
 *   branch TYPE BRANCH | CONDITION
 *   change NAME = VALUE : TYPE [was VALUE]
 *   try TYPES                             then "catch" and "try-exit"
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <telinject/telinject.h>
#include <unistd.h>

int telinject_state = 1;
int telinject_asleep[2] = {0, 0};
/* hook_entries.cpp looks at it: there is no thread's block here. */
__thread void *current_thread __asm__("telinject_i_current_thread");

/* runtime/hooks/hook_bodies.h */
struct frame {
  char registers[208];
  unsigned long rbp, return_address;
};
#pragma GCC visibility push(hidden)
int telinject_i_do_enter(int *, const char *, struct frame *);
void telinject_i_do_return(int, const char *, struct frame *);
void telinject_i_do_leave(int, unsigned long);
int telinject_i_do_loop(int, const char *, unsigned long);
int telinject_i_do_iteration(int, unsigned long);
void telinject_i_do_loop_exit(int, int, unsigned long);
int telinject_i_do_branch(int, const char *, unsigned long);
int telinject_i_do_change(int, const char *, struct frame *);
int telinject_i_do_try(int, const char *, unsigned long);
void telinject_i_do_catch(int, unsigned long);
int telinject_i_do_call(void *, int, const char *, const char *, unsigned long);
void telinject_i_do_argument(void *, const char *, long, unsigned long);
int telinject_i_do_returned(void *, const char *, long, unsigned long);
void telinject_i_do_called(void *, unsigned long);
void *telinject_i_do_suspend(void *, int, unsigned long);
void telinject_i_do_resume(void *, unsigned long);
void telinject_i_do_drop(void *, unsigned long);
int telinject_enter_list(int *, const char *, va_list, void *, void *);
int telinject_i_try_enter(const char *);
int telinject_i_try_return(int);
int telinject_i_try_leave(int);
void telinject_i_do_finish(void);
#pragma GCC visibility pop

#define UNUSED __attribute__((unused))

/* Only asked where there is a thread's block. */
int telinject_i_try_enter(UNUSED const char *site) { abort(); }
int telinject_i_try_return(UNUSED int span) { abort(); }
int telinject_i_try_leave(UNUSED int span) { abort(); }
void telinject_i_do_finish(void) { abort(); }

struct value {
  int code;
  unsigned size;
  union {
    long long integer;
    double real;
    const void *pointer;
    const char *text;
    struct {
      const void *object;
      char *(*render)(char *, char *, const void *, unsigned);
    } shown;
  } as;
};

static struct {
  char name[200];
  char returned[200]; /* of a loop: how it ends */
  char kind;          /* f function, ~ a silent one, l loop, t try block */
  int iterations;
} spans[1000];
static int depth;
static int output = -1;

__attribute__((constructor)) static void trace_open(void) {
  const char *path = getenv("TELINJECT_TRACE");
  if (path) output = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  telinject_state = output >= 0;
}

static void print_line(const char *text) {
  char line[1400];
  int n = snprintf(line, sizeof line, "%*s%s\n", 2 * depth, "", text);
  if (n >= (int)sizeof line) n = (int)sizeof line - 1;
  if (write(output, line, (size_t)n) != n) _exit(99);
}

/* "{0=RED,1=GREEN}" at `table`: the name of that number, else the number. */
static void put_name_of(char *to, size_t room, const char *table, const char *number) {
  const char *at = table && *table == '{' ? table + 1 : "";
  size_t n = strlen(number);
  for (; *at && *at != '}'; at += *at == ',') {
    size_t length = strcspn(at, ",}");
    if (strncmp(at, number, n) == 0 && at[n] == '=') {
      snprintf(to, room, "%.*s", (int)(length - n - 1), at + n + 1);
      return;
    }
    at += length;
  }
  snprintf(to, room, "%s", number);
}
static void put_enum(char *to, size_t room, const char *table, long long v) {
  char number[32];
  snprintf(number, sizeof number, "%lld", v);
  put_name_of(to, room, table, number);
}
static void put_unsigned_enum(char *to, size_t room, const char *table, unsigned long v) {
  char number[32];
  snprintf(number, sizeof number, "%lu", v);
  put_name_of(to, room, table, number);
}

/* What <telinject/detail/shown.hpp> wrote: [size 2: 1 2], {1 "a"}, (1 "a"). */
static void put_shown(char *to, size_t room, struct value v) {
  char tokens[512];
  const char *at = tokens, *end = v.as.shown.render(tokens, tokens + sizeof tokens, v.as.shown.object, v.size);
  size_t used = 0;
  int first = 1;
  to[0] = 0;
  while (at < end && used + 80 < room) {
    const char tag = *at++;
    unsigned size = 0, unit = 1;
    long long words[3] = {0, 0, 0};
    double real;
    if (!first && !strchr("])}", tag)) to[used++] = ' ';
    first = strchr("[({", tag) != NULL;
    if (tag == 'u') unit = (unsigned char)*at++;
    if (tag == 't' || tag == 'u') {
      memcpy(&size, at, 4);
      at += 4;
      to[used++] = '"';
      for (unsigned i = 0; i < size && used + 8 < room; i += unit) to[used++] = at[i];
      to[used++] = '"';
      at += size;
      continue;
    }
    size = tag == 'b' || tag == 'c' ? 1 : strchr("[]{}z.", tag) ? 0 : tag == 'n' || tag == 'g' ? 16 : tag == 'q' || tag == 'Q' ? 24 : 8;
    memcpy(words, at, size);
    memcpy(&real, words, sizeof real);
    at += size;
    switch (tag) {
      case 'b': used += (size_t)sprintf(to + used, "%s", words[0] ? "true" : "false"); break;
      case 'c': used += (size_t)sprintf(to + used, "'%c'", (int)words[0]); break;
      case 'f': used += (size_t)sprintf(to + used, "%g", real); break;
      case 'p': used += (size_t)sprintf(to + used, "%s", words[0] ? "pointer" : "null"); break;
      case 'z': used += (size_t)sprintf(to + used, "none"); break;
      case 'o': used += (size_t)sprintf(to + used, "typed"); break;
      case 'n': used += (size_t)sprintf(to + used, "[size %lld", words[1]); break;
      case 'q': used += (size_t)sprintf(to + used, "%lld*%lld/%lld", words[0], words[1], words[2]); break;
      case 'Q': used += (size_t)sprintf(to + used, "%g*%lld/%lld", real, words[1], words[2]); break;
      case 'T': used += (size_t)sprintf(to + used, "at"); break;
      case '[': case ']': case '{': case '}': case '.': to[used++] = tag; break;
      default: used += (size_t)sprintf(to + used, "%lld", words[0]);
    }
  }
  to[used] = 0;
}

static void put_any(char *to, size_t room, struct value v) {
  switch (v.code) {
    case 'f': snprintf(to, room, "%g", v.as.real); break;
    case 'c': snprintf(to, room, "'%c'", (int)v.as.integer); break;
    case 'b': snprintf(to, room, "%s", v.as.integer ? "true" : "false"); break;
    case 'y': snprintf(to, room, "%llu", (unsigned long long)v.as.integer); break;
    case 'p': snprintf(to, room, "%s", v.as.pointer ? "pointer" : "null"); break;
    case 't': snprintf(to, room, "\"%.*s\"", (int)v.size, v.as.text); break;
    case 'z': snprintf(to, room, "none"); break;
    case 'w': put_shown(to, room, v); break;
    case 's': snprintf(to, room, "\"%s\"", v.as.text ? v.as.text : "(null)"); break;
    case 'o': snprintf(to, room, "typed"); break;
    default: snprintf(to, room, "%lld", v.as.integer);
  }
}

static void put(char *to, size_t room, char code, const char *table, va_list *values) {
  switch (code) {
    case 'b': snprintf(to, room, "%s", va_arg(*values, int) ? "true" : "false"); break;
    case 'c': snprintf(to, room, "'%c'", va_arg(*values, int)); break;
    case 'i': snprintf(to, room, "%d", va_arg(*values, int)); break;
    case 'u': put_unsigned_enum(to, room, table, va_arg(*values, unsigned)); break;
    case 'l': snprintf(to, room, "%ld", va_arg(*values, long)); break;
    case 'm': put_unsigned_enum(to, room, table, va_arg(*values, unsigned long)); break;
    case 'x': snprintf(to, room, "%lld", va_arg(*values, long long)); break;
    case 'y': snprintf(to, room, "%llu", va_arg(*values, unsigned long long)); break;
    case 'f': snprintf(to, room, "%g", va_arg(*values, double)); break;
    case 'g': snprintf(to, room, "%Lg", va_arg(*values, long double)); break;
    case 'p': snprintf(to, room, "%s", va_arg(*values, const void *) ? "pointer" : "null"); break;
    case 'n': snprintf(to, room, "size %lu", va_arg(*values, unsigned long)); break;
    case 'q': snprintf(to, room, "%lld%.*s", va_arg(*values, long long), (int)strcspn(table + 1, "}"), table + 1); break;
    case 'e': put_enum(to, room, table, va_arg(*values, int)); break;
    case 'E': put_enum(to, room, table, va_arg(*values, long long)); break;
    case 's': {
      const char *text = va_arg(*values, const char *);
      snprintf(to, room, "\"%s\"", text ? text : "(null)");
      break;
    }
    case 't': {
      unsigned long size = va_arg(*values, unsigned long);
      snprintf(to, room, "\"%.*s\"", (int)size, va_arg(*values, const char *));
      break;
    }
    case 'a': {
      unsigned long size = va_arg(*values, unsigned long);
      snprintf(to, room, "\"%.*s\"", (int)size, va_arg(*values, const char *));
      break;
    }
    case '(': snprintf(to, room, "("); break;
    case ')': snprintf(to, room, ")"); break;
    case 'w':
    case 'v': put_any(to, room, *va_arg(*values, const struct value *)); break;
    case 'r': snprintf(to, room, "[REDACTED]"); break;
    case 'o': snprintf(to, room, "typed"); break;
    default: snprintf(to, room, "?%c?", code);
  }
}

/* The end of one ARG: its ", " at depth 0, or the text's end. */
static const char *arg_end(const char *at) {
  int nested = 0;
  for (; *at; ++at) {
    if (strchr("<({[", *at)) ++nested;
    if (strchr(">)}]", *at) && nested-- == 0) break;
    if (*at == ',' && at[1] == ' ' && nested == 0) break;
  }
  return at;
}

static int enter(const char *site, va_list *values) {
  const int saved = errno;
  const char *code = site, *line = site, *name, *at;
  char text[1000];
  size_t used;
  long up = 0, number;
  int i;
  for (i = 0; i < 3; ++i) line = strchr(line, '\n') + 1;
  name = line;
  for (at = name - 2; *at != ':'; --at) {
  }
  number = strtol(at + 1, NULL, 10);
  at = strchr(site, '@');
  if (at && at < strchr(site, '\n')) up = strtol(at + 1, NULL, 10);
  /* The '(' that matches the last ')' before " -> ". */
  at = strstr(name, " -> ");
  at = (at ? at : name + strlen(name)) - 1;
  for (i = 0; at > name; --at) {
    if (*at == ')') ++i;
    if (*at == '(' && --i == 0) break;
  }
  if (depth == 999) abort();
  spans[depth].kind = *site == '~' ? '~' : 'f';
  if (*code == '~') ++code;
  snprintf(spans[depth].name, sizeof spans[depth].name, "%.*s", (int)(at - name), name);
  spans[depth].returned[0] = '\0';
  used = (size_t)snprintf(text, sizeof text, "> %s@%ld(", spans[depth].name, number - up);
  for (++at; *code > ' ' && *code != '@'; ++code) {
    const char *end = arg_end(at);
    const size_t label = strcspn(at, ":{");
    char value[300];
    put(value, sizeof value, *code, at + label, values);
    used += (size_t)snprintf(text + used, sizeof text - used, "%s%.*s=%s", used && text[used - 1] != '(' ? ", " : "",
                             (int)(label < (size_t)(end - at) ? label : (size_t)(end - at)), at, value);
    at = *end == ',' ? end + 2 : end;
  }
  snprintf(text + used, sizeof text - used, ")");
  if (*site != '~') print_line(text);
  errno = saved;
  return ++depth;
}

/* The values behind so many named arguments. */
static void begin(va_list values, struct frame *frame, unsigned named) {
  values->gp_offset = named * 8;
  values->fp_offset = 48;
  values->overflow_arg_area = frame + 1;
  values->reg_save_area = frame;
}

int telinject_i_do_enter(UNUSED int *word, const char *site, struct frame *frame) {
  va_list values;
  begin(values, frame, 2);
  return enter(site, &values);
}

int telinject_enter_list(int *word, const char *site, va_list list, void *frame, void *caller) {
  va_list values;
  int span;
  (void)word;
  (void)frame;
  (void)caller;
  va_copy(values, list);
  span = enter(site, &values);
  va_end(values);
  return span;
}

void telinject_i_do_return(int span, const char *code, struct frame *frame) {
  const int saved = errno;
  va_list values;
  if (!span) return;
  begin(values, frame, 2);
  put(spans[span - 1].returned, sizeof spans[span - 1].returned, *code, code + 1, &values);
  errno = saved;
}

/* Spans above `span` were left without a word. */
static void drop_above(int span) {
  char text[500];
  while (depth > span) {
    --depth;
    snprintf(text, sizeof text, "! %s", spans[depth].name);
    if (spans[depth].kind != '~') print_line(text);
  }
}

void telinject_i_do_leave(int span, UNUSED unsigned long frame) {
  const int saved = errno;
  char text[500];
  if (!span || span > depth) return; /* a coroutine outlives the spans around it */
  drop_above(span);
  --depth;
  switch (spans[depth].kind) {
    case 'f':
      snprintf(text, sizeof text, "< %s%s%s", spans[depth].name, spans[depth].returned[0] ? " = " : "", spans[depth].returned);
      print_line(text);
      break;
    case 'l':
      snprintf(text, sizeof text, "loop-exit %s", spans[depth].returned);
      print_line(text);
      break;
    case 't': print_line("try-exit"); break;
    default: break;
  }
  errno = saved;
}

/* The lines of a site inside a function: HEAD[@N], FILE:LINE, TEXT. */
struct parts {
  char head[300], file[600];
  const char *text;
  long line;
};
static struct parts split(const char *site) {
  struct parts p;
  const char *second = strchr(site, '\n') + 1, *third = strchr(second, '\n') + 1;
  char *at;
  long up = 0;
  snprintf(p.head, sizeof p.head, "%.*s", (int)(second - site - 1), site);
  snprintf(p.file, sizeof p.file, "%.*s", (int)(third - second - 1), second);
  at = strrchr(p.head, '@');
  if (at && at[1] && strspn(at + 1, "0123456789") == strlen(at + 1)) {
    up = strtol(at + 1, NULL, 10);
    *at = '\0';
  }
  at = strrchr(p.file, ':');
  p.line = strtol(at + 1, NULL, 10) - up;
  *at = '\0';
  p.text = third;
  return p;
}

static int open_inner(int outer, char kind, const char *name) {
  if (!outer) return 0;
  if (depth == 999) abort();
  spans[depth].kind = kind;
  spans[depth].iterations = 0;
  spans[depth].returned[0] = '\0';
  snprintf(spans[depth].name, sizeof spans[depth].name, "%s", name);
  return ++depth;
}

int telinject_i_do_loop(int outer, const char *site, UNUSED unsigned long frame) {
  const int saved = errno;
  struct parts p = split(site);
  char text[1300], *exit_reason = strchr(p.head, ' ');
  int span;
  drop_above(outer);
  *exit_reason = '\0';
  snprintf(text, sizeof text, "loop %s %s:%ld %s", p.head, p.file, p.line, p.text);
  print_line(text);
  span = open_inner(outer, 'l', "loop");
  snprintf(spans[depth - 1].returned, sizeof spans[depth - 1].returned, "%.100s", exit_reason + 1);
  errno = saved;
  return span;
}

int telinject_i_do_iteration(int span, UNUSED unsigned long frame) {
  const int saved = errno;
  char text[50];
  drop_above(span);
  snprintf(text, sizeof text, "iteration %d", ++spans[span - 1].iterations);
  print_line(text);
  errno = saved;
  return span;
}

void telinject_i_do_loop_exit(int span, int exit_reason, UNUSED unsigned long frame) {
  drop_above(span);
  if (spans[span - 1].kind != 'l') return;
  spans[span - 1].kind = 'l';
  if (spans[span - 1].iterations < 0) return;
  spans[span - 1].iterations = -1; /* the first word counts */
  strcpy(spans[span - 1].returned, exit_reason == 'c' ? "condition" : exit_reason == 'b' ? "break" : exit_reason == 'r' ? "return" : "goto");
}

int telinject_i_do_branch(int outer, const char *site, UNUSED unsigned long frame) {
  const int saved = errno;
  struct parts p = split(site);
  char text[1000];
  drop_above(outer);
  snprintf(text, sizeof text, "branch %s | %s", p.head, p.text);
  print_line(text);
  errno = saved;
  return outer;
}

int telinject_i_do_change(int outer, const char *site, struct frame *frame) {
  const int saved = errno;
  struct parts p = split(site);
  char text[1400], now[300], before[300] = "";
  const char *type = p.text, *at, *second = p.head + 1;
  va_list values;
  for (at = p.text; (at = strstr(at, " : ")) != NULL; ++at) type = at;
  drop_above(outer);
  if (*second == '{') second = strchr(second, '}') + 1;
  begin(values, frame, 2);
  put(now, sizeof now, p.head[0], p.head + 1, &values);
  if (*second) put(before, sizeof before, *second, second + 1, &values);
  snprintf(text, sizeof text, "change %.*s = %s%s%s%s", (int)(type - p.text), p.text, now, type, *before ? " was " : "", before);
  print_line(text);
  errno = saved;
  return outer;
}

int telinject_i_do_try(int outer, const char *site, UNUSED unsigned long frame) {
  const int saved = errno;
  struct parts p = split(site);
  char text[700];
  drop_above(outer);
  snprintf(text, sizeof text, "try %.600s", p.text);
  print_line(text);
  errno = saved;
  return open_inner(outer, 't', "try");
}

void telinject_i_do_catch(int span, UNUSED unsigned long frame) {
  const int saved = errno;
  drop_above(span);
  print_line("catch");
  errno = saved;
}

/* Coroutines: their spans stay where they are. */
void *telinject_i_do_suspend(void *coroutine, UNUSED int span, UNUSED unsigned long frame) { return coroutine; }
void telinject_i_do_resume(UNUSED void *coroutine, UNUSED unsigned long frame) {}
void telinject_i_do_drop(UNUSED void *coroutine, UNUSED unsigned long frame) {}

/* A call of a library: each hook prints a line; `returned` says that the call failed, so that all helpers run. */
int telinject_i_do_call(void *call, UNUSED int outer, const char *how, const char *site, UNUSED unsigned long frame) {
  const int saved = errno;
  const char *name = strrchr(site, ':');
  char text[500];
  memset(call, 0, 320);
  name = name && strchr(name, '\n') ? strchr(name, '\n') + 1 : site;
  snprintf(text, sizeof text, "call %s %.*s", how, (int)strcspn(name, "\n"), name);
  print_line(text);
  errno = saved;
  return 1;
}
void telinject_i_do_argument(void *call, const char *code, long word, UNUSED unsigned long frame) {
  const int saved = errno;
  char text[500];
  if (*code == 'h') *(void **)call = (void *)word;
  if (*code == 's') snprintf(text, sizeof text, "argument %s = %.200s", code, (const char *)word);
  else if (strchr("hHp", *code)) snprintf(text, sizeof text, "argument %s", code);
  else snprintf(text, sizeof text, "argument %s = %ld", code, word);
  print_line(text);
  errno = saved;
}
int telinject_i_do_returned(UNUSED void *call, const char *code, long result, UNUSED unsigned long frame) {
  const int saved = errno;
  char text[500];
  if (code[0] == 'R' && code[1] == 'p') snprintf(text, sizeof text, "returned %s", code);
  else snprintf(text, sizeof text, "returned %s = %ld", code, result);
  print_line(text);
  errno = saved;
  return 3;
}
void telinject_i_do_called(UNUSED void *call, UNUSED unsigned long frame) {
  const int saved = errno;
  print_line("called");
  errno = saved;
}

int telinject_calls_what(void) { return 0; }
int telinject_log_context(char *to) { return *to = '\0'; }

/* Objects of the launcher and of the out-of-tree copy ask for the runtime at their first event. */
#define TELINJECT_I_IN_RUNTIME
#include <telinject/detail/late_binding.h>
void telinject_bind(struct telinject_i_calls *calls, const char *site) {
  (void)site;
  calls->telinject_i_state = telinject_state;
  calls->telinject_i_asleep = telinject_asleep;
#define TELINJECT_I_FIRST_HOOK(KEEPS, RESULT, NAME, PARAMETERS)
#define TELINJECT_I_HOOK(KEEPS, RESULT, NAME, PARAMETERS) calls->telinject_i_##NAME = telinject_##NAME;
#include <telinject/detail/hooks.def>
  calls->telinject_i_enter = telinject_enter;
}
int telinject_flush(unsigned timeout_ms);
int telinject_flush(unsigned timeout_ms) { return (int)(timeout_ms & 0); }

/* Work for another thread: what is bound says so when it is called. */
int telinject_hand_over(void *to) {
  memset(to, 1, 8 * sizeof(unsigned));
  print_line("hand over");
  return 1;
}

int telinject_take_over(const void *from) {
  (void)from;
  print_line("take over");
  return 0;
}
