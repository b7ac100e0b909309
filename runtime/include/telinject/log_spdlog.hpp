/* log_spdlog.hpp: the ids of the span that the thread is in, as a flag of spdlog's patterns.
 *
 *     telinject::set_spdlog_pattern("[%l] %* %v");
 *
 * logs "[info] trace_id=0af7651916cd43dd8448eb211c80319c span_id=b7ad6b7169203331 order 7".  %* is the whole text, or empty.
 * A logger of spdlog's async kind formats its lines on another thread, where the span is not known: %* is empty there.  Log
 * telinject::log_context().text() as an argument instead.
 */
#ifndef TELINJECT_LOG_SPDLOG_HPP
#define TELINJECT_LOG_SPDLOG_HPP

#if defined(__GNUC__)
#pragma GCC system_header
#endif

#include <telinject/log_context.hpp>

#include <spdlog/details/os.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <string>
#include <utility>

#ifdef SPDLOG_NO_THREAD_ID
#error "log_spdlog.hpp has to know which thread wrote a line; compile without SPDLOG_NO_THREAD_ID"
#endif

namespace telinject {

class spdlog_flag : public spdlog::custom_flag_formatter {
public:
  void format(const spdlog::details::log_msg &line, const std::tm &, spdlog::memory_buf_t &to) override {
    if (line.thread_id != spdlog::details::os::thread_id())
      return;
    const log_context context;
    to.append(context.text(), context.text() + std::char_traits<char>::length(context.text()));
  }
  std::unique_ptr<spdlog::custom_flag_formatter> clone() const override {
    return std::unique_ptr<spdlog::custom_flag_formatter>(new spdlog_flag);
  }
};

/* A formatter for loggers and sinks that have one of their own. */
inline std::unique_ptr<spdlog::pattern_formatter> spdlog_formatter(const std::string &pattern, char flag = '*') {
  std::unique_ptr<spdlog::pattern_formatter> formatter(new spdlog::pattern_formatter);
  formatter->add_flag<spdlog_flag>(flag).set_pattern(pattern);
  return formatter;
}

/* The same for all loggers, as spdlog::set_pattern. */
inline void set_spdlog_pattern(const std::string &pattern, char flag = '*') {
  spdlog::set_formatter(spdlog_formatter(pattern, flag));
}

} // namespace telinject

#endif
