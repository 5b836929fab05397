"""Validate one file of a workload with this package, and compare what it found with the truth.

What lives here: the call that is timed, and our findings in the truth's words. What this file must not know: what the
truth was made from, how the package judges.

    python -m benchmarks.validation.ours build/benchmarks/unit_responses-1000000-dirty.csv

Timed are `adapt` and `validate(keep=False)` with a contract that was loaded from its document. A report keeps its first
violations in full and counts all; where there are more, rows and reasons are read from the rejected rows, and advice
(the references, which nothing rejects a row for) is compared by its count.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

import opendata_share as share
from opendata_share._limits import Limits

from .clock import measured
from .truth import Located, Truth, Verdict, compare, truth_of
from .workloads import WORKLOADS, Workload

CAPTURED: Final = datetime(2027, 6, 1, tzinfo=UTC)
#: More than a file of ten million rows has where one in a thousand is bad.
KEPT: Final = 20_000
#: What the truth calls each of our rules.
RULES: Final = {
    "required": "required",
    "pattern": "pattern",
    "code": "enum",
    "minimum": "range",
    "maximum": "range",
    "max-length": "max_length",
    "duplicate-key": "unique",
    "dangling-reference": "foreign_key",
    "type": "type",
}


def validated(file: Path, *, keep: bool = False) -> share.Validated:
    """Return the file judged by its workload's contract; this is what is timed."""
    workload = WORKLOADS[file.name.partition("-")[0]]
    contract = share.Contract.from_document(workload.contract_document())
    limits = Limits(violations=KEPT)
    table = share.adapt(file, to=contract, captured_at=CAPTURED, limits=limits)
    return share.validate(table, references=workload.references(), as_of=CAPTURED, keep=keep, limits=limits)


def verdict_of(outcome: share.Validated, truth: Truth) -> Verdict:
    """Return whether exactly the truth was found."""
    workload = WORKLOADS[truth.workload]
    report = outcome.report.tables[0]
    if report.balance.produced != truth.rows:
        told = f"{report.balance.produced} rows were judged, and the file holds {truth.rows}"
        return Verdict(False, truth.rows, 0, 0, (told,))
    if not report.truncated:
        found = {_place(workload, v.row or 0, v.field, v.rule) for v in report.violations}
        return compare(found, truth)
    counted = Counter({_place(workload, 0, None, rule)[1:]: number for rule, number in report.advice.items()})
    rejected = {place for batch in outcome.rejected.batches() for place in _places(workload, batch.to_pydict())}
    return _compare_counted(rejected, counted, truth)


def _compare_counted(rejected: set[Located], advice: Counter[tuple[str, str]], truth: Truth) -> Verdict:
    """Compare rejected rows exactly, and advice by how often it was given."""
    given = {rule for _, rule in advice}
    counted = {place for place in truth.located() if place[2] in given}
    verdict = compare(rejected | counted, truth)
    if sum(advice.values()) == len(counted):
        return verdict
    told = f"advice was given {sum(advice.values())} times, and {len(counted)} are right"
    return Verdict(False, verdict.wanted, verdict.missed, verdict.extra, (*verdict.examples, told))


def _places(workload: Workload, rows: dict[str, list[Any]]) -> Iterator[Located]:
    for row, fields, rules in zip(rows["_row"], rows["_field"], rows["_rule"], strict=True):
        names = [None] * len(rules.split("; ")) if fields is None else fields.split("; ")
        for field, rule in zip(names, rules.split("; "), strict=True):
            yield _place(workload, row, field, rule)


def _place(workload: Workload, row: int, field: str | None, rule: str) -> Located:
    """Return a finding of ours in the truth's words; one the truth has no word for keeps its own."""
    if rule in workload.checks:
        return row, *workload.checks[rule]
    return row, field or "", RULES.get(rule, rule)


def converted(file: Path, into: Path) -> share.Validated:
    """Return the file judged, its accepted rows written as Parquet."""
    outcome = validated(file, keep=True)
    (table,) = outcome.tables
    table.to_parquet(into)
    return outcome


def repeated(keys: pa.Table, contract: share.Contract) -> share.Validated:
    """Return a column in memory judged by a contract that has a key and no other rule."""
    limits = Limits(violations=KEPT)
    return share.validate(share.adapt(keys, to=contract, captured_at=CAPTURED), keep=False, limits=limits)


def key_alone(workload: Workload) -> share.Contract:
    """Return the workload's contract with nothing left but the column of its key."""
    whole = share.Contract.from_document(workload.contract_document())
    field = replace(whole.field(whole.primary_key[0]), required=False, pattern=None)
    return replace(whole, fields=(field,), checks=(), code_lists=())


def _figures(given: argparse.Namespace) -> dict[str, Any]:
    """Do what is asked for and return its figures and the verdict."""
    file: Path = given.file
    truth = truth_of(file)
    if given.task == "unique":
        contract = key_alone(WORKLOADS[truth.workload])
        keys = pq.ParquetFile(file).read(columns=list(contract.primary_key))
        truth = truth.only("unique")
        outcome, took = measured(lambda: repeated(keys, contract))
    elif given.task == "convert":
        outcome, took = measured(lambda: converted(file, given.parquet))
    else:
        outcome, took = measured(lambda: validated(file))
    verdict = verdict_of(outcome, truth)
    if given.task == "convert":
        verdict = _with_rows(verdict, pq.ParquetFile(given.parquet).metadata.num_rows, outcome)
    told = {"engine": "opendata-share", "version": share.__version__, "rows": truth.rows}
    return {**told, **took, **verdict.to_document()}


def _with_rows(verdict: Verdict, written: int, outcome: share.Validated) -> Verdict:
    """Return the verdict, not equal where the file written has another number of rows than were accepted."""
    accepted = outcome.report.rows - outcome.report.rejected
    if written == accepted:
        return verdict
    told = f"{written} rows were written, and {accepted} were accepted"
    return replace(verdict, equal=False, examples=(*verdict.examples, told))


def main(arguments: Sequence[str] | None = None) -> None:
    """Validate the file and print seconds, memory and verdict as one line of JSON; the status is 1 where it differs."""
    parser = argparse.ArgumentParser(description="Validate a benchmark's table and compare with the truth.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--task", choices=("validate", "convert", "unique"), default="validate")
    parser.add_argument("--parquet", type=Path, help="where accepted rows are written to by the task convert")
    given = parser.parse_args(arguments)
    if (given.task == "convert") != (given.parquet is not None):
        parser.error("--task convert and --parquet belong together")
    # loading the package is not the work; its names load when first used
    _ = [getattr(share, public) for public in share.__all__]
    figures = _figures(given)
    print(json.dumps(figures))
    sys.exit(0 if figures["equal"] else 1)


if __name__ == "__main__":
    main()
