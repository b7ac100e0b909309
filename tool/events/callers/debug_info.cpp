// Implements DebugInfo with libdw and libdwfl.
#include "tool/events/callers/debug_info.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <fcntl.h>
#include <gelf.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <unordered_map>

namespace telinject::events {
namespace {

constexpr std::size_t kMaxDieDepth = 256;
constexpr int kMaxReferences = 16; // maximum length of a chain of references; longer ones are loops

struct Range {
  Dwarf_Addr low, high;
  std::size_t at; // index of the owner
};
struct Unit {
  Dwarf_Die line_die;  // contains the line table
  Dwarf_Die scope_die; // contains the functions; differs from line_die with -gsplit-dwarf
  Dwarf_Half version = 0;
  bool is_detailed = false; // false for debug level 1, which has no types and no artificial flags
  bool is_indexed = false;
  std::vector<Dwarf_Die> functions; // functions with code
  std::vector<Range> ranges;        // ranges of these functions
};
struct Segment {
  std::uint64_t offset, address, size;
};

std::string text_of(const char *text) {
  return text ? text : "";
}

bool has_flag(Dwarf_Die *die, unsigned name) {
  Dwarf_Attribute attribute;
  bool flag = false;
  return dwarf_attr_integrate(die, name, &attribute) && dwarf_formflag(&attribute, &flag) == 0 && flag;
}

std::optional<Dwarf_Word> number(Dwarf_Die *die, unsigned name) {
  Dwarf_Attribute attribute;
  Dwarf_Word value;
  if (!dwarf_attr(die, name, &attribute) || dwarf_formudata(&attribute, &value) != 0)
    return std::nullopt;
  return value;
}

std::optional<Dwarf_Addr> address_in(Dwarf_Die *die, unsigned name) {
  Dwarf_Attribute attribute;
  Dwarf_Addr value;
  if (!dwarf_attr(die, name, &attribute) || dwarf_formaddr(&attribute, &value) != 0)
    return std::nullopt;
  return value;
}

// Returns the declaration or abstract instance that all instances refer to.
Dwarf_Die entity_of(Dwarf_Die die) {
  for (int i = 0; i < kMaxReferences; ++i) {
    Dwarf_Attribute attribute;
    Dwarf_Die next;
    if ((!dwarf_attr(&die, DW_AT_abstract_origin, &attribute) && !dwarf_attr(&die, DW_AT_specification, &attribute)) ||
        !dwarf_formref_die(&attribute, &next))
      break;
    die = next;
  }
  return die;
}

bool is_call_site_tag(unsigned tag) {
  return tag == DW_TAG_call_site || tag == DW_TAG_GNU_call_site;
}
bool is_call_site(Dwarf_Die *die) {
  return is_call_site_tag(static_cast<unsigned>(dwarf_tag(die)));
}

bool returns_to(Dwarf_Die *call_site, Dwarf_Addr pc) {
  auto back = address_in(call_site, DW_AT_call_return_pc);
  if (!back)
    back = address_in(call_site, DW_AT_low_pc);
  return back && *back == pc;
}

bool may_hold_code(Dwarf_Die *die) {
  switch (dwarf_tag(die)) {
  case DW_TAG_inlined_subroutine:
  case DW_TAG_lexical_block:
  case DW_TAG_try_block:
  case DW_TAG_catch_block:
    return true;
  default:
    return false;
  }
}

bool may_hold_functions(Dwarf_Die *die) {
  switch (dwarf_tag(die)) {
  case DW_TAG_subprogram: // local classes and nested functions
  case DW_TAG_lexical_block:
  case DW_TAG_namespace:
  case DW_TAG_module:
  case DW_TAG_class_type:
  case DW_TAG_structure_type:
  case DW_TAG_union_type:
    return true;
  default:
    return false;
  }
}

void sort_ranges(std::vector<Range> &ranges) {
  std::sort(ranges.begin(), ranges.end(), [](const Range &a, const Range &b) { return a.low < b.low; });
}

const Range *range_of(const std::vector<Range> &ranges, Dwarf_Addr pc) {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), pc,
                                      [](Dwarf_Addr address, const Range &range) { return address < range.low; });
  return after != ranges.begin() && pc < (after - 1)->high ? &*(after - 1) : nullptr;
}

