"""Stock frictionless judges the same tables by the same documents: it and we reject the same rows.

Where we differ on purpose the difference stands in `DIFFERENCES`, with its reason; a difference that is not in the
list, and one that is listed and no longer there, fail.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from opendata_share.adapters import FieldsMatch, adapt, import_table_schema
from opendata_share.errors import SourceError
from opendata_share.validation import validate

pytestmark = pytest.mark.oracle

ROOT = Path(__file__).parents[3]
PLACES = (os.environ.get("FRICTIONLESS", ""), str(ROOT / ".oracles" / "frictionless" / "bin" / "frictionless"))

WITNESS = """
import json, sys, warnings
warnings.simplefilter("ignore")
from frictionless import Resource, system
answers = []
for number, case in enumerate(json.load(sys.stdin)):
    with open(f"{number}.csv", "w", encoding="utf-8", newline="") as stream:
        stream.write(case["text"])
    resource = Resource.from_descriptor({"name": "x", "path": f"{number}.csv", **case["resource"]})
    report = resource.validate(limit_errors=100000)
    errors = [error.to_descriptor() for error in report.errors]
    for task in report.tasks:
        errors += [error.to_descriptor() for error in task.errors]
    rows = sorted({error["rowNumber"] - 1 for error in errors if "rowNumber" in error})
    answers.append({"rows": rows, "whole": [error["message"] for error in errors if "rowNumber" not in error]})
