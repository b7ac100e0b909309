// Makes asynchronous cancellation (PTHREAD_CANCEL_ASYNCHRONOUS) safe in C++.  It unwinds from any instruction.  A C++
// function with an object to destroy has a table of its calls, and the C++ library's personality ends the program
// (std::terminate) for an instruction outside of the table.  A function without objects has no table and lets the
// unwinding pass.  The guard is such an object, so this personality lets instrumented functions pass too.  Only in the
// shared library: a static program uses the C++ library's own function.
#include "runtime/base/c_library.h"
#include "runtime/frontend/thread_ring.h"

#include <dlfcn.h>

struct _Unwind_Exception;
struct _Unwind_Context;

extern "C" {
using Personality = int (*)(int, int, std::uint64_t, _Unwind_Exception *, _Unwind_Context *);
using Visit = int (*)(_Unwind_Context *, void *);
std::uintptr_t _Unwind_GetIPInfo(_Unwind_Context *, int *) __attribute__((weak));
std::uintptr_t _Unwind_GetLanguageSpecificData(_Unwind_Context *) __attribute__((weak));
std::uintptr_t _Unwind_GetRegionStart(_Unwind_Context *) __attribute__((weak));
int _Unwind_Backtrace(Visit, void *) __attribute__((weak));
int telinject_i_personality(int, int, std::uint64_t, _Unwind_Exception *, _Unwind_Context *)
    __attribute__((visibility("default")));
}

namespace telinject {

namespace {

constexpr int cleanup_phase = 2, forced = 8;                  // actions
constexpr int keep_going = 0, fatal = 3, continue_unwind = 8; // results

constinit std::atomic<Personality> next_personality{nullptr};

// The last unwinding seen on this thread, and whether a signal began it.  Loaded objects may have little room for
// thread-local data: two words.
constinit __attribute__((tls_model("initial-exec"))) __thread const _Unwind_Exception *last_unwinding = nullptr;
constinit __attribute__((tls_model("initial-exec"))) __thread bool is_asynchronous = false;

// Finds libstdc++'s personality: the next one in search order, or that of a plug-in which brings its own copy.
Personality find_next() {
  Personality next = next_personality.load(std::memory_order_acquire);
  if (next)
    return next;
  constexpr const char *name = "__gxx_personality_v0";
  void *found = library_find(RTLD_NEXT, name);
  if (!found)
    if (void *const module = library_open("libstdc++.so.6", RTLD_LAZY | RTLD_NOLOAD)) // never closed, because its code
                                                                                      // is in use
      found = library_find(module, name);
  next = reinterpret_cast<Personality>(found);
  next = next == telinject_i_personality ? nullptr : next;
  next_personality.store(next, std::memory_order_release);
  return next;
}

int note_interrupted(_Unwind_Context *context, void *found) {
  int interrupted = 0;
  _Unwind_GetIPInfo(context, &interrupted);
  if (interrupted != 0)
    *static_cast<bool *>(found) = true;
  return keep_going;
}

// Reads the language-specific data: the numbers of a table of call sites.
class Bytes {
public:
  explicit Bytes(std::uintptr_t at) : at_(reinterpret_cast<const unsigned char *>(at)) {}

  unsigned char byte() { return *at_++; }
  std::uint64_t uleb() {
    std::uint64_t v = 0;
    for (int shift = 0;; shift += 7) {
      const unsigned char b = byte();
      v |= static_cast<std::uint64_t>(b & 0x7f) << shift;
      if ((b & 0x80) == 0)
        return v;
    }
  }
  // Returns false for an encoding that compilers do not use here.
  bool number(unsigned char encoding, std::uint64_t &v) {
    switch (encoding & 0x0f) {
    case 1:
      v = uleb();
      return true;
    case 2:
      return fixed_size<std::uint16_t>(v);
    case 3:
    case 11:
      return fixed_size<std::uint32_t>(v);
    case 4:
    case 12:
      return fixed_size<std::uint64_t>(v);
    default:
      return false;
    }
  }
  const unsigned char *at() const { return at_; }

private:
  template <class T> bool fixed_size(std::uint64_t &v) {
    T value;
    __builtin_memcpy(&value, at_, sizeof value);
    at_ += sizeof value;
    v = value;
    return true;
  }

  const unsigned char *at_;
};

// Returns true if the frame's table has no entry for its current instruction.
bool is_outside_of_table(_Unwind_Context *context) {
  const std::uintptr_t data = _Unwind_GetLanguageSpecificData(context);
  if (data == 0)
    return false;
  constexpr unsigned char omitted = 0xff;
  int interrupted = 0;
  const std::uintptr_t ip = _Unwind_GetIPInfo(context, &interrupted) - (interrupted != 0 ? 0 : 1);
  const std::uint64_t offset = ip - _Unwind_GetRegionStart(context);
  Bytes bytes(data);
  if (bytes.byte() != omitted) // base address of landing pads: compilers omit it
    return false;
  if (bytes.byte() != omitted)
    bytes.uleb();
  const unsigned char encoding = bytes.byte();
  const std::uint64_t size = bytes.uleb();
  for (const unsigned char *const end = bytes.at() + size; bytes.at() < end;) {
    std::uint64_t start, length, pad;
    if (!bytes.number(encoding, start) || !bytes.number(encoding, length) || !bytes.number(encoding, pad))
      return false;
    bytes.uleb();
    if (offset < start)
      return true;
    if (offset < start + length)
      return false;
  }
  return true;
}

bool passes(_Unwind_Exception *exception, _Unwind_Context *context) {
  if (!_Unwind_GetIPInfo || !_Unwind_GetLanguageSpecificData || !_Unwind_GetRegionStart || !_Unwind_Backtrace)
    return false;
  if (last_unwinding != exception) {
    last_unwinding = exception;
    bool found = false;
    _Unwind_Backtrace(note_interrupted, &found);
    is_asynchronous = found;
  }
  return is_asynchronous && is_outside_of_table(context);
}

} // namespace

} // namespace telinject

asm(".symver telinject_i_personality, __gxx_personality_v0@CXXABI_1.3");

extern "C" int telinject_i_personality(int version, int actions, std::uint64_t kind, _Unwind_Exception *exception,
                                       _Unwind_Context *context) {
  using namespace telinject;
  constexpr int forced_cleanup = cleanup_phase | forced;
  if ((actions & forced_cleanup) == forced_cleanup && passes(exception, context))
    return continue_unwind;
  const Personality next = find_next();
  return next ? next(version, actions, kind, exception, context) : fatal;
}
