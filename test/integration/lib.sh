# What the runners of whole programs share; sourced as `. lib.sh`, never run.  Takes the build folder from the runner's $1.  After it:
# $here (this folder), $build, $llvm (its version), $work (a scratch folder, gone at the end), $passed, $failed, verdict; and an
# environment without the caller's telemetry, in which no network is asked where the program runs.
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${1:?usage: ${0##*/} BUILD}" && pwd)
llvm=$(cat "$build/llvm-version" 2>/dev/null) # none where the runtime alone was built
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
export ENABLE_CLOUD_METADATA=false
unset DEBUG TRACEPARENT TRACESTATE SAMPLE_RATE SERVICE_NAME OTEL_SDK_DISABLED
ulimit -c 0

verdict() { # NAME MESSAGE: an empty message is success
  if [ -z "$2" ]; then
    passed=$((passed + 1))
    printf 'ok      %s\n' "$1"
  else
    failed=$((failed + 1))
    printf 'FAILED  %s: %s\n' "$1" "$2"
  fi
}
