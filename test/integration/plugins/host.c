/* Loads and unloads plug-ins: host CLOSED KEPT [apart].  CLOSED times one after the other, in turns; in a thread; and KEPT of
 * them are not unloaded. apart: with dlmopen. */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static int is_apart;

static int ask(const char *name, int closes) {
  void *library = is_apart ? dlmopen(LM_ID_NEWLM, name, RTLD_NOW) : dlopen(name, RTLD_NOW | RTLD_LOCAL);
  int (*plug)(int) = library ? (int (*)(int))dlsym(library, "plug") : 0;
  int answer = plug ? plug(4) : -1000;
  if (library && closes)
    dlclose(library);
  return answer;
}
static void *in_thread(void *sum) {
  *(int *)sum += ask("./two.so", 1);
  return sum;
}
int main(int count, char **words) {
  int sum = 0, i;
  pthread_t thread;
  is_apart = count > 3;
  for (i = 0; i < atoi(words[1]); i++)
    sum += ask(i % 2 ? "./one.so" : "./two.so", 1);
  pthread_create(&thread, 0, in_thread, &sum);
  pthread_join(thread, 0);
  for (i = 0; i < atoi(words[2]); i++)
    sum += ask("./one.so", 0);
  printf("%d\n", sum);
  return 0;
}
