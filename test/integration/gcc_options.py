#!/usr/bin/env python3
"""Every option that this GCC lists in --help, with each value that it accepts: `telinject cc --strict` instruments a
small file that is compiled with it, or the ledger names the option as the reason. No third result.

usage: gcc_options.py TELINJECT GCC c|c++     prints each fault, then 'N passed, N failed' over options with a value

Options are tried many at a time: those that GCC takes together in one compile. A group that fails is halved until the
options that are at fault stand alone.
"""
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile

GROUP = 60
SOURCES = {
    "c": ("a.c", """struct pair { int a, b; };
static int sum(struct pair p) { return p.a + p.b; }
int count(int n) { int s = 0; for (int i = 0; i < n; ++i) { if (i & 1) s += i; else s -= 1; } return s; }
int main(void) { struct pair p = {1, 2}; return sum(p) + count(3); }
"""),
    "c++": ("a.cpp", """struct Pair { int a, b; int sum() const { return a + b; } };
template <class T> T twice(T x) { T y = x; y += x; return y; }
int count(int n) { int s = 0; for (int i = 0; i < n; ++i) { if (i & 1) s += i; else s -= 1; } return s; }
int main() { Pair p = {1, 2}; return p.sum() + twice(count(3)); }
"""),
}
# Options that make no object from the source, or read or write other files: irrelevant for instrumentation.
OTHER = re.compile(r"-(E|M|MM|MG|MP|MD|MMD|MF.*|MT.*|MQ.*|S|P|o|x|v|include.*|imacros.*|i(plugindir|sysroot|prefix|withprefix|"
                   r"withprefixbefore|quote|system|dirafter|multilib|multiarch).*|fsyntax-only|fmodule.*|fplugin.*|"
                   r"fself-test.*|fhelp.*|ftarget-help|fversion|aux-info|dump.*|fpre-include.*|fprofile-use.*|"
                   r"fauto-profile.*|fbranch-probabilities|fprofile-dir.*|specs.*|I|D|U|A|L|B|T|F|l|nostdinc.*|"
                   r"ffreestanding|fno-hosted|###|fchecking.*|fopt-info.*|fdump-.*|fcallgraph-info.*|fdbg-cnt.*|"
                   r"fcompare-debug.*|-preprocess|-dependencies|-user-dependencies|-assemble|"
                   r"-print-missing-file-dependencies|-no-standard-includes|-save-temps.*|mdump-tune-features|mandroid|mbionic|fuse-ld.*|Wp.*|Wa.*|Wl.*|Werror.*|fstack-limit-.*|fdisable-.*|fenable-.*)$")


def help_of(gcc, words):
    return subprocess.run([gcc, *words], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}).stdout


def known_values(text):
    """{option: values} of the lists 'Known valid arguments for -march= option:' and the like."""
    values, options = {}, []
    for line in text.splitlines():
        head = re.match(r"^  (?:Known|Valid) .*?((?:-[\w-]+=/?)+)", line)
        if head:
            options = re.findall(r"-[\w-]+=", head[1])
        elif re.match(r"^    \S", line):
            for option in options:
                values.setdefault(option, []).extend(line.split())
        else:
            options = []
    return values


def table(gcc, language):
    """[[word, …], …]: for each option of the help, the words that are it, each with another value."""
    rows = {}
    for group in ("common", "optimizers", "target", "warnings", "params", "joined", "undocumented", language):
        text = help_of(gcc, [f"--help={group}"])
        values = known_values(text)
        for name in re.findall(r"^  (--?[^\s,]+)", text, re.M):
            add(rows, name, values)
    return list(rows.values())


def add(rows, name, values):
    if not re.match(r"^--?[A-Za-z]", name) or name.startswith(("--help", "--completion", "--version", "--target-help")):
        return
    option, equals, value = name.partition("=") if not name.startswith("--param=") else split_param(name)
    words = []
    if not equals and "<" not in name:
        words = [option]
        if re.match(r"^-[fmW](?!no-)", option):
            words.append(option[:2] + "no-" + option[2:])
    elif re.match(r"^\[.*\]$", value):
        words = [f"{option}={one}" for one in value[1:-1].split("|")]
    elif option + "=" in values:
        words = [f"{option}={one}" for one in values[option + "="]]
    elif equals:
        low = re.match(r"<(-?\d+),(\d+)>", value)
        numbers = [low[1], low[2]] if low else ["1", "8", "none"]
        words = [f"{option}={one}" for one in numbers]
    rows.setdefault(option, [])
    rows[option] += [word for word in words if word not in rows[option] and not OTHER.match(word)]


