"""Real programs switched on, all events compiled in: what they take within each budget and when everything is written, what is written, and what
the report then says against the truth.  The same programs under other tracers."""
import shutil
import time

from . import on_peers, on_runs, on_truth
from .common import Failed, have, median, median_ratio
from .on_workloads import EVERYTHING, SETTINGS, SMOKE, WORKLOADS, build, direct, missing_client

TITLE = "real programs switched on, all events compiled in"
ROUNDS = 5
ROUND_SECONDS = 30  # of one workload; there are at least two rounds


def lines_in(folder):
    count = 0
    for file in folder.glob("lines*"):
        with open(file, "rb") as lines:
            count += sum(piece.count(b"\n") for piece in iter(lambda: lines.read(1 << 20), b""))
    return count


def run_setting(context, workload, setting, built, folder, seconds=on_runs.MAX_SECONDS):
    name, _, variant, variables = setting
    file = folder / "out/lines"
    if "TELEMETRY_ENABLED" in variables:
        variables = variables | {"TELEMETRY_FILE": str(file)}
    return on_runs.run_once(context, workload, [built[variant]], folder, variables, seconds=seconds)


def add(row, run, folder):
    row["cpu"].append(run.cpu)
    row["wall"].append(run.wall)
    row["seconds"].append(run.seconds)
    row["bytes"].append(run.bytes)
    row["finished"] = row["finished"] and run.finished
    if run.finished and row["on"]:
        row["lines"].append(lines_in(folder / "out"))


def new_row(setting=None):
    return {"cpu": [], "wall": [], "seconds": [], "bytes": [], "lines": [], "finished": True, "on": bool(setting and setting[3])}


def truth_of(context, workload, built, folder):
    """Calls, the functions that take the most time, and what could not be had."""
    calls, samples, missing = None, None, {}
    if workload.requests:
        missing["calls"] = "a server's calls differ from run to run"
    elif "called" in built:
        calls = on_truth.counted(context, workload, built["called"], folder, on_runs.run_once)
    try:
        samples = on_truth.sampled(context, workload, built["apart"], folder, on_runs.run_once) if "apart" in built else None
    except Failed as fault:
        missing["samples"] = str(fault)
    return calls, samples, missing


def measure_workload(context, workload, built):
    folder = context.work / "on" / workload.program / "run"
    folder.mkdir(parents=True, exist_ok=True)
    calls, samples, missing = truth_of(context, workload, built, folder)
    rows = {setting[0]: new_row(setting) for setting in SETTINGS}
    reports, begin = {}, time.monotonic()
    for number in range(1 if context.smoke else ROUNDS):
        if number >= 2 and time.monotonic() - begin > ROUND_SECONDS:
            break
        order = SETTINGS[number % len(SETTINGS) :] + SETTINGS[: number % len(SETTINGS)]
        for setting in order:
            run = run_setting(context, workload, setting, built, folder)
            row = rows[setting[0]]
            add(row, run, folder)
            if number == 0 and row["on"] and run.finished:
                reports[setting[0]] = on_truth.compared(on_truth.reported(context, folder / "out/lines"), calls, samples)
    row = rows[EVERYTHING[0]] = new_row(EVERYTHING)
    run = run_setting(context, workload, EVERYTHING, built, folder, on_runs.MAX_SECONDS_ONCE)
    add(row, run, folder)
    if run.finished and run.bytes < 1 << 30:
        reports[EVERYTHING[0]] = on_truth.compared(on_truth.reported(context, folder / "out/lines"), calls, samples)
    shutil.rmtree(folder / "out", ignore_errors=True)
    return {"rows": rows, "reports": reports, "calls": sum(calls.values()) if calls else None, "missing": missing}


def measure_peers(context, workload, built, result):
    folder = context.work / "on" / workload.program / "run"
    for peer in on_peers.PEERS:
        why = peer.missing(context) or (None if peer.variant in built else "its build failed")
        if why:
            result["peers_missing"][peer.name] = why
            continue
        row = new_row()
        try:
            run, recorded = peer.run(context, workload, built[peer.variant], folder)
        except Failed as fault:
            result["peers_missing"][peer.name] = f"failed: {str(fault)[:200]}"
            continue
        add(row, run, folder)
        row["recorded"], row["lost"] = recorded, getattr(run, "lost", None)
        result["rows"][peer.name] = row
        shutil.rmtree(folder / "out", ignore_errors=True)


