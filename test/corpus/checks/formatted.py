"""A formatter goes over the program rewritten in place: `telinject strip` must leave none of it, and the code of the formatted original."""
import shutil
import subprocess

from . import database, same_code, tree

STYLES = ("LLVM", "Google", "Chromium", "Mozilla", "WebKit", "Microsoft", "GNU")


def formatters(version):
    """By the files they are, so that two names of one run once."""
    found = [shutil.which(name) for name in (f"clang-format-{version}", "clang-format")]
    return sorted({str(tree.Path(name).resolve()) for name in found if name})


def check(copy, entries, report):
    """Changes the copy and leaves it as it was."""
    recipe = copy.recipe
    before = tree.snapshot(copy.top)
    code, log, summary = tree.run(recipe, "formatted-rewrite", "-p", recipe.work / "database", "--root", copy.top, "--in-place")
    rewritten = {name: text for name, text in tree.snapshot(copy.top).items() if text != before.get(name)}
    if not report.check("rewritten to be formatted", code == 0 and bool(rewritten), summary, log):
        return
    programs = formatters((recipe.build_dir / "llvm-version").read_text().strip())
    if not programs:
        report.skip("formatted", "no clang-format here")
    for formatter in programs:
        for style in STYLES:
            check_style(copy, entries, report, before, rewritten, [formatter, f"--style={style}", "-i"])
    put(copy, before, rewritten)


def put(copy, texts, names):
    for name in names:
        (copy.top / name).write_bytes(texts[name])


def check_style(copy, entries, report, before, rewritten, formatter):
    recipe = copy.recipe
    what = "formatted by " + formatter[0].split("/")[-3] + " as " + formatter[1].split("=")[1]
    files = [str(copy.top / name) for name in rewritten]

    def formatted(texts):
        put(copy, texts, rewritten)
        subprocess.run([*formatter, *files], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        return {name: (copy.top / name).read_bytes() for name in rewritten}

    expected = formatted(before)
    compiled = database.compile_all(entries, recipe.work / "formatted", recipe.jobs, lambda index: ("-O0", "-w")) if "GNU" in what else []
    formatted(rewritten)
    code, log, _ = tree.run(recipe, "formatted-strip", "strip", *files)
    wrong = []
    for name in rewritten:
        texts = (expected[name], (copy.top / name).read_bytes())
        said = same_code.difference(*(same_code.code(text.decode(errors="surrogateescape")) for text in texts))
        if said:
            wrong.append(f"{name}: {said}")
    again = database.compile_all(entries, recipe.work / "formatted", recipe.jobs, lambda index: ("-O0", "-w")) if compiled else []
    wrong += [other.messages for one, other in zip(compiled, again) if other.failed and not one.failed]
    report.check(what, code == 0 and not wrong, tree.first(wrong) or (f"{len(files)} files" if code == 0 else f"exit code {code}"), log)
