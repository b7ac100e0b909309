// Words of commands: which is the compiler, response files, shell lists, options refused by name, paths replaced.
#include "catch.h"

#include "tool/compiler/command_paths.h"
#include "tool/compiler/compiler_word.h"
#include "tool/compiler/constexpr_limits.h"
#include "tool/compiler/db_entry.h"
#include "tool/compiler/option_policy.h"
#include "tool/compiler/response_file.h"
#include "tool/compiler/shell_words.h"
#include "tool/compiler/target_machine.h"

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include <unistd.h>

using namespace telinject::rewrite;
using Words = std::vector<std::string>;

namespace {

class Folder {
public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("telinject-words-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string path() const { return path_.string(); }
  void write(const std::string &name, const std::string &text) const { std::ofstream(path_ / name) << text; }

private:
  std::filesystem::path path_;
};

// The words that gcc's driver hands to the preprocessor for "-DW=…" arguments of a response file.
std::string driver_output(const std::string &folder, const std::string &arguments) {
  const std::string command = "cd '" + folder + "' && gcc -### -E -xc " + arguments + " /dev/null 2>&1 | grep cc1";
  std::string text;
  std::array<char, 4096> buffer;
  FILE *pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  while (std::fgets(buffer.data(), static_cast<int>(buffer.size()), pipe))
    text += buffer.data();
  ::pclose(pipe);
  return text;
}

} // namespace

TEST_CASE("Command words: the compiler is found behind the programs that run it", "[command_words]") {
  const auto compiler = [](const std::string &command) {
    const Words words = split_command(command);
    return words[compiler_index(words)];
  };
  for (const char *command : {"g++ -c a.c",
                              "ccache g++ a.c",
                              "env A=B -u C g++ a.c",
                              "env - g++ a.c",
                              "env -i X=1 g++ a.c",
                              "nice g++ a.c",
                              "nice -n 5 g++ a.c",
                              "nice -5 g++ a.c",
                              "time -p g++ a.c",
                              "distcc g++ a.c",
                              "sccache g++ a.c",
                              "icecc g++ a.c",
                              "timeout -k 5 30 g++ a.c",
                              "nice ccache distcc g++ a.c",
                              "python3 wrapper.py g++ a.c",
                              "/bin/sh wrapper.sh g++ a.c",
                              "./wrapper g++ a.c",
                              "telinject cc --strict -- g++ a.c",
                              "/usr/bin/cmake -E __run_co_compile --tidy=x --source=a.c -- g++ -c a.c",
                              "cmake -E env A=1 g++ a.c"}) {
    INFO(command);
    CHECK(compiler(command) == "g++");
  }
  CHECK(compiler("python gen.py gcc.c") == "python");
  CHECK(compiler("mycompiler -o cc a.c") == "mycompiler");
  CHECK(compiler("ccache -s") == "ccache");
}

TEST_CASE("Command words: compilers are known by name", "[command_words]") {
  for (const char *name : {"cc", "c++", "gcc", "g++", "clang", "clang++", "gcc-12", "g++-12", "clang++-22", "c++-12",
                           "x86_64-linux-gnu-g++-12", "aarch64-linux-gnu-gcc", "musl-gcc", "/opt/x/bin/cc", "c99",
                           "c99-gcc", "gcc4.9", "arm-none-eabi-g++"}) {
    INFO(name);
    CHECK(is_compiler_name(name));
  }
  for (const char *name : {"clang-tidy", "gcc-ar", "gcc-ar-12", "ld", "python3", "ccache", "", "cc.c", "a.cc", "-"}) {
    INFO(name);
    CHECK_FALSE(is_compiler_name(name));
  }
  for (const char *name : {"c++", "/usr/bin/x86_64-linux-gnu-g++-12", "clang++-22", "icpx", "mpicxx"})
    CHECK(is_cxx_compiler_name(name));
  for (const char *name : {"cc", "gcc", "clang-22", "x86_64-linux-gnu-gcc"})
    CHECK_FALSE(is_cxx_compiler_name(name));
}

TEST_CASE("Command words: a response file is split by its own rules", "[command_words]") {
  CHECK(response_words(" a\tb\nc\v d\fe\r\n") == Words{"a", "b", "c", "d", "e"});
  CHECK(response_words(R"('a b' "c d" e" "f)") == Words{"a b", "c d", "e f"});
  CHECK(response_words(R"(a\ b 'c\'d' "e\"f" '\n' \\)") == Words{"a b", "c'd", "e\"f", "n", "\\"});
  CHECK(response_words(R"('' "" x '"' "'")") == Words{"", "", "x", "\"", "'"});
  CHECK(response_words("a\\\nb") == Words{"a\nb"});
  CHECK(response_words("'open b") == Words{"open b"});
  CHECK(response_words(" \n").empty());
  CHECK(response_words(std::string("a\0b", 3)) == Words{"a"});
}

TEST_CASE("Command words: gcc's driver reads a response file as it is read here", "[command_words]") {
  const Folder folder;
  for (const char *text :
       {R"(-DA='x y' -DB="p q" -DC=r\ s)", R"('-DD=a\'b' "-DE=a\"b" '-DF=\\n')", "-DG=1\v-DH=2\f-DI=3\r\n-DJ=4",
        "'-DK=\"' \"-DL='\" -DM=x\"y z\"w", "-DN=a\\\\b -DO=tail\\"}) {
    INFO(text);
    folder.write("words.rsp", text);
    const Words words = response_words(text);
    REQUIRE_FALSE(words.empty());
    std::string quoted;
    for (const std::string &word : words) {
      std::string one = "'";
      for (const char c : word)
        one += c == '\'' ? std::string("'\\''") : std::string(1, c);
      quoted += one + "' ";
    }
    CHECK(driver_output(folder.path(), "@words.rsp") == driver_output(folder.path(), quoted));
  }
}

TEST_CASE("Command words: response files are read where the command runs, in each other, and no end is no harm",
          "[command_words]") {
  const Folder folder;
  folder.write("a.rsp", "-DA @b.rsp @missing.rsp");
  folder.write("b.rsp", "-DB @sub/c.rsp");
  std::filesystem::create_directories(folder.path() + "/sub");
  folder.write("sub/c.rsp", "-DC @d.rsp");
  folder.write("d.rsp", "-DD");
  folder.write("empty.rsp", "  \n");
  folder.write("loop.rsp", "@loop.rsp @loop.rsp");
  CHECK(expand_response_files({"gcc", "@a.rsp", "@empty.rsp", "@sub", "@", "x.c"}, folder.path()) ==
        Words{"gcc", "-DA", "-DB", "-DC", "-DD", "@missing.rsp", "@sub", "@", "x.c"});
  CHECK(expand_response_files({"gcc", "@loop.rsp"}, folder.path()) == Words{"gcc", "@loop.rsp"});
  CHECK(expand_response_files({"@a.rsp"}, folder.path()) == Words{"@a.rsp"});
  CHECK(expand_response_files({"gcc", "@" + folder.path() + "/d.rsp"}, "/") == Words{"gcc", "-DD"});
}

TEST_CASE("Command words: a shell's list is split into its commands", "[command_words]") {
  using Lists = std::vector<Words>;
  CHECK(split_shell_list("cd x && gcc -c a.c; true") == Lists{{"cd", "x"}, {"gcc", "-c", "a.c"}, {"true"}});
  CHECK(split_shell_list(": && gcc a.o -o b && :") == Lists{{":"}, {"gcc", "a.o", "-o", "b"}, {":"}});
  CHECK(split_shell_list("gcc -c a.c >log 2>&1 </dev/null 2> err | cat") == Lists{{"gcc", "-c", "a.c"}, {"cat"}});
  CHECK(split_shell_list("gcc '-DX=a;b' \"&&\" -DY=a;b") == Lists{{"gcc", "-DX=a;b", "&&", "-DY=a;b"}});
  CHECK(split_shell_list("gcc '>x' \\;").front() == Words{"gcc", ">x", ";"});
  CHECK(split_shell_list(" ; && ").empty());
}

TEST_CASE("Command words: an entry's compile is found among its commands", "[command_words]") {
  const auto unit = [](const std::string &command, const std::string &file = "/p/a.c") {
    return unit_of_shell_list(command, file, "/p");
  };
  CHECK(unit("cd x && gcc -c ../a.c")->directory == "/p/x");
  CHECK(unit("FOO=1 BAR=2 gcc -c a.c")->arguments == Words{"env", "FOO=1", "BAR=2", "gcc", "-c", "a.c"});
  CHECK(unit("mkdir -p o; gcc -c a.c > log && touch stamp")->arguments == Words{"gcc", "-c", "a.c"});
  CHECK(unit("sh -c 'cd y && gcc -c /p/a.c'")->directory == "/p/y");
  CHECK(unit("ccache g++ -c a.c"));
  CHECK(unit("mycompiler -c a.c"));
  CHECK(unit("gcc -S a.c"));
  CHECK(unit("gcc -fsyntax-only a.c"));
  CHECK(unit("gcc -x c++ -c table.inc", "/p/table.inc"));
  for (const char *other :
       {"", ":", "gcc a.o -o a", ": && gcc a.o -o b && :", "python gen.py a.c", "touch a.c", "gcc -E a.c", "gcc -M a.c",
        "gcc -x assembler -c a.c", "env -C /q gcc -c a.c", "clang-tidy a.c -- gcc -c a.c", "ar rc liba.a a.o",
        "flex -o a.c a.l", "cd x", "gcc --version", "gcc b.o c.o"}) {
    INFO(other);
    CHECK_FALSE(unit(other));
  }
  for (const char *file : {"/p/a.S", "/p/a.f90", "/p/a.cu", "/p/a.m", "/p/a.rc", "/p/a.h", "/p/a.o"}) {
    INFO(file);
    CHECK_FALSE(unit("gcc -c " + std::string(file), file));
  }
}

TEST_CASE("Command words: options that inserted text cannot live with are named", "[command_words]") {
  for (const char *option :
       {"-fexec-charset=UTF-16", "-fexec-charset=IBM1047", "-finput-charset=UTF-32LE", "-finput-charset=SHIFT-JIS",
        "-finput-charset=GBK", "-undef", "-m16", "-mabi=ms", "-fsso-struct=big-endian", "-fpreprocessed",
        "-traditional-cpp", "-fdirectives-only", "-mpreferred-stack-boundary=3", "-m32", "-mx32", "-fcall-saved-rcx",
        "-fcall-used-rbx", "--target=riscv64-linux-gnu"}) {
    INFO(option);
    CHECK(refused_option({"gcc", option, "-c", "a.c"}) == option);
  }
  for (const char *option : {"-fexec-charset=latin1", "-fexec-charset=UTF-8", "-finput-charset=ISO-8859-15",
                             "-finput-charset=cp1252", "-finput-charset=EUC-JP", "-fwide-exec-charset=UTF-16LE",
                             "-mabi=sysv", "-mpreferred-stack-boundary=4", "-mrtd", "-m64"}) {
    INFO(option);
    CHECK(refused_option({"gcc", option, "-c", "a.c"}).empty());
  }
  CHECK(refused_option({"gcc", "-m32", "-mregparm=3", "a.c"}) == "-m32");
  CHECK(refused_option({"gcc", "-m32", "-m64", "a.c"}).empty());
  CHECK(refused_option({"gcc", "-fPIC", "-mforce-indirect-call", "a.c"}) == "-mforce-indirect-call");
  CHECK(refused_option({"g++", "-mgeneral-regs-only", "a.cpp"}) == "-mgeneral-regs-only");
  CHECK(refused_option({"gcc", "-mno-80387", "a.cpp"}) == "-mno-80387");
  CHECK(refused_option({"gcc", "-mno-80387", "a.c"}).empty());
  CHECK(refused_option({"gcc", "-mforce-indirect-call", "a.c"}).empty());
  CHECK(refused_option({"ccache", "gcc", "--exec-charset=UTF-16", "a.c"}) == "-fexec-charset=UTF-16");
  CHECK(refused_option({"gcc", "-Wp,-fpreprocessed", "a.c"}) == "-fpreprocessed");
  CHECK(refused_option({"gcc", "-o", "-m16", "a.c"}).empty());
}

TEST_CASE("Command words: the word that selects another machine is named", "[command_words]") {
  CHECK(is_triple_of("x86_64-pc-linux-gnu", "x86_64"));
  CHECK(is_triple_of("amd64-linux-musl", "x86_64"));
  CHECK(is_triple_of("arm64-unknown-linux-gnu", "aarch64"));
  for (const char *triple : {"x86_64-linux-gnux32", "x86_64-w64-mingw32", "x86_64-apple-darwin", "x86_64-unknown-none",
                             "i686-linux-gnu", "aarch64-linux-gnu", "wasm32-wasi", ""}) {
    INFO(triple);
    CHECK_FALSE(is_triple_of(triple, "x86_64"));
  }
  CHECK(foreign_target({"ccache", "/usr/bin/riscv64-linux-gnu-gcc-12", "-c", "a.c"}) == "riscv64-linux-gnu-gcc-12");
  CHECK(foreign_target({"arm-none-eabi-g++", "a.cpp"}) == "arm-none-eabi-g++");
  CHECK(foreign_target({"clang", "-target", "riscv64-linux-gnu", "a.c"}) == "-target riscv64-linux-gnu");
  CHECK(foreign_target({"gcc", "-mx32", "-m64", "-m32", "a.o"}) == "-m32");
  for (const char *name : {"gcc", "gcc-12", "musl-gcc", "hardened-musl-gcc", "clang++-22", "armor-gcc-wrapper"}) {
    INFO(name);
    CHECK(foreign_target({name, "-m64", "a.c"}).empty());
  }
}

TEST_CASE("Command words: paths are replaced wherever a command holds them", "[command_words]") {
  const auto mapped = [](const Words &command) {
    return with_paths_mapped(command,
                             [](const std::string &path, bool output) { return (output ? "O:" : "I:") + path; });
  };
  CHECK(mapped({"ccache", "gcc", "-Iinc", "-I", "inc", "-isysteminc", "a.c", "-o", "a.o", "-ob.o", "-"}) ==
        Words{"ccache", "gcc", "-II:inc", "-I", "I:inc", "-isystemI:inc", "I:a.c", "-o", "O:a.o", "-oO:b.o", "-"});
  CHECK(mapped({"gcc", "-DX=/x", "-D", "X", "-O2", "-include", "--sysroot=/s"}) ==
        Words{"gcc", "-DX=/x", "-D", "X", "-O2", "-include", "I:--sysroot=/s"});
  CHECK(mapped({"gcc", "--include-directory=inc", "--include", "x.h", "--output=a.o", "--sysroot=/s"}) ==
        Words{"gcc", "--include-directory=I:inc", "--include", "I:x.h", "--output=O:a.o", "--sysroot=I:/s"});
  CHECK(mapped({"gcc", "-Wp,-MMD,a.d,-I,inc,-DX", "-Xpreprocessor", "-I", "-Xpreprocessor", "inc"}) ==
        Words{"gcc", "-Wp,-MMD,O:a.d,-I,I:inc,-DX", "-Xpreprocessor", "-I", "-Xpreprocessor", "I:inc"});
}

TEST_CASE("Command words: limits of evaluation are raised in the words of the compiler, above the command's own",
          "[command_words]") {
  CHECK(raised_limits({"g++", "-c", "a.cpp"}, true).size() >= 2);
  CHECK(raised_limits({"clang++-22", "-c", "a.cpp"}, true).size() >= 2);
  CHECK(raised_limits({"ccache", "g++", "-fconstexpr-depth=100", "a.cpp"}, true).front() == "-fconstexpr-depth=200");
  CHECK(raised_limits({"gcc", "-c", "a.c"}, false).empty());
  CHECK(raised_limits({"g++", "-ftemplate-depth=1", "a.cpp"}, true).front() == "-ftemplate-depth=65");
  CHECK(raised_limits({"gcc", "-fmax-include-depth=1", "-c", "a.c"}, false) == Words{"-fmax-include-depth=9"});
  CHECK(raised_limits({"g++", "-DTELINJECT_DISABLE", "-c", "a.cpp"}, true).empty());
  CHECK(raised_limits({"some-compiler", "-c", "a.cpp"}, true).empty());
}
