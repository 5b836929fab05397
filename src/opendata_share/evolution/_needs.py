"""What a consumer relies on in one data set, and which of it a contract does not promise.

What lives here: the frozen need, and the reasons why a contract does not meet it. What this file must not know: files,
who the consumer is, releases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any, Final, Literal, get_args

from .. import _messages
from .._dataclass import dataclass
from ..contract import Contract, Field, Freshness, seconds_of
from ..errors import DefinitionError
from ..expressions import parse_condition
from ._change import Language
from ._compare import Comparison

NeedKind = Literal[
    "dataset-missing", "version-refused", "field-missing", "value-missing", "code-missing", "code-unknown",
    "filter-refused", "too-old", "meaning-changed", "may-not-arrive",
]  # fmt: skip
NEEDS: Final[tuple[str, ...]] = get_args(NeedKind)

_RANGE: Final = re.compile(r"(>=|<=|>|<|=)(\d+)\.(\d+)\.(\d+)", re.ASCII)
_OF_MEANING: Final = frozenset({"type-changed", "unit-changed"})


@dataclass(frozen=True, slots=True)
class Unmet:
    """One thing that a consumer relies on and is not promised.

    Attributes:
        need: What kind of need it is; `opendata-share explain` knows each.
        field: The field, or None.
        asked: What is asked for, as text.
        found: What is promised instead, or None where nothing is.
    """

    need: NeedKind
    field: str | None
    asked: str
    found: str | None = None

    def text(self, language: Language = "en") -> str:
        """Return what is not met, in one line."""
        told = {"field": self.field or "–", "asked": self.asked, "found": self.found or "–"}
        return _messages.render(f"need-{self.need}", language, told)

    def to_document(self, language: Language = "en") -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "need": self.need,
            "field": self.field,
            "asked": self.asked,
            "found": self.found,
            "reason": self.text(language),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a consumer relies on in one data set.

    Attributes:
        dataset: "agency/dataset", or the name of the contract.
        versions: The versions of the contract it copes with, ">=1.0.0, <2.0.0"; None for any.
        fields: The fields it reads; a part of a list as "identifiers[].value".
        never_empty: Those of them that it cannot do without in any row.
        codes: The codes it looks for, by field.
        closed: The coded fields in which it does not cope with a code it does not know.
        where: The conditions (SQL, as in checks) it filters rows by.
        freshness: How old the newest row may be, an ISO 8601 duration such as "PT6H"; None for any age.
    """

    dataset: str
    versions: str | None = None
    fields: tuple[str, ...] = ()
    never_empty: tuple[str, ...] = ()
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    closed: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    freshness: str | None = None

    def __post_init__(self) -> None:
        if self.versions is not None:
            _ranges(self.versions)
        if self.freshness is not None and seconds_of(self.freshness) is None:
            raise DefinitionError("requirements-duration", text=self.freshness)

    @property
    def reads(self) -> tuple[str, ...]:
        """Every field it names, each once."""
        return tuple(dict.fromkeys((*self.fields, *self.never_empty, *self.codes, *self.closed)))

    def is_about(self, contract: str, dataset: str | None = None) -> bool:
        """Return whether it is about the data set `dataset`, or, where that is not known, about a contract."""
        agency, _, name = self.dataset.rpartition("/")
        return name == contract if dataset is None or not agency else self.dataset == dataset


def unmet(need: Need, contract: Contract) -> Iterator[Unmet]:
    """Yield what of `need` a contract does not promise."""
    if need.versions is not None and not _is_within(contract.version, need.versions):
        yield Unmet("version-refused", None, need.versions, contract.version)
    for name in need.reads:
        found = _field_at(contract, name)
        if found is None:
            yield Unmet("field-missing", name, name)
            continue
        if name in need.never_empty and not found.required:
            yield Unmet("value-missing", name, name)
        yield from _missing_codes(need, contract, name, found)
    for condition in need.where:
        if (reason := _refused(condition, contract)) is not None:
            yield Unmet("filter-refused", None, condition, reason)
    if need.freshness is not None:
        yield from _too_old(need.freshness, contract)


def changed(need: Need, comparison: Comparison) -> Iterator[Unmet]:
    """Yield what of `need` was promised and means something else, or reaches fewer people, by a later contract."""
    for change in comparison.changes:
        if change.field not in need.reads or change.forward:
            continue
        if change.change in _OF_MEANING:
            yield Unmet("meaning-changed", change.field, change.before or "–", change.after)
        elif change.change == "class-raised":
            yield Unmet("may-not-arrive", change.field, change.before or "–", change.after)
        elif change.change == "code-added" and change.field in need.closed:
            yield Unmet("code-unknown", change.field, change.part or "–")


def _field_at(contract: Contract, path: str) -> Field | None:
    """Return the field at a path such as "identifiers[].value", or None."""
    name, listed, part = path.partition("[]")
    if name not in contract:
        return None
    found = contract.field(name)
    if not listed:
        return found
    items = found.items
    if items is None or not part:
        return items
    return next((inner for inner in items.fields if f".{inner.name}" == part), None)


def _missing_codes(need: Need, contract: Contract, name: str, found: Field) -> Iterator[Unmet]:
    listed = found.code_list if found.items is None else found.items.code_list
    known = None if listed is None else contract.code_list(listed).values
    for code in need.codes.get(name, ()):
        if known is not None and code not in known:
            yield Unmet("code-missing", name, code)


def _refused(condition: str, contract: Contract) -> str | None:
    try:
        parse_condition(condition, contract.expression_types)
    except DefinitionError as error:
        return str(error).partition("\n")[0]
    return None


def _too_old(within: str, contract: Contract) -> Iterator[Unmet]:
    promised = [rule.within for rule in contract.table_rules if isinstance(rule, Freshness)]
    wanted = seconds_of(within) or 0
    if not any((seconds_of(each) or 0) <= wanted for each in promised):
        yield Unmet("too-old", None, within, ", ".join(promised) or None)


def _ranges(text: str) -> list[tuple[str, tuple[int, ...]]]:
    found = []
    for part in text.split(","):
        match = _RANGE.fullmatch("".join(part.split()))
        if match is None:
            raise DefinitionError("requirements-versions", text=text)
        found.append((match[1], tuple(map(int, match.groups()[1:]))))
    return found


def _is_within(version: str, ranges: str) -> bool:
    number = tuple(map(int, version.split(".")))
    holds = {
        ">=": number.__ge__, "<=": number.__le__, ">": number.__gt__, "<": number.__lt__, "=": number.__eq__,
    }  # fmt: skip
    return all(holds[sign](bound) for sign, bound in _ranges(ranges))
