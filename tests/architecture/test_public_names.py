"""The front door: which names stand there, that each is documented, and that opening it is quick."""

from __future__ import annotations

import inspect
import subprocess
import sys
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pytest

import opendata_share

SOURCE = Path(opendata_share.__file__).parent

NOUNS = {
    "Bundle", "Catalog", "Check", "CodeList", "Contract", "DatasetInfo", "FieldMap", "Policy", "Protected",
    "Publication", "Record", "Rejected", "Release", "Report", "Sensitivity", "Table", "Validated", "Violation",
}  # fmt: skip
VERBS = {"adapt", "adapt_bundle", "open_catalog", "open_catalog_async", "protect", "publish", "validate"}
ERRORS = {"OpenDataShareError"}
FRONT_DOOR = NOUNS | VERBS | ERRORS

# libraries that take long to import: none may load with the package
HEAVY = ["duckdb", "httpx", "jsonschema", "pandas", "polars", "pyarrow", "pydantic"]


def names() -> list[str]:
    return [name for name in opendata_share.__all__ if not name.startswith("__")]


def test_the_front_door_has_these_names_and_no_others() -> None:
    """Adding one is a decision: it is promised to every reader from then on."""
    assert set(names()) == FRONT_DOOR
    assert len(opendata_share.__all__) == len(set(opendata_share.__all__))


@pytest.mark.parametrize("name", sorted(FRONT_DOOR))
def test_a_public_name_is_documented(name: str) -> None:
    found = getattr(opendata_share, name)
    documentation = inspect.getdoc(found) or ""
    inherited = isinstance(found, type) and found.__dict__.get("__doc__") is None
    assert documentation, f"{name} has no docstring"
    assert not inherited, f"{name} has only its parent's docstring"
    assert not documentation.startswith(f"{name}("), f"{name} has only a generated docstring"


@pytest.mark.parametrize("name", sorted(FRONT_DOOR))
def test_the_public_methods_of_a_public_class_are_documented(name: str) -> None:
    found = getattr(opendata_share, name)
    if not isinstance(found, type):
        return
    own = {key: value for key, value in vars(found).items() if not key.startswith("_")}
    callables = {
        key: value for key, value in own.items() if callable(value) or isinstance(value, property | classmethod)
    }
    assert [key for key, value in callables.items() if not inspect.getdoc(getattr(value, "__func__", value))] == []


def test_the_front_door_lists_its_names_and_refuses_others() -> None:
    assert set(opendata_share.__all__) <= set(dir(opendata_share))
    with pytest.raises(AttributeError, match="no_such_name"):
        getattr(opendata_share, "no_such_name")  # noqa: B009  (a checker would refuse the plain form)


def test_opening_the_front_door_loads_nothing_heavy() -> None:
    program = f"import sys, opendata_share; print(*sorted(set(sys.modules) & set({HEAVY!r})))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def registered() -> list[EntryPoint]:
    groups = (f"opendata_share.{group}" for group in ("contracts", "code_lists", "sources"))
    return [
        point for group in groups for point in entry_points(group=group) if point.value.startswith("opendata_share.")
    ]


@pytest.mark.parametrize("point", registered(), ids=lambda point: f"{point.group}-{point.name}")
def test_what_the_package_registers_can_be_loaded(point: EntryPoint) -> None:
    assert point.load() is not None


def test_the_package_ships_its_types() -> None:
    assert (SOURCE / "py.typed").is_file()
