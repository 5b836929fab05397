"""Every folder of the agencies' own files through its shipped field maps: `make sources`.

What lives here: reading, the table that is printed and the file that is kept. What this file must not know: what any
map says, which numbers are right (tests/realdata counts them without a map).

    python -m benchmarks.sources.measure [--folder DIR] [--results FILE]

A line is one table that one map fills from one input. "published" is what a release would hold; "rejected" is counted
by rule, a row under each rule it breaks. Columns are those of the file's first level: how many
the map reads, and how many it ignores or quarantines. Rows balance in every line, or
the command fails.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import opendata_share as share
from opendata_share.adapters import find_map, open_mapped
from opendata_share.adapters.maps import FOLDER

from .inputs import INPUTS, NOT_READ, UNMAPPED, Input

ROOT: Final = Path(__file__).resolve().parents[2]
REALDATA: Final = next(
    (parent / "shared" / "realdata" for parent in ROOT.parents if (parent / "shared").is_dir()), ROOT
)
RESULTS: Final = ROOT / "benchmarks" / "results" / "sources.json"


@dataclass(frozen=True, slots=True)
class Line:
    """What one map made of one input, for one table."""

    folder: str
    files: str
    map: str
    table: str
    read: int
    skipped: int
    expanded: int
    merged: int
    produced: int
    published: int
    rejected: int
    columns_used: int
    columns_ignored: int
    map_lines: int
    seconds: float
    rules: dict[str, int] = field(default_factory=dict)


def lines_of(chosen: Input, realdata: Path) -> Iterator[Line]:
    """Read one input and yield a line for each table; the time is that of the whole map."""
    began = time.perf_counter()
    source = realdata / chosen.folder / chosen.files
    checked = share.validate(share.adapt_bundle(source, field_map=chosen.map, references=references(chosen, realdata)))
    seconds = time.perf_counter() - began
    used, ignored = columns(source, chosen.map)
    for report in checked.report.tables:
        balance = report.balance
        if not balance.balances:
            raise AssertionError(f"{chosen.map}: {balance}")
        yield Line(
            folder=chosen.folder,
            files=chosen.files,
            map=chosen.map,
            table=report.contract.partition("@")[0],
            read=balance.read,
            skipped=balance.skipped,
            expanded=balance.expanded,
            merged=balance.merged,
            produced=balance.produced,
            published=balance.accepted,
            rejected=balance.rejected,
            columns_used=used,
            columns_ignored=ignored,
            map_lines=map_lines(chosen.map),
            seconds=round(seconds, 2),
            rules=dict(sorted(report.counts.items())),
        )


def references(chosen: Input, realdata: Path) -> dict[str, object]:
    """Return the table in which the names of an input are looked up, by its contract."""
    if chosen.register is None:
        return {}
    file, name = chosen.register
    (found,) = share.validate(share.adapt(realdata / file, field_map=name)).tables
    return {found.contract.name: found}


def columns(source: Path, name: str) -> tuple[int, int]:
    """Return how many columns of the first level a line of the map names, and how many none does."""
    chosen = find_map(name)
    parts = [part for key, part in chosen.document.items() if key != "source"]
    words = set(texts(parts))
    headings = open_mapped(source, chosen).headings()
    used = sum(any(names(word, heading) for word in words) for heading in headings)
    return used, len(headings) - used


def texts(part: Any) -> Iterator[str]:
    """Yield every text of a part of a map, keys of `on` included."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        yield from part
        for inner in part.values():
            yield from texts(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from texts(inner)


def names(word: str, heading: str) -> bool:
    """Whether a text of a map is a column, a path into it, or a template that reads it."""
    return word == heading or word.startswith((f"{heading}/", f"{heading}[")) or f"{{{heading}" in word


def map_lines(name: str) -> int:
    """Return how many lines of the map say something: without comments and blank lines."""
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    return sum(bool(line.strip()) and not line.lstrip().startswith("#") for line in text.splitlines())


def measure(realdata: Path) -> list[Line]:
    """Return the lines of every input, in order."""
    return [line for chosen in INPUTS for line in lines_of(chosen, realdata)]


def table(lines: list[Line]) -> str:
    """Return the lines as text."""
    numbers = f"{'read':>6} {'made':>6} {'publ.':>6} {'rej.':>5} {'cols':>7} {'lines':>5} {'s':>6}"
    head = f"{'map':<38} {'table':<20} {numbers}  rules"
    rows = [
        f"{line.map:<38} {line.table:<20} {line.read:>6} {line.produced:>6} {line.published:>6} {line.rejected:>5} "
        f"{f'{line.columns_used}/{line.columns_ignored}':>7} {line.map_lines:>5} {line.seconds:>6.2f}  "
        + " ".join(f"{rule}={count}" for rule, count in line.rules.items())
        for line in lines
    ]
    return "\n".join([head, *rows])


def main() -> int:
    """Measure, print and keep."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder", type=Path, default=REALDATA, help="where the agencies' own files are")
    options.add_argument("--results", type=Path, default=RESULTS)
    asked = options.parse_args()
    if not asked.folder.is_dir():
        print("the agencies' own files are not here: nothing was measured", file=sys.stderr)
        return 2
    lines = measure(asked.folder)
    print(table(lines))
    folders = {path.name for path in asked.folder.iterdir() if path.is_dir()}
    rest = sorted(folders - {line.folder for line in lines} - set(UNMAPPED))
    for name, reason in {**UNMAPPED, **NOT_READ}.items():
        print(f"{name:<38} {reason}")
    mapped, maps = {line.folder for line in lines}, {line.map for line in lines}
    print(f"folders: {len(folders)}, mapped: {len(mapped)}, maps: {len(maps)}")
    document: dict[str, Any] = {"lines": [asdict(line) for line in lines], "not_mapped": UNMAPPED, "not_read": NOT_READ}
    asked.results.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if rest:
        print(f"no map and no reason: {', '.join(rest)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
