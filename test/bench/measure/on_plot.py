"""How many times the time with telemetry off each program takes, by budget and under other tracers, on one logarithmic scale."""
import math

from .on import ratio
from .on_peers import PEERS
from .on_workloads import EVERYTHING, SETTINGS, WORKLOADS
from .plot import GREY, figure, text

WIDTH, LEFT, RIGHT, TOP, BAR, GAP = 860, 250, 110, 84, 11, 16
COLOURS = {"counted": "#1f5f99", "budget-1": "#3b82c4", "budget-5": "#6aa5dc", "budget-10": "#9cc5ea", "everything": "#d9822b",
           "uftrace": "#5a9e6f", "xray": "#8fbf7f", "lttng": "#b9d8a8"}
TITLES = {name: title.strip("`") for name, title, *_ in (*SETTINGS, EVERYTHING)} | {peer.name: peer.title.replace("`", "") for peer in PEERS}


def bars(results):
    """(workload, [(name, ratio or None if it did not finish)])"""
    for workload in WORKLOADS:
        result = results["workloads"].get(workload.name)
        if result:
            rows = result["rows"]
            yield workload.title, [(name, ratio(rows[name], rows["off"], "cpu")) for name in COLOURS if name in rows]


def svg(results):
    groups = list(bars(results))
    known = [value for _, shown in groups for _, value in shown if value]
    high = max(1, math.ceil(math.log10(max(known, default=10))))
    height = TOP + sum(len(shown) * (BAR + 1) + GAP for _, shown in groups) + 40

    def x(value):
        return LEFT + (WIDTH - LEFT - RIGHT) * max(0.0, math.log10(value)) / high

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" role="img">',
        "<title>CPU time of real programs, as a multiple of that with telemetry off</title>",
        text(10, 22, "CPU time, times that with telemetry off (logarithmic): shorter is better", 15, weight="bold"),
    ]
    for i, (name, colour) in enumerate(COLOURS.items()):
        at, line = 10 + 210 * (i % 4), 34 + 18 * (i // 4)
        out.append(f'<rect x="{at}" y="{line}" width="11" height="11" fill="{colour}"/>')
        out.append(text(at + 16, line + 10, TITLES[name], 11))
    for power in range(high + 1):
        at = x(10**power)
        out.append(f'<line x1="{at:.1f}" y1="{TOP - 6}" x2="{at:.1f}" y2="{height - 36}" stroke="{GREY}" stroke-opacity="0.35"/>')
        out.append(text(at, height - 20, f"{10**power:,}", anchor="middle"))
    y = TOP
    for title, shown in groups:
        out.append(text(LEFT - 10, y + len(shown) * (BAR + 1) / 2 + 4, title, anchor="end"))
        for name, value in shown:
            end = x(value) if value else LEFT + (WIDTH - LEFT - RIGHT)
            out.append(f'<rect x="{LEFT}" y="{y}" width="{max(1.0, end - LEFT):.1f}" height="{BAR}" fill="{COLOURS[name]}"/>')
            out.append(text(end + 5, y + BAR - 2, figure(value) if value else "not finished", 10))
            y += BAR + 1
        y += GAP
    out.append("</svg>")
    return "\n".join(out) + "\n"
