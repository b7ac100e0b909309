// Proxies, overloaded & and comma and void operator=, private types, explicit and deleted things: a hook touches none of them.
// RUN: %roundtrip --preset=cxx %s --list | %FileCheck %s

#include <bitset>
#include <cstdio>
#include <string>
#include <valarray>
#include <vector>

struct Silent { int n = 0; void operator=(int v) { n = v; } void operator+=(int v) { n += v; } void operator++() { n++; } };
struct Hidden { int n = 0; Hidden *operator&() = delete; Hidden &operator=(int v) { n = v; return *this; } };
struct Comma { int n = 0; Comma &operator=(int v) { n = v; return *this; } Comma &operator++() { n++; return *this; } };
struct Ended {};
[[noreturn]] Ended operator,(const Comma &, int);
template <class T> [[noreturn]] Ended operator,(const Comma &, const T &);
template <class T> [[noreturn]] Ended operator,(const T &, const Comma &);
Ended operator,(const Comma &, int) { throw 1; }
template <class T> Ended operator,(const Comma &, const T &) { throw 2; }
template <class T> Ended operator,(const T &, const Comma &) { throw 3; }
class Owner {
  struct Private { int v; };
  enum Kind { one, two };
  enum class Deep { three };
public:
  static Private make() { return Private{1}; }
  static Kind kind() { return two; }
  static Deep deep() { return Deep::three; }
};
struct Pinned { int n; explicit Pinned(int v) : n(v) {} Pinned(const Pinned &) = delete; Pinned &operator=(const Pinned &) = delete; Pinned &operator=(int v) { n = v; return *this; } };
struct Moved { int n = 1; Moved() = default; Moved(Moved &&o) noexcept : n(o.n) { o.n = 0; } Moved &operator=(Moved &&o) noexcept { n = o.n; o.n = 0; return *this; } };
struct Bool { explicit operator bool() const { return true; } };
struct Int { operator int() const { return 3; } Int &operator=(int) & { return *this; } int operator++(int) { return 8; } };

static int proxies() {
  std::vector<bool> flags(3);
  flags[0] = true; flags[1] = flags[0]; flags[2].flip();
  auto proxy = flags[0]; proxy = false;
  bool plain = flags[1];
  std::bitset<4> bits; bits[1] = true; bits[2] = bits[1]; bits.set(3);
  std::valarray<int> v(2); v = 4; v[0] = 1; v += 2;
  for (auto &&flag : flags) flag = true;
  for (auto flag : flags) flag = false;
  std::string s; s[0] = 'x'; s += "yz"; s.back() = 'w';
  return plain + static_cast<int>(bits.count()) + v[1] + flags[0] + static_cast<int>(s.size());
}
static int operators() {
  // CHECK: Silent a; TELINJECT_WRITE() a = 1 TELINJECT_END_WRITE(1, "o", "a : Silent");
  Silent a; a = 1; a += 2; ++a;
  Hidden h; h = 3; h = Hidden();
  Comma c; c = 4; ++c; for (int i = 0; i < 2; ++c, void(), ++i) {}
  Pinned p(5); p = 6;
  Moved m, n = std::move(m); m = std::move(n);
  Int i; i = 2; int k = i, l(i), j{i}; k = i; k += i++;
  bool b(Bool{}), d = !!Bool{};
  return a.n + h.n + c.n + p.n + m.n + n.n + k + l + j + (b ? 1 : 0) + d;
}
static int privates() {
  auto p = Owner::make(); p.v = 2; p = Owner::make();
  // CHECK: auto k = Owner::kind(); TELINJECT_DECLARATION(2, 1, "e{0=one,1=two}", "k : Kind", k) TELINJECT_ASSIGN(1, auto) k = Owner::kind()
  auto k = Owner::kind(); k = Owner::kind();
  auto d = Owner::deep(); d = Owner::deep(); (void)d;
  decltype(Owner::kind()) e = Owner::kind();
  auto *q = &p; q = nullptr; (void)q;
  return p.v + k + e;
}

int main() { std::printf("%d %d %d\n", proxies(), operators(), privates()); }
// CHECK: variable c: skipped (value-is-used)