void add_ranges(Dwarf_Die *die, std::size_t at, std::vector<Range> &to) {
  Dwarf_Addr base, low, high;
  for (std::ptrdiff_t next = 0; (next = dwarf_ranges(die, next, &base, &low, &high)) > 0;)
    to.push_back({low, high, at});
}

void index_functions(Unit &unit, Dwarf_Die &parent, std::size_t depth) {
  Dwarf_Die child;
  if (depth == kMaxDieDepth || dwarf_child(&parent, &child) != 0)
    return;
  do {
    if (!may_hold_functions(&child))
      continue;
    if (dwarf_tag(&child) == DW_TAG_subprogram) {
      const std::size_t before = unit.ranges.size();
      add_ranges(&child, unit.functions.size(), unit.ranges);
      if (unit.ranges.size() != before)
        unit.functions.push_back(child);
    }
    index_functions(unit, child, depth + 1);
  } while (dwarf_siblingof(&child, &child) == 0);
}

// Returns true if the unit's abbreviations contain such a tag.
bool has_entries_of(Unit &unit, bool (*is_one)(unsigned tag)) {
  std::size_t length = 0;
  for (Dwarf_Off at = 0;; at += length) {
    Dwarf_Abbrev *const entry = dwarf_getabbrev(&unit.scope_die, at, &length);
    if (!entry || entry == DWARF_END_ABBREV)
      return false;
    if (is_one(dwarf_getabbrevtag(entry)))
      return true;
  }
}

// GCC records its options. Other compilers describe calls if they optimize and the debug level includes them.
bool may_be_optimized(Unit &unit) {
  Dwarf_Attribute attribute;
  const char *const producer = dwarf_formstring(dwarf_attr(&unit.scope_die, DW_AT_producer, &attribute));
  const std::string_view options = producer ? producer : "";
  if (!options.starts_with("GNU "))
    return unit.version < 5 || has_entries_of(unit, is_call_site_tag) || !unit.is_detailed;
  for (std::size_t at = 0; (at = options.find(" -O", at)) != std::string_view::npos; ++at)
    if (options.substr(at + 3, 1) != "0")
      return true;
  return options.find(" -m") == std::string_view::npos || has_entries_of(unit, is_call_site_tag);
}

std::string hex(const unsigned char *bytes, std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    text += "0123456789abcdef"[bytes[i] >> 4];
    text += "0123456789abcdef"[bytes[i] & 15];
  }
  return text;
}

// Recognises a linkage stub: jmp *slot(%rip), optionally preceded by endbr64 and bnd.
std::optional<std::int32_t> slot_of_stub(const std::uint8_t *code, std::size_t &length) {
  static constexpr std::uint8_t endbr[] = {0xf3, 0x0f, 0x1e, 0xfa};
  std::size_t at = std::memcmp(code, endbr, sizeof endbr) == 0 ? sizeof endbr : 0;
  if (code[at] == 0xf2)
    ++at;
  if (code[at] != 0xff || code[at + 1] != 0x25)
    return std::nullopt;
  std::int32_t displacement;
  std::memcpy(&displacement, code + at + 2, sizeof displacement);
  length = at + 6;
  return displacement;
}

class ElfDebugInfo final : public DebugInfo {
public:
  bool load(const std::string &path, std::string_view id);
  ~ElfDebugInfo() override {
    if (dwfl_)
      dwfl_end(dwfl_);
    if (file_ >= 0)
      ::close(file_);
  }

