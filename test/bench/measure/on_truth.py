"""What `telinject-events report` says of a run against the truth: calls as -finstrument-functions counts them, and the functions that take the
most time as perf samples them in a build without inlining."""
import re
import subprocess
from collections import Counter

from .common import HERE, Failed, have

TOP = 10
MIN_SHARE = 0.005  # of the samples: what has fewer is ordered by chance
DURATION = r"[~>=]*[\d.]+ (?:ns|us|ms|s|min|h)"
ROW = re.compile(rf" *(?P<calls>[~>=\d]+) +(?P<errors>[~>=\d]+) +(?P<total>{DURATION}) +(?P<self>{DURATION}) +(?P<max>{DURATION}) +\d+ +"
                 rf"(?:{DURATION}|-)? +(?:{DURATION}|-)? +(?:{DURATION}|-)? +(?P<name>.+)")


def without_brackets(name, opening, closing):
    """Removes what is in brackets, however deep."""
    out, depth = [], 0
    for letter in name:
        depth += letter == opening
        if depth == 0:
            out.append(letter)
        depth -= letter == closing and depth > 0
    return "".join(out)


def plain_name(name):
    """A function's qualified name as the report has it, of a demangled symbol: without parameters, template arguments and result."""
    name = re.sub(r"\.(constprop|isra|part|cold|lto_priv).*", "", name.strip())
    name = name.replace("(anonymous namespace)", "{anonymous}").replace("[abi:cxx11]", "").replace("operator()", "operator{call}")
    operator = re.search(r"operator *([-<>=!+*/%&|^~,\[\]{}a-z ]+)", name)
    if not operator:
        name = without_brackets(without_brackets(name, "<", ">"), "(", ")")
        name = re.sub(r" const$", "", name).split(" ")[-1]
    else:
        head = name[: operator.start()]
        name = without_brackets(head, "<", ">").split(" ")[-1] + "operator" + re.sub(r"\(.*", "", name[operator.start() + 8 :])
    return name.replace("{anonymous}", "(anonymous namespace)").replace("{call}", "()").strip()


def reported(context, file):
    """(name, calls or None if that is an estimate) of each function, the largest self time first."""
    text = context.run([context.events, "report", "--top", "10000", *sorted(file.parent.glob(file.name + "*"), reverse=True)])
    rows = []
    for line in text.split("\n\n")[0].splitlines():
        row = ROW.fullmatch(line)
        if row:
            calls = row.group("calls")
            rows.append((row.group("name").strip(), int(calls) if calls.isdigit() else None))
    if not rows:
        raise Failed("the report has no functions")
    return rows


def counted(context, workload, program, folder, run_once):
    """Calls by name."""
    library, file = folder / "count_calls.so", folder / "calls"
    context.run(["gcc", "-O2", "-shared", "-fPIC", HERE / "on/count_calls.c", "-o", library])
    file.unlink(missing_ok=True)
    run_once(context, workload, [program], folder, {"LD_PRELOAD": str(library), "COUNT_CALLS_FILE": str(file)})
    names = {}
    for line in context.run(["nm", "-C", program]).splitlines():
        address, kind, name = line.split(" ", 2) if line[0] != " " else ("", "", "")
        if kind and kind in "tTwW":
            names[int(address, 16)] = plain_name(name)
    calls = Counter()
    for line in file.read_text().splitlines():
        address, count = line.split()
        calls[names.get(int(address, 16), "?")] += int(count)
    return calls


def sampled(context, workload, program, folder, run_once):
    """The functions of the program that take the most time, the first ones first."""
    if not have("perf"):
        raise Failed("perf is not installed")
    data = folder / "perf.data"
    run_once(context, workload, ["perf", "record", "-q", "-e", "cpu-clock:u", "-F", "1997", "-o", data, "--", program], folder, may_fail=True)
    done = subprocess.run(["perf", "script", "-i", str(data), "-F", "ip,sym,dso"], capture_output=True, text=True, errors="replace")
    if done.returncode:
        raise Failed(f"perf cannot be used here: {done.stderr.strip()[-200:]}")
    samples = Counter()
    for line in done.stdout.splitlines():
        found = re.fullmatch(r"\s*[0-9a-f]+ (.*) \(([^()]*)\)\s*", line)
        if found and found.group(2).endswith("/program"):
            samples[plain_name(found.group(1))] += 1
    if not samples:
        raise Failed("perf has no samples of the program")
    return [name for name, count in samples.most_common(50) if count >= MIN_SHARE * samples.total()]


def compared(rows, calls, samples):
    """Functions whose calls are the true ones, those that were compared, and how many of the top ten are perf's."""
    totals = Counter()
    exact = {name for name, count in rows if count is not None}
    for name, count in rows:
        totals[plain_name(name)] += count or 0
    both = [name for name in totals if calls and name in calls and name in {plain_name(n) for n in exact}]
    equal = sum(1 for name in both if totals[name] == calls[name])
    known = {plain_name(name) for name, _ in rows}
    theirs = [name for name in samples or [] if name in known][:TOP]
    ours = [plain_name(name) for name, _ in rows][:TOP]
    return {"equal": equal, "compared": len(both), "differ": {n: [totals[n], calls[n]] for n in both if totals[n] != calls[n]},
            "top": len(set(ours) & set(theirs)), "of": len(theirs), "ours": ours, "theirs": theirs}
