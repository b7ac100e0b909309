// Shows the progress of a long run on one line of a terminal; silent if stderr is no terminal.
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

  bool is_due(); // cheap; true a few times per second, and not in the first second
  void show(const std::string &file, std::uint64_t position, std::uint64_t size, std::uint64_t lines);
  void clear(); // call before other output to the terminal

private:
  using Clock = std::chrono::steady_clock;
  bool terminal_;
  bool shown_ = false;
  unsigned calls_ = 0;
  Clock::time_point next_;
};

} // namespace telinject::events
