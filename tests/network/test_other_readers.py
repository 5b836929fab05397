"""What this package publishes is read by others without it: every release of a history, from a folder and over http.

The tools are the real ones: frictionless, pandas and DuckDB. What they should find is said by the rows that were given,
never by this package's own reader.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from release_making import protected, unit_rows
from web_root import web_root

from opendata_share.releases import publish, withdraw

ORACLES = Path(__file__).parents[2] / ".oracles"
DATASET = "jakarta-fire/response-unit"
ROWS = {"1": unit_rows(5), "2": unit_rows(4), "4": unit_rows(6, first=2), "5": unit_rows(3), "7": unit_rows(7, first=2)}
WITHDRAWN, ERASED = "2", "5"
READABLE = ("1", "2", "4", "7")
CHANGES = {"2": {"removed": 1}, "4": {"added": 2, "removed": 1}, "7": {"added": 1}}

VALIDATE = """
import json, sys
from frictionless import system, validate
with system.use_context(trusted=True):
    for place in sys.argv[1:]:
        report = validate(place)
        print(json.dumps([report.valid, [task.stats["rows"] for task in report.tasks]]))
"""
QUERY = """
import json, sys
from pathlib import Path
import duckdb, duckdb_ext
(extension,) = Path(list(duckdb_ext.__path__)[0]).rglob("httpfs.duckdb_extension")
connection = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
connection.load_extension(str(extension))
for query in sys.argv[1:]:
    print(json.dumps(connection.execute(query).fetchall()))
"""


def oracle(name: str, program: str, *arguments: str) -> list[Any]:
    """Run a program in the environment of another tool; return what it printed, line by line."""
    python = ORACLES / name / "bin" / "python"
    if not python.exists():
        pytest.skip(f"the {name} oracle is not set up: `make oracles`")
    done = subprocess.run([python, "-c", program, *arguments], capture_output=True, check=False, timeout=110, text=True)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A first release; a correction, withdrawn by 3; what takes its place; one withdrawn by 6 and erased; one more."""
    public = tmp_path_factory.mktemp("history") / "public"
    corrects = {"2": "1"}
    for number, rows in ROWS.items():
        reason = "a unit was counted twice" if number in corrects else None
        done = publish(protected(rows), into=public, corrects=corrects.get(number), reason=reason)
        assert done.release.release == number
        if number in {WITHDRAWN, ERASED}:
            withdraw(DATASET, number, "the list was that of another town", into=public, erase=number == ERASED)
    return public


@pytest.fixture(params=["folder", "http"])
def root(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if request.param == "folder":
        yield f"{folder}/"
        return
    with web_root(folder) as served:
        yield served.url


def expected(number: str) -> tuple[int, int]:
    """The number of units, and of their crew."""
    return len(ROWS[number]), sum(row["crew"] or 0 for row in ROWS[number])


def data(root: str, number: str, form: str) -> str:
    return f"{root}{DATASET}/{number}/response-unit.{form}"


def test_frictionless_finds_every_release_valid(root: str) -> None:
    packages = [f"{root}{DATASET}/{number}/datapackage.json" for number in READABLE]
    found = oracle("frictionless", VALIDATE, *packages)
    assert found == [[True, [len(ROWS[number])]] for number in READABLE]


def test_pandas_reads_every_release(root: str) -> None:
    for number in READABLE:
        for frame in (pd.read_parquet(data(root, number, "parquet")), pd.read_csv(data(root, number, "csv"))):
            assert list(frame["id"]) == [row["id"] for row in ROWS[number]]
            assert (len(frame), int(frame["crew"].sum())) == expected(number)


def test_duckdb_reads_every_release_and_what_changed(root: str) -> None:
    queries = [
        f"SELECT count(*), CAST(sum(crew) AS BIGINT) FROM read_{form}('{data(root, number, form)}')"
        for number in READABLE
        for form in ("parquet", "csv")
    ]
    queries += [
        f"SELECT _change, count(*) FROM read_parquet('{data(root, number, 'changes.parquet')}') GROUP BY 1 ORDER BY 1"
        for number in CHANGES
    ]
    if root.startswith("http"):
        found = oracle("duckdb-web", QUERY, *queries)
    else:
        found = [[list(row) for row in duckdb.sql(query).fetchall()] for query in queries]
    sums = [[list(expected(number))] for number in READABLE for _ in ("parquet", "csv")]
    assert found == sums + [[[word, count] for word, count in changed.items()] for changed in CHANGES.values()]


def test_a_reader_of_the_catalogue_alone_is_led_to_what_stands(folder: Path) -> None:
    (dataset,) = json.loads((folder / "catalog.json").read_text("utf-8"))["datasets"]
    listed = {each["release"]: each for each in dataset["releases"]}
    assert dataset["latest"] == "7"
    assert list(listed) == ["1", "2", "3", "4", "5", "6", "7"]
    assert {number: each["withdraws"]["release"] for number, each in listed.items() if "withdraws" in each} == {
        "3": WITHDRAWN,
        "6": ERASED,
    }
    for number, names in (("3", ["manifest.json"]), (ERASED, ["contract.json", "datapackage.json", "manifest.json"])):
        assert sorted(path.name for path in (folder / DATASET / number).iterdir()) == names
