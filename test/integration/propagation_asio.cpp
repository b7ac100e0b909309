// Work that Boost.Asio does on a pool of threads: posted, in strands, when a timer has run out.   propagation_asio REQUESTS
#include <boost/asio.hpp>
#include <cstdio>
#include <cstdlib>
#include <memory>
static void note(int request) {
  if (request < 0)
    std::puts("no");
}
// telinject: root
static void request(boost::asio::thread_pool &pool, boost::asio::strand<boost::asio::thread_pool::executor_type> &strand,
                    int n) {
  note(n);
  boost::asio::post(pool, [n] { note(n); });
  boost::asio::post(strand, [n] { note(n); });
  boost::asio::dispatch(strand, [n] { note(n); });
  strand.post([n] { note(n); }, std::allocator<void>());
  const auto timer = std::make_shared<boost::asio::steady_timer>(pool.get_executor(), std::chrono::milliseconds(n % 5));
  timer->async_wait([n, timer](const boost::system::error_code &) { note(n); });
}
int main(int count, char **words) {
  const int requests = count > 1 ? std::atoi(words[1]) : 100;
  boost::asio::thread_pool pool(4);
  auto strand = boost::asio::make_strand(pool.get_executor());
  for (int n = 0; n < requests; ++n)
    request(pool, strand, n);
  pool.join();
  return 0;
}
