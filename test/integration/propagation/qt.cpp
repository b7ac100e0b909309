// Work that Qt's pool of threads does.   qt REQUESTS
#include <QThreadPool>
#include <QtConcurrentRun>
#include <cstdlib>

static void note(int request) {
  if (request < 0)
    std::abort();
}

// telinject: root
static void request(int n) {
  note(n);
  QThreadPool::globalInstance()->start([n] { note(n); }); // runs after the request, too
  QFuture<int> doubled = QtConcurrent::run([n] {
    note(n);
    return 2 * n;
  });
  if (doubled.result() != 2 * n)
    std::abort();
}

int main(int count, char **words) {
  const int requests = count > 1 ? std::atoi(words[1]) : 10;
  QThreadPool::globalInstance()->setMaxThreadCount(4);
  for (int n = 0; n < requests; ++n)
    request(n);
  QThreadPool::globalInstance()->waitForDone();
}
