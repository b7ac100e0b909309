// Tests when the watcher of the control file reads it, and what it applies.
#include "catch.h"

#include "runtime/backend/control.h"
#include "runtime/frontend/state.h"

#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <unistd.h>

using namespace telinject;

namespace {

constexpr std::int64_t period_ns = 250'000'000;

// A control file, and a watcher with a clock that the test moves.
class Watched {
public:
  Watched() {
    char name[] = "/tmp/telinject-control-XXXXXX";
    close(mkstemp(name));
    path_ = name;
    unlink(name);
    config.control = path_.c_str();
  }
  ~Watched() {
    unlink(path_.c_str());
    apply_settings(Config(), false);
  }
  void write(const std::string &text) const { std::ofstream(path_) << text; }
  void check() {
    now_ += period_ns;
    watcher->check_at(now_);
  }
  Config config;
  std::unique_ptr<ControlFileWatcher> watcher = std::make_unique<ControlFileWatcher>();

private:
  std::string path_;
  std::int64_t now_ = 0;
};

bool is_throttled() {
  return settings.has_budget.load();
}

} // namespace

TEST_CASE("ControlFileWatcher: without a file, the configuration applies", "[control]") {
  Watched w;
  w.config.budget_percent = 0;
  CHECK(w.watcher->start(w.config, true));
  CHECK_FALSE(is_throttled());
  w.check();
  w.check();
  CHECK_FALSE(is_throttled());
}

TEST_CASE("ControlFileWatcher: the file decides at the start", "[control]") {
  Watched w;
  w.write("TELEMETRY_ENABLED=off\nTELEMETRY_THROTTLE=off\n");
  CHECK_FALSE(w.watcher->start(w.config, true));
  CHECK_FALSE(is_throttled());
  Watched other;
  other.write("nonsense\n");
  CHECK(other.watcher->start(other.config, true)); // invalid: changes nothing
  CHECK(is_throttled());
}

TEST_CASE("ControlFileWatcher: a change is read when it has looked the same twice", "[control]") {
  Watched w;
  CHECK(w.watcher->start(w.config, true));
  w.write("TELEMETRY_THROTTLE=off\n");
  w.check(); // it has changed: perhaps it is still being written
  CHECK(is_throttled());
  w.check();
  CHECK_FALSE(is_throttled());
  w.write("TELEMETRY_THROTTLE=maybe, later\n");
  w.check();
  w.check();
  CHECK_FALSE(is_throttled()); // invalid: the settings stay
  w.write("# nothing is set\n");
  w.check();
  w.check();
  CHECK(is_throttled()); // what the file no longer sets is as at the start
}

TEST_CASE("ControlFileWatcher: it looks once a period", "[control]") {
  Watched w;
  CHECK(w.watcher->start(w.config, true));
  w.watcher->check_at(period_ns);
  w.write("TELEMETRY_THROTTLE=off\n");
  w.watcher->check_at(period_ns + 1);
  w.watcher->check_at(2 * period_ns - 1); // would be the second look
  w.watcher->check_at(2 * period_ns);
  CHECK(is_throttled());
  w.watcher->check_at(3 * period_ns);
  CHECK_FALSE(is_throttled());
}
