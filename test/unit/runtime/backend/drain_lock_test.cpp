// Tests the lock of the consumer side: who may take it, and that it outlives its holder's end.
#include "catch.h"

#include "runtime/backend/drain_lock.h"
#include "runtime/base/sys.h"
#include "runtime/config/process_config.h"

#include <thread>

using namespace telinject;

TEST_CASE("DrainMutex: it is not recursive, and knows its holder", "[drain_lock]") {
  DrainMutex mutex;
  CHECK_FALSE(mutex.is_held_by_caller());
  REQUIRE(mutex.lock());
  CHECK(mutex.is_held_by_caller());
  CHECK_FALSE(mutex.lock());
  std::thread([&] { CHECK_FALSE(mutex.is_held_by_caller()); }).join();
  mutex.unlock();
  CHECK_FALSE(mutex.is_held_by_caller());
  CHECK(mutex.lock());
  mutex.unlock();
}

TEST_CASE("DrainMutex: threads exclude each other", "[drain_lock]") {
  DrainMutex mutex;
  int total = 0; // without the lock, additions are lost
  const auto add = [&] {
    for (int i = 0; i < 2'000; ++i) {
      DrainLock lock;
      if (lock.acquire(nullptr, mutex))
        ++total;
    }
  };
  std::thread other(add);
  add();
  other.join();
  CHECK(total == 4'000);
}

TEST_CASE("DrainMutex: a wait ends with its patience", "[drain_lock]") {
  DrainMutex mutex;
  REQUIRE(mutex.lock());
  std::thread([&] {
    Patience patience = Patience::for_ns(1);
    CHECK_FALSE(mutex.lock(&patience));
  }).join();
  mutex.unlock();
}

TEST_CASE("DrainMutex: the lock of a thread that has ended is released", "[drain_lock]") {
  DrainMutex mutex;
  std::thread([&] { REQUIRE(mutex.lock()); }).join();
  REQUIRE(mutex.lock()); // found out by the waiting thread itself
  mutex.unlock();
  int holder = 0;
  std::thread([&] {
    REQUIRE(mutex.lock());
    holder = sys::thread_id();
  }).join();
  mutex.release_of(holder + 1); // somebody else
  Patience patience = Patience::for_ns(1);
  CHECK_FALSE(mutex.lock(&patience));
  mutex.release_of(holder);
  CHECK(mutex.lock(&patience));
  mutex.reset_in_child();
  CHECK_FALSE(mutex.is_held_by_caller());
}

TEST_CASE("DrainLock: it holds the mutex to the end of the scope, or until it is released", "[drain_lock]") {
  DrainMutex mutex;
  {
    DrainLock lock;
    CHECK_FALSE(lock.is_held());
    REQUIRE(lock.acquire(nullptr, mutex));
    CHECK(mutex.is_held_by_caller());
    DrainLock second;
    CHECK_FALSE(second.acquire(nullptr, mutex));
  } // the second one, which holds nothing, releases nothing
  CHECK_FALSE(mutex.is_held_by_caller());
  DrainLock lock;
  REQUIRE(lock.acquire(nullptr, mutex));
  REQUIRE(lock.acquire(nullptr, mutex)); // again, by the same object
  lock.release();
  CHECK_FALSE(mutex.is_held_by_caller());
  lock.release();
  CHECK_FALSE(lock.is_held());
}