  std::vector<FunctionAt> functions_at(std::uint64_t address) override;
  std::optional<SourceLocation> line_at(std::uint64_t address) override;
  Callee callee_of(std::uint64_t return_address) override;
  std::optional<FunctionAt> described_callee(std::uint64_t return_address, bool &described) override;
  bool may_have_tail_calls() override;
  bool is_split_part(std::uint64_t address) override;

private:
  bool has_id(std::string_view id, const struct stat &facts);
  bool read_segments();
  void index_units();
  std::optional<Dwarf_Addr> loaded(std::uint64_t offset) const; // by the program headers
  std::optional<std::uint64_t> offset_of(Dwarf_Addr address) const;
  std::optional<Dwarf_Addr> pc_of(std::uint64_t offset) const; // address in the debug information
  Unit *unit_at(Dwarf_Addr pc);
  std::vector<Dwarf_Die> path_to(Unit &unit, Dwarf_Addr pc);
  FunctionAt describe(Dwarf_Die &die, Unit &unit);
  std::optional<SourceLocation> location(Unit &unit, const char *file, std::uint64_t line);
  std::optional<SourceLocation> call_location(Dwarf_Die &die, Unit &unit);
  bool read_code(std::uint64_t offset, std::uint8_t *to, std::size_t size) const {
    return ::pread(file_, to, size, static_cast<off_t>(offset)) == static_cast<ssize_t>(size);
  }
  Callee callee_in_slot(Dwarf_Addr slot);
  void read_slots();

  int file_ = -1;
  Dwfl *dwfl_ = nullptr;
  Dwfl_Module *module_ = nullptr;
  Elf *elf_ = nullptr;
  Dwarf *dwarf_ = nullptr;
  Dwarf_Addr elf_bias_ = 0, dwarf_bias_ = 0;
  bool is_x86_64_ = false;
  std::vector<Segment> segments_;
  std::vector<Unit> units_;
  std::vector<Range> ranges_;
  std::optional<std::unordered_map<std::uint64_t, std::string>> slots_;
  std::optional<bool> may_have_tail_calls_;
};

bool ElfDebugInfo::load(const std::string &path, std::string_view id) {
  file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  struct stat facts;
  if (file_ < 0 || ::fstat(file_, &facts) != 0 || !S_ISREG(facts.st_mode))
    return false;
  static char *search_path = nullptr; // default: beside the file and in /usr/lib/debug
  static const Dwfl_Callbacks callbacks = {dwfl_build_id_find_elf, dwfl_standard_find_debuginfo,
                                           dwfl_offline_section_address, &search_path};
  dwfl_ = dwfl_begin(&callbacks);
  if (!dwfl_)
    return false;
  const int module_file = ::dup(file_); // closed with the module
  dwfl_report_begin(dwfl_);
  module_ = module_file < 0 ? nullptr : dwfl_report_offline(dwfl_, path.c_str(), path.c_str(), module_file);
  if (!module_ && module_file >= 0)
    ::close(module_file);
  dwfl_report_end(dwfl_, nullptr, nullptr);
  elf_ = module_ ? dwfl_module_getelf(module_, &elf_bias_) : nullptr;
  if (!elf_ || !has_id(id, facts) || !read_segments())
    return false;
  dwarf_ = dwfl_module_getdwarf(module_, &dwarf_bias_);
  if (!dwarf_)
    return false;
  index_units();
  return !ranges_.empty();
}

bool ElfDebugInfo::has_id(std::string_view id, const struct stat &facts) {
  if (id.starts_with('t'))
    return id == "t" +
                     std::to_string(static_cast<std::uint64_t>(facts.st_mtim.tv_sec) * 1'000'000'000 +
                                    static_cast<std::uint64_t>(facts.st_mtim.tv_nsec)) +
                     "-" + std::to_string(static_cast<std::uint64_t>(facts.st_size));
  const unsigned char *bits = nullptr;
  GElf_Addr at;
  const int size = dwfl_module_build_id(module_, &bits, &at);
  return size > 0 && id == hex(bits, static_cast<std::size_t>(size));
}

