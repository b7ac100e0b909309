// The user's own names and macros: a macro called cleanup, a namespace and classes called telinject or std, guards in a row.
// RUN: %roundtrip --option=--events=function %s --std=c++11,c++20 --warn=-Wold-style-cast | %FileCheck %s
// RUN: %roundtrip %s --std=c++11,c++20 --warn=-Wold-style-cast > /dev/null

#define cleanup broken broken
#define visibility broken broken
#define artificial broken broken
#define nodebug broken broken
#define nothrow broken broken
#define gnu_inline broken broken

namespace user {
namespace telinject { struct telinject { int x; }; int run() { return 1; } }
namespace std { struct string { int x; }; }
class TELINJECT {};
struct telinject_enter {};
// CHECK: int own(telinject::telinject t, std::string s) { TELINJECT_FUNCTION(1, "oo", "user::own(t:telinject::telinject, s:std::string) -> int") return TELINJECT_RETURN(1, int) t.x + s.x
int own(telinject::telinject t, std::string s) { return t.x + s.x; }
struct Holder {
  struct telinject_i_value_of {};
  int telinject_state = 3;
  // CHECK: template <class U> int held(U v) { TELINJECT_FUNCTION(1, "v", "user::Holder::held(v:U) -> int", TELINJECT_VALUE(v)) return TELINJECT_RETURN(1, int) v + telinject_state
  template <class U> int held(U v) { return v + telinject_state; }
};
enum Kind { a, b };
// A local variable hides the enumeration's name; the wrapper must still mean the type.
// CHECK: enum Kind kind(int Kind) { TELINJECT_FUNCTION(1, "i", "user::kind(Kind) -> {{.*}}", Kind) return TELINJECT_RETURN(1, enum ::user::Kind) Kind ? a : b TELINJECT_END_RETURN(1, "E{0=a,1=b}"); }
enum Kind kind(int Kind) { return Kind ? a : b; }
}  // namespace user

int main() { return user::telinject::run() + user::own({1}, {2}) + user::Holder().held(3) + user::kind(1) - 10; }
