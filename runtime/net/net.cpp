// Requests to metadata services over libcurl: see net.h.  Plain HTTP directly to an address: no proxy, redirects, name
// lookup, cookies, .netrc or decompression; sizes and times are bounded.  Runs on a thread of the runtime's own.
#include "runtime/net/net.h"

#include <cstdint>
#include <cstring>
#include <curl/curl.h>
#include <dlfcn.h>
#include <strings.h>

namespace {

constexpr long max_wait_ms = 10; // then the caller is asked whether to go on
constexpr std::size_t max_header_bytes = 16 * 1024;
constexpr int max_at_once = 32;

struct Transfer {
  telinject_net_request *request = nullptr; // null: free
  CURL *easy = nullptr;
  curl_slist *headers = nullptr;
  std::size_t header_bytes = 0;
};

std::size_t take_body(char *data, std::size_t one, std::size_t size, void *to) {
  static_cast<void>(one);
  telinject_net_request &request = *static_cast<Transfer *>(to)->request;
  if (size > request.body_room - request.body_size) {
    request.fault = "answer too long";
    return 0; // ends the transfer
  }
  std::memcpy(request.body + request.body_size, data, size);
  request.body_size += size;
  return size;
}

// Stores the value of the wanted header.
void keep_header(telinject_net_request &request, const char *line, std::size_t size) {
  const std::size_t name = request.wanted_header ? std::strlen(request.wanted_header) : 0;
  if (name == 0 || size <= name || line[name] != ':' || strncasecmp(line, request.wanted_header, name) != 0)
    return;
  const char *begin = line + name + 1, *end = line + size;
  while (begin != end && (*begin == ' ' || *begin == '\t'))
    ++begin;
  while (begin != end && (end[-1] == '\r' || end[-1] == '\n' || end[-1] == ' '))
    --end;
  const auto length = static_cast<std::size_t>(end - begin);
  if (length < sizeof request.header_value) {
    std::memcpy(request.header_value, begin, length);
    request.header_value[length] = '\0';
  }
}

std::size_t take_header(char *line, std::size_t one, std::size_t size, void *to) {
  static_cast<void>(one);
  auto &transfer = *static_cast<Transfer *>(to);
  transfer.header_bytes += size;
  if (transfer.header_bytes > max_header_bytes) {
    transfer.request->fault = "headers too long";
    return 0;
  }
  keep_header(*transfer.request, line, size);
  return size;
}

template <class Value> void set(CURL *easy, CURLoption option, Value value) {
  curl_easy_setopt(easy, option, value);
}

void set_limits(CURL *easy, const telinject_net_request &request) {
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_TIMEOUT_MS, request.timeout_ms);
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, request.timeout_ms);
  set(easy, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request.body_room));
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_PROXY, ""); // even if the environment names one
  set(easy, CURLOPT_NOPROXY, "*");
  set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(easy, CURLOPT_HTTP09_ALLOWED, 0L);
#if LIBCURL_VERSION_NUM >= 0x075500
  set(easy, CURLOPT_PROTOCOLS_STR, "http");
#else
  set(easy, CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP));
#endif
}

bool begin(CURLM *multi, Transfer &transfer, telinject_net_request &request) {
  transfer.request = &request;
  transfer.header_bytes = 0;
  request.body_size = 0;
  request.status = 0;
  request.fault = nullptr;
  request.header_value[0] = '\0';
  transfer.easy = curl_easy_init();
  if (!transfer.easy)
    return false;
  for (const char *header : request.headers) {
    curl_slist *const longer = header ? curl_slist_append(transfer.headers, header) : nullptr;
    if (longer)
      transfer.headers = longer;
    else
      break;
  }
  CURL *const easy = transfer.easy;
  set_limits(easy, request);
  set(easy, CURLOPT_URL, request.url);
  set(easy, CURLOPT_HTTPHEADER, transfer.headers);
  if (std::strcmp(request.method, "GET") != 0) {
    set(easy, CURLOPT_CUSTOMREQUEST, request.method);
    set(easy, CURLOPT_POSTFIELDS, "");
    set(easy, CURLOPT_POSTFIELDSIZE, 0L);
  }
  set(easy, CURLOPT_WRITEFUNCTION, take_body);
  set(easy, CURLOPT_WRITEDATA, &transfer);
  set(easy, CURLOPT_HEADERFUNCTION, take_header);
  set(easy, CURLOPT_HEADERDATA, &transfer);
  set(easy, CURLOPT_PRIVATE, &transfer);
  return curl_multi_add_handle(multi, easy) == CURLM_OK;
}

