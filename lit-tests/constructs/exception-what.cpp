// what() of the program's own exceptions: the runtime calls it for the message of an event, so one that does more than return
// a text begins with TELINJECT_WHAT_GUARD().  The program prints how often each was called: the same with telemetry on.
// RUN: %roundtrip --option=--events=function,exception %s --std=c++98,c++11,c++17,c++20 --list | %FileCheck %s
// Whether functions are wanted makes no difference to the program.
// RUN: %roundtrip --option=--events=function --option=--functions=^main %s --std=c++17 | %FileCheck %s --check-prefix=CHECK-ALONE

#include <cstdio>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>

#if __cplusplus >= 201103L
#define NOEXCEPT noexcept
#else
#define NOEXCEPT throw()
#endif

static int asked;
static const char *count(const char *text) {
  ++asked;
  return text;
}

// Harmless ones.
struct Literal : std::exception {
  // CHECK: const char *what() const NOEXCEPT { TELINJECT_FUNCTION(1, "", "Literal::what() -> const char *") return
  const char *what() const NOEXCEPT { return "literal"; }
};
struct Member : std::exception {
  explicit Member(const char *t) : text(t), code(0) {}
  virtual ~Member() NOEXCEPT {}
  // CHECK: const char *what() const NOEXCEPT { TELINJECT_FUNCTION(1, "", "Member::what() -> const char *") return
  virtual const char *what() const NOEXCEPT { return text.empty() ? "none" : text.c_str(); }
  std::string text;
  int code;
};
struct Choice : Member {
  explicit Choice(int c) : Member("") { code = c; }
  virtual ~Choice() NOEXCEPT {}
  // CHECK: const char *what() const NOEXCEPT { TELINJECT_FUNCTION(1, "", "Choice::what() -> const char *") switch (code) {
  const char *what() const NOEXCEPT { switch (code) { case 1: return "one"; case 2: return Member::what(); default: break; } return "other"; }
};
struct Base : std::runtime_error {
  explicit Base(const char *t) : std::runtime_error(t) {}
  // CHECK: const char *what() const NOEXCEPT { TELINJECT_FUNCTION(1, "", "Base::what() -> const char *") return
  const char *what() const NOEXCEPT { return std::runtime_error::what(); }
};
#if __cplusplus >= 201103L
struct Owned : std::exception {
  std::shared_ptr<const char> text{"owned", [](const char *) {}};
  // CHECK: const char *what() const noexcept override { TELINJECT_FUNCTION(1, "", "Owned::what() -> const char *") return
  const char *what() const noexcept override { return text ? text.get() : "none"; }
};
#endif
struct Buffer : std::exception {
  Buffer() { std::snprintf(text, sizeof text, "buffer %d", 7); }
  // CHECK: const char *what() const NOEXCEPT { TELINJECT_FUNCTION(1, "", "Buffer::what() -> const char *") return
  const char *what() const NOEXCEPT { return text; }
  char text[20];
};

// Those that the program could notice.
struct Counts : std::exception {
  // CHECK: const char *what() const NOEXCEPT { TELINJECT_WHAT_GUARD() TELINJECT_FUNCTION(1, "", "Counts::what() -> const char *") ++asked; return
  // CHECK-ALONE: const char *what() const NOEXCEPT { TELINJECT_WHAT_GUARD() ++asked; return "counts"; }
  const char *what() const NOEXCEPT { ++asked; return "counts"; }
};
struct Calls : std::exception {
  // CHECK: const char *what() const NOEXCEPT { TELINJECT_WHAT_GUARD() TELINJECT_FUNCTION(
  const char *what() const NOEXCEPT { return count("calls"); }
};
struct Lazy : std::runtime_error {
  explicit Lazy(int k) : std::runtime_error("lazy"), key(k) {}
  virtual ~Lazy() NOEXCEPT {}
  virtual const char *what() const NOEXCEPT;
  mutable std::string text;
  int key;
};
// CHECK: const char *Lazy::what() const NOEXCEPT { TELINJECT_WHAT_GUARD() TELINJECT_FUNCTION(1, "", "Lazy::what() -> const char *")
const char *Lazy::what() const NOEXCEPT {
  if (text.empty()) { text = "lazy"; ++asked; }
  return text.c_str();
}
struct ByPointer : std::exception {
  explicit ByPointer(const std::string *t) : text(t) {}
  // What it points to may be gone.
  // CHECK: const char *what() const NOEXCEPT { TELINJECT_WHAT_GUARD() TELINJECT_FUNCTION(
  const char *what() const NOEXCEPT { return text->c_str(); }
  const std::string *text;
};
template <class T> struct Kind : T {
  // CHECK: const char *what() const NOEXCEPT { TELINJECT_WHAT_GUARD() TELINJECT_FUNCTION(1, "", "Kind::what() -> const char *") return
  const char *what() const NOEXCEPT { return count(T::what()); }
};
struct Guarded : std::exception {
  // CHECK: const char *what() const NOEXCEPT TELINJECT_OPEN_FUNCTION(1, "", "Guarded::what() -> const char *") TELINJECT_TRY({{.*}}) try { TELINJECT_WHAT_GUARD() throw 1; } catch (int)
  const char *what() const NOEXCEPT try { throw 1; } catch (int) { ++asked; return "guarded"; }
};
struct Derived : Counts {
  // Its base's is asked, and asks nothing.
  // CHECK: const char *what() const NOEXCEPT { TELINJECT_WHAT_GUARD() TELINJECT_FUNCTION(1, "", "Derived::what() -> const char *") return
  const char *what() const NOEXCEPT { return Counts::what(); }
};

// Not an exception's.
struct Other {
  // CHECK: const char *what() const { TELINJECT_FUNCTION(1, "", "Other::what() -> const char *") return
  const char *what() const { return count("other"); }
};

template <class E> static void raise(const E &e) { throw e; }
template <class E> static void attempt(const E &e) {
  try {
    raise(e);
  } catch (const std::exception &caught) {
    const int before = asked;
    const std::string text = caught.what();
    std::printf("%s %d %d\n", text.c_str(), before, asked);
  }
}

int main() {
  attempt(Literal());
  attempt(Member("member"));
  attempt(Choice(1));
  attempt(Choice(2));
  attempt(Base("base"));
  attempt(Buffer());
#if __cplusplus >= 201103L
  attempt(Owned());
#endif
  attempt(Counts());
  attempt(Calls());
  attempt(Lazy(3));
  const std::string text = "pointed to";
  attempt(ByPointer(&text));
  attempt(Kind<Literal>());
  attempt(Guarded());
  attempt(Derived());
  std::printf("%s %d\n", Other().what(), asked);
}
