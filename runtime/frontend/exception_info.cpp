// Reads exception objects (exception_info.h).  The layouts are those of the Itanium C++ ABI: exception handling, 2.2.1,
// and run-time type information, 2.9.5.  libstdc++ and libc++abi both follow them.
#include "runtime/frontend/exception_info.h"

#include "runtime/base/double_text.h"
#include "runtime/base/safe_read.h"
#include "runtime/base/text.h"
#include "runtime/frontend/state.h"

#include <atomic>
#include <cerrno>
#include <exception>

namespace telinject {

namespace {

// The C++ header in front of the unwinder's header, limited to the fields that both libraries share.
struct CxxHeader {
  const void *type; // std::type_info; in libstdc++'s dependent exceptions: the primary exception's object
  void *destructor, *unexpected_handler, *terminate_handler, *next;
  int handler_count, handler_switch_value;
  const void *action_record, *language_data, *catch_temporary, *adjusted;
};
constexpr std::size_t unwinder_part = 32; // sizeof(_Unwind_Exception); the object follows
static_assert(sizeof(CxxHeader) == 80);

constexpr std::uint64_t gnu_class = 0x474E5543432B2B00;   // "GNUCC++\0"
constexpr std::uint64_t clang_class = 0x434C4E47432B2B00; // "CLNGC++\0"
constexpr std::uint64_t dependent = 1;                    // set in the last byte if rethrow_exception made the
                                                          // exception

struct TypeInfo {
  const void *const *table;
  const char *name;
};
struct OneBase : TypeInfo {
  const TypeInfo *base;
};
struct ManyBases : TypeInfo {
  unsigned flags, count;
  struct {
    const TypeInfo *type;
    long offset_and_flags; // 1: virtual, 2: public, offset << 8
  } bases[1];
};

Slice name_of(const TypeInfo *type) {
  const char *name = type->name;
  return Slice::of(name && *name == '*' ? name + 1 : name);
}

// The dynamic type of a type_info object gives the kind of type that it describes.
Slice kind_of(const TypeInfo *type) {
  return name_of(static_cast<const TypeInfo *>(type->table[-1]));
}

// Returns the base of an object that has that mangled name; null if it has none or the base is not accessible.
const char *find_base_of(const TypeInfo *type, const char *object, Slice wanted, int depth) {
  if (name_of(type) == wanted)
    return object;
  if (depth == 0)
    return nullptr;
  const Slice kind = kind_of(type);
  if (kind == Slice("N10__cxxabiv120__si_class_type_infoE"))
    return find_base_of(static_cast<const OneBase *>(type)->base, object, wanted, depth - 1);
  if (!(kind == Slice("N10__cxxabiv121__vmi_class_type_infoE")))
    return nullptr;
  const auto *many = static_cast<const ManyBases *>(type);
  for (unsigned i = 0; i < many->count; ++i) {
    const auto &base = many->bases[i];
    long offset = base.offset_and_flags >> 8;
    if ((base.offset_and_flags & 2) == 0)
      continue;
    if ((base.offset_and_flags & 1) != 0) // a virtual base: the offset is stored in the object's virtual table
      std::memcpy(&offset, *reinterpret_cast<const char *const *>(object) + offset, sizeof offset);
    if (const char *found = find_base_of(base.type, object + offset, wanted, depth - 1))
      return found;
  }
  return nullptr;
}

const std::exception *find_exception(const TypeInfo *type, const char *object) {
  return reinterpret_cast<const std::exception *>(find_base_of(type, object, Slice("St9exception"), 16));
}

void put_c_text(const char *text, ExceptionInfo &info) {
  bool is_truncated;
  const long n = text ? read_c_string(text, info.text, max_error_text, is_truncated) : 0;
  info.text_size = static_cast<std::uint16_t>(n < 0 ? 0 : n);
}

template <class T> T load(const void *object) {
  T value;
  std::memcpy(&value, object, sizeof value);
  return value;
}

// Reads a libc++ string on a little-endian processor: short strings are stored in the object itself.
Slice text_of_libcxx(const char *object) {
  const auto first = load<unsigned char>(object);
  return (first & 1) == 0 ? Slice(object + 1, first >> 1)
                          : Slice(load<const char *>(object + 16), load<std::size_t>(object + 8));
}

// Writes a number as JSON does, but without the quotes that JSON needs for NaN and infinities.
template <class T> void put_unquoted(void (*put)(TextBuffer &, T), const void *object, TextBuffer &out) {
  char buffer[64];
  TextBuffer text(buffer, sizeof buffer);
  put(text, load<T>(object));
  const Slice number = text.slice();
  out.put(number.starts_with("\"") ? number.drop_front(1).take_front(number.size - 2) : number);
}

__extension__ typedef unsigned __int128 Wide;

void put_wide(TextBuffer &out, Wide value, bool negative) {
  char digits[40];
  std::size_t at = sizeof digits;
  for (Wide remaining = negative ? 0 - value : value; remaining != 0 || at == sizeof digits; remaining /= 10)
    digits[--at] = static_cast<char>('0' + static_cast<int>(remaining % 10));
  if (negative)
    out.put('-');
  out.put(digits + at, sizeof digits - at);
}

// Writes one code point as UTF-8; skips invalid ones.
void put_code_point(TextBuffer &out, std::uint32_t c) {
  if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
    return;
  const auto tail = [&](int shift) { out.put(static_cast<char>(0x80 | (c >> shift & 0x3f))); };
  if (c < 0x80)
    return out.put(static_cast<char>(c));
  out.put(static_cast<char>(c < 0x800 ? 0xc0 | c >> 6 : c < 0x10000 ? 0xe0 | c >> 12 : 0xf0 | c >> 18));
  if (c >= 0x10000)
    tail(12);
  if (c >= 0x800)
    tail(6);
  tail(0);
}

// Writes the value of a builtin type, given its one-letter code (Itanium C++ ABI, 5.1.5.2).  Returns false if the type
// has no value.
bool put_builtin(char code, const void *object, TextBuffer &out) {
  switch (code) {
  case 'b':
    out.put(load<bool>(object) ? Slice("true") : Slice("false"));
    return true;
  case 'c':
    out.put(load<char>(object));
    return true;
  case 'a':
    out.signed_decimal(load<signed char>(object));
    return true;
  case 'h':
    out.decimal(load<unsigned char>(object));
    return true;
  case 's':
    out.signed_decimal(load<short>(object));
    return true;
  case 't':
    out.decimal(load<unsigned short>(object));
    return true;
  case 'i':
    out.signed_decimal(load<int>(object));
    return true;
  case 'j':
    out.decimal(load<unsigned>(object));
    return true;
  case 'l':
  case 'x':
    out.signed_decimal(load<std::int64_t>(object));
    return true;
  case 'm':
  case 'y':
    out.decimal(load<std::uint64_t>(object));
    return true;
  case 'n':
    put_wide(out, load<Wide>(object), (load<Wide>(object) >> 127) != 0);
    return true;
  case 'o':
    put_wide(out, load<Wide>(object), false);
    return true;
  case 'w':
    put_code_point(out, load<std::uint32_t>(object));
    return true;
  case 'f':
    put_unquoted(put_float, object, out);
    return true;
  case 'd':
    put_unquoted(put_double, object, out);
    return true;
  case 'e':
    put_unquoted(put_long_double, object, out);
    return true;
  default:
    return false;
  }
}

// Writes a standard string or string view.  Returns false if the type is neither.
bool put_string(Slice name, const char *object, TextBuffer &out) {
  const auto put = [&](const char *data, std::size_t size) { out.put(Slice(data, size).take_front(max_error_text)); };
  if (name == Slice("NSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE"))
    put(load<const char *>(object), load<std::size_t>(object + sizeof(void *)));
  else if (name == Slice("Ss")) // libstdc++'s old string: its length precedes its text
    put(load<const char *>(object), load<std::size_t>(load<const char *>(object) - 3 * sizeof(std::size_t)));
  else if (name == Slice("NSt3__112basic_stringIcNS_11char_traitsIcEENS_9allocatorIcEEEE"))
    out.put(text_of_libcxx(object).take_front(max_error_text));
  else
    return false;
  return true;
}

// The standard library's what() functions, resolved if the program has a C++ library.  Classes derived from its classes
// inherit them.
extern "C" {
extern const char what_of_exception[] asm("_ZNKSt9exception4whatEv") __attribute__((weak));
extern const char what_of_logic_error[] asm("_ZNKSt11logic_error4whatEv") __attribute__((weak));
extern const char what_of_runtime_error[] asm("_ZNKSt13runtime_error4whatEv") __attribute__((weak));
}

bool has_what_of_library(const std::exception *exception) {
  constexpr std::size_t what_index = 2; // index in the virtual table, after two destructors
  const void *const what = load<const void *const *>(exception)[what_index];
  return what && (what == what_of_exception || what == what_of_logic_error || what == what_of_runtime_error);
}

// Returns true for a class directly in namespace std, such as "St13runtime_error": its what() takes no lock.
bool is_of_library(Slice name) {
  if (name.size < 4 || name.data[0] != 'S' || name.data[1] != 't')
    return false;
  std::size_t length = 0, at = 2;
  for (; at < name.size && name.data[at] >= '0' && name.data[at] <= '9'; ++at)
    length = length * 10 + static_cast<std::size_t>(name.data[at] - '0');
  return length != 0 && at + length == name.size;
}

void put_text_of(const TypeInfo *type, const void *object, ExceptionInfo &info) {
  TextBuffer out(info.text, max_error_text);
  const Slice name = name_of(type);
  if (name == Slice("PKc") || name == Slice("Pc"))
    return put_c_text(load<const char *>(object), info);
  if (name == Slice("Du") || name == Slice("Ds") || name == Slice("Di"))
    put_code_point(out, name == Slice("Du")   ? load<unsigned char>(object)
                        : name == Slice("Ds") ? load<std::uint16_t>(object)
                                              : load<std::uint32_t>(object));
  else if (name.size == 1 && put_builtin(name.data[0], object, out))
    ;
  else if (!put_string(name, static_cast<const char *>(object), out))
    if (const std::exception *exception = find_exception(type, static_cast<const char *>(object))) {
      info.pending_what = exception;
      if (is_of_library(name) || has_what_of_library(exception))
        call_what(info);
      return;
    }
  info.text_size = static_cast<std::uint16_t>(out.size());
}

// The frames of recent exceptions, in sets that are selected by the object's address.  A thread that finds a set locked
// by another thread skips the operation.
struct Remembered {
  const void *object = nullptr;
  std::uint64_t age = 0; // the set's clock when the entry was stored
  std::uint16_t frame_count = 0;
  const char *frames[max_error_frames];
};
struct Set {
  static constexpr int set_size = 8;
  std::atomic<bool> is_locked{false};
  std::uint64_t clock = 0;
  Remembered entries[set_size];
};
constinit Set sets[32];

class TakenSet {
public:
  explicit TakenSet(const void *object)
      : set_(sets[(reinterpret_cast<std::uintptr_t>(object) >> 4) * 0x9E3779B97F4A7C15u >> 59]) {
    holds_ = object && !set_.is_locked.exchange(true, std::memory_order_acquire);
  }
  ~TakenSet() {
    if (holds_)
      set_.is_locked.store(false, std::memory_order_release);
  }
  TakenSet(const TakenSet &) = delete;
  TakenSet &operator=(const TakenSet &) = delete;

