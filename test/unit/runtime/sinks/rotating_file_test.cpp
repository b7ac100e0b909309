// Tests the limits of the output file: its rotation, the room that it leaves on its file system, and its name.
#include "catch.h"

#include "size_limit.h"

#include "runtime/sinks/rotating_file.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

using namespace telinject;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t megabyte = 1024 * 1024;

FileSystemSpace space; // of the file system that the tests make up
bool read_space(int, FileSystemSpace &to) {
  to = space;
  return true;
}

std::string text_of(const fs::path &path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// A folder with the output file.
class Fixture {
public:
  explicit Fixture(std::uint64_t max_bytes = 100) {
    char name[] = "/tmp/telinject-rotation-XXXXXX";
    REQUIRE(mkdtemp(name));
    folder = name;
    path = folder + "/out";
    space = {1000 * megabyte, 900 * megabyte};
    limits = {.max_bytes = max_bytes, .read_space = read_space};
    REQUIRE(file.open(path.c_str(), limits) == 0);
  }
  ~Fixture() {
    chmod(folder.c_str(), 0755);
    close(file.number());
    fs::remove_all(folder);
  }
  int write(const std::string &line) {
    std::uint64_t written = 0;
    const int error = file.write(Slice(line.data(), line.size()), written);
    CHECK(written == (error == 0 ? line.size() : 0));
    return error;
  }
  std::string now() const { return text_of(path); }
  std::string before() const { return text_of(path + ".1"); }
  std::string reason() const { return std::string(file.full_reason().data, file.full_reason().size); }

  std::string folder, path;
  FileLimits limits;
  RotatingFile file;
};

std::string line(char c, std::size_t size = 60) {
  return std::string(size - 1, c) + "\n";
}

std::uint64_t inode_of(int fd) {
  struct stat s;
  return fstat(fd, &s) == 0 ? s.st_ino : 0;
}

} // namespace

TEST_CASE("RotatingFile: at its size the file gets the name .1, in place of the one before", "[rotation]") {
  Fixture f;
  CHECK(f.write(line('a')) == 0);
  CHECK(f.write(line('b')) == 0); // below the limit before it, above it after it: lines are whole
  CHECK(f.now() == line('a') + line('b'));
  CHECK_FALSE(fs::exists(f.path + ".1"));
  CHECK(f.write(line('c')) == 0);
  CHECK(f.now() == line('c'));
  CHECK(f.before() == line('a') + line('b'));
  CHECK(f.write(line('d')) == 0);
  CHECK(f.write(line('e')) == 0);
  CHECK(f.now() == line('e'));
  CHECK(f.before() == line('c') + line('d'));
  CHECK(std::distance(fs::directory_iterator(f.folder), fs::directory_iterator()) == 2);
}

TEST_CASE("RotatingFile: the number of the descriptor stays, and it is closed on exec", "[rotation]") {
  Fixture f;
  const int number = f.file.number();
  CHECK(f.write(line('a', 120)) == 0);
  CHECK(f.write(line('b')) == 0);
  CHECK(f.file.number() == number);
  CHECK((fcntl(number, F_GETFD) & FD_CLOEXEC) != 0);
  CHECK((fcntl(number, F_GETFL) & O_APPEND) != 0);
}

TEST_CASE("RotatingFile: the position is that of the file that the next write goes to", "[rotation]") {
  Fixture f;
  CHECK(f.file.position() == 0);
  CHECK(f.write(line('a')) == 0);
  CHECK(f.file.position() == 60);
  CHECK(f.write(line('b')) == 0);
  CHECK(f.file.position() == 0); // it has rotated
  CHECK(f.write(line('c')) == 0);
  CHECK(f.now() == line('c'));
}

TEST_CASE("RotatingFile: the space of the first file is freed although the program's descriptor keeps it",
          "[rotation]") {
  Fixture f;
  const int kept = dup(f.file.number()); // as the program's table of descriptors
  for (char c = 'a'; c <= 'e'; ++c)
    CHECK(f.write(line(c, 120)) == 0);
  struct stat s;
  REQUIRE(fstat(kept, &s) == 0);
  CHECK(s.st_nlink == 0);
  CHECK(s.st_size == 0);
  CHECK(f.before() == line('d', 120));
  close(kept);
}

