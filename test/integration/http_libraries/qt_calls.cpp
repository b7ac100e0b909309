// Requests by Qt's QNetworkAccessManager, one after the other; a header of the program's own; a port where nobody listens.
#include <QCoreApplication>
#include <QEventLoop>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <cstdio>

static int status_of(QNetworkReply *reply) {
  QEventLoop loop;
  QObject::connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
  loop.exec();
  const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
  const int error = reply->error();
  reply->deleteLater();
  return status != 0 ? status : -error;
}

static int get(QNetworkAccessManager &manager, QNetworkRequest &request) {
  const int status = status_of(manager.get(request));
  return status + (request.hasRawHeader("traceparent") ? 1000 : 0);
}

static int post(QNetworkAccessManager &manager, QNetworkRequest request) {
  request.setHeader(QNetworkRequest::ContentTypeHeader, "text/plain");
  const QByteArray text("text");
  return status_of(manager.post(request, text));
}

static int put(QNetworkAccessManager &manager, QNetworkRequest request) {
  request.setHeader(QNetworkRequest::ContentTypeHeader, "text/plain");
  const QByteArray text("text");
  return status_of(manager.put(request, text));
}

static int remove(QNetworkAccessManager &manager, QNetworkRequest request) {
  return status_of(manager.deleteResource(request));
}

static int head(QNetworkAccessManager &manager, QNetworkRequest request) {
  return status_of(manager.head(request));
}

// The program asks nothing but whether there was an error.
static int refused(QNetworkAccessManager &manager) {
  QNetworkRequest request(QUrl("http://user:secret@127.0.0.1:1/?token=secret"));
  QNetworkReply *reply = manager.get(request);
  QEventLoop loop;
  QObject::connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
  loop.exec();
  const int error = reply->error();
  reply->deleteLater();
  return error;
}

int main(int count, char **words) {
  QCoreApplication application(count, words);
  QNetworkAccessManager manager;
  const QString server = QString("http://127.0.0.1:") + words[1];
  QNetworkRequest request(QUrl(server + "/status/200"));
  request.setRawHeader("X-Own", "mine");
  std::printf("%d\n", get(manager, request));
  std::printf("%d\n", post(manager, QNetworkRequest(QUrl(server + "/status/200"))));
  std::printf("%d\n", put(manager, QNetworkRequest(QUrl(server + "/status/404"))));
  std::printf("%d\n", remove(manager, QNetworkRequest(QUrl(server + "/status/503"))));
  std::printf("%d\n", head(manager, QNetworkRequest(QUrl(server + "/status/200"))));
  request.setRawHeader("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00");
  std::printf("%d\n", get(manager, request));
  std::printf("%d\n", refused(manager));
}
