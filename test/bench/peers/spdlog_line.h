// The line that fmt makes, to spdlog's asynchronous file logger, which waits when its queue is full.
#pragma once

#include "by_hand.h"

#include <cstdlib>
#include <spdlog/async.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>

inline std::shared_ptr<spdlog::logger> logger;

void peer_begin();
void peer_end();

void peer_begin() {
  spdlog::init_thread_pool(8192, 1);
  logger = spdlog::basic_logger_mt<spdlog::async_factory>("events", std::getenv("PEER_FILE"), true);
  logger->set_pattern("%v");
}

inline void put_event(const by_hand::Event &e) {
  thread_local fmt::memory_buffer text;
  text.clear();
  line::put_by_fmt(e, text);
  logger->info(std::string_view(text.data(), text.size() - 1)); // it ends the line itself
}

void peer_end() {
  logger.reset();
  spdlog::shutdown();
}
