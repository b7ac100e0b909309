// Reports faults by line up to a maximum, and counts all.
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

  // files: names of the inputs, must outlive the log. max: number of faults to report; 0: all.
  FaultLog(const std::vector<std::string> &files, std::uint64_t max, Writer writer)
      : files_(files), max_(max), writer_(std::move(writer)) {}

  // where: JSON pointer, or "" if no single field is wrong.
  void add(Location location, std::string_view what, std::string_view where);

  std::uint64_t count() const { return count_; }
  std::uint64_t unwritten() const { return max_ != 0 && count_ > max_ ? count_ - max_ : 0; }

  // Returns "FILE:12" to refer to another event in a message; "line 12" within the same file.
  std::string name(Location location) const;
  std::string name(Location location, Location relative_to) const;

private:
  const std::vector<std::string> &files_;
  std::uint64_t max_;
  Writer writer_;
  std::uint64_t count_ = 0;
};

} // namespace telinject::events
