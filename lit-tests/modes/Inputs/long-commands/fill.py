"""fill.py COMMAND...: runs COMMAND with so many words -DFILL… more that the system would hardly take another one."""
import errno
import subprocess
import sys

command = sys.argv[1:]
WORD = 100000  # bytes of a word; the system's limit for one is 128 KiB


def filled(size):
    return command + ["-DFILL" + "1" * WORD] * (size // WORD) + ["-DFILL" + "1" * (size % WORD)]


def fits(size):
    """Whether the system would start it; nothing is compiled."""
    words = filled(size)
    try:
        return subprocess.run([words[0], "cc", "--help", *words[4:]], stdout=subprocess.DEVNULL) is not None
    except OSError as error:
        if error.errno != errno.E2BIG:
            raise
        return False


low, high = 0, 1 << 27
while high - low > 1:
    middle = (low + high) // 2
    low, high = (middle, high) if fits(middle) else (low, middle)
# fits() leaves out the two words behind --root and counts --help instead: a few bytes for those, and for a pointer each.
sys.exit(subprocess.run(filled(low - 64)).returncode)
