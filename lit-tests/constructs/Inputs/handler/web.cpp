#include "web.h"

#include <cstdarg>
#include <cstdio>

namespace web {
std::string Request::header(const char *name) const { return std::string("no ") + name; }

Server &Server::get(const char *pattern, Handler handler) {
  Request request;
  request.method = "GET";
  Response response = {-1};
  handler(request, response);
  std::printf("%s %d\n", pattern, response.status);
  return *this;
}
void Server::on_error(Handler handler) { get("error", handler); }
} // namespace web

struct web_client {
  const void *headers;
};
web_client *web_new() { return new web_client(); }
int web_set(web_client *client, int option, ...) {
  va_list list;
  va_start(list, option);
  if (option == WEB_HEADERS)
    client->headers = va_arg(list, const void *);
  va_end(list);
  return 0;
}
int web_send(web_client *client) { return client->headers != 0; }
