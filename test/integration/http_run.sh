#!/usr/bin/env bash
# TELEMETRY_OUTPUT=http against a receiver with faults: what is recorded arrives once, waits in the spool or is counted as
# lost, and the program never waits for the network.  Prints for each fault how many events were sent, have arrived, are
# equal, are lost, are doubled.
# http_run.sh BUILD
. "$(dirname "$0")/lib.sh"
. "$here/receiving.sh"
export TELEMETRY_OUTPUT=http TELEMETRY_EXPORT=full # fold_export_run.sh has the other
row() { # NAME MESSAGE LASTS [OPTION…]: compares, and prints the row
  local name=$1 message=$2 out
  shift 2
  out=$(python3 "$here/http_check.py" "$work/in" --spool "$work/spool" "$@" 2>&1)
  printf '        %s\n' "$(head -n 1 <<<"$out")"
  verdict "$name" "$message$(sed '1{/^sent /d}' <<<"$out")"
}
summary() { # EXPRESSION over s, the last summary's `export`, wherever it is now
  python3 - "$work/in" "$work/spool" "$1" <<'PYTHON'
import json, pathlib, sys, zlib
folder, spool = map(pathlib.Path, sys.argv[1:3])
data = (folder / "received.jsonl").read_bytes() if (folder / "received.jsonl").exists() else b""
for path in sorted(spool.glob("*.batch")):
    data += zlib.decompress(path.read_bytes()[64:], 31)
found = [json.loads(line)["attributes"].get("export") for line in data.split(b"\n") if b'"telemetry_summary"' in line]
if not found:
    print("no summary")
else:
    s = found[-1]
    if not eval(sys.argv[3]):
        print(f"summary: {s}, not {sys.argv[3]}")
PYTHON
}
within() { # MILLISECONDS COMMAND…: prints its time if it took longer; not a test of speed, but of waiting
  local limit=$1 begin=$(date +%s%3N) took
  shift
  "$@"
  took=$(($(date +%s%3N) - begin))
  [ "$took" -le "$limit" ] || echo "took $took ms, more than $limit"
}

fresh; receive
run ends 5000
row 'a receiver that is there' "$(quiet; ls "$work/spool" 2>/dev/null)" 10002
verdict 'requests have a type, an encoding, an id, and no redundant header' "$(python3 - "$work/in/requests.jsonl" <<'PYTHON'
import json, re, sys
requests = [json.loads(line) for line in open(sys.argv[1])]
ids = set()
for r in requests:
    h = r["headers"]
    ids.add(r["batch"])
    if h.get("Content-Type") != "application/x-ndjson" or h.get("Content-Encoding") != "gzip" or r["path"] != "/events":
        print(r)
    if not re.fullmatch(r"[0-9a-f]{16}-[0-9]+", r["batch"] or "") or "Expect" in h or "Accept-Encoding" in h:
        print(r)
if len(ids) != len(requests) or len(requests) < 20:
    print(len(ids), "ids in", len(requests), "requests")
PYTHON
)"

fresh; receive
TELEMETRY_COMPRESSION=none TELEMETRY_HTTP_HEADERS='Authorization=Bearer%20s3cret, X-Other = a=b' run ends 100
row 'without compression, with headers' "$(quiet; grep -L '"Authorization": "Bearer s3cret".*"X-Other": "a=b"' "$work/in/requests.jsonl"; grep -l 'Content-Encoding' "$work/in/requests.jsonl"; grep -l s3cret "$work/in/received.jsonl")" 202

fresh; receive
TELEMETRY_BATCH_EVENTS=10 TELEMETRY_BATCH_MS=50 run ends 100
row 'batches of ten events' "$(quiet; [ "$(wc -l <"$work/in/requests.jsonl")" -ge 20 ] || wc -l "$work/in/requests.jsonl")" 202

fresh; receive; stop
slow=$(within 1500 run ends 5000)
row 'down at the start: the spool has everything, and the exit does not wait' "$(quiet; echo -n "$slow"; summary "s['spooled'] == 10002 and s['sent'] == s['lost'] == 0")" 10002 --wants 0 0 10002
verdict 'spool files are private' "$(find "$work/spool" \( -type f ! -perm 600 -o -type d ! -perm 700 \) -print; find "$work/spool" -name '*.tmp')"

receive --port "$port"
run waits 100 1500
row 'the next start sends what the last left' "$(quiet; find "$work/spool" -name '*.batch'; summary "s['sent_for_others'] == 10003 and s['sent'] == 202")" 202,10002

