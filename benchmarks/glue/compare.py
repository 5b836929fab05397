"""The same job with the tools of today and with this package, side by side: `make glue`.

What lives here: the order of the runs, the table that is printed and the file that is kept. What this file must not
know: what either side does, how a row is judged. By hand, for a first look:

    python -m benchmarks.glue.compare --rounds 1 --hospitals 500 --results build/glue/glue.json

First every sheet goes through both sides once, for what comes out; then both sides take turns on the sound sheet, and
on a large one, for the time. Seconds count from the start of a process to its end; a machine that does other work slows
both alike, so compare ratios. A ratio is the median over rounds of the glue's figure to ours in the same round.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from ..friday.lines import edits
from .sheets import AGENCY, FAULTS, HOSPITALS, Truth, write
from .sides import FILES, GLUE_PYTHON, HERE, LATER, SIDES, Outcome, Run, Side
from .verdict import Verdict, judge
from .written import written

RESULTS: Final = HERE.parent / "results" / "glue.json"
_MIB: Final = 1024 * 1024
_TOOLS: Final = ("frictionless", "datacontract-cli", "ckanapi", "pandas", "openpyxl")

#: What is summed over all sheets.
_SUMS: Final = {
    "wrong": "rows published wrong",
    "lost": "rows lost without a word",
    "leaked": "personal texts leaked",
    "refused": "good rows rejected",
    "sheets_stopped": "sheets stopped whole",
    "tracebacks": "of these with a traceback",
}

Document = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run both sides, print the table and keep the document."""
    parser = argparse.ArgumentParser(description="The same job with the tools of today and with this package.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--hospitals", type=int, default=5_000, help="of the large sheet; at most 9999")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the figures are kept")
    chosen = parser.parse_args(arguments)
    if chosen.rounds < 1 or not 1 <= chosen.hospitals <= 9_999:
        parser.error("--rounds is at least 1, --hospitals from 1 to 9999")
    if not GLUE_PYTHON.is_file():
        sys.exit("the other tools are not installed: `make glue` does it")
    document = run(chosen.rounds, chosen.hospitals)
    chosen.results.parent.mkdir(parents=True, exist_ok=True)
    chosen.results.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    print(table(document))


