// A unit's result travels as text; names that look secret; the project's root.
#include "catch.h"

#include "matchers/secrets.h"
#include "tool/compiler/root.h"
#include "tool/compiler/unit.h"

#include <filesystem>
#include <fstream>

#include <unistd.h>

using namespace telinject::rewrite;

TEST_CASE("Unit: a result survives its text form", "[unit]") {
  UnitResult result;
  result.parsed = result.is_cxx = true;
  result.error = "a.c:1:2: \"quoted\"\n\ttext";
  result.files = {"/p/a.c", "/p/with space/ü.h"};
  result.declarations["/p/a.c"] = {{3, 9}, {10, 4000000000u}};
  Site site;
  site.construct = "function";
  site.file = "/p/a.c";
  site.offset = 12;
  site.line = 3;
  site.column = 4;
  site.name = "n::operator()";
  site.edits = {{13, " TELINJECT_FUNCTION(1, \"\", \"f()\")"}, {20, ""}};
  result.sites.push_back(site);
  site.skip_reason = "naked";
  site.edits.clear();
  result.sites.push_back(site);

  result.inputs = {{"/p/a.c", "00ff"}};
  result.comments = {{"/p/a.c", 7, "'telinject: skip' \"has\" no effect", false}, {"/p/a.h", 1, "", true}};
  const UnitResult back = unit_result_from_text(to_text(result));
  CHECK(back.parsed);
  CHECK(back.is_cxx);
  CHECK(back.error == result.error);
  CHECK(back.files == result.files);
  CHECK(back.declarations == result.declarations);
  CHECK(back.comments == result.comments);
  REQUIRE(back.inputs.size() == 1);
  CHECK(back.inputs[0].file == "/p/a.c");
  CHECK(back.inputs[0].hash == "00ff");
  REQUIRE(back.sites.size() == 2);
  CHECK(back.sites[0].edits == result.sites[0].edits);
  CHECK(back.sites[0].name == "n::operator()");
  CHECK(back.sites[0].line == 3);
  CHECK(back.sites[1].skip_reason == "naked");
}

TEST_CASE("Unit: damaged text is a unit that was not parsed", "[unit]") {
  const std::string whole = to_text(UnitResult{});
  for (const std::string &text :
       {std::string(), std::string("{}"), whole.substr(0, whole.size() / 2), std::string("null"), std::string("[1]")}) {
    const UnitResult result = unit_result_from_text(text);
    CHECK_FALSE(result.parsed);
    CHECK_FALSE(result.error.empty());
  }
}

TEST_CASE("Unit: secret names, whatever their spelling", "[unit]") {
  for (const char *name : {"password", "userPassword", "PASSWD", "api_key", "apiKey", "API-KEY", "access_token",
                           "clientSecret", "Authorization", "pwd"}) {
    INFO(name);
    CHECK(looks_secret(name, {}));
  }
  for (const char *name : {"", "user", "keyboard", "passes", "compass", "author", "value"}) {
    INFO(name);
    CHECK_FALSE(looks_secret(name, {}));
  }
  CHECK(looks_secret("ssn", {"ssn"}));
  CHECK(looks_secret("my_pin_code", {"PinCode"}));
  CHECK_FALSE(looks_secret("anything", {""}));
}

TEST_CASE("Unit: the root: given, marked, or wide enough for all", "[unit]") {
  namespace fs = std::filesystem;
  const fs::path top = fs::canonical(fs::temp_directory_path()) / ("telinject-root-test-" + std::to_string(::getpid()));
  fs::create_directories(top / "p/src/deep");
  fs::create_directories(top / "p/build");
  const auto unit = [&](const std::string &file) {
    std::ofstream(top / file) << "\n";
    return Unit{(top / "p/build").string(), (top / file).string(), {"gcc"}, ""};
  };
  const std::vector<Unit> units = {unit("p/src/a.c"), unit("p/src/deep/b.c")};
  CHECK(find_root("", units) == (top / "p").string());
  fs::create_directories(top / ".git");
  CHECK(find_root("", units) == top.string());
  std::ofstream(top / "p/src/.telinject.json") << "{}";
  CHECK(find_root("", units) == (top / "p/src").string());
  CHECK(find_root((top / "p/src/../src").string(), units) == (top / "p/src").string());
  CHECK(find_root((top / "nowhere").string(), units).empty());
  fs::remove_all(top);
}
