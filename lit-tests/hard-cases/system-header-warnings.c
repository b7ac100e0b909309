/* -Wsystem-headers spares no header: neither telinject's nor what its macros become gives a warning.
   RUN: rm -rf %t && mkdir -p %t && cp %s %t/plain.c && cp %s %t/same.cpp && cd %t
   RUN: %telinject cc --strict --root . -- %gcc -std=c99 -O0 -Wsystem-headers -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wundef -Wcast-qual -Werror -Wstrict-prototypes -c plain.c -o plain.o
   RUN: %telinject cc --strict --root . -- %gcc -std=gnu17 -O2 -Wsystem-headers -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wundef -Wcast-qual \
   RUN:   -Werror -Wmissing-prototypes -Wredundant-decls -c plain.c -o plain.o
   RUN: %telinject cc --strict --root . -- %gcc -std=c89 -O2 -Wsystem-headers -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wundef -Wcast-qual -Werror -Wno-long-long -c plain.c -o plain.o
   RUN: %telinject cc --strict --root . -- %clang -std=c99 -O2 -Wsystem-headers -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wundef -Wcast-qual -Werror -c plain.c -o plain.o
   RUN: %telinject cc --strict --root . -- %gxx -std=c++11 -O2 -Wsystem-headers -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wundef -Wcast-qual \
   RUN:   -Werror -Wold-style-cast -Wzero-as-null-pointer-constant -Wmissing-declarations -c same.cpp -o same.o
   RUN: %telinject cc --strict --root . -- %gxx -std=c++20 -O0 -Wsystem-headers -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wundef -Wcast-qual \
   RUN:   -Werror -Wold-style-cast -Wuseless-cast -c same.cpp -o same.o
   RUN: %telinject cc --strict --root . -- %clangxx -std=c++17 -O2 -Wsystem-headers -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wundef -Wcast-qual -Werror -Wold-style-cast -c same.cpp -o same.o
*/

int next(int a);
int steps(int n, const char *s);
int main(void);

#if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 199901L
inline int shared(int a);
inline int shared(int a) { return a + 1; }
#endif

int next(int a) {
  if (a > 3)
    a = 3;
  return a > 1 ? a + 1 : a;
}

int steps(int n, const char *s) {
  int i, sum = 0;
  double d = 1.5;
  for (i = 0; i < n; i++) {
    switch (i) {
    case 1:
      sum += s[0];
      break;
    case 2:
      continue;
    }
    while (sum > 10)
      sum -= 10, ++sum;
    d = d * 2;
  }
  return sum + (d > 2 ? 1 : 0);
}

int main(void) { return next(steps(5, "a")) == 0; }