def measure(context):
    if not have("gcc", "g++", "dpkg-source"):
        return {"workloads": {}, "missing": {"all": "gcc, g++ or dpkg-dev is not installed"}, "failed": {}, "names": []}
    workloads = {}
    missing = {f"peer {name}": why for name, why in on_peers.NOT_MEASURED.items()}
    failed = {}
    chosen = [w for w in WORKLOADS if not context.smoke or w.program in SMOKE]
    for workload in chosen:
        try:
            missing_client(workload)
            built, not_built = build(context, workload.program)
        except (Failed, direct.NotBuilt) as fault:
            missing[workload.title] = str(fault)[:300]
            continue
        context.say(f"running {workload.title}")
        try:
            result = measure_workload(context, workload, built)
        except Failed as fault:
            failed[workload.title] = str(fault)[:300]
            continue
        result["peers_missing"] = dict(not_built)
        measure_peers(context, workload, built, result)
        workloads[workload.name] = result
        for name, why in result["peers_missing"].items():
            missing[f"{workload.title}, {name}"] = why
        for what, why in result["missing"].items():
            missing[f"{workload.title}, the truth about {what}"] = why
    return {"workloads": workloads, "missing": missing, "failed": failed, "names": [w.name for w in chosen]}


def figure(value, digits=3):
    return f"{value:.{digits}g}" if value < 100 else f"{value:,.0f}"


def duration(seconds, per_request):
    if per_request:
        return f"{figure(seconds * 1e6)} µs"
    return f"{figure(seconds)} s" if seconds >= 0.1 else f"{figure(seconds * 1e3)} ms"


def ratio(row, off, key):
    """Of the runs in the same rounds; of a run that was made once, to the median."""
    if not row["finished"] or min(off[key]) <= 0:
        return None
    if len(row[key]) == len(off[key]):
        return median_ratio(row[key], off[key])
    return median(row[key]) / median(off[key])


def said(report):
    """What the report says against the truth."""
    if not report:
        return "", ""
    calls = f"{report['equal']} of {report['compared']}" if report["compared"] else ""
    return calls, f"{report['top']} of {report['of']}" if report["of"] else ""


def cells(title, row, off, per_request, calls, top):
    size = median(row["bytes"]) if row["bytes"] else 0
    rate = size / median(row["seconds"]) if row["seconds"] else 0
    if not row["finished"]:
        return [title, "not finished", "", "", "", f"{figure(size / 1e6)}", f"{figure(rate / 1e6)}", "", calls, top]
    cpu, wall = median(row["cpu"]), median(row["wall"])
    ratios = [ratio(row, off, key) for key in ("cpu", "wall")]
    texts = [f"{value:.2f}" if value is not None else "" for value in ratios]
    lines = f"{median(row['lines']):,.0f}" if row["lines"] else ""
    sizes = [figure(size / 1e6), figure(rate / 1e6)] if size else ["", ""]
    return [title, duration(cpu, per_request), texts[0], duration(wall, per_request), texts[1], *sizes, lines, calls, top]


def table(results):
    lines = [["", "CPU", "x off", "wall", "x off", "MB", "MB/s", "lines", "functions with exact calls", "of the top ten"]]
    titles = [(name, title) for name, title, *_ in (*SETTINGS, EVERYTHING)] + [(peer.name, peer.title) for peer in on_peers.PEERS]
    for workload in WORKLOADS:
        result = results["workloads"].get(workload.name)
        if not result:
            continue
        calls = f"{result['calls']:,} calls" if result["calls"] else ""
        lines.append([f"**{workload.title}**", *[""] * 7, calls, ""])
        for name, title in titles:
            row = result["rows"].get(name)
            if not row:
                lines.append([title, result["peers_missing"].get(name, "not measured").split(":")[0][:60], *[""] * 8])
                continue
            said_calls, top = said(result["reports"].get(name))
            if row.get("recorded") is not None:
                said_calls = f"{row['recorded']:,} calls"
            elif row.get("lost"):
                said_calls = f"{row['lost']:,} events lost"
            lines.append(cells(title, row, result["rows"]["off"], workload.requests is not None, said_calls, top))
    return lines


def tables(results):
    """By the names that docs/benchmarks.md has for them."""
    return {"on": table(results)}


def targets(results):
    """(title, limit, rounds, unit) of what is asked of the budget: the larger of CPU and wall time."""
    for workload in WORKLOADS:
        result = results["workloads"].get(workload.name)
        if not result:
            continue
        off = result["rows"]["off"]
        for name, title, limit in ("budget-10", "default budget", 1.15), ("budget-1", "`TELEMETRY_BUDGET=1`", 1.05):
            row = result["rows"][name]
            rounds = min(len(row["cpu"]), len(off["cpu"]))
            if not row["finished"]:
                continue
            if not workload.requests and median(off["wall"]) < 0.3:  # it pays for its first burst
                more = [row["wall"][i] - off["wall"][i] for i in range(rounds)]
                yield f"{workload.title}, {title}", 0.1, more, "s more than off"
            else:
                yield (f"{workload.title}, {title}", limit,
                       [max(row[key][i] / off[key][i] for key in ("cpu", "wall") if off[key][i] > 0) for i in range(rounds)], "x off")


def faults(results):
    for name in results["names"]:
        result = results["workloads"].get(name)
        if not result:
            continue
        for setting, row in result["rows"].items():
            if setting in {s[0] for s in SETTINGS} and not row["finished"]:
                yield f"{name}, {setting}: not finished within {on_runs.MAX_SECONDS} s"
