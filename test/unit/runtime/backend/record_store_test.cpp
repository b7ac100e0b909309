// Tests the memory for records that wait: order, limits, and the reuse of freed memory.
#include "catch.h"

#include "runtime/backend/record_store.h"

#include <string>
#include <vector>

using namespace telinject;

namespace {

constexpr std::size_t page = 4096;

std::string pattern(std::size_t size, char first) {
  std::string s(size, '\0');
  for (std::size_t i = 0; i < size; ++i)
    s[i] = static_cast<char>(first + static_cast<char>(i % 7));
  return s;
}

bool append(RecordStore &store, RecordStore::Chain &chain, const std::string &bytes) {
  if (!store.has_room(chain, bytes.size()))
    return false;
  store.append(chain, bytes.data(), bytes.size());
  return true;
}

std::string read(const RecordStore &store, const RecordStore::Chain &chain, std::size_t step) {
  std::string all, piece(step, '\0');
  for (RecordStore::Reader reader(store, chain); reader.get(piece.data(), step);)
    all += piece;
  return all;
}

} // namespace

TEST_CASE("RecordStore: chains hold their own bytes in order, across chunks", "[record_store]") {
  RecordStore store;
  store.start(8 * page);
  RecordStore::Chain a, b;
  CHECK(a.is_empty());
  std::string in_a, in_b;
  for (int i = 0; i < 6; ++i) {
    in_a += pattern(1'000, 'a');
    REQUIRE(append(store, a, pattern(1'000, 'a')));
    in_b += pattern(2'000, 'n');
    REQUIRE(append(store, b, pattern(2'000, 'n')));
  }
  CHECK(read(store, a, 100) == in_a);
  CHECK(read(store, b, 3'000) == in_b);
  CHECK_FALSE(a.is_empty());
}

TEST_CASE("RecordStore: has_room is exact, and freed memory is used again", "[record_store]") {
  RecordStore store;
  store.start(3 * page);
  const std::size_t chunk = page - sizeof(std::uint32_t);
  RecordStore::Chain a, b;
  CHECK(store.has_room(a, 3 * chunk));
  CHECK_FALSE(store.has_room(a, 3 * chunk + 1));
  REQUIRE(append(store, a, pattern(chunk + 1, 'a')));
  CHECK(store.has_room(a, 2 * chunk - 1)); // the rest of the second chunk, and the third
  CHECK_FALSE(store.has_room(a, 2 * chunk));
  CHECK(store.has_room(b, chunk));
  CHECK_FALSE(store.has_room(b, chunk + 1));
  store.free(a);
  CHECK(a.is_empty());
  CHECK(read(store, a, 1).empty());
  for (int round = 0; round < 5; ++round) {
    REQUIRE(append(store, b, pattern(3 * chunk, 'b')));
    CHECK_FALSE(store.has_room(b, 1));
    CHECK(read(store, b, 1) == pattern(3 * chunk, 'b'));
    store.free(b);
  }
  REQUIRE(append(store, a, pattern(3 * chunk, 'a')));
  store.reset();
  RecordStore::Chain c;
  CHECK(store.has_room(c, 3 * chunk));
}

TEST_CASE("RecordStore: without memory nothing fits", "[record_store]") {
  const RecordStore store;
  const RecordStore::Chain chain;
  CHECK(store.has_room(chain, 0));
  CHECK_FALSE(store.has_room(chain, 1));
}
