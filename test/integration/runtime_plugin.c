/* A library that is loaded and unloaded repeatedly; PLUGIN_NAME gives it different literals at the same addresses. */
#include "runtime_program.h"

long *plugin_count;

static void inside(int i) {
  TELINJECT_FUNCTION(1, "i", "inside_" PLUGIN_NAME "(i)", i)
  __atomic_add_fetch(plugin_count, 1, __ATOMIC_RELAXED);
}

__attribute__((visibility("default"))) void plugin_call(int i) {
  TELINJECT_FUNCTION(1, "i", "plugin_" PLUGIN_NAME "(i)", i)
  __atomic_add_fetch(plugin_count, 1, __ATOMIC_RELAXED);
  (void)count_entry;
  (void)count_in_file;
  inside(i);
}

__attribute__((destructor)) static void unloaded(void) {
  TELINJECT_FUNCTION(1, "", "unloaded_" PLUGIN_NAME "()")
  __atomic_add_fetch(plugin_count, 1, __ATOMIC_RELAXED);
  inside(-1);
}
