"""Crosswalks: what a code of one system is called in another, with the days on which that holds.

What lives here: finding a crosswalk by its name. What this package must not know: files of agencies, field maps, and
whether a column's codes are of the system somebody says they are.

Digits alone never decide the system: 3171 is Jakarta Selatan to BPS and Jakarta Pusat to Kemendagri. Whoever reads a
column names the crosswalk, and with it both systems.

Where they come from:

- Every system that a code list of this package maps to can be read back: `cap-alert-severity` reads the severities of
  CAP as codes of the list `alert-severity`, `kemkes-bed-type` those of the Ministry of Health as `bed-type`. The lists'
  own mappings are the data; a foreign code that several of ours share stays several, and is ambiguous.
- `NAME.json` in this folder holds what those mappings cannot say: other readings, dates, codes of the same system that
  only occur in what is read. Such a file is the whole crosswalk of its name.

Example:
    >>> load("kemkes-bed-type").targets("RT0007")
    ('adult_icu',)
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from ...errors import DefinitionError
from .. import code_lists
from ._crosswalk import OURS, CodeCrosswalk, CodeSystem, CrosswalkRow, Translated, Unmapped

__all__ = [
    "OURS",
    "CodeCrosswalk",
    "CodeSystem",
    "CrosswalkRow",
    "Translated",
    "Unmapped",
    "find",
    "load",
    "names",
]

_SUFFIX = ".json"


@cache
def names() -> tuple[str, ...]:
    """Return the names of the crosswalks there are, sorted; every code list is read for it."""
    found = set(_written())
    for name in code_lists.names():
        systems = {system for code in code_lists.load(name).codes for system, _ in code.mappings}
        found.update(f"{system}-{name}" for system in systems)
    return tuple(sorted(found))


def load(name: str) -> CodeCrosswalk:
    """Return the crosswalk called `name`; it is read once.

    Raises:
        DefinitionError: There is no such crosswalk.
    """
    found = find(name)
    if found is None:
        raise DefinitionError("crosswalk-unknown", name=name, known=names())
    return found


@cache
def find(name: str) -> CodeCrosswalk | None:
    """Return the crosswalk called `name`, or None."""
    if name in _written():
        document = files(__name__).joinpath(name + _SUFFIX).read_text(encoding="utf-8")
        return CodeCrosswalk.from_document(json.loads(document), where=name)
    for place, letter in enumerate(name):
        if letter == "-" and (found := _read_back(name[:place], name[place + 1 :])) is not None:
            return found
    return None


@cache
def _written() -> frozenset[str]:
    entries = files(__name__).iterdir()
    return frozenset(entry.name.removesuffix(_SUFFIX) for entry in entries if entry.name.endswith(_SUFFIX))


def _read_back(system: str, list_name: str) -> CodeCrosswalk | None:
    """Return the crosswalk from `system` to one of our lists that the list's own mappings make, or None."""
    code_list = code_lists.find(list_name)
    if code_list is None:
        return None
    rows = tuple(
        CrosswalkRow(foreign, (code.code,), code.valid_from, code.valid_to)
        for code in code_list.codes
        for name, foreign in code.mappings
        if name == system
    )
    if not rows:
        return None
    return CodeCrosswalk(
        name=f"{system}-{list_name}",
        version=code_list.version,
        source=code_list.source,
        from_system=CodeSystem(system),
        to_system=CodeSystem(OURS, list_name),
        rows=rows,
    )
