/* loop.h: a library that calls functions later. */
#ifndef LOOP_H
#define LOOP_H
#ifdef __cplusplus
extern "C" {
#endif
struct loop_timer { int number; };
typedef void (*loop_callback)(struct loop_timer *);
typedef int (*loop_function)(void *);
int loop_start(struct loop_timer *timer, loop_callback callback);
void loop_add(loop_function function, void *data);
#define loop_add_later(function, data) loop_add((function), (data))
#ifdef __cplusplus
}
#endif
#endif
