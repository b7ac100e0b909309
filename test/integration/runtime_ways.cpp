// Ways that only C++ has: static objects, exceptions, templates, thread_local destructors, unwinding by pthread_exit.
#include "runtime_program.h"

#include <cstdio>
#include <pthread.h>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

int leaf(int i) {
  FUNCTION("i", "leaf(i) -> int", i)
  return TELINJECT_RETURN(1, int) i + 1 TELINJECT_END_RETURN(1, "i");
}

struct Static {
  Static() {
    count_in_file();
    FUNCTION("", "Static::Static()")
    leaf(1);
  }
  ~Static() {
    FUNCTION("", "Static::~Static()")
    leaf(2);
  }
};
Static early;

template <class T> T twice(T v) {
  FUNCTION("v", "twice(v:T) -> T", TELINJECT_VALUE(v))
  return v + v;
}

std::string text(const std::string &s) {
  FUNCTION("t", "text(s) -> std::string", TELINJECT_TEXT(s))
  return s + "!";
}

struct Returns {
  ~Returns() {
    FUNCTION("", "Returns::~Returns()")
    leaf(3);
  }
};

int nested_returns(int i) {
  FUNCTION("i", "nested_returns(i) -> int", i)
  const Returns on_the_way_out;
  return TELINJECT_RETURN(1, int) leaf(i) * 2 TELINJECT_END_RETURN(1, "i");
}

void throws(int depth) {
  FUNCTION("i", "throws(depth)", depth)
  if (depth == 0)
    throw std::runtime_error("no");
  throws(depth - 1);
}

void *unwinds(void *) {
  FUNCTION("", "unwinds() -> void *")
  leaf(4);
  pthread_exit(nullptr);
}

struct PerThread {
  int value = 1;
  ~PerThread() {
    FUNCTION("", "PerThread::~PerThread()")
    leaf(value);
  }
};
thread_local PerThread per_thread;

enum class Shade : unsigned char { light, dark };
Shade shade(Shade s) {
  FUNCTION("E", "shade(s{0=light,1=dark}) -> Shade", static_cast<long long>(s))
  return TELINJECT_RETURN(1, Shade) s TELINJECT_END_RETURN(1, "E{0=light,1=dark}");
}

} // namespace

int main(int argc, char **argv) {
  FUNCTION("ip", "main(argc, argv) -> int", argc, static_cast<const void *>(argv))
  const std::string way = argc > 1 ? argv[1] : "";
  twice(2);
  twice(std::string("ab"));
  twice(1.25);
  text("h\xC3\xA9");
  shade(Shade::dark);
  nested_returns(20);
  try {
    throws(3);
  } catch (const std::exception &) {
    leaf(5);
  }
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([] {
      FUNCTION("", "main::lambda@90()")
      for (int k = 0; k < 2000; ++k)
        leaf(k + per_thread.value);
    });
  for (std::thread &t : threads)
    t.join();
  pthread_t t;
  pthread_create(&t, nullptr, unwinds, nullptr);
  pthread_join(t, nullptr);
  if (way == "terminate_handler")
    std::set_terminate([] {
      FUNCTION("", "main::handler()")
      leaf(6);
      std::exit(5);
    });
  if (way == "terminate" || way == "terminate_handler")
    throws(1);
  if (way == "exit")
    std::exit(4);
  return TELINJECT_RETURN(1, int) 0 TELINJECT_END_RETURN(1, "i");
}
