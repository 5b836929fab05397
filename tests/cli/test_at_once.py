"""`validate` starts at once: what it loads, and that the short way reads arguments as the whole command line does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from opendata_share.cli import _app, _judge
from opendata_share.cli._at_once import read_plain

ROWS = "facility_id,bed_type,care_class,observed_at,available_beds\n" + "".join(
    f"demo:rs-{number},adult_icu,none,2026-01-01T00:00:00Z,{number}\n" for number in range(1_000)
)
PROGRAM = """
import sys
from opendata_share.cli import main
try:
    main()
finally:
    print(*sorted(name for name in sys.modules if name.split(".")[0] in HEAVY or name in HEAVY), file=sys.stderr)
    print(*sorted(name for name in sys.modules if name.split(".")[0] == "opendata_share"), file=sys.stderr)
"""
HEAVY = {
    *("jsonschema", "httpx", "pandas", "pydantic", "pyarrow.dataset", "pyarrow.parquet", "polars", "duckdb"),
    *("cyclopts", "rich", "tomllib", "opendata_share.json_schema"),
    "numpy.ma",  # `pa.array` of NumPy's arrays loads it; `_arrow.index_array` and `flag_array` do not
}
OF_HELP = {"_dataclass", "_late_names", "_messages", "adapters", "cli", "errors"}
OF_ANOTHER_JOB = (
    *("adapters._entry_sheet", "adapters._quarantine", "adapters.descriptions._table_schema", "adapters.drafting"),
    *("adapters.mapping._by_name", "adapters.mapping._crs", "adapters.mapping._joins", "adapters.mapping._points"),
    *("contract._beside", "contract._dataset_info", "contract._narrow", "report._quarantine_file"),
    *("report._rejected_sheet", "report._rejected_xlsx", "validation._replay"),
    *("adapters.reading._arrow_source", "adapters.reading._json_source", "adapters.reading._parquet_source"),
    *("adapters.reading._sheet_source", "contract._json_schema", "contract._record", "policy", "releases"),
    *("schemas.areas._index", "schemas.facility_capacity", "validation._judge_record", "validation._plan"),
    *("validation._residual", "validation.whole_table._change", "validation.whole_table._sums"),
)
MOST_MODULES = 160


def started(*arguments: str, cwd: Path, heavy: set[str] = HEAVY) -> subprocess.CompletedProcess[str]:
    program = PROGRAM.replace("HEAVY", repr(heavy))
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=cwd, capture_output=True, text=True, check=False, timeout=100
    )


def test_validating_a_csv_file_loads_nothing_it_does_not_need(tmp_path: Path) -> None:
    (tmp_path / "beds.csv").write_text(ROWS, encoding="utf-8")
    done = started("validate", "beds.csv", "--to", "facility-capacity", "--agency", "demo", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1000 rows read, 1000 accepted" in done.stdout.replace(",000", "000")
    *_, heavy, ours = done.stderr.splitlines()
    assert heavy == ""
    loaded = {name.removeprefix("opendata_share.") for name in ours.split()}
    assert loaded & set(OF_ANOTHER_JOB) == set()
    # each costs about a millisecond, sentences aside: whoever needs many more at the start says so here
    assert sum(not name.startswith("_messages") for name in loaded) <= MOST_MODULES


@pytest.mark.parametrize("arguments", [["--help"], ["validate", "--help"], ["map", "draft", "-h"], ["--version"], []])
def test_help_loads_nothing_that_reads_data(arguments: list[str], tmp_path: Path) -> None:
    done = started(*arguments, cwd=tmp_path, heavy={*HEAVY, "numpy", "pyarrow"})
    assert done.returncode == 0
    assert ("0.1.0" if arguments == ["--version"] else "Usage: opendata-share") in done.stdout
    *_, heavy, ours = done.stderr.splitlines()
    assert {name.split(".")[0] for name in heavy.split()} <= {"cyclopts", "rich"}
    assert {name.split(".")[1] for name in ours.split() if "." in name} <= OF_HELP


def test_asking_who_breaks_loads_no_library_of_schemas(tmp_path: Path) -> None:
    needs = '[[datasets]]\ndataset = "fire/fire-station"\nfields = ["name"]\n'
    asked = f'format = "opendata-share/requirements@1"\nconsumer = "health"\n{needs}'
    (tmp_path / "health.toml").write_text(asked, encoding="utf-8")
    words = ("diff", "fire-station", "fire-station", "--consumers", "health.toml")
    done = started(*words, cwd=tmp_path, heavy={"jsonschema", "lark", "httpx", "pandas"})
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-2] == ""


def test_the_package_itself_loads_next_to_nothing() -> None:
    program = "import sys, opendata_share; print(*sorted(name for name in sys.modules if 'opendata_share' in name))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["opendata_share", "opendata_share._late_names"]


def test_pandas_stays_where_it_is_for_everybody_else() -> None:
    pytest.importorskip("pandas")
    program = "import opendata_share.cli._app, pyarrow as pa; print(type(pa.table({'a': [1]}).to_pandas()).__name__)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "DataFrame"


MANUAL = """
import sys
from opendata_share import cli

