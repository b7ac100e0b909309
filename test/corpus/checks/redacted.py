"""How many of the values that a run recorded are redacted, in programs that have no secrets."""
import collections
import json


class Redacted:
    def __init__(self):
        self.values = 0
        self.redacted = collections.Counter()  # by what is redacted

    def add(self, file):
        with open(file, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                event = json.loads(line)
                attributes = event["attributes"]
                where = event.get("function_name", "")
                self.count(attributes.get("arguments", {}), where)
                self.count({name: attributes[name] for name in ("value", "return_value", "condition") if name in attributes},
                           f"{where} {attributes.get('variable_name', '')}")
        return self

    def count(self, values, where):
        self.values += len(values)
        for name, value in values.items():
            if "[REDACTED]" in str(value):
                self.redacted[f"{where}: {name}"] += 1

    def total(self):
        return self.redacted.total()

    def description(self):
        most = ", ".join(f"{where} {count}" for where, count in self.redacted.most_common(4))
        return f"{self.total()} of {self.values} values are redacted{': ' + most if most else ''}"
