// What the events of an exception tell of it, taken from the object while it is thrown (Itanium C++ ABI, as libstdc++
// and libc++abi lay it out).  Any thread; the exception object must be alive.
#pragma once

#include "runtime/core/record.h"

#include <cstddef>
#include <cstdint>
#include <exception>

namespace telinject {

struct ExceptionInfo {
  const void *object = nullptr;                 // the exception's; shared by all rethrows.  Null: foreign
  bool is_rethrown = false;                     // on its way for a further time: throw;, rethrow_exception
  const char *type = nullptr;                   // its type's mangled name; null: foreign, or unknown
  const std::exception *pending_what = nullptr; // whose what() is the text, once it may be called (call_what)
  std::uint16_t text_size = 0;
  std::uint16_t frame_count = 0;
  char text[max_error_text];            // what(), or the value of a thrown string or number
  const char *frames[max_error_frames]; // sites of the functions that were open, innermost first
};

// header: the _Unwind_Exception that is raised.  `frames` is left for the caller.  what() of the program's own classes
// is not called yet: whoever throws may hold a lock that it takes.
void describe(const void *header, ExceptionInfo &info);
// Calls it, once.
void call_what(ExceptionInfo &info);

// Exceptions on their way again (throw;, rethrow_exception on any thread) keep the frames of where they were thrown:
// stored by object, the last few of the process.  False: not known (any more).
void remember_frames(const ExceptionInfo &info);
bool recall_frames(ExceptionInfo &info);

} // namespace telinject
