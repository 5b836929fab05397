"""Dialects: one contract in the words of other people's standards.

What lives here: one module a dialect, what all of them share, and `compile_contract`. What this room must not know:
rows, how they are judged, where a release lies.

A dialect says what it could not say: whatever it did not take from the contract is in `Compiled.lost`, so that nothing
is dropped silently, not even what a later version of the contract will say.
"""

from __future__ import annotations

from ._compile import compile_contract, dialect_named, dialects
from ._compiled import Compiled, Lost
from ._data_package import CSV_DIALECT
from ._data_package import PROFILE as DATA_PACKAGE_PROFILE
from ._dcat import DatasetFacts, Distribution, dcat_catalog
from ._dialect import Dialect, Settings
from ._ledger import FieldPlace, Ledger, Place
from ._people import people_of
from ._table_schema import table_schema

__all__ = [
    "CSV_DIALECT",
    "DATA_PACKAGE_PROFILE",
    "Compiled",
    "DatasetFacts",
    "Dialect",
    "Distribution",
    "FieldPlace",
    "Ledger",
    "Lost",
    "Place",
    "Settings",
    "compile_contract",
    "dcat_catalog",
    "dialect_named",
    "dialects",
    "people_of",
    "table_schema",
]
