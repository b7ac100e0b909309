#include <stddef.h>
#include <stdio.h>

void *memchr(const void *s, int c, size_t n) {
  const unsigned char *p = s;
  for (; n != 0; ++p, --n)
    if (*p == (unsigned char)c) return (void *)p;
  return NULL;
}
void *memcpy(void *restrict to, const void *restrict from, size_t n) {
  for (size_t i = 0; i < n; ++i) ((char *)to)[i] = ((const char *)from)[i];
  return to;
}
void *memmove(void *to, const void *from, size_t n) {
  if ((const char *)to < (const char *)from) return memcpy(to, from, n);
  while (n-- != 0) ((char *)to)[n] = ((const char *)from)[n];
  return to;
}
int memcmp(const void *a, const void *b, size_t n) {
  for (size_t i = 0; i < n; ++i)
    if (((const unsigned char *)a)[i] != ((const unsigned char *)b)[i]) return ((const unsigned char *)a)[i] - ((const unsigned char *)b)[i];
  return 0;
}
size_t strlen(const char *s) {
  size_t n = 0;
  while (s[n]) ++n;
  return n;
}

static size_t total(const char *text, double d) { return strlen(text) + (size_t)d; }

int main(void) {
  char copy[10];
  size_t sum = 0;
  for (int i = 0; i < 50; ++i) sum += total("some text", 1.5);
  memcpy(copy, "012345678", 10);
  memmove(copy + 1, copy, 4);
  printf("%zu %s %d %d\n", sum, copy, memcmp(copy, "00", 2), memchr(copy, 'x', 10) == NULL);
  return 0;
}
