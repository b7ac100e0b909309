# Shared by the runners that start the OpenTelemetry Collector; sourced after lib.sh, with $here the folder of lib.sh and skip() a
# function that ends the runner with a reason.  Builds main.go once, into the user's cache: $collector.
examples=$here/../../docs/examples/backends
command -v go >/dev/null || skip "no Go here (1.25 or newer)"
cache=${XDG_CACHE_HOME:-$HOME/.cache}/telinject-tests
collector=$cache/collector-$(cat "$here"/backends/collector/*.* | cksum | cut -d ' ' -f 1)
if [ ! -x "$collector" ]; then
  mkdir -p "$cache"
  (cd "$here/backends/collector" && nice go build -p 2 -ldflags '-s -w' -o "$collector.part" .) >"$work/go.log" 2>&1 || skip "it does not build: $(tail -n 1 "$work/go.log")"
  mv "$collector.part" "$collector"
fi

# The Collector in place of receiver.py, on the port of the last one; $problem says why it did not start.
collect() { # CONFIGURATION
  problem=
  stop
  mkdir -p "$work/in"
  OTLP_ADDRESS=127.0.0.1:$port "$collector" --config "$examples/$1.yaml" >"$work/collector.log" 2>&1 &
  receiver=$!
  for _ in $(seq 500); do grep -q 'Everything is ready' "$work/collector.log" && return; sleep 0.02; done
  problem=$(tail -n 3 "$work/collector.log")
}
