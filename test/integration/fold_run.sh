#!/usr/bin/env bash
# telinject-events fold over files of real programs: an independent check finds the same sums in the file before and
# after, and OTLP of the folded file has whole trees within the budget.
#   fold_run.sh BUILD
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
events=$build/bin/telinject-events
check=$here/fold_check.py
unset TELEMETRY_SPAN_BUDGET
export TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file

# folded NAME FULL BUDGET [MORE…]: folds the file, and checks the result from all sides; MORE is for fold_check.py.
folded() {
  local name=$1 full=$2 budget=$3 problem
  problem=$("$events" fold "$full" --span-budget "$budget" --output folded.jsonl 2>notes) || problem="exit status $?: $(cat notes)"
  [ -n "$problem" ] || problem=$(python3 "$check" "$full" folded.jsonl "$budget" "${@:4}" 2>&1)
  verdict "$name: the sums of $budget spans a trace are those of all spans" "$problem"
  problem=$("$events" validate folded.jsonl 2>&1 | grep -v 'faults: 0$')
  verdict "$name: validate accepts $budget spans a trace" "$problem"
  "$events" report "$full" >full.txt
  "$events" report folded.jsonl >folded.txt
  problem=$(python3 "$check" --reports full.txt folded.txt 2>&1)
  verdict "$name: report has the same totals with $budget spans a trace" "$problem"
}
faults_of() { "$events" validate "$1" 2>&1 | sed -n 's/.*faults: //p'; }
no_new_faults() { # FULL: in folded.jsonl; a runtime that folded may have written times that disagree
  [ "$(faults_of folded.jsonl)" -le "$(faults_of "$1")" ] || "$events" validate folded.jsonl
}
otlp() { # NAME BUDGET: of folded.jsonl
  local problem
  problem=$("$events" convert folded.jsonl --to otlp_json 2>&1 >folded.otlp.jsonl) || problem="exit status $?"
  [ -n "$problem" ] || problem=$(python3 "$check" --otlp folded.otlp.jsonl "$2" 2>&1)
  verdict "$1: OTLP has one tree of at most $2 spans a trace" "$problem"
}

problem=$("$build/bin/telinject" cc --strict -- g++ -O1 -std=c++17 "$here/fold_program.cpp" -o program -lsqlite3 -pthread 2>&1) ||
  verdict "the program builds" "${problem:0:800}"
TELEMETRY_BUDGET=off TELEMETRY_FILE=full.jsonl ./program >printed || verdict "the program runs" "exit status $?"
problem=$("$events" validate --strict-exits full.jsonl 2>&1 | grep -v 'faults: 0$')
verdict "the file of the program is valid" "$problem"
for budget in 20 100 500; do
  folded "all events" full.jsonl $budget
  otlp "all events" $budget
done
folded "fewer spans than must stay" full.jsonl 1 --over 1
folded "more spans than there are" full.jsonl 100000
problem=$(cmp full.jsonl folded.jsonl 2>&1)
verdict "a trace within the budget stays as it is, byte for byte" "$problem"

# A trace that another process began: its root is missing, and the parent of what is kept is not in the file.
TRACEPARENT=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 TELEMETRY_BUDGET=off TELEMETRY_FILE=continued.jsonl \
  ./program >printed
folded "a trace without its root" continued.jsonl 20
verdict "the parent in another process stays" "$(grep -q '"parent_span_id":"b7ad6b7169203331"' folded.jsonl || echo "it is in no line")"

# The check itself finds a nanosecond, and a span too many.
"$events" fold full.jsonl --output folded.jsonl 2>notes
python3 - <<'END'
import re
text = open("folded.jsonl").read()
found = re.search(r'"total_ns":(\d+)', text)
open("wrong.jsonl", "w").write(text[:found.start(1)] + str(int(found[1]) + 1) + text[found.end(1):])
END
verdict "the check finds a nanosecond" "$(python3 "$check" --sums full.jsonl wrong.jsonl >notes && echo "it does not")"
verdict "the check finds a span too many" "$(python3 "$check" full.jsonl folded.jsonl 99 >notes && echo "it does not")"

