// Serves replaced texts from memory.
#include "tool/parse/overlay_fs.h"

#include "tool/base/files.h"

#include "llvm/Support/MemoryBuffer.h"

namespace telinject::rewrite {
namespace {

llvm::vfs::Status resized(const llvm::vfs::Status &status, uint64_t size) {
  return llvm::vfs::Status(status.getName(), status.getUniqueID(), status.getLastModificationTime(), status.getUser(),
                           status.getGroup(), size, status.getType(), status.getPermissions());
}

bool is_pipe(const llvm::vfs::Status &status) {
  return status.getType() == llvm::sys::fs::file_type::fifo_file ||
         status.getType() == llvm::sys::fs::file_type::socket_file;
}

// A file with replaced contents.
class OverlaidFile : public llvm::vfs::File {
public:
  OverlaidFile(llvm::vfs::Status status, std::string text) : status_(std::move(status)), text_(std::move(text)) {}

  llvm::ErrorOr<llvm::vfs::Status> status() override { return status_; }
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> getBuffer(const llvm::Twine &name, int64_t, bool, bool) override {
    return llvm::MemoryBuffer::getMemBufferCopy(text_, name);
  }
  std::error_code close() override { return {}; }

private:
  llvm::vfs::Status status_;
  std::string text_;
};

} // namespace

const std::string *OverlayFileSystem::replacement(const llvm::Twine &path) {
  llvm::SmallString<256> absolute;
  path.toVector(absolute);
  if (makeAbsolute(absolute))
    return nullptr;
  const std::string real = real_path(std::string(absolute));
  auto [found, fresh] = replacements_.try_emplace(real);
  if (fresh)
    if (auto text = text_of_(real))
      found->second = std::make_unique<std::string>(std::move(*text));
  return found->second.get();
}

llvm::ErrorOr<llvm::vfs::Status> OverlayFileSystem::status(const llvm::Twine &path) {
  auto below = ProxyFileSystem::status(path);
  if (!below || !below->isRegularFile())
    return below;
  const std::string *text = replacement(path);
  return text ? resized(*below, text->size()) : *below;
}

llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> OverlayFileSystem::openFileForRead(const llvm::Twine &path) {
  // Pipes can be read only once and belong to the compiler; even opening one would wake its writer.
  if (const auto facts = ProxyFileSystem::status(path); facts && is_pipe(*facts))
    return std::make_error_code(std::errc::operation_not_permitted);
  const std::string *text = replacement(path);
  if (!text)
    return ProxyFileSystem::openFileForRead(path);
  auto below = ProxyFileSystem::status(path);
  if (!below)
    return below.getError();
  return std::make_unique<OverlaidFile>(resized(*below, text->size()), *text);
}

} // namespace telinject::rewrite
