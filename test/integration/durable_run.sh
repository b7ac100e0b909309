#!/usr/bin/env bash
# What the fault matrix does not cover: drops are counted exactly, a spool gives the same lines as direct output, and
# ring files and spools with any contents are read without a crash.
# durable_run.sh BUILD
. "$(dirname "$0")/lib.sh"
events=$build/bin/telinject-events
unset ENABLE_CLOUD_METADATA # what is held back until the search is over must last too
export TELEMETRY_ENABLED=1 TELEMETRY_THROTTLE=0 COUNT_FILE=$work/count
flags=(-O2 -g -Wall -Wextra -Werror -Wno-missing-field-initializers -Wno-infinite-recursion -I"$here/../../runtime/include")
libraries=("-L$build/lib" -ltelinject "-Wl,-rpath,$build/lib" -lpthread -ldl)
gcc -std=gnu11 "${flags[@]}" "$here/runtime_ways.c" -o "$work/ways" "${libraries[@]}" || exit 2
g++ -std=c++17 "${flags[@]}" "$here/fault_matrix.cpp" -o "$work/dies" "${libraries[@]}" || exit 2
g++ -std=c++17 "${flags[@]}" "$here/runtime_ways.cpp" -o "$work/ways-cpp" "${libraries[@]}" || exit 2

# A reader that is too slow for the smallest ring.
head -c 4096 /dev/zero >"$COUNT_FILE"
TELEMETRY_OUTPUT=stdout TELEMETRY_ON_FULL=drop TELEMETRY_RING_KB=64 "$work/ways" deep 2>"$work/stderr" | { sleep 0.5; cat; } >"$work/dropped.jsonl"
verdict 'dropped events are counted exactly' "$(python3 - "$work/dropped.jsonl" "$COUNT_FILE" <<'PY'
import json, struct, sys
lines = [json.loads(l) for l in open(sys.argv[1])]
reported_lost = sum(l["attributes"]["lost_events"] for l in lines if l["event_type"] == "telemetry_loss")
events = sum(1 for l in lines if l["event_type"].startswith("function_"))
entered = struct.unpack("l", open(sys.argv[2], "rb").read(8))[0]
if reported_lost == 0:
    print("nothing was dropped")
if events + reported_lost != 2 * entered:
    print(f"{events} written, {reported_lost} reported as lost, but {2 * entered} recorded")
if lines[-1]["event_type"] != "telemetry_summary" or lines[-1]["attributes"]["lost_events"] != reported_lost:
    print("the summary says", lines[-1]["attributes"])
PY
)"
TELEMETRY_OUTPUT=stdout TELEMETRY_ON_FULL=perhaps "$work/ways" normal 2>"$work/stderr" >/dev/null
verdict 'an odd TELEMETRY_ON_FULL is one line' "$(grep -qx 'telinject: warning: TELEMETRY_ON_FULL=perhaps: neither block nor drop; block is used' "$work/stderr" && [ "$(wc -l <"$work/stderr")" = 1 ] || cat "$work/stderr")"

# Runs the same program directly and through a spool: everything that does not depend on the run must be the same, line
# by line.
same_lines() { # PROGRAM ARGUMENT
  rm -rf "$work/spool" "$work/raw.jsonl"
  TELEMETRY_OUTPUT=file TELEMETRY_FILE=$work/raw.jsonl TELEMETRY_CALLERS=addresses "$@" >/dev/null 2>&1
  "$events" callers "$work/raw.jsonl" >"$work/direct.jsonl" 2>/dev/null # as render adds callers
  TELEMETRY_OUTPUT=spool TELEMETRY_FILE=$work/spool "$@" >/dev/null 2>&1
  "$events" render "$work/spool" >"$work/spooled.jsonl" 2>"$work/stderr" || cat "$work/stderr"
  cat "$work/stderr"
  python3 - "$work/direct.jsonl" "$work/spooled.jsonl" <<'PY'
import json, re, sys
def normal(path):
    ids = {}
    for raw in open(path):
        line = json.loads(raw)
        for key in ("timestamp", "timestamp_ns", "duration_ns", "duration_ms"):
            if key in line:
                line[key] = type(line[key]).__name__
        line["message"] = re.sub(r"[0-9.]+ms", "", line["message"])
        line["process"]["pid"] = 0
        line["attributes"].pop("thread.id", None)
        text = re.sub(r"0x[0-9a-f]+", "0x", json.dumps(line))
        yield re.sub(r"[0-9a-f]{32}|[0-9a-f]{16}", lambda m: str(ids.setdefault(m[0], len(ids))), text)
direct, spooled = list(normal(sys.argv[1])), list(normal(sys.argv[2]))
if any('"main::lambda' in line for line in direct):  # threads take turns as it comes
    neutral = lambda line: re.sub(r'"(sequence|trace_id|span_id|parent_span_id|correlation_id)": ("[^"]*"|[0-9]+)', "", line)
    direct, spooled = sorted(map(neutral, direct)), sorted(map(neutral, spooled))
if len(direct) < 2 or direct != spooled:
    print(len(direct), "and", len(spooled), "lines;", next((f"{a} is not {b}" for a, b in zip(direct, spooled) if a != b), "")[:600])
PY
}
verdict 'spool and direct output are the same: C++, with threads' "$(same_lines "$work/ways-cpp" plain 2>&1)"
for way in normal values longjmp deep slow; do verdict "spool and direct output are the same: $way" "$(same_lines "$work/ways" $way 2>&1)"; done

