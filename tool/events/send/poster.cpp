// Implements the sending of batches (poster.h).
#include "tool/events/send/poster.h"

#include <cstdlib>
#include <functional>
#include <random>
#include <thread>
#include <zlib.h>

#include "runtime/export/partial_success.h"
#include "runtime/export/retry.h"

namespace telinject::events::send {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr long kTimeoutMs = 10'000; // of a request

std::string first_of(std::initializer_list<const char *> names) {
  for (const char *name : names)
    if (const char *value = std::getenv(name); value && *value)
      return value;
  return {};
}

// Empty: memory is short.
std::string gzip(std::string_view text) {
  z_stream stream{};
  constexpr int with_gzip_header = 16 + MAX_WBITS;
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, with_gzip_header, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return {};
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef *>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool is_done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(is_done ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

// The same batch has the same id when a file is sent again, so that a receiver which knows ids takes it once.
std::string id_of(std::string_view batch, std::uint64_t number) {
  char text[48];
  std::snprintf(text, sizeof text, "%016zx-%llu", std::hash<std::string_view>{}(batch),
                static_cast<unsigned long long>(number));
  return text;
}

bool is_loopback(const std::string &url) {
  const std::string host = url.substr(url.find("://") + 3);
  return host.starts_with("127.") || host.starts_with("localhost") || host.starts_with("[::1]");
}

} // namespace

Poster::Poster(const Format &format, std::string url, const std::vector<std::string> &headers, bool is_compressed,
               std::uint64_t max_wait_s)
    : format_(format), url_(std::move(url)), own_headers_(headers), is_compressed_(is_compressed),
      max_wait_ns_(static_cast<std::int64_t>(max_wait_s) * kSecond),
      message_(std::make_unique<telinject_net_message>()) {
  content_type_ = "Content-Type: " + std::string(format.content_type.data, format.content_type.size);
  const bool is_tls = url_.starts_with("https:");
  if (!is_loopback(url_))
    proxy_ = is_tls ? first_of({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
                    : first_of({"http_proxy", "all_proxy", "ALL_PROXY"});
  no_proxy_ = first_of({"no_proxy", "NO_PROXY"});
  ca_file_ = first_of({"CURL_CA_BUNDLE", "SSL_CERT_FILE"});
  ca_folder_ = first_of({"SSL_CERT_DIR"});
  net_ = load_net_library();
  if (net_.run)
    connections_ = net_.open();
  if (!connections_)
    error_ = net_.run ? "out of memory" : std::string(net_.error.data, net_.error.size);
}

Poster::~Poster() {
  if (connections_)
    net_.close(connections_);
}

// Returns the time until the next try.
std::int64_t Poster::note_failure(std::uint32_t failures) {
  fault_ = message_->status != 0 ? "HTTP " + std::to_string(message_->status) : std::string(message_->fault);
  static std::random_device random;
  return backoff_ns(failures, random(), message_->retry_after_s);
}

bool Poster::try_until_taken(std::string_view body, std::uint64_t count, const std::string &url) {
  std::vector<const char *> headers = {content_type_.c_str(), batch_id_.c_str(), "User-Agent: telinject-events"};
  if (is_compressed_)
    headers.push_back("Content-Encoding: gzip");
  for (const std::string &header : own_headers_)
    headers.push_back(header.c_str());
  headers.push_back(nullptr);
  std::int64_t waited_ns = 0;
  for (std::uint32_t failures = 0;;) {
    telinject_net_message &m = *message_;
    m = {};
    m.url = url.c_str();
    m.headers = headers.data();
    m.body = body.data();
    m.body_size = body.size();
    m.proxy = proxy_.c_str();
    m.no_proxy = no_proxy_.c_str();
    m.ca_file = ca_file_.empty() ? nullptr : ca_file_.c_str();
    m.ca_folder = ca_folder_.empty() ? nullptr : ca_folder_.c_str();
    m.timeout_ms = kTimeoutMs;
    m.may_continue = [](void *) { return 1; };
    m.hold = m.release = [](void *) {};
    net_.post(connections_, &m);
    ++totals_.requests;
    const Outcome outcome = m.is_untrusted != 0 ? Outcome::refused : outcome_of(m.status);
    if (outcome == Outcome::taken) {
      const std::uint64_t rejected =
          !format_.render_span
              ? 0
              : rejected_in({m.response, m.response_size}, content_type_ == "Content-Type: application/json");
      totals_.rejected += std::min(rejected, count);
      totals_.accepted += count - std::min(rejected, count);
      return true;
    }
    const std::int64_t wait_ns = note_failure(++failures);
    waited_ns += wait_ns;
    if (outcome == Outcome::refused)
      return false;
    if (waited_ns > max_wait_ns_) {
      is_given_up_ = true;
      return false;
    }
    ++totals_.retries;
    std::this_thread::sleep_for(std::chrono::nanoseconds(wait_ns));
  }
}

void Poster::post(std::string_view batch, std::uint64_t count, const std::string &url) {
  batch.remove_prefix(std::min(format_.size_prefix, batch.size())); // a message tells its size
  totals_.sent += count;
  batch_id_ = "X-Telinject-Batch: " + id_of(batch, ++batches_);
  const std::string packed = is_compressed_ ? gzip(batch) : std::string();
  // The receiver is down: the batches that follow do not wait for it again.
  if (is_given_up_ || !try_until_taken(is_compressed_ ? std::string_view(packed) : batch, count, url))
    totals_.failed += count;
}

} // namespace telinject::events::send
