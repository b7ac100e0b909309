// What the exporter does with batches on the runtime's other threads (exporter.h): it takes them in, and settles them at
// the end.
#include "runtime/export/exporter.h"

#include "runtime/base/kernel_clock.h"
#include "runtime/base/sys.h"

#include <cerrno>
#include <initializer_list>

namespace telinject {

namespace {

// The receiver's identity for the spool: batches go to the URL that they were made for, in the format that they have.
std::uint64_t key_of(Slice url, Slice content_type) {
  std::uint64_t key = 0xcbf29ce484222325;
  for (const Slice part : {url, Slice(" "), content_type})
    for (std::size_t i = 0; i < part.size; ++i)
      key = (key ^ static_cast<unsigned char>(part.data[i])) * 0x100000001b3;
  return key;
}

} // namespace

int Exporter::start(const ExportConfig &config) noexcept {
  config_ = &config;
  instance_ = random_seed();
  random_.seed(random_seed());
  return queue_.start(config.queue_bytes) ? 0 : ENOMEM;
}

void Exporter::use_spool() noexcept {
  const Slice type = Slice::of(content_type_), logs_url = Slice::of(config_->logs.url);
  spool_.use(config_->spool_folder, config_->spool_bytes, key_of(Slice::of(config_->url), type),
             logs_url.empty() ? 0 : ~key_of(logs_url, type)); // also if both go to the same URL
}

void Exporter::set_content_type(Slice type) noexcept {
  content_type_ = type.data;
  use_spool();
}

void Exporter::begin_child() noexcept {
  queue_.reset();
  use_spool();
  for (Counters *of : {&counters_, &log_counters_})
    for (std::atomic<std::uint64_t> *counter :
         {&of->sent, &of->spooled, &of->lost, &of->sent_for_others, &of->lost_for_others, &of->rejected})
      counter->store(0, std::memory_order_relaxed);
  for (std::atomic<std::uint64_t> *counter : {&requests_, &retries_, &lost_taken_})
    counter->store(0, std::memory_order_relaxed);
  instance_ = random_seed();
  random_.seed(random_seed());
  sequence_ = 0;
  has_thread_.store(false, std::memory_order_relaxed);
  end_at_ns_.store(0, std::memory_order_relaxed);
  failures_.store(0, std::memory_order_relaxed);
  is_alive_.store(false, std::memory_order_relaxed);
  next_try_ns_.store(0, std::memory_order_relaxed);
  if (problem_state_.load(std::memory_order_relaxed) == 1)
    problem_state_.store(0, std::memory_order_relaxed);
  next_look_ns_ = 0;
  message_ = nullptr; // the parent's sender may have been writing to it
  spooled_body_ = nullptr;
}

void Exporter::note_problem(Slice what, Slice detail) noexcept {
  int none = 0;
  if (!problem_state_.compare_exchange_strong(none, 1, std::memory_order_acq_rel))
    return;
  char memory[240];
  TextBuffer out(memory, sizeof memory);
  out.put(what);
  out.put(detail.take_front(120));
  problem_.set(out.slice());
  problem_state_.store(2, std::memory_order_release);
}

Slice Exporter::take_problem() noexcept {
  int written = 2;
  return problem_state_.compare_exchange_strong(written, 3, std::memory_order_acq_rel) ? problem_.slice() : Slice();
}

ExportTotals Exporter::totals() const noexcept {
  ExportTotals t;
  t.is_known = true;
  t.sent = get(counters_.sent);
  t.spooled = get(counters_.spooled);
  t.lost = get(counters_.lost);
  t.sent_for_others = get(counters_.sent_for_others);
  t.lost_for_others = get(counters_.lost_for_others);
  t.rejected_spans = get(counters_.rejected);
  t.sent_log_records = get(log_counters_.sent) + get(log_counters_.sent_for_others);
  t.spooled_log_records = get(log_counters_.spooled);
  t.lost_log_records = get(log_counters_.lost) + get(log_counters_.lost_for_others);
  t.rejected_log_records = get(log_counters_.rejected);
  t.requests = get(requests_);
  t.retries = get(retries_);
  t.queue_bytes = queue_.max_used();
  return t;
}

std::uint64_t Exporter::take_lost_events() noexcept {
  const std::uint64_t lost = get(counters_.lost);
  return lost - lost_taken_.exchange(lost, std::memory_order_relaxed);
}

void Exporter::save_or_lose(const BatchHead &head, Slice body) noexcept {
  if (spool_.put(head, body) == BatchSpool::Result::stored) {
    add(counters_of(head).spooled, head.events);
    may_have_spooled_.store(true, std::memory_order_release);
  } else {
    add(counters_of(head).lost, head.events);
  }
}

void Exporter::accept(Slice body, std::uint64_t events, bool is_compressed, bool is_logs) noexcept {
  const BatchHead head{.created_ns = static_cast<std::uint64_t>(kernel_clock_ns(CLOCK_REALTIME)),
                       .instance = instance_,
                       .sequence = ++sequence_,
                       .events = events,
                       .size = static_cast<std::uint32_t>(body.size),
                       .is_compressed = is_compressed,
                       .is_logs = is_logs};
  if (!has_thread_.load(std::memory_order_acquire) || !queue_.push(head, body))
    return save_or_lose(head, body);
  wake_word_.fetch_add(1, std::memory_order_seq_cst);
  sys::futex_wake_all(&wake_word_);
}

// Moves an entry to the spool, also one that is being sent: its sender may not live to see the answer.  Returns false if
// it stays where it is.
bool Exporter::save(BatchQueue::Entry &entry) noexcept {
  using State = BatchQueue::State;
  if (entry.state.load(std::memory_order_acquire) == State::sending) {
    if (spool_.put(entry.head, entry.body()) != BatchSpool::Result::stored)
      return false;
    if (entry.change(State::sending, State::saved))
      add(counters_of(entry.head).spooled, entry.head.events);
    else
      spool_.remove(entry.head); // the answer has come
    return true;
  }
  if (!entry.change(State::ready, State::moving))
    return true; // the sender works on it
  const bool is_stored = spool_.put(entry.head, entry.body()) == BatchSpool::Result::stored;
  if (is_stored) {
    add(counters_of(entry.head).spooled, entry.head.events);
    may_have_spooled_.store(true, std::memory_order_release);
  }
  entry.state.store(is_stored ? State::done : State::ready, std::memory_order_release);
  return is_stored;
}

// is_final: what does not fit into the spool is lost.
void Exporter::move_queue_to_spool(bool is_final) noexcept {
  bool has_room = spool_.is_used();
  queue_.for_each([&](BatchQueue::Entry &entry) {
    has_room = has_room && save(entry);
    if (!has_room && is_final && entry.change(BatchQueue::State::ready, BatchQueue::State::done))
      add(counters_of(entry.head).lost, entry.head.events);
  });
}

// Waits for what the receiver can take now: the queue, and what this process itself has in the spool.
bool Exporter::is_behind() noexcept {
  const bool has_spooled = (get(counters_.spooled) | get(log_counters_.spooled)) != 0;
  return !queue_.is_empty() || (has_spooled && may_have_spooled_.load(std::memory_order_acquire));
}

bool Exporter::flush(std::int64_t deadline_ns, bool is_final, NoteWait note_wait) noexcept {
  constexpr std::int64_t max_last_try_ns = 250'000'000;
  const std::uint64_t lost_before = lost(), requests_before = get(requests_);
  std::int64_t last_try_until_ns = 0;
  for (std::int64_t now;
       has_thread_.load(std::memory_order_acquire) && is_behind() && (now = sys::monotonic_ns()) < deadline_ns;) {
    const std::uint32_t seen = progress_word_.load(std::memory_order_acquire);
    if (is_down()) {
      const bool waits = is_alive_.load(std::memory_order_acquire);
      if (waits && next_try_ns_.load(std::memory_order_acquire) >= deadline_ns)
        break;
      if (!waits && last_try_until_ns == 0) { // it may be up again
        last_try_until_ns = now + max_last_try_ns;
        next_try_ns_.store(0, std::memory_order_release);
        wake_word_.fetch_add(1, std::memory_order_seq_cst);
        sys::futex_wake_all(&wake_word_);
      } else if (!waits && (now >= last_try_until_ns || get(requests_) != requests_before)) {
        break;
      }
    }
    note_wait();
    constexpr std::int64_t step_ns = 5'000'000;
    sys::futex_wait(&progress_word_, seen, step_ns);
  }
  if (!queue_.is_empty())
    move_queue_to_spool(is_final);
  // The process may end behind this: what the sender's thread is writing to the spool is left to finish.
  constexpr int max_waits = 4'000;
  const auto is_moving = [this] {
    bool moves = false;
    queue_.for_each([&](BatchQueue::Entry &entry) {
      moves |= entry.state.load(std::memory_order_acquire) == BatchQueue::State::moving;
    });
    return moves;
  };
  for (int i = 0; i < max_waits && is_moving(); ++i)
    sys::sleep_ns(50'000);
  return lost() == lost_before;
}

} // namespace telinject