json.dump(answers, sys.stdout)
"""


def answers(folder: Path, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what frictionless says of each case: the rows it rejects, and what is wrong with the whole."""
    tool = next((Path(place) for place in PLACES if place and Path(place).exists()), None)
    if tool is None:
        pytest.skip("the frictionless oracle is not set up: `make oracles`")
    script = folder / "witness.py"
    script.write_text(WITNESS, "utf-8")
    done = subprocess.run(
        [str(tool.with_name("python")), str(script)],
        input=json.dumps(cases),
        cwd=folder,
        capture_output=True,
        check=False,
        text=True,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def ours(folder: Path, case: dict[str, Any]) -> list[int]:
    path = folder / "ours.csv"
    path.write_bytes(case["text"].encode())
    report = validate(adapt(path, to=import_table_schema({"name": "x", **case["resource"]}))).report
    violations = report.tables[0].violations
    return sorted({violation.row or 0 for violation in violations if violation.severity == "error"})


def case(fields: list[dict[str, Any]], rows: list[list[str]], **schema: Any) -> dict[str, Any]:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow([field["name"] for field in fields])
    writer.writerows(rows)
    whole = {"$schema": "https://datapackage.org/profiles/2.0/tableschema.json", "fields": fields, **schema}
    profile = "https://datapackage.org/profiles/2.0/dataresource.json"
    return {"text": text.getvalue(), "resource": {"$schema": profile, "schema": whole}}


FIELDS: dict[str, dict[str, Any]] = {
    "any": {"type": "any"},
    "string": {"type": "string"},
    "required": {"type": "string", "constraints": {"required": True}},
    "lengths": {"type": "string", "constraints": {"minLength": 2, "maxLength": 4}},
    "pattern": {"type": "string", "constraints": {"pattern": "[A-Z]{2}-[0-9]+"}},
    "dot": {"type": "string", "constraints": {"pattern": "^.+-.*$"}},
    "enum": {"type": "string", "constraints": {"enum": ["A", "b", "1"]}},
    "uuid": {"type": "string", "format": "uuid"},
    "email": {"type": "string", "format": "email"},
    "uri": {"type": "string", "format": "uri"},
    "integer": {"type": "integer"},
    "bounds": {"type": "integer", "constraints": {"minimum": 1, "maximum": 12}},
    "exclusive": {"type": "integer", "constraints": {"exclusiveMinimum": 1, "exclusiveMaximum": 12}},
    "number": {"type": "number"},
    "comma": {"type": "number", "decimalChar": ",", "groupChar": "."},
    "group": {"type": "number", "groupChar": ","},
    "bare": {"type": "number", "bareNumber": False},
    "bare-integer": {"type": "integer", "bareNumber": False},
    "number-enum": {"type": "number", "constraints": {"enum": [1, 2.5]}},
    "boolean": {"type": "boolean"},
    "ya": {"type": "boolean", "trueValues": ["ya", "1"], "falseValues": ["tidak"]},
    "date": {"type": "date"},
    "date-bounds": {"type": "date", "constraints": {"minimum": "2020-01-01", "exclusiveMaximum": "2026-03-02"}},
    "slashes": {"type": "date", "format": "%d/%m/%Y"},
    "two-digit": {"type": "date", "format": "%d.%m.%y"},
    "datetime": {"type": "datetime"},
    "clock": {"type": "datetime", "format": "%d/%m/%Y %H:%M"},
    "time": {"type": "time"},
    "year": {"type": "year", "constraints": {"minimum": 1900}},
    "yearmonth": {"type": "yearmonth"},
    "duration": {"type": "duration"},
    "geopoint": {"type": "geopoint"},
    "list": {"type": "list", "itemType": "integer", "delimiter": ";"},
    "dashes": {"type": "integer", "missingValues": ["", "-", "NA"]},
}

CELLS = [
    *("", " ", "x", "A", "b", "AB-12", "ab-12", "xAB-12x", "A-\nB", "éé", "NA", "-", "null"),
    *("1", " 1 ", "+1", "-5", "0012", "12", "13", "1.5", "1,5", "2.0", "2.5", ".5", "5.", "1e3", "1_000", "١٢", "0x1F"),
    *("1.234,5", "1,234.5", "12,34", "Rp 5", "Rp. 5", "Rp.5", "5 %", "€ 2.5", "5-6", "NaN", "INF", "1e400"),
    *("99999999999999999999", "true", "True", "tRue", "false", "0", "ya", "tidak", "Ya"),
    *("2026-03-02", "2026-02-30", "2026-3-2", "02/03/2026", "2/3/2026", "31/02/2026", "02.03.26", "0001-01-01"),
    *("2026-03-02T10:00:00", "2026-03-02T10:00:00Z", "2026-03-02 10:00:00", "2026-03-02T10:00:00+07:00"),
    *("2026-03-02T10:00:00+0700", "2026-03-02T10:00:00+07"),
    *("2026-03-02T10:00", "2026-03-02T24:00:00", "2026-03-02T10:00:60", "02/03/2026 10:00", "02/03/2026 25:00"),
    *("10:00:00", "10:00", "25:00:00", "10:00:00Z", "2026", "999", "1899", "2026-03", "2026-13", "26-3", "03-2026"),
    *("P1D", "PT5M", "P1Y2M3DT4H5M6S", "P", "P1W", "1D", "106.8, -6.2", "106.8,-6.2", "200,0", "0,95"),
    *("1;2", "1;;2", "1;x"),
    *("01234567-89ab-4def-8123-456789abcdef", "0123456789ab4def8123456789abcdef"),
    *("a@b.id", "a b@c.id", "https://data.go.id/x?y=1", "data.go.id", "mailto:a@b.id"),
]  # fmt: skip

SIGNS = {
    "1_000": "only we reject: they take what Python's int and float take, its underscores included",
    "١٢": "only we reject: a digit is 0-9, as the standard and every other reader of ours has it",
}
WIDE = {"99999999999999999999": "only we reject: an integer column holds 64 bits"}
NO_NUMBERS = {
    "NaN": "only we reject: NaN and infinity are no numbers in a contract",
    "INF": "only we reject: NaN and infinity are no numbers in a contract",
}
HUGE = {"1e400": "only we reject: it is beyond what a number column holds"}
UNGROUPED = "only we reject: digits are grouped by three; they drop the sign wherever it stands, so 1,5 becomes 15"
UNIT = {"Rp.5": "only we reject: whether the point is the number's own cannot be known"}
DROPPED = "only they reject: an item without anything in it is no item"

DIFFERENCES: dict[str, dict[str, str]] = {
    "uuid": {"0123456789ab4def8123456789abcdef": "only we reject: RFC 9562 writes hyphens"},
    "integer": {**SIGNS, **WIDE},
    "bounds": {"١٢": SIGNS["١٢"]},
    "number": {**SIGNS, **NO_NUMBERS, **HUGE},
    "comma": {
        **SIGNS,
        **NO_NUMBERS,
        **HUGE,
        **dict.fromkeys(("1.5", "2.0", "2.5", ".5", "5.", "1,234.5", "02.03.26"), UNGROUPED),
    },
    "group": {
        **SIGNS,
        **NO_NUMBERS,
        **HUGE,
        **dict.fromkeys(("1,5", "1.234,5", "12,34", "200,0", "0,95"), UNGROUPED),
    },
    "bare": {**SIGNS, **UNIT, **HUGE},
    "bare-integer": {**SIGNS, **UNIT, **WIDE, ".5": "only we reject: they read half a bed as five"},
    "date": {"2026-3-2": "only we reject: ISO 8601 writes two digits"},
    "datetime": {"2026-03-02T24:00:00": "only we reject: RFC 3339 has no hour 24"},
    "yearmonth": dict.fromkeys(("5-6", "26-3"), "only we reject: the standard writes four and two digits"),
    "list": {**SIGNS, **WIDE, " ": DROPPED, "1;;2": DROPPED},
    "dashes": {**SIGNS, **WIDE},
}


def test_the_same_cells_are_values_of_the_same_fields(tmp_path: Path) -> None:
    cases = [
        case([{"name": "a", **field}, {"name": "b"}], [[cell, "x"] for cell in CELLS]) for field in FIELDS.values()
    ]
    found: dict[str, dict[str, str]] = {}
    for name, asked, answer in zip(FIELDS, cases, answers(tmp_path, cases), strict=True):
        assert answer["whole"] == []
        mine, theirs = set(ours(tmp_path, asked)), set(answer["rows"])
        for row in sorted(mine ^ theirs):
            found.setdefault(name, {})[CELLS[row - 1]] = "only we reject" if row in mine else "only they reject"
    listed = {
        name: {cell: reason.partition(":")[0] for cell, reason in cells.items()} for name, cells in DIFFERENCES.items()
    }
    assert found == listed


def test_the_same_rows_of_mixed_tables_are_rejected(tmp_path: Path) -> None:
    """Several fields at once, keys and unique fields included, of cells that nobody reads otherwise."""
    source = random.Random(20260302)
    cases = []
    for _ in range(60):
        names = source.sample(sorted(FIELDS), source.randint(1, 5))
        fields = [{"name": f"Kolom {number}", **FIELDS[name]} for number, name in enumerate(names)]
        pools = [[cell for cell in CELLS if cell not in DIFFERENCES.get(name, {})] for name in names]
        rows = [[source.choice(source.sample(pool, 6)) for pool in pools] for _ in range(30)]
        rows = [row for row in rows if any(row)]  # they and we skip a row without any cell
        schema: dict[str, Any] = {"missingValues": source.choice([[""], ["", "NA"], ["-", ""]])}
        cases.append(case([*fields, {"name": "end"}], [[*row, "x"] for row in rows], **schema))
    for asked, answer in zip(cases, answers(tmp_path, cases), strict=True):
        assert (ours(tmp_path, asked), answer["whole"]) == (answer["rows"], []), asked


def test_keys_reject_the_same_rows(tmp_path: Path) -> None:
    fields = [{"name": "a", "constraints": {"required": True}}, {"name": "b", "constraints": {"required": True}}]
    more = [{"name": "c", "constraints": {"unique": True}}]
    source = random.Random(7)
    rows = [[source.choice("123"), source.choice("12"), source.choice(["", "x", "y", str(n)])] for n in range(20)]
    asked = case(fields + more, rows, primaryKey=["a", "b"])
    (answer,) = answers(tmp_path, [asked])
    first_of_each = set(ours(tmp_path, asked)) - set(answer["rows"])
    assert set(answer["rows"]) <= set(ours(tmp_path, asked))
    # they keep the first row of several with the same key, we do not choose one
    keys = [tuple(row[:2]) for row in rows], [row[2] for row in rows]
    for row in first_of_each:
        key, cell = keys[0][row - 1], keys[1][row - 1]
        assert keys[0].count(key) > 1 or keys[1].count(cell) > 1


def test_the_same_headings_are_refused(tmp_path: Path) -> None:
    """The order of headings does not count with us: `exact` is read as `equal`, and nothing here is out of order."""
    asked = []
    for match, headings in itertools.product(FieldsMatch, ("a,b", "a", "a,b,c", "a,c", "c,d")):
        names = headings.split(",")
        whole = case([{"name": name} for name in names], [["1"] * len(names)], fieldsMatch=match)
        whole["resource"]["schema"]["fields"] = [{"name": "a"}, {"name": "b"}]
        asked.append(whole)
    for each, answer in zip(asked, answers(tmp_path, asked), strict=True):
        try:
            refused = bool(ours(tmp_path, each))
        except SourceError:
            refused = True
        assert refused == bool(answer["whole"] or answer["rows"]), each