bool ElfDebugInfo::read_segments() {
  GElf_Ehdr head;
  std::size_t count = 0;
  if (!gelf_getehdr(elf_, &head) || elf_getphdrnum(elf_, &count) != 0)
    return false;
  is_x86_64_ = head.e_machine == EM_X86_64 && head.e_ident[EI_CLASS] == ELFCLASS64;
  for (std::size_t i = 0; i < count; ++i) {
    GElf_Phdr segment;
    if (gelf_getphdr(elf_, static_cast<int>(i), &segment) && segment.p_type == PT_LOAD)
      segments_.push_back({segment.p_offset, segment.p_vaddr, segment.p_filesz});
  }
  return !segments_.empty();
}

void ElfDebugInfo::index_units() {
  Dwarf_CU *unit = nullptr;
  Dwarf_Half version;
  std::uint8_t type;
  Unit dies;
  while (dwarf_get_units(dwarf_, unit, &unit, &version, &type, &dies.line_die, &dies.scope_die) == 0) {
    if (type != DW_UT_compile && type != DW_UT_skeleton)
      continue;
    if (type == DW_UT_compile)
      dies.scope_die = dies.line_die;
    else if (dwarf_tag(&dies.scope_die) != DW_TAG_compile_unit)
      continue; // its .dwo file is missing
    dies.version = version;
    dies.is_detailed = has_entries_of(dies, [](unsigned tag) { return tag == DW_TAG_base_type; });
    add_ranges(&dies.line_die, units_.size(), ranges_);
    units_.push_back(dies);
  }
  sort_ranges(ranges_);
}

std::optional<Dwarf_Addr> ElfDebugInfo::loaded(std::uint64_t offset) const {
  for (const Segment &s : segments_)
    if (offset >= s.offset && offset - s.offset < s.size)
      return s.address + (offset - s.offset);
  return std::nullopt;
}

std::optional<std::uint64_t> ElfDebugInfo::offset_of(Dwarf_Addr address) const {
  for (const Segment &s : segments_)
    if (address >= s.address && address - s.address < s.size)
      return s.offset + (address - s.address);
  return std::nullopt;
}

std::optional<Dwarf_Addr> ElfDebugInfo::pc_of(std::uint64_t offset) const {
  const auto address = loaded(offset);
  if (!address)
    return std::nullopt;
  return *address + elf_bias_ - dwarf_bias_;
}

Unit *ElfDebugInfo::unit_at(Dwarf_Addr pc) {
  const Range *const range = range_of(ranges_, pc);
  return range ? &units_[range->at] : nullptr;
}

std::optional<SourceLocation> ElfDebugInfo::location(Unit &unit, const char *file, std::uint64_t line) {
  if (!file || line == 0)
    return std::nullopt;
  SourceLocation found{file, line};
  Dwarf_Attribute attribute;
  const char *const name = dwarf_formstring(dwarf_attr(&unit.line_die, DW_AT_name, &attribute));
  const char *const unit_name = name ? name : dwarf_diename(&unit.scope_die);
  const char *folder = dwarf_formstring(dwarf_attr(&unit.line_die, DW_AT_comp_dir, &attribute));
  if (!folder)
    folder = dwarf_formstring(dwarf_attr(&unit.scope_die, DW_AT_comp_dir, &attribute));
  // __FILE__ contains the same relative path.
  if (unit_name && *unit_name != '/' && folder) {
    std::string prefix = std::string(folder) + "/";
    if (found.file.starts_with(prefix))
      found.file.erase(0, prefix.size());
  }
  while (found.file.starts_with("./"))
    found.file.erase(0, 2);
  return found;
}

std::optional<SourceLocation> ElfDebugInfo::call_location(Dwarf_Die &die, Unit &unit) {
  const auto file = number(&die, DW_AT_call_file), line = number(&die, DW_AT_call_line);
  Dwarf_Files *files = nullptr;
  std::size_t count = 0;
  if (!file || !line || dwarf_getsrcfiles(&unit.line_die, &files, &count) != 0 || *file >= count)
    return std::nullopt;
  return location(unit, dwarf_filesrc(files, static_cast<std::size_t>(*file), nullptr, nullptr), *line);
}

