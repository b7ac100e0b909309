"""Compares caller_line with what each call passed as its argument `line`.
  callers_check.py EVENTS FILE [--least N]
FILE: the name of the source; `line` 0 means no line of it.  Prints what is wrong; then `recorded A of B`: A calls have a
line, B calls have a known one.
--least: fewer percent recorded is a fault as well; --none: any recorded line is a fault."""
import json
import sys

events, source = sys.argv[1:3]
least = int(sys.argv[sys.argv.index("--least") + 1]) if "--least" in sys.argv else 0
recorded = known = 0
faults = []
missed = []
for text in open(events):
    event = json.loads(text)
    attributes = event["attributes"]
    if "caller_address" in attributes or "entry_address" in attributes:
        faults.append("an address is left: " + text[:200])
    if event["event_type"] != "function_entry":
        continue
    line, file = attributes.get("caller_line"), attributes.get("caller_file")
    if (line is None) != (file is None):
        faults.append("a line without its file, or the other way: " + text[:200])
    name = event["function_name"]
    right = attributes.get("arguments", {}).get("line")
    if "lambda@" in name and file == source and right is None:
        faults.append(f"{name}: called in {file}:{line}, but a header calls it")
    if name in ("main", "compare", "on_signal", "at_end", "thread", "Member::Member", "Member::~Member") and file is not None:
        faults.append(f"{name}: called in {file}:{line}, but no text of the program calls it")
    if name == "on_signal" or not isinstance(right, int):
        continue
    if right == 0 or (name.startswith("main::lambda") and file != source):
        if file == source:
            faults.append(f"{name}: called in {file}:{line}, but no line of this file calls it")
        continue
    known += 1
    recorded += line is not None
    if line is None:
        missed.append(f"{name} in line {right}")
    elif (file, line) != (source, right):
        faults.append(f"{name}: called in {file}:{line}, should be {source}:{right}")
if "--none" in sys.argv and recorded:
    faults.append(f"{recorded} calls have a line")
if known == 0:
    faults.append("no call with a known line")
elif recorded * 100 < known * least:
    faults.append(f"only {recorded} of {known} calls have a line")
if "-v" in sys.argv:
    print("absent:", ", ".join(missed))
for fault in faults:
    print(fault)
if "-v" in sys.argv:
    print(f"recorded {recorded} of {known}")
sys.exit(bool(faults))
