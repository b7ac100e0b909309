// Searches GCC installations on disk.
#include "tool/parse/gcc_headers.h"

#include "tool/base/files.h"
#include "tool/compiler/compiler_family.h"
#include "tool/compiler/compiler_word.h"
#include "tool/compiler/target_machine.h"

#include <algorithm>
#include <filesystem>

namespace telinject::rewrite {
namespace {

namespace fs = std::filesystem;

struct Installation {
  std::string triple, version, headers;
};

// Returns PREFIX/lib/gcc/TRIPLE/VERSION/include of every GCC below a prefix.
std::vector<Installation> installations(const fs::path &prefix) {
  std::vector<Installation> found;
  for (const char *libraries : {"lib/gcc", "lib64/gcc", "lib/gcc-cross"}) {
    std::error_code failed;
    for (fs::directory_iterator triple(prefix / libraries, failed), end; triple != end; triple.increment(failed)) {
      std::error_code ignored;
      for (fs::directory_iterator version(triple->path(), ignored); version != end; version.increment(ignored))
        if (std::error_code none; fs::is_directory(version->path() / "include", none))
          found.push_back({triple->path().filename().string(), version->path().filename().string(),
                           (version->path() / "include").string()});
    }
  }
  return found;
}

std::vector<int> numbers(const std::string &version) {
  std::vector<int> result;
  int number = -1;
  for (const char c : version + ".") {
    if (c >= '0' && c <= '9' && number < 100000)
      number = std::max(number, 0) * 10 + (c - '0');
    else if (number >= 0)
      result.push_back(number), number = -1;
  }
  return result;
}

// Rates how well an installation matches a compiler name ("aarch64-linux-gnu-gcc-12"); negative: no match.
int fit(const Installation &one, const std::string &name) {
  const bool names_triple = name.starts_with(one.triple + "-");
  const size_t kind = std::min(name.find("gcc"), name.find("g++"));
  const bool has_prefix = kind != std::string::npos && kind > 0 && name[kind - 1] == '-';
  if (has_prefix && !names_triple &&
      std::count(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(kind), '-') > 1)
    return -1; // another target
  int points = names_triple ? 4 : one.triple.starts_with(host_machine()) ? 2 : 0;
  const std::string version = name.substr(name.rfind('-') + 1);
  if (one.version == version || one.version.starts_with(version + "."))
    points += 1;
  return points;
}

} // namespace

std::string gcc_header_folder(const std::vector<std::string> &command, const std::string &directory) {
  if (command.empty() || compiler_family(command) == CompilerFamily::clang)
    return "";
  std::string program = command[compiler_index(command)];
  if (program.find('/') != std::string::npos)
    program = absolute_path(program, directory);
  const fs::path real = real_program(program);
  std::vector<Installation> known = installations(real.parent_path().parent_path());
  if (known.empty())
    known = installations("/usr");
  const std::string name = real.filename().string();
  std::erase_if(known, [&](const Installation &one) { return fit(one, name) < 0; });
  const auto best = std::max_element(known.begin(), known.end(), [&](const Installation &a, const Installation &b) {
    const int of_a = fit(a, name), of_b = fit(b, name);
    return of_a != of_b ? of_a < of_b : numbers(a.version) < numbers(b.version);
  });
  return best == known.end() ? "" : best->headers;
}

bool GccHeaderFilter::hides(const llvm::Twine &path) {
  const std::string name = path.str();
  return name.starts_with(gcc_folder_) &&
         llvm::vfs::ProxyFileSystem::status(clang_folder_ + name.substr(gcc_folder_.size()));
}

llvm::ErrorOr<llvm::vfs::Status> GccHeaderFilter::status(const llvm::Twine &path) {
  if (hides(path))
    return std::make_error_code(std::errc::no_such_file_or_directory);
  return ProxyFileSystem::status(path);
}

llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> GccHeaderFilter::openFileForRead(const llvm::Twine &path) {
  if (hides(path))
    return std::make_error_code(std::errc::no_such_file_or_directory);
  return ProxyFileSystem::openFileForRead(path);
}

} // namespace telinject::rewrite
