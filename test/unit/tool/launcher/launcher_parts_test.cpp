// What the launcher reads out of captured messages, adds to commands, and can name to a loader.
#include "catch.h"

#include "tool/base/install_paths.h"
#include "tool/base/scratch_folder.h"
#include "tool/compiler/arguments.h"
#include "tool/compiler/captured_messages.h"
#include "tool/launcher/config_dependency.h"
#include "tool/launcher/launcher_link.h"
#include "tool/rewrite/failing_sites.h"

using namespace telinject::rewrite;

using Words = std::vector<std::string>;

TEST_CASE("Launcher: messages are read without colours and links", "[launcher_parts]") {
  CHECK(plain_messages("\033[01m\033[Ka.c:2:7:\033[m\033[K \033[01;31m\033[Kerror: \033[m\033[Kno\n") ==
        "a.c:2:7: error: no\n");
  CHECK(plain_messages("[\033]8;;https://example.org/x\a-Wshadow\033]8;;\a]\n") == "[-Wshadow]\n");
  CHECK(plain_messages("[\033]8;;https://example.org/x\033\\-Wshadow\033]8;;\033\\]\n") == "[-Wshadow]\n");
  CHECK(plain_messages("a.c:1:2: warning: plain [-Winline]") == "a.c:1:2: warning: plain [-Winline]\n");
  for (const char *cut : {"a\033", "a\033[", "a\033[01;3", "a\033]8;;http", "a\033]8;;x\033"})
    CHECK(plain_messages(cut) == "a\n");
  CHECK(plain_messages("").empty());
}

TEST_CASE("Launcher: messages that come as JSON or SARIF are read as lines", "[launcher_parts]") {
  const std::string json = R"([{"kind": "error", "message": "no", "option": "-Werror=uninitialized", )"
                           R"("locations": [{"caret": {"file": "a b.c", "line": 12, "column": 3}}]}])";
  CHECK(plain_messages(json + "\n") == "a b.c:12:1: error: no [-Werror=uninitialized]\n");
  CHECK(error_locations(plain_messages(json)).errors == std::vector<MessageLocation>{{"a b.c", 12}});
  const std::string sarif =
      R"({"$schema": "x", "runs": [{"results": [{"level": "error", "message": {"text": "no"}, "ruleId": "-Wshadow", )"
      R"("locations": [{"physicalLocation": {"artifactLocation": {"uri": "file:///d/a.c"}, "region": {"startLine": 4}}}]}]}]})";
  CHECK(plain_messages(sarif) == "/d/a.c:4:1: error: no [-Wshadow]\n");
  CHECK(plain_messages("[]\n") == "[]\n");
  CHECK(plain_messages("[{\"kind\": 1}]\n") == "[{\"kind\": 1}]\n");
  CHECK(plain_messages("[{ not JSON\n") == "[{ not JSON\n");
}

TEST_CASE("Launcher: options are added before a separator", "[launcher_parts]") {
  const auto appended = [](Words command, const Words &options) {
    append_options(command, options);
    return command;
  };
  CHECK(appended({"cc", "-c", "a.c"}, {"-O2"}) == Words{"cc", "-c", "a.c", "-O2"});
  CHECK(appended({"cc", "-c", "--", "a.c"}, {"-D", "x"}) == Words{"cc", "-c", "-D", "x", "--", "a.c"});
  CHECK(appended({"cc"}, {}) == Words{"cc"});
  CHECK(without_separator({"gcc-12", "-c", "--", "a.c"}) == Words{"gcc-12", "-c", "a.c"});
  CHECK(without_separator({"gcc-12", "-c", "--", "-a.c"}) == Words{"gcc-12", "-c", "--", "-a.c"});
  CHECK(without_separator({"clang", "-c", "--", "a.c"}) == Words{"clang", "-c", "--", "a.c"});
}

TEST_CASE("Launcher: dependency files are known by every spelling, and name what make can read", "[launcher_parts]") {
  for (const char *word :
       {"-MD", "-MMD", "--write-dependencies", "--write-user-dependencies", "-Wp,-MD,x.d", "-Wp,-DX,-MMD,x.d"})
    CHECK(writes_dependencies({"gcc", word, "-c", "a.c"}));
  for (const char *word : {"-M", "-MM", "-MP", "-Wp,-DMD", "-MFx.d", "-Wp,", "-Wp,-D,-MDX"})
    CHECK_FALSE(writes_dependencies({"gcc", word, "-c", "a.c"}));
  CHECK(nameable_dependencies({"/a b/.telinject.json", "/c:d/x", "/e\nf/x", "/g#$"}) ==
        Words{"/a b/.telinject.json", "/g#$"});
  CHECK(dependency_words({"gcc"}, {"/x"}) == Words{"-include", "/x"});
  CHECK(dependency_words({"clang-22"}, {"/x", "/y"}) ==
        Words{"-Xclang", "-fdepfile-entry=/x", "-Xclang", "-fdepfile-entry=/y"});
  CHECK(dependency_words({"gcc"}, {}).empty());
}

TEST_CASE("Launcher: paths are quoted for C and kept from LD_PRELOAD where it cannot hold them", "[launcher_parts]") {
  CHECK(runtime_definition("/a b/l.so") == "-DTELINJECT_RUNTIME=\"/a b/l.so\"");
  CHECK(runtime_definition("/a\"\\?\nb") == "-DTELINJECT_RUNTIME=\"/a\\\"\\\\\\?\\012b\"");
  for (const char *path : {"", "/a b", "/a:b", "/$LIB/b"})
    CHECK_FALSE(is_preloadable(path));
  CHECK(is_preloadable("/a,b'c\"\\%"));
  for (const std::string &base : preload_bases())
    CHECK(is_preloadable(base));
}
