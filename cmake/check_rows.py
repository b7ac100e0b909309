#!/usr/bin/env python3
"""Checks that each row of each .def has a test and a line of documentation.

usage: check_rows.py [ROOT]
  prints each fault as FILE:LINE: what; what to do, then 'N passed, N failed' over rows and lists

The .def files are the places where a newcomer adds something: a construct, a format, an output, a macro, a variable of the
environment, a provider of cloud facts, a source of a pod's facts.  What "has a test" means is said by each check below.
"""
import re
import sys
from pathlib import Path

ROW = re.compile(r"^TELINJECT_(\w+)\((.*)\)\s*(?://\s*(.*))?$")


class Tree:
    """The project's files, each read once."""

    def __init__(self, root):
        self.root, self.texts = root, {}

    def text(self, name):
        if name not in self.texts:
            path = self.root / name
            self.texts[name] = path.read_text(errors="replace") if path.is_file() else ""
        return self.texts[name]

    def files(self, folder, *suffixes):
        return sorted(str(path.relative_to(self.root)) for path in (self.root / folder).rglob("*") if path.suffix in suffixes and path.is_file())

    def mentioned(self, word, names):
        """Does one of the files hold this whole word?"""
        pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
        return any(pattern.search(self.text(name)) for name in names)

    def rows(self, name):
        """(line number, kind, first argument, all arguments, comment) of each row; #define lines do not begin a row."""
        found = []
        for number, line in enumerate(self.text(name).splitlines(), 1):
            row = ROW.match(line)
            if row:
                arguments = [argument.strip().strip('"') for argument in row[2].split(",")]
                found.append((f"{name}:{number}", row[1], arguments[0], arguments, row[3] or ""))
        return found


class Checks:
    def __init__(self, tree):
        self.tree, self.good, self.bad, self.names = tree, 0, 0, set()

    def close(self, faults):
        for fault in faults:
            print(fault)
        if faults:
            self.bad += 1
        else:
            self.good += 1

    def each_row(self, name, faults_of):
        rows = self.tree.rows(name)
        self.names.add(name)
        if not rows:
            self.close([f"{name}:1: has no rows that this script can read; look at ROW in cmake/check_rows.py"])
        for where, kind, word, arguments, comment in rows:
            self.close([f"{where}: {fault if fault.startswith('TELINJECT_') else f'{word} {fault}'}" for fault in faults_of(kind, word, arguments, comment)])


def constructs(tree):
    tests = [Path(name).name for name in tree.files("lit-tests/constructs", ".c", ".cpp")]

    def faults(kind, name, arguments, comment):
        if not any(re.match(rf"{re.escape(name)}[-.]", test) for test in tests):
            yield f"has no test; write lit-tests/constructs/{name}.c or {name}.cpp"
        if not re.search(rf"^\| `{re.escape(name)}` \|", tree.text("docs/constructs.md"), re.M):
            yield "has no row in the table of docs/constructs.md"
        if f"### {name}\n" not in tree.text("docs/constructs.md") and f"## {name}\n" not in tree.text("docs/constructs.md"):
            yield "has no section in docs/constructs.md"
    return faults


def contract(tree, definition, what, variable):
    """Rows of formats and sinks are tested by a contract test that includes the .def, and stand in the values of a variable."""
    tests = [name for name in tree.files("test/unit", ".cpp") if f'#include "{definition}"' in tree.text(name)]

    def faults(kind, name, arguments, comment):
        if not tests:
            yield f"is not tested: no file of test/unit includes {definition}"
        row = re.search(rf"^\| `{variable}` \|([^|]*)\|", tree.text("docs/configuration.md"), re.M)
        if not row or f"`{name}`" not in row[1]:
            yield f"is not among the values of {variable} in docs/configuration.md; add the {what} there"
    return faults


def macros(tree):
    lit = tree.files("lit-tests", ".c", ".cpp", ".test")
    former = tree.files("lit-tests/modes/Inputs/former/instrumented", ".c", ".cpp")
    current = [name for name in lit if name not in former]
    by_hand = tree.files("test/integration", ".c", ".cpp") + tree.files("test/abi", ".c", ".cpp", ".h")

    def documented(name):
        return tree.mentioned(name, ["docs/constructs.md"])

    def faults(kind, name, arguments, comment):
        if kind.startswith("FORMER"):
            for former_name in arguments[-1:]: # of a pair, the end: the other half may be a current name
                if not tree.mentioned(former_name, former):
                    yield f"{former_name} is in no file of lit-tests/modes/Inputs/former/instrumented; let one have it"
        elif kind == "BY_HAND":
            if not tree.mentioned(name, by_hand):
                yield "occurs in no test of test/integration or test/abi"
            if not tree.mentioned(name, ["docs/by_hand.md"]):
                yield "is not in docs/by_hand.md"
        else:
            # A variant differs from the named macro only in how it is spelled where that cannot stand.
            variant = re.match(r"variant of (\w+)$", comment)
            for inserted in arguments:
                if not tree.mentioned(inserted, current):
                    yield f"{inserted} occurs in no test of lit-tests; let one check the text that has it"
                if not documented(variant[1] if variant else inserted):
                    yield f"{inserted} is not in docs/constructs.md; add it there, or mark its row '// variant of MACRO' for one that is"
    return faults


