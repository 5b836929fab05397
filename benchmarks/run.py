"""Time the journey on a generated bed sheet beside pyarrow alone: `make bench`.

What lives here: rounds, ratios, the table that is printed and the file that is kept. What this file must not know: what
a case does. By hand: `python benchmarks/run.py --rows 100000 --rounds 1`.

Every case runs in a process of its own, and the cases take turns within a round, so that a busy machine slows all of
them alike. Compare ratios, not seconds: a ratio is the median over rounds of what a case took to what pyarrow's read
took in the same round, of seconds that passed and of processor seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).resolve().parent
BUILD: Final = HERE.parent / "build" / "benchmarks"
RESULTS: Final = HERE / "results" / "journey.json"
CASES: Final = {
    "read": "read by pyarrow alone, typed, nothing judged",
    "judge": "adapt + validate, only the report kept",
    "journey": "adapt + validate + protect + publish",
}
_MIB: Final = 1024 * 1024

Outcome = dict[str, Any]


def measured(case: str, file: Path) -> Outcome:
    """Run `case` in a fresh process and return what it printed; the folder it publishes into is removed."""
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        done = subprocess.run(
            [sys.executable, str(HERE / "cases.py"), case, str(file), str(Path(folder, "public"))],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONHASHSEED": "0"},
        )
    outcome: Outcome = json.loads(done.stdout)
    return outcome


def summary(rounds: Sequence[dict[str, Outcome]], case: str, rows: int) -> Outcome:
    """Return the medians of one case over all rounds."""
    seconds = [turn[case]["seconds"] for turn in rounds]
    ratios = [turn[case]["seconds"] / turn["read"]["seconds"] for turn in rounds]
    busy = [turn[case]["cpu_seconds"] / turn["read"]["cpu_seconds"] for turn in rounds]
    return {
        "does": CASES[case],
        "rows_per_second": round(rows / statistics.median(seconds)),
        "seconds": [round(value, 3) for value in seconds],
        "cpu_seconds": round(statistics.median(turn[case]["cpu_seconds"] for turn in rounds), 3),
        "peak_mib": round(max(turn[case]["peak_bytes"] for turn in rounds) / _MIB),
        "ratio_to_read": round(statistics.median(ratios), 2),
        "cpu_ratio_to_read": round(statistics.median(busy), 2),
        "counts": rounds[0][case]["counts"],
    }


def check(rounds: Sequence[dict[str, Outcome]], rows: int, broken: int) -> None:
    """Stop where a case did other work than it was given: a figure for the wrong rows is worth nothing."""
    wanted = {
        "read": {"rows": rows},
        "judge": {"rows": rows, "rejected": broken},
        "journey": {"rows": rows, "rejected": broken, "published": rows - broken},
    }
    for turn in rounds:
        for case, counts in wanted.items():
            if turn[case]["counts"] != counts:
                sys.exit(f"{case} counted {turn[case]['counts']}, and the file holds {counts}")


def run(rows: int, rounds: int) -> Outcome:
    """Run every case `rounds` times on a sheet of `rows` rows and return the document that is kept."""
    BUILD.mkdir(parents=True, exist_ok=True)
    file = BUILD / f"facility-capacity-{rows}.csv"
    subprocess.run([sys.executable, str(HERE / "capacity_csv.py"), str(file), str(rows)], check=True)
    facts = json.loads(file.with_suffix(".json").read_text("utf-8"))
    turns = []
    for number in range(1, rounds + 1):
        print(f"round {number} of {rounds}", file=sys.stderr)
        turns.append({case: measured(case, file) for case in CASES})
    check(turns, rows, facts["broken_rows"])
    return {
        "benchmark": "journey",
        "contract": "facility-capacity",
        "rows": rows,
        "broken_rows": facts["broken_rows"],
        "columns": len(facts["columns"]),
        "file_mib": round(file.stat().st_size / _MIB, 1),
        "rounds": rounds,
        "processors": os.cpu_count(),
        "versions": turns[0]["read"]["versions"],
        "cases": {case: summary(turns, case, rows) for case in CASES},
    }


def table(document: Outcome) -> str:
    """Return the figures as a table for people."""
    size = f"{document['rows']:,} rows of {document['columns']} columns, {document['file_mib']} MiB of CSV"
    lines = [
        f"{size}, {document['broken_rows']:,} broken rows; medians of {document['rounds']} rounds",
        f"{'':<46}{'rows/s':>12}{'seconds':>10}{'peak MiB':>10}{'ratio':>8}{'CPU ratio':>11}",
        *(
            f"{case['does']:<46}{case['rows_per_second']:>12,}{statistics.median(case['seconds']):>10.2f}"
            f"{case['peak_mib']:>10,}{case['ratio_to_read']:>8.2f}{case['cpu_ratio_to_read']:>11.2f}"
            for case in document["cases"].values()
        ),
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark, print the table and keep the document."""
    parser = argparse.ArgumentParser(description="Time the journey on a generated table beside pyarrow alone.")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the figures are kept")
    chosen = parser.parse_args(arguments)
    if chosen.rows < 1 or chosen.rounds < 1:
        parser.error("--rows and --rounds are at least 1")
    document = run(chosen.rows, chosen.rounds)
    chosen.results.parent.mkdir(parents=True, exist_ok=True)
    chosen.results.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    print(table(document))


if __name__ == "__main__":
    main()
