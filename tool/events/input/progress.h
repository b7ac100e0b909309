// How far a long run has come, on one line of a terminal; silent where standard error is none.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace telinject::events {

class Progress {
public:
  Progress();
  ~Progress();
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;

  bool is_due(); // cheap; true a few times a second, and never in the first second
  void show(const std::string &file, std::uint64_t position, std::uint64_t size, std::uint64_t lines);
  void clear(); // before anything else is written to the terminal

private:
  using Clock = std::chrono::steady_clock;
  bool terminal_;
  bool shown_ = false;
  unsigned calls_ = 0;
  Clock::time_point next_;
};

} // namespace telinject::events
