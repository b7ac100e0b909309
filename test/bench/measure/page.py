def write(c, r): pass
def table_as_text(lines):
    widths = [max(len(l[i]) for l in lines) for i in range(len(lines[0]))]
    return ["  " + "  ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(l, widths))).rstrip() for l in lines]
