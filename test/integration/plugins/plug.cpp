// A plug-in whose static objects are destroyed when it is unloaded.  The first is made before the first event of the
// object, so that it is destroyed after the runtime was called.
#ifndef NAME
#define NAME one
#endif
#define JOIN_NOW(a, b) a##b
#define JOIN(a, b) JOIN_NOW(a, b)

extern "C" int helper(int);

namespace {
int JOIN(NAME, _teardown)(int n) {
  if (n % 2 == 0)
    return n / 2;
  return 3 * n + 1;
}
struct Early {
  int n;
  ~Early() { n = JOIN(NAME, _teardown)(n); }
};
Early early{5};
struct Late {
  Late() { JOIN(NAME, _teardown)(2); }
  ~Late() { JOIN(NAME, _teardown)(3); }
};
} // namespace

extern "C" int JOIN(NAME, _work)(int n) {
  static Late late;
  int sum = 0;
  for (int i = 0; i < n; i++)
    sum += helper(i);
  return sum;
}
extern "C" int plug(int n) {
  return JOIN(NAME, _work)(n);
}
