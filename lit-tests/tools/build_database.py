"""build_database.py FILE: runs every command of a compile_commands.json where it says; the object is the source's name in .o."""
import json
import subprocess
import sys

for entry in json.load(open(sys.argv[1])):
    subprocess.run(entry["arguments"], cwd=entry["directory"], check=True)
