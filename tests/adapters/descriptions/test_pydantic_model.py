"""Plain pydantic models become contracts: what they accept is accepted, and code is named as lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Annotated, Any, Literal, NewType
from uuid import UUID

import pytest
from annotated_types import Interval, Len
from pydantic import (
    AfterValidator,
    AnyUrl,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    NaiveDatetime,
    PastDate,
    SecretStr,
    StrictInt,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from opendata_share import _plugins
from opendata_share.adapters import adapt, find_contract, import_model
from opendata_share.contract import Classified, Code, Contract, Element, FieldType, Ref, Sensitivity, Title, Unit
from opendata_share.errors import DefinitionError
from opendata_share.validation import validate


class Kind(Enum):
    BIG_ONE = "big"
    SMALL_ONE = "small"


class Grade(IntEnum):
    LOW = 1
    HIGH = 3


class Shift(BaseModel):
    nurse: Annotated[str, Field(max_length=5)]
    hours: int | None = None


Code8 = NewType("Code8", str)


class Ward(BaseModel):
    """A ward of a hospital."""

    code: Code8
    kind: Kind
    other_kind: Kind | None = None
    grade: Grade = Grade.LOW
    level: Literal["a", "b"] = "a"
    beds: Annotated[StrictInt, Interval(ge=0, lt=100)]
    load: float = Field(gt=0, le=1, title="Load of the ward", description="Taken beds by beds.")
    price: Decimal = Field(max_digits=6, decimal_places=2, ge=Decimal("0.50"))
    opened: date = Field(ge=date(2000, 1, 1))
    seen_at: AwareDatetime
    is_open: bool = True
    name: Annotated[str, StringConstraints(pattern=r"^[A-Z]", min_length=2)] = "Ab"
    page: HttpUrl | None = None
    key: UUID | None = None
    tags: Annotated[list[str], Len(0, 2)] | None = None
    shifts: Sequence[Shift] | None = None
    anything: Any = None


def test_types_limits_and_words_become_those_of_a_contract() -> None:
    imported = import_model(Ward, version="1.0.0", key=["code"])
    contract = imported.contract()
    assert (contract.identity, contract.title.en, contract.primary_key) == ("ward@1.0.0", "Ward", ("code",))
    assert contract.definition is not None
    assert contract.definition.en == "A ward of a hospital."
    assert [(found.name, str(found.type), found.required, found.default) for found in contract.fields] == [
        ("code", "text", True, None),
        ("kind", "text", True, None),
        ("other_kind", "text", False, None),
        ("grade", "integer", True, 1),
        ("level", "text", True, "a"),
        ("beds", "integer", True, None),
        ("load", "number", True, None),
        ("price", "decimal", True, None),
        ("opened", "date", True, None),
        ("seen_at", "datetime", True, None),
        ("is_open", "boolean", True, True),
        ("name", "text", True, "Ab"),
        ("page", "text", False, None),
        ("key", "text", False, None),
        ("tags", "list", False, None),
        ("shifts", "list", False, None),
        ("anything", "json", False, None),
    ]
    assert imported.lost == ()
    price, load, shifts = contract.field("price"), contract.field("load"), contract.field("shifts")
    assert (price.precision, price.scale, price.minimum) == (6, 2, "0.50")
    assert (load.title.id, load.definition and load.definition.en) == ("Load of the ward", "Taken beds by beds.")
    assert shifts.items is not None
    assert [(part.name, part.max_length, part.required) for part in shifts.items.fields] == [
        ("nurse", 5, True),
        ("hours", None, False),
    ]
    assert contract.field("kind").code_list == contract.field("other_kind").code_list == "ward-kind"
    assert [(code.code, code.label.en) for code in contract.code_list("ward-kind").codes] == [
        ("big", "Big one"),
        ("small", "Small one"),
    ]
    assert [check.expression for check in contract.checks] == ['"grade" IN (1, 3)']
    assert Contract.from_document(json.loads(json.dumps(contract.to_document()))) == contract


RIGHT: dict[str, Any] = {
    "code": "A1", "kind": "big", "grade": 3, "level": "b", "beds": 4, "load": 0.5, "price": "1.25",
    "opened": "2020-01-02", "seen_at": "2024-01-01T00:00:00Z", "is_open": False, "name": "Melati",
    "page": "https://example.org/x", "key": "01234567-89ab-cdef-0123-456789abcdef", "tags": ["x"],
    "shifts": [{"nurse": "Ani", "hours": 8}], "anything": {"a": [1]},
}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"kind": "medium"},
        {"grade": 2},
        {"level": "c"},
        {"beds": -1},
        {"beds": 0},
        {"beds": 100},
        {"beds": None},
        {"load": 0},
        {"load": 1},
        {"load": 1.5},
        {"price": "0.49"},
        {"price": "12345.00"},
        {"price": "1.255"},
        {"opened": "1999-12-31"},
        {"opened": "soon"},
        {"seen_at": "2024-01-01T00:00:00"},
        {"is_open": "perhaps"},
        {"name": "melati"},
        {"name": "M"},
        {"key": "no"},
        {"tags": ["a", "b", "c"]},
        {"tags": None},
        {"shifts": [{"nurse": "Aninda"}]},
        {"shifts": [{"hours": 8}]},
        {"code": None},
    ],
    ids=str,
)
def test_a_row_is_accepted_where_the_model_accepts_it(change: dict[str, Any]) -> None:
    row = {**RIGHT, **change}
    try:
        Ward.model_validate_json(json.dumps(row))
        accepted = True
    except ValidationError:
        accepted = False
    assert validate(adapt([row], to=import_model(Ward).contract())).report.valid == accepted


def test_a_field_is_personal_unless_the_model_classes_it() -> None:
    class Person(BaseModel):
        plain: str
        public: Annotated[str, Field(json_schema_extra={"x-contract": {"sensitivity": "public"}})]
        marked: Annotated[str, Classified(Sensitivity.INTERNAL), Title(en="Mark", id="Tanda"), Element("X", "y")]
        height: Annotated[float, Unit("m"), Field(json_schema_extra={"x-contract": {"sensitivity": "restricted"}})]
        station: Annotated[str, Ref("fire-station")]
        unit: Annotated[str, Code("unit-type")]
        pin: SecretStr

    contract = import_model(Person).contract()
    assert [str(found.sensitivity) for found in contract.fields] == [
        "personal", "public", "internal", "restricted", "personal", "personal", "personal",
    ]  # fmt: skip
    assert (contract.field("marked").title.id, contract.field("height").unit) == ("Tanda", "m")
    assert contract.field("station").reference is not None
    assert contract.field("unit").code_list == "unit-type"
    lower = import_model(Person, sensitivity=Sensitivity.INTERNAL).contract()
    assert (str(lower.field("plain").sensitivity), str(lower.field("pin").sensitivity)) == ("internal", "personal")


def upper(value: str) -> str:
    raise AssertionError("nothing of a model is called")


class Coded(BaseModel):
    model_config = ConfigDict(str_strip_whitespace=True, regex_engine="python-re", title="Coded things")

    shouted: Annotated[str, AfterValidator(upper)]
    even: int = Field(multiple_of=2)
    made: list[str] = Field(default_factory=list)
    at: time = time(8)
    either: int | str = 1
    inner: Shift
    loose: Decimal
    unique: set[str] = set()
    digits: str = Field(pattern=r"^\d+$", examples=["1"])
    ahead: str = Field("", pattern=r"^(?=a)b$")
    wrong: str = Field("", json_schema_extra={"format": "x"})
    old: str = Field("", deprecated="say new")
    Renamed: str = Field("", alias="namaLain", title="Told")

    @field_validator("even")
    @classmethod
    def small(cls, value: int) -> int:
        raise AssertionError("nothing of a model is called")

    @model_validator(mode="after")
    def together(self) -> Coded:
        raise AssertionError("nothing of a model is called")


def test_what_is_code_or_has_no_place_is_named_with_the_field() -> None:
    imported = import_model(Coded)
    told = {(lost.pointer, lost.message_id) for lost in imported.lost}
    assert told == {
        ("/field_validators/small", "lost-code"),
        ("/model_validators/together", "lost-code"),
        ("/model_config/str_strip_whitespace", "lost-no-place"),
        ("/model_config/regex_engine", "lost-no-place"),
        ("/shouted/AfterValidator", "lost-code"),
        ("/even/MultipleOf", "lost-code"),
        ("/made/default_factory", "lost-code"),
        ("/at/type", "lost-type-form"),
        ("/at/default", "lost-default"),
        ("/either/type", "lost-type-json"),
        ("/either/default", "lost-default"),
        ("/inner/type", "lost-type-json"),
        ("/loose/type", "lost-digits"),
        ("/unique/type", "lost-unique-items"),
        ("/unique/default", "lost-default"),
        ("/digits/pattern", "lost-pattern-ascii"),
        ("/digits/examples", "lost-no-place"),
        ("/ahead/pattern", "lost-pattern"),
        ("/wrong/json_schema_extra/format", "lost-no-place"),
        ("/Renamed/alias", "lost-alias"),
    }
    assert all(lost.text(language) for lost in imported.lost for language in ("en", "id"))
    contract = imported.contract()
    assert contract.title.en == "Coded things"
    assert "renamed" in contract
    deprecated = contract.field("old").deprecated
    assert deprecated is not None
    assert deprecated.reason is not None
    assert deprecated.reason.en == "say new"


def test_the_title_of_a_field_called_otherwise_in_rows_is_that_name() -> None:
    class Aliased(BaseModel):
        beds: int = Field(alias="tempatTidur")

    contract = import_model(Aliased).contract()
    assert validate(adapt([{"tempatTidur": 4}], to=contract)).report.valid


@pytest.mark.parametrize("name", _plugins.names("contracts"))
def test_a_record_is_its_own_contract(name: str) -> None:
    record = _plugins.load("contracts", name)
    assert import_model(record).contracts == (find_contract(name),)


class Chain(BaseModel):
    inner: list[Chain]


class Empty(BaseModel):
    pass


class Misclassed(BaseModel):
    a: str = Field(json_schema_extra={"x-contract": {"sensitivity": "secret"}})


class Misspelt(BaseModel):
    a: str = Field(json_schema_extra={"x-contract": {"sensitivty": "public"}})


@pytest.mark.parametrize("model", [int, "Ward", Ward.model_construct(), Chain, Empty, Misclassed, Misspelt])
def test_what_is_no_model_or_no_contract_is_refused(model: Any) -> None:
    with pytest.raises(DefinitionError) as error:
        import_model(model)
    assert error.value.text("en")
    assert error.value.text("id")


def test_addresses_and_times_are_judged_in_form() -> None:
    class Forms(BaseModel):
        page: AnyUrl
        at: datetime = Field(le=datetime(2024, 1, 1, tzinfo=UTC))
        born: PastDate
        told: NaiveDatetime

    imported = import_model(Forms)
    assert [(lost.pointer, lost.message_id) for lost in imported.lost] == [
        ("/at/type", "lost-offsets"),
        ("/born/type", "lost-now"),
        ("/told/type", "lost-offsets"),
    ]
    contract = imported.contract()
    assert contract.field("page").format == "uri"
    assert (contract.field("at").type, contract.field("at").maximum) == (FieldType.DATETIME, "2024-01-01T00:00:00Z")
