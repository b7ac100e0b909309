// The public header in C++, inside extern "C" too.
extern "C" {
#include "use.h"
}

namespace std {} // namespace std
struct abi_object {
  abi_object() { TELINJECT_FUNCTION(1, "", "abi_object::abi_object()") }
  ~abi_object() { TELINJECT_FUNCTION(1, "", "abi_object::~abi_object()") }
  template <class T> T twice(T v) {
    TELINJECT_FUNCTION(1, "v", "abi_object::twice(v:T) -> T", TELINJECT_VALUE(v))
    return v + v;
  }
  const char *what() const {
    TELINJECT_WHAT_GUARD()
    TELINJECT_FUNCTION(1, "", "abi_object::what() -> const char *")
    return TELINJECT_RETURN(1, const char *) "text" TELINJECT_END_RETURN(1, "p");
  }
};
int abi_attempt(int a) TELINJECT_OPEN_FUNCTION(1, "i", "abi_attempt(a) -> int", a)
    TELINJECT_TRY(1_1, 1, "", "int") try {
  throw a;
} catch (int caught) {
  TELINJECT_CATCH(1_1) return TELINJECT_RETURN(1, int) caught TELINJECT_END_RETURN(1, "i");
}
TELINJECT_END_TRY() TELINJECT_END_FUNCTION() int abi_scope(int a) TELINJECT_OPEN_SCOPE(1, "", "abi_scope()") try {
  return a;
} catch (...) {
  return 0;
}
TELINJECT_END_SCOPE()
#if __cplusplus >= 202002L
constexpr int abi_constant(int a) {
  TELINJECT_CONSTEXPR_FUNCTION(1, "i", "abi_constant(a) -> int", a)
  return TELINJECT_RETURN(1, int) a + 1 TELINJECT_END_RETURN(1, "i");
}
static_assert(abi_constant(1) == 2);
constexpr int abi_constant_attempt(int a)
    TELINJECT_OPEN_CONSTEXPR_FUNCTION(1, "i", "abi_constant_attempt(a) -> int", a) try {
  return a;
} catch (...) {
  return 0;
}
TELINJECT_END_FUNCTION()
static_assert(abi_constant_attempt(1) == 1);
constexpr int abi_constant_scope(int a) TELINJECT_OPEN_CONSTEXPR_SCOPE(1, "", "abi_constant_scope()") try {
  return a;
} catch (...) {
  return 0;
}
TELINJECT_END_SCOPE()
static_assert(abi_constant_scope(1) == 1);
struct abi_constant_object {
  constexpr const char *what() const { TELINJECT_CONSTEXPR_WHAT_GUARD() return "c"; }
};
static_assert(*abi_constant_object().what() == 'c');
#endif
int abi_all();
int abi_all() {
  abi_object o;
  return abi_plain(1) + o.twice(2) + static_cast<int>(o.twice(2.5));
}
