// The exporter's thread (exporter.h): sends the oldest batch of the queue, and in turn with it those in the spool; after a
// failure it waits, and moves the queue to the spool if that takes longer.
#include "runtime/export/exporter.h"

#include "runtime/base/sys.h"
#include "runtime/export/partial_success.h"
#include "runtime/export/retry.h"
#include "runtime/net/net_library.h"

#include <new>
#include <sys/mman.h>

namespace telinject {

namespace {

constexpr std::int64_t look_period_ns = 10'000'000'000; // into an empty spool, for batches of other processes
constexpr std::int64_t max_end_ns = 200'000'000;        // for a request that is under way when the thread must end
constexpr std::uint32_t failures_before_spool = 2;

constinit Exporter *stopped_at_exit = nullptr; // also: the exit handler is registered

} // namespace

void Exporter::end() noexcept {
  end_at_ns_.store(sys::monotonic_ns() + max_end_ns, std::memory_order_release);
  wake_word_.fetch_add(1, std::memory_order_seq_cst);
  sys::futex_wake_all(&wake_word_);
}

bool Exporter::may_continue() noexcept {
  const std::int64_t end_at = end_at_ns_.load(std::memory_order_acquire);
  return end_at == 0 || sys::monotonic_ns() < end_at;
}

void Exporter::prepare_message(const BatchHead &head, Slice body) noexcept {
  TextBuffer content(content_header_, sizeof content_header_), id(id_header_, sizeof id_header_);
  content.put("Content-Type: ");
  content.put(Slice::of(content_type_));
  content.put('\0');
  id.put("X-Telinject-Batch: ");
  put_batch_id(id, head);
  id.put('\0');
  std::size_t count = 0;
  headers_[count++] = content_header_;
  headers_[count++] = id_header_;
  headers_[count++] = "User-Agent: telinject";
  if (head.is_compressed)
    headers_[count++] = "Content-Encoding: gzip";
  const Destination &to = destination_of(head);
  for (Slice more = to.headers; !more.empty() && count + 1 < max_headers;) {
    headers_[count++] = more.data;
    more = more.drop_front(more.find('\0') + 1);
  }
  headers_[count] = nullptr;
  telinject_net_message &m = *message_;
  m.url = to.url;
  m.headers = headers_;
  m.body = body.data;
  m.body_size = body.size;
  m.proxy = to.proxy;
  m.no_proxy = config_->no_proxy;
  m.ca_file = to.ca_file;
  m.ca_folder = config_->ca_folder;
  m.timeout_ms = static_cast<long>(to.timeout_ms);
  m.context = this;
  m.may_continue = [](void *self) { return static_cast<Exporter *>(self)->may_continue() ? 1 : 0; };
  m.hold = [](void *) {
    while (!hold_net()) {
    }
  };
  m.release = [](void *) { release_net(); };
}

// Returns the HTTP status; 0: no response.
int Exporter::post(const NetLibrary &net, void *connections, const BatchHead &head, Slice body) noexcept {
  prepare_message(head, body);
  const bool is_retry = is_down();
  net.post(connections, message_);
  note_answer(message_->status, head);
  add(requests_, 1);
  add(retries_, is_retry ? 1 : 0);
  return message_->status;
}

// A receiver of OTLP may take a batch in part; what it has rejected is not sent again.
void Exporter::note_partial_success(const BatchHead &head) noexcept {
  const Slice type = Slice::of(content_type_);
  if (!(type == Slice("application/x-protobuf") || type == Slice("application/json")))
    return;
  const std::uint64_t rejected =
      rejected_in(Slice(message_->response, message_->response_size), type == Slice("application/json"));
  if (rejected == 0)
    return;
  add(counters_of(head).rejected, rejected);
  note_problem(head.is_logs
                   ? Slice("the receiver of telemetry rejects log records of batches that it takes; the summary "
                           "has their number")
                   : Slice("the receiver of telemetry rejects spans of batches that it takes; the summary has "
                           "their number"),
               {});
}

void Exporter::note_answer(int status, const BatchHead &head) noexcept {
  const Outcome outcome = outcome_of(status);
  if (outcome == Outcome::taken)
    note_partial_success(head);
  if (outcome == Outcome::refused) {
    char memory[80];
    TextBuffer out(memory, sizeof memory);
    out.put("HTTP ");
    out.decimal(static_cast<std::uint64_t>(status));
    note_problem(head.is_logs ? Slice("the receiver of log records refuses them; they are lost: ")
                              : Slice("the receiver of telemetry refuses it; its events are lost: "),
                 out.slice());
  } else if (message_->is_untrusted != 0) {
    note_problem("the receiver of telemetry cannot be trusted: ", Slice::of(message_->fault));
  }
  if (outcome != Outcome::retry) {
    failures_.store(0, std::memory_order_release);
    return;
  }
  const std::uint32_t failures = failures_.load(std::memory_order_relaxed) + 1;
  next_try_ns_.store(sys::monotonic_ns() + backoff_ns(failures, random_.next(), message_->retry_after_s),
                     std::memory_order_release);
  is_alive_.store(status != 0, std::memory_order_release);
  failures_.store(failures, std::memory_order_release);
}

void Exporter::finish(BatchQueue::Entry &entry, int status) noexcept {
  using State = BatchQueue::State;
  const Outcome outcome = outcome_of(status);
  const BatchHead head = entry.head;
  if (outcome == Outcome::retry) {
    if (!entry.change(State::sending, State::ready))
      entry.state.store(State::done, std::memory_order_release); // it is in the spool
    return;
  }
  const bool was_saved = !entry.change(State::sending, State::done);
  if (was_saved) {
    spool_.remove(head);
    counters_of(head).spooled.fetch_sub(head.events, std::memory_order_relaxed);
    entry.state.store(State::done, std::memory_order_release);
  }
  Counters &counters = counters_of(head);
  add(outcome == Outcome::taken ? counters.sent : counters.lost, head.events);
}

void Exporter::finish_spooled(const BatchHead &head, int status) noexcept {
  const Outcome outcome = outcome_of(status);
  spool_.end_claim(outcome != Outcome::retry);
  if (outcome == Outcome::retry)
    return;
  const bool is_own = head.instance == instance_;
  Counters &counters = counters_of(head);
  if (is_own)
    counters.spooled.fetch_sub(head.events, std::memory_order_relaxed);
  if (outcome == Outcome::taken)
    add(is_own ? counters.sent : counters.sent_for_others, head.events);
  else
    add(is_own ? counters.lost : counters.lost_for_others, head.events);
}

bool Exporter::send_queued(const NetLibrary &net, void *connections) noexcept {
  BatchQueue::Entry *const entry = queue_.take();
  if (!entry)
    return false;
  finish(*entry, post(net, connections, entry->head, entry->body()));
  return true;
}

bool Exporter::send_spooled(const NetLibrary &net, void *connections) noexcept {
  const std::int64_t now = sys::monotonic_ns();
  if (!may_have_spooled_.exchange(false, std::memory_order_acq_rel) && now < next_look_ns_)
    return false;
  BatchHead head;
  if (!spool_.claim(head, spooled_body_, max_spooled_body)) {
    next_look_ns_ = now + look_period_ns;
    return false;
  }
  may_have_spooled_.store(true, std::memory_order_release);
  finish_spooled(head, post(net, connections, head, Slice(spooled_body_, head.size)));
  return true;
}

// Returns false if there is nothing to send.
bool Exporter::send_next(const NetLibrary &net, void *connections) noexcept {
  prefers_spool_ = !prefers_spool_;
  const bool has_sent = prefers_spool_ ? send_spooled(net, connections) || send_queued(net, connections)
                                       : send_queued(net, connections) || send_spooled(net, connections);
  if (has_sent) {
    progress_word_.fetch_add(1, std::memory_order_acq_rel);
    sys::futex_wake_all(&progress_word_);
  }
  return has_sent;
}

void Exporter::send_all(const NetLibrary &net) noexcept {
  void *const connections = net.open();
  if (!connections)
    return;
  while (end_at_ns_.load(std::memory_order_acquire) == 0) {
    const std::uint32_t seen = wake_word_.load(std::memory_order_seq_cst);
    const std::int64_t wait = is_down() ? next_try_ns_.load(std::memory_order_acquire) - sys::monotonic_ns() : 0;
    if (wait <= 0 && send_next(net, connections))
      continue;
    if (wait > 0 && failures_.load(std::memory_order_relaxed) >= failures_before_spool)
      move_queue_to_spool(false);
    sys::futex_wait(&wake_word_, seen, wait > 0 ? wait : look_period_ns);
  }
  net.close(connections);
}

// Sends what there is and ends the thread; later batches go to the spool.
void Exporter::stop_for_exit() noexcept {
  constexpr std::int64_t max_wait_ns = 2 * max_end_ns;
  if (!has_thread_.load(std::memory_order_acquire))
    return;
  flush_process_();
  end();
  const std::int64_t until = sys::monotonic_ns() + max_wait_ns;
  while (has_thread_.load(std::memory_order_acquire) && sys::monotonic_ns() < until)
    sys::sleep_ns(50'000);
}

// A program that uses OpenSSL itself may clean it up in an exit handler, while this thread would still use it.
void Exporter::stop_before_exit_handlers(const NetLibrary &net) noexcept {
  if (stopped_at_exit ||
      !(Slice::of(config_->url).starts_with("https:") || Slice::of(config_->logs.url).starts_with("https:")))
    return;
  stopped_at_exit = this;
  net.at_exit([] { stopped_at_exit->stop_for_exit(); });
}

void Exporter::run() noexcept {
  end_at_ns_.store(0, std::memory_order_release);
  const NetLibrary net = load_net_library();
  if (!message_) {
    constexpr std::size_t message_size = (sizeof(telinject_net_message) + 63) / 64 * 64;
    char *const memory = static_cast<char *>(sys::map(message_size + max_spooled_body, MAP_NORESERVE));
    message_ = memory ? new (memory) telinject_net_message : nullptr; // placement only
    spooled_body_ = memory ? memory + message_size : nullptr;
  }
  if (!net.run)
    note_problem("telemetry cannot be sent, and goes to the spool: ", net.error);
  else if (message_) {
    stop_before_exit_handlers(net);
    send_all(net);
  }
  has_thread_.store(false, std::memory_order_release);
  progress_word_.fetch_add(1, std::memory_order_acq_rel);
  sys::futex_wake_all(&progress_word_);
}

} // namespace telinject