# The recovered events of a killed process, on standard output, are valid together with what it wrote; with --keep
# recovery can be repeated.
head -c 4096 /dev/zero >"$COUNT_FILE"
TELEMETRY_OUTPUT=file TELEMETRY_FILE=$work/killed.jsonl TELEMETRY_RING_DIR=$work/rings "$work/dies" kill 2 2>/dev/null
touch "$work/killed.jsonl" # it may not have come to write anything
"$events" recover --keep "$work/rings" >"$work/kept.jsonl" 2>"$work/stderr"
cp -r "$work/rings" "$work/rings.copy"
"$events" recover "$work/rings" >"$work/recovered.jsonl" 2>>"$work/stderr"
verdict 'recover --keep leaves the file, recover removes it' "$(cmp "$work/kept.jsonl" "$work/recovered.jsonl"; ls "$work/rings")"
cat "$work/killed.jsonl" "$work/recovered.jsonl" >"$work/all.jsonl"
grep -q 'which is complete here' "$work/stderr" || verdict 'what is recovered is valid' "$("$events" validate "$work/all.jsonl" >"$work/problem" || cat "$work/problem")"

TELEMETRY_OUTPUT=file TELEMETRY_FILE=$work/live.jsonl TELEMETRY_RING_DIR=$work/live "$work/ways" sleeps >/dev/null 2>&1 &
alive=$!
for _ in $(seq 100); do ls "$work/live"/*.ring >/dev/null 2>&1 && break; sleep 0.05; done
"$events" recover "$work/live" >"$work/taken" 2>"$work/stderr"
verdict 'a running process is left alone' "$([ -s "$work/taken" ] && echo "something was taken"; grep -q 'its process is running' "$work/stderr" || cat "$work/stderr")"
wait "$alive"
verdict 'its file goes with it' "$(ls "$work/live")"

# Arbitrary bytes: an error or lines, never a crash, and an unreadable file is kept.
mkdir "$work/odd"
verdict 'odd files' "$(python3 - "$events" "$work" 2>&1 <<'PY'
import glob, os, random, subprocess, sys
events, work = sys.argv[1:]
random.seed(7)
ring = open(glob.glob(work + "/rings.copy/*.ring")[0], "rb").read()
spool = open(glob.glob(work + "/spool/*.spool")[0], "rb").read()
for round in range(120):
    for kind, data in (("ring", bytearray(ring)), ("spool", bytearray(spool))):
        if round % 3 == 0:
            del data[random.randrange(len(data)):]
        else:
            for _ in range(random.choice((1, 8, 64))):
                # at the beginning and in used areas rather than in zeros
                at = random.choice((random.randrange(min(400, len(data))), random.randrange(len(data))))
                data[at] = random.randrange(256)
                if random.random() < 0.3:
                    data[at:at + 8] = random.choice((b"\xff" * 8, b"\0" * 8, (1 << 31).to_bytes(8, "little"), len(data).to_bytes(8, "little")))
        path = f"{work}/odd/odd.{kind}"
        open(path, "wb").write(data)
        command = [events, "recover", "--keep", work + "/odd"] if kind == "ring" else [events, "render", path]
        done = subprocess.run(command, capture_output=True, timeout=60)
        if done.returncode not in (0, 2):
            print(f"round {round}: {kind}: exit code {done.returncode}: {done.stderr[-300:]}")
        os.unlink(path)
PY
)"
echo "$passed passed, $failed failed"
[ $failed = 0 ]
