// Runs the resource detection and decides when to stop waiting for it (resource_detection.h).
#include "runtime/backend/resource_detection.h"

#include "runtime/backend/writer.h"
#include "runtime/base/float_state.h"
#include "runtime/base/leak_checkers.h"
#include "runtime/base/sys.h"
#include "runtime/frontend/thread_ring.h"
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

// The result of the detection, in memory shared with forked children: they use their parent's facts, including later
// ones.
struct Shared {
  std::atomic<std::uint32_t> known{0};
  CloudFacts cloud;
  FixedString<480> note;
};

enum class Phase { pending_what, waiting, decided };

constexpr std::int64_t min_wait_at_exit_ns = 10'000'000, max_wait_for_thread_ns = 50'000'000;
// Delay of the detection if nothing suggests a cloud: most programs end sooner, and most of those run in no cloud.
constexpr std::int64_t idle_start_ns = 20'000'000;
constexpr std::int64_t last_moment_ns = 2'000'000; // the detection stops this long before the deadline, so that its
                                                   // result arrives in time
constexpr std::size_t stack_size = 256 * 1024;     // libcurl itself needs about a tenth of it

constinit Shared *shared = nullptr;
constinit Phase phase = Phase::pending_what;
constinit std::atomic<std::int64_t> wait_until_ns{0};
constinit std::atomic<bool> has_evidence{false}; // something suggests a cloud
constinit std::atomic<std::uint32_t> stop{0};
constinit std::atomic<bool> has_begun{false}; // the detection has begun
constinit std::atomic<std::uint32_t> searching{0};
constinit std::atomic<int> search_thread{0};     // id of the detection thread
constinit std::atomic<int> requested_urgency{0}; // 1 + the last Urgency requested
constinit bool fork_blocks_loading = false;
constinit std::int64_t began_ns = 0;
constinit bool is_note_taken = false;
constinit CloudFacts cloud;
constinit K8sFacts k8s_facts;
constinit FixedString<700> note;

// Read by the thread.
[[gnu::used]] constinit const char *volatile thread_data = nullptr;
constinit Search search;
constinit CacheKey key;

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

void decide(const CloudFacts &facts, Slice outcome) {
  cloud = facts;
  phase = Phase::decided;
  char memory[700];
  TextBuffer out(memory, sizeof memory);
  out.put("metadata: ");
  out.put(outcome);
  out.put(" (after ");
  out.decimal(static_cast<std::uint64_t>(sys::monotonic_ns() - began_ns) / 1'000);
  out.put(" us)");
  if (!k8s_facts.fault.empty()) {
    out.put("; left out: ");
    out.put(k8s_facts.fault.slice());
  }
  note.set(out.slice());
}

void decide_local(const CloudFacts &facts, Slice failure_reason) {
  char memory[480];
  TextBuffer out(memory, sizeof memory);
  put_outcome(out, facts, failure_reason);
  decide(facts, out.slice());
}

// The deadline has passed without a result: lists the endpoints that were asked.
void decide_timed_out() {
  char memory[200];
  TextBuffer out(memory, sizeof memory);
  for (std::size_t i = 0; i < search.count; ++i) {
    if (i != 0)
      out.put(", ");
    out.put(search.providers[i]->platform);
  }
  out.put(": no answer in time");
  decide_local(CloudFacts(), out.slice());
}

void publish() {
  char memory[480];
  TextBuffer out(memory, sizeof memory);
  put_outcome(out, search.facts, search.failure_reason.slice().take_front(380));
  shared->cloud = search.facts;
  shared->note.set(out.slice());
  shared->known.store(1, std::memory_order_release);
  writer_wake();
}

void *search_main(void *) {
  const PlainFloatState plain; // a new thread inherits its creator's
  keep_thread_data_reachable(thread_data);
  current_thread = thread_is_writer;
  search_thread.store(sys::thread_id(), std::memory_order_release);
  sys::call(SYS_prctl, PR_SET_NAME, sys::as_long("telinject-net"));
  if (!has_evidence.load(std::memory_order_relaxed))
    sys::futex_wait(&stop, 0, idle_start_ns);
  has_begun.store(true, std::memory_order_seq_cst);
  if (stop.load(std::memory_order_seq_cst) == 0)
    search_cloud(process_environment(), search);
  publish();
  if (search.found || search.finished)
    write_cache(process_environment(), key,
                search.facts); // an unwritable cache directory is no error: the next process asks the endpoints again
  searching.store(0, std::memory_order_release);
  sys::futex_wake_all(&searching);
  return nullptr;
}

// Called on the writer: the thread starts with all signals blocked and shares the writer's descriptor table.
bool start_thread() {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, stack_size);
  searching.store(1, std::memory_order_relaxed);
  pthread_t thread;
  const int error = pthread_create(&thread, &attributes, search_main, nullptr);
  pthread_attr_destroy(&attributes);
  if (error != 0)
    searching.store(0, std::memory_order_relaxed);
  return error == 0;
}

