#!/usr/bin/env python3
"""Compares telinject-events' verdict on the schema with that of python3-jsonschema, on mutations of valid events.

usage: events_differential.py BUILD_DIR [COUNT [SEED]]     prints 'N passed, N failed'; exit 1 on a difference
"""
import copy
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Messages of validate that go beyond the schema; a mutation that violates only these is valid for the schema.
BEYOND_SCHEMA = re.compile(
    r"without an entry|second (entry|exit) of span|comes next in process|after \d+ in process|but its entry|but the entry of its span"
    r"|but timestamp_ns says|but duration_ns says|must be func_|must start with|unlike that of|began with the other|the span's own id"
    r"|but the parent|ns before its entry|another kind of span|after the exit of its parent|is \d+, more than (calls|total_ns|calls times)"
    r"|ns of the span's children|unlike in its entry|: sites says|is also at|, after to_ns|lasts until")
STRINGS = ["", "x", "é", "\U0001f600" * 199, "é" * 200, "é" * 201, "a" * 2048, "a" * 2049, "0" * 16, "0" * 32, "0" * 15 + "1", "f" * 32, "F" * 32,
           "g" * 16, "2025-11-03T19:15:41.499Z", "2025-11-03T19:15:41.4999Z", "2025-11-03 19:15:41.499Z", "00", "01", "02", "\u0000", "\\", '"',
           "telemetry.v3", "3.0.0", "custom-injector", "c", "cpp", "linux", "local", "aws", "ERROR", "INFO", "for", "if", "switch", "code", "start",
           "NaN", "-", "null", "true", "１２"]
VALUES = [None, True, False, 0, 1, -1, 2, 1.0, 0.5, 1.5, -0.5, -0.0, 999, 1000, 999.0, 2**53, 2**63, 2**64, 10**30, 1e300, -1e300, [], {}, [1], {"a": 1},
          {"a": "b"}, [{}]]
FOLDING = ("folded", "also_folded", "self_estimated", "sites", "unattributed", "from_ns", "to_ns", "telemetry_cpu_ns", "process_cpu_ns")
TYPES = json.loads((ROOT / "tool/events/schema/telemetry.v3.schema.json").read_text())["properties"]["event_type"]["enum"]


def paths(value, prefix=()):
    yield prefix
    if isinstance(value, dict):
        for key in value:
            yield from paths(value[key], prefix + (key,))


def mutate_folded(rng, attributes, donors):
    """Moves tables of folded calls, and entries between them; changes keys of entries."""
    tables = [table for donor in donors for key, table in donor["attributes"].items() if key in ("folded", "sites", "unattributed")]
    table = attributes.setdefault(rng.choice(("folded", "sites", "unattributed")), copy.deepcopy(rng.choice(tables)))
    if not isinstance(table, dict):
        return
    table[rng.choice(("f", "other", "f a.cpp:1"))] = copy.deepcopy(rng.choice(list(rng.choice(tables).values())))
    entry = rng.choice(list(table.values()))
    if isinstance(entry, dict) and rng.random() < 0.7:
        key = rng.choice(("calls", "errors", "total_ns", "self_ns", "max_ns", "iterations", "changes", "branches", "level", "sites", "self_estimated", "at_least"))
        entry.pop(key, None)
        if rng.random() < 0.5:
            entry[key] = rng.choice(VALUES + ["written", "folded", "counted", "dormant"])
    if rng.random() < 0.1:
        table.update({f"g{i}": {"changes": 1, "level": "folded"} for i in range(rng.choice((29, 33, 98, 101)))})


def mutate(rng, event, donors):
    event = copy.deepcopy(event)
    for _ in range(rng.choice((0, 1, 1, 1, 2, 3))):
        path = rng.choice([p for p in paths(event) if p] or [("x",)])
        parent = event
        for key in path[:-1]:
            parent = parent[key]
        kind = rng.randrange(7)
        if kind == 0:
            parent.pop(path[-1], None)
        elif kind == 1:
            parent[path[-1]] = copy.deepcopy(rng.choice(VALUES))
        elif kind == 2:
            parent[path[-1]] = rng.choice(STRINGS)
        elif kind == 3:
            parent[rng.choice(("extra", "error", "http", "k8s", "duration_ns", "type", ""))] = copy.deepcopy(rng.choice(VALUES))
        elif kind == 4:
            event["event_type"] = rng.choice(TYPES)
        elif kind == 5:
            donor = rng.choice(donors)
            key = rng.choice(list(donor))
            event[key] = copy.deepcopy(donor[key])
        elif isinstance(event.get("attributes"), dict):
            key = rng.choice(("exception_raised", "loop_type", "iteration_count", "lost_events", "branch_taken", "total_iterations") + FOLDING)
            event["attributes"][key] = rng.choice(VALUES[:17] + STRINGS[:2])
        if isinstance(event.get("attributes"), dict) and rng.random() < 0.2:
            mutate_folded(rng, event["attributes"], donors)
    return event


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    try:
        import jsonschema
    except ImportError:
        print("skipped: python3-jsonschema is not installed (apt-get install python3-jsonschema)")
        return
    if not hasattr(jsonschema, "Draft202012Validator"):
        print("skipped: this python3-jsonschema does not know draft 2020-12")
        return
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 3000
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    schema = jsonschema.Draft202012Validator(json.loads((ROOT / "tool/events/schema/telemetry.v3.schema.json").read_text()))
    donors = [json.loads(line) for name in ("all_types", "folded") for line in (ROOT / f"test/data/events/{name}.jsonl").read_text().splitlines()]
    events = [mutate(rng, rng.choice(donors), donors) for _ in range(count)]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        for event in events:
            file.write(json.dumps(event, ensure_ascii=rng.random() < 0.5) + "\n")
        file.flush()
        run = subprocess.run([str(pathlib.Path(sys.argv[1]) / "bin/telinject-events"), "validate", "--max-faults", "0", file.name],
                             stdout=subprocess.PIPE, check=False, encoding="utf-8")
    if run.returncode not in (0, 1):
        sys.exit(f"telinject-events ended with {run.returncode}")
    refused = {}
    for line in run.stdout.splitlines():
        match = re.match(re.escape(file.name) + r":(\d+): (.*)", line)
        if match and not BEYOND_SCHEMA.search(match[2]):
            refused.setdefault(int(match[1]), match[2])
    failed = valid = 0
    for number, event in enumerate(events, 1):
        expected = next((e.message for e in schema.iter_errors(event)), None)
        valid += expected is None
        if (expected is None) != (number not in refused):
            failed += 1
            if failed <= 10:
                print(f"event {number}: jsonschema says {expected or 'valid'!r}, telinject-events {refused.get(number, 'valid')!r}\n    {json.dumps(event)[:400]}")
    print(f"{valid} of {count} events were valid")
    print(f"{count - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
