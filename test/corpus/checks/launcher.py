"""The program built by its own build system through `telinject cc`: its tests must end as without it, telemetry off,
sampled and full; every event written must be valid; and the ledger lists what was instrumented."""
import json
import shlex
import subprocess

from .program import Copy


def check(recipe, expected, report):
    copy = Copy(recipe, "launched")
    telinject, ledger = recipe.tool("telinject"), recipe.work / "ledger.jsonl"
    launcher = shlex.join([str(telinject), "cc", *recipe.options])
    if not copy.step("configure", launcher=f"{launcher} --"):
        report.check("launcher configure", False, "configure probes failed through telinject cc", copy.log("configure"))
        return
    strict = f"{launcher} --strict --ledger {shlex.quote(str(ledger))} --"
    if not copy.step("build", launcher=strict):
        report.check("launcher build", False, "does not build through telinject cc --strict", copy.log("build"))
        return
    report.check("launcher build", True, "builds through telinject cc --strict")

    def tests(label, **environment):
        # Without the ledger: some suites compile what must not compile.
        good = copy.step("tests", label, launcher=f"{launcher} --strict --", **environment)
        outcome = copy.outcome(label)
        return report.check(f"tests, {label}", good and outcome == expected, f"{outcome or 'failed'}{'' if outcome == expected else f', plain: {expected}'}", copy.log(label))

    tests("telemetry off")
    tells_totals(ledger, report)
    # Everything on would be gigabytes in a whole test suite; the sampled run crosses the same code, the bounded one records everything.
    events = recipe.work / "events"
    events.mkdir()
    sampled = telemetry(events / "sampled.jsonl")
    tests("telemetry sampled", **sampled, SAMPLE_RATE=recipe.sample_rate)
    is_valid(recipe, events / "sampled.jsonl", "sampled", report, may_be_empty=True)
    good = copy.step("traced", "telemetry full", **telemetry(events / "full.jsonl"))
    report.check("bounded run, telemetry full", good, "ends well" if good else "failed", copy.log("telemetry full"))
    is_valid(recipe, events / "full.jsonl", "full", report)


def telemetry(file):
    # TELEMETRY_ENABLED and not DEBUG, which some programs read themselves.
    return {"TELEMETRY_ENABLED": "true", "TELEMETRY_FILE_MAX_MB": "0", "TELEMETRY_OUTPUT": "file", "TELEMETRY_FILE": str(file)}


def tells_totals(ledger, report):
    """The ledger counts by unit, a header's sites in each that sees them; the shares are computed from the database."""
    rows = [json.loads(line) for line in ledger.read_text().splitlines() if line] if ledger.exists() else []
    counts = [value for row in rows for value in row.values() if isinstance(value, dict) and "found" in value]
    found, instrumented = (sum(count[key] for count in counts) for key in ("found", "instrumented"))
    # A reason beside the counts says why the whole unit was compiled as it was.
    fallbacks = sum(1 for row in rows if row.get("fallback") or row.get("reason"))
    dropped = sum(row.get("skipped", {}).get("does-not-compile", 0) for row in rows)
    report.check("ledger", instrumented > 0 and fallbacks == 0 and dropped == 0,
                 f"{len(rows)} units, {instrumented} of {found} sites instrumented, {fallbacks} units compiled as they were, {dropped} sites that do not compile")


def is_valid(recipe, file, what, report, may_be_empty=False):
    if not file.exists() or file.stat().st_size == 0:
        report.check(f"events, {what}", may_be_empty, "none written")
        return
    with open(file, "rb") as lines:
        count = sum(chunk.count(b"\n") for chunk in iter(lambda: lines.read(1 << 20), b""))
    log = recipe.work / f"validate-{what}.log"
    with open(log, "wb") as out:
        done = subprocess.run([str(recipe.tool("telinject-events")), "validate", str(file)], stdout=out, stderr=subprocess.STDOUT)
    if done.returncode == 0:
        file.unlink()  # may be large
    report.facts[f"lines {what}"] = count
    report.check(f"events, {what}", done.returncode == 0, f"{count} lines{', all valid' if done.returncode == 0 else ', not all valid'}", log)
