// Requests by cpp-httplib.  The argument: the port of a server on loopback, which answers /status/N with that status.
#include <httplib.h>

#include <cstdio>
#include <cstdlib>

namespace {

int status_of(httplib::Client &client) {
  if (auto result = client.Get("/status/201"))
    return result->status;
  return -1;
}

} // namespace

int main(int, char **arguments) {
  httplib::Client client("127.0.0.1", std::atoi(arguments[1]));
  const auto good = client.Get("/status/200?token=secret");
  std::printf("%d\n", good ? good->status : -1);
  auto bad = client.Delete("/status/404");
  std::printf("%d\n", bad ? bad->status : -1);
  std::printf("%d\n", status_of(client));
  httplib::Client nobody("127.0.0.1", 1);
  const auto none = nobody.Get("/status/200");
  std::printf("%d\n", none ? none->status : -1);
  return 0;
}
