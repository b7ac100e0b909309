/* log_glog.hpp: a sink of glog that writes each line with the ids of the span that the thread is in.  glog 0.6 and later.
 *
 *     telinject::glog_sink sink(stderr);
 *     google::AddLogSink(&sink);
 *
 * writes "I20240131 10:15:42.123456 4711 shop.cpp:12] trace_id=0af7651916cd43dd8448eb211c80319c span_id=b7ad6b7169203331 order
 * 7".  glog's own files stay as they are; LOG(INFO) << telinject::log_context() << … has the ids there, too.
 */
#ifndef TELINJECT_LOG_GLOG_HPP
#define TELINJECT_LOG_GLOG_HPP

#if defined(__GNUC__)
#pragma GCC system_header
#endif

#include <telinject/log_context.hpp>

#include <glog/logging.h>

#include <cstddef>
#include <cstdio>
#include <string>

namespace telinject {

class glog_sink : public google::LogSink {
public:
  /* file: stays open as long as the sink is in use. */
  explicit glog_sink(std::FILE *file) : file_(file) {}

  /* glog calls it on the thread that logs. */
  void send(google::LogSeverity severity, const char *, const char *file, int line, const google::LogMessageTime &time,
            const char *message, std::size_t size) override {
    const log_context context;
    std::string text(context.text());
    if (!text.empty())
      text += ' ';
    text.append(message, size);
    text = ToString(severity, file, line, time, text.data(), text.size());
    text += '\n';
    std::fwrite(text.data(), 1, text.size(), file_);
    std::fflush(file_);
  }
  using google::LogSink::send;

private:
  std::FILE *file_;
};

} // namespace telinject

#endif
