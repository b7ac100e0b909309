// Detects where the process runs (cloud and Kubernetes) in the background.  Only the writer's output waits for the
// result, for at most TELEMETRY_METADATA_TIMEOUT_MS.
#pragma once

#include "runtime/config/config.h"
#include "runtime/config/environment.h"
#include "runtime/resource/cloud/cache.h"
#include "runtime/resource/cloud/cloud_facts.h"
#include "runtime/resource/cloud/fetch.h"
#include "runtime/resource/k8s/k8s_facts.h"

#include <atomic>

namespace telinject {

// Why the deadline is shortened.
enum class Urgency {
  exit, // the process exits: waits for the rest of the time if something suggests a cloud, else 10 ms, or not at all if
        // the detection has not begun (20 ms after the first event)
  now,  // the process dies
};

class ResourceDetection {
public:
  constexpr ResourceDetection() noexcept = default;

  // On the thread of the first event: creates the memory that forked children share.  environment: what the facts are
  // taken from; must live as long as the process.
  void start(const Environment &environment) noexcept;

  // The functions of this group require the drain lock (drain_lock.h).
  // Detects what needs no network.  may_search: starts a thread for the rest; without it, a process that needs the rest
  // counts as local.  Runs once; a forked child uses what its parent knows or will know.
  void begin(const Config &config, Slice host_name, bool may_search) noexcept;
  // Returns true while detection is running.  After it has returned false, the facts no longer change.
  [[nodiscard]] bool is_running() noexcept;
  [[nodiscard]] const CloudFacts &cloud() const noexcept { return cloud_; }
  [[nodiscard]] const K8sFacts &k8s() const noexcept { return k8s_; }
  // Returns, once, the line for TELEMETRY_DIAGNOSTICS; empty if it was taken before or there is none.
  [[nodiscard]] Slice take_note() noexcept;

  // Shortens the deadline.  Callable on any thread, async-signal-safe.
  void shorten_deadline(Urgency urgency) noexcept;
  // At the end of the process: waits (at most 50 ms) until the detection thread no longer uses libraries that are about
  // to be finalised.
  void end() noexcept;
  // Returns true if the detection thread exists.
  [[nodiscard]] bool has_thread() const noexcept;
  // Cancels the detection and waits for the thread to end.
  void end_thread() noexcept;

  // For fork: see cloud/fetch.h.
  void before_fork() noexcept;
  void after_fork(bool child) noexcept;

private:
  // The result of the detection, in memory shared with forked children: they use their parent's facts, including later
  // ones.
  struct Shared {
    std::atomic<std::uint32_t> known{0};
    CloudFacts cloud;
    FixedString<480> note;
  };
  enum class Phase { not_begun, waiting, decided };

  void decide(const CloudFacts &facts, Slice outcome) noexcept;
  void decide_local(const CloudFacts &facts, Slice failure_reason) noexcept;
  void decide_timed_out() noexcept;
  void publish() noexcept;
  void search() noexcept;
  static void *search_main(void *detection);
  bool start_thread() noexcept;
  bool find_without_network(CloudFacts &facts) const noexcept;
  void begin_cloud(const Config &config, Slice host_name, bool may_search) noexcept;
  void lower_deadline(std::int64_t moment) noexcept;

  // All zero at the start, so that the library's file does not contain it.
  const Environment *environment_ = nullptr;
  Shared *shared_ = nullptr;
  Phase phase_ = Phase::not_begun;
  std::atomic<std::int64_t> wait_until_ns_{0};
  std::atomic<bool> has_evidence_{false}; // something suggests a cloud
  std::atomic<std::uint32_t> stop_{0};
  std::atomic<bool> has_begun_{false}; // the thread has begun to search
  std::atomic<std::uint32_t> searching_{0};
  std::atomic<int> thread_id_{0};
  std::atomic<int> requested_urgency_{0}; // 1 + the last Urgency requested
  bool fork_blocks_loading_ = false;
  std::int64_t began_ns_ = 0;
  bool is_note_taken_ = false;
  CloudFacts cloud_;
  K8sFacts k8s_;
  FixedString<700> note_;
  // Read by the thread.
  Search search_;
  CacheKey key_;
};

extern ResourceDetection resource_detection;

} // namespace telinject
