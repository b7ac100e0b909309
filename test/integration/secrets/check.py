"""check.py FILE...: which secrets of secrets.json stand in these files, whole or by half; a line for each, by place."""
import collections
import json
import sys

secrets = json.load(open("secrets.json", encoding="utf-8"))
text = "".join(open(name, encoding="utf-8", errors="replace").read() for name in sys.argv[1:])
out = [s for s in secrets if s["text"][:10] in text or s["text"][-10:] in text]
for place, found in collections.Counter(s["place"] for s in out).items():
    total = sum(s["place"] == place for s in secrets)
    print(f"{found} of {total} in place '{place}': " + ", ".join(s["name"] for s in out if s["place"] == place)[:600])
