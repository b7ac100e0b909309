/* log_boost.hpp: attributes TraceId and SpanId of Boost.Log, the ids of the span that the thread is in.
 *
 *     telinject::add_boost_log_attributes();
 *     boost::log::add_console_log(std::clog, boost::log::keywords::format = "%TraceId% %SpanId% %Message%");
 *
 * Boost.Log evaluates them on the thread that logs, also for asynchronous sinks.  They are empty texts outside of spans.
 */
#ifndef TELINJECT_LOG_BOOST_HPP
#define TELINJECT_LOG_BOOST_HPP

#if defined(__GNUC__)
#pragma GCC system_header
#endif

#include <telinject/log_context.hpp>

#include <boost/log/attributes/function.hpp>
#include <boost/log/core/core.hpp>

#include <string>

namespace telinject {

inline std::string boost_log_trace_id() {
  return log_context().trace_id();
}
inline std::string boost_log_span_id() {
  return log_context().span_id();
}

/* Adds both to the records of all loggers. */
inline void add_boost_log_attributes() {
  boost::log::core::get()->add_global_attribute("TraceId", boost::log::attributes::make_function(&boost_log_trace_id));
  boost::log::core::get()->add_global_attribute("SpanId", boost::log::attributes::make_function(&boost_log_span_id));
}

} // namespace telinject

#endif
