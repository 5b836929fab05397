"""Open Data Contract Standard 3.1: what data platforms and their testers read.

What lives here: schema, properties, relationships and quality of one document. What this file must not know: servers
and teams, which a contract does not have. JSON is YAML: `datacontract` reads the document as it is.

Codes are a library rule, a check is SQL that counts the rows that break it, a table rule is a rule of our own engine.
What the standard has no word for stands under `customProperties`, in the words of the contract document.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from ..contract import Contract, FieldType, table_rule_document
from ._dialect import Dialect, Settings
from ._ledger import FieldPlace, Ledger, Place
from ._references import Target, targets_of
from ._rest import as_documented, plain, rest_of

_TYPES: Final = {
    FieldType.TEXT: "string",
    FieldType.INTEGER: "integer",
    FieldType.NUMBER: "number",
    FieldType.DECIMAL: "number",
    FieldType.BOOLEAN: "boolean",
    FieldType.DATE: "date",
    FieldType.DATETIME: "timestamp",
    FieldType.LIST: "array",
    FieldType.OBJECT: "object",
    FieldType.JSON: "string",
}
_BOUNDS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_PHYSICAL: Final = {FieldType.JSON: "json"}
_RULES: Final = frozenset(
    {"patternWhen", "pattern", "derived", "default", "level", "reference", "provenance", "primaryKey", *_BOUNDS}
)
"""What is no rule of a tester when it stands under `customProperties`."""


def _table(name: str) -> str:
    return name.replace("-", "_")


def _schema(ledger: Ledger, settings: Settings, beside: Sequence[Contract]) -> dict[str, Any]:
    place, contract = ledger.place(), ledger.contract
    described: dict[str, Any] = {"name": _table(place.take("name")), "logicalType": "object", "physicalType": "table"}
    described["businessName"] = place.take(f"title.{settings.language}")
    if (definition := place.take(f"definition.{settings.language}")) is not None:
        described["description"] = definition
    references = {target.fields: target for target in targets_of(ledger, beside)}
    key = _key(ledger)
    described["properties"] = [_property(column, settings, references, key) for column in ledger.fields]
    several = [_relationship(contract, target) for fields, target in references.items() if len(fields) > 1]
    if several:
        described["relationships"] = several
    if quality := _quality(ledger, settings):
        described["quality"] = quality
    custom = [{"property": "contract", "value": contract.name}, *_custom(place)]
    for at, lists in ledger.code_lists:
        dict(rest_of(at))  # the whole list says it all
        custom.append({"property": "codeList", "value": lists.to_document()})
    for at, unique in ledger.keys:
        at.take("unique")
        at.lose("unique", "words-only")
        custom.append({"property": "unique", "value": list(unique)})
    for number in range(len(contract.upgrades)):
        at = ledger.place(f"/x-contract/upgrades/{number}")
        at.take("upgrade")
        at.lose("upgrade", "words-only")
        custom.append({"property": "upgrade", "value": as_documented(at)})
    if contract.residual is not None:
        custom.append({"property": "residual", "value": plain(contract.residual)})
        ledger.take("/x-contract/residual", "properties")
        for number, rule in enumerate(contract.residual.rules):
            at = ledger.place(f"/x-contract/residual/rules/{number}")
            at.take(rule.keyword)
            at.lose(rule.keyword, "words-only")
    return described | {"customProperties": custom}


def _key(ledger: Ledger) -> tuple[str, ...]:
    """Take the key whose fields are never empty; another is said in our words."""
    key = ledger.contract.primary_key
    if not key or not all(ledger.contract.field(name).required for name in key):
        return ()
    ledger.take("", "primaryKey")
    return key


def _property(
    column: FieldPlace, settings: Settings, references: dict[tuple[str, ...], Target], key: tuple[str, ...]
) -> dict[str, Any]:
    field = column.field
    described = {"name": field.name, **_value(column, settings)}
    if field.name in key:
        described |= {"primaryKey": True, "primaryKeyPosition": key.index(field.name) + 1}
    if (target := references.get((field.name,))) is not None:
        column.take("reference")
        column.lose("reference", "stricter")
        described["relationships"] = [{"to": f"{_table(target.contract.name)}.{target.key[0]}"}]
    return described | _customs(column)


def _value(place: FieldPlace, settings: Settings) -> dict[str, Any]:
    """Return what is said of a column, an item or a part, but for our own words."""
    kind: FieldType = place.take("type")
    described: dict[str, Any] = {"logicalType": _TYPES[kind]}
    if kind in _PHYSICAL:
        described["physicalType"] = _PHYSICAL[kind]
    if kind is FieldType.DECIMAL:
        described["physicalType"] = f"decimal({place.take('precision')},{place.take('scale') or 0})"
    described["businessName"] = place.take(f"title.{settings.language}")
    if (definition := place.take(f"definition.{settings.language}")) is not None:
        described["description"] = definition
    if place.take("required"):
        described["required"] = True
    described["classification"] = str(place.take("sensitivity"))
    if options := _options(place):
        described["logicalTypeOptions"] = options
    if (codes := place.codes()) is not None:
        rule = {"metric": "invalidValues", "arguments": {"validValues": list(codes)}, "mustBe": 0}
        named = {"type": "library", "name": place.field.code_list, **rule}
        described["quality"] = [{**named, "dimension": "conformity"}]
    if place.items is not None:
        described["items"] = _value(place.items, settings) | _customs(place.items)
    if kind is FieldType.OBJECT:
        parts = [{"name": part.field.name, **_value(part, settings), **_customs(part)} for part in place.parts]
        described["properties"] = parts
    return described


def _options(place: FieldPlace) -> dict[str, Any]:
    kind, options = place.field.type, {}
    size = "Items" if kind is FieldType.LIST else "Length"
    for end in ("min", "max"):
        if (length := place.take(f"{end}Length")) is not None:
            options[f"{end}{size}"] = length
    if not place.says("patternWhen") and (pattern := place.take("pattern")) is not None:
        options["pattern"] = pattern
    if (form := place.take("format")) is not None:
        options["format"] = form
    for word in _BOUNDS:
        bound = getattr(place.field, _attribute(word))
        if bound is not None and (kind is not FieldType.DECIMAL or _as_number(bound) is not None):
            place.take(word)
            options[word] = _as_number(bound) if kind is FieldType.DECIMAL else bound
    if kind is FieldType.DATETIME:
        options["timezone"] = True
    return options


def _attribute(word: str) -> str:
    return {"exclusiveMinimum": "exclusive_minimum", "exclusiveMaximum": "exclusive_maximum"}.get(word, word)


def _as_number(text: Any) -> float | None:
    """Return a decimal's bound as a JSON number, or None where a double would be another number."""
    number = float(text)
    return number if Decimal(repr(number)) == Decimal(str(text)) else None


