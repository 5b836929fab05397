"""A contract read back from its document, strictly.

What lives here: plain JSON values in, contract out. A document is accepted exactly where the contract it describes
would be written as that same document, so nothing in it can go unread or contradict itself. What this file must not
know: files and networks; no `$ref` is ever followed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from ..errors import DefinitionError
from ._check import Check
from ._code_list import CodeList
from ._document import BOUNDS, VOCABULARY
from ._field import Deprecation, Element, Field, FieldType, Level, Provenance, Reference, Sensitivity
from ._residual import Residual, residual_from_document
from ._table_rules import TableRule
from ._table_rules_document import table_rule_of
from ._terms import Derivation
from ._text import Text
from ._upgrades import Upgrade, upgrade_of

_DEEPEST: Final = 8
_WORDS: Final = dict.fromkeys(("unit", "codeList", "derived", "pattern", "patternWhen", *BOUNDS.values()), str)
_OURS: Final[Mapping[str, type]] = {**_WORDS, "specific": bool, "precision": int, "scale": int}
_SCHEMA: Final[Mapping[str, type]] = {
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems"), int),
    **dict.fromkeys(("pattern", "format"), str),
}


def read_terms(document: Any) -> dict[str, Any]:
    """Return the terms `document` writes down, by the names of their attributes.

    Raises:
        DefinitionError: Something in it is missing or of another shape; the message has the JSON pointer.
    """
    if not isinstance(document, Mapping):
        raise DefinitionError("document-shape", pointer="/", expected="object")
    _refuse_broken_text(document)
    ours = _object(document, "x-contract", "")
    if (version := ours.get("vocabulary")) != VOCABULARY:
        raise DefinitionError("document-vocabulary", found=version, known=VOCABULARY)
    try:
        return _terms(document, ours)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DefinitionError("document-malformed", reason=f"{type(error).__name__}: {error}") from error


def _refuse_broken_text(document: Any) -> None:
    """Raise where a text holds half of a surrogate pair: it has no UTF-8, so nothing could be written or digested."""
    try:
        json.dumps(document, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise DefinitionError("document-malformed", reason="U+D800–U+DFFF") from error
    except (TypeError, ValueError, RecursionError):
        return  # not JSON values at all: what reads them says so, with the place


def _terms(document: Mapping[str, Any], ours: Mapping[str, Any]) -> dict[str, Any]:
    properties = _object(document, "properties", "")
    _typed(ours, {"name": str, "version": str}, "/x-contract")
    required = set(_texts(document.get("required", []), "/required"))
    names = _texts(ours["fields"], "/x-contract/fields")
    fields = [_field(name, properties[name], name in required, f"/properties/{name}", 0) for name in names]
    origin = ours.get("derivedFrom")
    return dict(  # noqa: C408  # read as keywords of `Contract`
        name=ours["name"],
        version=ours["version"],
        title=Text.from_document(ours.get("title"), "/x-contract/title"),
        fields=tuple(fields),
        primary_key=_texts(ours["primaryKey"], "/x-contract/primaryKey"),
        unique=tuple(_texts(key, "/x-contract/unique") for key in ours["unique"]),
        checks=tuple(_check(check) for check in ours["checks"]),
        code_lists=tuple(
            CodeList.from_document(item, f"/x-contract/codeLists/{number}")
            for number, item in enumerate(ours["codeLists"])
        ),
        definition=None
        if "definition" not in ours
        else Text.from_document(ours["definition"], "/x-contract/definition"),
        derived_from=None if origin is None else _derivation(origin),
        table_rules=_table_rules(ours),
        residual=_residual(document, ours),
        upgrades=_upgrades(ours),
    )


def _residual(document: Mapping[str, Any], ours: Mapping[str, Any]) -> Residual | None:
    if "residual" not in ours:
        return None
    beside = document.get("allOf", [None])
    return residual_from_document(_object(ours, "residual", "/x-contract"), beside[0])


def _table_rules(ours: Mapping[str, Any]) -> tuple[TableRule, ...]:
    rules, where = ours.get("tableRules", []), "/x-contract/tableRules"
    if not isinstance(rules, list):
        raise DefinitionError("document-shape", pointer=where, expected="list")
    return tuple(table_rule_of(rule, f"{where}/{number}") for number, rule in enumerate(rules))


def _upgrades(ours: Mapping[str, Any]) -> tuple[Upgrade, ...]:
    upgrades, where = ours.get("upgrades", []), "/x-contract/upgrades"
    if not isinstance(upgrades, list):
        raise DefinitionError("document-shape", pointer=where, expected="list")
    return tuple(upgrade_of(upgrade, f"{where}/{number}") for number, upgrade in enumerate(upgrades))


def _derivation(document: Mapping[str, Any]) -> Derivation:
    where = "/x-contract/derivedFrom"
    _typed(document, dict.fromkeys(("contract", "digest", "policy"), str), where)
    changed = document.get("changed", {})
    if not isinstance(changed, Mapping) or not all(isinstance(word, str) for word in changed.values()):
        raise DefinitionError("document-shape", pointer=f"{where}/changed", expected="texts")
    return Derivation(
        document["contract"],
        document["digest"],
        document["policy"],
        _texts(document["removed"], f"{where}/removed"),
        tuple(changed.items()),
        _texts(document.get("dropped", []), f"{where}/dropped"),
    )


def _check(document: Mapping[str, Any]) -> Check:
    message = Text.from_document(document["message"], "/x-contract/checks")
    _typed(document, {"name": str, "expression": str}, "/x-contract/checks")
    if document["severity"] not in {"error", "advice"}:
        raise DefinitionError("document-shape", pointer="/x-contract/checks/severity", expected="error, advice")
    return Check(
        document["name"],
        document["expression"],
        en=message.en,
        id=message.id,
        severity=document["severity"],
        level=Level(document["level"]),
    )


def _class_of(ours: Mapping[str, Any], name: str, where: str) -> Sensitivity:
    known = tuple(Sensitivity)
    if ours.get("sensitivity") not in known:
        raise DefinitionError("document-without-class", pointer=f"{where}/x-contract", field=name, known=known)
    return Sensitivity(ours["sensitivity"])


def _field(name: str, schema: Any, required: bool, where: str, depth: int) -> Field:
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        raise DefinitionError("document-shape", pointer=where, expected="object")
    ours = _object(schema, "x-contract", where)
    _typed(schema, _SCHEMA, where)
    _typed(ours, _OURS, f"{where}/x-contract")
    kind = FieldType(ours["type"])
    length = "Items" if kind is FieldType.LIST else "Length"
    inner_required = set(_texts(schema.get("required", []), f"{where}/required"))
    return Field(
        name=name,
        type=kind,
        required=required,
        default=schema.get("default"),
        title=Text.from_document(ours.get("title"), f"{where}/x-contract/title"),
        definition=None
        if "definition" not in ours
        else Text.from_document(ours["definition"], f"{where}/x-contract/definition"),
        sensitivity=_class_of(ours, name, where),
        specific=ours.get("specific", False),
        level=Level(ours.get("level", "core")),
        unit=ours.get("unit"),
        code_list=ours.get("codeList"),
        reference=_reference(ours.get("reference")),
        elements=tuple(Element(*_texts([standard, path], where)) for standard, path in ours.get("elements", ())),
        min_length=schema.get(f"min{length}"),
        max_length=schema.get(f"max{length}"),
        pattern=ours.get("pattern", schema.get("pattern")),
        pattern_when=ours.get("patternWhen"),
        format=schema.get("format") if kind is FieldType.TEXT else None,
        precision=ours.get("precision"),
        scale=ours.get("scale"),
        provenance=None if "provenance" not in ours else Provenance(ours["provenance"]),
        derived=ours.get("derived"),
        deprecated=_deprecation(ours.get("deprecated"), f"{where}/x-contract/deprecated"),
        items=None if kind is not FieldType.LIST else _item(schema["items"], f"{where}/items", depth + 1),
        fields=tuple(
            _field(
                inner, schema["properties"][inner], inner in inner_required, f"{where}/properties/{inner}", depth + 1
            )
            for inner in ours.get("fields", ())
        ),
        **_bounds(kind, schema, ours),
    )


def _deprecation(document: Any, where: str) -> Deprecation | None:
    if document is None:
        return None
    if not isinstance(document, Mapping):
        raise DefinitionError("document-shape", pointer=where, expected="object")
    _typed(document, {"sunset": str, "use": str}, where)
    sunset, reason = document.get("sunset"), document.get("reason")
    return Deprecation(
        None if sunset is None else date.fromisoformat(sunset),
        document.get("use"),
        None if reason is None else Text.from_document(reason, f"{where}/reason"),
    )


def _item(schema: Any, where: str, depth: int) -> Field:
    """Return the item of a list; where it may be null its type says so."""
    nullable = isinstance(schema, Mapping) and isinstance(schema.get("type"), list)
    return _field("item", schema, not nullable, where, depth)


def _bounds(kind: FieldType, schema: Mapping[str, Any], ours: Mapping[str, Any]) -> dict[str, Any]:
    as_text = {name: ours[word] for name, word in BOUNDS.items() if word in ours}
    if kind in {FieldType.INTEGER, FieldType.NUMBER}:
        as_text = {name: _number(value) for name, value in as_text.items()}
    return as_text or {name: schema[word] for name, word in BOUNDS.items() if word in schema}


def _number(text: str) -> int | float:
    return int(text) if text.lstrip("-").isdecimal() else float(text)


def _reference(document: Mapping[str, Any] | None) -> Reference | None:
    if document is None:
        return None
    if "contract" in document:
        _typed(document, {"contract": str}, "reference")
        return Reference((("", document["contract"]),))
    _typed(document, {"by": str}, "reference")
    _texts([*document["targets"].values()], "reference/targets")
    return Reference(tuple(document["targets"].items()), document["by"])


def _texts(document: Any, where: str) -> tuple[str, ...]:
    if not isinstance(document, list) or not all(isinstance(item, str) for item in document):
        raise DefinitionError("document-shape", pointer=where, expected="list of text")
    return tuple(document)


def _typed(document: Mapping[str, Any], kinds: Mapping[str, type], where: str) -> None:
    """Raise where a value is of another type; `true` is no number here."""
    for key, kind in kinds.items():
        if key in document and type(document[key]) is not kind:
            raise DefinitionError("document-shape", pointer=f"{where}/{key}", expected=kind.__name__)


def _object(document: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
    value = document.get(key)
    if not isinstance(value, Mapping):
        raise DefinitionError("document-shape", pointer=f"{where}/{key}", expected="object")
    return value


def refuse_difference(ours: Any, theirs: Any, where: str) -> None:
    """Raise at the first place where the document differs from what the contract would be written as."""
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        if unknown := set(theirs) - set(ours):
            raise DefinitionError("document-unknown-key", pointer=where or "/", keys=unknown)
        for key, value in ours.items():
            if key not in theirs:
                raise DefinitionError("document-shape", pointer=f"{where}/{key}", expected="present")
            refuse_difference(value, theirs[key], f"{where}/{key}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for number, (value, other) in enumerate(zip(ours, theirs, strict=True)):
            refuse_difference(value, other, f"{where}/{number}")
    elif isinstance(theirs, (Mapping, list)) or isinstance(ours, (Mapping, list)) or not _same(ours, theirs):
        raise DefinitionError("document-difference", pointer=where or "/")


def _same(ours: Any, theirs: Any) -> bool:
    """Whether two scalars are the same JSON value: 1 and 1.0 are, 1 and true are not."""
    return bool(isinstance(ours, bool) == isinstance(theirs, bool) and ours == theirs)
