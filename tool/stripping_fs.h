// A file system that shows project files as they are without telinject's insertions.
#pragma once

#include "llvm/Support/VirtualFileSystem.h"

#include <map>
#include <string>

namespace telinject {

class StrippingFileSystem : public llvm::vfs::ProxyFileSystem {
public:
  StrippingFileSystem(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> below, std::string root)
      : ProxyFileSystem(std::move(below)), root_(std::move(root)) {}

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine& path) override;
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine& path) override;

private:
  // The stripped text where it differs from what the file holds; null else.
  const std::string* stripped(const llvm::Twine& path);

  std::string root_;
  std::map<std::string, std::unique_ptr<std::string>> seen_;  // by real path; null where there is nothing to strip
};

}  // namespace telinject
