// Parsing of /proc/self/maps, and the build ids of what is mapped: see modules.h.
#include "runtime/base/modules.h"

#include "runtime/base/arena.h"
#include "runtime/base/safe_read.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/stat.h>

namespace telinject {

namespace {

constexpr std::size_t max_modules = 2048;
constexpr std::size_t max_line = 4096 + 256;
// Code that is generated at run time may be mapped anew all the time.
constexpr std::uint64_t free_reads = 16;
constexpr std::int64_t read_period_ns = 100'000'000;

constinit Module modules[max_modules]{}; // untouched pages cost nothing
constinit std::size_t count = 0;
constinit std::uint64_t generation = 0, reads = 0;
constinit std::int64_t next_read_ns = 0;
constinit Arena names;

struct Mapping {
  std::uint64_t start = 0, end = 0, offset = 0, inode = 0;
  bool executable = false;
  Slice path;
};

std::uint64_t parse_hex(Slice &s) {
  std::uint64_t v = 0;
  for (; !s.empty(); s = s.drop_front(1)) {
    const char c = *s.data;
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0)
      break;
    v = v << 4 | static_cast<std::uint64_t>(digit);
  }
  return v;
}

Slice take_word(Slice &s) {
  const Slice word = s.take_front(s.find(' '));
  s = s.drop_front(word.size);
  while (s.starts_with(" "))
    s = s.drop_front(1);
  return word;
}

// "55d0-55e0 r-xp 00001000 fd:01 12345    /path"
Mapping parse_mapping(Slice line) {
  Mapping m;
  Slice range = take_word(line);
  m.start = parse_hex(range);
  range = range.drop_front(1);
  m.end = parse_hex(range);
  m.executable = take_word(line).drop_front(2).starts_with("x");
  Slice offset = take_word(line);
  m.offset = parse_hex(offset);
  take_word(line);
  const Slice inode = take_word(line);
  for (std::size_t i = 0; i < inode.size && inode.data[i] >= '0' && inode.data[i] <= '9'; ++i)
    m.inode = m.inode * 10 + static_cast<std::uint64_t>(inode.data[i] - '0');
  m.path = line;
  return m;
}

// The build id among the notes that are mapped at `at`; false: there is none.
bool put_note(std::uint64_t at, std::size_t size, TextBuffer &out) {
  alignas(8) char notes[1024];
  const std::size_t got = read_bytes(at, notes, size < sizeof notes ? size : sizeof notes);
  for (std::size_t i = 0; i + sizeof(ElfW(Nhdr)) <= got;) {
    ElfW(Nhdr) note;
    std::memcpy(&note, notes + i, sizeof note);
    const std::size_t name = i + sizeof note;
    const std::size_t id = name + ((note.n_namesz + std::size_t{3}) & ~std::size_t{3});
    const std::size_t end = id + ((note.n_descsz + std::size_t{3}) & ~std::size_t{3});
    if (id > got || end > got || end <= i)
      return false;
    if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && std::memcmp(notes + name, "GNU", 4) == 0 &&
        note.n_descsz >= 4 && note.n_descsz <= 64) {
      for (std::size_t b = 0; b < note.n_descsz; ++b) {
        const auto byte = static_cast<unsigned char>(notes[id + b]);
        out.put("0123456789abcdef"[byte >> 4]);
        out.put("0123456789abcdef"[byte & 15]);
      }
      return true;
    }
    i = end;
  }
  return false;
}

// base: where the beginning of the file is mapped.
bool put_build_id(std::uint64_t base, TextBuffer &out) {
  ElfW(Ehdr) head;
  if (read_bytes(base, reinterpret_cast<char *>(&head), sizeof head) != sizeof head ||
      std::memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 || head.e_phentsize != sizeof(ElfW(Phdr)))
    return false;
  constexpr std::size_t most = 64;
  static ElfW(Phdr) segments[most]; // only one drains at a time
  const std::size_t n = head.e_phnum < most ? head.e_phnum : most;
  if (read_bytes(base + head.e_phoff, reinterpret_cast<char *>(segments), n * sizeof *segments) != n * sizeof *segments)
    return false;
  for (std::size_t i = 0; i < n; ++i)
    if (segments[i].p_type == PT_NOTE && put_note(base + segments[i].p_offset, segments[i].p_filesz, out))
      return true;
  return false;
}

