// Runs the checks and prints faults and a summary.
#include "tool/events/check/validate.h"

#include <cstdio>

#include "tool/events/input/input.h"
#include "tool/events/input/text.h"

namespace telinject::events {

Validator::Validator(FaultLog &faults, bool strict_exits, ProcessLimits limits)
    : faults_(faults), schema_(Schema::compile(event_schema_text())), tree_(faults, strict_exits, limits) {}

void Validator::add(const Line &line, Location location) {
  if (line.too_long)
    return faults_.add(location, "line is longer than " + std::to_string(kMaxLine) + " bytes", "");
  if (line.text.find_first_not_of(" \t\r") == std::string_view::npos)
    return faults_.add(location, "line is empty, must be an event", "");
  if (!document_.parse(line.text)) {
    const std::size_t column = document_.column();
    return faults_.add(location, document_.error(), column == 0 ? "" : "byte " + std::to_string(column));
  }
  ++events_;
  schema_faults_.clear();
  schema_.check(document_.root(), schema_faults_, kMaxFaultsPerLine);
  for (const SchemaFault &f : schema_faults_)
    faults_.add(location, f.what, f.where.empty() ? "the whole event" : f.where);
  tree_.add(extract_event(document_.root()), location);
}

std::string Validator::comparison() const {
  if (tree_.has_too_many_sites())
    return "none (more than " + std::to_string(tree_.limits().sites) + " sites)";
  const std::uint64_t compared = tree_.compared_processes(), all = compared + tree_.uncompared_processes();
  return all == 0 ? "" : std::to_string(compared) + " of " + std::to_string(all);
}

std::string Validator::summary() const {
  std::string out;
  const auto add = [&out](const char *name, std::uint64_t n, const char *more = "") {
    out += (out.empty() ? "" : ", ") + std::string(name) + ": " + std::to_string(n) + more;
  };
  add("events", events_);
  add("spans", tree_.spans());
  add("traces", tree_.traces().size(), tree_.traces().full() ? " or more" : "");
  add("processes", tree_.processes());
  if (const std::string compared = comparison(); !compared.empty())
    out += ", sums compared: " + compared;
  add("faults", faults_.count());
  return out;
}

int run_validate(const Options &options) {
  Progress progress;
  FaultLog faults(options.files, options.max_faults, [&progress](const std::string &line) {
    progress.clear();
    std::printf("%s\n", line.c_str());
  });
  Validator validator(faults, options.strict_exits);
  const bool all_read =
      read_inputs(options.files, progress, [&](const Line &line, Location location) { validator.add(line, location); });
  validator.finish();
  progress.clear();
  if (faults.unwritten() != 0)
    std::printf("and %s more; --max-faults 0 shows all\n", counted(faults.unwritten(), "fault", "faults").c_str());
  if (validator.tree().open_spans() != 0)
    std::printf("open spans: %llu\n", static_cast<unsigned long long>(validator.tree().open_spans()));
  std::printf("%s\n", validator.summary().c_str());
  if (!all_read)
    return kExitUsage;
  return faults.count() != 0 ? kExitFaults : kExitDone;
}

} // namespace telinject::events
