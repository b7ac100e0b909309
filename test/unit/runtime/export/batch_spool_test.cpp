// The spool of batches: what is put can be claimed once, also by another process; damage and foreign files do no harm.
#include "catch.h"

#include "runtime/export/batch_spool.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace telinject;
namespace fs = std::filesystem;

namespace {

struct Folder {
  Folder() {
    char name[] = "/tmp/telinject-spool-XXXXXX";
    REQUIRE(mkdtemp(name));
    above = name;
    path = above + "/a/spool";
  }
  ~Folder() { fs::remove_all(above); }
  std::vector<fs::path> files() const {
    std::vector<fs::path> all;
    for (const auto &entry : fs::directory_iterator(path))
      all.push_back(entry.path());
    return all;
  }
  std::string above, path;
};

constexpr std::uint64_t megabyte = 1024 * 1024;

BatchSpool::Result put(BatchSpool &spool, std::uint64_t sequence, const std::string &body) {
  return spool.put({.created_ns = 1000 + sequence,
                    .instance = 7,
                    .sequence = sequence,
                    .events = 3,
                    .size = static_cast<std::uint32_t>(body.size())},
                   Slice(body.data(), body.size()));
}

// The sequence and body of the batch that is claimed; 0: none.
std::pair<std::uint64_t, std::string> claim(BatchSpool &spool) {
  static char body[megabyte];
  BatchHead head;
  if (!spool.claim(head, body, sizeof body))
    return {0, ""};
  return {head.sequence, std::string(body, head.size)};
}

} // namespace

TEST_CASE("BatchSpool: batches are claimed from the oldest on, and stay until they are removed", "[export]") {
  const Folder folder;
  BatchSpool spool;
  spool.use(folder.path.c_str(), megabyte, 5);
  CHECK(claim(spool).first == 0);
  for (std::uint64_t i = 70; i > 0; --i)
    REQUIRE(put(spool, i, "body " + std::to_string(i)) == BatchSpool::Result::stored);
  CHECK((fs::status(folder.path).permissions() & fs::perms::mask) == fs::perms::owner_all);
  CHECK((fs::status(folder.files().front()).permissions() & fs::perms::mask) ==
        (fs::perms::owner_read | fs::perms::owner_write));
  CHECK(claim(spool) == std::pair(std::uint64_t{1}, std::string("body 1")));
  spool.end_claim(false);
  for (std::uint64_t i = 1; i <= 70; ++i) {
    CHECK(claim(spool).first == i);
    spool.end_claim(true);
  }
  CHECK(claim(spool).first == 0);
  CHECK(folder.files().empty());
}

TEST_CASE("BatchSpool: two senders never hold the same batch, and each sees its receiver's alone", "[export]") {
  const Folder folder;
  BatchSpool one, two, other;
  one.use(folder.path.c_str(), megabyte, 5);
  two.use(folder.path.c_str(), megabyte, 5);
  other.use(folder.path.c_str(), megabyte, 6);
  put(one, 1, "first");
  put(one, 2, "second");
  CHECK(claim(one).first == 1);
  CHECK(claim(two).first == 2);
  CHECK(claim(two).first == 0);
  CHECK(claim(other).first == 0);
  one.end_claim(false);
  two.end_claim(true);
  CHECK(claim(two).first == 1);
}

TEST_CASE("BatchSpool: what does not fit is refused, and there is room again behind a claim", "[export]") {
  const Folder folder;
  BatchSpool spool;
  spool.use(folder.path.c_str(), 3000, 5);
  const std::string body(1000, 'x');
  CHECK(put(spool, 1, body) == BatchSpool::Result::stored);
  CHECK(put(spool, 2, body) == BatchSpool::Result::stored);
  CHECK(put(spool, 3, body) == BatchSpool::Result::full);
  CHECK(folder.files().size() == 2);
  CHECK(claim(spool).first == 1);
  spool.end_claim(true);
  CHECK(put(spool, 3, body) == BatchSpool::Result::stored);
}

TEST_CASE("BatchSpool: damaged batches are removed, other files are not touched", "[export]") {
  const Folder folder;
  BatchSpool spool;
  spool.use(folder.path.c_str(), megabyte, 5);
  put(spool, 1, "damaged later");
  const fs::path batch = folder.files().front();
  {
    std::fstream file(batch, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(-3, std::ios::end);
    file << "xyz";
  }
  fs::path shorter = batch;
  shorter.replace_filename("0000000000000005-0000000000000001-0000000000000007-2-3-40.batch");
  std::ofstream(shorter) << "TJBATCH1";
  std::ofstream(fs::path(folder.path) / "note.txt") << "mine";
  fs::create_symlink("/etc/passwd", fs::path(folder.path) / "0000000000000005-0-0-1-1-1.batch");
  CHECK(claim(spool).first == 0);
  CHECK_FALSE(fs::exists(batch));
  CHECK_FALSE(fs::exists(shorter));
  CHECK(fs::exists(fs::path(folder.path) / "note.txt"));
  CHECK(fs::is_symlink(fs::path(folder.path) / "0000000000000005-0-0-1-1-1.batch"));
}

TEST_CASE("BatchSpool: without a folder, or where none can be made, nothing is stored", "[export]") {
  BatchSpool none, bad;
  none.use(nullptr, megabyte, 5);
  CHECK_FALSE(none.is_used());
  CHECK(put(none, 1, "x") == BatchSpool::Result::failed);
  bad.use("/proc/no/such/folder", megabyte, 5);
  CHECK(put(bad, 1, "x") == BatchSpool::Result::failed);
  CHECK(claim(bad).first == 0);
}

TEST_CASE("BatchSpool: batches of log records lie beside those of spans, for receivers that have both", "[export]") {
  const Folder folder;
  BatchSpool spool, of_spans;
  spool.use(folder.path.c_str(), megabyte, 5, 6);
  of_spans.use(folder.path.c_str(), megabyte, 5);
  const std::string body = "records";
  const BatchHead head{.created_ns = 1,
                       .instance = 7,
                       .sequence = 1,
                       .events = 2,
                       .size = static_cast<std::uint32_t>(body.size()),
                       .is_logs = true};
  REQUIRE(spool.put(head, Slice(body.data(), body.size())) == BatchSpool::Result::stored);
  CHECK(claim(of_spans).first == 0);
  REQUIRE(put(spool, 2, "spans") == BatchSpool::Result::stored);
  static char memory[megabyte];
  int logs = 0, spans = 0;
  for (BatchHead got; spool.claim(got, memory, sizeof memory); spool.end_claim(true)) {
    CHECK(std::string(memory, got.size) == (got.is_logs ? "records" : "spans"));
    ++(got.is_logs ? logs : spans);
  }
  CHECK(logs == 1);
  CHECK(spans == 1);
  REQUIRE(spool.put(head, Slice(body.data(), body.size())) == BatchSpool::Result::stored);
  spool.remove(head);
  CHECK(folder.files().empty());
}
