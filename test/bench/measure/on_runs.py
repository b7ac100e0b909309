"""Runs a program or a server of the part `on` once: CPU time of it and its children, wall time, what it wrote; within a limit of time and of
bytes, so that a run that writes everything does not fill the disk."""
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass

from .common import Failed

MAX_SECONDS = 30
MAX_SECONDS_ONCE = 10  # of a run that records everything
MAX_BYTES = 2 << 30


@dataclass
class Run:
    cpu: float  # seconds, or seconds a request of a server
    wall: float
    bytes: int
    finished: bool
    seconds: float  # that the process ran


def written_bytes(folder):
    total = 0
    for file in folder.rglob("*"):
        try:
            total += file.stat().st_size
        except FileNotFoundError:  # rotated meanwhile
            continue
    return total


def children_of(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as children:
            return [int(child) for child in children.read().split()]
    except OSError:
        return []


def tell_leaf(process, number):
    """Sends a signal to the program itself, which may be the child of a tracer."""
    pid = process.pid
    while children := children_of(pid):
        pid = children[0]
    os.kill(pid, number)


def wait(process, seconds, folder):
    """Returns the rusage, or None if it had to be killed."""
    end = time.monotonic() + seconds
    ended = os.pidfd_open(process.pid)
    try:
        while not select.select([ended], [], [], 0.2)[0]:
            if time.monotonic() > end or written_bytes(folder) > MAX_BYTES:
                os.killpg(process.pid, signal.SIGKILL)
                os.waitpid(process.pid, 0)
                process.returncode = -signal.SIGKILL
                return None
    finally:
        os.close(ended)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used


def start(context, words, folder, variables):
    output = open(folder / "stdout", "wb")
    errors = open(folder / "stderr", "wb")
    with output, errors:
        return subprocess.Popen([str(word) for word in words], cwd=folder, env=context.environment | variables, stdin=subprocess.DEVNULL,
                                stdout=output, stderr=errors, start_new_session=True)


def free_port():
    with socket.socket() as any_:
        any_.bind(("127.0.0.1", 0))
        return any_.getsockname()[1]


def wait_for_port(process, port):
    for _ in range(400):
        if process.poll() is not None:
            raise Failed(f"the server ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise Failed("the server does not answer")


def redis_requests(port, smoke, seconds):
    """Sends requests; returns their number and the seconds that they took, or None if time was over."""
    count, tests = (200, "set,get") if smoke else (25000, "set,get,lpush")
    begin = time.monotonic()
    words = ["redis-benchmark", "-p", str(port), "-n", str(count), "-c", "20", "-q", "-t", tests]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode or "rror" in done.stderr:
        raise Failed(f"redis-benchmark: {(done.stderr or done.stdout)[-200:]}")
    return count * (tests.count(",") + 1), time.monotonic() - begin


def http_requests(port, smoke, seconds):
    duration = "1s" if smoke else "3s"
    begin = time.monotonic()
    try:
        done = subprocess.run(["wrk", "-t1", "-c8", f"-d{duration}", f"http://127.0.0.1:{port}/page.txt"], capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return None
    found = re.search(r"(\d+) requests in", done.stdout)
    if not found or int(found.group(1)) == 0 or "Non-2xx" in done.stdout:
        raise Failed(f"wrk: {(done.stderr or done.stdout)[-300:]}")
    return int(found.group(1)), time.monotonic() - begin


def run_server(context, words, folder, variables, requests, keep, seconds):
    port = free_port()
    process = start(context, [str(word).replace("{port}", str(port)) for word in words], folder, variables)
    begin = time.monotonic()
    used = None
    try:
        wait_for_port(process, port)
        done = requests(port, context.smoke, seconds)
        tell_leaf(process, signal.SIGTERM)
        used = wait(process, seconds, folder)
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    ran = time.monotonic() - begin
    finished = done is not None and used is not None
    number, wall = done or (1, 0.0)
    return Run((used.ru_utime + used.ru_stime) / number if finished else 0.0, wall / number, written_bytes(keep), finished, ran)


def run_once(context, workload, words, folder, variables=None, may_fail=False, watched=None, seconds=MAX_SECONDS):
    """words: up to the program's name; its arguments are the workload's."""
    kept = folder / "out"
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    arguments = workload.smoke if context.smoke and workload.smoke else workload.arguments
    words = [*words, *(str(word).format(folder=workload.folder(context), port="{port}") for word in arguments)]
    if workload.requests:
        return run_server(context, words, folder, variables or {}, workload.requests, kept, seconds)
    begin = time.monotonic()
    process = start(context, words, folder, variables or {})
    used = wait(process, seconds, watched or kept)
    wall = time.monotonic() - begin
    if used is None:
        return Run(0.0, wall, written_bytes(kept), False, wall)
    if process.returncode != 0 and not may_fail:
        raise Failed(f"{workload.name} ended with {process.returncode}: {(folder / 'stderr').read_text(errors='replace')[-300:]}")
    return Run(used.ru_utime + used.ru_stime, wall, written_bytes(kept), True, wall)
