// The folder of headers that come with GCC itself (omp.h, quadmath.h, openacc.h), which Clang does not look into.
#pragma once

#include "llvm/Support/VirtualFileSystem.h"

#include <string>
#include <vector>

namespace telinject {

// The folder of the command's compiler, found on disk beside the compiler (a database's commands are not run); "" for
// a compiler that is not GCC, and where there is no such folder.
std::string gcc_header_folder(const std::vector<std::string> &command, const std::string &directory);

// Hides the headers of GCC's folder that Clang has as well: GCC's <stdatomic.h>, reached by Clang's #include_next, is
// of no use to Clang.
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

  std::string gcc_folder_, clang_folder_; // with a slash at their end
};

} // namespace telinject
