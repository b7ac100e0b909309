// The version of a work tree, against what git itself says, in every way that git keeps a HEAD.
#include "catch.h"

#include "tool/base/files.h"
#include "tool/base/git_version.h"
#include "tool/config/build_facts.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

using telinject::rewrite::git_version;

namespace {

namespace fs = std::filesystem;

class Repository {
public:
  Repository() : path(fs::temp_directory_path() / ("telinject-git-test-" + std::to_string(::getpid()))) {
    fs::remove_all(path);
    fs::create_directories(path / "main/src");
    path = telinject::rewrite::real_path(path.string());
    run("init -q .");
  }
  ~Repository() { fs::remove_all(path); }

  // What git prints, run in a folder of ours.
  std::string run(const std::string &words, const std::string &folder = "main") const {
    const std::string command = "cd '" + (path / folder).string() +
                                "' && HOME=/nonexistent GIT_CONFIG_NOSYSTEM=1 git -c user.name=n -c user.email=e@x " +
                                words + " 2>&1";
    FILE *pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe);
    std::string said;
    char buffer[4096];
    while (const size_t n = std::fread(buffer, 1, sizeof buffer, pipe))
      said.append(buffer, n);
    INFO(command << ": " << said);
    REQUIRE(::pclose(pipe) == 0);
    return said.substr(0, said.find('\n'));
  }
  void commit(const std::string &text) const {
    std::ofstream(path / "main/src/file") << text;
    run("add . && git -c user.name=n -c user.email=e@x commit -q -m x");
  }
  std::string head(const std::string &folder = "main") const { return run("rev-parse --short HEAD", folder); }
  std::string version(const std::string &folder = "main") const { return git_version((path / folder).string()); }

  fs::path path;
};

} // namespace

TEST_CASE("Git version: the version is what git calls the commit, however it keeps it", "[git_version]") {
  const Repository repository;
  CHECK(repository.version() == ""); // no commit yet
  repository.commit("1");
  CHECK(repository.version().size() == 7);
  CHECK(repository.version() == repository.head());
  CHECK(repository.version("main/src") == repository.head());
  repository.run("pack-refs --all");
  CHECK(repository.version() == repository.head());
  repository.run("checkout -q -b feature/deep");
  repository.commit("2");
  CHECK(repository.version() == repository.head());
  repository.run("checkout -q --detach");
  CHECK(repository.version() == repository.head());
  repository.run("worktree add -q ../linked HEAD~1");
  CHECK(repository.version("linked") == repository.head("linked"));
  CHECK(repository.version("linked") != repository.head());
  repository.run("worktree add -q -b on-branch ../branch HEAD~1");
  repository.run("pack-refs --all");
  CHECK(repository.version("branch") == repository.head("branch"));
  repository.run("gc -q");
  CHECK(repository.version() == repository.head());
  repository.run("clone -q --separate-git-dir elsewhere main copy", ".");
  CHECK(repository.version("copy") == repository.head());
}

TEST_CASE("Git version: what is no repository, or a strange one, has no version", "[git_version]") {
  const Repository repository;
  repository.commit("1");
  CHECK(git_version("") == "");
  CHECK(git_version("/nonexistent") == "");
  const fs::path head = repository.path / "main/.git/HEAD";
  for (const char *text : {"", "ref: refs/heads/none\n", "ref: ../../etc/passwd\n", "ref: refs/../HEAD\n",
                           "ref: HEAD\n", "0123456789012345678901234567890123456789 \n", "\" -DX=\"", "ref: \n"}) {
    std::ofstream(head) << text;
    CHECK(repository.version() == "");
  }
  fs::remove(head);
  CHECK(repository.version() == "");
  fs::remove_all(repository.path / "main/.git");
  std::ofstream(repository.path / "main/.git") << "gitdir: ../nowhere\n";
  CHECK(repository.version() == "");
}

TEST_CASE("Git version: a short id grows with the repository, as git has it", "[git_version]") {
  const Repository repository;
  repository.commit("1");
  // An index of a pack with so many objects, as far as counting goes.
  const auto pretend = [&](std::uint32_t objects) {
    std::string text("\377tOc\0\0\0\2", 8);
    text.append(255 * 4, '\0');
    for (int shift = 24; shift >= 0; shift -= 8)
      text += static_cast<char>(objects >> shift & 255);
    std::ofstream(repository.path / "main/.git/objects/pack/pack-x.idx") << text;
    return repository.version().size();
  };
  CHECK(pretend(0) == 7);
  CHECK(pretend((1u << 14) - 1) == 7);
  CHECK(pretend(1u << 14) == 8);
  CHECK(pretend(1u << 16) == 9);
  CHECK(pretend(10'000'000) == 12);
}

TEST_CASE("Git version: build facts passed to the runtime", "[git_version]") {
  telinject::rewrite::Options options;
  CHECK(telinject::rewrite::build_facts(options, "/nonexistent") == "");
  options.max_value_bytes = 64;
  options.max_iterations_logged = 0;
  CHECK(telinject::rewrite::build_facts(options, "/nonexistent") == "max_value_bytes=64 max_iterations_logged=0");
  options.calls_what = true;
  CHECK(telinject::rewrite::build_facts(options, "/nonexistent") == "max_value_bytes=64 max_iterations_logged=0");
  options.calls_what = false;
  CHECK(telinject::rewrite::build_facts(options, "/nonexistent") ==
        "max_value_bytes=64 max_iterations_logged=0 what=0");
  CHECK(telinject::rewrite::defines_build({"gcc", "-DTELINJECT_BUILD=\"version=1\"", "-c", "a.c"}));
  CHECK(telinject::rewrite::defines_build({"gcc", "-D", "TELINJECT_BUILD=\"version=1\"", "-c", "a.c"}));
  CHECK_FALSE(telinject::rewrite::defines_build({"gcc", "-DTELINJECT_RUNTIME=1", "-c", "a.c"}));
}
