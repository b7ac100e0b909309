// The contract of an output, checked for each row of sinks.def: a new row is tested without a new test.
#include "catch.h"

#include "runtime/sinks/sink.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace telinject;
namespace fs = std::filesystem;

namespace {

std::vector<const Sink *> sinks() {
  std::vector<const Sink *> all;
#define TELINJECT_SINK(NAME, OBJECT) \
  all.push_back(find_sink(NAME)); \
  REQUIRE(all.back()); \
  CHECK(all.back()->name == Slice(NAME));
#include "runtime/sinks/sinks.def"
#undef TELINJECT_SINK
  return all;
}

// Those that write what they are given to a file or stream of this process.
std::vector<const Sink *> local_sinks() {
  std::vector<const Sink *> local;
  for (const Sink *sink : sinks())
    if (!sink->run_thread)
      local.push_back(sink);
  return local;
}

std::string name_of(const Sink &sink) {
  return std::string(sink.name.data, sink.name.size);
}

std::string text_of(const fs::path &path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// A folder for one run of a sink: the streams of its process are files there, and so is what TELEMETRY_FILE names.
class Place {
public:
  Place() {
    char name[] = "/tmp/telinject-sink-XXXXXX";
    REQUIRE(mkdtemp(name));
    folder = name;
  }
  ~Place() { fs::remove_all(folder); }
  std::string path(const char *name) const { return folder + "/" + name; }
  // All that stands in the files there, one after the other.
  std::string everything() const {
    std::string all;
    for (const auto &entry : fs::recursive_directory_iterator(folder))
      if (entry.is_regular_file())
        all += text_of(entry.path());
    return all;
  }
  std::string folder;
};

// Sinks have one state a process and write to its own streams: each run has a process.  What is wrong is the exit code,
// the line of the check that failed; 0: nothing.
using Run = std::function<int(Config &)>;

int in_child(const Place &place, const Run &run) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const std::string target = place.path("target");
    for (const auto &[fd, name] : {std::pair(STDOUT_FILENO, "stdout"), std::pair(STDERR_FILENO, "stderr")}) {
      const int file = open(place.path(name).c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
      dup2(file, fd);
      close(file);
    }
    Config config;
    config.file = target.c_str();
    config.exit_timeout_ms = 50;
    _exit(run(config));
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  return WEXITSTATUS(status);
}

// In a child: ends it with a number that says which of the checks failed.
#define EXPECT(NUMBER, CONDITION) \
  if (!(CONDITION)) \
  return NUMBER

const std::string first = "the first line\n", second = "the second line\n";

Slice slice(const std::string &s) {
  return Slice(s.data(), s.size());
}

// The standard streams of the child, to be put back after a test has closed or redirected them.
class SavedStreams {
public:
  void restore() const {
    dup2(out_, STDOUT_FILENO);
    dup2(err_, STDERR_FILENO);
  }

private:
  int out_ = fcntl(STDOUT_FILENO, F_DUPFD, 100), err_ = fcntl(STDERR_FILENO, F_DUPFD, 100);
};

} // namespace

TEST_CASE("Sink contract: an output is found by its name, and no other name finds one", "[sinks][contract]") {
  CHECK(sinks().size() >= 1);
  CHECK_FALSE(find_sink(""));
  CHECK_FALSE(find_sink("no such output"));
  CHECK_FALSE(find_sink("std"));
}

TEST_CASE("Sink contract: what is written arrives in one place, whole and in order", "[sinks][contract]") {
  for (const Sink *sink : local_sinks()) {
    INFO(name_of(*sink));
    const Place place;
    CHECK(in_child(place, [&](const Config &config) {
            EXPECT(1, sink->open(config) == 0);
            std::uint64_t written = 0;
            EXPECT(2, sink->write({slice(first)}, written) == 0 && written == first.size());
            EXPECT(3, sink->write({slice(second)}, written) == 0 && written == first.size() + second.size());
            EXPECT(4, sink->write({}, written) == 0 && written == first.size() + second.size());
            return 0;
          }) == 0);
    CHECK(place.everything() == first + second);
  }
}

TEST_CASE("Sink contract: the descriptor is high, open, and closed on exec", "[sinks][contract]") {
  for (const Sink *sink : local_sinks()) {
    INFO(name_of(*sink));
    const Place place;
    CHECK(in_child(place, [&](const Config &config) {
            EXPECT(1, sink->open(config) == 0);
            const int fd = sink->descriptor();
            EXPECT(2, fd > STDERR_FILENO);
            const int flags = fcntl(fd, F_GETFD);
            EXPECT(3, flags >= 0 && (flags & FD_CLOEXEC) != 0);
            // The program's own streams are there as before.
            EXPECT(4, fcntl(STDOUT_FILENO, F_GETFD) >= 0 && fcntl(STDERR_FILENO, F_GETFD) >= 0);
            // What is written goes there.
            std::uint64_t written = 0;
            EXPECT(5, sink->write({slice(first)}, written) == 0);
            const off_t size = lseek(fd, 0, SEEK_END);
            EXPECT(6, size == static_cast<off_t>(first.size()));
            return 0;
          }) == 0);
  }
}

TEST_CASE("Sink contract: the position in a regular file is behind what was written", "[sinks][contract]") {
  for (const Sink *sink : local_sinks()) {
    INFO(name_of(*sink));
    const Place place;
    CHECK(in_child(place, [&](const Config &config) {
            EXPECT(1, sink->open(config) == 0);
            std::uint64_t written = 0;
            EXPECT(2, sink->position() == 0);
            EXPECT(3, sink->write({slice(first)}, written) == 0);
            EXPECT(4, sink->position() == first.size());
            return 0;
          }) == 0);
  }
}

TEST_CASE("Sink contract: a target that cannot be opened is an error number, and open prints nothing",
          "[sinks][contract]") {
  for (const Sink *sink : local_sinks()) {
    INFO(name_of(*sink));
    // No name, and no streams.
    const Place closed;
    CHECK(in_child(closed, [&](Config &config) {
            config.file = nullptr;
            const SavedStreams streams;
            close(STDOUT_FILENO);
            close(STDERR_FILENO);
            const int error = sink->open(config);
            streams.restore();
            EXPECT(1, error > 0 && error < 4096);
            return 0;
          }) == 0);
    CHECK(closed.everything().empty());
    // A folder that is not there; of no concern to those that need no name.
    const Place missing;
    CHECK(in_child(missing, [&](Config &config) {
            config.file = nullptr;
            if (sink->open(config) == 0)
              return 0;
            const std::string target = missing.path("no/such/folder/target");
            config.file = target.c_str();
            const int once = sink->open(config), again = sink->open(config);
            EXPECT(2, once > 0 && once < 4096 && again == once);
            return 0;
          }) == 0);
    CHECK(missing.everything().empty());
  }
}

TEST_CASE("Sink contract: an output that takes nothing is an error each time, counts no byte and prints nothing",
          "[sinks][contract]") {
  for (const Sink *sink : local_sinks()) {
    INFO(name_of(*sink));
    const Place place;
    CHECK(in_child(place, [&](Config &config) {
            const SavedStreams streams;
            const int full = open("/dev/full", O_WRONLY);
            EXPECT(1, full >= 0);
            dup2(full, STDOUT_FILENO);
            dup2(full, STDERR_FILENO);
            config.file = "/dev/full";
            const int opened = sink->open(config);
            std::uint64_t written = 0;
            int error = opened;
            // One that needs a folder does not get this far.
            if (opened == 0) {
              error = sink->write({slice(first)}, written);
              EXPECT(2, sink->write({slice(second)}, written) != 0);
            }
            streams.restore();
            EXPECT(3, error > 0 && error < 4096);
            EXPECT(4, written == 0);
            return 0;
          }) == 0);
    CHECK(place.everything().empty());
  }
}

TEST_CASE("Sink contract: a program that closed every descriptor does not end an output that has a name",
          "[sinks][contract]") {
  for (const Sink *sink : local_sinks()) {
    INFO(name_of(*sink));
    const Place place;
    CHECK(in_child(place, [&](Config &config) {
            EXPECT(1, sink->open(config) == 0);
            std::uint64_t written = 0;
            EXPECT(2, sink->write({slice(first)}, written) == 0);
            close(sink->descriptor());
            EXPECT(3, sink->write({slice(second)}, written) == 0);
            EXPECT(4, written == first.size() + second.size());
            return 0;
          }) == 0);
    CHECK(place.everything() == first + second);
  }
}
