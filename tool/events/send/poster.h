// Sends batches to a receiver one after the other, with the runtime's library for the network and its rules for answers.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/formats/format.h"
#include "runtime/net/net_library.h"

namespace telinject::events::send {

struct Totals {
  std::uint64_t sent = 0;     // events, or spans and log records, of all batches
  std::uint64_t accepted = 0; // that the receiver has taken
  std::uint64_t rejected = 0; // of batches that it has taken in part
  std::uint64_t failed = 0;   // of batches that it has refused, or that have not arrived
  std::uint64_t requests = 0, retries = 0;
};

class Poster {
public:
  // headers: "Name: value".  max_wait_s: the longest time for tries of one batch.
  Poster(const Format &format, std::string url, const std::vector<std::string> &headers, bool is_compressed,
         std::uint64_t max_wait_s);
  ~Poster();
  Poster(const Poster &) = delete;
  Poster &operator=(const Poster &) = delete;

  // Returns why nothing can be sent; empty: it can.
  const std::string &error() const { return error_; }
  void post(std::string_view batch, std::uint64_t count) { post(batch, count, url_); }
  // url: on the same host.
  void post(std::string_view batch, std::uint64_t count, const std::string &url);
  const Totals &totals() const { return totals_; }
  const std::string &last_fault() const { return fault_; } // of a batch that failed; empty: none has

private:
  bool try_until_taken(std::string_view body, std::uint64_t count, const std::string &url);
  std::int64_t note_failure(std::uint32_t failures);

  const Format &format_;
  std::string url_, content_type_, batch_id_, error_, fault_;
  std::vector<std::string> own_headers_;
  bool is_compressed_;
  std::int64_t max_wait_ns_;
  NetLibrary net_;
  void *connections_ = nullptr;
  std::unique_ptr<telinject_net_message> message_;
  std::string proxy_, no_proxy_, ca_file_, ca_folder_;
  Totals totals_;
  std::uint64_t batches_ = 0;
  bool is_given_up_ = false;
};

} // namespace telinject::events::send
