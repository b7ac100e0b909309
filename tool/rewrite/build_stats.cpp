// Formats, reads and sums up the costs of units.
#include "tool/rewrite/build_stats.h"

#include "tool/base/files.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <sstream>

#include <fcntl.h>
#include <unistd.h>

namespace telinject::rewrite {
namespace {

using nlohmann::ordered_json;

std::string in_seconds(double milliseconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", milliseconds / 1000);
  return text;
}

std::string padded(const std::string &text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

std::string row(const std::vector<std::string> &cells, const std::string &name) {
  std::string line;
  for (const std::string &cell : cells)
    line += padded(cell, 9);
  return line + "  " + name + "\n";
}

std::size_t sum_of(const std::map<std::string, std::size_t> &bytes) {
  std::size_t sum = 0;
  for (const auto &[construct, count] : bytes)
    sum += count;
  return sum;
}

std::string row(const UnitStats &unit) {
  const PhaseTimes &times = unit.times;
  return row({in_seconds(times.parse), in_seconds(times.rewrite), in_seconds(times.verify), in_seconds(times.compile),
              std::to_string(sum_of(unit.bytes))},
             unit.unit);
}

UnitStats from_json(const ordered_json &line) {
  const ordered_json &times = line.at("cpu_ms");
  return {line.at("unit"),
          {times.at("parse"), times.at("rewrite"), times.at("verify"), times.at("compile")},
          line.at("bytes").get<std::map<std::string, std::size_t>>()};
}

} // namespace

std::map<std::string, std::size_t> inserted_bytes(const Plan &plan, const std::string &only_file) {
  std::map<std::string, std::size_t> bytes;
  std::size_t in_all = 0, by_sites = 0;
  for (const auto *sites : {&plan.sites, &plan.helpers})
    for (const Site &site : *sites)
      for (const Edit &edit : only_file.empty() || site.file == only_file ? site.edits : std::vector<Edit>()) {
        bytes[site.construct] += edit.text.size();
        by_sites += edit.text.size();
      }
  for (const auto &[file, planned] : plan.files)
    if (only_file.empty() || file == only_file)
      in_all += planned.rewritten.size() - planned.original.size();
  if (in_all > by_sites)
    bytes["include"] = in_all - by_sites;
  return bytes;
}

std::string stats_line(const UnitStats &stats) {
  const auto rounded = [](double milliseconds) { return static_cast<long long>(milliseconds * 10 + 0.5) / 10.0; };
  const ordered_json line = {{"unit", stats.unit},
                             {"cpu_ms",
                              {{"parse", rounded(stats.times.parse)},
                               {"rewrite", rounded(stats.times.rewrite)},
                               {"verify", rounded(stats.times.verify)},
                               {"compile", rounded(stats.times.compile)}}},
                             {"bytes", ordered_json(stats.bytes)}};
  return line.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

Result<void> append_stats(const std::string &file, const UnitStats &stats) {
  const std::string line = stats_line(stats);
  // One write, so that the lines of compiles that run at the same time stay whole.
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  const bool is_written =
      descriptor >= 0 && ::write(descriptor, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  if (descriptor >= 0)
    ::close(descriptor);
  if (!is_written)
    return Failure{"the statistics cannot be written; choose another file with --stats", file};
  return {};
}

Result<std::vector<UnitStats>> read_stats(const std::vector<std::string> &files) {
  std::vector<UnitStats> units;
  for (const std::string &file : files) {
    const auto text = read_file(file);
    if (!text)
      return Failure{"cannot be read: " + text.error(), file};
    std::istringstream lines(*text);
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
      ++number;
      try {
        units.push_back(from_json(ordered_json::parse(line)));
      } catch (const ordered_json::exception &) {
        return Failure{"is no line of --stats; name a file that --stats has written",
                       file + ":" + std::to_string(number)};
      }
    }
  }
  return units;
}

std::string stats_table(std::vector<UnitStats> units) {
  std::stable_sort(units.begin(), units.end(),
                   [](const UnitStats &a, const UnitStats &b) { return a.times.sum() > b.times.sum(); });
  std::string text = row({"parse", "rewrite", "verify", "compile", "bytes"}, "unit (CPU seconds; bytes inserted)");
  UnitStats sum{"sum of " + std::to_string(units.size()) + " units", {}, {}};
  for (const UnitStats &unit : units) {
    text += row(unit);
    sum.times.parse += unit.times.parse;
    sum.times.rewrite += unit.times.rewrite;
    sum.times.verify += unit.times.verify;
    sum.times.compile += unit.times.compile;
    for (const auto &[construct, count] : unit.bytes)
      sum.bytes[construct] += count;
  }
  return text + row(sum) + bytes_text(sum.bytes) + "\n";
}

std::string times_text(const PhaseTimes &times) {
  std::string text = "parse " + in_seconds(times.parse) + " s, rewrite " + in_seconds(times.rewrite) + " s, verify " +
                     in_seconds(times.verify) + " s";
  if (times.compile > 0)
    text += ", compile " + in_seconds(times.compile) + " s";
  return text;
}

std::string bytes_text(const std::map<std::string, std::size_t> &bytes) {
  std::string constructs;
  for (const auto &[construct, count] : bytes)
    constructs += (constructs.empty() ? "" : ", ") + construct + " " + std::to_string(count);
  return std::to_string(sum_of(bytes)) + " bytes added" + (constructs.empty() ? "" : " (" + constructs + ")");
}

} // namespace telinject::rewrite
