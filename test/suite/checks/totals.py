"""What came of a suite's tests, and the share of sites that were instrumented, summed from the ledgers."""
import json
from collections import Counter


class Totals:
    def __init__(self, name, left_out, tests):
        self.name, self.left_out, self.tests = name, left_out, tests
        self.states, self.left, self.skipped, self.none = Counter(), Counter(), Counter(), Counter()
        self.sites = {}
        self.examples = {}
        self.done = 0

    def add(self, outcome):
        """Counts it; true where it is a failure."""
        self.done += 1
        self.states[outcome.state] += 1
        if outcome.state == "none":
            self.none[outcome.detail] += 1
        for line in outcome.ledger.splitlines():
            self.add_unit(json.loads(line))
        return outcome.state in ("different", "broken")

    def add_unit(self, unit):
        reason = unit.get("reason")
        if reason:
            self.left[reason.split(": ")[0]] += 1
            self.examples.setdefault(reason.split(": ", 2)[-1][:90], unit["unit"])
        for name, counts in unit.items():
            if isinstance(counts, dict) and "found" in counts:
                found, instrumented = self.sites.get(name, (0, 0))
                self.sites[name] = (found + counts["found"], instrumented + counts["instrumented"])
        self.skipped.update(unit.get("skipped", {}))

    @property
    def passed(self):
        return self.states["same"]

    @property
    def failed(self):
        return self.states["different"] + self.states["broken"]

    def print_summary(self):
        def listed(counter, most=14):
            return ", ".join(f"{what} {n}" for what, n in counter.most_common(most)) or "none"
        print(f"{self.name}: {self.tests} tests, {self.done} programs: {self.states['same']} instrumented and the same, {self.states['left']} left to the compiler, "
              f"{self.states['different']} different, {self.states['broken']} not compiled, {self.states['none']} no test here ({listed(self.none)})")
        print(f"  units left to the compiler: {listed(self.left)}")
        print("  sites instrumented: " + ", ".join(f"{name} {found and 100 * done / found:.1f}% of {found}" for name, (found, done) in self.sites.items()))
        print(f"  sites skipped: {listed(self.skipped, 30)}")
        print(f"  files that are no tests here: {listed(self.left_out)}", flush=True)
