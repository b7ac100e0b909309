/* syslog_formats.c: formats of syslog that must keep their meaning. */
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <syslog.h>

static void list(const char *format, ...) {
  va_list values;
  va_start(values, format);
  vsyslog(LOG_INFO, format, values);
  va_end(values);
}

int main(void) {
  char longest[3000];
  int written = 0;
  openlog("shop", LOG_PERROR, LOG_USER);
  syslog(LOG_INFO, "plain");
  syslog(LOG_INFO, "with a line end\n");
  syslog(LOG_INFO, "100%% of %d, %s and %*.*f", 7, "text", 8, 2, 3.25);
  errno = ENOENT;
  syslog(LOG_INFO, "error: %m");
  list("list %ld %c", 5L, 'x');
  syslog(LOG_INFO, "counts %n", &written);
  syslog(LOG_INFO, "%s", "");
  memset(longest, 'a', sizeof longest - 1);
  longest[sizeof longest - 1] = '\0';
  syslog(LOG_INFO, longest);
  return written != 7 || errno != ENOENT;
}