# What the runtime has folded already.
TELEMETRY_BUDGET=10 TELEMETRY_MAX_EVENTS=400 TELEMETRY_FILE=budget.jsonl ./program >printed
problem=
grep -q '"folded":{' budget.jsonl && grep -q '"sites":{' budget.jsonl || problem="the runtime folded nothing"
verdict "a file with folded calls" "$problem"
for budget in 1 10 50; do
  "$events" fold budget.jsonl --span-budget $budget --output folded.jsonl 2>notes
  problem=$(python3 "$check" --sums budget.jsonl folded.jsonl 2>&1)
  [ -n "$problem" ] || problem=$(no_new_faults budget.jsonl)
  "$events" report budget.jsonl >full.txt
  "$events" report folded.jsonl >folded.txt
  [ -n "$problem" ] || problem=$(python3 "$check" --reports full.txt folded.txt 2>&1)
  verdict "folded calls: the sums of $budget spans a trace" "$problem"
done

# Coroutines, pools that take over a context, exceptions of all kinds, spans that are left by other ways.
for program in coroutines propagation_pool exceptions left_spans; do
  if ! problem=$("$build/bin/telinject" cc -- g++ -O1 -std=c++20 "$here/$program.cpp" -o "$program" -pthread 2>&1); then
    verdict "$program builds" "${problem:0:800}"
    continue
  fi
  for telemetry_budget in off 10; do
    TELEMETRY_BUDGET=$telemetry_budget TELEMETRY_MAX_EVENTS=$([ $telemetry_budget = off ] && echo off || echo 500) \
      TELEMETRY_FILE=other.jsonl ./$program >/dev/null 2>&1
    problem=
    [ -s other.jsonl ] || problem="no events"
    for budget in 1 5 20; do
      [ -n "$problem" ] && break
      "$events" fold other.jsonl --span-budget $budget --output folded.jsonl 2>notes || problem=$(cat notes)
      [ -n "$problem" ] || problem=$(python3 "$check" --sums other.jsonl folded.jsonl 2>&1)
      [ -n "$problem" ] || problem=$(no_new_faults other.jsonl)
      "$events" report other.jsonl >full.txt
      "$events" report folded.jsonl >folded.txt
      [ -n "$problem" ] || problem=$(python3 "$check" --reports full.txt folded.txt 2>&1)
      "$events" convert folded.jsonl --to otlp_json >folded.otlp.jsonl 2>notes
      [ -n "$problem" ] || problem=$(python3 "$check" --otlp folded.otlp.jsonl $budget 2>&1)
      [ -z "$problem" ] || problem="$budget spans a trace: $problem"
    done
    verdict "$program, TELEMETRY_BUDGET=$telemetry_budget" "$problem"
    rm -f other.jsonl
  done
done

