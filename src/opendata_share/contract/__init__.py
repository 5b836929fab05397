"""Contracts: what a table promises.

What lives here: the record base class and its markers, the frozen neutral `Contract` with its document form, checks,
code lists. What this room must not know: data, files, engines. Everything above reads the neutral form and nothing
else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .._late_names import late
from .._patterns import portable
from ._check import Check
from ._code_list import Code as CodeListEntry
from ._code_list import CodeGroup, CodeList
from ._comparable import seconds_of
from ._contract import Contract
from ._field import Deprecation, Element, Field, FieldType, Level, Provenance, Reference, Sensitivity
from ._residual import Residual, ResidualRule, residual_from_document
from ._rules_between import Aggregate, AgreesWithReferred, AgreesWithRows, BetweenRule, Relation
from ._table_rules import (
    Change,
    ChildrenWithin,
    Complete,
    Exclusive,
    Freshness,
    GroupTotals,
    Monotone,
    NearDuplicates,
    NoCycles,
    NoOverlap,
    RefersTo,
    RowCount,
    TableRule,
    Transitions,
    UniqueAmong,
    condition_of,
    fields_read,
)
from ._table_rules_document import table_rule_document, table_rule_of
from ._terms import Derivation
from ._text import Text
from ._upgrades import ConvertField, DropField, FillField, RenameField, Upgrade, UpgradeStep, upgrade_of

if TYPE_CHECKING:
    from ._beside import condition_on_other, fields_of_other, is_judged_beside
    from ._dataset_info import DatasetInfo
    from ._markers import (
        Classified,
        Code,
        Definition,
        Deprecated,
        Derived,
        Filled,
        Format,
        Full,
        Ge,
        Gt,
        Le,
        Lt,
        MaxLen,
        MinLen,
        Pattern,
        Precision,
        Recommended,
        Ref,
        RefBy,
        Title,
        Unit,
    )
    from ._meta_schema import check_against_meta_schema, meta_schema
    from ._narrow import Narrowed, narrow
    from ._record import Record, find_code_list

__all__ = [
    "Aggregate",
    "AgreesWithReferred",
    "AgreesWithRows",
    "BetweenRule",
    "Change",
    "Check",
    "ChildrenWithin",
    "Classified",
    "Code",
    "CodeGroup",
    "CodeList",
    "CodeListEntry",
    "Complete",
    "Contract",
    "ConvertField",
    "DatasetInfo",
    "Definition",
    "Deprecated",
    "Deprecation",
    "Derivation",
    "Derived",
    "DropField",
    "Element",
    "Exclusive",
    "Field",
    "FieldType",
    "FillField",
    "Filled",
    "Format",
    "Freshness",
    "Full",
    "Ge",
    "GroupTotals",
    "Gt",
    "Le",
    "Level",
    "Lt",
    "MaxLen",
    "MinLen",
    "Monotone",
    "Narrowed",
    "NearDuplicates",
    "NoCycles",
    "NoOverlap",
    "Pattern",
    "Precision",
    "Provenance",
    "Recommended",
    "Record",
    "Ref",
    "RefBy",
    "Reference",
    "RefersTo",
    "Relation",
    "RenameField",
    "Residual",
    "ResidualRule",
    "RowCount",
    "Sensitivity",
    "TableRule",
    "Text",
    "Title",
    "Transitions",
    "UniqueAmong",
    "Unit",
    "Upgrade",
    "UpgradeStep",
    "check_against_meta_schema",
    "condition_of",
    "condition_on_other",
    "fields_of_other",
    "fields_read",
    "find_code_list",
    "is_judged_beside",
    "meta_schema",
    "narrow",
    "portable",
    "residual_from_document",
    "seconds_of",
    "table_rule_document",
    "table_rule_of",
    "upgrade_of",
]

# Writing a contract as a class needs pydantic; reading one from a document does not, nor does it need what only some
# rules, policies and releases ask.
_WHEN_USED: Final = {
    "_markers": (
        "Classified",
        "Code",
        "Definition",
        "Deprecated",
        "Derived",
        "Filled",
        "Format",
        "Full",
        "Ge",
        "Gt",
        "Le",
        "Lt",
        "MaxLen",
        "MinLen",
        "Pattern",
        "Precision",
        "Recommended",
        "Ref",
        "RefBy",
        "Title",
        "Unit",
    ),
    "_beside": ("condition_on_other", "fields_of_other", "is_judged_beside"),
    "_dataset_info": ("DatasetInfo",),
    "_narrow": ("Narrowed", "narrow"),
    "_meta_schema": ("check_against_meta_schema", "meta_schema"),
    "_record": ("Record", "find_code_list"),
}
_MODULE_OF: Final = {name: module for module, names in _WHEN_USED.items() for name in names}


__getattr__ = late(__name__, _MODULE_OF)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
