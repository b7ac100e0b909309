// Builds the records of HTTP and database calls, as hooks write them.
#pragma once

#include "runtime/core/attributes.h"
#include "runtime/core/folded.h"
#include "runtime/core/record.h"

#include <cstring>
#include <string>
#include <vector>

namespace call_records {

constexpr const char *function_site = "it\nGCC 12.2.0 C++20\nshop.cpp:7\nshop::order(a, b) -> int";

class CallRecord {
public:
  // The function is the test's unless it is null.
  CallRecord(telinject::RecordKind kind, const char *site, std::uint64_t span, const char *function = function_site)
      : function_(function) {
    record_.kind = kind;
    record_.site = site;
    record_.span = span;
    record_.parent = 7;
    record_.trace_high = 1;
    record_.trace_low = 2;
    record_.ticks = 1'000'000;
    if (telinject::ends_span(kind)) {
      record_.start = 500'000;
      const telinject::LoopEnd end{function, 0, 0};
      append(&end, sizeof end);
    } else {
      record_.caller_site = function;
    }
  }

  // Heads of an exit, in this order; before all attributes.
  CallRecord &suppressed(std::uint64_t functions) {
    telinject::Suppressed counts;
    counts.functions = functions;
    record_.flags |= telinject::record_has_suppressed;
    return append(&counts, sizeof counts);
  }
  CallRecord &folded(std::uint64_t calls) {
    const telinject::FoldedHead head{100, 1, 0};
    telinject::FoldedSite site{};
    site.site = site.function_site = function_;
    site.calls = calls;
    site.total = 100;
    record_.flags |= telinject::record_has_folded;
    append(&head, sizeof head);
    return append(&site, sizeof site);
  }
  CallRecord &raised(const char *type, const std::string &message) {
    const telinject::ErrorHead head{type, static_cast<std::uint32_t>(message.size()), 1};
    record_.flags |= telinject::record_raised;
    append(&head, sizeof head);
    append(&function_, sizeof function_);
    return append_padded(message);
  }
  // The span around that of a root; of an entry.
  CallRecord &link() {
    const telinject::SpanLink link{3, 4, 5};
    record_.flags |= telinject::record_has_link;
    return append(&link, sizeof link);
  }

  // code: "s db.query.text"
  CallRecord &text(const std::string &code, const std::string &value, std::uint32_t flags = 0) {
    append_text(code, 0);
    return append_text(value, flags);
  }
  CallRecord &number(const std::string &code, std::int64_t value) {
    append_text(code, 0);
    return append(&value, sizeof value);
  }
  CallRecord &flags(std::uint8_t more) {
    record_.flags |= more;
    return *this;
  }

  const telinject::Record *get() const {
    record_.size = static_cast<std::uint32_t>(sizeof record_ + bytes_.size());
    memory_.assign(record_.size / 8, 0);
    std::memcpy(memory_.data(), &record_, sizeof record_);
    if (!bytes_.empty())
      std::memcpy(reinterpret_cast<char *>(memory_.data()) + sizeof record_, bytes_.data(), bytes_.size());
    return reinterpret_cast<const telinject::Record *>(memory_.data());
  }

private:
  CallRecord &append(const void *data, std::size_t size) {
    bytes_.append(static_cast<const char *>(data), size);
    return *this;
  }
  CallRecord &append_padded(const std::string &text) {
    bytes_ += text;
    bytes_.append(telinject::padded(text.size()) - text.size(), '\0');
    return *this;
  }
  CallRecord &append_text(const std::string &text, std::uint32_t flags) {
    const telinject::TextHeader header{static_cast<std::uint32_t>(text.size()), flags};
    append(&header, sizeof header);
    return append_padded(text);
  }

  const char *function_;
  mutable telinject::Record record_{};
  std::string bytes_;
  mutable std::vector<std::uint64_t> memory_;
};

} // namespace call_records
