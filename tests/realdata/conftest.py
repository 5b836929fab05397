"""The agencies' own files, read here with the standard library alone, so that counts are made without any map."""

from __future__ import annotations

import csv
import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))  # the benchmarks are programs beside the package

FILES = next(
    (folder / "shared" / "realdata" for folder in Path(__file__).parents if (folder / "shared" / "realdata").is_dir()),
    Path("shared/realdata"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder; where the files are absent each is skipped, one by one, and so counted."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.realdata)
            if not FILES.is_dir():
                item.add_marker(pytest.mark.skip(reason="the agencies' own files are not here"))


def table(path: Path, names: list[str] | None = None, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, names, delimiter=delimiter))


def document(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


@pytest.fixture(scope="session")
def files() -> Path:
    return FILES


@pytest.fixture(scope="session")
def mapped() -> Any:
    """Return the validated tables of one file through one shipped map; each is read once in a session."""
    import opendata_share as share
    from benchmarks.sources import inputs, measure

    @cache
    def run(name: str, file: str) -> Any:
        chosen = next((one for one in inputs.INPUTS if one.map == name), None)
        register = {} if chosen is None else measure.references(chosen, FILES)
        return share.validate(share.adapt_bundle(FILES / file, field_map=name, references=register))

    return run


@pytest.fixture(scope="session")
def accepted(mapped: Any) -> Any:
    """Return the accepted rows of one table."""

    def rows(name: str, file: str, contract: str | None = None) -> list[dict[str, Any]]:
        tables = mapped(name, file).tables
        chosen = [one for one in tables if contract in {None, one.contract.name}]
        return list(chosen[0].to_records())

    return rows


@pytest.fixture(scope="session")
def read_table() -> Any:
    return table


@pytest.fixture(scope="session")
def read_document() -> Any:
    return document
