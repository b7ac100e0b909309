"""check_ledger.py FILE FOUND INSTRUMENTED: a `--list --json` ledger has these totals, and they are the sums of its sites."""
import collections
import json
import sys

ledger = json.load(open(sys.argv[1]))
sites, totals = ledger["sites"], ledger["totals"]
found, instrumented = int(sys.argv[2]), int(sys.argv[3])
assert len(sites) == found, len(sites)
assert sum(site["instrumented"] for site in sites) == instrumented
counts = collections.Counter(site["construct"] + "s" for site in sites)
for construct, count in counts.items():
    assert totals[construct]["found"] == count, construct
    assert totals[construct]["instrumented"] == sum(s["instrumented"] for s in sites if s["construct"] + "s" == construct)
assert totals["skipped"] == collections.Counter(site["reason"] for site in sites if not site["instrumented"]), totals["skipped"]
assert len({(s["file"], s["line"], s["column"], s["name"]) for s in sites}) == len(sites), "a site is listed twice"
