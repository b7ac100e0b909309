# Shared by the runners of outputs with a receiver; sourced after lib.sh.  Builds the program http_ways.c, starts and stops
# receiver.py, and makes a certificate for it.
gcc -std=gnu99 -O2 -Wall -Wextra -Werror -Wno-missing-field-initializers -I"$here/../../runtime/include" "$here/http_ways.c" -o "$work/ways" \
  -L"$build/lib" -ltelinject "-Wl,-rpath,$build/lib" -lpthread -ldl || exit 2
export TELEMETRY_ENABLED=1 TELEMETRY_THROTTLE=0 HOME=$work/home
export TELEMETRY_SPOOL_DIR=$work/spool
unset OTEL_EXPORTER_OTLP_ENDPOINT OTEL_EXPORTER_OTLP_HEADERS OTEL_EXPORTER_OTLP_PROTOCOL
unset http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY CURL_CA_BUNDLE SSL_CERT_FILE SSL_CERT_DIR XDG_STATE_HOME
receiver=
stop() {
  [ -z "$receiver" ] || { kill "$receiver" 2>/dev/null; wait "$receiver" 2>/dev/null; }
  receiver=
}
trap 'stop; rm -rf "$work"' EXIT

# A new receiver, on the same port if one is given; the environment then has its URL.
receive() { # [--port PORT] [--faults LIST] …
  stop
  rm -f "$work/in/port"
  mkdir -p "$work/in"
  python3 "$here/receiver.py" "$work/in" "$@" 2>"$work/receiver.log" &
  receiver=$!
  for _ in $(seq 500); do [ -s "$work/in/port" ] && break; sleep 0.02; done
  port=$(cat "$work/in/port")
  export RECEIVER_URL=http://127.0.0.1:$port/events
}
fresh() { rm -rf "$work/in" "$work/spool" "$work/home"; }
run() { "$work/ways" "$@" 2>"$work/stderr"; } # WAY N [MORE]
quiet() { cat "$work/stderr"; cat "$work/receiver.log"; }
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
  -keyout "$work/key.pem" -out "$work/certificate.pem" 2>/dev/null
