// Tells faults by line.
#include "tool/events/input/fault_log.h"

namespace telinject::events {

void FaultLog::add(Place place, std::string_view what, std::string_view where) {
  ++count_;
  if (max_ != 0 && count_ > max_)
    return;
  std::string line = name(place) + ": ";
  // 'is "x", must be "y"' gets its subject, the last part of where.
  const std::size_t slash = where.rfind('/');
  if (slash != std::string_view::npos &&
      (what.starts_with("is ") || what.starts_with("has ") || what.starts_with("must ")))
    line.append(where.substr(slash + 1)).append(" ");
  line.append(what);
  if (!where.empty())
    line.append("; at ").append(where);
  writer_(line);
}

std::string FaultLog::name(Place place) const {
  return files_[place.file] + ':' + std::to_string(place.line);
}

std::string FaultLog::name(Place place, Place seen_from) const {
  return place.file == seen_from.file ? "line " + std::to_string(place.line) : name(place);
}

} // namespace telinject::events
