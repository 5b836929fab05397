"""Every statement of a contract is in the document or among what is lost; a change of one shows in one of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache

import pytest
from generated_contracts import Promise, promises
from hypothesis import HealthCheck, given, settings
from other_words import said_otherwise

from opendata_share import _plugins
from opendata_share.adapters import find_contract
from opendata_share.contract import (
    Contract,
    Deprecation,
    Derivation,
    Field,
    FieldType,
    RenameField,
    RowCount,
    Sensitivity,
    Text,
    Upgrade,
)
from opendata_share.dialects import Compiled, compile_contract
from opendata_share.dialects._said import Said, everything_said
from opendata_share.errors import DefinitionError

DIALECTS = _plugins.names("dialects")
SHIPPED = {name: find_contract(name) for name in _plugins.names("contracts")}


def is_told(compiled: Compiled, said: Said) -> bool:
    """Whether a statement, or what it is a part of, is among what is lost."""
    return any(lost.where == said.where and lost.what in {said.what, said.head} for lost in compiled.lost)


def changes(contract: Contract, statements: Iterable[Said]) -> list[tuple[Said, Contract]]:
    """Return each statement with the contract that says it otherwise, where there is such a contract."""
    found = []
    for said in statements:
        try:
            found.append((said, said_otherwise(contract, said)))
        except DefinitionError:  # it makes no sense with that change alone
            continue
    return found


def dropped(contract: Contract, dialect: str, changed: Iterable[tuple[Said, Contract]]) -> Iterator[str]:
    """Yield the statements that are neither in the document nor among what is lost."""
    whole = compile_contract(contract, dialect)
    document = whole.to_bytes()
    for said, other in changed:
        if is_told(whole, said):
            continue
        compiled = compile_contract(other, dialect)
        if compiled.to_bytes() == document and compiled.lost == whole.lost:
            yield f"{dialect}: {contract.name}: {said.where} {said.what}"


def kind_of(contract: Contract, said: Said) -> object:
    """What tells a dialect that statements are unlike: the word, the type and depth of the field."""
    if not said.where.startswith("/properties/"):
        return said.what
    name, *steps = said.where.removeprefix("/properties/").split("/")
    field = contract.field(name)
    return said.what, field.type, len(steps)


def one_of_a_kind() -> dict[str, list[Said]]:
    """Return statements of the shipped contracts by contract, one of each kind."""
    kinds: dict[object, tuple[str, Said]] = {}
    for name, contract in SHIPPED.items():
        for said in everything_said(contract):
            kinds.setdefault(kind_of(contract, said), (name, said))
    found: dict[str, list[Said]] = {}
    for name, said in kinds.values():
        found.setdefault(name, []).append(said)
    return found


@cache
def changes_of_the_shipped() -> dict[str, list[tuple[Said, Contract]]]:
    return {name: changes(SHIPPED[name], statements) for name, statements in one_of_a_kind().items()}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_of_the_shipped_contracts(dialect: str) -> None:
    changed = changes_of_the_shipped()
    assert len(changed) > 5
    assert [each for name in changed for each in dropped(SHIPPED[name], dialect, changed[name])] == []


@pytest.mark.exhaustive
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", SHIPPED)
def test_of_every_statement_of_the_shipped_contracts(name: str, dialect: str) -> None:
    contract = SHIPPED[name]
    assert list(dropped(contract, dialect, changes(contract, everything_said(contract)))) == []


@given(promise=promises(filled=True))
@settings(max_examples=4, suppress_health_check=list(HealthCheck))
def test_of_contracts_nobody_thought_of(promise: Promise) -> None:
    changed = changes(promise.contract, everything_said(promise.contract))
    assert [each for dialect in DIALECTS for each in dropped(promise.contract, dialect, changed)] == []


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_two_types_are_told_apart_or_lost(dialect: str) -> None:
    documents: dict[bytes, FieldType] = {}
    for kind in FieldType:
        if kind is FieldType.OBJECT:
            continue
        more: dict[str, object] = {"precision": 9, "scale": 2} if kind is FieldType.DECIMAL else {}
        if kind is FieldType.LIST:
            more["items"] = field("item", FieldType.TEXT)
        compiled = compile_contract(contract(field("a", kind, **more)), dialect)
        if not any(lost.what == "type" for lost in compiled.lost):
            twin = documents.setdefault(compiled.to_bytes(), kind)
            assert twin is kind


@pytest.mark.parametrize("dialect", DIALECTS)
def test_of_what_no_shipped_contract_says(dialect: str) -> None:
    """A policy's derivation, keys of all kinds, rules over the table, decimals, the rest of a JSON Schema."""
    derived = Derivation("a@1.0.0", "sha256:00", "open", ("b",), (("a", "round 3"),), ("some-check",))
    full = contract(
        field("a", FieldType.TEXT, required=True, specific=True, sensitivity=Sensitivity.PERSONAL),
        field("b", FieldType.DECIMAL, precision=9, scale=2, minimum="0.50", exclusive_maximum="10"),
        field("c", FieldType.DATE, minimum="2000-01-01", deprecated=Deprecation(date(2027, 1, 1), "d", Text("e", "i"))),
        field("d", FieldType.INTEGER, required=True, derived="1 + 1", minimum=2**60),
        field("e", FieldType.JSON),
        primary_key=("a", "d"),
        unique=(("b",),),
        derived_from=derived,
        table_rules=(RowCount(1, 5),),
        upgrades=(Upgrade("0.9.0", (RenameField("old", "a"),)),),
    )
    assert list(dropped(full, dialect, changes(full, everything_said(full)))) == []
    schema = {"title": "Ward", "type": "object", "properties": {"beds": {"type": "integer", "multipleOf": 2}}}
    imported = Contract.from_json_schema(schema)
    assert list(dropped(imported, dialect, changes(imported, everything_said(imported)))) == []


def test_the_test_finds_what_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dialect that claims what it does not write is found out."""
    from opendata_share.dialects import Dialect
    from opendata_share.dialects import _compile as compiling

    def boast(ledgers: object, _: object) -> str:
        for ledger in ledgers:  # type: ignore[attr-defined]  # any dialect's argument
            ledger.take_all()
        return "everything, surely"

    boaster = Dialect(name="boast", standard="none", suffix=".txt", write=boast)
    monkeypatch.setattr(compiling, "dialect_named", lambda _: boaster)
    one = contract(field("a", FieldType.TEXT))
    assert list(dropped(one, "boast", changes(one, everything_said(one))))


def test_what_a_later_version_says_is_lost_until_a_dialect_takes_it() -> None:
    """Statements go by the attributes of the classes: a new one needs no line here to be told."""
    later = dataclasses.make_dataclass(
        "LaterField", [("sunset", "str | None", None)], bases=(Field,), frozen=True, kw_only=True
    )
    one = later(
        name="a", type=FieldType.TEXT, title=Text("a", "a"), sensitivity=Sensitivity.PUBLIC, sunset="2027-01-01"
    )
    lost = compile_contract(Contract("thing", "1.0.0", Text("t", "t"), (one,)), "json-schema").lost
    assert [each.where for each in lost if each.what == "sunset"] == ["/properties/a"]


def field(name: str, kind: FieldType, **promised: object) -> Field:
    return Field(name=name, type=kind, title=Text(name, name), **{"sensitivity": Sensitivity.PUBLIC, **promised})  # type: ignore[arg-type]  # what a test promises


def contract(*fields: Field, **more: object) -> Contract:
    return Contract("thing", "1.0.0", Text("Thing", "Benda"), fields, **more)  # type: ignore[arg-type]  # what a test promises
