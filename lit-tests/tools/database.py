"""database.py FILE... [-- COMPILER FLAGS]: writes compile_commands.json for those files in the working directory.
The compiler is gcc or g++, by the file's ending, where the words after -- name none."""
import json
import os
import sys

words = sys.argv[1:]
cut = words.index("--") if "--" in words else len(words)
files, flags = words[:cut], words[cut + 1:]
named = flags and not flags[0].startswith("-")
entries = []
for file in files:
    compiler = flags[0] if named else "gcc" if file.endswith(".c") else "g++"
    entries.append({"directory": os.getcwd(), "file": file, "arguments": [compiler, *flags[1 if named else 0:], "-c", file]})
with open("compile_commands.json", "w") as out:
    json.dump(entries, out, indent=1)
