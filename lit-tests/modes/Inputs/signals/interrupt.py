"""interrupt.py TELINJECT: sends signals to launchers whose compiler takes its time, and prints what became of launcher, compiler and scratch folder."""
import os
import signal
import subprocess
import sys
import tempfile
import time

TELINJECT = sys.argv[1]
COMPILERS = {
    "becomes what it starts": "#!/bin/sh\necho $$ >pid\nexec sleep 60\n",
    "goes on after its child": "#!/bin/bash\necho $$ >pid\nsleep 60\nsleep 60\n",
    "ignores the signal": "#!/bin/bash\ntrap '' HUP INT QUIT TERM\necho $$ >pid\nsleep 60\nsleep 60\n",
    "cleans up": "#!/bin/bash\ntrap 'rm half; exit 1' TERM\ntouch half\necho $$ >pid\nsleep 60 & wait\n",
}


def is_alive(pid):
    try:
        return open(f"/proc/{pid}/stat").read().rsplit(") ", 1)[1][0] not in "ZX"
    except OSError:
        return False


def wait_until(condition):
    for _ in range(600):
        if condition():
            return True
        time.sleep(0.05)
    return False


def default_signals():
    """Who runs the test may ignore some of them."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)


def launch(folder, compiler, before, more):
    os.mkdir(folder + "/scratch")
    open(folder + "/slow-gcc", "w").write(compiler)
    os.chmod(folder + "/slow-gcc", 0o755)
    open(folder + "/a.c", "w").write("int main(void) { return 0; }\n")
    return subprocess.Popen([TELINJECT, "cc", *more, "--", "./slow-gcc", "-c", "a.c", "-o", "a.o"], cwd=folder, preexec_fn=before,
                            env={**os.environ, "TMPDIR": folder + "/scratch"}, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)


def interrupt(name, compiler, number, before=lambda: None, more=()):
    with tempfile.TemporaryDirectory() as folder:
        launcher = launch(folder, compiler, lambda: (default_signals(), before()), more)
        wait_until(lambda: os.path.exists(folder + "/pid") and open(folder + "/pid").read().endswith("\n"))
        pids = [int(word) for word in open(folder + "/pid").read().split()]
        launcher.send_signal(number)
        errors = launcher.communicate()[1].decode()
        ended = "died of " + signal.Signals(-launcher.returncode).name if launcher.returncode < 0 else f"exit {launcher.returncode}"
        gone = wait_until(lambda: not any(map(is_alive, pids)))
        left = os.listdir(folder + "/scratch") + [one for one in ("half", "a.o") if os.path.exists(folder + "/" + one)]
        print(f"{signal.Signals(number).name}, {name}: {ended}, compiler {'gone' if gone else 'runs on'}, left {left}, errors {errors!r}")
        for pid in pids:
            if is_alive(pid):
                os.kill(pid, signal.SIGKILL)


for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGQUIT):
    interrupt("becomes what it starts", COMPILERS["becomes what it starts"], number)
for name in ("goes on after its child", "ignores the signal"):
    interrupt(name, COMPILERS[name], signal.SIGINT)
    interrupt(name, COMPILERS[name], signal.SIGTERM)
interrupt("cleans up", COMPILERS["cleans up"], signal.SIGTERM)
interrupt("nothing instrumented", COMPILERS["becomes what it starts"], signal.SIGTERM, more=("--skip-functions", "."))
interrupt("SIGCHLD ignored", COMPILERS["becomes what it starts"], signal.SIGTERM, before=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))


def quick(before):
    """What a compiler sees of signals, with the launcher in front and without."""
    with tempfile.TemporaryDirectory() as folder:
        seen = []
        for command in (["./slow-gcc"], [TELINJECT, "cc", "--", "./slow-gcc"]):
            if not seen:
                launch(folder, "#!/bin/sh\nexec grep -E '^Sig(Blk|Ign|Cgt)' /proc/self/status\n", before, []).communicate()
            result = subprocess.run([*command, "-c", "a.c", "-o", "a.o"], cwd=folder, preexec_fn=before, capture_output=True, text=True)
            seen.append((result.returncode, result.stdout))
        return "the same" if seen[0] == seen[1] and seen[0][1] else f"differ: {seen}"


def ignore(*numbers):
    return lambda: [signal.signal(number, signal.SIG_IGN) for number in numbers]


print("signals of the compiler:", quick(default_signals))
print("with some ignored:", quick(ignore(signal.SIGINT, signal.SIGCHLD, signal.SIGXFSZ, signal.SIGPIPE)))
print("with some blocked:", quick(lambda: signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGCHLD, signal.SIGUSR1])))

# What was ignored stays ignored: the launcher goes on, and the compile succeeds.
with tempfile.TemporaryDirectory() as folder:
    launcher = launch(folder, "#!/bin/bash\necho $$ >pid\nwhile ! [ -e go ]; do sleep 0.1; done\ntouch a.o\n", ignore(signal.SIGINT), [])
    wait_until(lambda: os.path.exists(folder + "/pid"))
    launcher.send_signal(signal.SIGINT)
    time.sleep(0.3)
    open(folder + "/go", "w").close()
    launcher.communicate()
    print(f"SIGINT, ignored: exit {launcher.returncode}, left {os.listdir(folder + '/scratch')}")
