// Ways to call a C++ function; callers_ways.c describes how they are checked.
#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#define NOT_INLINED __attribute__((__noinline__))

volatile int sink;
volatile int one = 1;

namespace ns {
inline int small(int line) {
  return line + 1;
}
NOT_INLINED int apart(int line) {
  return line + sink;
}
NOT_INLINED int overloaded(int line, int) {
  return line;
}
NOT_INLINED int overloaded(int line, double) {
  return -line;
}
int overloaded(int line) {
  return overloaded(__LINE__, 1) + overloaded(__LINE__, 1.0) + line;
}
} // namespace ns

template <class T> int templated(int line, T value) {
  return line + static_cast<int>(value);
}
template <class T> NOT_INLINED int templated_apart(int line, T value) {
  return line + templated(__LINE__, value) + ns::apart(__LINE__);
}

struct Base {
  explicit Base(int line) : kept(line) {}
  virtual ~Base() { sink = sink + 1; }
  virtual int work(int line) { return line + kept; }
  int plain(int line) const { return line - kept; }
  static int shared(int line) { return line; }
  int operator()(int line) const { return line + ns::small(__LINE__); }
  bool operator<(int line) const { return kept < line; }
  int kept;
};
struct Other {
  explicit Other(int line) { sink = line; }
  virtual ~Other() = default;
  virtual int other(int line) { return line; }
};
struct Derived : Base, Other {
  // clang-format off
  explicit Derived(int line) : Base(__LINE__), Other(__LINE__) { sink = line; }
  // clang-format on
  int work(int line) override { return line + Base::work(__LINE__); }
  int other(int line) override { return line + plain(__LINE__); }
};
struct Virtual : virtual Base {
  explicit Virtual(int line) : Base(__LINE__) { sink = line; }
};
struct Member {
  Member() { sink = 1; }
  ~Member() { sink = 2; }
};
struct Implicit { // its constructor and destructor have no source text
  Member member;
};

int at_start = ns::apart(__LINE__);
int also_at_start = ns::small(__LINE__);

NOT_INLINED int defaulted(int line = __builtin_LINE()) {
  return line + 1;
}

NOT_INLINED int tail(int line) {
  sink = line;
  return ns::apart(__LINE__);
}
NOT_INLINED int use(Base &base, Other &other) {
  return base.work(__LINE__) + other.other(__LINE__);
}
NOT_INLINED int throws(int line) {
  if (line > 0)
    throw std::runtime_error("line");
  return 0;
}
NOT_INLINED int catches(int line) {
  try {
    return throws(__LINE__);
  } catch (const std::exception &) {
    return ns::apart(__LINE__) + line;
  }
}
int in_static() {
  static int kept = ns::apart(__LINE__);
  return kept;
}

int main() {
  int r = ns::small(__LINE__) + ns::apart(__LINE__);
  r += ns::overloaded(__LINE__);
  r += templated(__LINE__, 1.5f);
  r += templated_apart(__LINE__, 2L);
  r += templated_apart<char>(__LINE__, 'c');
  Base base(__LINE__);
  Derived derived(__LINE__);
  Virtual virtually(__LINE__);
  Implicit implicit;
  r += base.work(__LINE__) + base.plain(__LINE__) + Base::shared(__LINE__);
  r += base(__LINE__);
  r += base < __LINE__;
  r += use(derived, derived);
  auto owned = std::make_unique<Derived>(0); // in a header
  r += owned->work(__LINE__);
  owned.reset();
  Base *const raw = new Derived(__LINE__);
  r += raw->work(__LINE__);
  delete raw;
  const auto lambda = [&](int line) { return line + ns::small(__LINE__); };
  r += lambda(__LINE__);
  const std::function<int(int)> function = lambda;
  r += function(0);
  const std::function<int(int)> of_pointer = tail;
  r += of_pointer(0);
  std::vector<int> numbers{3, 1, 2};
  std::sort(numbers.begin(), numbers.end(), [](int a, int b) { return a < b + ns::small(__LINE__) * 0; });
  std::for_each(numbers.begin(), numbers.end(), [&](int line) { r += ns::apart(__LINE__) + line * 0; });
  r += defaulted(__LINE__);
  r += tail(__LINE__);
  r += catches(__LINE__);
  r += in_static();
  int (Base::*member)(int) = &Base::work;
  r += (base.*member)(__LINE__);
  int (*volatile pointer)(int) = ns::apart;
  r += pointer(__LINE__);
  std::printf("%d\n", r != 0);
  return 0;
}
