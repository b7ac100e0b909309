"""The totals of a run by site, from its lines and from its summaries, and where those of two runs differ."""
import collections
import json

COUNTS = ("calls", "errors", "iterations", "changes")


def key_of(line):
    attributes = line["attributes"]
    return f"{line['function_name']} {attributes['code.file.path']}:{attributes['code.line.number']}"


def function_of(key):
    """The function of a construct's key, or None if it is the key of a function."""
    head, _, tail = key.rpartition(" ")
    return head if head and tail.rpartition(":")[2].isdigit() else None


class Totals:
    def __init__(self, path):
        self.lines = 0
        self.is_folded = False
        self.written = collections.defaultdict(collections.Counter)  # by lines of their own
        self.written_branches = collections.defaultdict(collections.Counter)
        self.summed = collections.defaultdict(collections.Counter)  # by the summaries: all of the process
        self.summed_branches = collections.defaultdict(collections.Counter)
        self.attributed = collections.Counter()  # folded into exits, and unattributed: all sites together
        self.levels = collections.defaultdict(set)
        self.self_ns = self.root_ns = 0
        self.entries = {}
        for text in open(path, errors="replace"):
            self.add(json.loads(text))
            self.lines += 1
        if not self.summed:
            self.summed, self.summed_branches = self.written, self.written_branches

    def add(self, line):
        kind, attributes = line["event_type"], line["attributes"]
        if kind.endswith("_entry") and kind != "conditional_entry":
            self.entries[line["process"]["pid"], line["span_id"]] = line
        elif kind == "conditional_exit":
            self.written_branches[key_of(line)][attributes["branch_taken"]] += 1
        elif kind == "variable_change":
            self.written[key_of(line)]["changes"] += 1
        elif kind.endswith("_exit"):
            self.add_exit(line)
        elif kind == "telemetry_summary":
            self.add_folded(attributes.get("unattributed", {}))
            for key, site in attributes.get("sites", {}).items():
                self.levels[key].add(site["level"])
                self.self_ns += site.get("self_ns", 0)
                self.summed[key].update({k: site[k] for k in COUNTS if k in site})
                self.summed_branches[key].update(site.get("branches", {}))

    def add_exit(self, line):
        attributes = line["attributes"]
        self.add_folded(attributes.get("folded", {}))
        if attributes.get("also_folded"):
            return
        entry = self.entries[line["process"]["pid"], line["span_id"]]
        if (line["process"]["pid"], line.get("parent_span_id")) not in self.entries:
            self.root_ns += line["duration_ns"]
        key = line["function_name"] if line["event_type"] == "function_exit" else key_of(entry)
        self.written[key].update(calls=1, errors="error" in line or attributes.get("exception_raised", False),
                                 iterations=attributes.get("total_iterations", 0))

    def add_folded(self, folded):
        self.is_folded = self.is_folded or bool(folded)
        for site in folded.values():
            self.attributed.update({k: site[k] for k in COUNTS if k in site})
            branches = site.get("branches", {})
            self.attributed["branches"] += sum(branches.values()) if isinstance(branches, dict) else branches

    def level(self, key):
        levels = self.levels[function_of(key) or key]
        return next((level for level in ("dormant", "counted") if level in levels), "exact")

    def description(self):
        sites = collections.Counter(level for levels in self.levels.values() for level in levels)
        return ", ".join(f"{count} sites {level}" for level, count in sorted(sites.items()))


def sum_of(figures, branches):
    total = collections.Counter()
    for counts in figures.values():
        total.update(counts)
    total["branches"] = sum(sum(counts.values()) for counts in branches.values())
    return total


def differences(everything, within, allowed):
    """One line each."""
    if not within.is_folded:
        yield "nothing was folded"
    occurring = set().union(*within.levels.values()) if within.levels else set()
    if occurring - allowed:
        yield f"levels {sorted(occurring)}, only {sorted(allowed)} may occur"
    # What lines of their own and `folded` of the exits say together is what the summaries say.
    parts, whole = sum_of(within.written, within.written_branches) + within.attributed, sum_of(within.summed, within.summed_branches)
    for name in (*COUNTS, "branches"):
        if parts[name] != whole[name]:
            yield f"{parts[name]} {name} in exits and lines, {whole[name]} in the summaries"
    # Without estimates, the self times of all sites are the time of the roots, but for the fraction of a nanosecond of each line.
    if occurring <= {"written", "folded"} and abs(within.root_ns - within.self_ns) > 2 * within.lines:
        yield f"{within.self_ns} ns of self time, {within.root_ns} ns in roots"
    for key in sorted(set(everything.written) | set(within.summed)):
        wanted, found, level, inside = everything.written[key], within.summed[key], within.level(key), function_of(key) is not None
        if not inside and level == "dormant":
            # These runs are shorter than the pause between two watches: only the mark can be checked.
            if found["calls"] == 0:
                yield f"{key}: dormant, but without calls"
            continue
        for name in COUNTS if level == "exact" else () if inside else ("calls",):
            if found[name] != wanted[name]:
                yield f"{key}: {found[name]} {name}, not {wanted[name]}"
    for key in sorted(set(everything.written_branches) | set(within.summed_branches)):
        wanted, found = everything.written_branches[key], within.summed_branches[key]
        if within.level(key) == "exact" and +found != +wanted:
            yield f"{key}: branches {dict(found)}, not {dict(wanted)}"
