"""Code lists: the values a coded field may take, with labels and the codes of other systems.

What lives here: the frozen list, its document form, its digest. What this file must not know: where lists are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from .._canonical import document_digest
from .._dataclass import dataclass
from ..errors import DefinitionError
from ._text import Text


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code list.

    Attributes:
        code: The value as it stands in data.
        label: What people call it, in both languages.
        mappings: (system, code there) pairs: the crosswalk to other people's lists.
        valid_from: The first day the code may be used, or None.
        valid_to: The last day, or None.
    """

    code: str
    label: Text
    mappings: tuple[tuple[str, str], ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    def __post_init__(self) -> None:
        # a document's object has no order: the same list must be equal however it was written
        object.__setattr__(self, "mappings", tuple(sorted(self.mappings, key=lambda pair: pair[0])))


@dataclass(frozen=True, slots=True)
class CodeGroup:
    """A named set of codes of one list, such as every kind of ambulance."""

    name: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class CodeList:
    """A versioned list of the values a coded field may take.

    Example:
        >>> from opendata_share.contract import CodeList
        >>> document = {"name": "size", "version": "1.0.0", "title": {"en": "Size", "id": "Ukuran"}, "source": "ours",
        ...             "codes": [{"code": "small", "label": {"en": "Small", "id": "Kecil"}}]}
        >>> CodeList.from_document(document).values
        ('small',)
    """

    name: str
    version: str
    title: Text
    codes: tuple[Code, ...]
    groups: tuple[CodeGroup, ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "groups", tuple(sorted(self.groups, key=lambda group: group.name)))
        values = self.values
        if not values or len(set(values)) != len(values):
            raise DefinitionError("code-list-codes", code_list=self.name)
        for group in self.groups:
            if unknown := [code for code in group.codes if code not in values]:
                raise DefinitionError("code-list-group", code_list=self.name, group=group.name, codes=unknown)

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The codes as they stand in data, in the list's order."""
        return tuple(code.code for code in self.codes)

    @cached_property
    def digest(self) -> str:
        """The "sha256:…" of the list's canonical document."""
        return document_digest(self.to_document())

    def code(self, value: str) -> Code | None:
        """Return the code whose value is `value`, or None."""
        return next((code for code in self.codes if code.code == value), None)

    def group(self, name: str) -> tuple[str, ...]:
        """Return the codes of the group `name`; KeyError where the list has no such group."""
        for group in self.groups:
            if group.name == name:
                return group.codes
        raise KeyError(name)

    def to_document(self) -> dict[str, Any]:
        """Return the list as plain JSON values; `from_document` reads it back."""
        document: dict[str, Any] = {"name": self.name, "version": self.version, "title": self.title.to_document()}
        document["source"] = self.source
        document["codes"] = [_code_document(code) for code in self.codes]
        if self.groups:
            document["groups"] = {group.name: list(group.codes) for group in self.groups}
        return document

    @classmethod
    def from_document(cls, document: Any, where: str = "") -> CodeList:
        """Read a list from its document.

        Raises:
            DefinitionError: The document is not of the form `to_document` writes; the message has the JSON pointer.
        """
        if not isinstance(document, Mapping):
            raise DefinitionError("document-shape", pointer=where or "/", expected="object")
        known = {"name", "version", "title", "source", "codes", "groups"}
        if unknown := set(document) - known:
            raise DefinitionError("document-unknown-key", pointer=where or "/", keys=unknown)
        for key, kind in (("name", str), ("version", str), ("codes", list)):
            if not isinstance(document.get(key), kind):
                raise DefinitionError("document-shape", pointer=f"{where}/{key}", expected=kind.__name__)
        return cls(
            name=document["name"],
            version=document["version"],
            title=Text.from_document(document.get("title"), f"{where}/title"),
            codes=tuple(_code(item, f"{where}/codes/{number}") for number, item in enumerate(document["codes"])),
            groups=_groups(document.get("groups", {}), f"{where}/groups"),
            source=str(document.get("source", "")),
        )


def _code_document(code: Code) -> dict[str, Any]:
    document: dict[str, Any] = {"code": code.code, "label": code.label.to_document()}
    if code.mappings:
        mappings: dict[str, Any] = {}
        for system, value in code.mappings:
            mappings.setdefault(system, []).append(value)
        document["mappings"] = {system: v[0] if len(v) == 1 else v for system, v in mappings.items()}
    for key, day in (("valid_from", code.valid_from), ("valid_to", code.valid_to)):
        if day is not None:
            document[key] = day.isoformat()
    return document


def _code(document: Any, where: str) -> Code:
    known = {"code", "label", "mappings", "valid_from", "valid_to"}
    if not isinstance(document, Mapping) or not isinstance(document.get("code"), str) or set(document) - known:
        raise DefinitionError("document-shape", pointer=where, expected="code")
    mappings = document.get("mappings", {})
    if not isinstance(mappings, Mapping):
        raise DefinitionError("document-shape", pointer=f"{where}/mappings", expected="object")
    pairs: list[tuple[str, str]] = []
    for system, values in mappings.items():
        pairs.extend((system, str(value)) for value in (values if isinstance(values, list) else [values]))
    try:
        days = [
            None if (day := document.get(key)) is None else date.fromisoformat(day)
            for key in ("valid_from", "valid_to")
        ]
    except (TypeError, ValueError) as error:
        raise DefinitionError("document-shape", pointer=where, expected="date") from error
    return Code(document["code"], Text.from_document(document.get("label"), f"{where}/label"), tuple(pairs), *days)


def _groups(document: Any, where: str) -> tuple[CodeGroup, ...]:
    if not isinstance(document, Mapping) or not all(isinstance(codes, list) for codes in document.values()):
        raise DefinitionError("document-shape", pointer=where, expected="object")
    return tuple(CodeGroup(name, tuple(map(str, codes))) for name, codes in document.items())
