/* loop.c: the library calls at once. */
#include "loop.h"
int loop_start(struct loop_timer *timer, loop_callback callback) {
  callback(timer);
  return timer->number;
}
void loop_add(loop_function function, void *data) {
  function(data);
}