# Inputs and outputs.
"$events" fold full.jsonl --output expected.jsonl 2>notes
verdict "the default is 100 spans" "$(grep -qF ' 100 of ' notes || cat notes)"
same() { # NAME: folded.jsonl is expected.jsonl
  verdict "$1" "$([ -s expected.jsonl ] && cmp expected.jsonl folded.jsonl 2>&1 || echo different)"
}
"$events" fold full.jsonl >folded.jsonl 2>notes; same "standard output"
"$events" fold - <full.jsonl >folded.jsonl 2>notes; same "standard input"
cat full.jsonl | "$events" fold - >folded.jsonl 2>notes; same "a pipe"
gzip -k full.jsonl; zstd -q full.jsonl
"$events" fold full.jsonl.gz --output folded.jsonl.gz 2>notes; gzip -dc folded.jsonl.gz >folded.jsonl; same "gzip"
"$events" fold full.jsonl.zst --output folded.jsonl.zst 2>notes; zstd -dc folded.jsonl.zst >folded.jsonl 2>notes; same "zstd"
head -n 2000 full.jsonl >first.jsonl; tail -n +2001 full.jsonl >second.jsonl
"$events" fold first.jsonl second.jsonl >folded.jsonl 2>notes; same "two files are one input"
cp full.jsonl folded.jsonl; chmod 640 folded.jsonl; "$events" fold folded.jsonl --output folded.jsonl 2>notes; same "the output replaces the input"
verdict "the file keeps its mode" "$([ "$(stat -c %a folded.jsonl)" = 640 ] || stat -c %a folded.jsonl)"
cp full.jsonl target.jsonl; rm -f folded.jsonl; ln -s target.jsonl folded.jsonl; "$events" fold full.jsonl --output folded.jsonl 2>notes; same "the output is a link"
verdict "the link stays" "$([ -L folded.jsonl ] || echo "it is a file")"
rm -f folded.jsonl
"$events" fold full.jsonl --span-budget 0 >/dev/null 2>notes
verdict "a budget of 0" "$([ $? -eq 2 ] && grep -q 'command line: --span-budget' notes || cat notes)"
"$events" fold expected.jsonl --output folded.jsonl 2>notes; same "folding again changes nothing"
mkdir read-only; "$events" fold full.jsonl --output read-only/missing/folded.jsonl 2>notes
verdict "an output that cannot be written" "$([ $? -eq 2 ] && grep -q 'error: read-only/missing/folded.jsonl: cannot be written' notes || cat notes)"
"$events" fold full.jsonl >/dev/full 2>notes
verdict "a full disk" "$([ $? -eq 2 ] && grep -q 'error: standard output: cannot be written' notes || cat notes)"
"$events" fold missing.jsonl full.jsonl >folded.jsonl 2>notes
verdict "a missing input" "$([ $? -eq 2 ] && cmp expected.jsonl folded.jsonl 2>&1 || cat notes)"
verdict "nothing is left behind" "$(ls | grep 'jsonl\.......$')"

# A process that was killed: its open spans stay, and so does what has only these around it.
head -n 3000 full.jsonl >cut.jsonl
"$events" fold cut.jsonl --span-budget 20 --output folded.jsonl 2>notes
problem=$(python3 "$check" --sums cut.jsonl folded.jsonl 2>&1)
[ -n "$problem" ] || problem=$("$events" validate folded.jsonl 2>&1 | grep -v 'faults: 0$' | grep -v '^open spans')
verdict "a file that ends in the middle" "$problem"

# Damaged lines stay; what they belonged to is not folded away.
python3 - full.jsonl damaged.jsonl <<'END'
import random, sys
random.seed(20)
with open(sys.argv[1], "rb") as lines, open(sys.argv[2], "wb") as out:
    for line in lines:
        chance = random.random()
        if chance < 0.02:
            line = line[:random.randrange(len(line))] + b"\n"
        elif chance < 0.04:
            line = line.replace(b'"span_id":"', b'"span_id":"0', 1)
        elif chance < 0.06:
            out.write(line)
        elif chance < 0.08:
            continue
        elif chance < 0.10:
            at = random.randrange(len(line) - 1)
            line = line[:at] + bytes([random.randrange(256)]) + line[at + 1:]
        out.write(line)
END
"$events" fold damaged.jsonl --span-budget 50 --output folded.jsonl 2>notes
code=$?
[ -z "$(no_new_faults damaged.jsonl)" ] || code="$code; $(faults_of folded.jsonl) faults, not $(faults_of damaged.jsonl)"
verdict "damaged lines" "$([ "$code" = 0 ] && grep -q 'lines that are no events were not folded' notes || { echo "exit status $code"; cat notes; })"
python3 - >cycles.jsonl full.jsonl <<'END'
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
ids = sorted({line["span_id"] for line in lines})
for line in lines:  # each span is the child of another, the last one of the first
    line["parent_span_id"] = ids[(ids.index(line["span_id"]) + 1) % len(ids)]
    print(json.dumps(line))
END
"$events" fold cycles.jsonl --span-budget 50 --output folded.jsonl 2>notes
code=$?
verdict "parents in a circle" "$([ $code -eq 0 ] && python3 "$check" --sums cycles.jsonl folded.jsonl 2>&1 || echo "exit status $code")"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
