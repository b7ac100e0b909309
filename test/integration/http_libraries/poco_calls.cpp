// Requests by Poco's client: statuses, a header of the program's own, a request that is used twice, a port where nobody
// listens.
#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/NullStream.h>
#include <Poco/StreamCopier.h>

#include <cstdlib>
#include <iostream>

using namespace Poco::Net;

static int ask(HTTPClientSession &session, HTTPRequest &request) {
  HTTPResponse response;
  session.sendRequest(request);
  std::istream &body = session.receiveResponse(response);
  Poco::NullOutputStream nowhere;
  Poco::StreamCopier::copyStream(body, nowhere);
  return response.getStatus() + (request.has("traceparent") ? 1000 : 0);
}

static int refused() {
  HTTPClientSession session("127.0.0.1", 1);
  HTTPRequest request(HTTPRequest::HTTP_GET, "/");
  try {
    return ask(session, request);
  } catch (const Poco::Exception &) {
    return request.has("traceparent") ? -2 : -1;
  }
}

int main(int, char **words) {
  const auto port = static_cast<Poco::UInt16>(std::atoi(words[1]));
  HTTPClientSession session("127.0.0.1", port);
  HTTPRequest request(HTTPRequest::HTTP_GET, "/status/200?token=secret");
  request.set("X-Own", "mine");
  std::cout << ask(session, request) << '\n' << ask(session, request) << '\n';
  HTTPRequest gone(HTTPRequest::HTTP_DELETE, "/status/404");
  std::cout << ask(session, gone) << '\n';
  HTTPRequest own(HTTPRequest::HTTP_GET, "/status/503");
  own.set("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00");
  std::cout << ask(session, own) << '\n' << refused() << '\n';
}
