/* A compiler for tests: GCC without the words that only fill the command line, which its own programs could not take. */
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
  char *words[100];
  int count = 0, i;
  argv[0] = (char *)"gcc";
  for (i = 0; i < argc && count < 99; ++i)
    if (strncmp(argv[i], "-DFILL", 6) != 0)
      words[count++] = argv[i];
  words[count] = 0;
  execvp("gcc", words);
  return 127;
}
