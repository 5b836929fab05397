"""Measure validation beside other engines: `make bench`.

What lives here: rounds, the file of records, the tables that are printed. What this file must not know: how a case is
run, what a goal is.

    python -m benchmarks.validation.measure [--rows 1000000,10000000] [--formats csv,ndjson,parquet] [--tasks start]

Every case runs in a process of its own, an engine in its own environment, and the cases of a group take turns within a
round. One line of JSON is kept for each run; what was measured before stays, group by group, until it is measured anew.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from .cases import TASKS, Group, beside, plan
from .faults import FORMATS
from .figures import Figures, Goal, Record, goals
from .generate import INTO
from .run_case import is_there, prepare, run_case

RESULTS: Final = Path(__file__).resolve().parents[1] / "results" / "validation.jsonl"
_QUICK: Final = 100_000
_SLOWEST: Final = 100_000


def run(groups: Iterable[Group], results: Path, into: Path = INTO) -> None:
    """Run the groups, one after the other, and keep each one's records as soon as it is done."""
    for group in groups:
        print(f"{group.task} {group.workload}, {group.rows:,} rows of {group.format}", file=sys.stderr)
        prepare(group, into)
        cases = [case for case in group.cases if is_there(case)]
        for missing in set(group.cases) - set(cases):
            print(f"  {missing.engine} is left out: `make peers oracles` makes its environment", file=sys.stderr)
        records = [
            run_case(group, case, turn, into)
            for turn in range(1, group.rounds + 1)
            for case in cases
            if turn <= case.rounds
        ]
        about = {"processors": os.cpu_count(), "python": platform.python_version(), "machine": platform.machine()}
        keep(results, group, [record | about for record in records])
        print(table(group, records))


def keep(results: Path, group: Group, records: Sequence[Record]) -> None:
    """Write the records of a group in place of those that were kept of it before."""
    before = [record for record in kept(results) if _key(record) != group.key]
    lines = [json.dumps(record, ensure_ascii=False) for record in (*before, *records)]
    results.parent.mkdir(parents=True, exist_ok=True)
    results.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def kept(results: Path) -> list[Record]:
    """Return the records that are kept; none where there is no file yet."""
    return [json.loads(line) for line in results.read_text("utf-8").splitlines()] if results.is_file() else []


def _key(record: Record) -> tuple[str, str, int, str]:
    return record["task"], record["workload"], record["rows"], record["format"]


def table(group: Group, records: Sequence[Record]) -> str:
    """Return a group's figures as a table for people; ratios are to our own run of the first file of the group.

    On a busy machine the seconds that pass tell as much about its other work: the CPU ratio counts those of the case.
    """
    figures = Figures(records)
    ours = group.cases[0]
    about = f"{group.task} {group.workload}, {group.rows:,} rows of {group.format}; medians of {group.rounds} rounds"
    lines = [about, f"{'':<40}{'seconds':>10}{'ratio':>8}{'CPU ratio':>11}{'peak MB':>9}  verdict"]
    for case in group.cases:
        runs = figures.runs(group.key, case.engine, case.dirtiness)
        if not runs:
            lines.append(f"{case.label:<40}  {_failure(records, case.engine)}")
            continue
        seconds = statistics.median(record["seconds"] for record in runs)
        pair = (case.engine, case.dirtiness), (ours.engine, ours.dirtiness)
        ratio, busy = figures.ratio(group.key, *pair), figures.ratio(group.key, *pair, of="cpu_seconds")
        peak = max((record.get("peak_mb", 0) for record in runs), default=0)
        shown = f"{case.label:<40}{seconds:>10.3f}{_two(ratio):>8}{_two(busy):>11}{peak or '':>9}"
        lines.append(f"{shown}  {_verdict(runs[0])}".rstrip())
    return "\n".join([*lines, ""])


def _two(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.2f}"


def _failure(records: Sequence[Record], engine: str) -> str:
    return next((record["failed"] for record in records if record["engine"] == engine and "failed" in record), "")


def _verdict(record: Record) -> str:
    if record["equal"] is None:
        return ""
    if record["equal"]:
        return "equal"
    return f"not equal: {record.get('missed')} of {record.get('wanted')} missed, {record.get('extra')} are no fault"


def goals_table(found: Sequence[Goal]) -> str:
    """Return the Musts and goals as a table for people."""
    lines = [f"{'':<6}{'':<58}{'wanted':>9}{'measured':>10}"]
    for goal in found:
        bound = f"{'≥' if goal.at_least else '≤'} {goal.wanted:g}"
        measured = "–" if goal.measured is None else f"{goal.measured:.2f}"
        holds = "" if goal.measured is None else goal.why_not or ("holds" if goal.holds else "does not hold")
        lines.append(f"{goal.name:<6}{goal.says:<58}{bound:>9}{measured:>10}  {holds}".rstrip())
    return "\n".join(lines)


def _groups(sizes: Sequence[int], formats: Sequence[str] | None, *, quick: bool) -> Iterator[Group]:
    for rows in sizes:
        yield from plan(rows, 1 if quick else 3, formats)
    yield from beside(_SLOWEST // 10 if quick else _SLOWEST)


def _only(groups: Iterable[Group], tasks: Sequence[str] | None) -> list[Group]:
    return [group for group in groups if tasks is None or group.task in tasks]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark, keep the records and print the tables."""
    parser = argparse.ArgumentParser(description="Measure validation beside other engines.")
    parser.add_argument("--rows", help="sizes, joined by commas (1000000,10000000; quick: 100000)")
    parser.add_argument("--formats", help="of csv, ndjson, parquet; many rows of NDJSON only where they are asked for")
    parser.add_argument("--tasks", help=f"of {', '.join(TASKS)}")
    parser.add_argument("--quick", action="store_true", help="100,000 rows, one round: does it all work?")
    parser.add_argument("--results", type=Path, help=f"where records are kept (quick runs: in {INTO.name})")
    chosen = parser.parse_args(arguments)
    rows = chosen.rows or (str(_QUICK) if chosen.quick else "1000000,10000000")
    formats = chosen.formats.split(",") if chosen.formats else None
    if not all(size.isdecimal() and int(size) > 0 for size in rows.split(",")):
        parser.error("--rows are whole numbers, at least 1, joined by commas")
    if formats and not set(formats) <= set(FORMATS):
        parser.error(f"--formats are of {', '.join(FORMATS)}")
    tasks = chosen.tasks.split(",") if chosen.tasks else None
    if tasks and not set(tasks) <= set(TASKS):
        parser.error(f"--tasks are of {', '.join(TASKS)}")
    results = chosen.results or (INTO / "quick.jsonl" if chosen.quick else RESULTS)
    groups = _groups([int(size) for size in rows.split(",")], formats, quick=chosen.quick)
    run(_only(groups, tasks), results)
    print(goals_table(goals(kept(results))))


if __name__ == "__main__":
    main()
