"""The plan of the house is executable: floors, rooms, doors."""

from __future__ import annotations

import subprocess
import sysconfig
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "opendata_share"

# who may import what comes from outside: (library, the only modules that know it, why)
ONLY_DOOR = [
    ("httpx", {"transport"}, "no release since 2024: a successor must be able to replace it in one room"),
    ("truststore", {"transport"}, "whom to trust on the network is decided in one place"),
    ("rfc8785", {"_canonical"}, "there is one meaning of `the same`"),
    ("cyclopts", {"cli"}, "the command line parses, calls and renders"),
    ("rich", {"cli"}, "the command line parses, calls and renders"),
]


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(PACKAGE, include_external_packages=True, cache_dir=None)


def room(module: str) -> str:
    """Return the part of the house that `module` belongs to: "contract" of opendata_share.contract._field."""
    return module.removeprefix(PACKAGE).strip(".").partition(".")[0]


def own_modules(graph: grimp.ImportGraph) -> list[str]:
    return sorted(module for module in graph.modules if module.partition(".")[0] == PACKAGE)


def test_import_linter_keeps_every_contract() -> None:
    # a process of its own: in this one it would switch off every logger there is, and searches of logs would be blind
    program = Path(sysconfig.get_path("scripts"), "lint-imports")
    done = subprocess.run(
        [program, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout


def test_no_room_reaches_for_what_another_keeps_private(graph: grimp.ImportGraph) -> None:
    """`opendata_share.contract._field` is for `opendata_share.contract` alone; the package is its face."""
    trespassers = []
    for importer in own_modules(graph):
        for imported in graph.find_modules_directly_imported_by(importer):
            owner, _, name = imported.rpartition(".")
            private_inside_a_room = owner not in ("", PACKAGE) and name.startswith("_")
            if private_inside_a_room and importer != owner and not importer.startswith(f"{owner}."):
                trespassers.append(f"{importer} imports {imported}")
    assert trespassers == []


def test_no_room_goes_back_through_the_front_door(graph: grimp.ImportGraph) -> None:
    """An import of the root would reach every floor without being seen by the layers; the roof itself may."""
    guests = graph.find_modules_that_directly_import(PACKAGE)
    assert sorted(module for module in guests if room(module) not in {"", "__main__", "cli"}) == []


@pytest.mark.parametrize(("library", "rooms", "why"), ONLY_DOOR, ids=[library for library, _, _ in ONLY_DOOR])
def test_a_library_with_one_door_is_imported_behind_it_only(
    graph: grimp.ImportGraph, library: str, rooms: set[str], why: str
) -> None:
    importers = graph.find_modules_that_directly_import(library) if library in graph.modules else set()
    strangers = sorted(module for module in importers if room(module) not in rooms)
    assert strangers == [], why