fresh; receive; stop
"$work/ways" goes_on 1000 1500 2>"$work/stderr" &
pid=$!
sleep 0.4
receive --port "$port"
wait "$pid"
row 'down at the start, up before the end' "$(quiet; summary "s['sent'] == 4004 and s['spooled'] == 0 and s['retries'] > 0")" 4004

fresh; receive
"$work/ways" goes_on 1000 2500 2>"$work/stderr" &
pid=$!
sleep 1.3; stop
sleep 0.2; receive --port "$port"
wait "$pid"
row 'down in the middle' "$(quiet)" 4004

fresh; receive --faults slow:0.4
slow=$(within 3500 run ends 5000)
row 'slow: the exit waits for its time alone, the rest is in the spool' "$(quiet; echo -n "$slow")" 10002 --wants 0 0 any
receive --port "$port"
run waits 10 2000
row '... and arrives with the next start; a batch that was under way has its id' "$(quiet; find "$work/spool" -name '*.batch')" 22,10002 --wants 0 any 0

fresh; receive --faults hang
slow=$(TELEMETRY_EXIT_TIMEOUT_MS=300 within 1500 run ends 1000)
row 'a receiver that never answers' "$(quiet; echo -n "$slow"; summary "s['spooled'] == 2002")" 2002 --wants 0 0 2002

fresh; receive --faults 'reset*2,drop,200'
run waits 1000 2500
row 'connections that break' "$(quiet)" 2002
fresh; receive --faults 'taken-drop,200'
run waits 10 1500
row 'a broken answer: the batch comes again under its id' "$(quiet)" 22 --wants 0 1 0

for after in 1 date; do
  fresh; receive --faults "429:$after,200"
  run waits 10 2800
  row "429 with Retry-After: $after" "$(quiet; python3 - "$work/in/requests.jsonl" <<'PYTHON'
import json, sys
r = [json.loads(line) for line in open(sys.argv[1])]
if len(r) < 2 or r[1]["time"] - r[0]["time"] < (0.95 if r[0]["kind"] == "429" and sys.argv else 0):
    print([(x["status"], x["time"]) for x in r])
PYTHON
)" 22
done
fresh; receive --faults '503,502,504,200'
run waits 10 3500
row '503, 502, 504, then up' "$(quiet; summary "s['retries'] == 3 and s['sent'] == 22")" 22

for status in 400 401 413 302 500; do
  fresh; receive --faults "$status,200"
  TELEMETRY_BATCH_EVENTS=10 run ends 10
  row "$status: the batch is lost, counted, and not sent again" "$(cat "$work/receiver.log"
    grep -qx "telinject: warning: the receiver of telemetry refuses it; its events are lost: HTTP $status" "$work/stderr" || cat "$work/stderr"
    summary "s['lost'] == 10 and s['sent'] == 13"
    [ "$(grep -c "\"status\": $status" "$work/in/requests.jsonl")" = 1 ] || cat "$work/in/requests.jsonl")" 22 --wants 10 0 0
done

fresh; receive --port "$port" --faults slow:0.01
TELEMETRY_BATCH_EVENTS=20 run children 500
row 'forked in the middle of requests: each child has its own batches' "$(quiet)" '1002*4'
fresh; receive
run daemon 1000
for _ in $(seq 100); do [ "$(wc -l <"$work/in/received.jsonl")" -ge 4004 ] && break; sleep 0.05; done
row 'a daemon' "$(quiet)" '2002*2'
fresh; receive
run closes 1000
row 'a program that closes all descriptors' "$(quiet)" 4004
fresh; receive
run aborts 1000 2>/dev/null
row 'abort' "$(quiet)" 2002
fresh; receive
run execs 1000
row 'exec' "$(quiet)" 2002
fresh; receive
run confined 1000
row 'a thread that confines itself' "$(quiet)" 2002
fresh; receive; stop
run confined 1000
row '... with a receiver that is down' "$(quiet)" 2002 --wants 0 0 2002
fresh; receive
run thread 1000
row 'the first thread ends first: its end stops the sender, the rest is in the spool' "$(quiet)" 2002 --wants 0 0 -
fresh; receive
run unshares 1000
row 'unshare, which needs a process with one thread' "$(quiet)" 4004
fresh; receive
TELEMETRY_WRITER=none run ends 1000
row 'without a writer thread, all goes to the spool' "$(quiet)" 2002 --wants 0 0 2002
receive --port "$port"
run waits 10 1000
row '... and is sent by the next program that has one' "$(quiet)" 22,2002

fresh; receive --faults slow:0.2
{ run killed 3000 700; } 2>/dev/null
row 'killed in the middle of a batch: what is lost is in its memory' "$(quiet)" 6002 --wants any 0 0

