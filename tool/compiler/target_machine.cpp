// Compares target options and compiler names with the host machine.
#include "tool/compiler/target_machine.h"

#include "tool/compiler/arguments.h"
#include "tool/compiler/compiler_args.h"

#include <filesystem>
#include <sys/utsname.h>

namespace telinject::rewrite {
namespace {

std::string_view canonical_architecture(std::string_view architecture) {
  if (architecture == "amd64")
    return "x86_64";
  return architecture == "arm64" ? "aarch64" : architecture;
}

// Compiler names may have other prefixes, as in "hardened-musl-gcc".
bool begins_with_architecture(std::string_view triple) {
  if (triple.find('-') == std::string_view::npos)
    return false;
  for (std::string_view known :
       {"x86_64", "amd64",   "i386", "i486",   "i586",   "i686",      "aarch64", "arm", "riscv",
        "mips",   "powerpc", "ppc",  "s390",   "sparc",  "loongarch", "m68k",    "sh4", "alpha",
        "hppa",   "ia64",    "avr",  "msp430", "xtensa", "or1k",      "wasm"})
    if (triple.starts_with(known))
      return true;
  return false;
}

// Returns "aarch64-linux-gnu" for "aarch64-linux-gnu-gcc-12"; "" for "gcc-12", "musl-gcc" and other programs.
std::string_view triple_of_name(std::string_view name) {
  for (std::string_view kind : {"-gcc", "-g++", "-cc", "-c++", "-clang", "-clang++"}) {
    const size_t at = name.rfind(kind);
    if (at == std::string_view::npos)
      continue;
    const std::string_view suffix = name.substr(at + kind.size()), triple = name.substr(0, at);
    if ((suffix.empty() || suffix.front() == '-') && begins_with_architecture(triple))
      return triple;
  }
  return "";
}

} // namespace

std::string host_machine() {
  struct utsname facts;
  return ::uname(&facts) == 0 ? facts.machine : "";
}

bool is_triple_of(std::string_view triple, std::string_view machine) {
  const std::string_view architecture = triple.substr(0, triple.find('-'));
  return canonical_architecture(architecture) == canonical_architecture(machine) &&
         triple.find("linux") != std::string_view::npos && !triple.ends_with("x32");
}

std::string foreign_target(const std::vector<std::string> &command) {
  if (command.empty())
    return "";
  const std::string machine = host_machine();
  const size_t compiler = facts_of(command).compiler;
  const std::string name = std::filesystem::path(command[compiler]).filename().string();
  const std::string_view triple = triple_of_name(name);
  std::string by_width, by_target = triple.empty() || is_triple_of(triple, machine) ? "" : name;
  for (const Argument &argument : split_arguments(command, compiler)) {
    if (argument.option == "-m32" || argument.option == "-mx32" || argument.option == "-m16" ||
        argument.option == "-miamcu")
      by_width = argument.option;
    else if (argument.option == "-m64")
      by_width.clear();
    else if (argument.option == "-target")
      by_target = is_triple_of(argument.value, machine) ? "" : "-target " + argument.value;
    else if (argument.joined().starts_with("--target="))
      by_target = is_triple_of(argument.joined().substr(9), machine) ? "" : argument.joined();
  }
  return by_target.empty() ? by_width : by_target;
}

} // namespace telinject::rewrite
