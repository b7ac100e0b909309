/* A library without instrumentation that calls back. */
int call_through(int (*f)(int), int line);
int call_and_add(int (*f)(int), int line);

int call_through(int (*f)(int), int line) {
  return f(line); /* with optimization a jump, which leaves no trace of this call */
}

int call_and_add(int (*f)(int), int line) {
  return f(line) + 1;
}