TEST_CASE("RotatingFile: without a limit nothing rotates, and no file system is full", "[rotation]") {
  Fixture f(0);
  space.available = 0;
  for (int i = 0; i < 10; ++i)
    CHECK(f.write(line('a', 1000)) == 0);
  CHECK_FALSE(fs::exists(f.path + ".1"));
}

TEST_CASE("RotatingFile: a file that cannot be renamed takes no more, until there is room in it", "[rotation]") {
  Fixture f;
  CHECK(f.write(line('a', 120)) == 0);
  fs::create_directories(f.path + ".1/full"); // nothing can be renamed to it
  CHECK(f.write(line('b')) == ENOSPC);
  CHECK(f.reason().find("TELEMETRY_FILE_MAX_MB") != std::string::npos);
  CHECK(f.file.position() == 120);
  CHECK(f.now() == line('a', 120));
  fs::resize_file(f.path, 0); // somebody makes room
  CHECK(f.write(line('c')) == 0);
  CHECK(f.reason().empty());
  CHECK(f.now() == line('c'));
}

TEST_CASE("RotatingFile: what a symbolic link leads to is not renamed", "[rotation]") {
  Fixture f;
  const std::string link = f.folder + "/link";
  fs::create_symlink(f.path, link);
  RotatingFile file;
  REQUIRE(file.open(link.c_str(), f.limits) == 0);
  std::uint64_t written = 0;
  const std::string text = line('a', 120);
  CHECK(file.write(Slice(text.data(), text.size()), written) == 0);
  CHECK(file.write(Slice(text.data(), text.size()), written) == ENOSPC);
  CHECK(fs::is_symlink(link));
  CHECK(f.now() == text);
  CHECK(std::distance(fs::directory_iterator(f.folder), fs::directory_iterator()) == 2);
  close(file.number());
}

TEST_CASE("RotatingFile: a file that another program renames or removes is begun again", "[rotation]") {
  Fixture f(megabyte);
  CHECK(f.write(line('a')) == 0);
  fs::rename(f.path, f.path + "-20260101"); // logrotate
  CHECK(f.write(line('b')) == 0);
  CHECK(f.now() == line('b'));
  CHECK(text_of(f.path + "-20260101") == line('a'));
  fs::remove(f.path);
  CHECK(f.write(line('c')) == 0);
  CHECK(f.now() == line('c'));
  fs::rename(f.path, f.path + ".1");
  std::ofstream(f.path) << line('n'); // and has created anew
  CHECK(f.write(line('d')) == 0);
  CHECK(f.now() == line('n') + line('d'));
}

TEST_CASE("RotatingFile: a file that another program truncates is appended to from its beginning", "[rotation]") {
  Fixture f(megabyte);
  CHECK(f.write(line('a')) == 0);
  fs::copy_file(f.path, f.path + ".1"); // logrotate's copytruncate
  fs::resize_file(f.path, 0);
  CHECK(f.write(line('b')) == 0);
  CHECK(f.now() == line('b'));
  CHECK(f.before() == line('a'));
}

TEST_CASE("RotatingFile: while no file of the name can be opened, writing goes on in the old one", "[rotation]") {
  Fixture f(megabyte);
  CHECK(f.write(line('a')) == 0);
  const std::string moved = f.folder + "-moved";
  fs::rename(f.folder, moved);
  CHECK(f.write(line('b')) == 0);
  CHECK(text_of(moved + "/out") == line('a') + line('b'));
  fs::create_directories(f.path); // a folder has the name
  CHECK(f.write(line('c')) == 0);
  fs::remove(f.path);
  REQUIRE(mkfifo(f.path.c_str(), 0600) == 0); // or what is no regular file
  const int reader = open(f.path.c_str(), O_RDONLY | O_NONBLOCK);
  CHECK(f.write(line('d')) == 0);
  close(reader);
  CHECK(text_of(moved + "/out") == line('a') + line('b') + line('c') + line('d'));
  fs::remove_all(moved);
}