// Where the file is still the one that is mapped.
bool put_time_and_size(const Mapping &m, TextBuffer &out) {
  char path[4096 + 1];
  TextBuffer name(path, sizeof path);
  name.put(m.path);
  name.put('\0');
  struct stat s;
  if (name.overflow() || sys::failed(sys::call(SYS_newfstatat, AT_FDCWD, sys::as_long(path), sys::as_long(&s), 0)) ||
      s.st_ino != m.inode || !S_ISREG(s.st_mode))
    return false;
  out.put('t');
  out.decimal(static_cast<std::uint64_t>(s.st_mtim.tv_sec) * 1'000'000'000 +
              static_cast<std::uint64_t>(s.st_mtim.tv_nsec));
  out.put('-');
  out.decimal(static_cast<std::uint64_t>(s.st_size));
  return true;
}

// base: of the same file's beginning, 0: not mapped.
Slice name_of(const Mapping &m, std::uint64_t base) {
  if (!m.path.starts_with("/") || m.inode == 0)
    return Slice();
  char memory[4096 + 256];
  TextBuffer out(memory, sizeof memory);
  out.put(m.path);
  out.put('#');
  if (!(base != 0 && put_build_id(base, out)) && !put_time_and_size(m, out))
    return Slice();
  return out.overflow() ? Slice() : names.keep(out.slice());
}

class MapsReader {
public:
  void line(Slice text) {
    const Mapping m = parse_mapping(text);
    if (m.offset == 0 && m.inode != 0) {
      base_ = m.start;
      base_inode_ = m.inode;
    }
    if (m.executable && count < max_modules)
      modules[count++] = {m.start, m.end, m.offset, name_of(m, m.inode == base_inode_ ? base_ : 0)};
  }

private:
  std::uint64_t base_ = 0, base_inode_ = 0;
};

void read_maps() {
  count = 0;
  names.drop_all();
  ++generation;
  ++reads;
  const long fd = sys::open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  if (sys::failed(fd))
    return;
  static char buffer[2 * max_line]; // only one drains at a time
  std::size_t filled = 0;
  MapsReader reader;
  for (;;) {
    const long n = sys::read(static_cast<int>(fd), buffer + filled, sizeof buffer - filled);
    if (n <= 0)
      break;
    filled += static_cast<std::size_t>(n);
    Slice rest(buffer, filled);
    for (std::size_t end; (end = rest.find('\n')) != rest.size; rest = rest.drop_front(end + 1))
      reader.line(rest.take_front(end));
    if (rest.size == sizeof buffer)
      break; // no line of that file
    std::memmove(buffer, rest.data, rest.size);
    filled = rest.size;
  }
  sys::close(static_cast<int>(fd));
}

const Module *look_up(std::uint64_t address) {
  std::size_t low = 0, high = count;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (modules[middle].end <= address)
      low = middle + 1;
    else
      high = middle;
  }
  return low < count && modules[low].start <= address ? &modules[low] : nullptr;
}

} // namespace

const Module *find_module(std::uint64_t address) {
  if (const Module *known = look_up(address))
    return known;
  const std::int64_t now = sys::monotonic_ns();
  if (reads >= free_reads && now < next_read_ns)
    return nullptr;
  next_read_ns = now + read_period_ns;
  read_maps();
  return look_up(address);
}

Modules known_modules() {
  return {modules, count, generation};
}

void forget_modules() {
  count = 0;
  ++generation;
}

} // namespace telinject
