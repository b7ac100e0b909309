"""terminal.py COMMAND...: runs it with a terminal for standard error; prints what it wrote there with ESC as <ESC>, then its exit status."""
import os
import pty
import subprocess
import sys

ours, theirs = pty.openpty()
process = subprocess.Popen(sys.argv[1:], stderr=theirs, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
os.close(theirs)
text = b""
try:
    while piece := os.read(ours, 65536):
        text += piece
except OSError:  # what a terminal says when nobody is at its other end
    pass
print(text.decode().replace("\r\n", "\n").replace("\033", "<ESC>").replace("\a", "<BEL>"), end="")
print("exit", process.wait())
