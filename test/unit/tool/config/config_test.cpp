// .telinject.json: what is read from it, and the places and words of what is wrong with it.
#include "catch.h"

#include "tool/base/nearest_name.h"
#include "tool/config/config_file.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

using telinject::rewrite::ConfigFault;
using telinject::rewrite::edit_distance;
using telinject::rewrite::MinStatements;
using telinject::rewrite::Options;
using telinject::rewrite::Profile;
using telinject::rewrite::Settings;
using telinject::rewrite::suggestion;
using Texts = std::vector<std::string>;

namespace {

Settings read(const std::string &text, const std::string &folder = "/") {
  std::vector<ConfigFault> faults;
  const Settings settings = telinject::rewrite::read_config(text, "f", folder, faults);
  INFO((faults.empty() ? "" : faults[0].where + " " + faults[0].message));
  CHECK(faults.empty());
  return settings;
}

std::string fault(const std::string &text, const std::string &folder = "/") {
  std::vector<ConfigFault> faults;
  telinject::rewrite::read_config(text, "f", folder, faults);
  return faults.empty() ? "none" : faults[0].where + ": " + faults[0].message;
}

struct Folder {
  Folder() : path(std::filesystem::temp_directory_path() / ("telinject-config-test-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path / "a/b");
  }
  ~Folder() { std::filesystem::remove_all(path); }
  void write(const std::string &name, const std::string &text) const { std::ofstream(path / name) << text; }
  std::string operator/(const std::string &name) const { return (path / name).string(); }
  std::filesystem::path path;
};

} // namespace

TEST_CASE("Config file: every key is read", "[config]") {
  const Settings s = read(R"({"$schema": "x", "events": ["function"], "include": ["src/**"], "exclude": [],
    "functions": {"include": "^a", "exclude": ["b$", "c"], "min_statements": "auto"}, "profile": "service",
    "capture": {"arguments": false, "return_value": true, "max_value_bytes": 64, "dereference_strings": true, "ternary": true, "ostream": true,
                "what": false},
    "loops": {"max_iterations_logged": 0}, "redact": ["iban"],
    "aspects": [{"match": {"function": "n::f"}, "kind": "http", "url.full": {"argument": 2}, "http.request.method": "GET",
                 "error": {"result": "!= 0"}}]})");
  CHECK(s.events == Texts{"function"});
  CHECK(s.include == Texts{"src/**"});
  CHECK(s.exclude == Texts{});
  CHECK(s.functions == "^a");
  CHECK(s.skip_functions == "(?:b$)|(?:c)");
  CHECK(s.min_statements == MinStatements{0, true});
  CHECK(s.profile == Profile::service);
  CHECK(s.arguments == false);
  CHECK(s.return_value == true);
  CHECK(s.max_value_bytes == 64u);
  CHECK(s.dereference_strings == true);
  CHECK(s.ternary == true);
  CHECK(s.ostream == true);
  CHECK(s.what == false);
  CHECK(s.max_iterations_logged == 0u);
  CHECK(s.redact == Texts{"iban"});
  REQUIRE(s.aspects.size() == 1);
  CHECK(s.aspects[0].function == "n::f");
  CHECK(s.aspects[0].error_result == "!= 0");
  REQUIRE(s.aspects[0].attributes.size() == 2);
  CHECK(s.aspects[0].attributes[0].argument == 2);
  CHECK(s.aspects[0].attributes[1].constant == "GET");
  CHECK_FALSE(read("{}").events);
}

TEST_CASE("Config file: an unknown key is reported with its position and the nearest name", "[config]") {
  CHECK(fault("{\n  \"exlude\": []}") ==
        "f:2:3: unknown key \"exlude\" in the configuration; did you mean \"exclude\"?");
  CHECK(fault(R"({"functions": {"min_statement": 1}})") ==
        "f:1:16: unknown key \"min_statement\" in \"functions\"; did you mean \"min_statements\"?");
  CHECK(fault(R"({"loops": {"iterations": 1}})") == "f:1:12: unknown key \"iterations\" in \"loops\"; the nearest "
                                                    "is \"max_iterations_logged\" of max_iterations_logged");
  CHECK(fault(R"({"events": ["functoin"]})") == "f:1:13: unknown construct \"functoin\"; did you mean \"function\"?");
}

TEST_CASE("Config file: a wrong type or value is reported with its position", "[config]") {
  CHECK(fault(R"({"capture": {"arguments": 1}})") == "f:1:27: \"arguments\" is a number; it must be true or false");
  CHECK(fault(R"({"include": "a"})") ==
        "f:1:13: \"include\" is a string; it must be a list of globs, as in [\"src/**\"]");
  CHECK(fault(R"({"capture": []})") == "f:1:13: \"capture\" is a list; it must be an object: \"capture\"");
  CHECK(fault("3") == "f:1:1: this is a number; it must be an object: the configuration");
  CHECK(fault(R"({"capture": {"max_value_bytes": 257}})") ==
        "f:1:33: \"max_value_bytes\" is out of range; it must be a whole number from 1 to 256");
  for (const char *text :
       {R"({"capture": {"max_value_bytes": 0}})", R"({"loops": {"max_iterations_logged": 1.5}})", R"({"redact": [""]})",
        R"({"functions": {"min_statements": -1}})", R"({"functions": {"include": "("}})",
        R"({"functions": {"exclude": ["a", "["]}})", R"({"events": []})", R"({"aspects": [{}]})",
        R"x({"aspects": [{"match": {"function": "a()"}, "kind": "http"}]})x",
        R"({"aspects": [{"match": {"function": "a"}, "kind": "file"}]})",
        R"({"aspects": [{"match": {}, "kind": "http"}]})",
        R"({"aspects": [{"match": {"function": "a"}, "kind": "http", "url.full": 3}]})",
        R"({"aspects": [{"match": {"function": "a"}, "kind": "http", "url.full": {"argument": 128}}]})",
        R"({"aspects": [{"match": {"function": "a"}, "kind": "http", "error": {"result": "bad"}}]})",
        R"({"aspects": ["there-is-no-such-file"]})"}) {
    INFO(text);
    CHECK(fault(text) != "none");
  }
  CHECK(fault("{\"functions\": {\"include\": \"" + std::string(1001, 'a') + "\"}}") != "none");
  CHECK(fault("{\"redact\": [\"" + std::string(4097, 'a') + "\"]}") != "none");
}

TEST_CASE(
    "Config file: aspects of other files are found from the configuration's folder, and their faults reported there",
    "[config]") {
  const Folder folder;
  folder.write("one.json", R"({"match": {"function": "f"}, "kind": "database"})");
  folder.write("two.json", "[{\"match\": {\"function\": \"g\"}, \"kind\": \"http\"},\n {\"kind\": \"http\"}]");
  folder.write("three.json", R"(["one.json"])");
  CHECK(read(R"({"aspects": ["one.json"]})", folder / "").aspects.size() == 1);
  CHECK(fault(R"({"aspects": ["two.json"]})", folder / "") == "two.json:2:2: this aspect has no \"match\"; add it");
  CHECK(fault(R"({"aspects": ["three.json"]})", folder / "") ==
        "three.json:1:2: this is a string; it must be an object: an aspect");
}

TEST_CASE("Config file: the nearest file upwards is taken, the command line wins over it", "[config]") {
  const Folder folder;
  folder.write(".telinject.json", R"({"include": ["far"]})");
  folder.write("a/.telinject.json", R"({"include": ["near"], "exclude": ["x"], "functions": {"min_statements": 7}})");
  Options options;
  options.cli.exclude = Texts{"said"};
  options.cli.min_statements = MinStatements();
  REQUIRE(complete_options(options, {"", folder / "a/b"}));
  CHECK(options.constructs.include == Texts{"near"});
  CHECK(options.constructs.exclude == Texts{"said"});
  CHECK(options.constructs.min_statements == MinStatements());
  Options named;
  named.config = folder / ".telinject.json";
  REQUIRE(complete_options(named, {folder / "a/b"}));
  CHECK(named.constructs.include == Texts{"far"});
}

TEST_CASE("Config file: each fault of a file is a failure with its place", "[config]") {
  const Folder folder;
  folder.write(".telinject.json", "{\"include\": 3,\n \"exclude\": 4}");
  Options options;
  const auto completed = complete_options(options, {folder / ""});
  REQUIRE_FALSE(completed);
  CHECK(completed.failure().where.ends_with(".telinject.json:1:13"));
  REQUIRE(completed.failure().more.size() == 1);
  CHECK(completed.failure().more[0].where.ends_with(".telinject.json:2:13"));
  Options missing;
  missing.config = folder / "none.json";
  CHECK(complete_options(missing, {}).error().ends_with("name another file with --config"));
}

TEST_CASE("Config file: how far one name is from another", "[config]") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("abc", "") == 3);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("evnts", "events") == 1);
  CHECK(edit_distance("functoin", "function") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance(std::string(100000, 'a'), "b") == 256);
  CHECK(suggestion("x", {}) == "leave it out");
}

TEST_CASE("Profile: service is overridden by the file, and the file by the command line", "[config]") {
  const Folder folder;
  folder.write(".telinject.json", R"({"profile": "service", "events": ["loop"], "capture": {"max_value_bytes": 64}})");
  Options by_file;
  REQUIRE(complete_options(by_file, {folder / ""}));
  CHECK(by_file.constructs.events == Texts{"loop"});
  CHECK(by_file.constructs.min_statements == MinStatements{0, true});
  CHECK(by_file.max_value_bytes == 64u);
  Options full;
  full.cli.profile = Profile::full;
  REQUIRE(complete_options(full, {folder / ""}));
  CHECK(full.constructs.min_statements == MinStatements());
  CHECK(full.max_value_bytes == 64u);
  Options without_file;
  without_file.cli.profile = Profile::service;
  without_file.cli.min_statements = MinStatements{2, false};
  REQUIRE(complete_options(without_file, {}));
  CHECK(without_file.constructs.events == Texts{"function", "exception", "call", "context", "handler"});
  CHECK(without_file.constructs.min_statements == MinStatements{2, false});
  CHECK(without_file.max_value_bytes == 128u);
}

TEST_CASE("Minimum of statements: a whole number, or auto", "[config]") {
  using telinject::rewrite::parse_min_statements;
  CHECK(*parse_min_statements("auto") == MinStatements{0, true});
  CHECK(*parse_min_statements("0") == MinStatements());
  CHECK(*parse_min_statements("1000000000") == MinStatements{1000000000, false});
  for (const char *text : {"", "-1", "+1", "1000000001", "99999999999999999999", "2x", " 2", "Auto"}) {
    INFO(text);
    CHECK_FALSE(parse_min_statements(text));
  }
}
