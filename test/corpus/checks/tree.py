"""The program's compile_commands.json through `telinject -p`: nearly every site must be instrumented, the rewritten tree
must compile without a warning that the original does not give, keep every line where it was, strip back to the original,
stay as it is when rewritten again, and be the original's object code when disabled."""
import collections
import filecmp
import json
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import database, elf

# The promise of 97% is about these; changes of variables and try blocks have their own figures.
STRUCTURE = ("functions", "loops", "conditionals")
WARNINGS = ("-Wall", "-Wextra")


def run(recipe, label, *arguments):
    """telinject with arguments; (exit code, log file, last line of its output)."""
    log = recipe.work / f"{label}.log"
    with open(log, "wb") as out:
        code = subprocess.run([str(recipe.tool("telinject")), *map(str, arguments)], cwd=recipe.work, stdin=subprocess.DEVNULL,
                              stdout=out, stderr=subprocess.STDOUT).returncode
    lines = log.read_text(errors="replace").strip().splitlines()
    return code, log, lines[-1] if lines else ""


def first(problems):
    return f"{len(problems)} differ, first: {problems[0]}" if problems else ""


def check(copy, entries, report):
    recipe = copy.recipe
    if not report.check("database", len(entries) > 0, f"{len(entries)} units"):
        return
    out = recipe.work / "out"
    code, log, summary = run(recipe, "rewrite", "-p", recipe.work / "database", "--root", copy.top, "--out", out, *recipe.options)
    if not report.check("rewrite", code == 0, summary or f"exit code {code}", log):
        return
    pairs, strangers = pair_files(out, copy.top)
    changed = [pair for pair in pairs if not filecmp.cmp(*pair, shallow=False)]
    report.check("rewritten files", bool(changed) and not strangers,
                 f"{len(changed)} of {len(pairs)}" + (f"; without an original: {strangers[0]}" if strangers else ""))

    tells_shares(copy, report)
    compiles_like_the_original(recipe, entries, database.load(out), report)
    lines_stay(pairs, report)
    strips_back(recipe, out, report, copy.top)
    rewrites_once(recipe, out, report, copy.top)


def pair_files(out, top):
    """([(rewritten, original)], files of the out tree that have no original)."""
    pairs, strangers = [], []
    for file in sorted(out.rglob("*")):
        original = top / file.relative_to(out)
        if file.is_dir() or file in (out / "compile_commands.json", out / "telinject.flags") or file.name.startswith(".telinject"):
            continue
        if not file.exists():  # a link that leads nowhere in the original either
            continue
        if original.is_file():
            pairs.append((file, original))
        else:
            strangers.append(file)
    return pairs, strangers


def lines_stay(pairs, report):
    moved = [str(file) for file, original in pairs if file.read_bytes().count(b"\n") != original.read_bytes().count(b"\n")]
    report.check("line counts", not moved, first(moved) or f"the same in {len(pairs)} files")


def strips_back(recipe, out, report, top):
    stripped = recipe.work / "stripped"
    shutil.copytree(out, stripped, symlinks=True)
    pairs, _ = pair_files(stripped, top)
    code, log, _ = run(recipe, "strip", "strip", *(file for file, _ in pairs))
    wrong = [str(file) for file, original in pairs if file.read_bytes() != original.read_bytes()]
    report.check("strip", code == 0 and not wrong, first(wrong) or (f"{len(pairs)} files equal the originals" if code == 0 else f"exit code {code}"), log)


def rewrites_once(recipe, out, report, top):
    # Made anew it must be the same tree, and rewriting the rewritten tree must have nothing to do.
    again = recipe.work / "again"
    code, log, _ = run(recipe, "rewrite-anew", "-p", recipe.work / "database", "--root", top, "--out", again, *recipe.options)
    wrong = [str(file.relative_to(out)) for file, _ in pair_files(out, top)[0]
             if not (again / file.relative_to(out)).is_file() or not filecmp.cmp(file, again / file.relative_to(out), shallow=False)]
    report.check("rewriting anew", code == 0 and not wrong, first(wrong) or f"exit code {code}, the same files", log)
    code, log, summary = run(recipe, "rewrite-twice", "-p", out, "--root", out, "--check", "--split-functions", *recipe.options)
    report.check("rewriting twice", code == 0, f"nothing to change in the rewritten tree" if code == 0 else f"exit code {code}: {summary}", log)


