// The C library keeps the note that a runtime records: copies of the runtime do not see each other's variables.
#include "only_runtime.h"

#include "notice.h"
#include "state.h"

#include <cerrno>
#include <dlfcn.h>
#include <link.h>

extern "C" {
// Absent from a fully static program, or from other C libraries.
int weak_dladdr1(const void *, Dl_info *, void **, int) asm("dladdr1") __attribute__((weak));
int weak_dlinfo(void *, int, void *) asm("dlinfo") __attribute__((weak));
char *weak_bindtextdomain(const char *, const char *) asm("bindtextdomain") __attribute__((weak));
}

namespace telinject {

namespace {

bool is_in_other_namespace() {
  Dl_info info;
  void *object = nullptr;
  Lmid_t found = LM_ID_BASE;
  return weak_dladdr1 && weak_dlinfo && weak_dladdr1(&config, &info, &object, RTLD_DL_LINKMAP) != 0 &&
         weak_dlinfo(object, RTLD_DI_LMID, &found) == 0 && found != LM_ID_BASE;
}

// A translation domain whose folder is a text of ours.
bool another_records() {
  if (!weak_bindtextdomain)
    return false;
  constexpr const char *domain = "telinject_i_runtime";
  char own[32];
  Text out(own, sizeof own - 1);
  out.put("./");
  out.hex16(reinterpret_cast<std::uintptr_t>(&config));
  own[out.size()] = '\0';
  const char *const noted = weak_bindtextdomain(domain, nullptr);
  if (noted && noted[0] == '.' && noted[1] == '/')
    return !(Slice::of(noted) == out.slice());
  weak_bindtextdomain(domain, own);
  return false;
}

} // namespace

bool is_second_runtime() {
  const int error = errno;
  const bool apart = is_in_other_namespace();
  const bool second = apart || another_records();
  errno = error;
  if (second)
    warn(apart
             ? Slice("this copy of libtelinject.so is in a namespace that dlmopen made, and records nothing; load what "
                     "uses it with dlopen")
             : Slice("another copy of the telinject runtime records in this process, and this one does not; link the "
                     "program and what it loads with the same libtelinject.so"));
  return second;
}

} // namespace telinject
