// A server of Poco.  Prints its port; ends with its standard input.
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include <cstdlib>
#include <iostream>

using namespace Poco::Net;

class Status : public HTTPRequestHandler {
public:
  void handleRequest(HTTPServerRequest &request, HTTPServerResponse &response) override {
    const int status = request.getURI().rfind("/users", 0) == 0  ? 200
                       : request.getURI().rfind("/fail", 0) == 0 ? 500
                                                                 : 404;
    response.setStatus(static_cast<HTTPResponse::HTTPStatus>(status));
    const std::string text = std::to_string(status);
    if (status == 500)
      response.sendBuffer(text.data(), text.size());
    else
      response.send() << text;
  }
};

class Factory : public HTTPRequestHandlerFactory {
public:
  HTTPRequestHandler *createRequestHandler(const HTTPServerRequest &) override { return new Status; }
};

int main() {
  ServerSocket socket(SocketAddress("127.0.0.1", 0));
  HTTPServer server(new Factory, socket, new HTTPServerParams);
  server.start();
  std::cout << socket.address().port() << std::endl;
  std::cin.get();
  server.stopAll(true);
}
