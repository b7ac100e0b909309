// compile_commands.json: shell words, both forms of an entry, and every way of being malformed.
#include "catch.h"

#include "tool/compile_db.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

using telinject::output_of;
using telinject::read_compile_db;
using telinject::split_command;
using Words = std::vector<std::string>;

namespace {

class Database {
public:
  explicit Database(const std::string &text) {
    folder_ = std::filesystem::temp_directory_path() / ("telinject-db-test-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / "compile_commands.json") << text;
  }
  ~Database() { std::filesystem::remove_all(folder_); }
  std::string folder() const { return folder_.string(); }

private:
  std::filesystem::path folder_;
};

} // namespace

TEST_CASE("a command is split as a shell does") {
  CHECK(split_command("gcc -c a.c") == Words{"gcc", "-c", "a.c"});
  CHECK(split_command("  gcc\t-c\n a.c  ") == Words{"gcc", "-c", "a.c"});
  CHECK(split_command(R"(gcc -DA="b c" '-DD=e f' a\ b.c)") == Words{"gcc", "-DA=b c", "-DD=e f", "a b.c"});
  CHECK(split_command(R"(gcc -DS=\"x\" "-DT=\"y\"" '-DU="z"')") == Words{"gcc", "-DS=\"x\"", "-DT=\"y\"", "-DU=\"z\""});
  CHECK(split_command(R"("a\b" 'a\b' "a\$b\`\\")") == Words{"a\\b", "a\\b", "a$b`\\"});
  CHECK(split_command("gcc '' \"\" x") == Words{"gcc", "", "", "x"});
  CHECK(split_command("gcc 'open") == Words{"gcc", "open"});
  CHECK(split_command("").empty());
}

TEST_CASE("the output of a command") {
  CHECK(output_of({"gcc", "-c", "a.c", "-o", "a.o"}) == "a.o");
  CHECK(output_of({"gcc", "-oa.o", "a.c"}) == "a.o");
  CHECK(output_of({"gcc", "a.c"}).empty());
  CHECK(output_of({"gcc", "-o"}).empty());
}

TEST_CASE("both forms of an entry, and paths relative to the directory") {
  const Database database(R"([{"directory": "/p/b", "command": "gcc -c ../a.c -o a.o", "file": "../a.c"},
                             {"directory": "/p", "arguments": ["g++", "-c", "x y.cpp"], "file": "x y.cpp", "output": "o/x.o"}])");
  for (const std::string &path : {database.folder(), database.folder() + "/compile_commands.json"}) {
    const auto units = read_compile_db(path);
    REQUIRE(units);
    REQUIRE(units->size() == 2);
    CHECK((*units)[0].file == "/p/a.c");
    CHECK((*units)[0].output == "a.o");
    CHECK((*units)[0].arguments == Words{"gcc", "-c", "../a.c", "-o", "a.o"});
    CHECK((*units)[1].file == "/p/x y.cpp");
    CHECK((*units)[1].output == "o/x.o");
  }
}

TEST_CASE("an empty list is one") {
  CHECK_FALSE(read_compile_db("/no/such/folder"));
  const Database database("[]");
  REQUIRE(read_compile_db(database.folder()));
  CHECK(read_compile_db(database.folder())->empty());
}

TEST_CASE("what is malformed is refused") {
  for (const char *text : {"",
                           "{",
                           "[",
                           "{}",
                           "3",
                           "null",
                           "[3]",
                           "[null]",
                           "[[]]",
                           "[{}]",
                           R"([{"file": "a.c"}])",
                           R"([{"command": "gcc a.c"}])",
                           R"([{"file": 3, "command": "gcc"}])",
                           R"([{"file": "a.c", "command": 3}])",
                           R"([{"file": "a.c", "arguments": "gcc"}])",
                           R"([{"file": "a.c", "arguments": [3]}])",
                           R"([{"directory": 3, "file": "a.c", "command": "gcc"}])",
                           R"([{"file": "a.c", "command": "gcc a.c", "output": []}])",
                           "[{\"file\": \"\xFF\", \"command\": \"gcc\"}]",
                           "[] x"}) {
    INFO(text);
    const Database database(text);
    CHECK_FALSE(read_compile_db(database.folder()));
  }
}

TEST_CASE("deep nesting is refused without a crash") {
  const Database database(std::string(200000, '['));
  CHECK_FALSE(read_compile_db(database.folder()));
}
