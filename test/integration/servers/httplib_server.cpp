// A server of cpp-httplib: prints its port, ends with its standard input.
#include <httplib.h>

#include <cstdio>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>

static int work(int n) {
  int sum = 0;
  for (int i = 0; i < n; ++i)
    sum += i;
  return sum;
}

// Registered for two patterns: its requests have no route.
static void ok(const httplib::Request &req, httplib::Response &res) {
  const std::string own = req.has_header("X-Own") ? req.get_header_value("X-Own") : "none";
  res.set_content(req.method + " " + std::to_string(work(10)) + " " + own + " " + std::to_string(req.body.size()),
                  "text/plain");
}

struct Shop {
  int limit = 10;
  void list(const httplib::Request &req, httplib::Response &res) const {
    res.status = work(limit) == 45 ? 201 : 500;
    res.set_content(req.path, "text/plain");
  }
};

int main() {
  httplib::Server server;
  const Shop shop;
  server.Get("/ok", ok);
  server.Post("/upload", ok);
  server.Get(R"(/users/(\d+))", [](const httplib::Request &req, httplib::Response &res) {
    res.set_content("user " + req.matches[1].str(), "text/plain");
  });
  const auto fail = [](const httplib::Request &, httplib::Response &res) { res.status = 500; };
  server.Get("/fail", fail);
  server.Get("/gone", [](const httplib::Request &, httplib::Response &res) { res.status = 404; });
  server.Get("/throw", [](const httplib::Request &req, httplib::Response &) {
    if (req.path.size() > 1)
      throw std::runtime_error("the handler failed");
  });
  // A handler that another one calls is no request of its own.
  server.Get("/list", [&shop](const httplib::Request &req, httplib::Response &res) { shop.list(req, res); });
  server.Get("/bound", std::bind(&Shop::list, &shop, std::placeholders::_1, std::placeholders::_2));
  // Of the same type, and no request.
  server.set_error_handler([](const httplib::Request &, httplib::Response &res) { res.set_content("error", "text/plain"); });
  const int port = server.bind_to_any_port("127.0.0.1");
  std::printf("%d\n", port);
  std::fflush(stdout);
  std::thread waiting([&server] {
    while (std::getchar() != EOF)
      continue;
    server.stop();
  });
  server.listen_after_bind();
  waiting.join();
}