def environment(tree):
    tests = [name for folder in ("test", "lit-tests") for name in tree.files(folder, ".c", ".cpp", ".h", ".py", ".test", ".sh")]
    code = tree.files("runtime", ".cpp", ".h")

    def faults(kind, name, arguments, comment):
        if not tree.mentioned(name, tests):
            yield "is set by no test"
        if not tree.mentioned(name, code):
            yield "is read nowhere in runtime; remove the row"
        if not tree.mentioned(name, ["docs/cloud.md"]):
            yield "is not in docs/cloud.md"
    return faults


def providers(tree):
    def faults(kind, name, arguments, comment):
        # "aws_ecs" is platform "ecs"; where that says too little, as for "vm", it is the whole name.
        short = "local" if name == "local_provider" else name.split("_", 1)[-1]
        platforms = tree.text("test/integration/cloud/platforms.py")
        if f'"{short}"' not in platforms and f'"{name}"' not in platforms:
            yield "has no platform in test/integration/cloud/platforms.py"
        if not re.search(rf"^\| `{re.escape(name)}` \|", tree.text("docs/cloud.md"), re.M):
            yield "has no row in docs/cloud.md"
    return faults


def event_types(tree):
    tests = [name for name in tree.files("test/unit", ".cpp") if "EventType::count" in tree.text(name)]

    def faults(kind, name, arguments, comment):
        if not tests:
            yield "is not rendered by any test: no file of test/unit loops to EventType::count"
        if not tree.mentioned(name, ["docs/events.md"]):
            yield "is not in docs/events.md"
    return faults


def sources(tree):
    def faults(kind, name, arguments, comment):
        if not re.search(rf"^\| `{re.escape(name)}` \|", tree.text("docs/cloud.md"), re.M):
            yield "has no row in docs/cloud.md"
        if name + "(" not in "".join(tree.text(file) for file in tree.files("runtime/resource/k8s", ".cpp")):
            yield "has no function in runtime/resource/k8s"
        if "find_k8s" not in tree.text(K8S_TEST):
            yield f"is not tested: {K8S_TEST} asks no source"
    return faults


def hooks(tree):
    header = tree.text("runtime/include/telinject/telinject.h")

    def faults(kind, keeps, arguments, comment):
        name = arguments[2]
        if name != "enter_list" and not re.search(rf"(\*/|;)\nTELINJECT_I_API [\w *]*\btelinject_{name}\(", header):
            yield f"telinject_{name} has no documented declaration in telinject.h"
        if keeps == "KEPT" and f"CALL({name}," not in tree.text("test/integration/registers.c"):
            yield f"{name} keeps registers, but test/integration/registers.c does not call it"
    return faults


def paragraphs(text):
    """(line number, text) of each paragraph; a row of a table and an entry of a list are paragraphs of their own."""
    first, lines = 0, []
    for number, line in enumerate([*text.splitlines(), ""], 1):
        begins = re.match(r"\s*(\||- |#|```)", line)
        if lines and (not line.strip() or begins):
            yield first, " ".join(lines)
            lines = []
        if line.strip():
            first = first if lines else number
            lines.append(line.strip())


def lists_of_outputs(tree):
    """Faults of each place of README and docs that lists outputs: what names stderr and stdout and a third names all."""
    sinks = [word for _, _, word, _, _ in tree.rows("runtime/sinks/sinks.def")]
    for name in ["README.md", *tree.files("docs", ".md")]:
        for number, paragraph in paragraphs(tree.text(name)):
            for piece in re.split(r"\.\s|\|", paragraph):
                there = [sink for sink in sinks if re.search(rf"(?<!\w){re.escape(sink)}(?!\w)", piece)]
                if {"stderr", "stdout"} <= set(there) and len(there) > 2:
                    yield [f"{name}:{number}: lists outputs without `{sink}`; add it" for sink in sinks if sink not in there]


K8S_TEST = "test/unit/runtime/resource/k8s/k8s_test.cpp"


# A .def whose rows nobody outside of the code sees: a row without its code does not compile.
INTERNAL = {"runtime/core/record_kinds.def", "runtime/resource/cloud/vendors.def"}


def unknown_files(tree, checked):
    for folder in ("runtime", "matchers", "tool"):
        for name in tree.files(folder, ".def"):
            if name not in checked | INTERNAL:
                yield [f"{name}:1: is checked by nothing; say in cmake/check_rows.py what a row needs, or list it as INTERNAL"]


def check(root):
    tree = Tree(root)
    checks = Checks(tree)
    checks.each_row("matchers/constructs.def", constructs(tree))
    checks.each_row("runtime/formats/formats.def", contract(tree, "runtime/formats/formats.def", "format", "TELEMETRY_FORMAT"))
    checks.each_row("runtime/sinks/sinks.def", contract(tree, "runtime/sinks/sinks.def", "output", "TELEMETRY_OUTPUT"))
    checks.each_row("tool/source/inserted_macros.def", macros(tree))
    checks.each_row("runtime/config/environment.def", environment(tree))
    checks.each_row("runtime/resource/cloud/providers.def", providers(tree))
    checks.each_row("runtime/resource/k8s/sources.def", sources(tree))
    checks.each_row("runtime/formats/event_types.def", event_types(tree))
    checks.each_row("runtime/include/telinject/detail/hooks.def", hooks(tree))
    for faults in [*lists_of_outputs(tree), *unknown_files(tree, checks.names)]:
        checks.close(faults)
    print(f"{checks.good} passed, {checks.bad} failed")
    return 1 if checks.bad else 0


if __name__ == "__main__":
    sys.exit(check(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent).resolve()))
