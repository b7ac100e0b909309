// Implements `telinject-events validate`: checks every line against the schema, and the spans of each process as a
// tree.
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

// Checks lines one by one.
class Validator {
public:
  // Reports and counts at most this many faults per line, so that one broken producer does not hide others.
  static constexpr std::size_t kMaxFaultsPerLine = 8;

  Validator(FaultLog &faults, bool strict_exits, ProcessLimits limits = {});
  void add(const Line &line, Location location);
  void finish() { tree_.finish(); }
  std::string summary() const; // valid after finish()
  // Of how many processes that have sums the lines were compared with them: "1 of 2"; empty if none has sums.
  std::string comparison() const; // valid after finish()
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
