// Posts messages to a receiver over libcurl: see telinject_net_message in net.h.  HTTP/1.1 with or without TLS, which is
// always verified; no redirects, cookies, .netrc or decompression.
#include "runtime/net/net.h"

#include <cstdlib>
#include <cstring>
#include <curl/curl.h>

namespace {

constexpr int max_wait_ms = 10; // then the caller is asked whether to go on
constexpr long max_connect_ms = 5'000;

struct Connections {
  CURLM *multi;
  CURL *easy;
};

template <class Value> void set(CURL *easy, CURLoption option, Value value) {
  curl_easy_setopt(easy, option, value);
}

void set_protocols(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075500
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
  set(easy, CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
#if LIBCURL_VERSION_NUM >= 0x075700
  set(easy, CURLOPT_QUICK_EXIT, 1L); // does not wait for a name service that does not answer
#endif
}

// Keeps the beginning of the body; what follows is read and dropped, so that the connection can be used again.
std::size_t take_response(char *data, std::size_t one, std::size_t size, void *to) {
  static_cast<void>(one);
  auto &message = *static_cast<telinject_net_message *>(to);
  const std::size_t room = sizeof message.response - message.response_size;
  const std::size_t kept = size < room ? size : room;
  std::memcpy(message.response + message.response_size, data, kept);
  message.response_size += kept;
  return size;
}

void set_message(CURL *easy, telinject_net_message &message, curl_slist *headers) {
  curl_easy_reset(easy); // keeps connections and TLS sessions
  set_protocols(easy);
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_URL, message.url);
  set(easy, CURLOPT_TIMEOUT_MS, message.timeout_ms);
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, message.timeout_ms < max_connect_ms ? message.timeout_ms : max_connect_ms);
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(easy, CURLOPT_HTTP09_ALLOWED, 0L);
  set(easy, CURLOPT_PROXY, message.proxy);
  set(easy, CURLOPT_NOPROXY, message.no_proxy);
  if (message.ca_file)
    set(easy, CURLOPT_CAINFO, message.ca_file);
  if (message.ca_folder)
    set(easy, CURLOPT_CAPATH, message.ca_folder);
  set(easy, CURLOPT_HTTPHEADER, headers);
  set(easy, CURLOPT_POST, 1L);
  set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(message.body_size));
  set(easy, CURLOPT_POSTFIELDS, message.body);
  set(easy, CURLOPT_WRITEFUNCTION, take_response);
  set(easy, CURLOPT_WRITEDATA, &message);
}

curl_slist *list_of(const char *const *headers) {
  curl_slist *list = curl_slist_append(nullptr, "Expect:"); // no 100-continue
  for (; *headers && list; ++headers) {
    curl_slist *const longer = curl_slist_append(list, *headers);
    if (!longer) {
      curl_slist_free_all(list);
      return nullptr;
    }
    list = longer;
  }
  return list;
}

void put_fault(telinject_net_message &message, const char *text) {
  std::strncpy(message.fault, text, sizeof message.fault - 1);
  message.fault[sizeof message.fault - 1] = '\0';
}

void conclude(CURL *easy, CURLcode result, telinject_net_message &message) {
  if (result != CURLE_OK) {
    long error = 0;
    curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &error);
    message.is_refused = result == CURLE_COULDNT_CONNECT;
    message.is_untrusted = result == CURLE_PEER_FAILED_VERIFICATION || result == CURLE_SSL_CACERT_BADFILE;
    return put_fault(message, curl_easy_strerror(result));
  }
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  message.status = static_cast<int>(status);
  curl_off_t seconds = 0;
  curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &seconds);
  message.retry_after_s = seconds > 0 ? static_cast<long>(seconds) : 0;
}

// Returns false if the caller ended it.
bool perform(Connections &to, telinject_net_message &message) {
  for (;;) {
    int running = 0, more = 0;
    message.hold(message.context);
    const CURLMcode code = curl_multi_perform(to.multi, &running);
    const CURLMsg *const done = curl_multi_info_read(to.multi, &more);
    if (done && done->msg == CURLMSG_DONE)
      conclude(to.easy, done->data.result, message);
    message.release(message.context);
    if (done || code != CURLM_OK)
      return true;
    if (!message.may_continue(message.context))
      return false;
    curl_multi_poll(to.multi, nullptr, 0, max_wait_ms, nullptr);
  }
}

} // namespace

extern "C" {

__attribute__((visibility("default"))) void *telinject_net_open(void) {
  auto *const to = static_cast<Connections *>(std::calloc(1, sizeof(Connections)));
  if (!to)
    return nullptr;
  to->multi = curl_multi_init();
  to->easy = curl_easy_init();
  if (to->multi && to->easy)
    return to;
  telinject_net_close(to);
  return nullptr;
}

__attribute__((visibility("default"))) void telinject_net_close(void *connections) {
  auto *const to = static_cast<Connections *>(connections);
  curl_easy_cleanup(to->easy);
  if (to->multi)
    curl_multi_cleanup(to->multi);
  std::free(to);
}

__attribute__((visibility("default"))) void telinject_net_at_exit(void (*function)(void)) {
  std::atexit(function);
}

__attribute__((visibility("default"))) void telinject_net_post(void *connections, telinject_net_message *message) {
  auto &to = *static_cast<Connections *>(connections);
  message->status = message->is_refused = message->is_untrusted = 0;
  message->retry_after_s = 0;
  message->response_size = 0;
  put_fault(*message, "no memory");
  message->hold(message->context);
  curl_slist *const headers = list_of(message->headers);
  if (headers)
    set_message(to.easy, *message, headers);
  const bool begun = headers && curl_multi_add_handle(to.multi, to.easy) == CURLM_OK;
  message->release(message->context);
  if (begun && !perform(to, *message))
    put_fault(*message, "ended");
  message->hold(message->context);
  if (begun)
    curl_multi_remove_handle(to.multi, to.easy);
  curl_slist_free_all(headers);
  message->release(message->context);
}
}
