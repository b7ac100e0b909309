// Names of files: see process_file.h.
#include "runtime/base/process_file.h"

#include "runtime/base/ids.h"
#include "runtime/base/sys.h"

namespace telinject {

void name_process_file(char *path, std::size_t size, const char *folder, Slice ending) {
  TextBuffer out(path, size);
  out.put(Slice::of(folder));
  out.put('/');
  out.decimal(static_cast<std::uint64_t>(sys::process_id()));
  out.put('-');
  out.hex16(random_seed());
  out.put(ending);
  out.put('\0');
  if (out.overflow())
    path[0] = '\0';
}

} // namespace telinject
