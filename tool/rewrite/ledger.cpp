// Counts sites and writes ledgers.
#include "tool/rewrite/ledger.h"

#include "matchers/construct_options.h"
#include "tool/base/files.h"

#include <nlohmann/json.hpp>

namespace telinject::rewrite {
namespace {

using nlohmann::ordered_json;

std::string relative(const std::string &file, const std::string &root) {
  return is_under(file, root) ? file.substr(root.size() + 1) : file;
}

ordered_json totals_json(const Totals &totals) {
  ordered_json result;
  for (const std::string &name : construct_names()) {
    const Counts &counts = totals.constructs.at(name + "s");
    result[name + "s"] = {{"found", counts.found}, {"instrumented", counts.instrumented}};
  }
  result["skipped"] = totals.skipped;
  return result;
}

std::string dump(const ordered_json &value, int indent) {
  return value.dump(indent, ' ', false, ordered_json::error_handler_t::replace);
}

} // namespace

size_t Totals::instrumented() const {
  size_t sum = 0;
  for (const auto &[name, counts] : constructs)
    sum += counts.instrumented;
  return sum;
}

size_t Totals::skipped_in_all() const {
  size_t sum = 0;
  for (const auto &[reason, n] : skipped)
    sum += n;
  return sum;
}

Totals count(const std::vector<Site> &sites) {
  Totals totals;
  for (const std::string &name : construct_names())
    totals.constructs[name + "s"];
  for (const Site &site : sites) {
    // Functions without a body are no candidates.
    if (site.skip_reason == "defaulted" || site.skip_reason == "no-body")
      continue;
    Counts &counts = totals.constructs[site.construct + "s"];
    ++counts.found;
    if (site.instrumented())
      ++counts.instrumented;
    else
      ++totals.skipped[site.skip_reason];
  }
  return totals;
}

std::string ledger_text(const std::vector<Site> &sites, const std::string &root) {
  std::string text;
  for (const Site &site : sites)
    text += relative(site.file, root) + ":" + std::to_string(site.line) + ":" + std::to_string(site.column) + ": " +
            site.construct + " " + site.name + ": " +
            (site.instrumented() ? "instrumented" : "skipped (" + site.skip_reason + ")") + "\n";
  return text;
}

std::string ledger_json(const std::vector<Site> &sites, const std::string &root) {
  ordered_json list = ordered_json::array();
  for (const Site &site : sites) {
    ordered_json row = {
        {"file", relative(site.file, root)}, {"line", site.line}, {"column", site.column},
        {"construct", site.construct},       {"name", site.name}, {"instrumented", site.instrumented()}};
    if (!site.instrumented())
      row["reason"] = site.skip_reason;
    list.push_back(std::move(row));
  }
  return dump({{"sites", list}, {"totals", totals_json(count(sites))}}, 2) + "\n";
}

std::string aspect_text(const Aspect &aspect) {
  std::string text = aspect.name + " " + aspect.kind + " " + aspect.action + " " + aspect.function;
  if (aspect.constant_argument >= 0)
    text += " " + aspect.constant;
  for (const AspectConstant &one : aspect.further_constants)
    text += " " + one.is;
  if (aspect.handler)
    text += aspect.handler->registered.empty() ? "a handler by its parameters"
                                               : "a handler of " + aspect.handler->registered.front() + " …";
  return text;
}

std::string explanation(const std::vector<Site> &sites, const std::vector<Aspect> &aspects, const std::string &file,
                        unsigned line, const std::string &root) {
  std::string text;
  for (const Site &site : sites) {
    if (site.file != file || site.line != line)
      continue;
    text += ledger_text({site}, root);
    if (site.construct != "call" && site.construct != "context")
      continue;
    for (const Aspect &aspect : aspects)
      if ((site.construct == "context") == (aspect.action == "bind") &&
          aspect.function.substr(aspect.function.rfind(':') + 1) == site.name)
        text += "  aspect: " + aspect_text(aspect) + " (" + aspect.file + ")\n";
  }
  return text;
}

std::string unit_line(const std::string &unit, const Totals &totals, bool fallback, const std::string &reason,
                      const std::string &error, double milliseconds) {
  ordered_json line = {{"unit", unit}};
  line.update(totals_json(totals));
  line["fallback"] = fallback;
  if (!reason.empty())
    line["reason"] = reason;
  if (!error.empty())
    line["error"] = error;
  line["ms"] = static_cast<long long>(milliseconds + 0.5);
  return dump(line, -1);
}

} // namespace telinject::rewrite
