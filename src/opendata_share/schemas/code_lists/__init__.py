"""The shipped code lists: the shared values, in English and Indonesian, with the codes other systems use for them.

What lives here: one JSON document a list (`NAME.json`, the form of `CodeList.to_document`), read when it is first asked
for. What this package must not know: which field uses a list, and what any code means for an answer.

Conventions of the data:

- Codes are lower_snake. Only `currency` (ISO 4217), `identifier-system` (URIs) and `measure-unit` (UCUM) keep the
  spelling of their standard.
- `mappings` name the foreign system first: `big` (base map of Badan Informasi Geospasial), `cap` (1.2), `dinkes`
  (hospital indicators), `edxl-have`, `fhir`, `iso-4217-numeric`, `jakarta-fire` (data.jakarta.go.id, 2013), `jaki`,
  `kemkes` (terminology.kemkes.go.id), `kepmenkes-143-2001`, `level`, `loinc`, `nemsis` (3.5), `neris`, `nfpa-291`,
  `open311` (GeoReport v2), `osm`, `rs-online`, `smart-data-models`. A foreign
  code may stand beside several of ours: a mapping says what to write for that system, not what to guess when reading
  from it.
- A group whose name is also a code is an aggregate: `ambulance` in `unit-type` counts its members together and is never
  one of them. Every group of `incident-type` is named after the `incident-category` it belongs to.
- Nobody's hearse is an ambulance: `hearse` stands in no group.

Example:
    >>> load("condition").code("light_damage").label.id
    'Rusak ringan'
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from ...contract import CodeList
from ...errors import DefinitionError

__all__ = ["find", "load", "names"]

_SUFFIX = ".json"


@cache
def names() -> tuple[str, ...]:
    """Return the names of the shipped lists, sorted; no list is read."""
    entries = files(__name__).iterdir()
    return tuple(sorted(entry.name.removesuffix(_SUFFIX) for entry in entries if entry.name.endswith(_SUFFIX)))


def load(name: str) -> CodeList:
    """Return the shipped list called `name`; it is read once.

    Raises:
        DefinitionError: No shipped list has that name.
    """
    found = find(name)
    if found is None:
        raise DefinitionError("code-list-unknown", name=name)
    return found


@cache
def find(name: str) -> CodeList | None:
    """Return the shipped list called `name`, or None: so that a list may be looked for in one package after another."""
    if name not in names():
        return None
    document = files(__name__).joinpath(name + _SUFFIX).read_text(encoding="utf-8")
    return CodeList.from_document(json.loads(document), where=name)
