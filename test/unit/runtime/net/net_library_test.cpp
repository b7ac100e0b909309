// A child that was forked while another thread used libtelinject-net.so does not enter it.
#include "catch.h"

#include "runtime/net/net_library.h"

#include <string>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

using namespace telinject;

namespace {

// Returns what a child says that is forked while the library is held, by the fork or by another.
std::string error_in_child(bool held_by_fork) {
  int ends[2];
  if (!hold_net() || pipe(ends) != 0)
    return "not held";
  const pid_t child = fork();
  if (child == 0) {
    reset_net_in_child(held_by_fork);
    const Slice error = load_net_library().error;
    const ssize_t written = write(ends[1], error.data, error.size);
    _exit(written == static_cast<ssize_t>(error.size) ? 0 : 1);
  }
  close(ends[1]);
  release_net();
  std::string text(200, '\0');
  const ssize_t size = read(ends[0], text.data(), text.size());
  close(ends[0]);
  int status = 1;
  waitpid(child, &status, 0);
  return status == 0 && size >= 0 ? text.substr(0, static_cast<std::size_t>(size)) : "the child failed";
}

constexpr std::string_view refusal = "this process was forked while another thread used libtelinject-net.so";

} // namespace

TEST_CASE("Net library: a child forked while another thread was in it leaves it alone") {
  CHECK(error_in_child(false) == refusal);
  CHECK(error_in_child(true) != refusal);
  CHECK(error_in_child(true) != "the child failed");
}
