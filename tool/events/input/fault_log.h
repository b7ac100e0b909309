// Tells faults by line, the first ones in full, and counts them all.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tool/events/input/event.h"

namespace telinject::events {

class FaultLog {
public:
  using Writer = std::function<void(const std::string &line)>;

  // files: the names of the inputs, for places; must outlive the log. max: how many to write; 0 means all.
  FaultLog(const std::vector<std::string> &files, std::uint64_t max, Writer writer)
      : files_(files), max_(max), writer_(std::move(writer)) {}

  // where: a JSON pointer, or "" where no one field is at fault.
  void add(Place place, std::string_view what, std::string_view where);

  std::uint64_t count() const { return count_; }
  std::uint64_t unwritten() const { return max_ != 0 && count_ > max_ ? count_ - max_ : 0; }

  // "FILE:12", for pointing at another event from within a fault's text; "line 12" when both are in the same file.
  std::string name(Place place) const;
  std::string name(Place place, Place seen_from) const;

private:
  const std::vector<std::string> &files_;
  std::uint64_t max_;
  Writer writer_;
  std::uint64_t count_ = 0;
};

} // namespace telinject::events
