// A file system that presents replaced contents for some files.
#pragma once

#include "llvm/Support/VirtualFileSystem.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace telinject::rewrite {

// Returns the text to present for a real path; nothing: the file on disk. Called once per file.
using TextOf = std::function<std::optional<std::string>(const std::string &real_path)>;

class OverlayFileSystem : public llvm::vfs::ProxyFileSystem {
public:
  OverlayFileSystem(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> below, TextOf text_of)
      : ProxyFileSystem(std::move(below)), text_of_(std::move(text_of)) {}

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine &path) override;
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine &path) override;

private:
  const std::string *replacement(const llvm::Twine &path); // null: use the file on disk

  TextOf text_of_;
  std::map<std::string, std::unique_ptr<std::string>> replacements_; // by real path; null: use the file on disk
};

} // namespace telinject::rewrite