TEST_CASE("RotatingFile: two that write to one file rotate it once", "[rotation]") {
  Fixture f;
  RotatingFile other;
  REQUIRE(other.open(f.path.c_str(), f.limits) == 0);
  std::uint64_t written = 0;
  CHECK(f.write(line('a', 120)) == 0);
  CHECK(f.write(line('b')) == 0);
  const std::string c = line('c');
  CHECK(other.write(Slice(c.data(), c.size()), written) == 0); // follows to the new file
  CHECK(f.now() == line('b') + c);
  CHECK(f.before() == line('a', 120));
  CHECK(inode_of(other.number()) == inode_of(f.file.number()));
  // While the other one is about to rename it, writing goes on.
  REQUIRE(flock(other.number(), LOCK_EX | LOCK_NB) == 0);
  CHECK(f.write(line('d')) == 0);
  CHECK(f.write(line('e')) == 0);
  CHECK(f.before() == line('a', 120));
  flock(other.number(), LOCK_UN);
  CHECK(f.write(line('f')) == 0);
  CHECK(f.before() == line('b') + c + line('d') + line('e'));
  close(other.number());
}

TEST_CASE("RotatingFile: the half line of a killed process is ended in each file", "[rotation]") {
  Fixture f(megabyte);
  CHECK(f.write(line('a')) == 0);
  fs::rename(f.path, f.path + ".1");
  std::ofstream(f.path) << "half";
  CHECK(f.write(line('b')) == 0);
  CHECK(f.now() == "half\n" + line('b'));
}

TEST_CASE("RotatingFile: a program that closed every descriptor does not end the output", "[rotation]") {
  Fixture f;
  CHECK(f.write(line('a', 120)) == 0);
  close(f.file.number());
  CHECK(f.write(line('b')) == 0);
  CHECK(f.now() == line('b'));
  CHECK(f.before() == line('a', 120));
}

TEST_CASE("RotatingFile: the last part of the file system is left to others", "[rotation]") {
  Fixture f(megabyte);
  space = {1000 * megabyte, 50 * megabyte + 59}; // 5% stay free
  CHECK(f.write(line('a')) == ENOSPC);
  CHECK(f.reason().find("5%") != std::string::npos);
  CHECK(f.now().empty());
  CHECK(f.file.position() == 0);
  CHECK_FALSE(f.reason().empty()); // until a write succeeds
  space.available = 50 * megabyte + 60;
  CHECK(f.write(line('b')) == 0);
  CHECK(f.reason().empty());
  CHECK(f.now() == line('b'));
}

TEST_CASE("RotatingFile: what is no regular file has no limits", "[rotation]") {
  RotatingFile file;
  space = {1000 * megabyte, 0};
  REQUIRE(file.open("/dev/null", {.max_bytes = 1, .read_space = read_space}) == 0);
  std::uint64_t written = 0;
  const std::string text = line('a', 120);
  CHECK(file.write(Slice(text.data(), text.size()), written) == 0);
  CHECK(file.write(Slice(text.data(), text.size()), written) == 0);
  CHECK(file.position() == ~std::uint64_t{0});
  CHECK_FALSE(fs::exists("/dev/null.1"));
  close(file.number());
}