# A certificate that does not sign the receiver's.
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=other -keyout "$work/other-key.pem" -out "$work/other.pem" 2>/dev/null
fresh; receive --tls "$work/certificate.pem" "$work/key.pem"
RECEIVER_URL=https://localhost:$port/events CURL_CA_BUNDLE=$work/certificate.pem run ends 1000
row 'https' "$(quiet)" 2002
for _ in 1 2 3; do
  fresh; receive --tls "$work/certificate.pem" "$work/key.pem" --faults slow:0.01
  run_rc=$(RECEIVER_URL=https://localhost:$port/events CURL_CA_BUNDLE=$work/certificate.pem run openssl 2000; echo $?)
  row 'https, and a program that uses OpenSSL itself' "$([ "$run_rc" = 0 ] || echo "exit code $run_rc"; quiet)" 4002
done
fresh; receive --tls "$work/certificate.pem" "$work/key.pem"
RECEIVER_URL=https://localhost:$port/events CURL_CA_BUNDLE=$work/other.pem run ends 1000
row 'a wrong certificate: nothing is sent, nothing is lost' "$(cat "$work/receiver.log"
  [ "$(cat "$work/stderr")" = 'telinject: warning: the receiver of telemetry cannot be trusted: SSL peer certificate or SSH remote key was not OK' ] || cat "$work/stderr")" 2002 --wants 0 0 2002

fresh; receive
http_proxy=http://127.0.0.1:9 ALL_PROXY=http://127.0.0.1:9 run ends 100
row 'proxy variables are not used for this machine' "$(quiet)" 202
fresh; receive
RECEIVER_URL=http://collector.example:80/events http_proxy=http://127.0.0.1:$port run ends 100
row 'a proxy for another host' "$(quiet; grep -L '"path": "http://collector.example' "$work/in/requests.jsonl")" 202
fresh; receive
RECEIVER_URL=http://user:s3cret@127.0.0.1:$port/events TELEMETRY_DIAGNOSTICS=1 run ends 100
row 'credentials in the URL are sent and not printed' "$(grep -h s3cret "$work/stderr" "$work/in/received.jsonl"; grep -L '"Authorization": "Basic dXNlcjpzM2NyZXQ="' "$work/in/requests.jsonl")" 202

# A name service that does not answer: of the C library, in place of its own function.
printf '#include <unistd.h>\nint getaddrinfo(const char *a, const char *b, const void *c, void *d) { (void)a; (void)b; (void)c; (void)d; sleep(30); return -2; }\n' >"$work/names.c"
gcc -shared -fPIC -o "$work/names.so" "$work/names.c"
fresh; mkdir -p "$work/in"
slow=$(RECEIVER_URL=http://collector.example/events LD_PRELOAD=$work/names.so TELEMETRY_EXIT_TIMEOUT_MS=300 within 1500 run ends 1000)
row 'a name service that hangs: the exit does not' "$(quiet; echo -n "$slow")" 2002 --wants 0 0 2002

fresh; receive; stop
TELEMETRY_SPOOL_DIR=off run ends 1000
row 'no spool: the events are lost' "$(quiet)" '' --wants 0 0 0
fresh; receive; stop
TELEMETRY_SPOOL_MB=0 run ends 1000
row 'a spool without room: the events are lost' "$(quiet; ls "$work/spool")" '' --wants 0 0 0
fresh; receive; stop
TELEMETRY_SPOOL_MB=1 run ends 200000
row 'a full spool keeps the oldest; the rest is counted as lost' "$(quiet; [ "$(du -sk --apparent-size "$work/spool" | cut -f 1)" -le 1100 ] || du -sk "$work/spool")" 400002 --wants any 0 any
fresh; receive --faults hang
TELEMETRY_QUEUE_MB=4 TELEMETRY_SPOOL_DIR=off TELEMETRY_EXIT_TIMEOUT_MS=200 run ends 400000
row 'a full queue does not stop the program' "$(quiet)" '' --wants 0 0 0

fresh; receive; stop
if mkdir "$work/small" && mount -t tmpfs -o size=256k tmpfs "$work/small" 2>/dev/null; then
  TELEMETRY_SPOOL_DIR=$work/small/spool run ends 50000
  verdict 'a full disk for the spool' "$(quiet; find "$work/small" -name '*.tmp'; [ -n "$(ls "$work/small/spool")" ] || echo 'nothing is there')"
  umount "$work/small"
else
  verdict 'a full disk for the spool' 'this machine cannot mount a small file system (run it as root)'
fi

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
