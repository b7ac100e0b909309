#!/usr/bin/env python3
"""Writes the source of libtelinject-aspects.so: wrappers of the C functions that the aspects describe.

usage: generate.py OUTPUT ASPECTS COMPILER LIBRARY...
  ASPECTS: the folder of the descriptions; COMPILER: GCC, with the options that find the headers
  LIBRARY: ASPECT:HEADER:SONAME, as sqlite3:sqlite3.h:libsqlite3.so.0

Each wrapper stands before the library's function and calls it under its own name, so telinject instruments the call as it
does in any program, by the same aspects.  Only when the result is compiled (TELINJECT_INTERPOSED is defined) the names lead to the functions of the loaded library.  Variadic functions have no wrapper.
"""
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PREAMBLE = """// Made by aspects/interposer/generate.py.
#include <atomic>
#include <cstdint>
#include <dlfcn.h>
#include <link.h>

namespace {

// A function of the library that the program uses, which may have been loaded out of sight (RTLD_LOCAL).
template <class F> class Real {
public:
  constexpr Real(const char *name, const char *library) : name_(name), library_(library) {}
  operator F *() const { return reinterpret_cast<F *>(get()); }
  // Is the address in the library itself?  Its own calls are no calls of the program.
  bool is_in_library(const void *address) const {
    if (!get())
      return false;
    const auto at = reinterpret_cast<std::uintptr_t>(address);
    return at >= begin_.load(std::memory_order_relaxed) && at < end_.load(std::memory_order_relaxed);
  }

private:
  void *get() const {
    void *found = found_.load(std::memory_order_acquire);
    if (found)
      return found;
    found = find();
    if (found)
      dl_iterate_phdr(note_bounds, const_cast<Real *>(this)->note(found));
    found_.store(found, std::memory_order_release);
    return found;
  }
  Real *note(void *found) {
    begin_.store(reinterpret_cast<std::uintptr_t>(found), std::memory_order_relaxed);
    return this;
  }
  static int note_bounds(dl_phdr_info *info, std::size_t, void *data) {
    Real &real = *static_cast<Real *>(data);
    const std::uintptr_t function = real.begin_.load(std::memory_order_relaxed);
    for (int i = 0; i < info->dlpi_phnum; ++i) {
      const std::uintptr_t begin = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
      const std::uintptr_t end = begin + info->dlpi_phdr[i].p_memsz;
      if (info->dlpi_phdr[i].p_type != PT_LOAD || function < begin || function >= end)
        continue;
      real.end_.store(end, std::memory_order_relaxed);
      real.begin_.store(begin, std::memory_order_relaxed);
      return 1;
    }
    return 0;
  }
  void *find() const {
    if (void *const next = dlsym(RTLD_NEXT, name_))
      return next;
    void *const library = dlopen(library_, RTLD_LAZY | RTLD_NOLOAD);
    return library ? dlsym(library, name_) : nullptr;
  }
  const char *name_, *library_;
  mutable std::atomic<void *> found_{nullptr};
  std::atomic<std::uintptr_t> begin_{0}, end_{0}; // the library's code
};

template <int index, class First, class... Rest> struct Element : Element<index - 1, Rest...> {};
template <class First, class... Rest> struct Element<0, First, Rest...> {
  using Type = First;
};
template <class F> struct Types;
template <class R, class... A> struct Types<R(A...)> {
  using Result = R;
  template <int index> using Argument = typename Element<index, A...>::Type;
};

} // namespace
"""


def functions(aspects):
    """(names of the functions of C that the aspects match, names of those that they call)."""
    matched, called = [], set()

    def walk(value):
        if isinstance(value, dict):
            if isinstance(value.get("call"), str):
                called.add(value["call"])
            for part in value.values():
                walk(part)
        elif isinstance(value, list):
            for part in value:
                walk(part)

    for aspect in aspects:
        name = aspect.get("match", {}).get("function", "")
        if re.fullmatch(r"\w+", name) and name not in matched:
            matched.append(name)
        walk(aspect)
    return matched, sorted(called)


def declarations(compiler, header):
    """Name: number of its parameters, or -1 if it is variadic."""
    with tempfile.TemporaryDirectory() as folder:
        source, found = Path(folder, "header.c"), Path(folder, "functions")
        source.write_text(f"#include <{header}>\n")
        subprocess.run([*compiler.split(), "-fsyntax-only", "-aux-info", str(found), str(source)], check=True)
        arities = {}
        for line in found.read_text().splitlines():
            at = re.search(r"\b(\w+) \(", line)
            if not at:
                continue
            depth, count = 0, 1
            for place in range(at.end() - 1, len(line)):
                depth += {"(": 1, ")": -1}.get(line[place], 0)
                count += line[place] == "," and depth == 1
                if depth == 0:
                    break
            text = line[at.end():place].strip()
            arities[at[1]] = -1 if text.endswith("...") else 0 if text == "void" else count
        return arities


def wrapper(name, arity):
    """Its declaration and its definition."""
    parameters = ", ".join(f"{name}_types::Argument<{i}> a{i}" for i in range(arity))
    arguments = ", ".join(f"a{i}" for i in range(arity))
    head = f"{name}_types::Result called_{name}({parameters})"
    return f'using {name}_types = Types<decltype({name})>;\n{head} __asm__("{name}") __attribute__((visibility("default")));\n', (
        f"{head} {{\n  if (real_{name}.is_in_library(__builtin_return_address(0)))\n    return real_{name}({arguments});\n"
        f"  return {name}({arguments});\n}}\n")


def main():
    output, folder, compiler, *libraries = sys.argv[1:]
    includes, reals, names, declared, defined = "", "", "", "", ""
    for library in libraries:
        aspect, header, soname = library.split(":")
        matched, called = functions(json.loads(Path(folder, f"{aspect}.json").read_text()))
        arities = declarations(compiler, header)
        includes += f"#include <{header}>\n"
        wrapped = [name for name in matched if arities.get(name, -1) >= 0]
        for name in [*wrapped, *(name for name in called if name in arities and name not in wrapped)]:
            reals += f'static Real<decltype({name})> real_{name}("{name}", "{soname}");\n'
            names += f"#define {name} real_{name}\n"
        for name in wrapped:
            declaration, definition = wrapper(name, arities[name])
            declared += declaration
            defined += definition
    Path(output).write_text(PREAMBLE + f"\n{includes}\n{reals}\n{declared}\n#ifdef TELINJECT_INTERPOSED\n{names}#endif\n\n{defined}")


main()
