// Captures type, message and stack of an exception while it is thrown (Itanium C++ ABI, layout of libstdc++ and
// libc++abi).  Callable on any thread; the exception object must be alive.
#pragma once

#include "runtime/core/record.h"

#include <cstddef>
#include <cstdint>
#include <exception>

namespace telinject {

struct ExceptionInfo {
  const void *object = nullptr;                 // the exception object, shared by all its rethrows; null for a foreign
                                                // exception
  bool is_rethrown = false;                     // rethrown by `throw;` or rethrow_exception
  const void *type_info = nullptr;              // std::type_info of its type; null if foreign
  const char *type = nullptr;                   // mangled name of its type; null if foreign or unknown
  const std::exception *pending_what = nullptr; // object whose what() gives the text once it may be called (call_what)
  std::uint16_t text_size = 0;
  std::uint16_t frame_count = 0;
  char text[max_error_text];            // what(), or the value of a thrown string or number
  const char *frames[max_error_frames]; // sites of the functions that were open, innermost first
};

// Captures the exception with that header (_Unwind_Exception); the caller fills `frames`.  Does not call the what() of
// the program's own classes: the throwing code may hold a lock that it takes.
void describe(const void *header, ExceptionInfo &info);
// Calls the pending what(), once.
void call_what(ExceptionInfo &info);

// Returns the part of the exception object that is of the class with that mangled name, its own or a public base; null if
// there is none.  The object must be alive.
const void *find_base(const ExceptionInfo &info, const char *mangled);

// A rethrown exception (`throw;`, or rethrow_exception on any thread) keeps the frames of its first throw.  They are
// stored by object address, for the last few exceptions of the process.  recall_frames returns false if they are
// unknown or were replaced.
void remember_frames(const ExceptionInfo &info);
bool recall_frames(ExceptionInfo &info);

} // namespace telinject
