// Tests that the texts of literals follow the record that names them, wherever in the ring that is.
#include "test/unit/runtime/backend/fakes.h"

#include "runtime/frontend/literals.h"
#include "runtime/frontend/thread_ring.h"

#include <memory>

using namespace telinject;

namespace {

constexpr int records = 20'000;

// Addresses tell literals apart.
struct Site {
  char text[16];
};

int check_all_positions() {
  literals_start(true);
  Thread *const t = begin_thread(4 * max_record_size);
  EXPECT(1, t != nullptr);
  const auto sites = std::make_unique<Site[]>(records);
  for (int i = 0; i < records; ++i) {
    const std::size_t size =
        static_cast<std::size_t>(std::snprintf(sites[i].text, sizeof sites[i].text, "\n\nf:%d\nf", i));
    bool unused;
    EXPECT(2, t->ring.has_room() || t->ring.make_room(unused));
    Record r = fake::record(RecordKind::enter, 1, static_cast<std::uint64_t>(i));
    r.site = sites[i].text;
    r.caller_site = nullptr;
    auto *const at = reinterpret_cast<Record *>(t->ring.reserve());
    std::memcpy(at, &r, sizeof r);
    commit_with_literals(t, at);

    const std::uint64_t begin = t->ring.consumed();
    const Record &first = *t->ring.record(begin), &second = *t->ring.record(begin + first.size);
    EXPECT(3, first.kind == RecordKind::enter && first.ticks == static_cast<std::uint64_t>(i));
    EXPECT(4, second.kind == RecordKind::literal && second.site == sites[i].text && second.span == size);
    EXPECT(5, std::memcmp(&second + 1, sites[i].text, size) == 0);
    EXPECT(6, begin + first.size + second.size == t->ring.published());
    t->ring.consume_to(t->ring.published());
  }
  return 0;
}

} // namespace

TEST_CASE("Literals: the text follows its record at the end of the ring's memory too", "[literals]") {
  CHECK(fake::in_child(check_all_positions) == 0);
}
