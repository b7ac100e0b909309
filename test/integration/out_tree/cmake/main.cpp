#include <cstdio>
#include <words.h>

extern "C" int made(int n);
extern "C" int tight(int n);

static int sum(int a, int b) { return a + b; }

int main() {
  const char *file = __FILE__;
  std::printf("%s %d %s\n", WORDS, sum(made(1), tight(2)), file);
  return 0;
}
