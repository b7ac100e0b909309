#!/usr/bin/env python3
"""Compares a file of events with what `telinject-events fold` made of it.

usage: fold_check.py FULL FOLDED BUDGET [--over N]     N: traces that may have more than BUDGET spans
       fold_check.py --sums FULL FOLDED                the sums by site only
       fold_check.py --otlp FOLDED.otlp.jsonl BUDGET   no orphan, and at most BUDGET spans a trace
       fold_check.py --reports FULL.txt FOLDED.txt     the totals of each function are the same
  prints what is wrong; nothing if all is well
"""
import collections
import json
import sys

ENTRIES = {"function_entry", "loop_entry", "exception_entry", "http_request", "database_query"}
EXITS = {"function_exit", "loop_exit", "exception_exit", "http_response", "database_result"}
# Names of the spans of OTLP that are events outside of all spans, as those of a forked child in its parent's span.
EVENTS_OUTSIDE = {"variable_change", "loop_iteration", "conditional_entry", "conditional", "telemetry_loss",
                  "telemetry_summary"}
FIGURES = ("calls", "errors", "total_ns", "iterations", "changes")
faults = []


def fault(text):
    faults.append(text)


def read(name):
    with open(name) as lines:
        return [json.loads(line) for line in lines]


def site_of(event):
    if event["event_type"].startswith("function_"):
        return event["function_name"]
    attributes = event["attributes"]
    if "function_name" not in event or "code.file.path" not in attributes:
        return None
    return f"{event['function_name']} {attributes['code.file.path']}:{attributes['code.line.number']}"


def sums_of(events):
    """By site: the figures of written and folded spans together."""
    sums = collections.defaultdict(collections.Counter)
    for event in events:
        attributes, kind = event["attributes"], event["event_type"]
        for site, entry in attributes.get("folded", {}).items():
            for figure in FIGURES:
                sums[site][figure] += entry.get(figure, 0)
            sums[site]["max_ns"] = max(sums[site]["max_ns"], entry.get("max_ns", 0))
            for branch, count in entry.get("branches", {}).items():
                sums[site]["branch " + branch] += count
        site = site_of(event)
        if kind in EXITS and not attributes.get("also_folded"):
            sums[site]["calls"] += 1
            sums[site]["errors"] += "error" in event
            sums[site]["total_ns"] += event["duration_ns"]
            sums[site]["max_ns"] = max(sums[site]["max_ns"], event["duration_ns"])
            sums[site]["iterations"] += attributes.get("total_iterations", 0)
        elif kind == "variable_change":
            sums[site]["changes"] += 1
        elif kind == "conditional_exit":
            sums[site]["branch " + attributes["branch_taken"]] += 1
    return {site: {figure: n for figure, n in counter.items() if n} for site, counter in sums.items()}


def spans_of(events):
    spans = {}
    for event in events:
        key = (event["trace_id"], event["span_id"])
        if event["event_type"] in ENTRIES:
            spans[key] = {"entry": event, "exit": None, "order": len(spans)}
        elif event["event_type"] in EXITS and key in spans:
            spans[key]["exit"] = event
    return spans


def parent_of(spans, key):
    parent = spans[key]["entry"]["parent_span_id"]
    return (key[0], parent) if parent and (key[0], parent) in spans else None


def ranks(full, trace):
    """The rank of each span: 1 errors and their ancestors, 2 HTTP and databases, 3 slow, 4 others."""
    path = set()
    for key in trace:
        if "error" in full[key]["exit"]:
            while key and key not in path:
                path.add(key)
                key = parent_of(full, key)
    rank = {}
    for key in trace:
        exit_event = full[key]["exit"]
        is_library = exit_event["event_type"] in ("http_response", "database_result")
        rank[key] = 1 if key in path else 2 if is_library else 3 if exit_event["severity"] == "WARN" else 4
    return rank


def process_of(span):
    return span["entry"]["host"]["name"], span["entry"]["process"]["pid"]


def has_parent_in_process(spans, key):
    parent = parent_of(spans, key)
    return parent is not None and process_of(spans[parent]) == process_of(spans[key])


def check_choice(full, folded, budget, over):
    traces = collections.defaultdict(list)
    for key, span in full.items():
        if span["exit"]:
            traces[key[0]].append(key)
    more = 0
    for trace, keys in traces.items():
        kept = [key for key in keys if key in folded]
        more += len(kept) > budget
        if len(keys) <= budget:
            if len(kept) != len(keys):
                fault(f"trace {trace} has {len(keys)} spans, but {len(kept)} are kept")
            continue
        if len(kept) < budget:
            fault(f"trace {trace}: only {len(kept)} spans are kept")
        may_fold = [key for key in keys if has_parent_in_process(full, key)]
        for key in set(keys) - set(may_fold):
            if key not in folded:
                fault(f"root {key} is not kept")
        rank = ranks(full, keys)
        left_out = [rank[key] for key in may_fold if key not in folded]
        early = [key for key in may_fold if key in folded and rank[key] > min(left_out)]
        if early:
            fault(f"{len(early)} spans are kept before others, as {full[early[0]]['entry']['message']}")
        for number in (2, 3, 4):
            of_rank = [key for key in may_fold if rank[key] == number]
            shortest = min((full[key]["exit"]["duration_ns"] for key in of_rank if key in folded), default=None)
            longest = max((full[key]["exit"]["duration_ns"] for key in of_rank if key not in folded), default=0)
            if shortest is not None and shortest < longest:
                fault(f"rank {number}: a span of {longest} ns is left out, one of {shortest} ns is not")
    if more > over:
        fault(f"{more} traces have more than {budget} spans")