// Finds what the environment alone determines (Lambda).  Returns false if endpoints must be asked.
bool find_without_network(const Environment &env, CloudFacts &facts) {
  for (std::size_t i = 0; i < search.count; ++i) {
    const Provider &provider = *search.providers[i];
    if (provider.endpoint)
      continue;
    Detection detection;
    provider.start(env, detection);
    facts = detection.facts;
    facts.vendor = provider.vendor;
    facts.source = provider.source;
    facts.platform.set(provider.platform);
    return true;
  }
  return false;
}

void begin_cloud(const Config &config, Slice host_name, bool may_search) {
  const Environment &env = process_environment();
  CloudFacts facts;
  if (!config.cloud_metadata)
    return decide_local(facts, "ENABLE_CLOUD_METADATA is off");
  search.count = choose_providers(env, search.providers);
  if (search.count == 0)
    return decide_local(facts, "nothing points at one");
  if (find_without_network(env, facts))
    return decide_local(facts, Slice());
  key = cache_key(env, host_name, k8s_facts.container_id.slice(), static_cast<std::int64_t>(config.metadata_max_age_s));
  if (read_cache(env, key, facts))
    return decide_local(facts, facts.vendor == Vendor::local ? Slice("so the cache file says") : Slice());
  if (!shared || !may_search)
    return decide_local(facts, "there is no thread to ask from");
  has_evidence.store(find_hints(env).has_evidence, std::memory_order_relaxed);
  const std::int64_t until = began_ns + static_cast<std::int64_t>(config.metadata_timeout_ms) * 1'000'000;
  wait_until_ns.store(until, std::memory_order_relaxed);
  search.deadline_ns = until - (config.metadata_timeout_ms > 10 ? last_moment_ns : 0);
  search.stop = &stop;
  phase = Phase::waiting;
  if (const int asked = requested_urgency.load(); asked != 0)
    shorten_detection_deadline(static_cast<Urgency>(asked - 1));
  if (!start_thread())
    decide_local(facts, "there is no thread to ask from");
}

void lower_deadline(std::int64_t moment) {
  std::int64_t now = wait_until_ns.load(std::memory_order_relaxed);
  while (moment < now && !wait_until_ns.compare_exchange_weak(now, moment, std::memory_order_relaxed)) {
  }
}

} // namespace

void detection_start(GetVariable get) {
  began_ns = sys::monotonic_ns();
  capture_environment(get);
  const long memory = sys::call(SYS_mmap, 0, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  shared = sys::failed(memory) ? nullptr : reinterpret_cast<Shared *>(memory); // zero bytes are its initial state
}

void detection_begin(const Config &config, Slice host_name, bool may_search) {
  if (phase != Phase::pending_what)
    return;
  if (config.k8s_metadata)
    find_k8s_facts(process_environment(), k8s_facts);
  else
    k8s::container(process_environment(), k8s_facts);
  begin_cloud(config, host_name, may_search);
}

bool detection_is_running() {
  if (phase != Phase::waiting)
    return false;
  if (shared->known.load(std::memory_order_acquire) != 0)
    decide(shared->cloud, shared->note.slice());
  else if (sys::monotonic_ns() >= wait_until_ns.load(std::memory_order_relaxed))
    decide_timed_out();
  return phase == Phase::waiting;
}

const CloudFacts &detected_cloud() {
  return cloud;
}
const K8sFacts &detected_k8s() {
  return k8s_facts;
}

Slice take_detection_note() {
  if (is_note_taken)
    return Slice();
  is_note_taken = true;
  return note.slice();
}

void shorten_detection_deadline(Urgency urgency) {
  requested_urgency.store(1 + static_cast<int>(urgency));
  if (urgency == Urgency::now)
    lower_deadline(0);
  else if (!has_evidence.load(std::memory_order_relaxed))
    lower_deadline(has_begun.load(std::memory_order_seq_cst) ? sys::monotonic_ns() + min_wait_at_exit_ns : 0);
}

void detection_end() {
  stop.store(1, std::memory_order_seq_cst);
  sys::futex_wake_all(&stop);
  const std::int64_t until = sys::monotonic_ns() + max_wait_for_thread_ns;
  while (searching.load(std::memory_order_acquire) != 0 && sys::monotonic_ns() < until)
    sys::futex_wait(&searching, 1, 5'000'000);
}

bool detection_has_thread() {
  if (searching.load(std::memory_order_acquire) != 0)
    return true;
  const int id = search_thread.load(std::memory_order_acquire);
  return id != 0 && !sys::thread_is_gone(id);
}

void detection_end_thread() {
  stop.store(1, std::memory_order_seq_cst);
  sys::futex_wake_all(&stop);
  Patience patience = Patience::bounded();
  while (detection_has_thread() && !patience.is_over())
    sys::sleep_ns(50'000);
}

void detection_before_fork() {
  fork_blocks_loading = block_loading();
}

void detection_after_fork(bool child) {
  if (fork_blocks_loading || child)
    release_loading();
  fork_blocks_loading = false;
  if (!child)
    return;
  searching.store(0, std::memory_order_relaxed); // that thread belongs to the parent
  search_thread.store(0, std::memory_order_relaxed);
  is_note_taken = true;
}

} // namespace telinject