def split_param(name):
    option, equals, value = name[len("--param="):].partition("=")
    return "--param=" + option, equals, value


class Compiles:
    def __init__(self, telinject, gcc, language, folder):
        self.telinject, self.gcc, self.folder = telinject, gcc, folder
        self.source, text = SOURCES[language]
        self.number = 0
        with open(os.path.join(folder, self.source), "w") as file:
            file.write(text)

    def command(self, words):
        return [self.gcc, *words, "-c", self.source]

    def run(self, words, instrumented):
        """(object made, stderr, ledger line or None) of one compile in a folder of its own."""
        with tempfile.TemporaryDirectory(dir=self.folder) as at:
            os.link(os.path.join(self.folder, self.source), os.path.join(at, self.source))
            before = [self.telinject, "cc", "--root", at, "--strict", "--ledger", "ledger", "--"] if instrumented else []
            done = subprocess.run(before + self.command(words) + ["-o", "a.o"], cwd=at, capture_output=True, text=True,
                                  errors="replace", timeout=300, env={**os.environ, "LC_ALL": "C"})
            ledger = os.path.join(at, "ledger")
            line = json.loads(open(ledger).readline()) if os.path.exists(ledger) else None
            return done.returncode == 0 and os.path.exists(os.path.join(at, "a.o")), done.stderr, line

    def accepted(self, words):
        """Groups of those that GCC takes: as few groups as there are, of words that go together."""
        if not words or self.run(words, False)[0]:
            return [words]
        if len(words) == 1:
            return []
        half = len(words) // 2
        groups = self.accepted(words[:half]) + self.accepted(words[half:])
        together = sum(groups, [])
        return [together] if len(groups) < 2 or self.run(together, False)[0] else groups

    def faults(self, words):
        """Words of an accepted group that are neither instrumented nor refused by name."""
        if not words:
            return []
        made, errors, line = self.run(words, True)
        if made and line and line["functions"]["instrumented"] > 0 and not line.get("reason"):
            return []
        reason = (line or {}).get("reason", "")
        # The ledger names a long spelling by its short one.
        named = [word for word in words if reason in (f"option: {word}", f"option: {word[1:]}")]
        if made and named:
            return self.faults([word for word in words if word not in named])
        if len(words) == 1:
            return [f"{words[0]}: {reason or errors_of(errors) or 'no ledger line'}"]
        half = len(words) // 2
        # GCC may accept a half only together with the other: "-ansi" of a group that has another -std.
        halves = self.accepted(words[:half]) + self.accepted(words[half:])
        found = sum(map(self.faults, halves), [])
        return found or [f"{' '.join(words)}: together only: {reason or errors_of(errors)}"]


def errors_of(text):
    lines = text.strip().splitlines()
    return " | ".join([line for line in lines if "error" in line][:3] or lines[:3])


def try_group(compiles, group):
    """(number of words tried, faults)"""
    accepted = compiles.accepted(group)
    return sum(map(len, accepted)), sum(map(compiles.faults, accepted), [])


def main():
    telinject, gcc, language = sys.argv[1:4]
    rows = table(gcc, language)
    groups = []
    for turn in range(max(map(len, rows))):
        words = [row[turn] for row in rows if turn < len(row)]
        groups += [words[i:i + GROUP] for i in range(0, len(words), GROUP)]
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        compiles = Compiles(os.path.abspath(telinject), gcc, language, folder)
        results = list(pool.map(lambda group: try_group(compiles, group), groups))
    tried, faults = sum(result[0] for result in results), [fault for result in results for fault in result[1]]
    for fault in faults:
        print(fault)
    if tried < 1000:
        faults.append("fewer options than any GCC has")
        print(faults[-1])
    print(f"{language}: {tried - len(faults)} passed, {len(faults)} failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
