// Formats faults.
#include "tool/events/input/fault_log.h"

namespace telinject::events {

void FaultLog::add(Location location, std::string_view what, std::string_view where) {
  ++count_;
  if (max_ != 0 && count_ > max_)
    return;
  std::string line = name(location) + ": ";
  // Messages such as 'is "x", must be "y"' are prefixed with the last part of `where`.
  const std::size_t slash = where.rfind('/');
  if (slash != std::string_view::npos &&
      (what.starts_with("is ") || what.starts_with("has ") || what.starts_with("must ")))
    line.append(where.substr(slash + 1)).append(" ");
  line.append(what);
  if (!where.empty())
    line.append("; at ").append(where);
  writer_(line);
}

std::string FaultLog::name(Location location) const {
  return files_[location.file] + ':' + std::to_string(location.line);
}

std::string FaultLog::name(Location location, Location relative_to) const {
  return location.file == relative_to.file ? "line " + std::to_string(location.line) : name(location);
}

} // namespace telinject::events
