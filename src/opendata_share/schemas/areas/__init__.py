"""Administrative areas of Indonesia: the reference that joins every agency's data, and the matcher of codes and names.

What lives here: the shipped reference (`areas.csv`, read when first asked for) and its index. What this package must
not know: whose data is matched, and what is done with a finding.

The reference: 38 provinces and their 514 regencies and cities; of DKI Jakarta also the 44 districts (kecamatan) and 267
kelurahan. Codes and official names per Kepmendagri 300.2.2-2430/2025. `bps_code` is the code of the same area in the
BPS master file of 2018 (provinces, regencies, Jakarta's districts); provinces founded in 2022 have none. `iso_3166_2`
per ISO 3166-2:ID. Aliases are spellings seen in real files. `scripts/make_areas.py` writes the file.

Kemendagri and BPS use the same digits for different cities (BPS 3171 is Jakarta Selatan, Kemendagri 31.71 Jakarta
Pusat): every code is given with its system.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING, Final

from ..._late_names import late

if TYPE_CHECKING:
    import pyarrow as pa

    from ._area import Area
    from ._index import AreaIndex
    from ._match import EDITIONS, AreaMatch, Finding, System

__all__ = ["EDITIONS", "Area", "AreaIndex", "AreaMatch", "Finding", "System", "as_table", "codes", "index"]


_MODULE_OF: Final = {
    "Area": "_area",
    "AreaIndex": "_index",
    "EDITIONS": "_match",
    "AreaMatch": "_match",
    "Finding": "_match",
    "System": "_match",
}


__getattr__ = late(__name__, _MODULE_OF)


@cache
def codes() -> frozenset[str]:
    """Return every Kemendagri dotted code of the shipped reference; no index is made for it.

    Example:
        >>> "31.73.05.1006" in codes()
        True
    """
    return frozenset(row.partition(",")[0] for row in _text().splitlines()[1:])


@cache
def index() -> AreaIndex:
    """Return the shipped reference; it is read once."""
    from ._index import AreaIndex

    return AreaIndex(_of_row(row) for row in csv.DictReader(StringIO(_text())))


def _text() -> str:
    return files(__name__).joinpath("areas.csv").read_text(encoding="utf-8")


def as_table() -> pa.Table:
    """Return the shipped reference as rows of the contract `administrative-area`, sorted by code.

    Columns: `code`, `name`, `level` (int64), `level_name`, `parent_code`, `bps_code`, `iso_3166_2`, `country` ("ID"),
    `aliases` (list of text); text where no type is said, null where the reference knows nothing.
    """
    import pyarrow as pa

    from ._area import COUNTRY

    text = pa.string()
    names = ("code", "name", "level", "level_name", "parent_code", "bps_code", "iso_3166_2", "country", "aliases")
    types: dict[str, pa.DataType] = {"level": pa.int64(), "aliases": pa.list_(text)}
    schema = pa.schema([pa.field(name, types.get(name, text)) for name in names])
    columns = {
        name: [COUNTRY if name == "country" else getattr(area, name) for area in index()] for name in schema.names
    }
    columns["aliases"] = [aliases or None for aliases in columns["aliases"]]
    return pa.table(columns, schema=schema)


def _of_row(row: dict[str, str]) -> Area:
    from ._area import Area

    aliases = tuple(row["aliases"].split("|")) if row["aliases"] else ()
    return Area(row["code"], row["name"], row["bps_code"] or None, row["iso_3166_2"] or None, aliases)
