// Measures the processor time of the phases of a run, including that of child processes that ended.
#pragma once

#include <array>
#include <cstddef>

namespace telinject::rewrite {

enum class Phase { other, parse, rewrite, verify, compile };
inline constexpr std::size_t kPhases = 5;

// Milliseconds of user and system time of this process and of its children that were waited for.
double cpu_milliseconds();

// Attributes the time to one phase at a time. For one thread.
class PhaseClock {
public:
  PhaseClock() : since_(cpu_milliseconds()) {}

  // Ends the current phase and returns it.
  Phase enter(Phase next);
  double milliseconds(Phase phase) const { return spent_[static_cast<std::size_t>(phase)]; }

private:
  Phase current_ = Phase::other;
  double since_;
  std::array<double, kPhases> spent_{};
};

// A phase within another: that one goes on afterwards.
class InPhase {
public:
  InPhase(PhaseClock &clock, Phase phase) : clock_(clock), outer_(clock.enter(phase)) {}
  ~InPhase() { clock_.enter(outer_); }
  InPhase(const InPhase &) = delete;
  InPhase &operator=(const InPhase &) = delete;

private:
  PhaseClock &clock_;
  const Phase outer_;
};

} // namespace telinject::rewrite
