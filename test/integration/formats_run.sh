#!/usr/bin/env bash
# The formats ecs, datadog and splunk_hec against the lines of the same run (formats_check.py): a spool rendered in each,
# and the file that the process itself writes.  Then telinject-events convert: what it makes of the lines is what the
# runtime makes of the records.
# formats_run.sh BUILD
. "$(dirname "$0")/lib.sh"
events=$build/bin/telinject-events
"$build/bin/telinject" cc -- g++ -std=c++20 -O1 -g "$here/otlp_ways.cpp" -o "$work/ways" -L"$build/lib" "-Wl,-rpath,$build/lib" -lsqlite3 -lpthread || exit 2

# The list of all fields, where it is beside the project.
schema=$here/../../../shared/data/ecs/ecs_flat.yml
[ -f "$schema" ] && python3 -c 'import yaml' 2>/dev/null || schema=

export DEBUG=true SERVICE_NAME=ways SERVICE_VERSION=1.2.3 TELEMETRY_BUDGET=off TELEMETRY_MAX_EVENTS=off TELEMETRY_EXPORT=full
(cd "$work" && TELEMETRY_OUTPUT=spool TELEMETRY_FILE=spools ./ways) || exit 2
"$events" render "$work/spools" >"$work/lines.jsonl" || exit 2
for format in ecs datadog splunk_hec; do
  "$events" render --to "$format" "$work/spools" >"$work/$format" || exit 2
  verdict "$format: a spool's lines are those of telemetry.v3" \
    "$("$here/formats_check.py" "$format" "$work/lines.jsonl" "$work/$format" $([ "$format" = ecs ] && echo "$schema") 2>&1)"
  (cd "$work" && TELEMETRY_OUTPUT=file TELEMETRY_FILE="direct.$format" TELEMETRY_FORMAT="$format" ./ways) || exit 2
  verdict "$format: the process writes every event" \
    "$([ "$(wc -l <"$work/direct.$format")" = "$(wc -l <"$work/$format")" ] || wc -l "$work/direct.$format" "$work/$format")"
  "$events" convert --to "$format" "$work/lines.jsonl" >"$work/converted.$format" || exit 2
done

# The id of a process is not in its lines, nor is where a function_exit is.
without_id() { sed -E 's/"service.ephemeral_id":"[^"]*",//; s/,"log.origin.file.(name":"[^"]*"|line":[0-9]+)//g' "$1"; }
for format in ecs datadog splunk_hec; do
  without_id "$work/$format" >"$work/expected"
  without_id "$work/converted.$format" >"$work/found"
  verdict "convert --to $format: the same as of records" "$(cmp "$work/expected" "$work/found" 2>&1 || diff "$work/expected" "$work/found" | head -n 4 | cut -c 1-600)"
done
"$events" convert --to v3 "$work/lines.jsonl" >"$work/again.jsonl" || exit 2
verdict "convert --to v3: lines become themselves" "$(cmp "$work/lines.jsonl" "$work/again.jsonl" 2>&1 || diff "$work/lines.jsonl" "$work/again.jsonl" | head -n 4 | cut -c 1-600)"

# Each format on each output: whole batches, each with the facts of the process, and as many of them as on any other.
rows() { sed -n 's/^TELINJECT_[A-Z]*("\([a-z0-9_]*\)".*/\1/p' "$here/../../runtime/$1"; }
for output in $(rows sinks/sinks.def); do
  for format in $(rows formats/formats.def); do
    export TELEMETRY_FORMAT=$format TELEMETRY_OUTPUT=$output
    case $output in
    stderr) (cd "$work" && ./ways 2>"$work/out") || exit 2;;
    stdout) (cd "$work" && ./ways >"$work/out") || exit 2;;
    file) rm -f "$work/out" && (cd "$work" && TELEMETRY_FILE="$work/out" ./ways) || exit 2;;
    spool) rm -rf "$work/spool" && (cd "$work" && TELEMETRY_FILE="$work/spool" ./ways) && "$events" render "$work/spool" >"$work/out" || exit 2;;
    *) echo "skipped: $format on $output: formats_run.sh cannot read this output"; continue;;
    esac
    verdict "$format on $output" "$("$here/formats_check.py" --whole "$format" "$work/out" "$(wc -l <"$work/lines.jsonl")" 2>&1)"
  done
done
unset TELEMETRY_FORMAT TELEMETRY_OUTPUT

echo "$passed passed, $failed failed"
[ $failed = 0 ]
