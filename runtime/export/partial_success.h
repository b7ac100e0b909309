// Reads what an OTLP receiver has not taken of a batch that it has taken otherwise: ExportTraceServiceResponse and
// ExportLogsServiceResponse, in both encodings.  Pure; the text is not trusted.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// The number of rejected spans or log records; 0: none, or the answer cannot be read.
[[nodiscard]] std::uint64_t rejected_in(Slice response, bool is_json) noexcept;

} // namespace telinject
