// Decides whether an outgoing request gets a header, and finds the program's own list of headers.
#include "runtime/frontend/header_lists.h"

#include "runtime/base/safe_read.h"
#include "runtime/core/attributes.h"
#include "runtime/frontend/calls.h"
#include "runtime/frontend/handle_table.h"
#include "runtime/frontend/state.h"

#include <atomic>
#include <cstddef>
#include <cstring>

namespace telinject {

namespace {

// Of libcurl's lists, and of others that begin so.
struct HeaderNode {
  const char *text;
  const HeaderNode *next;
};
constexpr int max_headers = 1000;

bool begins_with_ignoring_case(const char *text, Slice lower_case) {
  char front[32];
  const std::size_t size = read_bytes(reinterpret_cast<std::uintptr_t>(text), front, lower_case.size);
  if (size < lower_case.size)
    return false;
  for (std::size_t i = 0; i < size; ++i)
    if ((front[i] >= 'A' && front[i] <= 'Z' ? front[i] + ('a' - 'A') : front[i]) != lower_case.data[i])
      return false;
  return true;
}

// Returns true too if the list cannot be read to its end.
bool has_traceparent(const void *list) {
  HeaderNode node{nullptr, static_cast<const HeaderNode *>(list)};
  for (int i = 0; node.next; ++i) {
    if (i == max_headers || read_bytes(reinterpret_cast<std::uintptr_t>(node.next), reinterpret_cast<char *>(&node),
                                       sizeof node) != sizeof node)
      return true;
    if (begins_with_ignoring_case(node.text, "traceparent"))
      return true;
  }
  return false;
}

bool is_http(const HandleEntry &entry) {
  AttributeReader reader(entry.attributes, entry.attributes + entry.size);
  for (Attribute a; reader.next(a);)
    if (a.name == Slice("url.full"))
      return begins_with_ignoring_case(a.text.data, "http://") || begins_with_ignoring_case(a.text.data, "https://");
  return false;
}

// A list is known if it was set in the current generation.
constinit std::atomic<std::uint32_t> generation{1};

constinit std::atomic<bool> sees_all_lists{false};

bool is_of_libcurl(const CallState &call) {
  return Slice::of(call.site).starts_with("libcurl ");
}

static_assert(offsetof(CallState, header) == offsetof(CallState, list) + sizeof(HeaderNode));

// A list that the library reads after the call that sent the request.  Its memory is never unmapped.
struct KeptHeader {
  HeaderNode list;
  char header[sizeof CallState::header];
  const void *handle; // null: free
};
static_assert(offsetof(KeptHeader, header) == sizeof(HeaderNode));
constexpr std::size_t max_kept = 1024;
// Under the lock of the table of handles.
constinit KeptHeader kept[max_kept];
constinit std::size_t ever_kept = 0; // no later one has been used

KeptHeader *find_kept(const void *handle) {
  for (KeptHeader *one = kept; one != kept + ever_kept; ++one)
    if (one->handle == handle)
      return one;
  return nullptr;
}

KeptHeader *find_or_add_kept(const void *handle) {
  if (KeptHeader *const found = find_kept(handle))
    return found;
  if (KeptHeader *const free = find_kept(nullptr))
    return free;
  return ever_kept != max_kept ? &kept[ever_kept++] : nullptr;
}

} // namespace

// In CallState and KeptHeader, the text follows the list.
bool is_added_by_runtime(const void *list) {
  HeaderNode node{nullptr, nullptr};
  return read_bytes(reinterpret_cast<std::uintptr_t>(list), reinterpret_cast<char *>(&node), sizeof node) ==
             sizeof node &&
         node.text == reinterpret_cast<const char *>(static_cast<const HeaderNode *>(list) + 1);
}

void note_headers(const CallState &call, HandleEntry &entry) {
  if (call.headers == CallState::Headers::unchanged)
    return;
  entry.headers_generation = call.headers == CallState::Headers::set ? generation.load(std::memory_order_relaxed) : 0;
  entry.headers = call.header_list;
}

void note_lost_headers(const CallState &call) {
  if (call.headers != CallState::Headers::unchanged && call.handle)
    forget_all_headers();
}

void note_list(const void *handle, const void *list) {
  if (list && is_added_by_runtime(list))
    return;
  HandleTable table;
  if (!table.is_held())
    return forget_all_headers();
  if (HandleEntry *const entry = table.find(handle))
    entry->headers = list;
}

void note_end_of_handle(const void *handle) {
  HandleTable table;
  if (!table.is_held())
    return forget_all_headers();
  if (HandleEntry *const entry = table.find(handle))
    entry->headers_generation = 0;
}

void note_new_handle(const void *handle, const void *original) {
  HandleTable table;
  HandleEntry *const entry = table.find_or_add(handle);
  if (!entry)
    return forget_all_headers();
  HandleTable::forget(*entry); // of an object that had this address before
  entry->handle = handle;
  const HandleEntry *const from = original ? table.find(original) : nullptr;
  entry->headers = from ? from->headers : nullptr;
  entry->headers_generation = !original ? generation.load(std::memory_order_relaxed)
                              : from    ? from->headers_generation
                                        : 0;
}

void all_lists_are_seen() {
  sees_all_lists.store(true, std::memory_order_relaxed);
}

bool may_add_header(CallState &call) {
  const bool goes_on = call.action == 'b'; // kept until curl_hooks.cpp sees the end
  if ((goes_on && !is_of_libcurl(call)) || !config.propagates_trace_context ||
      (is_of_libcurl(call) && !sees_all_lists.load(std::memory_order_relaxed)))
    return false;
  {
    HandleTable table;
    const HandleEntry *const entry = table.find(call.handle);
    if (!entry || entry->headers_generation != generation.load(std::memory_order_relaxed) || !is_http(*entry))
      return false;
    call.list[1] = entry->headers;
  }
  call.list[0] = call.header;
  return !has_traceparent(call.list[1]);
}

void keep_header(CallState &call) {
  HandleTable table;
  KeptHeader *const room = table.is_held() && call.handle ? find_or_add_kept(call.handle) : nullptr;
  call.output = room ? &room->list : nullptr;
  if (!room)
    return;
  std::memcpy(room->header, call.header, sizeof room->header);
  room->list = {room->header, static_cast<const HeaderNode *>(call.list[1])};
  room->handle = call.handle;
}

bool find_kept_header(const void *handle, const void *&list) {
  HandleTable table;
  const KeptHeader *const one = table.is_held() && handle ? find_kept(handle) : nullptr;
  list = one ? one->list.next : nullptr;
  return one != nullptr;
}

void release_header(const void *handle) {
  HandleTable table;
  if (KeptHeader *const one = table.is_held() && handle ? find_kept(handle) : nullptr)
    one->handle = nullptr;
}

void forget_all_headers() {
  generation.fetch_add(1, std::memory_order_relaxed);
}

} // namespace telinject
