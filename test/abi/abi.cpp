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
};
#if __cplusplus >= 202002L
constexpr int abi_constant(int a) {
  TELINJECT_CONSTEXPR_FUNCTION(1, "i", "abi_constant(a) -> int", a)
  return TELINJECT_RETURN(1, int) a + 1 TELINJECT_RETURNED(1, "i");
}
static_assert(abi_constant(1) == 2);
#endif
int abi_all();
int abi_all() {
  abi_object o;
  return abi_plain(1) + o.twice(2) + static_cast<int>(o.twice(2.5));
}
