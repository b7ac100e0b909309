/* log_context.hpp: the ids of the span that the thread is in, as an object of C++ that any stream takes.  C++98 and later.
 *
 *     LOG(INFO) << telinject::log_context() << " order " << order;
 */
#ifndef TELINJECT_LOG_CONTEXT_HPP
#define TELINJECT_LOG_CONTEXT_HPP

#if defined(__GNUC__)
#pragma GCC system_header
#endif

#include <telinject/log_context.h>

#include <string>

namespace telinject {

/* The span in which it was made.  All texts are empty if there was none. */
class log_context {
public:
  log_context() { TELINJECT_LOG_CONTEXT(text_); }

  const char *text() const { return text_; }
  bool empty() const { return *text_ == '\0'; }
  std::string trace_id() const { return part(trace_begin, trace_size); }
  std::string span_id() const { return part(span_begin, span_size); }

private:
  enum { trace_begin = 9, trace_size = 32, span_begin = 50, span_size = 16 };
  std::string part(int begin, int size) const {
    return empty() ? std::string() : std::string(text_ + begin, static_cast<std::string::size_type>(size));
  }
  char text_[TELINJECT_LOG_CONTEXT_SIZE];
};

/* Into streams of any kind. */
template <class Stream> Stream &operator<<(Stream &stream, const log_context &context) {
  stream << context.text();
  return stream;
}

} // namespace telinject

#endif