def check_parents(full, folded):
    for key, span in folded.items():
        expected = parent_of(full, key)
        while expected and expected not in folded:
            expected = parent_of(full, expected)
        had = full[key]["entry"]["parent_span_id"]
        expected_id = expected[1] if expected else had
        for event in (span["entry"], span["exit"]):
            if event and event["parent_span_id"] != expected_id:
                fault(f"{event['message']}: its parent is {event['parent_span_id']}, should be {expected_id}")


def plain(event):
    """What of a line does not change."""
    event = dict(event, sequence=0, parent_span_id=None, attributes=dict(event["attributes"]))
    for name in ("folded", "self_estimated"):
        event["attributes"].pop(name, None)
    if "link" in event["attributes"]:
        event["attributes"]["link"] = None
    return event


def check_lines(full, folded, full_spans, spans):
    def is_left_out(event):
        key = (event["trace_id"], event["span_id"])
        return key in full_spans and key not in spans and not event["event_type"].startswith("telemetry_")
    wanted = [plain(event) for event in full if not is_left_out(event)]
    if wanted != [plain(event) for event in folded]:
        fault(f"{len(wanted)} lines should stay as they are, there are {len(folded)}, or some differ")


def compare_sums(full, folded):
    before, after = sums_of(full), sums_of(folded)
    for site in sorted(set(before) | set(after), key=str):
        if before.get(site) != after.get(site):
            fault(f"{site}: {before.get(site)} before, {after.get(site)} after")


def compare(full_name, folded_name, budget, over):
    full, folded = read(full_name), read(folded_name)
    compare_sums(full, folded)
    full_spans, spans = spans_of(full), spans_of(folded)
    for key in spans:
        if key not in full_spans:
            fault(f"span {key} was not there")
    check_choice(full_spans, spans, budget, over)
    check_parents(full_spans, spans)
    check_lines(full, folded, full_spans, spans)


def check_otlp(name, budget):
    traces = collections.defaultdict(dict)
    with open(name) as lines:
        for line in lines:
            for resource in json.loads(line)["resourceSpans"]:
                for scope in resource["scopeSpans"]:
                    for span in scope["spans"]:
                        if span["name"] in EVENTS_OUTSIDE:
                            continue
                        traces[span["traceId"]][span["spanId"]] = span.get("parentSpanId", "")
    if not traces:
        fault("no spans")
    for trace, spans in traces.items():
        orphans = [span for span, parent in spans.items() if parent and parent not in spans]
        if orphans:
            fault(f"trace {trace} has {len(orphans)} orphans, as {orphans[0]}")
        if len(spans) > budget:
            fault(f"trace {trace} has {len(spans)} spans")
        if sum(not parent for parent in spans.values()) != 1:
            fault(f"trace {trace} has not one root")


def totals_of(name):
    """Of the table of functions: what is to be the same, and the self time."""
    totals = {}
    with open(name) as lines:
        for line in list(lines)[2:]:
            cells = line.split()
            if not cells or cells[0] == "p50,":
                break
            totals[cells[-1]] = cells[:4] + cells[6:8], " ".join(cells[4:6])
    return totals


def compare_reports(full_name, folded_name):
    full, folded = totals_of(full_name), totals_of(folded_name)
    if not full or set(full) != set(folded):
        fault(f"functions differ: {sorted(full)}, {sorted(folded)}")
        return
    for function, (figures, self_time) in full.items():
        found, found_self = folded[function]
        # Where threads ran at the same time, the report says that a self time is an estimate.
        if figures != found or (self_time != found_self and found_self[0] != "~"):
            fault(f"{function} has {figures} {self_time}, with folded spans {found} {found_self}")


def main():
    words = sys.argv[1:]
    if words[0] == "--otlp":
        check_otlp(words[1], int(words[2]))
    elif words[0] == "--sums":
        compare_sums(read(words[1]), read(words[2]))
    elif words[0] == "--reports":
        compare_reports(words[1], words[2])
    else:
        over = int(words[words.index("--over") + 1]) if "--over" in words else 0
        compare(words[0], words[1], int(words[2]), over)
    for text in faults[:5]:
        print(text)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
