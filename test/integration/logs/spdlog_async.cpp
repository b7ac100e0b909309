// spdlog_async.cpp: an asynchronous logger of spdlog, and the ids as an argument.
#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <telinject/log_spdlog.hpp>

static int price(spdlog::logger &logger, int order) {
  logger.info("{}: order {}", __func__, order);
  logger.info("{} {}: order {}", telinject::log_context().text(), __func__, order);
  return order * 3;
}

int main() {
  const auto logger = spdlog::create_async<spdlog::sinks::stdout_sink_mt>("shop");
  logger->set_formatter(telinject::spdlog_formatter("[%l] %* %v"));
  const int result = price(*logger, 7);
  spdlog::shutdown();
  return result != 21;
}
