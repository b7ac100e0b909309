// A server's and a client's library.
#pragma once
#include <string>

namespace web {
struct Request {
  std::string method;
  std::string header(const char *name) const;
};
struct Response {
  int status;
};
typedef void (*Handler)(const Request &, Response &);
struct Server {
  Server &get(const char *pattern, Handler handler);
  void on_error(Handler handler);
};
} // namespace web

struct web_client;
enum web_option { WEB_HEADERS = 1, WEB_LIMIT = 2 };
web_client *web_new();
int web_set(web_client *client, int option, ...);
int web_send(web_client *client);