void release(CURLM *multi, Transfer &transfer) {
  if (transfer.easy) {
    curl_multi_remove_handle(multi, transfer.easy);
    curl_easy_cleanup(transfer.easy);
  }
  curl_slist_free_all(transfer.headers);
  transfer = Transfer();
}

// Stores the status, or the error; an error that is already set is preferred to curl's message.
void conclude(Transfer &transfer, CURLcode result) {
  telinject_net_request &request = *transfer.request;
  long status = 0;
  curl_easy_getinfo(transfer.easy, CURLINFO_RESPONSE_CODE, &status);
  if (result == CURLE_OK)
    request.status = static_cast<int>(status);
  else if (!request.fault)
    request.fault = curl_easy_strerror(result);
}

class Run {
public:
  explicit Run(const telinject_net_job &job) : job_(job), multi_(curl_multi_init()) {}
  ~Run() {
    for (Transfer &transfer : transfers_)
      if (transfer.request)
        release(multi_, transfer);
    if (multi_)
      curl_multi_cleanup(multi_);
  }
  Run(const Run &) = delete;
  Run &operator=(const Run &) = delete;

  void operator()() {
    if (!multi_)
      return;
    begin_all();
    for (;;) {
      int running = 0;
      if (curl_multi_perform(multi_, &running) != CURLM_OK)
        return;
      const bool any = conclude_all();
      begin_all();
      const long left = job_.remaining(job_.context);
      if (left <= 0 || under_way_ == 0)
        return;
      if (!any)
        curl_multi_poll(multi_, nullptr, 0, static_cast<int>(left < max_wait_ms ? left : max_wait_ms), nullptr);
    }
  }

private:
  Transfer *free_transfer() {
    for (Transfer &transfer : transfers_)
      if (!transfer.request)
        return &transfer;
    return nullptr;
  }

  void begin_all() {
    for (Transfer *transfer; (transfer = free_transfer());) {
      telinject_net_request *const request = job_.next(job_.context);
      if (!request)
        return;
      if (begin(multi_, *transfer, *request)) {
        ++under_way_;
        continue;
      }
      request->fault = "the request cannot be started";
      release(multi_, *transfer);
      job_.done(job_.context, request);
    }
  }

  bool conclude_all() {
    bool any = false;
    int more = 0;
    while (const CURLMsg *message = curl_multi_info_read(multi_, &more)) {
      if (message->msg != CURLMSG_DONE)
        continue;
      Transfer *transfer = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
      conclude(*transfer, message->data.result);
      telinject_net_request *const request = transfer->request;
      release(multi_, *transfer);
      --under_way_;
      any = true;
      job_.done(job_.context, request);
    }
    return any;
  }

  const telinject_net_job &job_;
  CURLM *multi_;
  Transfer transfers_[max_at_once];
  int under_way_ = 0;
};

// For a libcurl that uses OpenSSL: OpenSSL cleans up in an exit handler, which must not run while this thread still
// initialises it.
void keep_openssl_until_the_end() {
  constexpr std::uint64_t no_exit_handler = 0x00080000; // OPENSSL_INIT_NO_ATEXIT
  using Init = int (*)(std::uint64_t options, const void *settings);
  if (const auto init = reinterpret_cast<Init>(dlsym(RTLD_DEFAULT, "OPENSSL_init_crypto")))
    init(no_exit_handler, nullptr);
}

} // namespace

extern "C" {

__attribute__((visibility("default"))) int telinject_net_version(void) {
  return TELINJECT_NET_VERSION;
}

__attribute__((visibility("default"))) int telinject_net_prepare(void) {
  keep_openssl_until_the_end();
  return curl_global_init(CURL_GLOBAL_NOTHING) == CURLE_OK;
}

__attribute__((visibility("default"))) void telinject_net_run(const telinject_net_job *job) {
  Run run(*job);
  run();
}
}
