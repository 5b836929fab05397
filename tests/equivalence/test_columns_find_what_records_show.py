"""Columns find exactly what records show: the same rows, fields and rules, and the same accepted rows.

Every case is a contract nobody thought of and rows in one physical form. The oracle judges row by row, by other
people's validators; the engine by columns. A difference is a fault of the engine.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import physical_forms as forms
import pytest
import record_oracle
import source_cells as cells
from generated_contracts import REFERENCES, Promise, promises
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from record_oracle import Unmade, Verdict

from opendata_share.contract import Field
from opendata_share.stages import Table
from opendata_share.validation import validate

ON_PUSH: Final = {"typed": 700, "arrow": 400, "texts": 400, "csv": 300, "ndjson": 150, "dicts": 100}
"""How many cases of each form are made on each push, of at most six rows."""
AT_LENGTH: Final = {"typed": 6_000, "arrow": 4_000, "texts": 4_000, "csv": 3_000, "ndjson": 1_500, "dicts": 1_500}
"""How many cases of each form are made by the long run, of at most 100 rows: 20 000 in all."""

Mapper = Callable[..., Any] | None
Case = tuple[Promise, list[dict[str, Any]], list[int], list[int]]


class Tally:
    """Counts what was compared."""

    def __init__(self) -> None:
        self.cases = self.cells = 0


def pool(draw: st.DrawFn, promised: Field, strategy: Callable[[Field], st.SearchStrategy[Any]]) -> list[Any]:
    """Return the few values that the cells of one column have, so that rows meet."""
    return [None, *draw(st.lists(strategy(promised), min_size=1, max_size=6))]


@st.composite
def columns(
    draw: st.DrawFn, promise: Promise, strategy: Callable[[Field], st.SearchStrategy[Any]], most: int
) -> list[dict[str, Any]]:
    """Return rows whose cells come from one pool a column: many rows cost few choices."""
    pools = {each.name: pool(draw, each, strategy) for each in promise.contract.fields}
    count = draw(st.integers(0, most))
    chosen = draw(st.binary(min_size=count * len(pools), max_size=count * len(pools)))
    places = iter(chosen)
    return [{name: values[next(places) % len(values)] for name, values in pools.items()} for _ in range(count)]


def found_by_engine(table: Table, mapper: Mapper) -> Verdict:
    validated = validate(table, references=REFERENCES, map_batches=mapper)
    report = validated.report.tables[0]
    assert report.balance.balances
    assert not report.truncated
    found = Counter((one.row, one.field, one.rule, one.severity) for one in report.violations)
    assert sum(found.values()) == sum(report.counts.values()) + sum(report.advice.values())
    accepted = validated.tables[0].to_records()
    assert report.balance.accepted == len(accepted)
    assert report.balance.rejected == validated.rejected.count
    return Verdict(found, [record_oracle.plain(row) for row in accepted])


def compare(table: Table, expected: Verdict, mapper: Mapper) -> None:
    found = found_by_engine(table, mapper)
    assert found.found == expected.found
    assert found.accepted == expected.accepted


@st.composite
def cases(draw: st.DrawFn, form: str, most: int) -> Case:
    promise = draw(promises(filled=form != "typed"))
    strategy: Callable[[Field], st.SearchStrategy[Any]] = {
        "typed": lambda each: cells.values(each, finite=False),
        "arrow": lambda each: cells.values(each, finite=False),
        "texts": cells.texts,
        "csv": cells.texts,
    }.get(form, cells.fragments)
    rows = draw(columns(promise, strategy, most))
    return promise, rows, draw(forms.CUTS), draw(forms.LAYOUTS)


def judge_case(form: str, case: Case, folder: Path, mapper: Mapper = map) -> int:
    """Compare one case; return how many cells it has."""
    promise, rows, cuts, layouts = case
    contract = promise.contract
    by_name = {each.name: each for each in contract.fields}

    def read(row: dict[str, Any], reader: Callable[[Any, Field], Any]) -> dict[str, Any]:
        return {name: reader(cell, by_name[name]) for name, cell in row.items()}

    if form == "typed":
        table = forms.judged_as_they_are(contract, rows, cuts, layouts)
        compare(table, record_oracle.judged(promise, rows, filled=False), mapper)
    elif form == "arrow":
        table = forms.as_arrow(contract, rows, cuts, layouts)
        compare(table, record_oracle.judged(promise, [read(row, _adapted) for row in rows], filled=True), mapper)
    elif form in {"texts", "csv"}:
        if form == "csv":
            rows = [row for row in rows if not _is_refused(row)]
        expected = record_oracle.judged(promise, [read(row, cells.read_text) for row in rows], filled=True)
        table = (
            forms.as_arrow_texts(contract, rows, cuts, layouts)
            if form == "texts"
            else forms.as_csv(contract, rows, cuts, layouts, folder)
        )
        compare(table, expected, mapper)
    elif form == "dicts":
        head: dict[str, Any] = dict.fromkeys(by_name)  # so that every column is there
        values = [head, *({name: json.loads(cell or "null") for name, cell in row.items()} for row in rows)]
        expected = record_oracle.judged(promise, [read(row, cells.read_json) for row in values], filled=True)
        compare(forms.as_dicts(contract, values), expected, mapper)
    else:
        judge_lines(promise, rows, cuts, layouts, read, folder, mapper)
    return len(rows) * len(by_name)


def judge_lines(promise: Promise, rows: Any, cuts: Any, layouts: Any, read: Any, folder: Path, mapper: Mapper) -> None:
    lines = [forms.as_line(row, absent=bool(layouts[0] % 2)) for row in rows]
    made: list[Any] = [
        read(row, lambda cell, each: None if cell is None else cells.read_json(cells.parsed(cell), each))
        for row in rows
    ]
    for place, layout in zip(cuts, layouts, strict=False):
        line, rule = HOSTILE_LINES[layout]
        lines.insert(place, line)
        made.insert(place, Unmade(rule))
    names = [each.name for each in promise.contract.fields]
    lines.insert(0, forms.as_line(dict.fromkeys(names), absent=False))
    made.insert(0, dict.fromkeys(names))
    compare(
        forms.as_ndjson(promise.contract, lines, cuts, folder), record_oracle.judged(promise, made, filled=True), mapper
    )


HOSTILE_LINES: Final = [
    ("{", "malformed-json"),
    ("[1]", "not-an-object"),
    ('{"id": "\\ud800"}', "malformed-json"),
    ('{"id": "a", "id": "b"}', "malformed-json"),
    ('{"id": NaN}', "malformed-json"),
    ("{} {}", "malformed-json"),
]


def _is_refused(row: dict[str, Any]) -> bool:
    """Whether a line is no row of a text file: it is blank, or damages the file."""
    return not any(row.values()) or any("\0" in cell for cell in row.values() if cell)


def _adapted(cell: Any, promised: Field) -> Any:
    """Return what a typed cell is once it is adapted: an empty text is no value, NaN is no number."""
    if cell == "":
        return None
    return cells.NOT_OF_TYPE if isinstance(cell, float) and cell - cell != 0 else cell


def judge_many(form: str, count: int, most: int, folder: Path, tell: Any = None) -> Tally:
    """Compare `count` cases of one form, each in the caller's thread, on threads of the engine's or in a pool."""
    tally = Tally()
    with ThreadPoolExecutor(2) as pool:
        mappers: tuple[Mapper, ...] = (map, None, pool.map)

        @settings(max_examples=count, suppress_health_check=list(HealthCheck))
        @given(case=cases(form, most))
        def judge(case: Any) -> None:
            tally.cells += judge_case(form, case, folder, mappers[sum(case[-1]) % len(mappers)])
            tally.cases += 1
            if tell is not None:
                tell(tally.cases, count)

        judge()
    return tally


@pytest.mark.parametrize("form", ON_PUSH)
def test_a_table_is_judged_as_its_records_are(form: str, tmp_path: Path) -> None:
    assert judge_many(form, ON_PUSH[form], 6, tmp_path).cases >= ON_PUSH[form]


def test_two_thousand_cases_are_judged_on_each_push() -> None:
    assert sum(ON_PUSH.values()) >= 2_000


@pytest.mark.exhaustive
@pytest.mark.parametrize("form", AT_LENGTH)
def test_a_million_cells_are_judged_as_their_records_are(
    form: str, tmp_path: Path, record_property: Any, tell: Any
) -> None:
    tally = judge_many(form, AT_LENGTH[form], 100, tmp_path, tell)
    record_property("cases", tally.cases)
    record_property("cells", tally.cells)
    record_property("differences", 0)  # the first one would have ended the run
    assert tally.cases >= AT_LENGTH[form]
    assert tally.cells >= 50 * tally.cases
    assert sum(AT_LENGTH.values()) * 50 >= 1_000_000