def run(rounds: int, hospitals: int) -> Document:
    """Run everything and return the document that is kept."""
    with tempfile.TemporaryDirectory(prefix="glue-") as name:
        folder = Path(name)
        faults = {fault: _examined(fault, folder) for fault in FAULTS}
        touched = _touched_after_draft(folder / "none" / "beds.xlsx")
        speeds = {
            "small": _timed(HOSPITALS, rounds, folder),
            "large": _timed(hospitals, max(1, rounds // 2), folder),
        }
    return {
        "benchmark": "glue",
        "rounds": rounds,
        "processors": os.cpu_count(),
        "versions": _versions(),
        "written": {side: _written(side) for side in SIDES} | {"touched_after_draft": touched},
        "speeds": speeds,
        "faults": faults,
        "totals": {side: _totals([fault[side] for fault in faults.values()]) for side in SIDES},
    }


def _examined(fault: str, folder: Path) -> Document:
    """Return what both sides make of one sheet."""
    print(f"{fault}: {FAULTS[fault][0]}", file=sys.stderr)
    truth = write(fault, folder / fault)
    found: Document = {"what": FAULTS[fault][0], "rows": len(truth.facts)}
    for side, work in SIDES.items():
        found[side] = _found(truth, _in_new_folder(work, folder / fault / "beds.xlsx", folder, later=False))
    return found


def _in_new_folder(work: Side, sheet: Path, folder: Path, *, later: bool) -> Outcome:
    with tempfile.TemporaryDirectory(dir=folder) as place:
        return work(sheet, Path(place), later=later)


def _found(truth: Truth, outcome: Outcome) -> Document:
    verdict = judge(truth, outcome.published, outcome.rejected, outcome.left)
    kept = {name: getattr(verdict, name) for name in Verdict.__slots__}
    kept |= {"silent": verdict.silent, "word": verdict.word}
    if verdict.stopped:
        kept |= {"reason": outcome.first.reason, "traceback": outcome.first.traceback}
    return kept


def _timed(hospitals: int, rounds: int, folder: Path) -> Document:
    """Return what both sides took for the sound sheet, taking turns; who begins changes."""
    sheet = folder / f"{hospitals}" / "beds.xlsx"
    truth = write("none", sheet.parent, hospitals)
    turns: list[dict[str, Outcome]] = []
    for number in range(rounds):
        print(f"{hospitals} hospitals, round {number + 1} of {rounds}", file=sys.stderr)
        order = list(SIDES.items())[:: 1 if number % 2 else -1]
        turns.append({side: _in_new_folder(work, sheet, folder, later=True) for side, work in order})
        _check(truth, turns[-1])
    return {
        "rows": len(truth.facts),
        "sides": {side: summary([turn[side] for turn in turns]) for side in SIDES},
        "ratios": ratios([(turn["glue"], turn["ours"]) for turn in turns]),
    }


def _check(truth: Truth, outcomes: Mapping[str, Outcome]) -> None:
    """Stop where a side did other work than it was given: a figure for the wrong rows is worth nothing."""
    for side, outcome in outcomes.items():
        verdict = judge(truth, outcome.published, outcome.rejected, outcome.left)
        if verdict.silent or verdict.stopped or verdict.right != len(truth.facts):
            sys.exit(f"{side} did not publish the sound sheet: {verdict.word}\n{outcome.first.said}")


def summary(outcomes: Sequence[Outcome]) -> Document:
    """Return the medians of one side over all rounds."""
    return {
        "seconds": [round(outcome.first.seconds, 2) for outcome in outcomes],
        "median_seconds": round(statistics.median(outcome.first.seconds for outcome in outcomes), 2),
        "cpu_seconds": round(statistics.median(outcome.first.cpu_seconds for outcome in outcomes), 2),
        "seconds_again": round(statistics.median(_again(outcome).seconds for outcome in outcomes), 2),
        "peak_mib": round(max(outcome.first.peak_bytes for outcome in outcomes) / _MIB),
        "new_later": [name for name in LATER if any(name in outcome.new for outcome in outcomes)],
    }


def _again(outcome: Outcome) -> Run:
    assert outcome.again is not None  # the timed runs are followed by later ones
    return outcome.again


def ratios(pairs: Sequence[tuple[Outcome, Outcome]]) -> Document:
    """Return the medians of glue : ours, round by round; above 1 the glue takes more."""

    def median(figure: Callable[[Outcome], float]) -> float:
        return round(statistics.median(figure(glue) / figure(ours) for glue, ours in pairs), 2)

    def first(figure: Callable[[Run], float]) -> float:
        return median(lambda outcome: figure(outcome.first))

    return {
        "seconds": first(lambda taken: taken.seconds),
        "cpu_seconds": first(lambda taken: taken.cpu_seconds),
        "seconds_again": median(lambda outcome: _again(outcome).seconds),
        "peak": first(lambda taken: taken.peak_bytes),
    }


def _totals(found: Sequence[Document]) -> Document:
    """Return one side's sums over all sheets."""
    sums = {name: sum(sheet[name] for sheet in found) for name in ("wrong", "wrong_cells", "lost", "leaked", "refused")}
    return sums | {
        "sheets": len(found),
        "sheets_with_silent_faults": sum(sheet["silent"] > 0 for sheet in found),
        "sheets_stopped": sum(sheet["stopped"] for sheet in found),
        "tracebacks": sum(sheet.get("traceback", False) for sheet in found),
    }


def _written(side: str) -> Document:
    count = written(HERE / name for name in FILES[side])
    return {"files": list(FILES[side]), "lines": count.lines, "characters": count.characters}


def _touched_after_draft(sheet: Path) -> int:
    """Return how many lines a person touches who begins with `map draft` and not with an empty map."""
    command = [str(Path(sys.executable).with_name("opendata-share")), "map", "draft", str(sheet)]
    options = ["--to", "facility-capacity", "--agency", AGENCY]
    done = subprocess.run([*command, *options], check=True, stdout=subprocess.PIPE, text=True)
    final, command_lines = (HERE / name for name in FILES["ours"])
    return edits(done.stdout, final.read_text("utf-8")).count + written([command_lines]).lines


def _versions() -> dict[str, str]:
    program = (
        f"import importlib.metadata, json; print(json.dumps({{n: importlib.metadata.version(n) for n in {_TOOLS}}}))"
    )
    done = subprocess.run([str(GLUE_PYTHON), "-c", program], check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, str] = json.loads(done.stdout)
    mine = {"opendata-share": version("opendata-share"), "python": platform.python_version()}
    return mine | found | {"system": platform.system(), "machine": platform.machine()}


def table(document: Document) -> str:
    """Return the figures as a table for people."""
    pens, totals = document["written"], document["totals"]
    lines = [
        f"{'':<50}{'glue':>24}{'ours':>24}{'glue : ours':>13}",
        *(_counted(f"{name} written by the person", pens, name) for name in ("lines", "characters")),
        _told("lines touched, beginning with `map draft`", {"glue": "-", "ours": pens["touched_after_draft"]}),
    ]
    for speed in document["speeds"].values():
        rows, sides, ratio = f"{speed['rows']:,} rows", speed["sides"], speed["ratios"]
        lines += [
            _measured(f"seconds, {rows}", sides, "median_seconds", ratio["seconds"]),
            _measured(f"processor seconds, {rows}", sides, "cpu_seconds", ratio["cpu_seconds"]),
            _measured(f"seconds of the second day, {rows}", sides, "seconds_again", ratio["seconds_again"]),
            _measured(f"peak MiB, {rows}", sides, "peak_mib", ratio["peak"]),
        ]
    small = document["speeds"]["small"]["sides"]
    for name in LATER:
        news = {side: "yes" if name in small[side]["new_later"] else "no" for side in SIDES}
        lines.append(_told(f"new the next day, {name}", news))
    lines.append("")
    lines += [
        _told(found["what"], {side: found[side]["word"] for side in SIDES}) for found in document["faults"].values()
    ]
    lines.append("")
    for name, what in _SUMS.items():
        lines.append(_told(f"all {totals['glue']['sheets']} sheets: {what}", {s: totals[s][name] for s in SIDES}))
    return "\n".join(lines)


def _told(what: str, said: Mapping[str, object]) -> str:
    return f"{what:<50}{said['glue']!s:>24}{said['ours']!s:>24}"


def _counted(what: str, sides: Mapping[str, Document], name: str) -> str:
    return (
        _told(what, {side: sides[side][name] for side in SIDES}) + f"{sides['glue'][name] / sides['ours'][name]:>13.1f}"
    )


def _measured(what: str, sides: Mapping[str, Document], name: str, ratio: float) -> str:
    return _told(what, {side: sides[side][name] for side in SIDES}) + f"{ratio:>13.2f}"


if __name__ == "__main__":
    main()
