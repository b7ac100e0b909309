// Exceptions of all kinds, for exceptions_run.sh, which rewrites this file, builds it in several ways and checks the events.
// Each way of throwing is one call of run().
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>
#include <unwind.h>
#include <vector>

namespace app {

struct Error : std::runtime_error {
  int code;
  Error(const std::string &what, int c) : std::runtime_error(what), code(c) {}
};
struct Shape {
  virtual ~Shape() {}
};
struct Late : virtual std::logic_error {
  Late() : std::logic_error("late") {}
};
struct Multiple : Shape, Late { // std::exception is not at the object's beginning
  Multiple() : std::logic_error("from a virtual base") {}
  const char *what() const noexcept override { return std::logic_error::what(); }
};
struct Hidden : private std::runtime_error {
  Hidden() : std::runtime_error("nobody may see this") {}
};
struct Plain {
  int value;
};

} // namespace app

struct Cleanup { // throws and catches while another exception is active
  ~Cleanup() {
    try {
      inner();
    } catch (int) {
    }
  }
  static void inner() { throw 3; }
};

void thrower(int way) {
  switch (way) {
  case 0: throw app::Error("the first", 7);
  case 1: throw app::Multiple();
  case 2: throw "a text";
  case 3: throw std::string("password=hunter2, the rest");
  case 4: throw app::Plain{1};
  case 5: (void)std::vector<int>().at(3); break;
  case 6: throw app::Hidden();
  case 7: throw app::Error(std::string(300, 'x'), 1);
  default: break;
  }
}

void loops(int way) {
  for (int i = 0; i < 3; i++)
    if (i == 1)
      thrower(way);
}

void unwinds(int way) {
  Cleanup cleanup;
  thrower(way);
}

int catches(int way) {
  try {
    loops(way);
  } catch (const app::Error &e) {
    return e.code;
  } catch (...) {
    return -1;
  }
  return 0;
}

void rethrows() {
  try {
    thrower(0);
  } catch (const app::Error &) {
    catches(2); // another one is thrown and caught
    throw;
  }
}

std::exception_ptr keeps() {
  try {
    thrower(0);
  } catch (...) {
    return std::current_exception();
  }
  return nullptr;
}

void throws_again(std::exception_ptr kept) {
  try {
    std::rethrow_exception(kept);
  } catch (const std::exception &) {
  }
}

void wraps() {
  try {
    thrower(0);
  } catch (...) {
    std::throw_with_nested(std::logic_error("around it"));
  }
}

// A frame in between without cleanup, like C code.
extern "C" int compare(const void *, const void *) { throw app::Error("in qsort", 2); }
void through_c() {
  int numbers[] = {2, 1};
  try {
    std::qsort(numbers, 2, sizeof *numbers, compare);
  } catch (const app::Error &) {
  }
}

// An exception of another language.
void foreign() {
  static _Unwind_Exception exception;
  std::memset(&exception, 0, sizeof exception);
  std::memcpy(&exception.exception_class, "ELSETEST", 8);
  _Unwind_RaiseException(&exception);
  std::abort();
}
void catches_foreign() {
  Cleanup cleanup;
  try {
    foreign();
  } catch (...) {
    catches(8);
  }
}

void promised() noexcept { thrower(0); }

// Values of builtin types, and strings.
void throws_value(int which) {
  switch (which) {
  case 0: throw 2.5;
  case 1: throw 0.5f;
  case 2: throw 1.25L;
  case 3: throw 'c';
  case 4: throw static_cast<signed char>(-3);
  case 5: throw static_cast<unsigned char>(200);
  case 6: throw true;
  case 7: throw static_cast<short>(-7);
  case 8: throw static_cast<unsigned short>(65535);
  case 9: throw 4294967295u;
  case 10: throw -9223372036854775807ll - 1;
  case 11: throw 18446744073709551615ull;
  case 12: throw L'\u00e9';
  case 13: throw u'\u20ac';
  case 14: throw U'\U0001f600';
  case 15: throw std::numeric_limits<double>::infinity();
  case 16: throw std::numeric_limits<long double>::max();
  case 17: throw -(static_cast<__int128>(1) << 100);
  default: throw std::string("of type string");
  }
}
void values() {
  for (int which = 0; which < 19; which++) {
    try {
      throws_value(which);
    } catch (...) {
    }
  }
}

int main(int argc, char **argv) {
  const std::string way = argc > 1 ? argv[1] : "caught";
  if (way == "caught") {
    for (int k = 0; k < 9; k++)
      catches(k);
    try {
      unwinds(0);
    } catch (const app::Error &) {
    }
    try {
      rethrows();
    } catch (const app::Error &) {
    }
    try {
      wraps();
    } catch (const std::logic_error &) {
    }
    std::thread other(throws_again, keeps());
    other.join();
    through_c();
    catches_foreign();
  }
  if (way == "values")
    values();
  if (way == "uncaught")
    loops(0);
  if (way == "noexcept")
    promised();
  std::puts(way.c_str());
  return 0;
}
