// The standard library's own types: containers by size, optional by what is in it, smart pointers by address, durations
// with their unit; only where the object may be read and its type is whole.
// RUN: %roundtrip --option=--events=function,variable %s --std=c++17,c++20 --trace | %FileCheck %s --check-prefixes=CHECK,TRACE

#include <array>
#include <chrono>
#include <cstdio>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

struct Later;
struct Own { std::size_t size() const { return 3; } };
enum class Mode { shut, open };

// CHECK: int sized(const std::vector<int> &v, std::map<std::string, int> m, const std::array<int, 3> &a, std::list<Own> &&l) { TELINJECT_FUNCTION(1, "nnnn", "sized(v:std::vector<int>, m:std::map<std::string, int>, a:std::array<int, 3>, l:std::list<Own>) -> int", TELINJECT_SIZE(v), TELINJECT_SIZE(m), TELINJECT_SIZE(a), TELINJECT_SIZE(l))
static int sized(const std::vector<int> &v, std::map<std::string, int> m, const std::array<int, 3> &a, std::list<Own> &&l) { return static_cast<int>(v.size() + m.size() + a.size() + l.size()); }
// CHECK: maybe(std::optional<int> i, const std::optional<std::string> &s, std::optional<Own> o, std::optional<Mode> e) { TELINJECT_FUNCTION(1, "vvvv", "maybe({{.*}}) -> int", TELINJECT_OPTIONAL(i), TELINJECT_OPTIONAL_TEXT(s), TELINJECT_OPTIONAL(o), TELINJECT_OPTIONAL(e))
static int maybe(std::optional<int> i, const std::optional<std::string> &s, std::optional<Own> o, std::optional<Mode> e) { return i.value_or(0) + s.has_value() + o.has_value() + e.has_value(); }
// CHECK: owned(const std::unique_ptr<int> &u, std::shared_ptr<const Later> s, std::unique_ptr<int[]> a) { TELINJECT_FUNCTION(1, "ppp", "owned(u, s, a) -> int", TELINJECT_POINTER(u), TELINJECT_POINTER(s), TELINJECT_POINTER(a))
static int owned(const std::unique_ptr<int> &u, std::shared_ptr<const Later> s, std::unique_ptr<int[]> a) { return *u + (s != nullptr) + (a != nullptr); }
// CHECK: waited(std::chrono::milliseconds m, const std::chrono::hours &h, std::chrono::duration<int, std::ratio<1, 60>> f, std::chrono::duration<double> d) { TELINJECT_FUNCTION(1, "qqqo", "waited(m{ms}, h{h}, f{[1/60]s}, d:{{.*}}) -> int", TELINJECT_COUNT(m), TELINJECT_COUNT(h), TELINJECT_COUNT(f))
static int waited(std::chrono::milliseconds m, const std::chrono::hours &h, std::chrono::duration<int, std::ratio<1, 60>> f, std::chrono::duration<double> d) { return static_cast<int>(m.count() + h.count() + f.count() + static_cast<int>(d.count())); }

// What a reference to non-const refers to is not read; neither is a container of what is not whole yet, nor what only looks like one.
// CHECK: unread(std::vector<int> &v, std::string &s, const std::vector<Later> &l, const Own &o, const std::weak_ptr<int> &w) { TELINJECT_FUNCTION(1, "ooooo", "unread(
static int unread(std::vector<int> &v, std::string &s, const std::vector<Later> &l, const Own &o, const std::weak_ptr<int> &w) { static_cast<void>(l); return static_cast<int>(v.size() + s.size() + o.size()) + w.expired(); }
struct Later { int x; };
struct Closer { void operator()(int *p) const { delete p; } };
// CHECK: whole(const std::vector<Later> &l, const std::unique_ptr<int, Closer> &c) { TELINJECT_FUNCTION(1, "no",
static int whole(const std::vector<Later> &l, const std::unique_ptr<int, Closer> &c) { return static_cast<int>(l.size()) + (c == nullptr); }

int main() {
  // CHECK: std::vector<int> v = {1, 2}; TELINJECT_DECLARATION(1, 1, "n", "v : {{.*}}vector<int>{{.*}}", TELINJECT_SIZE(v))
  std::vector<int> v = {1, 2};
  // CHECK: TELINJECT_WRITE() v = {1, 2, 3} TELINJECT_END_WRITE(1, "n", "v : {{.*}}", TELINJECT_SIZE(v));
  v = {1, 2, 3};
  std::string s = "s";
  std::vector<Later> l(2);
  std::unique_ptr<int> p = std::make_unique<int>(4);
  std::chrono::seconds wait = std::chrono::seconds(2);
  wait += std::chrono::seconds(3);
  std::optional<std::string> text = std::nullopt;
  text = "\"some\"";
  std::printf("%d %d %d\n", sized(v, {{"a", 1}}, {1, 2, 3}, std::list<Own>(2)), maybe(7, "in", Own(), std::nullopt), maybe(std::nullopt, std::nullopt, {}, Mode::open));
  std::printf("%d %d\n", owned(p, nullptr, nullptr), waited(std::chrono::milliseconds(15), std::chrono::hours(2), std::chrono::duration<int, std::ratio<1, 60>>(3), std::chrono::duration<double>(1.5)));
  std::printf("%d %d\n", unread(v, s, l, Own(), std::shared_ptr<int>()), whole(l, std::unique_ptr<int, Closer>()));
}
// TRACE: {{^}}=== trace
// TRACE: change v = size 2
// TRACE: change v = size 3
// TRACE: change wait = 2s
// TRACE: change wait = 5s
// TRACE: change text = none
// TRACE: change text = ""some""
// TRACE-DAG: > sized@{{[0-9]+}}(v=size 3, m=size 1, a=size 3, l=size 2)
// TRACE-DAG: > maybe@{{[0-9]+}}(i=7, s="in", o=typed, e=none)
// TRACE-DAG: > maybe@{{[0-9]+}}(i=none, s=none, o=none, e=1)
// TRACE-DAG: > owned@{{[0-9]+}}(u=pointer, s=null, a=null)
// TRACE-DAG: > waited@{{[0-9]+}}(m=15ms, h=2h, f=3[1/60]s, d=typed)
