"""The tree of `telinject --out`, configured, built and tested by the program's own build system with the options of
telinject.flags: its tests must end as the original's, and its programs must emit events."""
import os
import shutil
import subprocess

from . import program


def check(plain, expected, report):
    recipe = plain.recipe
    copy = program.Copy(recipe, "built")
    shutil.rmtree(copy.top)
    log = recipe.work / "out-tree.log"
    with open(log, "wb") as out:
        code = subprocess.run([str(recipe.tool("telinject")), "-p", str(recipe.work / "database"), "--root", str(plain.top), "--out", str(copy.top), *recipe.options],
                              cwd=recipe.work, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT).returncode
    if not report.check("out tree", code == 0, f"exit code {code}", log):
        return
    for shim, compiler in (("cc", recipe.cc), ("cxx", recipe.cxx)):
        text = program.SHIM.replace("@COMPILER@", f"{compiler} @{copy.top}/telinject.flags")
        (recipe.work / "built.shims" / shim).write_text(text)
    for function in ("configure", "build", "tests"):
        if not copy.step(function):
            report.check("out tree, built by its own build system", False, f"{function} failed", copy.log(function))
            return
    outcome = copy.outcome()
    report.check("out tree, built by its own build system", outcome == expected, outcome, copy.log("tests"))
    events = recipe.work / "built.events.jsonl"
    ran = copy.step("traced", TELEMETRY_ENABLED="true", TELEMETRY_FILE_MAX_MB="0", TELEMETRY_OUTPUT="file", TELEMETRY_FILE=str(events), TELEMETRY_BUDGET="off")
    lines = events.read_text(errors="replace").count('"function_entry"') if os.path.exists(events) else 0
    report.check("out tree, events", ran and lines > 0, f"{lines} functions entered", copy.log("traced"))
