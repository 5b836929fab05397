"""A record class becomes a contract, or an error says what is wrong with it; its instances meet the contract."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

import pyarrow as pa
import pytest
from pydantic import BaseModel, ValidationError, model_validator

from opendata_share.contract import (
    Check,
    Classified,
    Code,
    CodeList,
    Contract,
    Definition,
    Derived,
    Element,
    FieldType,
    Filled,
    Format,
    Full,
    Ge,
    Gt,
    Le,
    Level,
    Lt,
    MaxLen,
    MinLen,
    Pattern,
    Precision,
    Provenance,
    Record,
    Ref,
    RefBy,
    Sensitivity,
    Text,
    Title,
    Unit,
)
from opendata_share.errors import DefinitionError

T = Title(en="A", id="B")
SIZES = CodeList.from_document(
    {
        "name": "size",
        "version": "1.0.0",
        "title": {"en": "Size", "id": "Ukuran"},
        "source": "ours",
        "codes": [{"code": code, "label": {"en": code, "id": code}} for code in ("small", "large")],
    }
)


class Part(BaseModel):
    label: Annotated[str, T, Pattern("^[a-z]+$")]
    count: Annotated[int | None, T] = None


class Everything(Record, name="every-thing", version="2.1.0", sensitivity="internal", key=("a_text",)):
    """All that a record can say."""

    a_text: Annotated[
        str, T, MinLen(1), MaxLen(9), Pattern("^[A-Z]+$"), Definition(en="x", id="y"), Element("CAP", "event")
    ]
    a_code: Annotated[str, T, Code(SIZES)] = "small"
    an_integer: Annotated[int | None, T, Ge(0), Lt(2**60), Unit("{beds}")] = None
    a_number: Annotated[float | None, T, Gt(0), Le(1.5), Full()] = None
    a_decimal: Annotated[Decimal | None, T, Precision(10, 2), Ge(Decimal("0.01"))] = None
    a_boolean: Annotated[bool | None, T, Classified(Sensitivity.PERSONAL, specific=True)] = None
    a_date: Annotated[date | None, T] = None
    a_datetime: Annotated[datetime | None, T] = None
    texts: Annotated[list[Annotated[str, Code(SIZES)]] | None, T, MaxLen(3)] = None
    parts: Annotated[list[Part] | None, T] = None
    a_link: Annotated[str | None, T, Format("uri")] = None
    other: Annotated[str | None, T, Ref("every-thing")] = None
    either: Annotated[str | None, T, RefBy("a_code", (("small", "x"), ("large", "y")))] = None
    doubled: Annotated[int | None, T, Derived("an_integer * 2")] = None
    by: Annotated[str | None, T, Filled(Provenance.AGENCY)] = None
    only_small: Annotated[str | None, T, Pattern("^s$", when="a_code = 'small'")] = None

    checks = (Check("doubled-is-larger", "doubled >= an_integer", en="It is smaller.", id="Lebih kecil."),)


CONTRACT = Everything.contract()


@pytest.mark.parametrize(
    ("name", "kind", "arrow"),
    [
        ("a_text", FieldType.TEXT, pa.string()),
        ("a_code", FieldType.TEXT, pa.string()),
        ("an_integer", FieldType.INTEGER, pa.int64()),
        ("a_number", FieldType.NUMBER, pa.float64()),
        ("a_decimal", FieldType.DECIMAL, pa.decimal128(10, 2)),
        ("a_boolean", FieldType.BOOLEAN, pa.bool_()),
        ("a_date", FieldType.DATE, pa.date32()),
        ("a_datetime", FieldType.DATETIME, pa.timestamp("us", tz="UTC")),
        ("texts", FieldType.LIST, pa.list_(pa.string())),
        ("parts", FieldType.LIST, pa.list_(pa.struct([("label", pa.string()), ("count", pa.int64())]))),
    ],
)
def test_an_annotation_becomes_a_column_type(name: str, kind: FieldType, arrow: pa.DataType) -> None:
    assert CONTRACT.field(name).type is kind
    assert CONTRACT.field(name).arrow_type() == arrow
    assert CONTRACT.arrow_schema.field(name).type == arrow


def test_optional_and_default_decide_what_is_required() -> None:
    assert [field.name for field in CONTRACT.fields if field.required] == ["a_text", "a_code"]
    assert CONTRACT.field("a_code").default == "small"
    assert CONTRACT.field("an_integer").default is None


def test_markers_become_attributes() -> None:
    text, integer, decimal = (CONTRACT.field(name) for name in ("a_text", "an_integer", "a_decimal"))
    assert (text.min_length, text.max_length, text.pattern, text.definition) == (1, 9, "^[A-Z]+$", Text("x", "y"))
    assert text.elements == (Element("CAP", "event"),)
    assert (integer.minimum, integer.exclusive_maximum, integer.unit) == (0, 2**60, "{beds}")
    assert (decimal.minimum, decimal.precision, decimal.scale) == ("0.01", 10, 2)
    assert CONTRACT.field("a_number").level is Level.FULL
    assert CONTRACT.field("a_boolean").sensitivity is Sensitivity.PERSONAL
    assert CONTRACT.field("a_boolean").specific
    assert CONTRACT.field("a_text").sensitivity is Sensitivity.INTERNAL
    assert CONTRACT.provenance(Provenance.AGENCY) is CONTRACT.field("by")
    assert CONTRACT.provenance(Provenance.IDENTIFIER) is None


def test_references_name_their_contracts() -> None:
    other, either = CONTRACT.field("other").reference, CONTRACT.field("either").reference
    assert other is not None
    assert either is not None
    assert other.contracts == ("every-thing",)
    assert (either.by, set(either.contracts)) == ("a_code", {"x", "y"})


def test_lists_nest_and_their_items_have_rules() -> None:
    texts, parts = CONTRACT.field("texts").items, CONTRACT.field("parts").items
    assert texts is not None
    assert parts is not None
    assert texts.code_list == "size"
    assert [field.name for field in parts.fields] == ["label", "count"]
    assert parts.fields[0].sensitivity is Sensitivity.INTERNAL


def test_a_contract_knows_its_name_lists_and_expressions() -> None:
    assert CONTRACT.identity == "every-thing@2.1.0"
    assert CONTRACT.title == Text("Everything", "Everything")
    assert CONTRACT.code_list("size") is SIZES
    assert "a_text" in CONTRACT
    assert "texts" not in CONTRACT.expression_types
    assert [check.name for check, _ in CONTRACT.conditions] == ["doubled-is-larger"]
    assert [field.name for field, _ in CONTRACT.derivations] == ["doubled"]
    assert list(CONTRACT.pattern_conditions) == ["only_small"]


def test_a_full_check_is_advice_whatever_it_says() -> None:
    check = Check("x", "a = a", en="x", id="x", severity="error", level=Level.FULL)
    assert check.severity == "advice"


def build(annotation: Any, default: Any = ..., **arguments: Any) -> Contract:
    """Return the contract of a record with one field `x` beside its key."""
    arguments = {"name": "made", "sensitivity": "public", "key": ("id",), **arguments}
    checks = arguments.pop("checks", ())
    unique = arguments.pop("unique", ())
    body = {"__annotations__": {"id": Annotated[str, T], "x": annotation}, "__module__": __name__}
    body |= {"checks": checks, "unique": unique} | ({} if default is ... else {"x": default})
    return type("Made", (Record,), body, **arguments).contract()  # type: ignore[attr-defined, no-any-return]


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("contract-name", {"name": "Not A Name"}),
    ("contract-name", {"annotation": Annotated[str, T, Ref("Not A Name")]}),
    ("contract-version", {"version": "1.0"}),
    ("contract-version", {"version": "01.0.0"}),
    ("contract-unknown-field", {"key": ("nope",)}),
    ("contract-unknown-field", {"unique": (("id", "nope"),)}),
    ("contract-unknown-field", {"annotation": Annotated[str, T, RefBy("nope", (("a", "b"),))]}),
    ("contract-key-type", {"annotation": Annotated[list[str], T], "key": ("x",)}),
    ("contract-check-names", {"checks": (Check("a", "id = id", en="", id=""),) * 2}),
    ("contract-check-name", {"checks": (Check("A b", "id = id", en="", id=""),)}),
    ("contract-format", {"annotation": Annotated[str, T, Format("iban")]}),
    ("contract-text-rule", {"annotation": Annotated[int, T, Pattern("^1$")]}),
    ("contract-text-rule", {"annotation": Annotated[int, T, Code(SIZES)]}),
    ("contract-decimal", {"annotation": Annotated[Decimal, T]}),
    ("contract-decimal", {"annotation": Annotated[Decimal, T, Precision(39, 2)]}),
    ("contract-decimal", {"annotation": Annotated[Decimal, T, Precision(3, 4)]}),
    ("contract-limit", {"annotation": Annotated[int, T, Precision(3, 2)]}),
    ("contract-limit", {"annotation": Annotated[str, T, Ge("a")]}),
    ("contract-limit", {"annotation": Annotated[float, T, Ge(float("nan"))]}),
    ("contract-default", {"annotation": Annotated[int, T], "default": "many"}),
    ("contract-default", {"annotation": Annotated[date, T], "default": date(2026, 1, 1)}),
    ("contract-default", {"annotation": Annotated[int, T], "default": 2**60}),
    ("contract-default", {"annotation": Annotated[list[str], T], "default": ["a"]}),
    ("contract-derived", {"annotation": Annotated[int | None, T, Derived("id")], "default": None}),
    ("contract-nesting", {"annotation": Annotated[Part, T]}),
    (
        "contract-field-name",
        {"annotation": Annotated[list[type("P", (BaseModel,), {"__annotations__": {"A": Annotated[str, T]}})], T]},
    ),
    ("record-class-argument", {"colour": "red"}),
    ("record-sensitivity", {"sensitivity": "secret"}),
    ("record-field-without-class", {"sensitivity": None}),
    ("record-field-without-title", {"annotation": str}),
    ("record-field-type", {"annotation": Annotated[dict[str, str], T]}),
    ("record-field-type", {"annotation": Annotated[int | str, T]}),
    ("code-list-unknown", {"annotation": Annotated[str, T, Code("no-such-list")]}),
    ("pattern-not-portable", {"annotation": Annotated[str, T, Pattern("a.b")]}),
    ("pattern-invalid", {"annotation": Annotated[str, T, Pattern("(")]}),
]


@pytest.mark.parametrize(
    ("message_id", "arguments"), REFUSED, ids=[f"{at}-{case[0]}" for at, case in enumerate(REFUSED)]
)
def test_an_unsound_record_is_refused_when_it_is_made(message_id: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(DefinitionError) as refused:
        build(arguments.pop("annotation", Annotated[str, T]), arguments.pop("default", ...), **arguments)
    assert refused.value.message_id == message_id
    assert refused.value.text("en")
    assert refused.value.text("id")


def test_a_default_made_by_a_function_is_refused() -> None:
    from pydantic import Field

    with pytest.raises(DefinitionError, match="made by a function"):
        build(Annotated[list[str], T], Field(default_factory=list))


def test_a_check_that_is_no_condition_is_refused() -> None:
    with pytest.raises(DefinitionError):
        build(Annotated[str, T], checks=(Check("a", "nope = 1", en="", id=""),))
    with pytest.raises(DefinitionError):
        build(Annotated[str, T], checks=(Check("a", "id", en="", id=""),))


def test_a_nameless_record_is_a_part_of_records_and_no_contract() -> None:
    class Mixin(Record):
        pass

    with pytest.raises(DefinitionError) as refused:
        Mixin.contract()
    assert refused.value.message_id == "record-without-name"


GOOD: dict[str, Any] = {"a_text": "ABC", "parts": [Part(label="ok")], "only_small": "s"}


def test_a_sound_instance_is_made() -> None:
    assert Everything(**GOOD).a_code == "small"
    assert Everything(**GOOD, a_datetime=datetime(2026, 1, 1, tzinfo=UTC)).a_datetime is not None


@pytest.mark.parametrize(
    "change",
    [
        {"a_text": "abc"},
        {"a_text": "ABC\n"},
        {"a_text": ""},
        {"a_text": 5},
        {"a_code": "huge"},
        {"an_integer": "12"},
        {"an_integer": True},
        {"an_integer": 1.0},
        {"an_integer": -1},
        {"an_integer": 2**60},
        {"doubled": 2**70},
        {"a_number": float("nan")},
        {"a_decimal": Decimal("0.001")},
        {"a_decimal": Decimal("12345678901.00")},
        {"a_datetime": datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)},
        {"texts": ["huge"]},
        {"texts": ["small"] * 4},
        {"parts": [Part(label="NOT")]},
        {"only_small": "x"},
        {"an_integer": 5, "doubled": 1},
        {"unheard_of": 1},
    ],
    ids=str,
)
def test_an_instance_that_breaks_the_contract_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Everything(**{**GOOD, **change})


def test_a_conditional_pattern_holds_only_where_its_condition_does() -> None:
    assert Everything(**{**GOOD, "a_code": "large", "only_small": "anything"}).only_small == "anything"


SECRETS: list[dict[str, Any]] = [
    {"a_code": "3171234567890123"}, {"doubled": 3171234567890123 * 10**6}, {"a_text": "SECRETSECRET"},
    {"an_integer": "SECRETSECRET"}, {"unheard_of": "SECRETSECRET"},
]  # fmt: skip
"""What pydantic refuses, and what the contract does."""


def said(error: ValidationError) -> str:
    """Return all that an error says to whoever prints it, logs it or answers a request with it."""
    return f"{error}{error!r}{error.errors()}{error.json()}{error.__cause__!r}{error.__context__!r}"


@pytest.mark.parametrize("change", SECRETS, ids=str)
def test_a_refused_instance_does_not_show_the_value(change: dict[str, Any]) -> None:
    ((name, value),) = change.items()
    for make in (lambda given: Everything(**given), Everything.model_validate):
        with pytest.raises(ValidationError) as refused:
            make({**GOOD, **change})
        assert str(value) not in said(refused.value)
        assert name in said(refused.value)
        assert refused.value.title == "Everything"


def test_a_record_inside_another_model_and_a_validator_of_a_subclass_do_not_show_the_value_either() -> None:
    class Stricter(Everything):
        @model_validator(mode="after")
        def _never(self) -> Stricter:
            raise ValueError("no pattern ^{3}$ holds")

    class Around(BaseModel):
        inner: Everything

    secret = {**GOOD, "a_text": "secre"}
    for model, given in ((Stricter, secret), (Around, {"inner": {**GOOD, "an_integer": "SECRETSECRET"}})):
        with pytest.raises(ValidationError) as refused:
            model.model_validate(given)
        assert "secre" not in said(refused.value).lower()
    with pytest.raises(ValidationError, match=r"no pattern \^\{3\}\$ holds"):
        Stricter.model_validate(secret)


@pytest.mark.parametrize("text", ['{"a_text": "SECRETSECRET"', '{"a_text": "SECRETSECRET"}', '"SECRETSECRET"'])
def test_a_refused_json_text_is_not_shown(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Everything.model_validate_json(text)
    assert "SECRETSECRET" not in said(refused.value)


def test_only_what_is_public_throughout_is_printed() -> None:
    class Inside(BaseModel):
        label: Annotated[str, T, Classified(Sensitivity.INTERNAL)]

    class Person(Record, name="person", sensitivity="public", key=("number",)):
        """A person."""

        number: Annotated[int, T]
        called: Annotated[str, T, Classified(Sensitivity.PERSONAL)]
        phone: Annotated[str | None, T, Classified(Sensitivity.INTERNAL)] = None
        inside: Annotated[list[Inside], T]
        tags: Annotated[list[str], T]

    person = Person(number=7, called="Sugeng", inside=[Inside(label="abc")], tags=["a"])
    assert repr(person) == "Person(number=7, called=(str, 6), phone=None, inside=(list, 21), tags=['a'])"
    assert str(person) == "number=7 called=(str, 6) phone=None inside=(list, 21) tags=['a']"
    assert person.model_dump()["called"] == "Sugeng"


def test_of_a_part_of_records_nobody_said_what_is_public() -> None:
    class Nameless(Record):
        label: Annotated[str, T]

    assert repr(Nameless(label="abc")) == "Nameless(label=(str, 3))"
