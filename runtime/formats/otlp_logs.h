// Exceptions as log records of OTLP.  Those of a batch of spans wait here until it is complete, and are a message of their
// own behind it.  Functions are called as those of a format.
#pragma once

#include "runtime/formats/event_attributes.h"
#include "runtime/formats/format.h"
#include "runtime/formats/otlp_writer.h"

namespace telinject::otlp {

// Fields of LogsData, which an ExportLogsServiceRequest is too, and of what it holds; in protobuf they have the numbers of
// TracesData.
constexpr Field resource_logs{"resourceLogs", 1}, scope_logs{"scopeLogs", 2}, log_records{"logRecords", 2};

class LogRecords {
public:
  static constexpr std::size_t max_size = max_batch_logs - 128 * 1024; // the rest is for the resource

  // memory: of max_size bytes.
  constexpr LogRecords(Encoding encoding, char *memory) : encoding_(encoding), memory_(memory) {}

  void clear() { rewind({}); }
  struct Position {
    std::size_t size = 0;
    std::uint64_t count = 0;
  };
  [[nodiscard]] Position position() const { return at_; }
  // Forgets what was put behind the position.
  void rewind(Position to) { at_ = to; }

  // Puts the exception that left a span.  Returns false if there is no room for it.
  [[nodiscard]] bool put_exception(const Event &exit, const ErrorText &error, std::uint64_t unix_ns);

  [[nodiscard]] Slice text() const { return Slice(memory_, at_.size); } // in JSON with a comma behind each
  [[nodiscard]] std::uint64_t count() const { return at_.count; }

private:
  const Encoding encoding_;
  char *const memory_;
  Position at_;
};

} // namespace telinject::otlp
