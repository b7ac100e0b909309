// The front server: cpp-httplib, and a pool of threads that ask PostgreSQL, SQLite, Redis and the back server.
// front CONNINFO SQLITE_FILE REDIS_SOCKET BACK_URL: prints its port, ends with its standard input.
#include <curl/curl.h>
#include <hiredis/hiredis.h>
#include <httplib.h>
#include <libpq-fe.h>
#include <sqlite3.h>

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <future>
#include <iostream>
#include <memory>
#include <mutex>
#include <queue>
#include <string>
#include <thread>
#include <vector>

namespace {

class Pool {
public:
  explicit Pool(int threads) {
    for (int i = 0; i < threads; ++i)
      workers_.emplace_back([this] { work(); });
  }
  ~Pool() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      ends_ = true;
    }
    ready_.notify_all();
    for (std::thread &worker : workers_)
      worker.join();
  }
  template <class F> std::future<int> enqueue(F function) {
    auto task = std::make_shared<std::packaged_task<int()>>(std::move(function));
    std::future<int> result = task->get_future();
    {
      std::lock_guard<std::mutex> lock(mutex_);
      tasks_.emplace([task] { (*task)(); });
    }
    ready_.notify_one();
    return result;
  }

private:
  void work() {
    for (;;) {
      std::function<void()> task;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        ready_.wait(lock, [this] { return ends_ || !tasks_.empty(); });
        if (tasks_.empty())
          return;
        task = std::move(tasks_.front());
        tasks_.pop();
      }
      task();
    }
  }
  std::queue<std::function<void()>> tasks_;
  std::mutex mutex_;
  std::condition_variable ready_;
  bool ends_ = false;
  std::vector<std::thread> workers_;
};

const char *conninfo, *sqlite_file, *redis_socket, *back_url;

// Connections of one thread of the pool.
struct Connections {
  PGconn *postgres = PQconnectdb(conninfo);
  sqlite3 *sqlite = nullptr;
  redisContext *redis = redisConnectUnix(redis_socket);
  CURL *curl = curl_easy_init();

  Connections() { sqlite3_open(sqlite_file, &sqlite); }
  ~Connections() {
    PQfinish(postgres);
    sqlite3_close(sqlite);
    redisFree(redis);
    curl_easy_cleanup(curl);
  }
};

Connections &connections() {
  thread_local Connections of_this_thread;
  return of_this_thread;
}

int in_postgres(int id) {
  const std::string text = std::to_string(id);
  const char *const values[] = {text.c_str()};
  PGresult *const rows = PQexecParams(connections().postgres, "SELECT $1::int AS amount WHERE 'hunter2' <> ''", 1,
                                      nullptr, values, nullptr, nullptr, 0);
  const int amount = PQntuples(rows) == 1 ? std::atoi(PQgetvalue(rows, 0, 0)) : -1;
  PQclear(rows);
  return amount;
}

int in_sqlite(int id) {
  sqlite3_stmt *statement = nullptr;
  if (sqlite3_prepare_v2(connections().sqlite, "SELECT ? + 0", -1, &statement, nullptr) != SQLITE_OK)
    return -1;
  sqlite3_bind_int(statement, 1, id);
  int amount = -1;
  while (sqlite3_step(statement) == SQLITE_ROW)
    amount = sqlite3_column_int(statement, 0);
  sqlite3_finalize(statement);
  return amount;
}

int in_redis(int id) {
  auto *const reply = static_cast<redisReply *>(redisCommand(connections().redis, "INCRBY order:%d %d", id, id));
  const int amount = reply && reply->type == REDIS_REPLY_INTEGER ? static_cast<int>(reply->integer) : -1;
  freeReplyObject(reply);
  return amount;
}

size_t append(char *data, size_t size, size_t count, void *to) {
  static_cast<std::string *>(to)->append(data, size * count);
  return size * count;
}

int in_back(int id) {
  CURL *const curl = connections().curl;
  std::string text;
  const std::string url = back_url + std::string("/ship?token=hunter2&id=") + std::to_string(id);
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &text);
  return curl_easy_perform(curl) == CURLE_OK ? std::atoi(text.c_str()) : -1;
}

} // namespace

int main(int count, char **words) {
  if (count != 5)
    return 2;
  conninfo = words[1], sqlite_file = words[2], redis_socket = words[3], back_url = words[4];
  curl_global_init(CURL_GLOBAL_ALL);
  Pool pool(8);
  httplib::Server server;
  server.Get(R"(/order/(\d+))", [&pool](const httplib::Request &request, httplib::Response &response) {
    const int id = std::atoi(request.matches[1].str().c_str());
    std::future<int> parts[] = {pool.enqueue([id] { return in_postgres(id); }), pool.enqueue([id] { return in_sqlite(id); }),
                                pool.enqueue([id] { return in_redis(id); }), pool.enqueue([id] { return in_back(id); })};
    int sum = 0;
    for (std::future<int> &part : parts)
      sum += part.get();
    response.set_content(std::to_string(sum), "text/plain");
  });
  std::cout << server.bind_to_any_port("127.0.0.1") << std::endl;
  std::thread waits_for_end([&server] {
    while (std::cin.get() != EOF)
      continue;
    server.stop();
  });
  server.listen_after_bind();
  waits_for_end.join();
  return 0;
}
