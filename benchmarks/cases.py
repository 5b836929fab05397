"""Do one measured piece of work in this process and print what it took, as JSON.

What lives here: the cases, the clock and the memory of one process. What this file must not know: how many rounds there
are, what is compared with what. `run.py` calls it. By hand: `python benchmarks/cases.py judge FILE FOLDER`.
"""

from __future__ import annotations

import json
import platform
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.csv as pa_csv

import opendata_share as share

CAPTURED: Final = datetime(2027, 1, 1, tzinfo=UTC)

TYPES: Final[dict[str, pa.DataType]] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "datetime": pa.timestamp("us", tz="UTC"),
}

Counts = dict[str, int]


def read_alone(file: Path, folder: Path) -> Counts:  # noqa: ARG001  (every case is given a folder)
    """Read the file into one typed table with pyarrow, and judge nothing."""
    types = {name: TYPES[kind] for name, kind in _facts(file)["columns"].items()}
    options = pa_csv.ConvertOptions(column_types=types, strings_can_be_null=True)
    return {"rows": pa_csv.read_csv(file, convert_options=options).num_rows}


def journey(file: Path, folder: Path) -> Counts:
    """Adapt, judge by every rule, protect and publish as CSV and Parquet with all digests."""
    validated = _judged(file, keep=True)
    publication = share.publish(share.protect(validated, policy="open"), into=folder, partial=True)
    return _counts(validated) | {"published": sum(release.rows for release in publication.releases)}


def judge(file: Path, folder: Path) -> Counts:  # noqa: ARG001
    """Adapt and judge by every rule, and keep only the report and the rejected rows."""
    return _counts(_judged(file, keep=False))


def _facts(file: Path) -> dict[str, Any]:
    """Return what the generator wrote down about its file."""
    facts: dict[str, Any] = json.loads(file.with_suffix(".json").read_text("utf-8"))
    return facts


def _judged(file: Path, *, keep: bool) -> share.Validated:
    table = share.adapt(file, to="facility-capacity", agency="benchmark", captured_at=CAPTURED)
    known = {"emergency-facility": pa.table({"id": _facts(file)["facilities"]})}
    return share.validate(table, references=known, as_of=CAPTURED, keep=keep)


def _counts(validated: share.Validated) -> Counts:
    report = validated.report
    return {"rows": report.rows, "rejected": report.rejected}


CASES: Final[dict[str, Callable[[Path, Path], Counts]]] = {"read": read_alone, "journey": journey, "judge": judge}


def _peak_bytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # kilobytes on Linux, bytes on macOS
    return peak if sys.platform == "darwin" else peak * 1024


def versions() -> dict[str, str]:
    """Return what was measured, and with what."""
    found = {name: version(name) for name in ("opendata-share", "pyarrow", "numpy")}
    return found | {"python": platform.python_version(), "system": platform.system(), "machine": platform.machine()}


def main(name: str, file: str, folder: str) -> None:
    """Do the case `name` on `file` and print its seconds, CPU seconds, peak memory and counts."""
    # loading the package is not the work; its names load when first used
    _ = [getattr(share, public) for public in share.__all__]
    wall, busy = time.perf_counter(), time.process_time()
    counts = CASES[name](Path(file), Path(folder))
    outcome: dict[str, Any] = {
        "seconds": time.perf_counter() - wall,
        "cpu_seconds": time.process_time() - busy,
        "peak_bytes": _peak_bytes(),
        "counts": counts,
        "versions": versions(),
    }
    print(json.dumps(outcome))


if __name__ == "__main__":
    main(*sys.argv[1:])