  Remembered *find(const void *object) const {
    for (Remembered &entry : set_.entries)
      if (holds_ && entry.object == object)
        return &entry;
    return nullptr;
  }
  // Returns the index of the oldest entry.
  Remembered *make(const void *object) const {
    if (!holds_)
      return nullptr;
    Remembered *chosen = find(object);
    if (!chosen) {
      chosen = &set_.entries[0];
      for (Remembered &entry : set_.entries)
        if (entry.age < chosen->age)
          chosen = &entry;
    }
    chosen->object = object;
    chosen->age = ++set_.clock;
    return chosen;
  }

private:
  Set &set_;
  bool holds_;
};

} // namespace

void describe(const void *header, ExceptionInfo &info) {
  info.object = nullptr;
  info.is_rethrown = false;
  info.type_info = nullptr;
  info.type = nullptr;
  info.pending_what = nullptr;
  info.text_size = 0;
  info.frame_count = 0;
  const auto *const address = static_cast<const char *>(header);
  const auto exception_class = load<std::uint64_t>(header);
  if ((exception_class & ~dependent) != gnu_class && (exception_class & ~dependent) != clang_class)
    return;
  const auto *cxx = reinterpret_cast<const CxxHeader *>(address - sizeof(CxxHeader));
  const char *object = address + unwinder_part;
  if ((exception_class & dependent) != 0) {
    const bool gnu = (exception_class & ~dependent) == gnu_class;
    object = load<const char *>(reinterpret_cast<const char *>(cxx) - (gnu ? 0 : sizeof(void *)));
    cxx = reinterpret_cast<const CxxHeader *>(object - unwinder_part - sizeof(CxxHeader));
  }
  const auto *type = static_cast<const TypeInfo *>(cxx->type);
  info.object = object;
  info.is_rethrown = (exception_class & dependent) != 0 || cxx->handler_count != 0;
  info.type_info = type;
  info.type = name_of(type).data;
  const int saved = errno;
  put_text_of(type, object, info);
  errno = saved;
}

const void *find_base(const ExceptionInfo &info, const char *mangled) {
  if (!info.object || !info.type_info || !mangled)
    return nullptr;
  return find_base_of(static_cast<const TypeInfo *>(info.type_info), static_cast<const char *>(info.object),
                      Slice::of(mangled), 16);
}

void call_what(ExceptionInfo &info) {
  const std::exception *const exception = info.pending_what;
  info.pending_what = nullptr;
  if (!exception || !config.calls_what)
    return;
  const int saved = errno;
  put_c_text(exception->what(), info);
  errno = saved;
}

void remember_frames(const ExceptionInfo &info) {
  const TakenSet set(info.object);
  Remembered *const to = set.make(info.object);
  if (!to)
    return;
  to->frame_count = info.frame_count;
  std::memcpy(to->frames, info.frames, info.frame_count * sizeof *info.frames);
}

bool recall_frames(ExceptionInfo &info) {
  const TakenSet set(info.object);
  const Remembered *const from = set.find(info.object);
  if (!from)
    return false;
  info.frame_count = from->frame_count;
  std::memcpy(info.frames, from->frames, from->frame_count * sizeof *from->frames);
  return true;
}

} // namespace telinject
