"""One line a check, and their count."""
import time

LAST_LINES, MOST_CHARACTERS = 8, 300


class Report:
    def __init__(self, name):
        self.name, self.passed, self.failed = name, 0, 0
        self.facts = {}  # values for the table of results
        self.start = time.monotonic()

    def check(self, what, good, detail="", log=None):
        """Prints and counts one check; returns whether it was good. log: its last lines are printed if it was not."""
        seconds = time.monotonic() - self.start
        self.start = time.monotonic()
        where = f" [see {log}]" if log and not good else ""
        print(f"{'PASS' if good else 'FAIL'} {self.name} {what}: {detail}{where} ({seconds:.0f}s)", flush=True)
        if log and not good and log.exists():
            for line in log.read_text(errors="replace").splitlines()[-LAST_LINES:]:
                print(f"     | {line[:MOST_CHARACTERS]}", flush=True)
        self.passed, self.failed = (self.passed + 1, self.failed) if good else (self.passed, self.failed + 1)
        return good

    def skip(self, what, why):
        print(f"skipped: {self.name} {what}: {why}", flush=True)

    def print_info(self, text):
        print(f"     {self.name} {text}", flush=True)

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
