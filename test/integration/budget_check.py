"""Compares the totals of a run within a budget with those of the same run that wrote everything.

usage: budget_check.py EVERYTHING BUDGET ALLOWED_LEVELS
       budget_check.py --running|--killed FILE CALLS     of the way "long": what the summaries before its end have
       budget_check.py --dormant FILE CALLS              of the way "plain": figures that are not marked are exact
  prints what differs; nothing if all is equal.
"""
import collections
import json
import sys

EXACT = ("calls", "errors", "iterations", "changes")


def key_of(line):
    attributes = line["attributes"]
    return f"{line['function_name']} {attributes['code.file.path']}:{attributes['code.line.number']}"


class Totals:
    def __init__(self, path):
        self.figures = collections.defaultdict(collections.Counter)
        self.branches = collections.defaultdict(collections.Counter)
        self.levels = collections.defaultdict(set)
        self.lines = 0
        self.estimated_loops = False
        self.summed = collections.defaultdict(collections.Counter)  # by the summaries
        entries = {}
        for text in open(path):
            line = json.loads(text)
            self.lines += 1
            kind, attributes = line["event_type"], line["attributes"]
            if kind.endswith("_entry") and kind != "conditional_entry":
                entries[line["process"]["pid"], line["span_id"]] = line
            elif kind == "conditional_exit":
                self.branches[key_of(line)][attributes["branch_taken"]] += 1
            elif kind == "variable_change":
                self.figures[key_of(line)]["changes"] += 1
            elif kind.endswith("_exit"):
                self.add_exit(line, entries)
            elif kind == "telemetry_summary":
                self.add_folded(attributes.get("unattributed", {}))
                for key, site in attributes.get("sites", {}).items():
                    self.summed[key].update({k: site[k] for k in EXACT if k in site})

    def add_exit(self, line, entries):
        attributes = line["attributes"]
        self.estimated_loops = self.estimated_loops or attributes.get("iterations_estimated", False)
        self.add_folded(attributes.get("folded", {}))
        if attributes.get("also_folded"):
            return
        function = line["event_type"] == "function_exit"
        key = line["function_name"] if function else key_of(entries[line["process"]["pid"], line["span_id"]])
        self.figures[key].update(calls=1, errors="error" in line or attributes.get("exception_raised", False),
                                 iterations=attributes.get("total_iterations", 0))

    def add_folded(self, folded):
        for key, site in folded.items():
            self.levels[key].add(site["level"])
            self.figures[key].update({k: site[k] for k in EXACT if k in site})
            if isinstance(site.get("branches"), dict):
                self.branches[key].update(site["branches"])


def main():
    everything, within = Totals(sys.argv[1]), Totals(sys.argv[2])
    allowed = set(sys.argv[3].split(","))
    if within.lines >= everything.lines:
        print(f"{within.lines} lines, not fewer than {everything.lines}")
    if everything.levels:
        print("the first run has folded calls")
    if not within.levels:
        print("nothing was folded")
    counted = {key for key, levels in within.levels.items() if "counted" in levels}
    if set().union(*within.levels.values()) - allowed:
        print(f"levels {set().union(*within.levels.values())}, not {allowed}")
    for key, wanted in sorted(everything.figures.items()):
        inside_counted = " " in key and key.rsplit(" ", 1)[0] in counted
        for name in EXACT:
            if name != "calls" and key in counted or inside_counted:
                continue
            if within.figures[key][name] != wanted[name]:
                print(f"{key}: {within.figures[key][name]} {name}, not {wanted[name]}")
            if within.summed and within.summed[key][name] != wanted[name]:
                print(f"{key}: {within.summed[key][name]} {name} in the summaries, not {wanted[name]}")
    for key, wanted in everything.branches.items():
        if key not in counted and key.rsplit(" ", 1)[0] not in counted and within.branches[key] != wanted:
            print(f"{key}: branches {dict(within.branches[key])}, not {dict(wanted)}")
    for key in within.figures:
        if key not in everything.figures and any(within.figures[key].values()):
            print(f"{key} was never called")


def check_running():
    """A fifth of the calls: all of them are in one span, and few are written."""
    is_killed, path, calls = sys.argv[1] == "--killed", sys.argv[2], int(sys.argv[3])
    of_summary = []
    for text in open(path):
        line = json.loads(text)
        if line["event_type"] == "telemetry_summary":
            of_summary.append(line["attributes"].get("sites", {}).get("branchy", {}).get("calls", 0))
    early = of_summary if is_killed else of_summary[:-1]
    if sum(early) < calls / 5:
        print(f"the summaries of the running process have {early} of {calls} calls")
    if not is_killed and sum(of_summary) != calls:
        print(f"all summaries have {of_summary}, not {calls} calls")


def check_dormant():
    calls = int(sys.argv[3])
    run = Totals(sys.argv[2])
    dormant = {key for key, levels in run.levels.items() if "dormant" in levels}
    if "leaf" not in dormant:
        print(f"leaf is {run.levels['leaf']}, not dormant")
    for key, wanted in {"main": 1, "way_plain": 1, "work": 1, "branchy": calls, "Point::get": calls, "leaf": 3 * calls}.items():
        for figures in run.figures[key], run.summed[key]:
            if key not in dormant and figures["calls"] != wanted:
                print(f"{key}: {figures['calls']} calls, not {wanted}")
            if figures["calls"] == 0:
                print(f"{key} has no calls")
    loop = [key for key in run.figures if key.startswith("work ") and run.figures[key]["iterations"]]
    for key in loop:
        if key not in dormant and not run.estimated_loops and run.figures[key]["iterations"] != calls:
            print(f"{key}: {run.figures[key]['iterations']} iterations, not {calls}, and not marked")


if sys.argv[1] == "--dormant":
    check_dormant()
elif sys.argv[1].startswith("--"):
    check_running()
else:
    main()
