#include <stdio.h>
int unknown_ask(void *connection, const char *text, long length);
int main(void) {
  int connection = 7;
  const char *text = "askxTHIS IS NOT PART OF IT";
  long length = 3;
  printf("%d\n", unknown_ask(&connection, text, length));
  printf("%d\n", unknown_ask(&connection, text, length + 1));
  return 0;
}
