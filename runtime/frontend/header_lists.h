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
// curl_hooks.cpp sees all code from now on: requests of libcurl may get the header.
void all_lists_are_seen();

// Before a request goes out: may the header be added to the list, which is in call.list then?  Only to a list that is known
// and holds no such header of the program, and only for HTTP.
bool may_add_header(CallState &call);

} // namespace telinject