FunctionAt ElfDebugInfo::describe(Dwarf_Die &die, Unit &unit) {
  FunctionAt f;
  Dwarf_Die entity = entity_of(die);
  Dwarf_Attribute attribute;
  f.name = text_of(dwarf_diename(&die));
  const char *linkage = dwarf_formstring(dwarf_attr_integrate(&die, DW_AT_linkage_name, &attribute));
  if (!linkage)
    linkage = dwarf_formstring(dwarf_attr_integrate(&die, DW_AT_MIPS_linkage_name, &attribute));
  f.linkage_name = text_of(linkage);
  f.unit = dwarf_dieoffset(&unit.line_die);
  f.entity = dwarf_dieoffset(&entity);
  f.instance = dwarf_dieoffset(&die);
  f.inlined = dwarf_tag(&die) == DW_TAG_inlined_subroutine;
  f.external = has_flag(&die, DW_AT_external);
  f.artificial = has_flag(&die, DW_AT_artificial);
  f.may_be_artificial = f.artificial || !unit.is_detailed;
  if (f.inlined)
    f.call_location = call_location(die, unit);
  return f;
}

// Returns the function that owns the code, followed by nested scopes that contain the address.
std::vector<Dwarf_Die> ElfDebugInfo::path_to(Unit &unit, Dwarf_Addr pc) {
  if (!unit.is_indexed) {
    unit.is_indexed = true;
    index_functions(unit, unit.scope_die, 0);
    sort_ranges(unit.ranges);
  }
  const Range *const range = range_of(unit.ranges, pc);
  if (!range)
    return {};
  std::vector<Dwarf_Die> path{unit.functions[range->at]};
  Dwarf_Die child;
  bool found = dwarf_child(&path.back(), &child) == 0;
  while (found && path.size() < kMaxDieDepth) {
    if (may_hold_code(&child) && dwarf_haspc(&child, pc) == 1) {
      path.push_back(child);
      found = dwarf_child(&path.back(), &child) == 0;
    } else {
      found = dwarf_siblingof(&child, &child) == 0;
    }
  }
  return path;
}

std::vector<FunctionAt> ElfDebugInfo::functions_at(std::uint64_t address) {
  std::vector<FunctionAt> found;
  const auto pc = pc_of(address);
  Unit *const unit = pc ? unit_at(*pc) : nullptr;
  if (!unit)
    return found;
  std::vector<Dwarf_Die> path = path_to(*unit, *pc);
  for (std::size_t i = path.size(); i-- > 0;)
    if (const int tag = dwarf_tag(&path[i]); tag == DW_TAG_inlined_subroutine || tag == DW_TAG_subprogram)
      found.push_back(describe(path[i], *unit));
  return found;
}

std::optional<SourceLocation> ElfDebugInfo::line_at(std::uint64_t address) {
  const auto pc = pc_of(address);
  Unit *const unit = pc ? unit_at(*pc) : nullptr;
  Dwarf_Line *const line = unit ? dwarf_getsrc_die(&unit->line_die, *pc) : nullptr;
  int number = 0;
  if (!line || dwarf_lineno(line, &number) != 0 || number <= 0)
    return std::nullopt;
  return location(*unit, dwarf_linesrc(line, nullptr, nullptr), static_cast<std::uint64_t>(number));
}

// Collects the symbols of linkage table slots by address.
void ElfDebugInfo::read_slots() {
  slots_.emplace();
  for (Elf_Scn *section = nullptr; (section = elf_nextscn(elf_, section));) {
    GElf_Shdr head;
    if (!gelf_getshdr(section, &head) || head.sh_type != SHT_RELA || head.sh_entsize == 0)
      continue;
    Elf_Scn *const symbols = elf_getscn(elf_, head.sh_link);
    GElf_Shdr symbols_head;
    if (!symbols || !gelf_getshdr(symbols, &symbols_head) || symbols_head.sh_type != SHT_DYNSYM)
      continue;
    Elf_Data *const data = elf_getdata(section, nullptr), *const symbol_data = elf_getdata(symbols, nullptr);
    if (!data || !symbol_data)
      continue;
    const auto count = static_cast<int>(std::min<std::uint64_t>(head.sh_size / head.sh_entsize, 1'000'000));
    for (int i = 0; i < count; ++i) {
      GElf_Rela entry;
      GElf_Sym symbol;
      if (!gelf_getrela(data, i, &entry) ||
          !gelf_getsym(symbol_data, static_cast<int>(GELF_R_SYM(entry.r_info)), &symbol))
        continue;
      const char *const name = elf_strptr(elf_, symbols_head.sh_link, symbol.st_name);
      if (name && *name)
        (*slots_)[entry.r_offset] = name;
    }
  }
}

