// Tests writing to a regular file that accepts no more data.
#include "catch.h"
#include "size_limit.h"

#include "runtime/sinks/descriptor.h"

#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

using namespace telinject;

namespace {

constexpr std::size_t limit = 1000;
const std::string line = std::string(299, 'x') + "\n";

// A file, limited to 1,000 bytes, with a descriptor for it.
class LimitedFile {
public:
  explicit LimitedFile(int flags, const std::string &text = "") {
    char name[] = "/tmp/telinject-descriptor-XXXXXX";
    close(mkstemp(name));
    path = name;
    std::ofstream(path) << text;
    file = open(name, O_WRONLY | flags);
    REQUIRE(file >= 0);
    REQUIRE(out.duplicate(file) == 0);
    if ((flags & O_APPEND) == 0)
      lseek(file, 0, SEEK_END);
    limited_.emplace(limit);
  }
  ~LimitedFile() {
    lift();
    close(file);
    close(out.number());
    unlink(path.c_str());
  }
  void lift() { limited_.reset(); }
  std::string text() const {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  std::string path;
  int file;
  Descriptor out;

private:
  std::optional<SizeLimit> limited_;
};

std::string repeated(const std::string &text, int times) {
  std::string out;
  while (times-- > 0)
    out += text;
  return out;
}

Slice slice(const std::string &text) {
  return Slice(text.data(), text.size());
}

} // namespace

TEST_CASE("Descriptor: half a line that does not fit is cut off, and does not count as written", "[descriptor]") {
  for (int flags : {O_APPEND, 0}) {
    LimitedFile to(flags);
    const std::string lines = repeated(line, 5);
    std::uint64_t written = 0;
    CHECK(to.out.write(slice(lines), written) == EFBIG);
    CHECK(written == 3 * line.size());
    CHECK(to.text() == repeated(line, 3));
    to.lift();
    CHECK(to.out.write(slice(lines).drop_front(written), written) == 0);
    CHECK(written == lines.size());
    CHECK(to.text() == lines);
  }
}

TEST_CASE("Descriptor: where nothing of a line fits, nothing is cut off", "[descriptor]") {
  for (const std::string &before : {std::string(limit, 'y'), std::string(limit - 1, 'y') + "\n"}) {
    LimitedFile to(O_APPEND, before);
    std::uint64_t written = 0;
    CHECK(to.out.write(slice(line), written) == EFBIG);
    CHECK(written == 0);
    CHECK(to.text() == before);
  }
}

TEST_CASE("Descriptor: the half block of a spool stays, to be completed", "[descriptor]") {
  LimitedFile to(O_APPEND);
  const std::string blocks = repeated(line, 5);
  std::uint64_t written = 0;
  CHECK(to.out.write_blocks(slice(blocks), written) == EFBIG);
  CHECK(written == limit);
  to.lift();
  CHECK(to.out.write_blocks(slice(blocks).drop_front(written), written) == 0);
  CHECK(to.text() == blocks);
}

TEST_CASE("Descriptor: an unterminated line of a regular file is ended", "[descriptor]") {
  for (const auto &[before, after] : {std::pair{"half", "half\n"}, {"whole\n", "whole\n"}, {"", ""}}) {
    const LimitedFile to(O_APPEND, before);
    to.out.end_fragment();
    CHECK(to.text() == after);
  }
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  Descriptor into_pipe;
  REQUIRE(into_pipe.duplicate(ends[1]) == 0);
  into_pipe.end_fragment();
  close(into_pipe.number());
  close(ends[1]);
  char byte;
  CHECK(read(ends[0], &byte, 1) == 0);
  close(ends[0]);
}

TEST_CASE("Descriptor: a forked child has an offset of its own", "[descriptor]") {
  LimitedFile to(0);
  to.out.unshare_offset();
  CHECK(lseek(to.file, 100, SEEK_SET) == 100);
  CHECK(lseek(to.out.number(), 0, SEEK_CUR) == 0);
}
