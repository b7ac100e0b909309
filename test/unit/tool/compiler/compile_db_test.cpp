// compile_commands.json: shell words, both forms of an entry, and every way of being malformed.
#include "catch.h"

#include "tool/compiler/compile_db.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

using telinject::rewrite::Failure;
using telinject::rewrite::output_of;
using telinject::rewrite::read_compile_db;
using telinject::rewrite::split_command;
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

TEST_CASE("Compile database: a command is split as a shell does", "[compile_db]") {
  CHECK(split_command("gcc -c a.c") == Words{"gcc", "-c", "a.c"});
  CHECK(split_command("  gcc\t-c\n a.c  ") == Words{"gcc", "-c", "a.c"});
  CHECK(split_command(R"(gcc -DA="b c" '-DD=e f' a\ b.c)") == Words{"gcc", "-DA=b c", "-DD=e f", "a b.c"});
  CHECK(split_command(R"(gcc -DS=\"x\" "-DT=\"y\"" '-DU="z"')") == Words{"gcc", "-DS=\"x\"", "-DT=\"y\"", "-DU=\"z\""});
  CHECK(split_command(R"("a\b" 'a\b' "a\$b\`\\")") == Words{"a\\b", "a\\b", "a$b`\\"});
  CHECK(split_command("gcc '' \"\" x") == Words{"gcc", "", "", "x"});
  CHECK(split_command("gcc 'open") == Words{"gcc", "open"});
  CHECK(split_command("").empty());
}

TEST_CASE("Compile database: the output of a command", "[compile_db]") {
  CHECK(output_of({"gcc", "-c", "a.c", "-o", "a.o"}) == "a.o");
  CHECK(output_of({"gcc", "-oa.o", "a.c"}) == "a.o");
  CHECK(output_of({"gcc", "a.c"}).empty());
  CHECK(output_of({"gcc", "-o"}).empty());
}

TEST_CASE("Compile database: both forms of an entry, and paths relative to the directory", "[compile_db]") {
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

TEST_CASE("Compile database: an empty list is one", "[compile_db]") {
  CHECK_FALSE(read_compile_db("/no/such/folder"));
  const Database database("[]");
  REQUIRE(read_compile_db(database.folder()));
  CHECK(read_compile_db(database.folder())->empty());
}

TEST_CASE("Compile database: what is malformed is refused", "[compile_db]") {
  for (const char *text :
       {"", "{", "[", "{}", "3", "null", "[3]", "[null]", "[[]]", "[{}]", R"([{"file": "a.c"}])",
        R"([{"command": "gcc a.c"}])", R"([{"file": 3, "command": "gcc"}])", R"([{"file": "a.c", "command": 3}])",
        R"([{"file": "a.c", "arguments": "gcc"}])", R"([{"file": "a.c", "arguments": [3]}])",
        R"([{"directory": 3, "file": "a.c", "command": "gcc"}])",
        R"([{"file": "a.c", "command": "gcc a.c", "output": []}])", "[] x"}) {
    INFO(text);
    const Database database(text);
    CHECK_FALSE(read_compile_db(database.folder()));
  }
}

TEST_CASE("Compile database: a failure says where and why", "[compile_db]") {
  const auto failure_of = [](const char *text) {
    const Database database(text);
    Failure failure = read_compile_db(database.folder()).failure();
    CHECK(failure.where.starts_with(database.folder() + "/compile_commands.json"));
    return failure;
  };
  CHECK(failure_of("[\n{\n").where.ends_with(".json:3"));
  CHECK(failure_of("{}").where.ends_with(".json"));
  CHECK(failure_of("{}").message.starts_with("is not a list"));
  CHECK(failure_of(R"([{"file": "a.c", "command": "gcc -c a.c"}, {"file": "b.c"}])").message.starts_with("entry 2"));
  CHECK(read_compile_db("/no/such/folder").error().find("cannot be read: ") == 0);
}

TEST_CASE("Compile database: deep nesting is refused without a crash", "[compile_db]") {
  const Database database(std::string(200000, '['));
  CHECK_FALSE(read_compile_db(database.folder()));
}

TEST_CASE("Compile database: names that are no Unicode, by their bytes or as a lone surrogate", "[compile_db]") {
  for (const char *name : {"\xE4 \xFF.c", "\\udce4 \\udcff.c"}) {
    const Database database(std::string("[{\"directory\": \"/p\", \"file\": \"") + name +
                            "\", \"arguments\": [\"gcc\", \"-c\", \"" + name + "\"]}]");
    const auto units = read_compile_db(database.folder());
    REQUIRE(units);
    REQUIRE(units->size() == 1);
    CHECK(units->front().file == "/p/\xE4 \xFF.c");
    CHECK(units->front().arguments.back() == "\xE4 \xFF.c");
  }
}

TEST_CASE("Compile database: entries that compile no C or C++ are passed over and counted", "[compile_db]") {
  const Database database(R"([{"directory": "/p", "command": "gcc -c a.c -o a.o", "file": "a.c"},
                             {"directory": "/p", "command": ": && gcc a.o -o a && :", "file": "a.o"},
                             {"directory": "/p", "command": "python3 gen.py a.in", "file": "a.in"},
                             {"directory": "/p", "command": "", "file": ""},
                             {"directory": "/p", "arguments": [], "file": "a.c"},
                             {"directory": "/p", "arguments": ["gcc", "-c", "a.S"], "file": "a.S"},
                             {"directory": "/p", "command": "cd q && A=1 gcc -c b.c", "file": "q/b.c"}])");
  size_t skipped = 0;
  const auto units = read_compile_db(database.folder(), &skipped);
  REQUIRE(units);
  REQUIRE(units->size() == 2);
  CHECK(skipped == 5);
  CHECK(units->back().directory == "/p/q");
}
