/* Every injected macro, as the rewriter puts it into code, for C and C++ of any age. */
#include <telinject/telinject.h>

enum abi_color { ABI_RED, ABI_GREEN };
int abi_plain(int);
double abi_values(int, double, const char *, enum abi_color);
void abi_nothing(void);

void abi_nothing(void) {
  TELINJECT_FUNCTION(1, "", "abi_nothing()")
}

int abi_plain(int a) {
  TELINJECT_FUNCTION(1, "i@1", "abi_plain(a) -> int", a)
  int b = a;
  return TELINJECT_RETURN(1, int) b + 1 TELINJECT_END_RETURN(1, "i");
}

double abi_values(int i, double d, const char *s, enum abi_color c) {
  TELINJECT_FUNCTION(1, "ifpe", "abi_values(i, d, s, c{0=ABI_RED,1=ABI_GREEN}) -> double", i, TELINJECT_REAL(d),
                     (const void *)s, (int)c)
  if (i && s && c == ABI_GREEN)
    return TELINJECT_RETURN(1, double) d TELINJECT_END_RETURN(1, "f");
  return TELINJECT_RETURN(1, double) - d TELINJECT_END_RETURN(1, "f");
}
