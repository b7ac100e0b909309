// Function-try-blocks of all kinds, and what() functions whose call the program would notice, for
// exception_truth_run.sh. Prints what the program itself observes.
#include <cstdio>
#include <exception>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>

static void fails(int n) {
  if (n != 0)
    throw std::runtime_error("failed " + std::to_string(n));
}

// A handler consumes the exception.
int handled(int n) try {
  fails(n);
  return 1;
} catch (const std::runtime_error &) {
  return n + 100;
}
void nothing(int n) try {
  fails(n);
} catch (...) {
}
int promised(int n) noexcept
try {
  fails(n);
  return 2;
} catch (const std::logic_error &) {
  return 3;
} catch (...) {
  for (int i = 0; i < 2; i++)
    n += i;
  return n;
}
template <class T> T instantiated(T n) try {
  fails(static_cast<int>(n));
  return n;
} catch (const std::exception &) {
  return n + 1;
}
struct Members {
  int base = 10;
  int member(int n) const try {
    fails(n);
    return base;
  } catch (const std::exception &) {
    return base + n;
  }
  static int shared(int n) try {
    fails(n);
    return 5;
  } catch (...) {
    return 6;
  }
  int operator()(int n) try {
    fails(n);
    return 7;
  } catch (...) {
    return 8;
  }
};
// A handler rethrows it, or throws another one.
int passes(int n) try {
  fails(n);
  return 1;
} catch (const std::exception &) {
  throw;
}
int replaces(int n) try {
  fails(n);
  return 1;
} catch (const std::exception &) {
  throw std::out_of_range("replaced");
}
// No handler matches.
int misses(int n) try {
  fails(n);
  return 1;
} catch (const std::logic_error &) {
  return 2;
}
// Nested blocks.
int nests(int n) try {
  try {
    const int first = handled(n);
    return first + misses(n);
  } catch (const std::logic_error &) {
    return 1;
  }
} catch (const std::runtime_error &) {
  return 4;
}
struct Made {
  int value;
  explicit Made(int n) try : value(n) {
    fails(n);
  } catch (const std::exception &) {
    std::puts("not made");
  }
};

// Each what() has a side effect that the program notices.
static std::mutex registry;
static int asked;
static std::string last;
struct Locks : std::exception {
  mutable std::string text;
  const char *what() const noexcept override {
    std::lock_guard<std::mutex> hold(registry);
    text = "locks after " + last;
    return text.c_str();
  }
};
struct Counts : std::runtime_error {
  Counts() : std::runtime_error("counts") {}
  const char *what() const noexcept override;
};
const char *Counts::what() const noexcept {
  ++asked;
  return std::runtime_error::what();
}
template <class Base> struct Adds : Base {
  using Base::Base;
  const char *what() const noexcept override {
    static int calls = 0;
    text = std::string(Base::what()) + " " + std::to_string(++calls);
    return text.c_str();
  }
  mutable std::string text;
};
struct Guarded : std::exception {
  const char *what() const noexcept override
  try {
    fails(++asked);
    return "never";
  } catch (const std::exception &) {
    return "guarded";
  }
};
// The runtime may call these.
struct Literal : std::exception {
  const char *what() const noexcept override { return "literal"; }
};
struct Text : std::exception {
  std::string text = "text";
  const char *what() const noexcept override { return text.c_str(); }
};
struct Owned : std::exception {
  std::shared_ptr<const char> text{"owned", [](const char *) {}};
  const char *what() const noexcept override { return text ? text.get() : "none"; }
};
struct Chosen : Text {
  int code = 2;
  const char *what() const noexcept override {
    if (code == 1)
      return "one";
    return code == 2 ? Text::what() : "other";
  }
};

template <class E> static void thrower(const E &e) {
  std::lock_guard<std::mutex> hold(registry);
  last = "thrown";
  throw e;
}
template <class E> static void asks(const E &e) {
  for (int i = 0; i < 2; i++) {
    try {
      thrower(e);
    } catch (const std::exception &caught) {
      const std::string text = caught.what();
      std::printf("%s %d\n", text.c_str(), asked);
    }
  }
}

int main(int argc, char **) try {
  Members members;
  const int taken[] = {handled(0), handled(1), promised(0), promised(2)};
  std::printf("%d %d %d %d\n", taken[0], taken[1], taken[2], taken[3]);
  nothing(0);
  nothing(3);
  const long of_kinds[] = {instantiated(4), instantiated(0L), members.member(5), Members::shared(6), members(7)};
  std::printf("%ld %ld %ld %ld %ld\n", of_kinds[0], of_kinds[1], of_kinds[2], of_kinds[3], of_kinds[4]);
  const int nested[] = {nests(0), nests(8)};
  std::printf("%d %d\n", nested[0], nested[1]);
  for (int n = 0; n < 2; n++) {
    try {
      passes(n);
    } catch (const std::exception &e) {
      std::puts(e.what());
    }
    try {
      replaces(n);
    } catch (const std::exception &e) {
      std::puts(e.what());
    }
    try {
      std::printf("%d\n", Made(n).value);
    } catch (const std::exception &e) {
      std::puts(e.what());
    }
  }
  asks(Locks());
  asks(Counts());
  asks(Adds<std::runtime_error>("adds"));
  asks(Guarded());
  asks(Literal());
  asks(Text());
  asks(Owned());
  asks(Chosen());
  fails(argc + 8);
  return 1;
} catch (const std::runtime_error &e) {
  std::printf("main: %s\n", e.what());
  return 3;
}
