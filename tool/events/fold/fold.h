// Implements `telinject-events fold`: leaves spans out of a file, and has their sums in the spans around them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tool/events/fold/kept_spans.h"
#include "tool/events/fold/span_store.h"
#include "tool/events/input/document.h"
#include "tool/events/input/options.h"

namespace telinject::events::fold {

// Reads all lines (read), chooses, and writes them (write), in the same order.
class Folder {
public:
  explicit Folder(std::uint64_t budget) : budget_(budget) {}

  void read(std::string_view line);
  void choose(); // after the last read
  // Returns the line as it is to be written, valid until the next call; nothing: it is left out.
  std::optional<std::string_view> write(std::string_view line);

  const Choice &choice() const { return choice_; }
  std::uint64_t damaged() const { return damaged_; }                 // lines that are no events
  std::uint64_t exits_with_rest() const { return exits_with_rest_; } // that do not name every site

private:
  void edit(const Span &span, const Event &e);
  void edit_link();

  std::uint64_t budget_;
  Document document_;
  Runs runs_, written_runs_;
  SpanStore store_;
  Sums sums_;
  Choice choice_;
  std::string line_;
  std::uint64_t damaged_ = 0, exits_with_rest_ = 0;
};

} // namespace telinject::events::fold

namespace telinject::events {

int run_fold(const Options &options);

} // namespace telinject::events
