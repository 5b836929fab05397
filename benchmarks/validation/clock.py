"""What one piece of work took in this process: seconds, processor seconds, the most memory.

What lives here: the clock. What this file must not know: the work. It imports nothing but the standard library, so that
an engine in an environment of its own is timed by the very same lines.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

_T = TypeVar("_T")


def measured(work: Callable[[], _T]) -> tuple[_T, dict[str, float]]:
    """Do the work and return its result with `seconds`, `cpu_seconds` and `peak_mb` of this process so far."""
    wall, busy = time.perf_counter(), time.process_time()
    result = work()
    took = {
        "seconds": round(time.perf_counter() - wall, 4),
        "cpu_seconds": round(time.process_time() - busy, 4),
        "peak_mb": round(peak_bytes() / 1e6, 1),
    }
    return result, took


def peak_bytes() -> int:
    """Return the most memory this program has held.

    Linux is asked for the program's own mark: what `getrusage` says also counts the program that started this one.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        marks = [line.split() for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM")]
        if marks:
            return int(marks[0][1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # kilobytes on Linux, bytes on macOS
    return peak if sys.platform == "darwin" else peak * 1024