class MadeOtherwise:
    NumpyDocString = property(None, lambda self, value: None)

    def __init__(self, name):
        self.__name__ = name

if sys.argv[1] == "made otherwise":
    cli.ModuleType = MadeOtherwise
if sys.argv[1] != "as ever":
    cli._let_pyarrow_do_without_its_manual()
import pyarrow as pa, pyarrow.compute as pc, pyarrow.vendored.docscrape
print(*sorted(vars(pc)), pc.is_in(pa.array([1, 2]), value_set=pa.array([2])), pc.is_in.__signature__)
print(pyarrow.vendored.docscrape.NumpyDocString.__module__)
"""


def test_pyarrow_has_every_function_without_its_manual() -> None:
    as_ever, without, otherwise = (
        subprocess.run([sys.executable, "-c", MANUAL, how], capture_output=True, text=True, check=True).stdout
        for how in ("as ever", "without", "made otherwise")
    )
    assert "is_in" in as_ever
    assert without == as_ever
    assert otherwise == as_ever


PLAIN = [
    ["validate", "beds.csv"],
    ["validate", "beds.csv", "--to", "facility-capacity"],
    ["validate", "--to", "facility-capacity", "beds.csv", "--agency", "demo"],
    ["validate", "a b.csv", "--map", "maps/beds.toml", "--lang", "id", "--format", "json"],
    ["validate", "beds.csv", "--reference", "agency=a.csv", "--reference", "area=b.csv", "--rejected", "out/bad.csv"],
    [
        "validate",
        "beds.csv",
        "--zone",
        "Asia/Jakarta",
        "--delimiter",
        ";",
        "--encoding",
        "cp1252",
        "--sheet",
        "Mei 2026",
    ],
]


@pytest.mark.parametrize("arguments", PLAIN, ids=" ".join)
def test_both_ways_read_the_same(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[Any, ...]] = []

    def note(console: Any, reading: Any, form: str, rejected: Path | None) -> int:
        calls.append((console.language, reading, form, rejected))
        return 0

    monkeypatch.setattr(_judge, "validate_file", note)
    from opendata_share.cli._at_once import validate_at_once

    assert validate_at_once(arguments) == 0
    assert _app.run(arguments) == 0
    assert calls[0] == calls[1]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["validate"],
        ["publish", "beds.csv"],
        ["validate", "--help"],
        ["validate", "beds.csv", "-h"],
        ["validate", "beds.csv", "more.csv"],
        ["validate", "beds.csv", "--to=facility-capacity"],
        ["validate", "beds.csv", "--to"],
        ["validate", "beds.csv", "--to", "--lang"],
        ["validate", "beds.csv", "--to", "a", "--to", "b"],
        ["validate", "beds.csv", "--header-rows", "3-4"],
        ["validate", "beds.csv", "--format", "xml"],
        ["validate", "beds.csv", "--delimiter", "-"],
        ["validate", "beds.csv", "--colour", "red"],
        ["validate", "", "--to", "a"],
        ["validate", "--", "beds.csv"],
    ],
    ids=" ".join,
)
def test_what_is_not_plain_is_left_to_the_command_line(arguments: list[str]) -> None:
    assert read_plain(arguments) is None


def test_a_mistake_is_told_as_ever(tmp_path: Path) -> None:
    done = started("validate", "nowhere.csv", "--to", "facility-capacity", cwd=tmp_path)
    assert done.returncode == 2
    assert "nowhere.csv" in done.stderr
    unknown = started("validate", "nowhere.csv", "--colour", "red", cwd=tmp_path)
    assert unknown.returncode == 2
    assert "colour" in unknown.stdout + unknown.stderr
