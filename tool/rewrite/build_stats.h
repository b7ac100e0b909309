// What instrumenting units costs: processor time by phase and bytes inserted by construct (--stats).
#pragma once

#include "tool/base/result.h"
#include "tool/rewrite/plan.h"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace telinject::rewrite {

// Milliseconds of processor time.
struct PhaseTimes {
  double parse = 0, rewrite = 0, verify = 0, compile = 0;

  double sum() const { return parse + rewrite + verify + compile; }
};

struct UnitStats {
  std::string unit; // the source file
  PhaseTimes times;
  std::map<std::string, std::size_t> bytes; // inserted, by construct; "include" for the line of the header
};

// Bytes of the insertions of the plan by construct, without those that only separate words.
// only_file: "" for all files.
std::map<std::string, std::size_t> inserted_bytes(const Plan &plan, const std::string &only_file = "");

// One JSON line with the newline.
std::string stats_line(const UnitStats &stats);
// Appends the line to the file. Fails with the file as the place.
Result<void> append_stats(const std::string &file, const UnitStats &stats);

// Reads the lines of files; fails at the first line that is none of stats_line().
Result<std::vector<UnitStats>> read_stats(const std::vector<std::string> &files);
// A table of the units, the most expensive first, with their sum, and one of the bytes.
std::string stats_table(std::vector<UnitStats> units);
// "parse 1.2 s, rewrite 0.1 s, verify 0.0 s", with the compile unless it took no time.
std::string times_text(const PhaseTimes &times);
// "1234 bytes added (function 1000, loop 234)"
std::string bytes_text(const std::map<std::string, std::size_t> &bytes);

} // namespace telinject::rewrite
