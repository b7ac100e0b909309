// BLAKE3 through LLVM.
#include "tool/parse/content_hash.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/BLAKE3.h"

namespace telinject::rewrite {

std::string content_hash(std::string_view text) {
  const auto digest =
      llvm::BLAKE3::hash<16>(llvm::ArrayRef(reinterpret_cast<const uint8_t *>(text.data()), text.size()));
  return llvm::toHex(llvm::ArrayRef(digest.data(), digest.size()), true);
}

} // namespace telinject::rewrite
