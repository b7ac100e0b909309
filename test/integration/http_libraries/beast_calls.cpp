// Requests by Boost.Beast's client: a header of the program's own, a request that is used twice, a connection that is closed.
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <cstdlib>
#include <iostream>

namespace http = boost::beast::http;
using tcp = boost::asio::ip::tcp;
using Request = http::request<http::empty_body>;

static unsigned ask(tcp::socket &socket, Request &request) {
  boost::beast::flat_buffer buffer;
  http::response<http::string_body> response;
  http::write(socket, request);
  http::read(socket, buffer, response);
  return response.result_int() + (request.count("traceparent") != 0 ? 1000u : 0u);
}

static int closed(tcp::socket &socket, Request &request) {
  boost::system::error_code error;
  boost::beast::flat_buffer buffer;
  http::response<http::string_body> response;
  http::write(socket, request, error);
  if (!error)
    http::read(socket, buffer, response, error);
  return error ? 1 : 0;
}

int main(int, char **words) {
  boost::asio::io_context context;
  const tcp::endpoint server(boost::asio::ip::make_address("127.0.0.1"), static_cast<unsigned short>(std::atoi(words[1])));
  const auto answer = [&](Request &request) {
    tcp::socket socket(context);
    socket.connect(server);
    return ask(socket, request);
  };
  Request request(http::verb::get, "/status/200?token=secret", 11);
  request.set(http::field::host, "127.0.0.1");
  request.set("X-Own", "mine");
  std::cout << answer(request) << '\n' << answer(request) << '\n';
  request.method(http::verb::delete_);
  request.target("/status/404");
  std::cout << answer(request) << '\n';
  request.set("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00");
  request.target("/status/503");
  std::cout << answer(request) << '\n';
  tcp::socket socket(context);
  std::cout << closed(socket, request) << '\n';
}
