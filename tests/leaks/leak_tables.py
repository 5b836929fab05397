"""What the tables of leak tests are made of: contracts, their fields, sound rows, and the canary each field can hold.

What lives here: contracts made up at random, and the shared ones with rows of the package's own generator. A canary of
a field of a shared contract is one that its promises admit: what no row can hold cannot leave. What this file must not
know: policies.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final

from canary_search import (
    AREA,
    DAY,
    DECIMAL,
    INTEGER,
    LATER,
    LATER_DAY,
    LATITUDE,
    LONGITUDE,
    MARK,
    MOMENT,
    NUMBER,
    PLATE,
)
from made import contract as made_contract
from made import field as made_field
from made import table

from opendata_share._patterns import python_pattern
from opendata_share.adapters import find_contract
from opendata_share.contract import Check, Contract, Field, FieldType, Provenance, Sensitivity
from opendata_share.testing import sample_table
from opendata_share.validation import validate

AGENCY: Final = "demo"
SHARED: Final = (
    "administrative-area", "agency", "citizen-report", "emergency-facility", "emergency-incident", "facility-capacity",
    "fire-station", "fleet-count", "public-alert", "public-asset", "response-unit", "service-performance",
    "unit-response", "unit-status", "water-source",
)  # fmt: skip
_SPARE_ROWS, _TURNS = 8, 2
_HIDDEN: Final[dict[str, Any]] = {
    "text": MARK, "code": MARK, "integer": INTEGER, "number": NUMBER, "decimal": DECIMAL, "date": DAY,
    "datetime": MOMENT,
}  # fmt: skip
"""What lies beside and under the rows: no rule ever sees it."""
_FINE: Final[dict[str, Any]] = {
    "text": "fine", "integer": 41, "number": 1.5, "decimal": Decimal("7.25"), "date": date(2026, 5, 4),
    "datetime": datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC), "texts": ["fine"],
    "objects": [{"system": "fine", "value": MARK}],
}  # fmt: skip
_CANARIES: Final[dict[str, Callable[[int], Any]]] = {
    "text": lambda place: f"{MARK}-{place}",
    "integer": lambda _: INTEGER,
    "number": lambda _: NUMBER,
    "decimal": lambda _: DECIMAL,
    "date": lambda _: DAY,
    "datetime": lambda _: MOMENT,
    "texts": lambda _: [MARK],
    "objects": lambda _: [{"system": MARK, "value": MARK}],
}
_TEXTS: Final[tuple[Callable[[int], str], ...]] = (
    lambda place: f"{MARK}{place}",
    lambda place: f"{AGENCY}:{MARK}{place}",
    lambda place: f"{MARK}{MARK}{place}",
    lambda place: f"https://contoh.go.id/{MARK}/{place}",
    lambda place: f"{MARK}{place}@contoh.go.id",
    lambda _: f"+{INTEGER}",
    lambda _: PLATE,
    lambda _: AREA,
    lambda _: MARK.upper(),
    lambda _: MARK.lower(),
)


@dataclass(frozen=True)
class Column:
    """A field, and what a canary in it looks like.

    Attributes:
        name: The field.
        shape: What its cells are: "text", "code", "integer", …; what treatments it may have follows from it.
        sensitivity: Its class.
        specific: Whether it is specific personal data.
        is_key: Whether it is of the primary key.
        is_fixed: Whether it always leaves: rows are told apart by it.
        canary: The canary of a row, or None where the field can hold none.
        hidden: What lies beside and under rows, or None.
        broken: A canary that breaks a rule of the field, or None.
        may_be_null: Whether a cell may be made null.
        parts: Parts of a list that no policy lets out.
    """

    name: str
    shape: str
    sensitivity: Sensitivity
    specific: bool = False
    is_key: bool = False
    is_fixed: bool = False
    canary: Callable[[int], Any] | None = None
    hidden: Any = None
    broken: Any = None
    may_be_null: bool = False
    parts: tuple[str, ...] = ()

    @property
    def is_public(self) -> bool:
        """Whether reports show its values."""
        return self.sensitivity is Sensitivity.PUBLIC and not self.specific

    @property
    def fine(self) -> Any:
        """A value that may leave where the column does; its parts hold canaries where policies drop them."""
        if self.shape == "objects" and not self.parts:
            return [{"system": "fine", "value": "fine"}]
        return _FINE.get(self.shape)

    @property
    def is_personal(self) -> bool:
        """Whether it leaves only by agreement."""
        return self.specific or self.sensitivity is Sensitivity.PERSONAL


@dataclass(frozen=True)
class Drawn:
    """A row as it was drawn.

    Attributes:
        values: Its cells.
        leaves: Whether it leaves, if it is accepted.
        rejected: Whether it breaks a rule on purpose.
    """

    values: dict[str, Any]
    leaves: bool
    rejected: bool


@dataclass(frozen=True)
class Subject:
    """A contract and what is known of its fields.

    Attributes:
        promised: The contract.
        columns: Its fields but for the mark.
        mark: The field rows are marked with.
        breaker: A field and a value that is wrong in it.
        made_up: Whether the contract was made up for the test.
        plain: Whether the contract must be free of canaries.
    """

    promised: Contract
    columns: tuple[Column, ...]
    mark: str
    breaker: tuple[str, Any]
    made_up: bool
    plain: bool

    @property
    def schema(self) -> str:
        """How a policy names it."""
        return f"{self.promised.name}@{self.promised.version.partition('.')[0]}"

    @property
    def key(self) -> str:
        """The first field of the primary key."""
        return self.promised.primary_key[0]

    @property
    def inner_key(self) -> bool:
        """Whether the key cannot leave to the public: it is not public, and no pseudonym hides it."""
        return any(
            column.is_key and column.sensitivity is not Sensitivity.PUBLIC and column.shape != "text"
            for column in self.columns
        )

    def sound_rows(self, chance: random.Random, count: int) -> list[dict[str, Any]]:
        """Return rows the contract accepts, with different keys."""
        if self.made_up:
            fine = {column.name: column.fine for column in self.columns}
            return [{**fine, "id": f"kept-{n}", "agency_id": AGENCY, "n": 1} for n in range(count)]
        rows = _samples(self.promised.name)
        found = [dict(row) for row in chance.sample(rows, min(count, len(rows)))]
        for row in found:
            for column in self.columns:
                if column.parts and row.get(column.name):
                    names = [part.rpartition(".")[2] for part in column.parts]
                    row[column.name] = [{**item, **dict.fromkeys(names, MARK)} for item in row[column.name]]
        return found

    def promising(self, shown: Mapping[str, frozenset[str | None]]) -> Subject:
        """Return it under a contract whose words on fields that never leave whole hold canaries."""
        if not self.made_up or self.plain:
            return self
        return replace(self, promised=_made_up(self.columns, {name for name, marks in shown.items() if not marks}))


def drawn_subject(chance: random.Random, among: Sequence[str] | None, audience: str, *, plain: bool) -> Subject:
    """Return what a table is about: a contract made up, or a shared one."""
    if among is None and chance.random() < 0.4:
        columns = _fixed_columns() + tuple(_made_up_column(chance, n) for n in range(chance.randint(2, 6)))
        return Subject(_made_up(columns, set()), columns, "mark", ("n", -1), made_up=True, plain=plain)
    name = chance.choice(among or SHARED)
    columns, promised = _shared_columns(name, plain), _shared(name)
    with_parts = tuple(replace(each, parts=each.parts if chance.random() < 0.5 else ()) for each in columns)
    return Subject(promised, with_parts, "source_id", ("recorded_at_basis", "zz"), made_up=False, plain=plain)


# Contracts made up


def _fixed_columns() -> tuple[Column, ...]:
    public = Sensitivity.PUBLIC
    return (
        Column("id", "text", public, is_key=True, canary=_CANARIES["text"], hidden=MARK),
        Column("agency_id", "text", public, is_fixed=True, hidden=MARK),
        Column("n", "integer", public, is_fixed=True, hidden=INTEGER),
    )


def _made_up_column(chance: random.Random, number: int) -> Column:
    shape = chance.choice(list(_FINE))
    sensitivity = chance.choice(list(Sensitivity))
    canary = _CANARIES[shape]
    if shape == "text" and chance.random() < 0.3:
        canary = lambda _: AREA  # noqa: E731  # one of two canaries of a text
    return Column(
        f"x{number}",
        shape,
        sensitivity,
        specific=sensitivity is Sensitivity.PERSONAL and chance.random() < 0.3,
        canary=canary,
        hidden=_HIDDEN.get(shape, [MARK] if shape == "texts" else [{"system": MARK, "value": MARK}]),
        broken=MARK * 6 if shape == "text" else None,
        may_be_null=shape not in {"texts", "objects"},
        parts=(f"x{number}[].value",) if shape == "objects" else (),
    )


def _made_up(columns: Sequence[Column], never_whole: set[str]) -> Contract:
    fields = [made_field("mark")]
    checks = []
    for column in columns:
        more: dict[str, Any] = {"sensitivity": column.sensitivity, "specific": column.specific}
        if column.is_key or column.name == "agency_id":
            more["required"] = True
        if column.name == "agency_id":
            more["provenance"] = Provenance.AGENCY
        if column.name == "n":
            more["minimum"] = 0
        if column.shape == "decimal":
            more |= {"precision": 14, "scale": 2}
        if column.shape == "texts":
            more["items"] = made_field("item", sensitivity=column.sensitivity)
        if column.shape == "objects":
            # what lies in a list is as its list is
            parts = tuple(made_field(name, sensitivity=column.sensitivity) for name in ("system", "value"))
            more["items"] = made_field("item", "object", required=True, fields=parts, sensitivity=column.sensitivity)
        if column.shape == "text":
            more["max_length"] = 40
        if column.shape == "text" and column.name in never_whole and not (column.is_key or column.is_fixed):
            # what a contract says of a field that does not leave does not leave either
            more["default"] = MARK
            checks.append(
                Check(
                    f"{column.name.replace('_', '-')}-known", f"{column.name} <> '{MARK}-x'", en="known", id="dikenal"
                )
            )
        kind = {"texts": "list", "objects": "list"}.get(column.shape, column.shape)
        fields.append(made_field(column.name, kind, **more))
    return made_contract(*fields, key=("id",), checks=tuple(checks))


# The shared contracts


@cache
def _shared(name: str) -> Contract:
    return find_contract(name)


@cache
def _samples(name: str) -> list[dict[str, Any]]:
    """Return rows enough to try each canary in one of its own."""
    promised = _shared(name)
    count = sum(len(_canaries(field)) for field in promised.fields) + _SPARE_ROWS
    return sample_table(promised, count, agency=AGENCY).to_pylist()


@cache
def _shared_columns(name: str, plain: bool) -> tuple[Column, ...]:
    """Return the fields of a shared contract, each with a canary that its promises admit.

    Args:
        name: The contract.
        plain: Leave out canaries that a report of sound rows tells: advice names a value of a public field.
    """
    promised = _shared(name)
    fixed = {"agency_id", "recorded_at_basis"}
    fields = [field for field in promised.fields if field.name != "source_id"]
    admitted = _admitted(promised, [field for field in fields if field.name not in fixed], plain=plain)
    columns = [_shared_column(each, each.name in fixed, each.name in promised.primary_key) for each in fields]
    return tuple(replace(column, canary=admitted.get(column.name)) for column in columns)


def _admitted(promised: Contract, fields: Sequence[Field], *, plain: bool) -> dict[str, Callable[[int], Any]]:
    """Return the first canary of each field that breaks no rule of the table: each is tried in a row of its own."""
    sound = _samples(promised.name)
    found: dict[str, Callable[[int], Any]] = {}
    for turn in range(_TURNS):
        left = list(range(turn, len(sound)))
        tries = []
        for field in fields:
            for canary in _canaries(field) if field.name not in found else ():
                # a value beside a null that goes with it would be wrong for that alone
                place = next((row for row in left if sound[row][field.name] is not None), left[0])
                left.remove(place)
                tries.append((field, canary, {**sound[place], field.name: canary(place)}))
        report = validate(table(promised, [row for _, _, row in tries])).report
        wrong = {each.row for each in report.violations if each.severity == "error"}
        told = {(each.row, (each.field or "").partition("[")[0]) for each in report.violations}
        for row, (field, canary, _) in enumerate(tries, start=1):
            if row not in wrong and not (plain and field.is_public and (row, field.name) in told):
                found.setdefault(field.name, canary)
    return found


def _shared_column(field: Field, is_fixed: bool, is_key: bool) -> Column:
    shape = "code" if field.code_list is not None else str(field.type)
    breaks = field.max_length is not None or bool(field.pattern or field.format or field.code_list)
    broken = MARK * ((field.max_length or 1) // len(MARK) + 1) if field.type is FieldType.TEXT and breaks else None
    inside = () if field.items is None else field.items.fields
    parts = tuple(
        f"{field.name}[].{each.name}" for each in inside[1:] if each.type is FieldType.TEXT and _canaries(each)
    )
    return Column(
        field.name,
        shape,
        field.sensitivity,
        specific=field.specific,
        is_key=is_key,
        is_fixed=is_fixed,
        hidden=_HIDDEN.get(shape),
        broken=broken,
        may_be_null=shape in _HIDDEN and not field.required and not is_key and not is_fixed,
        parts=parts,
    )


def _canaries(field: Field) -> tuple[Callable[[int], Any], ...]:
    """Return the canaries that keep to the field's own promises."""
    if field.code_list is not None:
        return ()
    match field.type:
        case FieldType.TEXT:
            return tuple(text for text in _TEXTS if _is_right(field, text(1)) and _is_right(field, text(99)))[:2]
        case FieldType.INTEGER:
            return (_CANARIES["integer"],) if _within(field, INTEGER) else ()
        case FieldType.NUMBER:
            number = LATITUDE if "lat" in field.name else LONGITUDE if "lon" in field.name else NUMBER
            return ((lambda _: number),) if _within(field, number) else ()
        case FieldType.DATE:
            return (_CANARIES["date"], lambda _: LATER_DAY)
        case FieldType.DATETIME:
            return (_CANARIES["datetime"], lambda _: LATER)
        case FieldType.LIST:
            return _of_items(field)
        case _:
            return ()


def _of_items(field: Field) -> tuple[Callable[[int], Any], ...]:
    assert field.items is not None
    if field.items.type is not FieldType.OBJECT:
        return tuple(_in_a_list(canary) for canary in _canaries(field.items)[:1])
    parts = {part.name: found[0] for part in field.items.fields if (found := _canaries(part))}
    if not parts or any(part.required and part.name not in parts for part in field.items.fields):
        return ()
    return (lambda place: [{name: canary(place) for name, canary in parts.items()}],)


def _in_a_list(canary: Callable[[int], Any]) -> Callable[[int], Any]:
    return lambda place: [canary(place)]


def _is_right(field: Field, text: str) -> bool:
    if field.max_length is not None and len(text) > field.max_length:
        return False
    if field.reference is not None and field.reference.contracts == ("administrative-area",):
        return text == AREA
    if field.format is not None:
        return {"email": "@" in text, "uri": text.startswith("https:")}.get(field.format, False)
    return field.pattern is None or re.fullmatch(python_pattern(field.pattern), text, re.ASCII) is not None


def _within(field: Field, number: float) -> bool:
    low, high = field.minimum, field.maximum
    return (low is None or float(low) <= number) and (high is None or number <= float(high))
