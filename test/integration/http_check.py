#!/usr/bin/env python3
"""Compares what a receiver has taken with what processes have recorded, and prints a row of numbers.

usage: http_check.py FOLDER LASTS [--wants LOST REPEATED SPOOLED] [--spool SPOOL]
  FOLDER     of receiver.py
  LASTS      for each process the sequence number of its last event, apart from reports of losses, the smallest first,
             with commas; N*COUNT: of COUNT processes
  --wants    the events that may be missing, the batches that may have come again under the same id, and the events that
             stay in SPOOL (`any`: some; `-`: as many as there are)

prints   sent N arrived N equal N lost N doubled N repeated N spooled N
and then what is wrong.  Repeated batches have an id that has been there, so that a receiver can tell, as this one does; doubled are events that
have arrived in two batches.
"""
import argparse
import json
import pathlib
import struct
import zlib
from collections import Counter

REPORTS = ("telemetry_summary", "telemetry_loss")


def lines_of(data):
    return [line for line in data.split(b"\n") if line]


def spooled(folder):
    """The lines in a spool."""
    lines = []
    for path in sorted(folder.glob("*.batch")) if folder else []:
        data = path.read_bytes()
        head = struct.calcsize("<8sQQQQQIIQ")
        if data[:8] != b"TJBATCH1":
            raise SystemExit(f"{path} is no batch")
        lines += lines_of(zlib.decompress(data[head:], 31) if data[head:head + 2] == b"\x1f\x8b" else data[head:])
    return lines


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("lasts")
    parser.add_argument("--wants", nargs=3, default=["0", "0", "0"])
    parser.add_argument("--spool", type=pathlib.Path)
    options = parser.parse_args()
    lasts = []
    for part in filter(None, options.lasts.split(",")):
        last, _, count = part.partition("*")
        lasts += [int(last)] * int(count or 1)
    read = lambda name: (options.folder / name).read_bytes() if (options.folder / name).exists() else b""
    requests = [json.loads(line) for line in lines_of(read("requests.jsonl"))]
    taken = Counter(request["batch"] for request in requests if request["taken"])
    faults, keys, summaries = [], Counter(), []
    for raw in lines_of(read("received.jsonl")):
        try:
            line = json.loads(raw)
        except ValueError:
            faults.append(f"no line: {raw[:80]}")
            continue
        keys[line["process"]["pid"], line["sequence"]] += 1
        if line["event_type"] in REPORTS:
            summaries.append((line["process"]["pid"], line["sequence"]))
    waiting = {}
    for raw in spooled(options.spool):
        line = json.loads(raw)
        waiting[line["process"]["pid"], line["sequence"]] = line["event_type"]
    reports = {*summaries, *(key for key, kind in waiting.items() if kind in REPORTS)}
    ends = Counter()
    for pid, sequence in [*keys, *waiting]:
        ends[pid] = max(ends[pid], 0 if (pid, sequence) in reports else sequence)
    if len(ends) != len(lasts):
        faults.append(f"lines of {len(ends)} processes, not {len(lasts)}")
    by_end = zip(sorted(ends, key=lambda pid: ends[pid]), lasts)
    wanted = {(pid, sequence) for pid, last in by_end for sequence in range(1, last + 1)}
    arrived = sum(1 for key in keys if key in wanted)
    extra = [key for key in keys if key not in wanted and key not in reports]
    stay = {key for key in waiting if key in wanted and key not in keys}
    repeated = sum(count - 1 for count in taken.values())
    doubled = sum(count - 1 for count in keys.values())
    lost = len(wanted) - arrived - len(stay)
    print(f"sent {len(wanted)} arrived {arrived} equal {arrived} lost {lost} doubled {doubled} repeated {repeated} spooled {len(stay)}")
    for name, found, want in zip(("lost", "repeated", "spooled"), (lost, repeated, len(stay)), options.wants):
        if want != "-" and ((found == 0) if want == "any" else (found != int(want))):
            faults.append(f"{found} {name}, not {want}")
    if doubled:
        faults.append(f"{doubled} doubled")
    if extra:
        faults.append(f"lines that no one recorded: {extra[:5]}")
    for fault in faults:
        print("FAULT", fault)


main()
