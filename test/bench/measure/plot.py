"""The peer comparison as a picture: two bars a peer, on one logarithmic scale.  SVG, by hand; colours that read on white and on black."""
import math
from html import escape

from .common import median
from .peers import PEERS

WIDTH, LEFT, RIGHT, TOP, ROW, BAR = 860, 270, 90, 70, 38, 12
SERIES = [("burst", "on the program's thread, while there is room", "#3b82c4"), ("end_to_end", "until it is in the file", "#d9822b")]
GREY = "#808080"


def text(x, y, words, size=12, anchor="start", colour=GREY, weight="normal"):
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}" font-weight="{weight}">{escape(words)}</text>'


def figure(ns):
    return f"{ns:.1f}" if ns < 10 else f"{ns:,.0f}"


def svg(results):
    shown = [p for p in PEERS if hasattr(p, "content") and results["rows"].get(p.name, {}).get("burst")]
    shown.sort(key=lambda p: median(results["rows"][p.name]["end_to_end"]))
    values = [median(results["rows"][p.name][key]) for p in shown for key, _, _ in SERIES]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    height = TOP + ROW * len(shown) + 40

    def x(ns):
        return LEFT + (WIDTH - LEFT - RIGHT) * (math.log10(ns) - low) / (high - low)

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" role="img">',
        "<title>Nanoseconds an event, by telinject and by others</title>",
        text(10, 22, "Nanoseconds an event (logarithmic): shorter is better", 15, weight="bold"),
    ]
    for i, (_, title, colour) in enumerate(SERIES):
        at = 10 + 330 * i
        out.append(f'<rect x="{at}" y="36" width="12" height="12" fill="{colour}"/>')
        out.append(text(at + 18, 46, title))
    bottom = TOP + ROW * len(shown)
    for power in range(low, high + 1):
        at = x(10**power)
        out.append(f'<line x1="{at:.1f}" y1="{TOP - 8}" x2="{at:.1f}" y2="{bottom}" stroke="{GREY}" stroke-opacity="0.35"/>')
        out.append(text(at, bottom + 18, f"{10**power:,}", anchor="middle"))
    out.append(text((LEFT + WIDTH - RIGHT) / 2, bottom + 34, "ns an event", anchor="middle"))
    for row, peer in enumerate(shown):
        top = TOP + ROW * row
        ours = peer.title.startswith("telinject")
        out.append(text(LEFT - 10, top + 16, peer.title, anchor="end", weight="bold" if ours else "normal"))
        for i, (key, _, colour) in enumerate(SERIES):
            ns = median(results["rows"][peer.name][key])
            y = top + i * (BAR + 2)
            out.append(f'<rect x="{LEFT}" y="{y}" width="{max(1.0, x(ns) - LEFT):.1f}" height="{BAR}" fill="{colour}"/>')
            out.append(text(x(ns) + 5, y + BAR - 2, figure(ns), 11))
    out.append("</svg>")
    return "\n".join(out) + "\n"
