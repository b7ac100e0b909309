#!/usr/bin/env python3
"""Compares the shipped JSON Schema with the reader of .telinject.json: for every configuration here both must accept it, or
both reject it.  The configurations are a complete one, and the same with each of its values replaced by values of every
type and at the limits, each key misspelt, each key removed.

usage: config_schema.py BUILD_DIR        prints the disagreements and 'N passed, N failed'
"""
import copy
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import jsonschema

FULL = {
    "$schema": "telinject.schema.json",
    "profile": "full",
    "events": ["function"],
    "include": ["src/**", "*.c"],
    "exclude": ["third_party/**"],
    "functions": {"include": "^net::", "exclude": ["debug", "trace$"], "min_statements": 2},
    "capture": {"arguments": True, "return_value": False, "max_value_bytes": 64, "dereference_strings": True, "ternary": True,
                "what": False},
    "loops": {"max_iterations_logged": 5},
    "redact": ["iban"],
    "aspects": [{"match": {"function": "::sqlite3_exec", "constant": {"argument": 1, "is": "CURLOPT_URL"}}, "kind": "database",
                 "name": "sqlite3", "role": "internal", "action": "step", "row": {"result": "== 100"},
                 "handle": {"out_argument": 2}, "db.system.name": "sqlite",
                 "db.query.text": {"argument": 1, "length": 2, "is_parameterised": True},
                 "http.response.status_code": {"call": "f", "arguments": ["handle", "INFO", "-1"], "gives": "long_out"},
                 "error": {"result": "!= 0", "code": {"call": "f"}, "is_status": True, "message": {"call": "g", "arguments": ["handle"], "gives": "text"}}}],
}
VALUES = [None, True, False, 0, -1, 1, 127, 128, 256, 257, 2.0, 2.5, 1e9, 1e10, 1e300, "", "a", "auto", "service", "function", "http", "no such", "!= 0",
          "a" * 1000, "a" * 1001, "ä" * 1000, "ä" * 4096, "a" * 4097, [], ["a"], ["function"], [""], [1], [[]], ["a"] * 1000, ["a"] * 1001,
          {}, {"a": 1}, {"argument": 3}, {"argument": 128}, {"argument": 1, "more": 1}, {"function": "f"}, {"function": "a b"}, {"result": True}, {"call": "f"}, {"call": "f f"}, {"call": "f", "argument": 1}, {"argument": 1, "is": "-7"},
          ["handle"] * 9, "a" * 61, 'a"', "step", "text",
          {"result": "== null"}, {"result": "=="}]


def places(node, path=()):
    """Yields every path into the document, including the root's."""
    yield path
    for key, child in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield from places(child, path + (key,))


def at(document, path):
    for key in path:
        document = document[key]
    return document


def changed():
    yield FULL
    for path in places(FULL):
        if not path:
            yield from VALUES
            continue
        for value in VALUES:
            document = copy.deepcopy(FULL)
            at(document, path[:-1])[path[-1]] = value
            yield document
        holder = at(FULL, path[:-1])
        for name in (path[-1] + "x", path[-1].upper(), "db.more", "db.Bad", "db.") if isinstance(holder, dict) else ():
            document = copy.deepcopy(FULL)
            at(document, path[:-1])[name] = at(document, path[:-1]).pop(path[-1])
            yield document
        document = copy.deepcopy(FULL)
        del at(document, path[:-1])[path[-1]]
        yield document


def main():
    build = os.path.abspath(sys.argv[1])
    with open(os.path.join(build, "share/telinject/telinject.schema.json")) as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TELINJECT_")}
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "compile_commands.json"), "w") as file:
            file.write("[]")
        # The type of a file name makes it a valid aspect; only the reader checks that the file exists.
        for name in ("a", "auto", "service", "function", "http", "no such", "!= 0"):
            with open(os.path.join(folder, name), "w") as file:
                file.write("[]")

        def check(numbered):
            number, document = numbered
            path = os.path.join(folder, f"{number}.json")
            with open(path, "w") as file:
                json.dump(document, file)
            ran = subprocess.run([os.path.join(build, "bin/telinject"), "-q", "-p", folder, "--root", folder, "--list", "--config", path],
                                 capture_output=True, text=True, env=environment)
            os.remove(path)
            valid = validator.is_valid(document)
            # The compilation database is empty, which causes a warning if the configuration is valid.
            errors = [line for line in ran.stderr.splitlines() if "warning: " not in line or "nothing was instrumented" not in line]
            has_positions = all(line.startswith(f"telinject: error: {path}:1:") for line in errors)
            if ran.returncode not in (0, 2) or (ran.returncode == 0) != valid or not has_positions or bool(errors) != (ran.returncode == 2):
                return f"FAIL: the schema says {'yes' if valid else 'no'}, telinject {ran.returncode} {ran.stderr}: {json.dumps(document)[:400]}"
            return ""

        texts = sorted({json.dumps(document) for document in changed()})
        # Excludes what only the reader can check: names of missing files.
        texts = [text for text in texts if not names_missing_file(json.loads(text), folder)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            faults = [fault for fault in pool.map(check, enumerate(json.loads(text) for text in texts)) if fault]
        accepted = sum(validator.is_valid(json.loads(text)) for text in texts)
    print("\n".join(faults[:20]), end="\n" if faults else "")
    # A schema that accepts or rejects everything would agree with a reader that does the same.
    if not 100 < accepted < len(texts) - 100:
        faults.append("accepted")
        print(f"FAIL: {accepted} of {len(texts)} are accepted; the test proves too little")
    print(f"{len(texts) + 1 - len(faults)} passed, {len(faults)} failed")
    return 1 if faults else 0


def names_missing_file(document, folder):
    aspects = document.get("aspects") if isinstance(document, dict) else None
    return isinstance(aspects, list) and any(
        isinstance(one, str) and one and len(one) <= 4096 and (len(one) > 200 or not os.path.exists(os.path.join(folder, one))) for one in aspects)


if __name__ == "__main__":
    sys.exit(main())
