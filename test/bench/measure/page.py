"""docs/benchmarks.md: its tables, each between <!-- NAME --> and <!-- /NAME -->, and docs/benchmarks.svg, from the results.  What stands
around the tables is written by hand."""
import re

from . import instructions, parts, peers, plot, programs
from .common import ROOT

PAGE = ROOT / "docs/benchmarks.md"

# A table: the part that measured it, and what makes it of that part's results.
TABLES = {
    "peers": ("peers", peers.table),
    "targets": ("", None),
    "calls": ("parts", parts.table),
    "parts": ("parts", parts.parts_table),
    "instructions": ("instructions", instructions.table),
    "programs": ("programs", programs.table),
}


def table_as_text(lines):
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return ["  " + "  ".join(c.rjust(w) if i else c.ljust(w) for i, (c, w) in enumerate(zip(line, widths))).rstrip() for line in lines]


def table_as_markdown(lines):
    lines = [lines[0], ["---"] + ["---:"] * (len(lines[0]) - 1), *lines[1:]]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


def targets(results):
    """What the issue asks for, and what was measured: target, figure, met or missed."""
    lines = [["target", "at most", "measured", ""]]

    def row(title, most, value, unit="ns", at_least=False):
        met = value >= most if at_least else value <= most
        word = "at least " if at_least else ""
        lines.append([title, f"{word}{most:g} {unit}", f"{value:.2f} {unit}" if most < 1 else f"{value:.1f} {unit}", "met" if met else "**missed**"])

    calls, rows = results.get("parts", {}).get("calls"), results.get("peers", {}).get("rows")
    if calls:
        worst = lambda state: max(parts.over_plain(calls[f"{state}/{name}/1"]) for name in parts.EVENTS)
        row("off, a call", 0.1, max(0.0, worst("off")))
        row("unsampled, a function", 3, worst("unsampled"))
        row("on, an event without arguments", 20, parts.over_plain(calls["on/no_arguments/1"]) / 2)
        row("on, an event with arguments or a result", 20, parts.over_plain(calls["on/three_arguments_and_result/1"]) / 2)
        row("the same, 2 threads", 20, parts.over_plain(calls["on/three_arguments_and_result/2"]) / 2)
    if rows:
        def peer(name, key):
            return peers.median(rows[name][key])

        row("JSONL to a file, until it is there", 900, peer("file", "end_to_end"))
        row("spool, until it is there", 80, peer("spool", "end_to_end"))
        for name, most in ("fmt", 3), ("nlohmann", 20):
            if rows.get(name, {}).get("end_to_end"):
                row(f"JSONL to a file against {name}", most, peers.ratios(results["peers"], name)[1], "times", at_least=True)
    for program, measured in results.get("programs", {}).get("rows", {}).items():
        plain = measured["seconds"]["plain"]
        if min(plain) > 0:
            for variant, title in ("function", "functions"), ("all", "all events"):
                row(f"{program} off, {title}", 1.02, programs.median_ratio(measured["seconds"][variant], plain), "x plain")
    return lines


def tables(results):
    for name, (part, make) in TABLES.items():
        if name == "targets" and results:
            yield name, targets(results)
        elif part in results:
            yield name, make(results[part])


def write(context, results):
    text = PAGE.read_text()
    for name, lines in tables(results):
        if context.smoke:
            print(f"{name}:", *table_as_text(lines), sep="\n")
        place = re.compile(f"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.S)
        if not place.search(text):
            raise SystemExit(f"{PAGE.name} has no place <!-- {name} --> … <!-- /{name} -->; put it where the table should stand")
        text = place.sub(lambda m: m.group(1) + "\n".join(table_as_markdown(lines)) + "\n" + m.group(2), text)
    picture = plot.svg(results["peers"]) if "peers" in results else None
    if context.smoke:
        (context.work / "benchmarks.md").write_text(text)
        if picture:
            (context.work / "benchmarks.svg").write_text(picture)
        return
    PAGE.write_text(text)
    if picture:
        PAGE.with_suffix(".svg").write_text(picture)
    context.say(f"wrote {PAGE.relative_to(ROOT)} and its plot")
