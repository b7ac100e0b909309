// A file system that shows some files with another text than the one on disk.
#pragma once

#include "llvm/Support/VirtualFileSystem.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace telinject {

// The text to show for a real path; nothing: what is on disk.  Asked once a file.
using TextOf = std::function<std::optional<std::string>(const std::string &real_path)>;

class OverlayFileSystem : public llvm::vfs::ProxyFileSystem {
public:
  OverlayFileSystem(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> below, TextOf text_of)
      : ProxyFileSystem(std::move(below)), text_of_(std::move(text_of)) {}

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine &path) override;
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine &path) override;

private:
  const std::string *shown(const llvm::Twine &path); // null: what is on disk

  TextOf text_of_;
  std::map<std::string, std::unique_ptr<std::string>> seen_; // by real path; null where it is what is on disk
};

} // namespace telinject
