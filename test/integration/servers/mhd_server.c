/* A server of libmicrohttpd: prints its port, ends with its standard input.  What the client sees must not depend on
 * telemetry. */
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct upload {
  size_t bytes;
};

static int work(int n) {
  int sum = 0, i;
  for (i = 0; i < n; ++i)
    sum += i;
  return sum;
}

static enum MHD_Result reply(struct MHD_Connection *connection, unsigned status, const char *text) {
  struct MHD_Response *response =
      MHD_create_response_from_buffer(strlen(text), (void *)text, MHD_RESPMEM_MUST_COPY);
  enum MHD_Result result = MHD_queue_response(connection, status, response);
  MHD_destroy_response(response);
  return result;
}

/* The same parameters as a handler's, called by one: no request of its own. */
static enum MHD_Result missing(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
                               const char *version, const char *upload_data, size_t *upload_data_size, void **req_cls) {
  (void)cls, (void)method, (void)version, (void)upload_data, (void)upload_data_size, (void)req_cls;
  return reply(connection, MHD_HTTP_NOT_FOUND, url);
}

static enum MHD_Result answer(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload_data, size_t *upload_data_size, void **req_cls) {
  struct upload *upload = *req_cls;
  const char *own;
  char text[200];
  if (!upload) {
    if (strcmp(url, "/first") == 0)
      return reply(connection, MHD_HTTP_OK, "first");
    *req_cls = upload = calloc(1, sizeof *upload);
    return upload ? MHD_YES : MHD_NO;
  }
  if (*upload_data_size != 0) {
    upload->bytes += *upload_data_size;
    *upload_data_size = 0;
    return MHD_YES;
  }
  if (strcmp(url, "/fail") == 0)
    return reply(connection, MHD_HTTP_INTERNAL_SERVER_ERROR, "failed");
  if (strncmp(url, "/ok", 3) != 0 && strcmp(url, "/upload") != 0)
    return missing(cls, connection, url, method, version, upload_data, upload_data_size, req_cls);
  own = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "X-Own");
  sprintf(text, "%s %d %s %lu", method, work(10), own ? own : "none", (unsigned long)upload->bytes);
  return reply(connection, MHD_HTTP_OK, text);
}

static void completed(void *cls, struct MHD_Connection *connection, void **req_cls,
                      enum MHD_RequestTerminationCode code) {
  (void)cls, (void)connection, (void)code;
  free(*req_cls);
  *req_cls = NULL;
}

int main(void) {
  struct MHD_Daemon *daemon = MHD_start_daemon(
      MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, answer, NULL, MHD_OPTION_THREAD_POOL_SIZE, 4u,
      MHD_OPTION_NOTIFY_COMPLETED, completed, NULL, MHD_OPTION_END);
  if (!daemon)
    return 1;
  printf("%d\n", (int)MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
  fflush(stdout);
  while (getchar() != EOF)
    continue;
  MHD_stop_daemon(daemon);
  return 0;
}
