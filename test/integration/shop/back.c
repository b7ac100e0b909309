/* The back server: libmicrohttpd, which asks MariaDB.   back SOCKET: prints its port, ends with its standard input. */
#include <microhttpd.h>
#include <mysql.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *socket_name;
static pthread_key_t connection_key;

static void disconnect(void *mysql) { mysql_close(mysql); }

static MYSQL *connection_of_thread(void) {
  MYSQL *mysql = pthread_getspecific(connection_key);
  if (mysql)
    return mysql;
  mysql = mysql_init(NULL);
  if (!mysql_real_connect(mysql, NULL, "root", "hunter2", NULL, 0, socket_name, 0))
    return NULL;
  pthread_setspecific(connection_key, mysql);
  return mysql;
}

static int in_mariadb(int id) {
  char text[100];
  int amount = -1;
  MYSQL *mysql = connection_of_thread();
  MYSQL_RES *rows;
  MYSQL_ROW row;
  sprintf(text, "SELECT %d AS amount FROM (SELECT 'hunter2') AS hidden", id);
  if (!mysql || mysql_query(mysql, text) != 0)
    return -1;
  rows = mysql_store_result(mysql);
  row = rows ? mysql_fetch_row(rows) : NULL;
  if (row)
    amount = atoi(row[0]);
  mysql_free_result(rows);
  return amount;
}

static enum MHD_Result answer(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload_data, size_t *upload_data_size, void **req_cls) {
  static int seen;
  char text[50];
  const char *id = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "id");
  struct MHD_Response *response;
  enum MHD_Result result;
  (void)cls, (void)url, (void)method, (void)version, (void)upload_data, (void)upload_data_size;
  if (!*req_cls) {
    *req_cls = &seen;
    return MHD_YES;
  }
  sprintf(text, "%d", in_mariadb(id ? atoi(id) : -1));
  response = MHD_create_response_from_buffer(strlen(text), text, MHD_RESPMEM_MUST_COPY);
  result = MHD_queue_response(connection, MHD_HTTP_OK, response);
  MHD_destroy_response(response);
  return result;
}

int main(int count, char **words) {
  struct MHD_Daemon *daemon;
  if (count != 2 || pthread_key_create(&connection_key, disconnect) != 0)
    return 2;
  socket_name = words[1];
  mysql_library_init(0, NULL, NULL);
  daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, answer, NULL, MHD_OPTION_THREAD_POOL_SIZE,
                            4u, MHD_OPTION_END);
  if (!daemon)
    return 1;
  printf("%d\n", (int)MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
  fflush(stdout);
  while (getchar() != EOF)
    continue;
  MHD_stop_daemon(daemon);
  return 0;
}
