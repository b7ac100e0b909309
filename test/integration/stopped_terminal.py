#!/usr/bin/env python3
"""Runs a program whose standard error is a terminal that accepts no more data, as after Control-S; exits as the program does."""
import os
import pty
import subprocess
import sys
import termios

reader, terminal = pty.openpty()
termios.tcflow(terminal, termios.TCOOFF)
status = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stderr=terminal).returncode
sys.exit(status if status >= 0 else 128 - status)
