// Locates GCC's own headers (omp.h, quadmath.h, openacc.h), which Clang does not search.
#pragma once

#include "llvm/Support/VirtualFileSystem.h"

#include <string>
#include <vector>

namespace telinject::rewrite {

// Returns the header folder of the command's GCC, found relative to the compiler without running it. Returns "" for
// other compilers, or if the folder does not exist.
std::string gcc_header_folder(const std::vector<std::string> &command, const std::string &directory);

// Hides those of GCC's headers that Clang has itself: Clang cannot use GCC's <stdatomic.h>, which its own header would
// include with #include_next.
class GccHeaderFilter : public llvm::vfs::ProxyFileSystem {
public:
  GccHeaderFilter(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> below, std::string gcc_folder,
                  std::string clang_folder)
      : ProxyFileSystem(std::move(below)), gcc_folder_(std::move(gcc_folder) + "/"),
        clang_folder_(std::move(clang_folder) + "/") {}

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine &path) override;
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine &path) override;

private:
  bool hides(const llvm::Twine &path);

  std::string gcc_folder_, clang_folder_; // end in a slash
};

} // namespace telinject::rewrite
