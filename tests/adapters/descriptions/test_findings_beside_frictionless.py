"""On the same bad files, by the same Table Schemas, stock frictionless and we find the same in the same cells.

A finding is a row, a field and a rule that both have. What differs on purpose stands in `DIFFERENCES`, and in the table
of docs/reference/table-schemas.md with the reason: a finding that no difference foretells fails, and so does a
difference that foretells nothing any more.
"""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from opendata_share.adapters import adapt, import_table_schema
from opendata_share.validation import validate

pytestmark = pytest.mark.oracle

ROOT = Path(__file__).parents[3]
PLACES = (os.environ.get("FRICTIONLESS", ""), str(ROOT / ".oracles" / "frictionless" / "bin" / "frictionless"))
REALDATA = next(
    (found for folder in ROOT.parents if (found := folder / "shared" / "realdata").is_dir()), Path("shared/realdata")
)
OURS = [
    *sorted((ROOT / "examples" / "jakarta" / "data").glob("*.csv")),
    ROOT / "benchmarks" / "one_bad_file" / "beds.csv",
]
THEIRS = [
    "jakarta_fire_posts_2013/data-personel-kendaraan-pemadam-kebakaran-2013.csv",
    "jakarta_puskesmas_2017/mst_puskesmas.csv",
    "kemendagri_wilayah_2025/penduduk_level1_2.csv",
    "gbpa_hydrants_stations/fire_hydrants.csv",
    "jakarta_population_households_2013/DATA-DKI-MENURUT-PENDUDUK-TAHUN-2014.csv",
    "sf_fire_incidents/fire_incidents_raw.csv",
    "seattle_fire_realtime_2017/apparatus-locations.csv",
]
MISSHAPEN = "id,name,n\n1,a,5\n2,b\n3,c,7,8\n4,d,9\n,,\n5,e,x\n,f,1\n,g,2\n5,h,3\n"
"""A row too short, one too long, one of commas alone, and two without their key."""

Finding: TypeAlias = tuple[int | None, str | None, str]
"""The row (None for the file), the field (None for several), and the rule."""

WITNESS = """
import json, sys, warnings
warnings.simplefilter("ignore")
from frictionless import Resource
answers = []
for descriptor in json.load(sys.stdin):
    report = Resource.from_descriptor(descriptor).validate(limit_errors=10**6)
    errors = [*report.errors, *(error for task in report.tasks for error in task.errors)]
    answers.append([error.to_descriptor() for error in errors])
json.dump(answers, sys.stdout)
"""
RULES = {"type-error": "type", "primary-key": "duplicate-key"}
CONSTRAINTS = {"enum": "code", "minLength": "min-length", "maxLength": "max-length"}


@dataclass(frozen=True)
class Case:
    """One file, and the descriptor by which both judge it."""

    path: Path
    descriptor: dict[str, Any]

    @property
    def key(self) -> str:
        return str(self.descriptor["schema"]["primaryKey"][0])

    @property
    def required(self) -> list[str]:
        fields = self.descriptor["schema"]["fields"]
        return [each["name"] for each in fields if each["constraints"].get("required")]

    def rows(self) -> list[list[str]]:
        """Return the heading and the rows as the file has them."""
        with self.path.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.reader(stream, delimiter=self.descriptor["dialect"]["delimiter"]))


def case_of(path: Path, folder: Path) -> Case:
    """Return a case whose schema is what most cells of each column meet, so that the others are found."""
    text = path.read_text("utf-8-sig")
    delimiter = ";" if ";" in text.splitlines()[0] else ","
    head, *rows = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    columns = [[row[at] for row in rows if at < len(row) and row[at].strip()] for at in range(len(head))]
    fields = [{"name": name, **most(cells)} for name, cells in zip(head, columns, strict=True)]
    key = next(name for name in head if name)
    here = folder / f"{len(list(folder.iterdir()))}.csv"
    here.write_bytes(path.read_bytes())
    schema = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json", "fields": fields, "primaryKey": [key],
    }  # fmt: skip
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/dataresource.json", "name": "x", "path": here.name,
        "dialect": {"delimiter": delimiter}, "schema": schema,
    }  # fmt: skip
    return Case(here, descriptor)


def most(cells: list[str]) -> dict[str, Any]:
    """Return a field that more than half of the cells are values of, with bounds that nine of ten meet."""

    def share(pattern: str) -> float:
        return sum(re.fullmatch(pattern, cell) is not None for cell in cells) / max(1, len(cells))

    must = {"required": True}
    if not cells:
        return {"type": "string", "constraints": must}
    if share(r"-?\d+") > 0.5:
        low, high = inner([int(cell) for cell in cells if re.fullmatch(r"-?\d+", cell)])
        return {"type": "integer", "constraints": {**must, "minimum": low, "maximum": high}}
    if share(r"-?\d+(\.\d+)?") > 0.5:
        return {"type": "number", "constraints": must}
    for pattern, form in ((r"\d{4}-\d\d-\d\d", "default"), (r"\d\d/\d\d/\d{4}", "%d/%m/%Y")):
        if share(pattern) > 0.5:
            return {"type": "date", "format": form, "constraints": must}
    common = Counter(cells).most_common(3)
    if sum(count for _, count in common) > 0.5 * len(cells):
        return {"type": "string", "constraints": {**must, "enum": [cell for cell, _ in common]}}
    low, high = inner([len(cell) for cell in cells])
    bounds = {"minLength": low, "maxLength": high, "pattern": "[A-Za-z0-9 .,/()-]*"}
    return {"type": "string", "constraints": {**must, **bounds}}


