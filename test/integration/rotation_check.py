#!/usr/bin/env python3
"""Checks rotated output, oldest file first: whole lines, and each process's sequence without a gap from where it begins.

usage: rotation_check.py PROCESSES FIRST LAST FILE…     FIRST, LAST: sequence numbers of each process, 0: any; prints what is wrong
"""
import json
import sys

processes, first, last, sequences = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), {}
for path in sys.argv[4:]:
    for number, raw in enumerate(open(path, "rb").read().split(b"\n"), 1):
        if raw == b"":
            continue  # behind the last line
        try:
            line = json.loads(raw)
        except ValueError:
            print(f"{path}:{number}: no line: {raw[:60]} … {raw[-60:]}")
            continue
        pid, sequence = line["process"]["pid"], line["sequence"]
        if pid in sequences and sequence != sequences[pid] + 1:
            print(f"{path}:{number}: {sequence} follows {sequences[pid]} in process {pid}")
        if pid not in sequences and first not in (0, sequence):
            print(f"{path}:{number}: process {pid} begins with {sequence}, not {first}")
        sequences[pid] = sequence
if len(sequences) != processes:
    print(f"lines of {len(sequences)} processes, not {processes}")
for pid, sequence in sequences.items():
    if last not in (0, sequence):
        print(f"process {pid} ends with {sequence}, not {last}")
