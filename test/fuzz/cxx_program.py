#!/usr/bin/env python3
"""Prints a random C++20 program without undefined or unspecified behaviour: it prints one checksum.  usage: cxx_program.py SEED

All arithmetic is in unsigned types, loops and recursion are bounded, and an expression has at most one part with a side
effect.  Every function takes a `fuel`, which calls divide among themselves.
"""
import random
import sys

PRELUDE = """#include <array>
#include <coroutine>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using u32 = std::uint32_t;
using u64 = std::uint64_t;

static u64 checksum = 14695981039346656037u;
static void mix(u64 v) { checksum = (checksum ^ v) * 1099511628211u; }

struct Failure : std::runtime_error {
  u32 code;
  explicit Failure(u32 c) : std::runtime_error("failure " + std::to_string(c)), code(c) {}
};
struct Noted { // prints its construction and destruction
  u32 id;
  explicit Noted(u32 i) : id(i) { mix(id); }
  Noted(const Noted &o) : id(o.id + 1) { mix(id * 3); }
  Noted &operator=(const Noted &o) = default;
  ~Noted() { mix(id * 7); }
};

template <class T> struct Sequence { // a generator
  struct promise_type {
    T current{};
    std::exception_ptr failure;
    Sequence get_return_object() { return Sequence{std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(T v) { current = v; return {}; }
    void return_void() {}
    void unhandled_exception() { failure = std::current_exception(); }
  };
  std::coroutine_handle<promise_type> handle;
  explicit Sequence(std::coroutine_handle<promise_type> h) : handle(h) {}
  Sequence(Sequence &&o) noexcept : handle(std::exchange(o.handle, nullptr)) {}
  Sequence(const Sequence &) = delete;
  ~Sequence() { if (handle) handle.destroy(); }
  bool next() {
    handle.resume();
    if (handle.promise().failure) std::rethrow_exception(handle.promise().failure);
    return !handle.done();
  }
  T value() const { return handle.promise().current; }
};
template <class T> static Sequence<T> upwards(T from, u32 count, u32 fails_at) {
  Noted life(static_cast<u32>(from) & 255u);
  for (u32 i = 0; i < count; ++i) {
    if (i == fails_at) throw Failure(i);
    co_yield static_cast<T>(from + i);
  }
}
"""


