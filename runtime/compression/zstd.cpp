// Calls zstd with memory that was given in advance (compression.h).
#define ZSTD_STATIC_LINKING_ONLY // for ZSTD_initStaticCCtx; the archive is linked in

#include "runtime/compression/compression.h"

#include <zstd.h>

std::size_t telinject_i_zstd(const char *data, std::size_t size, char *out, std::size_t room, void *memory) {
  constexpr int level = 3;
  ZSTD_CCtx *const context = ZSTD_initStaticCCtx(memory, telinject::compressor_memory);
  if (!context)
    return 0;
  ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 1);
  const std::size_t result = ZSTD_compress2(context, out, room, data, size);
  return ZSTD_isError(result) ? 0 : result;
}
