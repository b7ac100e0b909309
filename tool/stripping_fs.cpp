#include "stripping_fs.h"

#include "files.h"
#include "strip.h"

#include "llvm/Support/MemoryBuffer.h"

namespace telinject {
namespace {

llvm::vfs::Status resized(const llvm::vfs::Status& status, uint64_t size) {
  return llvm::vfs::Status(status.getName(), status.getUniqueID(), status.getLastModificationTime(), status.getUser(),
                           status.getGroup(), size, status.getType(), status.getPermissions());
}

// A file whose text differs from what is on disk.
class StrippedFile : public llvm::vfs::File {
public:
  StrippedFile(llvm::vfs::Status status, std::string text) : status_(std::move(status)), text_(std::move(text)) {}

  llvm::ErrorOr<llvm::vfs::Status> status() override { return status_; }
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> getBuffer(const llvm::Twine& name, int64_t, bool, bool) override {
    return llvm::MemoryBuffer::getMemBufferCopy(text_, name);
  }
  std::error_code close() override { return {}; }

private:
  llvm::vfs::Status status_;
  std::string text_;
};

}  // namespace

const std::string* StrippingFileSystem::stripped(const llvm::Twine& path) {
  llvm::SmallString<256> absolute;
  path.toVector(absolute);
  if (makeAbsolute(absolute)) return nullptr;
  const std::string real = real_path(std::string(absolute));
  if (!is_under(real, root_)) return nullptr;
  auto [found, fresh] = seen_.try_emplace(real);
  if (fresh) {
    const auto text = read_file(real);
    if (text && may_be_instrumented(*text)) found->second = std::make_unique<std::string>(strip(*text));
  }
  return found->second.get();
}

llvm::ErrorOr<llvm::vfs::Status> StrippingFileSystem::status(const llvm::Twine& path) {
  auto below = ProxyFileSystem::status(path);
  if (!below || !below->isRegularFile()) return below;
  const std::string* text = stripped(path);
  return text ? resized(*below, text->size()) : *below;
}

llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> StrippingFileSystem::openFileForRead(const llvm::Twine& path) {
  const std::string* text = stripped(path);
  if (!text) return ProxyFileSystem::openFileForRead(path);
  auto below = ProxyFileSystem::status(path);
  if (!below) return below.getError();
  return std::make_unique<StrippedFile>(resized(*below, text->size()), *text);
}

}  // namespace telinject
