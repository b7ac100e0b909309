// Makes the event of the runtime's formats from a line of telemetry.v3.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/core/callers.h"
#include "runtime/core/thread_text.h"
#include "runtime/formats/format.h"
#include "tool/events/input/document.h"

namespace telinject::events {

// What an exit takes from the entry of its span, and the second event of a conditional from the first: their lines do not
// repeat it.
struct Context {
  std::string construct; // for, if
  std::string condition;
  std::string file;
  std::uint64_t line = 0;
};

// An event and everything that it points to. May be used again for another line.
class LineEvent {
public:
  LineEvent() = default;
  LineEvent(const LineEvent &) = delete;
  LineEvent &operator=(const LineEvent &) = delete;
  ~LineEvent() { arena_.drop_all(); }

  // Returns false if the line is no event of telemetry.v3. `format` prepares the texts of sites. The line need not live on.
  bool read(std::string_view line, const Format &format, const Context &context);
  telinject::Event &event() { return event_; }
  const Context &context() const { return context_; } // for later lines of the span
  Value root() const { return document_.root(); }

  // The place of the call in `call` (runtime/core/callers.h) of the event that is being rendered.
  static bool resolve(const CallAddresses &call, Slice function, CallPlace &place);

private:
  Slice keep(std::string_view text);
  bool read_type();
  bool read_ids();
  void read_attributes(Value attributes);
  void read_attribute(std::string_view key, const Value &value);
  void read_arguments(const Value &arguments);
  void read_suppressed(const Value &suppressed);
  void read_exports(const Value &counts);
  void read_folded(const Value &folded);
  void read_error();
  void read_call(const Value &attributes);
  void add_value(char &code, const Value &value);
  void add_call_attribute(std::string_view prefix, std::string_view name, const Value &value);
  void make_sites();
  const CachedSite *prepare(const Site &site, bool is_inner);

  Document document_;
  std::string line_;
  const Format *format_ = nullptr;
  telinject::Event event_{};
  Context context_;
  SiteCache cache_;
  Arena arena_;
  std::size_t prepared_ = 0;
  std::deque<std::string> texts_;
  std::deque<CachedSite> sites_;
  std::vector<SiteArgument> arguments_;
  std::string values_;
  std::vector<FoldedFigures> folded_;
  std::deque<SiteTotals> totals_;
  std::deque<BranchCount> branches_;
  Call call_;
  std::string call_values_;
  char thread_[sizeof(ThreadText::text)];

  // Members of the attributes.
  Site site_; // of the event
  std::string_view file_, loop_type_, ended_by_, branch_, condition_, variable_, variable_type_, caller_;
  std::string_view caller_file_, called_function_, thread_name_;
  std::uint64_t line_number_ = 0, thread_id_ = 0, caller_line_ = 0;
  char value_code_ = 0, previous_code_ = 0, return_code_ = 0;
};

} // namespace telinject::events
