"""Other tracers on the programs of the part `on`: each records all functions of its own build.  A new peer: a class and a row in PEERS."""
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

from . import on_runs
from .common import Failed, have


MAX_REPORT_SECONDS = 15  # of a peer's own tool


class Peer:
    variant = "plain"

    def missing(self, context):
        """What is not installed, or None."""
        return None

    def run(self, context, workload, program, folder):
        """Returns its run and the calls that can be read from what it wrote, or None."""
        raise NotImplementedError


class Uftrace(Peer):
    name, title, variant = "uftrace", "uftrace (`-pg`)", "uftrace"

    def missing(self, context):
        return None if have("uftrace") else "uftrace is not installed"

    def run(self, context, workload, program, folder):
        data = folder / "out/data"
        words = ["uftrace", "record", "--no-pager", "--no-libcall", "--no-sched", "-d", data, program]
        run = on_runs.run_once(context, workload, words, folder, seconds=on_runs.MAX_SECONDS_ONCE)
        return run, run_report(["uftrace", "report", "--no-pager", "-d", data, "-f", "call"], r"^ *(\d+) +\S", run)


class XRay(Peer):
    name, title, variant = "xray", "XRay, FDR mode", "xray"

    def missing(self, context):
        self.llvm_xray = f"/usr/lib/llvm-{context.llvm}/bin/llvm-xray"
        runtime = list(Path(f"/usr/lib/llvm-{context.llvm}/lib/clang").glob("*/lib/linux/libclang_rt.xray-fdr-*.a"))
        return None if have(self.llvm_xray) and runtime else f"clang-{context.llvm}'s XRay is not installed"

    def run(self, context, workload, program, folder):
        # Its log is 100 MB that are written at the end: what does not fit is lost.
        out = folder / "out"
        variables = {"XRAY_OPTIONS": f"patch_premain=false:xray_logfile_base={out}/log.:verbosity=0"}
        run = on_runs.run_once(context, workload, [program], folder, variables, seconds=on_runs.MAX_SECONDS_ONCE)
        logs = sorted(out.glob("log.*"))
        if not logs:
            return run, None
        words = [self.llvm_xray, "account", logs[0], "-instr_map", program, "-k", "-f", "csv"]
        return run, run_report(words, r"^\d+,(\d+),", run)


class Lttng(Peer):
    """A session daemon of its own, which is ended by its id; where one runs already, that is another's."""

    name, title, variant = "lttng", "LTTng, cyg-profile", "called"
    library = "liblttng-ust-cyg-profile.so"

    def missing(self, context):
        if not have("lttng", "lttng-sessiond") or not any(Path("/usr/lib").glob(f"*-linux-gnu/{self.library}*")):
            return "lttng-tools or liblttng-ust-dev is not installed"
        if subprocess.run(["lttng", "list"], capture_output=True).returncode == 0:
            return "a session daemon of somebody else's is running"
        return None

    def run(self, context, workload, program, folder):
        home = folder / "lttng-home"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        variables = {"LTTNG_HOME": str(home)}
        preload = next(file for file in Path("/usr/lib").glob(f"*-linux-gnu/{self.library}*"))

        def lttng(*words):
            return context.run(["lttng", "--no-sessiond", *words], **variables)

        # run_once empties the folder of what is written.
        kept = folder / "out"
        shutil.rmtree(kept, ignore_errors=True)
        with open(home / "log", "wb") as log:
            daemon = subprocess.Popen(["lttng-sessiond", "--no-kernel"], env=context.environment | variables, stdout=log, stderr=log)
        try:
            for _ in range(100):
                try:
                    lttng("list")
                    break
                except Failed:
                    time.sleep(0.05)
            lttng("create", "bench", f"--output={folder / 'lttng-out'}")
            lttng("enable-channel", "--userspace", "--session=bench", "--subbuf-size=1M", "--num-subbuf=8", "events")
            lttng("enable-event", "--userspace", "--session=bench", "--channel=events", "lttng_ust_cyg_profile*:*")
            lttng("start", "bench")
            run = on_runs.run_once(context, workload, [program], folder, variables | {"LD_PRELOAD": str(preload)}, watched=folder / "lttng-out",
                                   seconds=on_runs.MAX_SECONDS_ONCE)
            lttng("stop", "bench")
            run.bytes = on_runs.written_bytes(folder / "lttng-out")
            discarded = re.search(r"Discarded events: (\d+)", lttng("list", "bench"))
            run.lost = int(discarded.group(1)) if discarded else None
            return run, None
        finally:
            daemon.send_signal(signal.SIGTERM)
            try:
                daemon.wait(timeout=20)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
            shutil.rmtree(folder / "lttng-out", ignore_errors=True)


def run_report(words, pattern, run):
    """The sum of the calls that a tool prints; None if it takes too long, or the run did not end."""
    if not run.finished:
        return None
    try:
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=MAX_REPORT_SECONDS, errors="replace")
    except subprocess.TimeoutExpired:
        return None
    return sum(int(count) for count in re.findall(pattern, done.stdout, re.M)) if done.returncode == 0 else None


PEERS = [Uftrace(), XRay(), Lttng()]
# Named where the table is, with the reason.
NOT_MEASURED = {"funtrace": "no distribution packages it"}
