"""What the last run of each program found, kept in BUILD/corpus-results, and the table of it for docs/corpus.md."""
import json
from pathlib import Path

CONSTRUCTS = ("functions", "loops", "conditionals", "variables", "exceptions")
LANGUAGES = {"c": "C", "c++": "C++"}


def store(build, name, family, report):
    folder = build / "corpus-results"
    folder.mkdir(exist_ok=True)
    facts = {**report.facts, "passed": report.passed, "failed": report.failed}
    (folder / f"{name}.{family}.json").write_text(json.dumps(facts, indent=1))


def text(build, names):
    rows = ["| program | language | compiler | units | " + " | ".join(CONSTRUCTS) + " | its tests | lines, all valid | checks |",
            "|---" * (7 + len(CONSTRUCTS)) + "|"]
    for name in names:
        for family in ("gcc", "clang"):
            stored = Path(build, "corpus-results", f"{name}.{family}.json")
            if stored.exists():
                rows.append(row(name, family, json.loads(stored.read_text())))
    return "\n".join(rows)


def row(name, family, facts):
    languages = ", ".join(LANGUAGES[language] for language in facts.get("languages", []))
    shares = [share(facts.get("sites", {}).get(construct)) for construct in CONSTRUCTS]
    lines = sum(facts.get(f"lines {what}", 0) for what in ("sampled", "full"))
    checks = f"{facts['passed']} passed" + (f", {facts['failed']} failed" if facts["failed"] else "")
    cells = [name, languages, family, str(facts.get("units", "")), *shares, facts.get("tests") or "", f"{lines:,}", checks]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def share(counts):
    if not counts:
        return "none"
    found, instrumented = counts
    return f"{instrumented:,} of {found:,} ({100 * instrumented / found:.1f}%)"
