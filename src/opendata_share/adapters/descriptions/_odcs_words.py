"""What our own documents say of a contract under `customProperties`, read back.

What lives here: those words, and texts in two languages. What this file must not know: the standard's own words.

A stranger's custom properties mean whatever he likes, so they are only read in documents that say they are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from ...contract import (
    Deprecation,
    Derivation,
    Element,
    Reference,
    Residual,
    Text,
    residual_from_document,
    upgrade_of,
)
from ...errors import DefinitionError
from ._statements import Statement, joined

OURS: Final = "urn:opendata-share:contract:"
_NAMES: Final[Mapping[type, str]] = {str: "text", bool: "true or false", list: "array", dict: "object"}


class OwnWords:
    """The custom properties of one place.

    Args:
        place: What has the custom properties.
        ours: Whether the document says that it is ours; of any other nothing is read.
    """

    def __init__(self, place: Statement, *, ours: bool) -> None:
        self._place: Final = place
        self._found: dict[str, list[Statement]] = {}
        for entry in place.each("customProperties") if ours else ():
            word = entry.peek("property", str)
            if word is not None and set(entry.value) == {"property", "value"}:
                self._found.setdefault(word, []).append(entry)

    def every(self, word: str, kind: type) -> list[tuple[Any, str]]:
        """Return all values of a word with their pointers, and note that they were taken."""
        values = []
        for entry in self._found.pop(word, ()):
            values.append((self._typed(entry, kind), joined(entry.pointer, "value")))
            entry.took("property")
            entry.took("value")
        return values

    def take(self, word: str, kind: type) -> Any:
        """Return the first value of a word, or None, and note that it was taken."""
        return next((value for value, _ in self.every(word, kind)), None)

    def any_value(self, word: str) -> Any:
        """Return the value of a word, of any type."""
        return self.take(word, object)

    def choice(self, word: str, kind: Any) -> Any:
        """Return the value of a word as a member of an enumeration, or None."""
        found = self.every(word, str)
        if not found:
            return None
        value, pointer = found[0]
        if value not in set(kind):
            raise DefinitionError("table-schema-choice", pointer=pointer, allowed=tuple(kind))
        return kind(value)

    def text(self, key: str, word: str, otherwise: str | None = None) -> Text | None:
        """Return what stands under the standard's `key`, the other language under our `word`."""
        said = self._place.take(key, str)
        english, indonesian = self.take(f"{word}.en", str), self.take(f"{word}.id", str)
        base = said if said is not None else otherwise
        if english is None and indonesian is None and base is None:
            return None
        return Text(*(next((one for one in (own, base) if one is not None), "") for own in (english, indonesian)))

    def elements(self) -> tuple[Element, ...]:
        """Return the elements of other standards."""
        return tuple(
            Element(*self._texts(one, ("standard", "path"), pointer))
            for value, pointer in self.every("elements", list)
            for one in value
        )

    def reference(self) -> Reference | None:
        """Return the reference that no relationship of the document says."""
        for value, pointer in self.every("reference", dict):
            if "contract" in value:
                return Reference((("", self._texts(value, ("contract",), pointer)[0]),))
            targets = value.get("targets")
            if not isinstance(targets, dict) or not all(isinstance(name, str) for name in targets.values()):
                raise DefinitionError("table-schema-shape", pointer=joined(pointer, "targets"), expected="object")
            return Reference(tuple(targets.items()), *self._texts(value, ("by",), pointer))
        return None

    def deprecation(self) -> Deprecation | None:
        """Return that a field will go."""
        if not self.take("deprecated", bool):
            return None
        said = self.every("deprecated.sunset", str)
        reason = Text(self.take("deprecated.reason.en", str) or "", self.take("deprecated.reason.id", str) or "")
        return Deprecation(
            _day(*said[0]) if said else None,
            self.take("deprecated.use", str),
            reason if reason.en or reason.id else None,
        )

    def terms(self) -> dict[str, Any]:
        """Return the terms of a contract that the standard has no word for."""
        return {
            "unique": tuple(tuple(_names(key, at)) for key, at in self.every("unique", list)),
            "upgrades": tuple(upgrade_of(value, at) for value, at in self.every("upgrade", dict)),
            "residual": next((_residual(value, at) for value, at in self.every("residual", dict)), None),
            "derived_from": next((_derivation(value, at) for value, at in self.every("derivedFrom", dict)), None),
            "primary_key": next((_names(value, at) for value, at in self.every("primaryKey", list)), ()),
        }

    def _typed(self, entry: Statement, kind: type) -> Any:
        value = entry.value["value"]
        if kind is not object and type(value) is not kind:
            entry.refuse("value", expected=_NAMES[kind])
        return value

    def _texts(self, value: Any, keys: tuple[str, ...], pointer: str) -> list[str]:
        found = [value.get(key) if isinstance(value, dict) else None for key in keys]
        if not all(isinstance(one, str) for one in found):
            raise DefinitionError("table-schema-shape", pointer=pointer, expected=", ".join(keys))
        return [str(one) for one in found]


def _names(value: Any, pointer: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise DefinitionError("table-schema-shape", pointer=pointer, expected="array of text")
    return tuple(value)


def _day(text: str, pointer: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DefinitionError("table-schema-value", pointer=pointer, type="date") from error


def _residual(value: Mapping[str, Any], pointer: str) -> Residual:
    try:
        return residual_from_document(value, None)
    except (KeyError, TypeError, AttributeError) as error:
        raise DefinitionError("table-schema-shape", pointer=pointer, expected="residual") from error


def _derivation(value: Mapping[str, Any], pointer: str) -> Derivation:
    try:
        changed = tuple((str(name), str(how)) for name, how in value["changed"])
        contract, digest, policy = (str(value[key]) for key in ("contract", "digest", "policy"))
    except (KeyError, TypeError, ValueError) as error:
        raise DefinitionError("table-schema-shape", pointer=pointer, expected="derivedFrom") from error
    removed, dropped = _names(value.get("removed"), pointer), _names(value.get("dropped"), pointer)
    return Derivation(contract, digest, policy, removed, changed, dropped)
