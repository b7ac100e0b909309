// Work that boost::asio::post hands to a pool of threads.   propagation_asio REQUESTS
#include <boost/asio.hpp>
#include <cstdio>
#include <cstdlib>
static void note(int request) {
  if (request < 0)
    std::puts("no");
}
// telinject: root
static void request(boost::asio::thread_pool &pool, int n) {
  note(n);
  boost::asio::post(pool, [n] { note(n); });
}
int main(int count, char **words) {
  const int requests = count > 1 ? std::atoi(words[1]) : 100;
  boost::asio::thread_pool pool(4);
  for (int n = 0; n < requests; ++n)
    request(pool, n);
  pool.join();
  return 0;
}