TEST_CASE("SpaceGuard: of a large file system a GB stays free, of a small one 5%", "[rotation]") {
  CHECK(reserved_bytes(1000 * megabyte) == 50 * megabyte);
  CHECK(reserved_bytes(20 * 1024 * megabyte) == 1024 * megabyte);
  CHECK(reserved_bytes(80'000 * megabyte) == 1024 * megabyte);
  CHECK(reserved_bytes(0) == 0);
}

TEST_CASE("SpaceGuard: it asks again after a time, or when a share of the room is used", "[rotation]") {
  static int questions;
  questions = 0;
  SpaceGuard guard([](int, FileSystemSpace &to) {
    ++questions;
    to = space;
    return true;
  });
  space = {1000 * megabyte, 50 * megabyte + 1700};
  CHECK(guard.has_room(-1, 100, 1));
  CHECK(guard.has_room(-1, 50, 2));
  CHECK(guard.has_room(-1, 50, 3));
  CHECK(questions == 1);
  CHECK(guard.has_room(-1, 50, 4)); // more than a sixteenth
  CHECK(questions == 2);
  CHECK(guard.has_room(-1, 50, 1'000'000'000));
  CHECK(questions == 3);
  space.available = 0;
  CHECK_FALSE(guard.has_room(-1, 2000, 1'000'000'001));
  CHECK_FALSE(guard.has_room(-1, 1, 1'000'000'002)); // full: asks each time
  CHECK(questions == 5);
}

TEST_CASE("SpaceGuard: a file system that says nothing has room", "[rotation]") {
  space = {};
  CHECK(SpaceGuard(read_space).has_room(-1, 100, 1));
  CHECK(SpaceGuard([](int, FileSystemSpace &) { return false; }).has_room(-1, 100, 1));
  FileSystemSpace real;
  const int folder = open("/tmp", O_RDONLY | O_CLOEXEC);
  REQUIRE(read_file_system_space(folder, real));
  close(folder);
  CHECK(real.total >= real.available);
  CHECK(real.total > megabyte);
}

namespace {

// The number of members of a file; -1 if one of them is not whole.
int members_of(const std::string &bytes, std::string &text) {
  int members = 0;
  for (std::size_t at = 0; at < bytes.size(); ++members) {
    const std::size_t size = ZSTD_findFrameCompressedSize(bytes.data() + at, bytes.size() - at);
    if (ZSTD_isError(size))
      return -1;
    std::string part(1 << 20, '\0');
    const std::size_t result = ZSTD_decompress(part.data(), part.size(), bytes.data() + at, size);
    if (ZSTD_isError(result))
      return -1;
    text += part.substr(0, result);
    at += size;
  }
  return members;
}

} // namespace

TEST_CASE("RotatingFile: .zst has a frame for each write, counts the bytes on the disk and keeps its ending",
          "[rotation]") {
  Fixture f;
  f.path = f.folder + "/out.jsonl.zst";
  f.limits.max_bytes = 200;
  REQUIRE(f.file.open(f.path.c_str(), f.limits) == 0);
  CHECK(f.file.is_compressed());
  CHECK(f.write(line('a', 5000)) == 0); // a few bytes
  CHECK(f.write(line('b', 5000)) == 0);
  std::string text;
  CHECK(members_of(f.now(), text) == 2);
  CHECK(text == line('a', 5000) + line('b', 5000));
  CHECK(f.file.position() == f.now().size());
  while (f.now().size() < 200)
    CHECK(f.write(line('c', 5000)) == 0);
  CHECK_FALSE(fs::exists(f.folder + "/out.jsonl.1.zst"));
  CHECK(f.write(line('d')) == 0);
  text.clear();
  CHECK(members_of(f.now(), text) == 1);
  CHECK(text == line('d'));
  CHECK(fs::exists(f.folder + "/out.jsonl.1.zst"));
  CHECK_FALSE(fs::exists(f.path + ".1"));
}

TEST_CASE("RotatingFile: a compressed file has no part of what did not fit", "[rotation]") {
  Fixture f(1000 * megabyte);
  f.path = f.folder + "/out.zst";
  REQUIRE(f.file.open(f.path.c_str(), f.limits) == 0);
  CHECK(f.write(line('a', 5000)) == 0);
  const std::string whole = f.now();
  std::string noise;
  for (unsigned i = 0; noise.size() < 5000; ++i)
    noise += std::to_string(i * 2654435761u);
  noise += '\n';
  {
    const SizeLimit limit(whole.size() + 100);
    CHECK(f.write(noise) == EFBIG);
    CHECK(f.now() == whole);
  }
  CHECK(f.write(noise + line('b')) == 0); // the lines that did not fit, and more
  std::string text;
  CHECK(members_of(f.now(), text) == 3);
  CHECK(text == line('a', 5000) + noise + line('b'));
}

TEST_CASE("RotatingFile: the last report of a process is written whatever the limits", "[rotation]") {
  for (const char *name : {"/out", "/out.zst"}) {
    Fixture f(1000 * megabyte);
    f.path = f.folder + name;
    REQUIRE(f.file.open(f.path.c_str(), f.limits) == 0);
    space = {1000 * megabyte, 50 * megabyte};
    CHECK(f.write(line('a')) == ENOSPC);
    std::uint64_t written = 0;
    const std::string report = line('r');
    CHECK(f.file.write(Slice(report.data(), report.size()), written, true) == 0);
    CHECK(written == report.size());
    std::string text;
    if (f.file.is_compressed())
      CHECK(members_of(f.now(), text) == 1);
    CHECK((f.file.is_compressed() ? text : f.now()) == report);
  }
}
