// Runs the resource detection and decides when to stop waiting for it (resource_detection.h).
#include "runtime/backend/resource_detection.h"

#include "runtime/backend/writer.h"
#include "runtime/base/float_state.h"
#include "runtime/base/leak_checkers.h"
#include "runtime/base/sys.h"
#include "runtime/frontend/thread_ring.h"
#include "runtime/net/net_library.h"
#include "runtime/resource/cloud/cache.h"
#include "runtime/resource/cloud/fetch.h"
#include "runtime/resource/cloud/hints.h"
#include "runtime/resource/k8s/k8s.h"
#include "runtime/sinks/patience.h"

#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>

namespace telinject {

namespace {

constexpr std::int64_t min_wait_at_exit_ns = 10'000'000, max_wait_for_thread_ns = 50'000'000;
// Delay of the detection if nothing suggests a cloud: most programs end sooner, and most of those run in no cloud.
constexpr std::int64_t idle_start_ns = 20'000'000;
constexpr std::int64_t last_moment_ns = 2'000'000; // the detection stops this long before the deadline, so that its
                                                   // result arrives in time
constexpr std::size_t stack_size = 256 * 1024;     // libcurl itself needs about a tenth of it

[[gnu::used]] constinit const char *volatile thread_data = nullptr;

void put_outcome(TextBuffer &out, const CloudFacts &facts, Slice failure_reason) {
  if (facts.vendor == Vendor::local) {
    out.put("no cloud");
  } else {
    out.put("cloud ");
    out.put(vendor_name(facts.vendor));
    out.put(", platform ");
    out.put(facts.platform.slice());
    out.put(", from ");
    out.put(source_name(facts.source));
  }
  if (failure_reason.empty())
    return;
  out.put(": ");
  out.put(failure_reason);
}

} // namespace

constinit ResourceDetection resource_detection;

void ResourceDetection::decide(const CloudFacts &facts, Slice outcome) noexcept {
  cloud_ = facts;
  phase_ = Phase::decided;
  char memory[700];
  TextBuffer out(memory, sizeof memory);
  out.put("metadata: ");
  out.put(outcome);
  out.put(" (after ");
  out.decimal(static_cast<std::uint64_t>(sys::monotonic_ns() - began_ns_) / 1'000);
  out.put(" us)");
  if (!k8s_.fault.empty()) {
    out.put("; left out: ");
    out.put(k8s_.fault.slice());
  }
  note_.set(out.slice());
}

void ResourceDetection::decide_local(const CloudFacts &facts, Slice failure_reason) noexcept {
  char memory[480];
  TextBuffer out(memory, sizeof memory);
  put_outcome(out, facts, failure_reason);
  decide(facts, out.slice());
}

// The deadline has passed without a result: lists the endpoints that were asked.
void ResourceDetection::decide_timed_out() noexcept {
  char memory[200];
  TextBuffer out(memory, sizeof memory);
  for (std::size_t i = 0; i < search_.count; ++i) {
    if (i != 0)
      out.put(", ");
    out.put(search_.providers[i]->platform);
  }
  out.put(": no answer in time");
  decide_local(CloudFacts(), out.slice());
}

void ResourceDetection::publish() noexcept {
  char memory[480];
  TextBuffer out(memory, sizeof memory);
  put_outcome(out, search_.facts, search_.failure_reason.slice().take_front(380));
  shared_->cloud = search_.facts;
  shared_->note.set(out.slice());
  shared_->known.store(1, std::memory_order_release);
  writer_wake();
}

void *ResourceDetection::search_main(void *detection) {
  const PlainFloatState plain; // a new thread inherits its creator's
  keep_thread_data_reachable(thread_data);
  current_thread = thread_is_writer;
  static_cast<ResourceDetection *>(detection)->search();
  return nullptr;
}

// The detection thread.
void ResourceDetection::search() noexcept {
  thread_id_.store(sys::thread_id(), std::memory_order_release);
  sys::call(SYS_prctl, PR_SET_NAME, sys::as_long("telinject-net"));
  if (!has_evidence_.load(std::memory_order_relaxed))
    sys::futex_wait(&stop_, 0, idle_start_ns);
  has_begun_.store(true, std::memory_order_seq_cst);
  if (stop_.load(std::memory_order_seq_cst) == 0)
    search_cloud(*environment_, search_);
  publish();
  if (search_.found || search_.finished)
    write_cache(*environment_, key_,
                search_.facts); // an unwritable cache directory is no error: the next process asks the endpoints again
  searching_.store(0, std::memory_order_release);
  sys::futex_wake_all(&searching_);
}

// Called on the writer: the thread starts with all signals blocked and shares the writer's descriptor table.
bool ResourceDetection::start_thread() noexcept {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, stack_size);
  searching_.store(1, std::memory_order_relaxed);
  pthread_t thread;
  const int error = pthread_create(&thread, &attributes, search_main, this);
  pthread_attr_destroy(&attributes);
  if (error != 0)
    searching_.store(0, std::memory_order_relaxed);
  return error == 0;
}

// Finds what the environment alone determines (Lambda).  Returns false if endpoints must be asked.
bool ResourceDetection::find_without_network(CloudFacts &facts) const noexcept {
  for (std::size_t i = 0; i < search_.count; ++i) {
    const Provider &provider = *search_.providers[i];
    if (provider.endpoint)
      continue;
    Detection detection;
    provider.start(*environment_, detection);
    facts = detection.facts;
    facts.vendor = provider.vendor;
    facts.source = provider.source;
    facts.platform.set(provider.platform);
    return true;
  }
  return false;
}

void ResourceDetection::begin_cloud(const Config &config, Slice host_name, bool may_search) noexcept {
  const Environment &env = *environment_;
  CloudFacts facts;
  if (!config.cloud_metadata)
    return decide_local(facts, "ENABLE_CLOUD_METADATA is off");
  search_.count = choose_providers(env, search_.providers);
  if (search_.count == 0)
    return decide_local(facts, "nothing points at one");
  if (find_without_network(facts))
    return decide_local(facts, Slice());
  key_ = cache_key(env, host_name, k8s_.container_id.slice(), static_cast<std::int64_t>(config.metadata_max_age_s));
  if (read_cache(env, key_, facts))
    return decide_local(facts, facts.vendor == Vendor::local ? Slice("so the cache file says") : Slice());
  if (!shared_ || !may_search)
    return decide_local(facts, "there is no thread to ask from");
  has_evidence_.store(find_hints(env).has_evidence, std::memory_order_relaxed);
  const std::int64_t until = began_ns_ + static_cast<std::int64_t>(config.metadata_timeout_ms) * 1'000'000;
  wait_until_ns_.store(until, std::memory_order_relaxed);
  search_.deadline_ns = until - (config.metadata_timeout_ms > 10 ? last_moment_ns : 0);
  search_.stop = &stop_;
  phase_ = Phase::waiting;
  if (const int asked = requested_urgency_.load(); asked != 0)
    shorten_deadline(static_cast<Urgency>(asked - 1));
  if (!start_thread())
    decide_local(facts, "there is no thread to ask from");
}

void ResourceDetection::lower_deadline(std::int64_t moment) noexcept {
  std::int64_t now = wait_until_ns_.load(std::memory_order_relaxed);
  while (moment < now && !wait_until_ns_.compare_exchange_weak(now, moment, std::memory_order_relaxed)) {
  }
}

void ResourceDetection::start(const Environment &environment) noexcept {
  began_ns_ = sys::monotonic_ns();
  environment_ = &environment;
  const long memory = sys::call(SYS_mmap, 0, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  shared_ = sys::failed(memory) ? nullptr : reinterpret_cast<Shared *>(memory); // zero bytes are its initial state
}

void ResourceDetection::begin(const Config &config, Slice host_name, bool may_search) noexcept {
  if (phase_ != Phase::not_begun)
    return;
  if (config.k8s_metadata)
    find_k8s_facts(*environment_, k8s_);
  else
    k8s::container(*environment_, k8s_);
  begin_cloud(config, host_name, may_search);
}

bool ResourceDetection::is_running() noexcept {
  if (phase_ != Phase::waiting)
    return false;
  if (shared_->known.load(std::memory_order_acquire) != 0)
    decide(shared_->cloud, shared_->note.slice());
  else if (sys::monotonic_ns() >= wait_until_ns_.load(std::memory_order_relaxed))
    decide_timed_out();
  return phase_ == Phase::waiting;
}

Slice ResourceDetection::take_note() noexcept {
  if (is_note_taken_)
    return Slice();
  is_note_taken_ = true;
  return note_.slice();
}

void ResourceDetection::shorten_deadline(Urgency urgency) noexcept {
  requested_urgency_.store(1 + static_cast<int>(urgency));
  if (urgency == Urgency::now)
    lower_deadline(0);
  else if (!has_evidence_.load(std::memory_order_relaxed))
    lower_deadline(has_begun_.load(std::memory_order_seq_cst) ? sys::monotonic_ns() + min_wait_at_exit_ns : 0);
}

void ResourceDetection::end() noexcept {
  stop_.store(1, std::memory_order_seq_cst);
  sys::futex_wake_all(&stop_);
  const std::int64_t until = sys::monotonic_ns() + max_wait_for_thread_ns;
  while (searching_.load(std::memory_order_acquire) != 0 && sys::monotonic_ns() < until)
    sys::futex_wait(&searching_, 1, 5'000'000);
}

bool ResourceDetection::has_thread() const noexcept {
  if (searching_.load(std::memory_order_acquire) != 0)
    return true;
  const int id = thread_id_.load(std::memory_order_acquire);
  return id != 0 && !sys::thread_is_gone(id);
}

void ResourceDetection::end_thread() noexcept {
  stop_.store(1, std::memory_order_seq_cst);
  sys::futex_wake_all(&stop_);
  Patience patience = Patience::bounded();
  while (has_thread() && !patience.is_over())
    sys::sleep_ns(50'000);
}

void ResourceDetection::before_fork() noexcept {
  fork_blocks_loading_ = hold_net();
}

void ResourceDetection::after_fork(bool child) noexcept {
  if (child)
    reset_net_in_child(fork_blocks_loading_);
  else if (fork_blocks_loading_)
    release_net();
  fork_blocks_loading_ = false;
  if (!child)
    return;
  searching_.store(0, std::memory_order_relaxed); // that thread belongs to the parent
  thread_id_.store(0, std::memory_order_relaxed);
  is_note_taken_ = true;
}

} // namespace telinject
