// The command validate: is every line an event, and do the events make trees?
#pragma once

#include <cstdint>
#include <string>

#include "tool/events/check/span_tree.h"
#include "tool/events/input/document.h"
#include "tool/events/input/fault_log.h"
#include "tool/events/input/line_reader.h"
#include "tool/events/input/options.h"
#include "tool/events/schema/schema.h"

namespace telinject::events {

// The check itself, fed line by line.
class Validator {
public:
  // Of one line no more faults than this are told or counted: one broken producer would drown the rest.
  static constexpr std::size_t kMostFaultsOfALine = 8;

  Validator(FaultLog &faults, bool strict_exits, ProcessLimits limits = {});
  void add(const Line &line, Place place);
  void finish() { tree_.finish(); }
  std::string summary() const; // after finish()
  const SpanTree &tree() const { return tree_; }

private:
  FaultLog &faults_;
  Schema schema_;
  SpanTree tree_;
  Document document_;
  std::vector<SchemaFault> schema_faults_;
  std::uint64_t events_ = 0;
};

int run_validate(const Options &options);

} // namespace telinject::events
