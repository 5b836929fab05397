"""What is measured: which engines do which work on which file, and how often.

What lives here: the plan. What this file must not know: how a case is run, what figures mean.

An engine that needs many seconds a million rows takes part in the first round only, or on a file of a tenth of the
rows, where its own rate is what is compared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final, Literal, get_args

Task = Literal["validate", "convert", "unique", "start"]
TASKS: Final[tuple[Task, ...]] = get_args(Task)

OURS: Final = "opendata-share"
READING: Final = "pyarrow, reading only"
CONVERTING: Final = "pyarrow, nothing judged"
POLARS: Final = "polars, by hand"
DUCKDB: Final = "DuckDB, by hand"
IMPORTING: Final = "import pyarrow"
PACKAGE: Final = "import opendata_share"
HELP: Final = "opendata-share --help"

#: Engine → (its module, its environment); the limit and ours run in the project's own.
PEERS: Final = {
    POLARS: ("polars", ".peers/polars"),
    DUCKDB: ("duckdb", ".peers/duckdb"),
    "pandera": ("pandera", ".peers/pandera"),
    "jsonschema-rs": ("jsonschema_rs", ".peers/jsonschema-rs"),
    "pydantic": ("pydantic", ".peers/pydantic"),
    "great_expectations": ("great_expectations", ".peers/great-expectations"),
    "jsonschema": ("jsonschema", ".peers/jsonschema"),
    "frictionless": ("frictionless", ".oracles/frictionless"),
}
_FAST: Final = (POLARS, DUCKDB)
_MIDDLING: Final = ("pandera", "jsonschema-rs", "pydantic", "great_expectations")
_SLOW: Final = ("jsonschema", "frictionless")
#: The contract of the package whose sheet the command line is started on; `capacity_csv` makes it.
SHIPPED: Final = "facility-capacity"
_START_ROWS: Final = 1_000
_START_ROUNDS: Final = 9
#: Files of more rows are only made of CSV and Parquet, unless another format is asked for.
_MUCH: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class Case:
    """One engine at one piece of work.

    Attributes:
        engine: Its name in the table.
        dirtiness: How bad the file is; a key of `DIRTINESS`.
        rounds: In how many rounds it takes part at most.
    """

    engine: str
    dirtiness: str = "dirty"
    rounds: int = 1_000

    @property
    def label(self) -> str:
        """Return the engine, and how bad its file is where that is not what the table is about."""
        return self.engine if self.dirtiness == "dirty" or self.engine != OURS else f"{OURS}, {_SAID[self.dirtiness]}"


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that take turns within a round, so that a busy minute slows all of them alike.

    Attributes:
        task: "validate" every rule; "convert" to Parquet what is right; find keys that are not "unique"; "start" the
            command line on a small file.
        workload: The table.
        rows: How many rows.
        format: What is read.
        cases: The engines; the first is ours.
        rounds: How many rounds there are.
    """

    task: Task
    workload: str
    rows: int
    format: str
    cases: tuple[Case, ...]
    rounds: int

    @property
    def key(self) -> tuple[str, str, int, str]:
        """Return what tells groups apart."""
        return self.task, self.workload, self.rows, self.format


_SAID: Final = {"clean": "clean file", "tenth": "every tenth row bad", "all": "every row bad"}


def plan(rows: int, rounds: int, formats: Collection[str] | None = None) -> Iterator[Group]:
    """Yield the groups for files of `rows` rows.

    Args:
        rows: How many rows the files have.
        rounds: How many rounds the fast engines run.
        formats: What is read; without it everything, and CSV and Parquet where there are many rows.
    """
    much = rows > _MUCH
    chosen = formats or (("csv", "parquet") if much else ("csv", "ndjson", "parquet"))
    for form in chosen:
        yield Group("validate", "unit_responses", rows, form, _on_units(form, much=much), rounds)
    for form in chosen:
        cases = (Case(OURS), Case(READING, "clean"), *map(Case, _FAST))
        yield Group("validate", "facility_capacity", rows, form, cases, rounds)
    for form in chosen:
        if form != "ndjson":
            yield Group("convert", "unit_responses", rows, form, (Case(OURS), Case(CONVERTING, "clean")), rounds)
    yield Group("unique", "unit_responses", rows, "parquet", (Case(OURS), *map(Case, _FAST)), rounds)


def beside(rows: int) -> Iterator[Group]:
    """Yield the groups that are run once, whatever sizes are asked for.

    Args:
        rows: The rows of the largest file the slowest engines are given.
    """
    yield Group("validate", "unit_responses", rows, "csv", (Case(OURS), *map(Case, _SLOW)), 1)
    yield Group("start", SHIPPED, _START_ROWS, "csv", _STARTS, _START_ROUNDS)


_STARTS: Final = (Case(OURS), Case(HELP), Case(PACKAGE), Case(IMPORTING))


def _on_units(form: str, *, much: bool) -> tuple[Case, ...]:
    cases = [Case(OURS), Case(OURS, "clean"), Case(READING, "clean"), *map(Case, _FAST)]
    if form == "csv" and not much:
        cases += [Case(OURS, "tenth"), Case(OURS, "all", 1)]
        cases += [Case(name, rounds=1) for name in _MIDDLING]
    return tuple(cases)
