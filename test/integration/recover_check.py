#!/usr/bin/env python3
"""Checks recover when it is killed, runs concurrently, or beside processes that still write: it must write each event once.

usage: recover_check.py EVENTS PROGRAM FOLDER SCENARIO     prints what is wrong
"""
import glob
import json
import os
import random
import signal
import subprocess
import sys
import time

events, program, work, scenario = sys.argv[1:]
random.seed(11)
rings, output = work + "/rings", work + "/out.jsonl"


def settings(**more):
    return {**os.environ, "TELEMETRY_ENABLED": "1", "TELEMETRY_THROTTLE": "0", "TELEMETRY_OUTPUT": "file", "TELEMETRY_FILE": output, "TELEMETRY_RING_DIR": rings, **more}


def run(*command, **env):
    return subprocess.run([program, *map(str, command)], env=settings(**env), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode


def fresh():
    for path in glob.glob(rings + "/*") + glob.glob(work + "/spool/*") + [output]:
        if os.path.exists(path):
            os.unlink(path)


def recover(*options, **how):
    return subprocess.run([events, "recover", *options, rings], capture_output=True, **how)


def recover_killed(delay, *options, to=subprocess.DEVNULL):
    child = subprocess.Popen([events, "recover", *options, rings], stdout=to, stderr=subprocess.DEVNULL)
    time.sleep(delay)
    child.kill()
    return child.wait() == -signal.SIGKILL


def check(what, spans, path=output):
    """Every line is one, every process counts from 1 on, and so many spans have been entered and left once."""
    sequences, entries, exits = {}, [], []
    data = open(path, "rb").read()
    if data and not data.endswith(b"\n"):
        print(f"{what}: the last line is not terminated")
    for number, raw in enumerate(data.split(b"\n")[:-1], 1):
        try:
            line = json.loads(raw)
        except ValueError:
            return print(f"{what}: line {number} is none: {raw[:60]} … {raw[-60:]}")
        pid = line["process"]["pid"]
        if line["sequence"] != sequences.get(pid, 0) + 1:
            return print(f"{what}: line {number}: {line['sequence']} follows {sequences.get(pid, 0)} in process {pid}")
        sequences[pid] = line["sequence"]
        (entries if line["event_type"] == "function_entry" else exits).append(line["span_id"])
    if len(set(entries)) != len(entries) or len(set(exits)) != len(exits) or set(entries) != set(exits) or len(entries) != spans:
        print(f"{what}: of {spans} spans {len(entries)} entries ({len(set(entries))} different) and {len(exits)} exits ({len(set(exits))})")


def time_of_recover():
    """The duration of recovering the smallest ring without a kill."""
    took = []
    for _ in range(3):
        fresh()
        run("killed", 1500)
        begin = time.monotonic()
        recover("--append")
        took.append(time.monotonic() - begin)
    return min(took)


def kill_appending():
    kills, whole = 0, time_of_recover()
    for round in range(7):
        fresh()
        n = 1500 + 400 * round
        run("killed", n)
        for attempt in range(7):
            kills += recover_killed(random.uniform(0.1, 0.8) * whole, "--append")
        done = recover("--append")
        if done.returncode != 0:
            print(f"round {round}: {done.stderr.decode()}")
        check(f"round {round}", n + 1)
        if glob.glob(rings + "/*"):
            print(f"round {round}: a ring file is left")
    if kills < 3:
        print(f"only {kills} were killed before they were done: the scenario tries nothing")


def kill_compressed():
    kills = 0
    for ending, unpack in ("gz", ["gzip", "-dc"]), ("zst", ["zstd", "-dcq"]):
        packed = f"{output}.{ending}"
        for round in range(3):
            fresh()
            n = 3000 + 1000 * round
            run("killed", n, TELEMETRY_FILE=packed)
            for attempt in range(5):
                kills += recover_killed(random.uniform(0.001, 0.05), "--append")
            done = recover("--append")
            if done.returncode != 0:
                print(f"{ending}, round {round}: {done.stderr.decode()}")
            with open(output, "wb") as to:
                unpacked = subprocess.run([*unpack, packed], stdout=to, stderr=subprocess.PIPE)
            os.unlink(packed)
            print(unpacked.stderr.decode(), end="")
            check(f"{ending}, round {round}", n + 1)
    if kills < 3:
        print(f"only {kills} were killed before they were done: the scenario tries nothing")


def kill_to_standard_output():
    for round in range(3):
        fresh()
        n = 2000 + 500 * round
        run("killed", n)
        path = work + "/stdout.jsonl"
        with open(path, "wb") as to, open(output, "ab"):
            pass
        for attempt in range(5):
            with open(path, "ab") as to:
                recover_killed(random.uniform(0.002, 0.05), to=to)
        with open(path, "ab") as to:
            subprocess.run([events, "recover", rings], stdout=to, stderr=subprocess.DEVNULL)
        # The file written before the kill may end in a partial line: recover writes that line completely.
        first = open(output, "rb").read()
        with open(path, "rb") as rest:
            whole = first[:first.rfind(b"\n") + 1] + rest.read()
        open(path, "wb").write(whole)
        check(f"round {round}", n + 1, path)


def kill_spool():
    for round in range(3):
        fresh()
        n = 20000 + 5000 * round
        run("killed", n, TELEMETRY_OUTPUT="spool", TELEMETRY_FILE=work + "/spool")
        for attempt in range(5):
            recover_killed(random.uniform(0.001, 0.02))
        recover()
        with open(output, "wb") as to:
            subprocess.run([events, "render", work + "/spool"], stdout=to, stderr=subprocess.DEVNULL)
        check(f"round {round}", n + 1)


def several_processes():
    for round in range(2):
        fresh()
        n = 1000
        for _ in range(4):
            run("killed", n)
        run("ends", n)
        for attempt in range(4):
            recover_killed(random.uniform(0.005, 0.1), "--append")
        recover("--append")
        check(f"round {round}", 5 * (n + 1))


def two_at_once():
    for round in range(4):
        fresh()
        n = 1500
        for _ in range(3):
            run("killed", n)
        both = [subprocess.Popen([events, "recover", "--append", rings], stderr=subprocess.DEVNULL) for _ in range(3)]
        if round % 2:
            time.sleep(0.01)
            both[0].kill()
        codes = [child.wait() for child in both]
        if any(code not in (0, -signal.SIGKILL) for code in codes):
            print(f"round {round}: exit codes {codes}")
        recover("--append")
        check(f"round {round}", 3 * (n + 1))


def beside_a_writer():
    for round in range(2):
        fresh()
        n = 1500
        for _ in range(2):
            run("killed", n)
        live = subprocess.Popen([program, "writes", "50"], env=settings(), stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
        while len(glob.glob(rings + "/*")) < 3:
            time.sleep(0.005)
        for attempt in range(5):
            recover_killed(random.uniform(0.002, 0.05), "--append")
        done = recover("--append")
        if b"its process is running" not in done.stderr or len(glob.glob(rings + "/*")) != 1:
            print(f"round {round}: the running process's file: {done.stderr.decode()} {glob.glob(rings + '/*')}")
        live.stdin.close()
        if live.wait() != 0:
            print(f"round {round}: the running process ended with {live.returncode}")
        written = sum(b'"function_entry"' in line and f'"pid":{live.pid},'.encode() in line for line in open(output, "rb"))
        if written == 0 or written % 51 != 0:
            print(f"round {round}: the running process wrote {written} entries")
        check(f"round {round}", 2 * (n + 1) + written)


def half_a_line():
    """The output ends in half a line: of the killed process, of nobody's, with something behind it."""
    fresh()
    n = 1200
    run("killed", n)
    recover("--append", "--keep")
    whole = open(output, "rb").read()
    ring = glob.glob(rings + "/*")[0]
    kept = open(ring, "rb").read()
    last = whole[:-1].rfind(b"\n") + 1
    for cut in (last, last + 1, last + 100, last + 700, len(whole) - 1):
        open(output, "wb").write(whole[:cut])
        open(ring, "wb").write(kept)
        recover("--append", "--keep")
        if open(output, "rb").read() != whole:
            print(f"cut at {cut - last} bytes of the last line: it is not completed")
    # Another process appended to the fragment.
    for cut in (last + 1, last + 100, last + 700):
        open(output, "wb").write(whole[:cut])
        os.rename(ring, ring + ".aside")
        run("ends", 10)
        os.rename(ring + ".aside", ring)
        recover("--append", "--keep")
        check(f"behind {cut - last} bytes of a line another process went on", n + 1 + 11)


def full_output():
    """No room for what is recovered: no half line, and the next time goes on."""
    fresh()
    n = 1500
    for _ in range(3):
        run("ends", 50)  # so that the limit applies to the output, not to the ring file's head
    run("killed", n)
    size = os.path.getsize(output)
    for more in (0, 1024, 5000, 400000, 1000000):
        done = subprocess.run(["bash", "-c", f"ulimit -f {(size + more) // 1024}; \"$@\"", "-", events, "recover", "--append", rings], capture_output=True)
        if done.returncode != 2 or b"make room" not in done.stderr:
            print(f"{more} bytes: exit code {done.returncode}: {done.stderr.decode()}")
        data = open(output, "rb").read()
        if data and not data.endswith(b"\n"):
            print(f"{more} bytes: half a line is left")
    recover("--append")
    check("in the end", 3 * 51 + n + 1)


os.makedirs(rings, exist_ok=True)
os.makedirs(work + "/spool", exist_ok=True)
globals()[scenario]()
