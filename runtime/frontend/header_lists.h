// The lists of headers that the program has set for its outgoing requests, by the handle of the library's object
// (handle_table.h).  A request gets the header `traceparent` only if its list is known for certain: what was set where no
// aspect saw it would be lost.
#pragma once

namespace telinject {

struct CallState;
struct HandleEntry;

// Notes what a call has done to the list of the handle, if anything.
void note_headers(const CallState &call, HandleEntry &entry);
// The same if nothing can be noted for the handle.
void note_lost_headers(const CallState &call);
// Lists may have changed unseen: those that were set before are not known any more.
void forget_all_headers();

// Any code, instrumented or not, sets a list, or frees the handle.  The list of add_header (call_hooks.cpp) is
// none of the program.
void note_list(const void *handle, const void *list);
void note_end_of_handle(const void *handle);
// A handle is made, without a list or with that of `original`.
void note_new_handle(const void *handle, const void *original);
// Is it a list of add_header?
bool is_added_by_runtime(const void *list);
// Returns true if a header is kept for the handle (keep_header), and the program's own list.
bool find_kept_header(const void *handle, const void *&list);
// The handle has another list now, or none: the header that was kept for it is free.
void release_header(const void *handle);
// curl_hooks.cpp sees all code from now on: requests of libcurl may get the header.
void all_lists_are_seen();

// Before a request goes out: may the header be added to the list, which is in call.list then?  Only to a list that is known
// and holds no such header of the program, and only for HTTP.
bool may_add_header(CallState &call);
// The header and the list of the call move to memory that outlives it: the request goes out after the call.  The list is
// call.output then; null if there is no room.
void keep_header(CallState &call);

} // namespace telinject
