/* What the runtime's test programs share: macros as the rewriter inserts them, and a count of entered functions kept in a
 * file, so that it survives however the process ends.  C89 and C++98. */
#ifndef RUNTIME_PROGRAM_H
#define RUNTIME_PROGRAM_H

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <telinject/telinject.h>

static long *entered_functions; /* shared by forked children; null: nothing is counted */

static inline void count_in_file(void) {
  const char *path = getenv("COUNT_FILE");
  int fd = path ? open(path, O_RDWR) : -1;
  if (fd < 0)
    return;
  entered_functions = (long *)mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
}

static inline void count_entry(void) {
  if (entered_functions)
    __atomic_add_fetch(entered_functions, 1, __ATOMIC_RELAXED);
}

#define FUNCTION(CODES, ...) TELINJECT_FUNCTION(1, CODES, __VA_ARGS__) count_entry();

#endif