def inner(values: list[int]) -> tuple[int, int]:
    """Return bounds that all but the lowest and the highest twentieth lie in."""
    cut = len(values) // 20
    return sorted(values)[cut], sorted(values)[-1 - cut]


def ours(case: Case) -> set[Finding]:
    report = validate(adapt(case.path, to=import_table_schema(case.descriptor))).report
    (table,) = report.tables
    assert sum(table.counts.values()) == len(table.violations), "not every finding is listed"
    return {
        (each.row, None if each.field is None or each.rule == "duplicate-key" else each.columns[0], each.rule)
        for each in table.violations
        if each.severity == "error"
    }


def theirs(folder: Path, cases: list[Case]) -> list[set[Finding]]:
    tool = next((Path(place) for place in PLACES if place and Path(place).exists()), None)
    if tool is None:
        pytest.skip("the frictionless oracle is not set up: `make oracles`")
    done = subprocess.run(
        [tool.with_name("python"), "-c", WITNESS], input=json.dumps([case.descriptor for case in cases]),
        cwd=folder, capture_output=True, check=False, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [{finding_of(error) for error in errors} for errors in json.loads(done.stdout)]


def finding_of(error: dict[str, Any]) -> Finding:
    """Return an error of theirs in our words: rows counted from the first behind the heading."""
    row = error.get("rowNumber")
    broken = re.search(r'constraint "(\w+)" is', error["note"])
    rule = RULES.get(error["type"], error["type"]) if broken is None else CONSTRAINTS.get(broken[1], broken[1])
    return (None, None, rule) if row is None else (row - 1, error.get("fieldName"), rule)


def of_rows_of_another_width(case: Case, _: set[Finding], found: set[Finding]) -> tuple[set[Finding], set[Finding]]:
    head, *rows = case.rows()
    wrong = {number for number, row in enumerate(rows, start=1) if len(row) != len(head)}
    return {(number, None, "ragged-row") for number in wrong}, {each for each in found if each[0] in wrong}


def of_rows_of_empty_cells(case: Case, mine: set[Finding], _: set[Finding]) -> tuple[set[Finding], set[Finding]]:
    head, *rows = case.rows()
    empty = {number for number, row in enumerate(rows, start=1) if len(row) == len(head) and not any(row)}
    return {each for each in mine if each[0] in empty}, {(number, None, "blank-row") for number in empty}


def of_rows_without_a_key(case: Case, mine: set[Finding], found: set[Finding]) -> tuple[set[Finding], set[Finding]]:
    head, *rows = case.rows()
    at = head.index(case.key)
    keyless = [
        number
        for number, row in enumerate(rows, start=1)
        if at >= len(row) or not row[at] or (number, case.key, "type") in mine | found
    ]
    return set(), {(number, None, "duplicate-key") for number in keyless}


def of_headings_without_a_name(case: Case, _: set[Finding], __: set[Finding]) -> tuple[set[Finding], set[Finding]]:
    return set(), {(None, None, "blank-label")} if "" in case.rows()[0] else set()


Foretold: TypeAlias = Callable[[Case, set[Finding], set[Finding]], tuple[set[Finding], set[Finding]]]
DIFFERENCES: dict[str, Foretold] = {
    "a row of another width": of_rows_of_another_width,
    "a row of empty cells": of_rows_of_empty_cells,
    "rows without a key": of_rows_without_a_key,
    "a heading without a name": of_headings_without_a_name,
}
"""What only we find and what only they find, foretold from the file."""


def compare(case: Case, found: set[Finding]) -> tuple[set[str], set[str]]:
    """Fail where what one has alone is not what is foretold; return the rules both have, and what differs."""
    mine = ours(case)
    foretold = {name: difference(case, mine, found) for name, difference in DIFFERENCES.items()}
    only_ours = set[Finding]().union(*(each[0] for each in foretold.values()))
    only_theirs = set[Finding]().union(*(each[1] for each in foretold.values()))
    assert mine - found == only_ours - found
    assert found - mine == only_theirs - mine
    seen = {name for name, each in foretold.items() if each[0] & (mine - found) or each[1] & (found - mine)}
    return {rule for _, _, rule in mine & found}, seen


def test_the_same_cells_of_our_bad_files_are_found(tmp_path: Path) -> None:
    misshapen = tmp_path / "misshapen.csv"
    misshapen.write_text(MISSHAPEN, "utf-8")
    cases = [case_of(path, tmp_path) for path in (*OURS, misshapen)]
    compared = [compare(case, found) for case, found in zip(cases, theirs(tmp_path, cases), strict=True)]
    assert set[str]().union(*(rules for rules, _ in compared)) == {
        "type", "required", "code", "pattern", "minimum", "maximum", "min-length", "max-length", "duplicate-key",
    }  # fmt: skip
    assert set[str]().union(*(seen for _, seen in compared)) == set(DIFFERENCES)


@pytest.mark.realdata
@pytest.mark.skipif(not REALDATA.is_dir(), reason="the agencies' own files are not here")
def test_the_same_cells_of_the_agencies_files_are_found(tmp_path: Path) -> None:
    cases = [case_of(REALDATA / path, tmp_path) for path in THEIRS]
    answers = theirs(tmp_path, cases)
    assert sum(map(len, answers)) > 4_000
    for case, found in zip(cases, answers, strict=True):
        compare(case, found)


def test_each_difference_stands_on_the_page_with_its_reason() -> None:
    page = (ROOT / "docs" / "reference" / "table-schemas.md").read_text("utf-8")
    section = page.partition("\n## Findings beside frictionless's\n")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if "|" in line][2:]
    assert [row[0] for row in rows] == list(DIFFERENCES)
    assert all(len(row) == 4 and all(row) for row in rows)