class Program:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.functions = []  # (name, number of u32 parameters)
        self.templates = []
        self.classes = []
        self.enums = []
        self.names = 0
        self.depth = 0
        self.lines = []

    def pick(self, *choices):
        return self.random.choice(choices)

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def name(self, prefix):
        self.names += 1
        return f"{prefix}{self.names}"

    def number(self):
        return f"{self.random.choice([0, 1, 2, 3, 5, 7, 17, 255, 256, 65535, 2147483647, 4294967295, self.random.randrange(1 << 32)])}u"

    # Expressions of type u32; pure ones read variables only.
    def pure(self, scope, depth=2):
        kind = self.random.randrange(9) if depth else self.random.randrange(2)
        if kind == 0 or (kind == 1 and not scope):
            return self.number()
        if kind == 1:
            return self.random.choice(scope)
        a, b = self.pure(scope, depth - 1), self.pure(scope, depth - 1)
        if kind in (2, 3, 4):
            return f"({a} {self.pick('+', '-', '*', '^', '|', '&')} {b})"
        if kind == 5:
            return f"({a} {self.pick('/', '%')} ({b} | 1u))"
        if kind == 6:
            return f"({a} {self.pick('<<', '>>')} ({b} & 31u))"
        if kind == 7:
            return f"({self.condition(scope, depth - 1)} ? {a} : {b})"
        return f"static_cast<u32>({self.pick('~', '-', '!')}{a})"

    def condition(self, scope, depth=1):
        a, b = self.pure(scope, depth), self.pure(scope, depth)
        return self.pick(f"{a} {self.pick('<', '>', '==', '!=', '<=')} {b}", f"({a} & {self.pick('1u', '2u', '3u')})",
                         f"({a} > {b} {self.pick('&&', '||')} {b} != 7u)", f"!({a} % 3u)")

    # One call, which may throw.
    def call(self, scope):
        name, count = self.random.choice(self.functions)
        arguments = ", ".join(["fuel / 3"] + [self.pure(scope, 1) for _ in range(count)])
        return f"{name}({arguments})"

    def effect(self, scope, variables):
        choices = [lambda: self.pure(scope)]
        if self.functions:
            choices += [lambda: self.call(scope)] * 2
        if self.templates:
            choices.append(lambda: f"{self.random.choice(self.templates)}({self.pure(scope, 1)}, fuel / 3)")
        if self.classes:
            choices.append(lambda: f"{self.random.choice(self.classes)}({self.pure(scope, 1)}).work(fuel / 3)")
        if variables:
            v = self.random.choice(variables)
            choices += [lambda: f"({v} {self.pick('=', '+=', '^=', '-=')} {self.pure(scope, 1)})", lambda: self.pick(f"++{v}", f"{v}++", f"--{v}"),
                        lambda: f"[&]({self.pick('u32 x', 'auto x')}) {{ {v} += x; return {v} ^ x; }}({self.pure(scope, 1)})"]
        return self.random.choice(choices)()

    def block(self, indent, scope, variables, context):
        """context: what may be left: loop, switch, and what a function returns."""
        scope, variables = list(scope), list(variables)
        out = []
        for _ in range(self.random.randrange(1, 5)):
            out += self.statement(indent, scope, variables, context)
        return out

    def body(self, indent, scope, variables, context):
        """A statement, in braces or not."""
        if self.chance(30):
            v = self.random.choice(variables) if variables else None
            return [f"{'  ' * indent}  {f'{v} += {self.pure(scope, 1)};' if v else 'mix(3);'}"]
        return [f"{'  ' * indent}{{"] + self.block(indent + 1, scope, variables, context) + [f"{'  ' * indent}}}"]

    def statement(self, indent, scope, variables, context):
        if self.depth > 3:
            return [f"{'  ' * indent}mix({self.effect(scope, variables)});"]
        self.depth += 1
        kinds = ["declare", "assign", "mix", "if", "if", "for", "while", "do", "range", "switch", "try", "throw", "lambda", "leave", "block",
                 "ifinit", "binding", "coroutine", "noted", "string", "goto", "static", "constexpr"]
        out = getattr(self, "s_" + self.random.choice(kinds))("  " * indent, indent, scope, variables, context)
        self.depth -= 1
        return out

    def s_declare(self, pad, indent, scope, variables, context):
        v = self.name("v")
        out = [self.pick(f"{pad}u32 {v} = {self.effect(scope, variables)};", f"{pad}auto {v} = static_cast<u32>({self.effect(scope, variables)});",
                         f"{pad}u32 {v}{{{self.effect(scope, variables)}}}, {v}b = 3u;", f"{pad}volatile u32 {v} = {self.pure(scope)};")]
        if "volatile" not in out[0]:
            variables.append(v)
        scope.append(v)
        return out

    def s_assign(self, pad, indent, scope, variables, context):
        if not variables:
            return self.s_mix(pad, indent, scope, variables, context)
        v = self.random.choice(variables)
        return [f"{pad}{self.pick(f'{v} = {self.effect(scope, [])}', f'{v} {self.pick(chr(43), chr(94))}= {self.pure(scope)}', f'{v}++', f'++{v}')};"]

    def s_mix(self, pad, indent, scope, variables, context):
        return [f"{pad}mix({self.effect(scope, variables)});"]

    def s_if(self, pad, indent, scope, variables, context):
        out = [f"{pad}if ({self.condition(scope)})"] + self.body(indent, scope, variables, context)
        while self.chance(30):
            out += [f"{pad}else if ({self.condition(scope)})"] + self.body(indent, scope, variables, context)
        if self.chance(50):
            out += [f"{pad}else"] + self.body(indent, scope, variables, context)
        return out

    def s_ifinit(self, pad, indent, scope, variables, context):
        v = self.name("i")
        return [f"{pad}if (u32 {v} = {self.effect(scope, variables)}; {v} & 1u)"] + self.body(indent, scope + [v], variables + [v], context)

    def counted(self):
        return self.name("n"), self.random.randrange(1, 7)

    def s_for(self, pad, indent, scope, variables, context):
        n, most = self.counted()
        inner = {**context, "loop": True}
        return [f"{pad}for (u32 {n} = 0; {n} < {most}u && fuel; {self.pick(f'++{n}', f'{n}++', f'{n} += 1u, mix({n})')})"] + \
            self.body(indent, scope + [n], variables, inner)

    def s_while(self, pad, indent, scope, variables, context):
        n, most = self.counted()
        return [f"{pad}u32 {n} = {most}u;", f"{pad}while ({self.pick(f'{n}-- > 0u', f'({n} = {n} - 1u) != 0u')} && {n} < 100u)"] + \
            self.body(indent, scope + [n], variables, {**context, "loop": True})

    def s_do(self, pad, indent, scope, variables, context):
        n, most = self.counted()
        return [f"{pad}u32 {n} = 0;", f"{pad}do"] + self.body(indent, scope + [n], variables, {**context, "loop": True}) + \
            [f"{pad}while (++{n} < {most}u);"]

    def s_range(self, pad, indent, scope, variables, context):
        e = self.name("e")
        over = self.pick(f"std::vector<u32>{{{self.pure(scope, 1)}, 2u, 9u}}", f"std::array<u32, 2>{{{{{self.pure(scope, 1)}, 4u}}}}", "{1u, 2u, 3u}")
        return [f"{pad}for (const {self.pick('u32', 'auto') if over[0] != '{' else 'u32'} {'&' if over[0] != '{' else ''}{e} : {over})"] + \
            self.body(indent, scope + [e], variables, {**context, "loop": True})

    def s_switch(self, pad, indent, scope, variables, context):
        inner = {**context, "switch": True}
        out = [f"{pad}switch ({self.pure(scope)} % 5u) {{"]
        for label in self.random.sample(range(5), self.random.randrange(1, 5)):
            out += [f"{pad}case {label}:"]
            if self.chance(25):
                continue
            out += [f"{pad}{{"] + self.block(indent + 1, scope, variables, inner) + [f"{pad}}}"]
            if self.chance(70):
                out += [f"{pad}  break;"]
        if out[-1].endswith(":") or self.chance(50):
            out += [f"{pad}default:", f"{pad}  mix({self.pure(scope)});"]
        return out + [f"{pad}}}"]

    def s_try(self, pad, indent, scope, variables, context):
        out = [f"{pad}try {{"] + self.block(indent + 1, scope, variables, context)
        if self.chance(70):
            out += self.s_throw(pad + "  ", indent + 1, scope, variables, context)
        e = self.name("x")
        handlers = self.random.sample([f"catch (const Failure &{e}) {{ mix({e}.code);", f"catch (u32 {e}) {{ mix({e});",
                                       f"catch (const std::exception &{e}) {{ mix(static_cast<u64>({e}.what()[0]));"], self.random.randrange(1, 4))
        handlers.sort(key=lambda h: "std::exception" in h)
        for handler in handlers:
            out += [f"{pad}}} {handler}"] + (self.block(indent + 1, scope, variables, context) if self.chance(50) else [])
            if self.chance(15) and context.get("may_throw"):
                out += [f"{pad}  throw;"]
        if not context.get("may_throw") or self.chance(40):
            out += [f"{pad}}} catch (...) {{", f"{pad}  mix(99u);"]
        return out + [f"{pad}}}"]

    def s_throw(self, pad, indent, scope, variables, context):
        what = self.pick(f"Failure({self.pure(scope, 1)})", self.pure(scope, 1), "std::out_of_range(\"out\")")
        if not context.get("may_throw"):
            return [f"{pad}try {{ if ({self.condition(scope)}) throw {what}; }} catch (...) {{ mix(5u); }}"]
        return [f"{pad}if ({self.condition(scope)}) throw {what};"]

    def s_lambda(self, pad, indent, scope, variables, context):
        f, p = self.name("f"), self.name("p")
        inner = {"returns": "u32", "may_throw": False}
        capture = self.pick("[&]", "[=, &fuel]" if False else "[&]", "[&]")
        captured = variables
        out = [f"{pad}{self.pick('auto', 'const auto', 'std::function<u32(u32)>')} {f} = {capture}({self.pick('u32', 'const u32')} {p}) {self.pick('', '-> u32 ', 'mutable ')}{{"]
        if out[0].find("mutable") > 0:
            out[0] = out[0].replace("const auto", "auto")
        out += self.block(indent + 1, scope + [p], captured, inner)
        out += [f"{pad}  return {self.pure(scope + [p])};", f"{pad}}};", f"{pad}mix({f}({self.pure(scope, 1)}));"]
        return out

    def s_leave(self, pad, indent, scope, variables, context):
        ways = []
        if context.get("loop"):
            ways += ["break;", "continue;"]
        elif context.get("switch"):
            ways += ["break;"]
        if context.get("returns"):
            ways.append(f"return {self.pure(scope)};" if context["returns"] != "void" else "return;")
        if not ways:
            return [f"{pad}mix(1u);"]
        return [f"{pad}if ({self.condition(scope)}) {self.random.choice(ways)}"]

    def s_block(self, pad, indent, scope, variables, context):
        return [f"{pad}{{"] + self.block(indent + 1, scope, variables, context) + [f"{pad}}}"]

    def s_binding(self, pad, indent, scope, variables, context):
        a, b = self.name("a"), self.name("b")
        out = [f"{pad}{self.pick('auto', 'const auto')} [{a}, {b}] = std::pair<u32, u32>({self.effect(scope, variables)}, 4u);", f"{pad}mix({a} + {b});"]
        return out

    def s_coroutine(self, pad, indent, scope, variables, context):
        s, n = self.name("s"), self.random.randrange(1, 5)
        fails = self.random.randrange(0, 8)
        return [f"{pad}try {{", f"{pad}  auto {s} = upwards<{self.pick('u32', 'u64')}>({self.pure(scope, 1)}, {n}u, {fails}u);",
                f"{pad}  while ({s}.next()) mix({s}.value());", f"{pad}}} catch (const Failure &) {{ mix(77u); }}"]

    def s_noted(self, pad, indent, scope, variables, context):
        v = self.name("o")
        return [f"{pad}const Noted {v}({self.pure(scope, 1)}){self.pick('', f', {v}b({v})')};", f"{pad}mix({v}.id);"]

    def s_string(self, pad, indent, scope, variables, context):
        v = self.name("t")
        return [f"{pad}std::string {v} = std::to_string({self.pure(scope)});", f"{pad}{v} += {self.pick(chr(34) + 'ab' + chr(34), chr(39) + 'z' + chr(39))};",
                f"{pad}mix({v}.size()); mix(static_cast<unsigned char>({v}[{v}.size() / 2]));"]

    def s_goto(self, pad, indent, scope, variables, context):
        label, n = self.name("again"), self.name("g")
        out = [f"{pad}{{", f"{pad}  u32 {n} = 0;", f"{pad}{label}:"] + self.body(indent + 1, scope + [n], variables, {k: v for k, v in context.items() if k in ("returns", "may_throw")})
        return out + [f"{pad}  if (++{n} < {self.random.randrange(1, 4)}u) goto {label};", f"{pad}}}"]

    def s_static(self, pad, indent, scope, variables, context):
        v = self.name("k")
        return [f"{pad}{{ static u32 {v} = {self.number()}; {v} += 1u; mix({v}); }}"]

    def s_constexpr(self, pad, indent, scope, variables, context):
        v = self.name("c")
        return [f"{pad}{{ constexpr u32 {v} = power({self.random.randrange(1, 9)}u, {self.random.randrange(0, 6)}u); static_assert({v} + 1u > 0u); mix({v} + power({self.pure(scope, 1)}, 3u)); }}"]

    # Declarations.
    def function(self, name, count, head, context, prologue=()):
        parameters = [f"p{i}" for i in range(count)]
        self.lines.append(head + " {")
        self.lines += ["  if (fuel == 0) return 1u;"] + list(prologue)
        scope = parameters[:]
        variables = parameters[:]
        for _ in range(self.random.randrange(2, 6)):
            self.lines += self.statement(1, scope, variables, context)
        self.lines += [f"  return {self.pure(scope)};", "}"]

    def parameters(self, count):
        return ", ".join(["u32 fuel"] + [f"u32 p{i}" for i in range(count)])

    def add_function(self):
        name, count = self.name("run"), self.random.randrange(0, 4)
        throws = self.chance(50)
        attributes = "" if throws else self.pick("", "noexcept ") if False else ""
        head = self.pick(f"static u32 {name}({self.parameters(count)}) {attributes}", f"u32 {name}({self.parameters(count)}) {attributes}",
                         f"static auto {name}({self.parameters(count)}) -> u32 {attributes}").rstrip()
        self.function(name, count, head, {"returns": "u32", "may_throw": throws})
        self.functions.append((name, count))

    def add_template(self):
        name = self.name("generic")
        self.lines.append(f"template <class T> static u32 {name}(T given, u32 fuel) {{")
        self.lines += ["  if (fuel == 0) return 2u;", "  u32 p0 = static_cast<u32>(given);", f"  if constexpr (sizeof(T) > 4) mix({self.number()}); else mix(sizeof(T));"]
        scope, variables = ["p0"], ["p0"]
        for _ in range(self.random.randrange(1, 5)):
            self.lines += self.statement(1, scope, variables, {"returns": "u32", "may_throw": True})
        self.lines += [f"  return {self.pure(scope)};", "}"]
        self.templates.append(name)
        if self.chance(50):
            self.templates.append(f"{name}<{self.pick('u64', 'unsigned short')}>")

    def add_class(self):
        name, base = self.name("Class"), self.random.choice(self.classes) if self.classes and self.chance(50) else None
        data = self.name("m")
        self.lines.append(f"struct {name}{f' : {base}' if base else ''} {{")
        self.lines.append(f"  u32 {data}; unsigned {data}f : 5 = 3;")
        if self.chance(30):
            self.lines.append(f"  {name}(u32 p) try : {f'{base}(p), ' if base else ''}{data}(p ^ {self.number()}) {{ mix({data}); }} catch (...) {{ mix(4u); }}")
        else:
            self.lines.append(f"  {name}(u32 p) : {f'{base}(p + 1u), ' if base else ''}{data}{{p}} {{ {data}f = p & 31u; mix({data}); }}")
        self.lines.append(f"  {'' if base else 'virtual '}~{name}(){' override' if base else ''} {{ mix({data} + {data}f); }}")
        self.lines.append(f"  u32 operator()(u32 x) const {{ return x ^ {data}; }}")
        self.lines.append(f"  friend bool operator<(const {name} &a, const {name} &b) {{ return a.{data} < b.{data}; }}")
        throws = self.chance(40)
        self.function("work", 0, f"  {'' if base else 'virtual '}u32 work(u32 fuel){' override' if base else ''}", {"returns": "u32", "may_throw": throws},
                      [f"  u32 own = {data};", f"  {data} += own;", f"  if (*this < {name}(own)) mix(6u);"])
        self.lines.append("};")
        self.classes.append(name)

    def generate(self):
        self.lines += ["template <class... T> static u32 sum(T... parts) { return (0u + ... + static_cast<u32>(parts)); }",
                       "static constexpr u32 power(u32 b, u32 e) { u32 r = 1u; for (u32 i = 0; i < e; ++i) r *= b; return r; }"]
        for _ in range(self.random.randrange(4, 9)):
            self.pick(self.add_function, self.add_function, self.add_template, self.add_class)()
        if not self.functions:
            self.add_function()
        self.lines.append("int main() {")
        for name, count in self.functions:
            arguments = ", ".join(["40u"] + [self.number() for _ in range(count)])
            self.lines.append(f"  try {{ mix({name}({arguments})); }} catch (const std::exception &e) {{ mix(static_cast<unsigned char>(e.what()[0])); }} catch (u32 v) {{ mix(v); }}")
        for name in self.classes:
            self.lines.append(f"  try {{ std::unique_ptr<{name}> o(new {name}(5u)); mix(o->work(20u) + (*o)(1u)); }} catch (...) {{ mix(8u); }}")
        self.lines.append("  std::thread other([] { mix(sum(1u, 2ull, 'c')); });\n  other.join();")
        self.lines.append("  std::printf(\"%016llx\\n\", static_cast<unsigned long long>(checksum));\n  return static_cast<int>(checksum & 63u);\n}")
        return PRELUDE + "\n".join(self.lines) + "\n"


print(Program(int(sys.argv[1])).generate(), end="")