def _spelled_bounds(place: FieldPlace) -> Iterator[dict[str, Any]]:
    """Yield the bounds of a decimal whose own spelling a JSON number does not keep: "0.50"."""
    for word in _BOUNDS if place.field.type is FieldType.DECIMAL else ():
        bound = getattr(place.field, _attribute(word))
        number = None if bound is None else _as_number(bound)
        if number is not None and f"{Decimal(repr(number)).normalize():f}" != bound:
            yield {"property": word, "value": bound}


def _customs(place: FieldPlace) -> dict[str, Any]:
    custom = []
    if place.says("reference") and not place.ledger.is_taken(place.where, "reference"):
        place.take("reference")
        custom.append({"property": "reference", "value": as_documented(place)["x-contract"]["reference"]})
    custom += _custom(place)
    for one in custom:
        if one["property"] in _RULES:
            place.lose(one["property"], "words-only")
    custom += _spelled_bounds(place)
    return {"customProperties": custom} if custom else {}


def _custom(place: Place) -> list[dict[str, Any]]:
    return [{"property": word, "value": value} for word, value in rest_of(place)]


def _relationship(contract: Contract, target: Target) -> dict[str, Any]:
    target.place.take(target.what)
    target.place.lose(target.what, "stricter")
    own, other = _table(contract.name), _table(target.contract.name)
    return {"from": [f"{own}.{name}" for name in target.fields], "to": [f"{other}.{name}" for name in target.key]}


def _quality(ledger: Ledger, settings: Settings) -> list[dict[str, Any]]:
    """Return the rules over rows and over the whole table."""
    conditions = {check.name: expression for check, expression in ledger.contract.conditions}
    rules: list[dict[str, Any]] = []
    for place, check in ledger.checks:
        place.take("check")
        # `standard_sql` spells a parsed tree anew: nothing of the author's text is left in it
        query = f"SELECT COUNT(*) FROM ${{table}} WHERE NOT ({conditions[check.name].standard_sql})"  # noqa: S608
        rule: dict[str, Any] = {"type": "sql", "name": place.take("check.name"), "query": query, "mustBe": 0}
        rule["description"] = place.take(f"check.message.{settings.language}")
        rule["severity"] = "error" if place.take("check.severity") is None else "warning"
        if check.severity != "error":
            place.lose("check", "stricter")  # testers fail a run whatever a rule's severity is
        # the query is spelled anew; as the author wrote it, it is told beside
        rule["customProperties"] = [{"property": "expression", "value": check.expression}, *_custom(place)]
        rules.append(rule)
    for place, kind, table_rule in ledger.table_rules:
        if ledger.is_taken(place.where, kind):
            continue  # it is a relationship
        place.take(kind)
        place.lose(kind, "words-only")
        told = json.dumps(table_rule_document(table_rule), ensure_ascii=False)
        rules.append({"type": "custom", "name": kind, "engine": "opendata-share", "implementation": told})
    return rules


def _write(ledgers: Sequence[Ledger], settings: Settings) -> dict[str, Any]:
    contracts = [ledger.contract for ledger in ledgers]
    first = contracts[0]
    document: dict[str, Any] = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": f"urn:opendata-share:contract:{first.name}",
        "name": first.title.in_language(settings.language),
        "version": ledgers[0].place().take("version"),
        "status": "active",
    }
    return document | {"schema": [_schema(ledger, settings, contracts) for ledger in ledgers]}


ODCS: Final = Dialect(
    name="odcs", standard="Open Data Contract Standard 3.1", suffix=".odcs.yaml", several=True, write=_write
)
