// Measures progress and the time without it: see patience.h.
#include "runtime/sinks/patience.h"

#include "runtime/base/sys.h"
#include "runtime/config/process_config.h"

namespace telinject {

namespace {

constinit std::atomic<std::int64_t> blocked_since_ns{0}; // 0: the output accepts data
constinit std::atomic<std::int64_t> blocked_total_ns{0}; // total of earlier blocked periods
constinit std::atomic<std::uint64_t> progress{0};        // written under the drain lock only
constinit Patience *of_drainer = nullptr;
constinit MayWait writer_may_wait = nullptr;

void note_progress() {
  progress.store(progress.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

std::int64_t timeout_ns() {
  return static_cast<std::int64_t>(config.exit_timeout_ms) * 1'000'000;
}

std::int64_t blocked_ns(std::int64_t now) {
  const std::int64_t since = blocked_since_ns.load(std::memory_order_relaxed);
  return blocked_total_ns.load(std::memory_order_relaxed) + (since != 0 && now > since ? now - since : 0);
}

} // namespace

void note_output_blocks() {
  std::int64_t none = 0;
  blocked_since_ns.compare_exchange_strong(none, sys::monotonic_ns(), std::memory_order_relaxed);
}

void note_output_moves() {
  note_progress();
  const std::int64_t since = blocked_since_ns.exchange(0, std::memory_order_relaxed);
  if (since != 0)
    blocked_total_ns.fetch_add(sys::monotonic_ns() - since, std::memory_order_relaxed);
}

void note_drained() {
  note_progress();
}

bool output_stands_still() {
  const std::int64_t since = blocked_since_ns.load(std::memory_order_relaxed);
  return since != 0 && sys::monotonic_ns() - since >= timeout_ns();
}

Patience::Patience(Kind kind, std::int64_t timeout_ns)
    : kind_(kind), progress_seen_(progress.load(std::memory_order_relaxed)), seen_ns_(sys::monotonic_ns()) {
  blocked_before_ns_ = blocked_ns(seen_ns_);
  deadline_ns_ = seen_ns_ + timeout_ns;
}

// If nothing moves although no write is known to be blocked, the thread that holds the drain lock has ended or does not
// run.
bool Patience::is_over() {
  const std::int64_t now = sys::monotonic_ns();
  if (kind_ == Kind::deadline && now >= deadline_ns_)
    return true;
  if (kind_ == Kind::bounded && blocked_ns(now) - blocked_before_ns_ >= timeout_ns())
    return true;
  if (output_stands_still())
    return true;
  if (const std::uint64_t seen = progress.load(std::memory_order_relaxed); seen != progress_seen_) {
    progress_seen_ = seen;
    seen_ns_ = now;
  }
  return now - seen_ns_ >= timeout_ns();
}

WritesWithPatience::WritesWithPatience(Patience *patience) : before_(of_drainer) {
  of_drainer = patience;
}
WritesWithPatience::~WritesWithPatience() {
  of_drainer = before_;
}

bool may_wait_for_output() {
  if (of_drainer)
    return !of_drainer->is_over();
  return !writer_may_wait || writer_may_wait();
}

void set_writer_may_wait(MayWait may_wait) {
  writer_may_wait = may_wait;
}

void reset_patience() {
  if (!output_stands_still()) // else it stands still for the child too, which need not wait to find out
    blocked_since_ns.store(0, std::memory_order_relaxed);
  of_drainer = nullptr;
}

} // namespace telinject
