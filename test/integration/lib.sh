# Shared by the runners of whole programs; sourced as `. lib.sh`, never run.  Takes the build folder from the runner's
# $1.  Sets $here (this folder), $build, $llvm (its version), $work (a scratch folder, removed at the end), $passed,
# $failed and verdict, and removes telemetry settings from the environment, so that no network is used for resource
# detection.
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${1:?usage: ${0##*/} BUILD}" && pwd)
llvm=$(cat "$build/llvm-version" 2>/dev/null) # none where the runtime alone was built
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
export ENABLE_CLOUD_METADATA=false
export TELEMETRY_FILE_MAX_MB=0 # what a check reads is in one file, on a nearly full disk too
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

# python_with PACKAGE MODULE: prints a Python that has MODULE: the system's, or else one of a virtual environment in the
# user's cache, into which PACKAGE is installed once.  If that fails, prints why and returns 1.
python_with() {
  local environment=${XDG_CACHE_HOME:-$HOME/.cache}/telinject-tests/$1 log
  if python3 -c "import $2" 2>/dev/null; then echo python3; return; fi
  if ! "$environment/bin/python" -c "import $2" 2>/dev/null; then
    log=$(python3 -m venv "$environment" 2>&1 && "$environment/bin/pip" install --quiet --disable-pip-version-check "$1" 2>&1) || { echo "$log" | tail -n 1; return 1; }
  fi
  echo "$environment/bin/python"
}