Callee ElfDebugInfo::callee_in_slot(Dwarf_Addr slot) {
  if (!slots_)
    read_slots();
  const auto at = slots_->find(slot);
  if (at == slots_->end())
    return {Callee::Kind::indirect, 0, {}};
  return {Callee::Kind::symbol, 0, at->second};
}

Callee ElfDebugInfo::callee_of(std::uint64_t return_address) {
  std::array<std::uint8_t, 6> code; // the bytes before the return address
  const auto after = loaded(return_address);
  if (!is_x86_64_ || !after || return_address < code.size() ||
      !read_code(return_address - code.size(), code.data(), code.size()))
    return {};
  std::int32_t displacement;
  std::memcpy(&displacement, code.data() + 2, sizeof displacement);
  const Dwarf_Addr target = *after + static_cast<std::uint64_t>(std::int64_t{displacement});
  if (code[0] == 0xff && code[1] == 0x15)
    return callee_in_slot(target);
  const auto at = code[1] == 0xe8 ? offset_of(target) : std::nullopt;
  if (!at)
    return {Callee::Kind::indirect, 0, {}};
  std::array<std::uint8_t, 16> stub;
  std::size_t length = 0;
  if (read_code(*at, stub.data(), stub.size()))
    if (const auto slot = slot_of_stub(stub.data(), length); slot && functions_at(*at).empty())
      return callee_in_slot(target + length + static_cast<std::uint64_t>(std::int64_t{*slot}));
  return {Callee::Kind::direct, *at, {}};
}

std::optional<FunctionAt> ElfDebugInfo::described_callee(std::uint64_t return_address, bool &described) {
  described = false;
  const auto pc = pc_of(return_address);
  Unit *const unit = pc ? unit_at(*pc - 1) : nullptr;
  if (!unit)
    return std::nullopt;
  for (Dwarf_Die &scope : path_to(*unit, *pc - 1)) {
    Dwarf_Die child;
    for (bool any = dwarf_child(&scope, &child) == 0; any; any = dwarf_siblingof(&child, &child) == 0) {
      if (!is_call_site(&child) || !returns_to(&child, *pc))
        continue;
      described = true;
      Dwarf_Attribute attribute;
      Dwarf_Die callee;
      if ((dwarf_attr(&child, DW_AT_call_origin, &attribute) ||
           dwarf_attr(&child, DW_AT_abstract_origin, &attribute)) &&
          dwarf_formref_die(&attribute, &callee))
        return describe(callee, *unit);
      return std::nullopt;
    }
  }
  return std::nullopt;
}

bool ElfDebugInfo::may_have_tail_calls() {
  if (!may_have_tail_calls_)
    may_have_tail_calls_ = std::any_of(units_.begin(), units_.end(), may_be_optimized);
  return *may_have_tail_calls_;
}

bool ElfDebugInfo::is_split_part(std::uint64_t address) {
  const auto at = loaded(address);
  const char *const name = at ? dwfl_module_addrname(module_, *at + elf_bias_) : nullptr;
  return name && std::strstr(name, ".part.") != nullptr;
}

} // namespace

std::unique_ptr<DebugInfo> DebugInfo::open(const std::string &path, std::string_view id) {
  ::unsetenv("DEBUGINFOD_URLS"); // prevents libdw from accessing the network
  auto info = std::make_unique<ElfDebugInfo>();
  if (!info->load(path, id))
    return nullptr;
  return info;
}

} // namespace telinject::events
