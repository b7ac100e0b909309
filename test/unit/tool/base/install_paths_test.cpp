// By which option the header's folder is given to a compiler.
#include "catch.h"

#include "tool/base/install_paths.h"

namespace telinject::rewrite {
namespace {

TEST_CASE("Install paths: A folder of one's own comes before those of the system", "[install_paths]") {
  CHECK(include_arguments("/opt/telinject/include") == std::vector<std::string>{"-isystem", "/opt/telinject/include"});
  CHECK(include_arguments("/home/u/include") == std::vector<std::string>{"-isystem", "/home/u/include"});
  CHECK(include_arguments("/usr/include/x") == std::vector<std::string>{"-isystem", "/usr/include/x"});
}

TEST_CASE("Install paths: A folder that compilers search anyway keeps its place", "[install_paths]") {
  CHECK(include_arguments("/usr/include") == std::vector<std::string>{"-idirafter", "/usr/include"});
  CHECK(include_arguments("/usr/local/include") == std::vector<std::string>{"-idirafter", "/usr/local/include"});
}

} // namespace
} // namespace telinject::rewrite
