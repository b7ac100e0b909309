"""docs/benchmarks.md: its tables, each between <!-- NAME --> and <!-- /NAME -->, and its plots, from the results.  What stands around the
tables is written by hand."""
import re

from . import build, instructions, on, on_plot, parts, peers, plot, programs
from .common import ROOT, median

PAGE = ROOT / "docs/benchmarks.md"

PARTS = {"parts": parts, "peers": peers, "programs": programs, "build": build, "on": on, "instructions": instructions}


def table_as_text(lines):
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return ["  " + "  ".join(c.rjust(w) if i else c.ljust(w) for i, (c, w) in enumerate(zip(line, widths))).rstrip() for line in lines]


def table_as_markdown(lines):
    lines = [lines[0], ["---"] + ["---:"] * (len(lines[0]) - 1), *lines[1:]]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


def targets(results):
    """What is asked of it and what was measured: the median of the rounds, the best of them, met or missed."""
    lines = [["target", "at most", "measured", "best round", ""]]

    def row(title, limit, rounds, unit="ns", at_least=False):
        value, best = median(rounds), (max if at_least else min)(rounds)
        met = [v >= limit if at_least else v <= limit for v in (value, best)]
        digits = 1 if unit in ("ns", "times") else 2
        verdict = "met" if met[0] else "missed, but for the best round" if met[1] else "**missed**"
        lines.append([title, f"{'at least ' if at_least else ''}{limit:g} {unit}", f"{value:.{digits}f}", f"{best:.{digits}f}", verdict])

    calls, rows = results.get("parts", {}).get("calls"), results.get("peers", {}).get("rows")
    if calls:
        def more(state, name, threads=1, events=1):
            measured = calls[f"{state}/{name}/{threads}"]
            return [(call - plain) / events for call, plain in zip(measured["call"], measured["plain"])]

        for name, title in parts.EVENTS.items():
            row(f"off, a call: {title}", 0.1, more("off", name))
        for name, title in parts.EVENTS.items():
            row(f"unsampled, a function: {title}", 3, more("unsampled", name))
        for name, title in parts.EVENTS.items():
            for threads in 1, 2:
                row(f"on, an event: {title}; {threads} thread{'s' if threads > 1 else ''}", 20, more("on", name, threads, 2))
    if rows:
        for name, limit, title in ("file", 900, "JSONL to a file"), ("spool", 80, "spool"):
            row(f"{title}, an event until it is there", limit, rows[name]["end_to_end"])
            row(f"{title}, CPU time of all threads for it", limit, rows[name]["cpu"])
        for name, limit, title in ("fmt", 3, "fmt line"), ("nlohmann", 20, "dump of nlohmann"):
            if rows.get(name, {}).get("end_to_end"):
                ratios = [other / own for other, own in zip(rows[name]["end_to_end"], rows["file"]["end_to_end"])]
                row(f"JSONL to a file against a {title}", limit, ratios, "times", at_least=True)
    for part, module in ("programs", programs), ("build", build), ("on", on):
        for title, limit, rounds, unit in module.targets(results[part]) if part in results else ():
            row(title, limit, rounds, unit)
    return lines


def tables(results):
    if results:
        yield "targets", targets(results)
    for part, module in PARTS.items():
        if part in results:
            yield from module.tables(results[part]).items()


def write(context, results):
    text = PAGE.read_text()
    for name, lines in tables(results):
        if context.smoke:
            print(f"{name}:", *table_as_text(lines), sep="\n")
        place = re.compile(f"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.S)
        if not place.search(text):
            raise SystemExit(f"{PAGE.name} has no place <!-- {name} --> … <!-- /{name} -->; put it where the table should stand")
        text = place.sub(lambda m: m.group(1) + "\n".join(table_as_markdown(lines)) + "\n" + m.group(2), text)
    pictures = {"benchmarks.svg": plot.svg(results["peers"])} if "peers" in results else {}
    if results.get("on", {}).get("workloads"):
        pictures["benchmarks-on.svg"] = on_plot.svg(results["on"])
    folder = context.work if context.smoke else PAGE.parent
    (folder / PAGE.name).write_text(text)
    for name, picture in pictures.items():
        (folder / name).write_text(picture)
    context.say(f"wrote {PAGE.name}{''.join(f', {name}' for name in pictures)} in {folder}")
