// queries_program RELEASE: orders with a known number of queries, requests, exceptions and writes, for queries_run.sh.
#include <cstring>
#include <curl/curl.h>
#include <sqlite3.h>
#include <stdexcept>

static sqlite3 *database;

static int count_rows(void *, int, char **, char **) {
  return 0;
}

static void load_lines(int order) {
  for (int line = 0; line < 6; ++line) {
    char text[64];
    sqlite3_snprintf(sizeof text, text, "SELECT price FROM prices WHERE id = %d", order * 6 + line);
    sqlite3_exec(database, text, count_rows, nullptr, nullptr);
  }
}

static int total;

static void add_up() {
  for (int item = 0; item < 10; ++item)
    total += item;
}

static void ask_stock() {
  CURL *handle = curl_easy_init();
  curl_easy_setopt(handle, CURLOPT_URL, "http://127.0.0.1:1/stock?token=hunter2");
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_perform(handle);
  curl_easy_cleanup(handle);
}

static void pay(int order, bool is_broken) {
  if (is_broken && order % 2 == 0)
    throw std::runtime_error("card refused");
}

static void take_order(int order, bool is_broken) {
  load_lines(order);
  add_up();
  if (is_broken)
    ask_stock();
  pay(order, is_broken);
}

int main(int, char **arguments) {
  const bool is_broken = std::strcmp(arguments[1], "2.0") == 0;
  sqlite3_open(":memory:", &database);
  sqlite3_exec(database, "CREATE TABLE prices (id, price)", nullptr, nullptr, nullptr);
  for (int order = 0; order < 4; ++order) {
    try {
      take_order(order, is_broken);
    } catch (const std::runtime_error &) {
      total = 0;
    }
  }
  sqlite3_close(database);
  return 0;
}
