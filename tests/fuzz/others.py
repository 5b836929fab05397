"""The damaged files other projects have collected, each read by the reader its place or name says, in one process.

What lives here: which reader a file of Arrow's and Parquet's test data is for, and reading them all. What this file
must not know: where they are kept.

    python others.py FOLDER
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from collections import Counter
from pathlib import Path

from child import MEMORY, SECONDS, answered

from opendata_share.adapters.sources import SourceOptions

_BY_SUFFIX = {
    ".parquet": "parquet", ".encrypted": "parquet", ".stream": "ipc", ".arrow_file": "ipc", ".arrow": "ipc",
    ".csv": "csv", ".json": "json",
}  # fmt: skip
_BY_FOLDER = {"parquet": "parquet", "arrow-ipc": "ipc", "csv": "csv"}


def reader_of(path: Path) -> str | None:
    """Return which reader a file is for, or None where it is for none of ours (schemas, keys, documentation)."""
    if path.suffix in _BY_SUFFIX:
        return _BY_SUFFIX[path.suffix]
    if "fuzz" in str(path.parent) or path.suffix == ".fuzz":
        folders = [name for part in path.parts for folder, name in _BY_FOLDER.items() if part.startswith(folder)]
        return folders[-1] if folders else None
    return None


def main(folder: str) -> None:
    """Read every file, and print what happened as one line of JSON; a file that is not answered ends it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    found: Counter[str] = Counter()
    for path in sorted(Path(folder).rglob("*")):
        name = reader_of(path.relative_to(folder)) if path.is_file() else None
        if name is None:
            continue
        print(path.relative_to(folder), file=sys.stderr, flush=True)
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        rows = answered(path, name, SourceOptions(format=name))
        found.update({"files": 1, f"{name} {'refused' if rows < 0 else 'read'}": 1, "rows": max(rows, 0)})
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
