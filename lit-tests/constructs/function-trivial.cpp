// --min-statements auto leaves out functions that only return a member, set one, compute with their arguments or forward
// to a function with a span of its own, and keeps everything else.
// RUN: %roundtrip --option=--events=function %s --std=c++17,c++20 --list --warn=-Wno-restrict --option=--min-statements=auto | %FileCheck %s --implicit-check-not="skipped::{{.*}}: instrumented" --implicit-check-not="kept::{{.*}}: skipped"
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

struct Base { virtual ~Base() = default; };
struct Derived : Base {};

namespace kept {

// CHECK: {{^}}int work(int n) { TELINJECT_FUNCTION
int work(int n) {
  int sum = 0;
  for (int i = 0; i < n; ++i)
    sum += i;
  return sum;
}

struct Item {
  void push(int part) { parts_.push_back(part); }
  int twice(int n) const { return work(n) + work(n); }
  void both() { id_ = 1; name_ = "x"; }
  int checked() const { if (id_ < 0) return 0; return id_; }
  int loop() const { for (int p : parts_) if (p) return p; return 0; }
  int failing() const { throw id_; }
  int caught() const { try { return id_; } catch (...) { return 0; } }
  int caught_all() const try { return id_; } catch (...) { return 0; }
  // The library does the work, and has no span.
  int number() const { return std::atoi(name_.c_str()); }
  int stored(const std::string &key) const { return static_cast<int>(by_name_.count(key) ? by_name_.find(key)->second : 0); }
  int called() const { return callback_(id_); }
  int id_ = 0;
  std::string name_;
  std::vector<int> parts_;
  std::map<std::string, int> by_name_;
  std::function<int(int)> callback_;
};

Derived *cast(Base *base) { return dynamic_cast<Derived *>(base); }
Item *allocated() { return new Item; }
void freed(Item *item) { delete item; }
int removed(const char *path) { return std::remove(path); }
int by_pointer(int (*function)(int)) { return function(1); }
int counted() { static int n; return ++n; }
// Functions that forward to each other have no other span.
int ping(int n);
int pong(int n) { return n == 0 ? 0 : ping(n - 1) + 1; }
int ping(int n) { return n == 0 ? 0 : pong(n - 1) + 1; }
int with_lambda(int n) { return [n](int m) { int sum = n; sum += m; return sum; }(1); }
template <class T> struct Box {
  int unknown() const { return value_.run(); }
  template <class S> void print(S &out) const { out << value_.id; }
  T value_;
};

} // namespace kept

namespace skipped {

struct Item {
  explicit Item(int id, std::string name = "") : id_(id), name_(std::move(name)) {}
  Item() {}
  ~Item() {}
  // CHECK: {{^}}  int id() const { return id_; }{{$}}
  int id() const { return id_; }
  const std::string &name() const { return name_; }
  std::string copy_of_name() const { return name_; }
  std::string kind() const { return "item"; }
  void set_id(int id) { id_ = id; }
  Item &set_name(std::string name) { name_ = std::move(name); return *this; }
  size_t size() const { return parts_.size(); }
  bool empty() const { return parts_.empty(); }
  int part(size_t i) const { return parts_[i]; }
  auto begin() const { return parts_.begin(); }
  int front() const { return *parts_.begin(); }
  Item *owner() const { return owner_.get(); }
  int id_of_owner() const { return owner_->id_; }
  bool operator==(const Item &other) const { return id_ == other.id_ && name_ == other.name_; }
  bool operator!=(const Item &other) const { return !(*this == other); }
  explicit operator bool() const { return id_ != 0; }
  Item &operator++() { ++id_; return *this; }
  int forwarded(int n) const { (void)n; return kept::work(id_ + 1); }
  int id_ = 0;
  std::string name_;
  std::vector<int> parts_ = {7};
  std::shared_ptr<Item> owner_;
};

struct Point { int x, y; };
Point operator+(Point a, Point b) { return {a.x + b.x, a.y + b.y}; }
Point operator*(Point a, int n) { return Point{a.x * n, a.y * n}; }
Item made(int n) { return Item(n); }
constexpr int larger(int a, int b) { static_assert(sizeof(int) > 1, ""); return a < b ? b : a; }
inline int second_forward(int n) { return kept::work(n); }
int first_forward(int n) { return second_forward(n); }
void nothing() {}
void count(int *n) { ++*n; }
int named(int n);
int named(int) { return sizeof(Item) > 1 ? 1 : 2; }
auto lambda = [](int a) { return a * 2; };

template <class T> struct Box {
  Box(T value = T()) : value_(value) {}
  T value() const { return value_; }
  void set(T value) { value_ = value; }
  T sum(T other) const { return value_ + other; }
  Box scaled(T by) const { return Box(value_ * by); }
  size_t size() const { return all_.size(); }
  T &operator[](size_t i) { return all_[i]; }
  T value_;
  std::vector<T> all_ = {1, 2};
};
template <class... A> int all(A &&...a) { return kept::work(std::forward<A>(a)...); }

} // namespace skipped

struct Runs { int id; int run() const { return id; } };

// main is kept, whatever it does.
// CHECK: {{^}}int main() { TELINJECT_FUNCTION
int main() { return kept::work(0); }

int use() {
  kept::Item item;
  item.callback_ = kept::work;
  item.push(1);
  item.both();
  int sum = item.twice(2) + item.checked() + item.loop() + item.caught() + item.caught_all() + item.number() + item.stored("a") + item.called();
  try { sum += item.failing(); } catch (int n) { sum += n; }
  std::ostringstream out;
  kept::Box<Runs>{Runs{3}}.print(out);
  sum += kept::Box<Runs>{Runs{3}}.unknown() + (kept::cast(nullptr) != nullptr) + kept::removed("/no/such/file") + kept::by_pointer(kept::work) + kept::counted() + kept::pong(2) + kept::with_lambda(1);
  kept::freed(kept::allocated());
  skipped::Item a(1), b;
  b.set_id(2);
  b.set_name("b").owner_ = std::make_shared<skipped::Item>(9);
  ++b;
  sum += a.id() + static_cast<int>(a.name().size() + a.copy_of_name().size() + b.kind().size() + b.size()) + b.empty() + b.part(0) + *b.begin() + b.front() + b.owner()->id() + b.id_of_owner() + (a != b) + !a + b.forwarded(1);
  skipped::Point p = (skipped::Point{1, 2} + skipped::Point{3, 4}) * 2;
  skipped::nothing();
  skipped::count(&sum);
  skipped::Box<int> box(4);
  box.set(5);
  return sum + p.x + skipped::made(3).id() + skipped::larger(1, 2) + skipped::first_forward(3) + skipped::named(1) + skipped::lambda(2) + box.value() + box.sum(1) + box.scaled(2).value() + static_cast<int>(box.size()) + box[1] + skipped::all(2);
}
// CHECK: function kept::Item::push: instrumented
// CHECK: function kept::ping: instrumented
// CHECK: function skipped::Item::id: skipped (trivial)
// CHECK: function skipped::lambda@{{[0-9]+}}: skipped (trivial)
// CHECK: function skipped::all: skipped (trivial)
// CHECK: function main: instrumented
