"""Contracts: what a table promises.

What lives here: the record base class and its markers, the frozen neutral `Contract` with its document form, checks,
code lists. What this room must not know: data, files, engines. Everything above reads the neutral form and nothing
else.
"""

from __future__ import annotations

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen

from ._check import Check
from ._code_list import Code as CodeListEntry
from ._code_list import CodeGroup, CodeList
from ._contract import Contract
from ._dataset_info import DatasetInfo
from ._field import Element, Field, FieldType, Level, Provenance, Reference, Sensitivity
from ._markers import (
    Classified,
    Code,
    Definition,
    Derived,
    Filled,
    Format,
    Full,
    Pattern,
    Precision,
    Ref,
    RefBy,
    Title,
    Unit,
)
from ._meta_schema import check_against_meta_schema, meta_schema
from ._pattern import portable
from ._record import Record, find_code_list
from ._terms import Derivation
from ._text import Text

__all__ = [
    "Check",
    "Classified",
    "Code",
    "CodeGroup",
    "CodeList",
    "CodeListEntry",
    "Contract",
    "DatasetInfo",
    "Definition",
    "Derivation",
    "Derived",
    "Element",
    "Field",
    "FieldType",
    "Filled",
    "Format",
    "Full",
    "Ge",
    "Gt",
    "Le",
    "Level",
    "Lt",
    "MaxLen",
    "MinLen",
    "Pattern",
    "Precision",
    "Provenance",
    "Record",
    "Ref",
    "RefBy",
    "Reference",
    "Sensitivity",
    "Text",
    "Title",
    "Unit",
    "check_against_meta_schema",
    "find_code_list",
    "meta_schema",
    "portable",
]
