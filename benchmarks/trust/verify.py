"""What verifying costs beside hashing the same bytes with hashlib.

What lives here: one signed folder with a large file, verified and hashed in turns. Run it with
`python -m benchmarks.trust.verify`; `--results` keeps the figures.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from opendata_share import transport, trust
from opendata_share._limits import DEFAULT_LIMITS
from opendata_share.releases._layout import FileEntry
from opendata_share.releases._place import LocalPlace
from opendata_share.releases._wants import File

BYTES = 200_000_000
RELEASES = 100


def signed_folder(folder: Path) -> tuple[trust.Pin, FileEntry]:
    """Write a catalogue of one agency with many releases, and one large file."""
    keys, now, files = trust.Keys.open(folder / "keys"), datetime.now(UTC), dict[str, bytes]()

    def commit(draft: trust.Draft) -> None:
        steps = [step for step in (draft.deciding, draft.pointer) if step is not None]
        files.update([*draft.immutable, *steps, *draft.after])

    def state() -> trust.Repository:
        found = trust.Repository.read(files.get)
        if found is None:
            raise RuntimeError("nothing was signed")
        return found

    commit(trust.begin(keys, "fire", now=now))
    targets = [trust.Target(f"fire/fleet/{n}/manifest.json", 4_000, f"sha256:{n:064x}") for n in range(1, RELEASES + 1)]
    commit(state().with_releases("fire", targets, keys, now))
    for name, data in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    content = os.urandom(1_000_000) * (BYTES // 1_000_000)
    (folder / "data.parquet").write_bytes(content)
    return trust.Pin(state().pin), FileEntry("data.parquet", BYTES, f"sha256:{hashlib.sha256(content).hexdigest()}")


def cpu_seconds(work: Callable[[], None]) -> float:
    """Return the CPU seconds, user and system, of one run."""
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


def main() -> None:
    """Measure in turns, print the figures, and write them where they are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=9)
    parser.add_argument("--results", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pin, entry = signed_folder(folder)
        place, memory = LocalPlace(folder, DEFAULT_LIMITS), trust.State(folder / "memory")
        metadata = sorted((folder / trust.FOLDER).iterdir())

        def fetch(wanted: transport.Wanted) -> bytes | None:
            path = folder / wanted.name
            return path.read_bytes() if path.exists() else None

        def chain() -> None:
            transport.drive(trust.verify(pin, memory), fetch)

        def verified() -> None:
            chain()
            with place.reached() as bring:
                bring(File("data.parquet", entry))

        def hashed() -> None:
            for path in (*metadata, folder / "data.parquet"):
                with path.open("rb") as stream:
                    hashlib.file_digest(stream, "sha256").hexdigest()

        verified()
        hashed()
        pairs = [(cpu_seconds(verified), cpu_seconds(hashed)) for _ in range(options.turns)]
        chains = [cpu_seconds(chain) for _ in range(options.turns)]
    figures = {
        "bytes": BYTES,
        "releases_listed": RELEASES,
        "turns": options.turns,
        "verify_cpu_seconds": round(statistics.median(ours for ours, _ in pairs), 4),
        "hashlib_cpu_seconds": round(statistics.median(theirs for _, theirs in pairs), 4),
        "ratio": round(statistics.median(ours / theirs for ours, theirs in pairs), 3),
        "chain_alone_cpu_seconds": round(statistics.median(chains), 4),
    }
    text = json.dumps(figures, indent=2)
    print(text)
    if options.results is not None:
        options.results.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