def tells_shares(copy, report):
    """Of all sites, each counted once: the share that is instrumented, and why the rest is not."""
    recipe = copy.recipe
    listed = recipe.work / "sites.json"
    with open(listed, "wb") as out, open(recipe.work / "list.log", "wb") as log:
        code = subprocess.run([str(recipe.tool("telinject")), "-p", str(recipe.work / "database"), "--root", str(copy.top), "--list", "--json"],
                              cwd=recipe.work, stdin=subprocess.DEVNULL, stdout=out, stderr=log).returncode
    if code:
        report.check("sites", False, f"exit code {code}", recipe.work / "list.log")
        return
    ledger = json.loads(listed.read_text())
    sites = {name: (counts["found"], counts["instrumented"]) for name, counts in ledger["totals"].items() if name != "skipped" and counts["found"]}
    found, instrumented = (sum(sites.get(name, (0, 0))[index] for name in STRUCTURE) for index in (0, 1))
    share = 100 * instrumented / max(found, 1)
    text = ", ".join(f"{name} {done} of {all_of} ({100 * done / all_of:.1f}%)" for name, (all_of, done) in sites.items())
    report.check("sites", share >= recipe.least_share, f"{text}; functions, loops and conditionals together {share:.1f}%, at least {recipe.least_share}% wanted", listed)
    reasons = collections.Counter(f"{row['construct']} {row['reason']}" for row in ledger["sites"] if row.get("reason") not in (None, "defaulted", "no-body"))
    if reasons:
        report.print_info("skipped: " + ", ".join(f"{reason} {number}" for reason, number in reasons.most_common()))
    report.facts["sites"] = sites


def compiles_like_the_original(recipe, entries, rewritten, report):
    """Three compiles of each unit: as it is, rewritten, and rewritten but disabled; those of a clean original must be clean."""
    if len(entries) != len(rewritten):
        report.check("rewritten tree compiles", False, f"{len(entries)} units against {len(rewritten)} in the out tree's compile_commands.json")
        return
    by_output = {(entry["directory"], Path(entry["file"]).name, entry.get("output")): entry for entry in entries}
    originals = [by_output.get((entry["directory"], Path(entry["file"]).name, entry.get("output")), entries[index]) for index, entry in enumerate(rewritten)]
    one, other = recipe.work / "original-O2", recipe.work / "disabled-O2"
    found = database.compile_all(originals, one, recipe.jobs, lambda index: ("-O2", *WARNINGS, "-Wno-error"))
    clean = {index for index, unit in enumerate(found) if not unit.failed and not unit.messages}

    def options(index):
        return ("-O2", *WARNINGS, "-Werror") if index in clean else ("-O2",)

    report.facts["units"], report.facts["clean"] = len(entries), len(clean)
    compiled = database.compile_all(rewritten, recipe.work / "objects", recipe.jobs, options)
    report_failures(recipe, "rewritten tree compiles", compiled, f"{len(clean)} of {len(entries)} clean with -Wall -Wextra, and so when rewritten", report)
    disabled = database.compile_all(rewritten, other, recipe.jobs, lambda index: (*options(index), "-DTELINJECT_DISABLE"))
    if report_failures(recipe, "disabled compiles", disabled, "as clean", report):
        disabled_is_original(recipe, originals, one, other, report)


def report_failures(recipe, what, compiled, detail, report):
    failed = [unit.messages for unit in compiled if unit.failed]
    log = recipe.work / (what.replace(" ", "-") + ".log")
    log.write_text("\n\n".join(failed))
    return report.check(what, not failed, f"{len(compiled) - len(failed)} of {len(compiled)} units; {detail if not failed else failed[0].splitlines()[0]}", log)


def disabled_is_original(recipe, originals, one, other, report):
    def compare(index):
        what = elf.difference(one / f"{index}.o", other / f"{index}.o")
        return f"{originals[index]['file']}: {what}" if what else None

    with ThreadPoolExecutor(recipe.jobs) as pool:
        wrong = [text for text in pool.map(compare, range(len(originals))) if text]
    (recipe.work / "disabled.log").write_text("\n".join(wrong))
    report.check("disabled", not wrong, first(wrong) or f"{len(originals)} units have the original's code and data at -O2", recipe.work / "disabled.log")


def check_in_place(copy, report):
    """Last, as it changes the copy: rewritten in place twice, then stripped."""
    recipe = copy.recipe
    before = snapshot(copy.top)
    arguments = ("-p", recipe.work / "database", "--root", copy.top, "--in-place")
    code, log, summary = run(recipe, "in-place", *arguments)
    once = snapshot(copy.top)
    changed = [name for name in once if once[name] != before.get(name)]
    good = code == 0 and bool(changed) and once.keys() == before.keys()
    if not report.check("in place", good, f"{len(changed)} files changed" if good else f"exit code {code}: {summary}", log):
        return
    code, log, _ = run(recipe, "in-place-twice", *arguments)
    twice = snapshot(copy.top)
    moved = [name for name in once if once[name] != twice.get(name)]
    report.check("in place twice", code == 0 and not moved, first(moved) or f"exit code {code}, nothing changed", log)
    code, log, _ = run(recipe, "in-place-strip", "strip", *(copy.top / name for name in changed))
    back = snapshot(copy.top)
    wrong = [name for name in before if back.get(name) != before[name]]
    report.check("in place, stripped", code == 0 and not wrong, first(wrong) or f"{len(changed)} files equal the originals", log)


def snapshot(top):
    return {str(file.relative_to(top)): file.read_bytes() for file in top.rglob("*") if file.is_file() and not file.is_symlink()}
