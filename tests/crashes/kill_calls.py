"""SIGKILL at every call of the system that writes, injected by strace, while a publisher is at work.

A process imports everything and then forks one publisher a point. The publisher waits until strace holds it, so that
calls are counted from the first one that publishes. The n-th call of a kind kills it as the call is entered; the last
point of a kind is the first at which it lives.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

CALLS = (
    "openat",
    "write",
    "pwrite64",
    "fsync",
    "close",
    "mkdir",
    "linkat",
    "link",
    "rename",
    "unlink",
    "unlinkat",
    "rmdir",
    "ftruncate",
    "flock",
    "chmod",
)

PROGRAM = """
import json, os, shutil, signal, subprocess, sys, time
from pathlib import Path
import tuf.api.metadata, tuf.api.serialization.json, cryptography.hazmat.primitives.asymmetric.ed25519
import pyarrow as pa
from faulty_disk import publish_with
from release_making import units
from opendata_share.stores import Disk

before, place, stride = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
calls = sys.argv[4:]
pa.set_cpu_count(1)
pa.set_io_thread_count(1)

def traced(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("TracerPid"))

for call in calls:
    for at in range(1, 2000, stride):
        folder = place / call / str(at) / "public"
        folder.parent.mkdir(parents=True)
        if before.exists():
            shutil.copytree(before, folder)
        child = os.fork()
        if child == 0:
            while not traced(os.getpid()):
                time.sleep(0.002)
            try:
                publish_with(Disk(), units(4), folder)
            except BaseException:
                os._exit(3)
            os._exit(0)
        tracer = subprocess.Popen(
            ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}",
             "-e", f"inject={call}:signal=SIGKILL:when={at}", "-p", str(child)],
            stderr=subprocess.PIPE,
        )
        _, status = os.waitpid(child, 0)
        tracer.wait()
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0, (call, at, tracer.stderr.read())
            shutil.rmtree(folder.parent)
            break
        print(json.dumps([call, at]), flush=True)
"""


def why_not() -> str:
    """Return why no process can be traced here, or an empty text."""
    if sys.platform != "linux" or shutil.which("strace") is None:
        return "strace is not installed"
    done = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False)
    return "" if done.returncode == 0 else "no process may be traced here"


def kill_at_calls(before: Path, place: Path, stride: int, calls: tuple[str, ...] = CALLS) -> list[tuple[str, int]]:
    """Publish 4 rows over what is in `before`, once for every `stride`-th call; return the points that killed.

    What each publisher left is in place/CALL/POINT/public.
    """
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(before), str(place), str(stride), *calls],
        capture_output=True,
        check=False,
        timeout=3600,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]
