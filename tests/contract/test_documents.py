"""The contract document: written and read back without loss, refused where it would be read otherwise than written."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from opendata_share import _plugins
from opendata_share.adapters import find_contract
from opendata_share.contract import (
    Change,
    Check,
    CodeGroup,
    CodeList,
    CodeListEntry,
    Complete,
    Contract,
    DatasetInfo,
    Derivation,
    Element,
    Exclusive,
    Field,
    FieldType,
    Level,
    NoCycles,
    Provenance,
    Reference,
    RowCount,
    Sensitivity,
    Text,
    UniqueAmong,
    check_against_meta_schema,
    meta_schema,
)
from opendata_share.errors import DefinitionError

ROLES = [role for role in Provenance if role is not Provenance.OTHER_PROPERTIES]  # that one is of one type only
SHIPPED = _plugins.names("contracts")
# what no form can tell: that a name, a key, a pattern or an expression refers to something sound
MEANING = {
    "document-difference",
    "document-vocabulary",
    "contract-unknown-field",
    "contract-code-list",
    "contract-field-names",
    "contract-key-type",
    "contract-check-names",
    "contract-limit",
    "contract-default",
    "contract-derived",
    "contract-nesting",
    "code-list-codes",
    "code-list-group",
    "pattern-not-portable",
    "pattern-invalid",
    "contract-decimal",
}

words = st.text("abc ñ\n\"\\'=1", max_size=6)
texts = st.builds(Text, words, words)
slugs = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,4})?", fullmatch=True)
names = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True)
versions = st.builds("{}.{}.{}".format, *(st.integers(0, 30),) * 3)
lengths = st.none() | st.integers(0, 50)
CODES = CodeList(
    "size",
    "1.0.0",
    Text("Size", "Ukuran"),
    (CodeListEntry("s", Text("s", "k"), (("b", "1"), ("a", "2"), ("b", "3"))), CodeListEntry("l", Text("l", "b"))),
    (CodeGroup("z", ("s",)), CodeGroup("a", ("s", "l"))),
)


@st.composite
def fields(draw: st.DrawFn, name: str, depth: int = 0) -> Field:
    simple = [kind for kind in FieldType if kind not in {FieldType.LIST, FieldType.OBJECT}]
    kind = draw(st.sampled_from([*simple, FieldType.LIST] if depth < 2 else simple))
    rest: dict[str, Any] = {}
    match kind:
        case FieldType.TEXT:
            rest["code_list"] = draw(st.sampled_from([None, "size"]))
            rest["pattern"] = draw(st.sampled_from([None, "^[a-z]+$", "[0-9]{2}"]))
            rest["format"] = draw(st.sampled_from([None, "uri", "email"]))
            rest |= {"min_length": draw(lengths), "max_length": draw(lengths), "default": draw(st.none() | words)}
        case FieldType.INTEGER:
            bound = st.none() | st.integers(-(2**62), 2**62)
            rest |= {"minimum": draw(bound), "exclusive_maximum": draw(bound)}
            rest["default"] = draw(st.none() | st.integers(-5, 5))
        case FieldType.NUMBER:
            bound = st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**60), 2**60)
            rest |= {
                "exclusive_minimum": draw(bound),
                "maximum": draw(bound),
                "unit": draw(st.sampled_from([None, "m"])),
            }
        case FieldType.DECIMAL:
            precision = draw(st.integers(1, 38))
            rest |= {"precision": precision, "scale": draw(st.integers(0, precision))}
            rest["minimum"] = draw(st.sampled_from([None, "-0.5", "12345678901234567890.1"]))
        case FieldType.DATE:
            rest["minimum"] = draw(st.sampled_from([None, "2020-01-01"]))
        case FieldType.BOOLEAN:
            rest["default"] = draw(st.none() | st.booleans())
        case FieldType.LIST:
            rest |= {"min_length": draw(lengths), "items": draw(items(depth))}
        case _:
            pass
    return Field(
        name=name,
        type=kind,
        required=draw(st.booleans()),
        title=draw(texts),
        definition=draw(st.none() | texts),
        sensitivity=draw(st.sampled_from(Sensitivity)),
        specific=draw(st.booleans()),
        level=draw(st.sampled_from(Level)),
        elements=tuple(draw(st.lists(st.builds(Element, words, words), max_size=2))),
        provenance=draw(st.none() | st.sampled_from(ROLES)),
        reference=draw(st.sampled_from([None, Reference((("", "other"),)), Reference((("z", "b"), ("a", "c")), "id")])),
        **rest,
    )


@st.composite
def items(draw: st.DrawFn, depth: int) -> Field:
    if draw(st.booleans()):
        plain = draw(fields("item", depth + 1))
        return Field(**{**{name: getattr(plain, name) for name in plain.__slots__}, "required": True})
    inner = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    return Field(
        name="item",
        type=FieldType.OBJECT,
        required=True,
        title=draw(texts),
        sensitivity=Sensitivity.PUBLIC,
        fields=tuple(draw(fields(name, depth + 1)) for name in inner),
    )


severities = st.sampled_from(["error", "advice"])
names_of_codes = st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True).map(tuple)
codes_by_code = st.dictionaries(st.sampled_from("xyz"), names_of_codes, min_size=1, max_size=3)
pairs = codes_by_code.map(lambda found: tuple(found.items()))
percents = st.none() | st.integers(0, 100)
one_id = st.just(("id",))
# the contract's only sure field is the text "id": what needs numbers is in test_table_rules
table_rules = st.lists(
    st.one_of(
        st.builds(Exclusive, st.just("id"), words, one_id | st.just(()), severities),
        st.builds(Complete, st.just("id"), names_of_codes, one_id | st.just(())),
        st.builds(
            UniqueAmong, one_id, st.sampled_from([None, "id <> 'x'"]), severities, st.sampled_from([None, "equal"])
        ),
        st.builds(NoCycles, st.just("id"), st.just("id"), severities),
        st.builds(RowCount, st.integers(0, 9), st.none() | st.integers(9, 99), severities),
        st.builds(Change, percents, percents, percents, percents),
    ),
    max_size=3,
).map(tuple)


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    others = draw(st.lists(names.filter(lambda name: name != "id"), max_size=4, unique=True))
    key = Field(name="id", type=FieldType.TEXT, title=Text("i", "p"), sensitivity=Sensitivity.PUBLIC, required=True)
    return Contract(
        name=draw(slugs),
        version=draw(versions),
        title=draw(texts),
        fields=(key, *(draw(fields(name)) for name in others)),
        primary_key=draw(st.sampled_from([(), ("id",)])),
        unique=draw(st.sampled_from([(), (("id",),)])),
        checks=draw(st.sampled_from([(), (Check("x", "id <> ''", en="a", id="b", severity="advice"),)])),
        code_lists=(CODES,),
        table_rules=draw(table_rules),
        definition=draw(st.none() | texts),
        derived_from=draw(st.none() | st.just(Derivation("a@1.0.0", "sha256:0", "open", ("phone",)))),
    )


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_contract_is_read_back_equal(name: str) -> None:
    contract = find_contract(name)
    for written in (json.dumps(contract.to_document()), rfc8785.dumps(contract.to_document())):
        again = Contract.from_document(json.loads(written))
        assert again == contract
        assert again.digest == contract.digest
        assert again.arrow_schema == contract.arrow_schema


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_document_is_json_schema_and_follows_the_meta_schema(name: str) -> None:
    document = json.loads(json.dumps(find_contract(name).to_document()))
    Draft202012Validator.check_schema(document)
    check_against_meta_schema(document)


def test_the_meta_schema_is_itself_json_schema() -> None:
    Draft202012Validator.check_schema(meta_schema())
    meta_schema().clear()
    assert meta_schema()["$id"] == "urn:opendata-share:meta-schema:contract:1.0"


def test_the_meta_schema_fetches_nothing() -> None:
    """Sockets are closed in this suite; a `$ref` in a document is a key the vocabulary does not have."""
    document = {**find_contract("agency").to_document(), "$ref": "http://127.0.0.1:9/x.json"}
    with pytest.raises(DefinitionError) as refused:
        check_against_meta_schema(document)
    assert refused.value.message_id == "document-form"
    with pytest.raises(DefinitionError):
        Contract.from_document(document)


@settings(max_examples=25, deadline=None)
@given(contracts())
def test_any_contract_is_read_back_equal(contract: Contract) -> None:
    for written in (json.dumps(contract.to_document()), rfc8785.dumps(contract.to_document())):
        document = json.loads(written)
        again = Contract.from_document(document)
        assert again == contract
        assert again.digest == contract.digest
        check_against_meta_schema(document)


def places(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value in a document."""
    yield path
    if isinstance(document, dict):
        for key, value in document.items():
            yield from places(value, (*path, key))
    elif isinstance(document, list):
        for number, value in enumerate(document):
            yield from places(value, (*path, number))


OTHER_VALUES = [
    None,
    True,
    False,
    0,
    1,
    -1,
    1.0,
    2.5,
    2**60,
    "",
    "x",
    "1",
    [],
    ["x"],
    {},
    {"en": "x", "id": "y"},
    "\ud800",
]


def mutations(document: dict[str, Any]) -> st.SearchStrategy[tuple[str, Any]]:
    paths = list(places(document))

    def mutate(path: tuple[Any, ...], how: str, value: Any) -> tuple[str, Any]:
        changed = copy.deepcopy(document)
        if not path:
            return "whole", value
        parent = changed
        for part in path[:-1]:
            parent = parent[part]
        target = parent[path[-1]]
        if how == "delete":
            del parent[path[-1]]
        elif how == "add" and isinstance(target, dict):
            target["x"] = value
        elif how == "add" and isinstance(target, list):
            target.append(value)
        else:
            parent[path[-1]] = value
        return f"{how} {path}", changed

    return st.builds(
        mutate, st.sampled_from(paths), st.sampled_from(["delete", "add", "change"]), st.sampled_from(OTHER_VALUES)
    )


def small() -> dict[str, Any]:
    """Return a document that uses the whole vocabulary."""
    full: dict[str, Any] = {"title": Text("a", "b"), "sensitivity": Sensitivity.PUBLIC}
    inner = Field(name="inner", type=FieldType.TEXT, required=True, **full)
    contract = Contract(
        name="small-one",
        version="1.0.0",
        title=Text("a", "b"),
        fields=(
            Field(name="id", type=FieldType.TEXT, required=True, min_length=1, pattern="^[a-z]+$", **full),
            Field(
                name="size", type=FieldType.TEXT, code_list="size", default="s", elements=(Element("a", "b"),), **full
            ),
            Field(name="count", type=FieldType.INTEGER, minimum=0, unit="m", level=Level.FULL, specific=True, **full),
            Field(name="large", type=FieldType.INTEGER, maximum=2**60, derived="count", **full),
            Field(name="price", type=FieldType.DECIMAL, precision=9, scale=2, minimum="0.01", **full),
            Field(
                name="day", type=FieldType.DATE, provenance=Provenance.RECORDED_AT, definition=Text("a", "b"), **full
            ),
            Field(name="at", type=FieldType.DATETIME, reference=Reference((("a", "x"), ("b", "y")), "id"), **full),
            Field(name="when", type=FieldType.TEXT, pattern="^x$", pattern_when="count = 1", format="uri", **full),
            Field(
                name="many",
                type=FieldType.LIST,
                max_length=3,
                items=Field(name="item", type=FieldType.OBJECT, required=True, fields=(inner,), **full),
                **full,
            ),
        ),
        primary_key=("id",),
        unique=(("size", "count"),),
        checks=(Check("a-check", "count >= 0", en="a", id="b"),),
        code_lists=(CODES,),
        definition=Text("a", "b"),
        derived_from=Derivation("a@1.0.0", "sha256:0", "open", ("x",)),
    )
    document: dict[str, Any] = json.loads(json.dumps(contract.to_document()))
    return document


SMALL = small()


def test_the_small_document_is_sound() -> None:
    assert Contract.from_document(SMALL).to_document() == SMALL
    check_against_meta_schema(SMALL)


def verdict(document: Any) -> str:
    try:
        Contract.from_document(document)
    except DefinitionError as error:
        assert error.text("en")
        assert error.text("id")
        return error.message_id
    return "read"


@settings(max_examples=50, deadline=None)
@given(mutations(SMALL))
def test_a_changed_document_is_refused_or_read_as_it_stands(mutation: tuple[str, Any]) -> None:
    how, document = mutation
    found = verdict(document)
    if found == "read":
        assert Contract.from_document(document).to_document() == document, how


@settings(max_examples=40, deadline=None)
@given(mutations(SMALL))
def test_the_meta_schema_refuses_what_the_reader_refuses_for_its_form(mutation: tuple[str, Any]) -> None:
    how, document = mutation
    found = verdict(document)
    try:
        check_against_meta_schema(document)
        follows = True
    except DefinitionError:
        follows = False
    if found == "read":
        assert follows, how
    elif found == "document-text" or (found == "document-unknown-key" and how.startswith("add")):
        assert not follows, (how, found)


def test_every_single_key_that_is_deleted_is_missed() -> None:
    """Nothing in a document is unread, but for the order in which a map's keys stand."""
    for path in places(SMALL):
        if not path or isinstance(path[-1], int):
            continue
        changed = copy.deepcopy(SMALL)
        parent = changed
        for part in path[:-1]:
            parent = parent[part]
        del parent[path[-1]]
        if verdict(changed) == "read":
            assert Contract.from_document(changed) != Contract.from_document(SMALL), path


@pytest.mark.parametrize(
    "document", [None, [], "x", 1, {}, {"x-contract": {}}, {"x-contract": {"vocabulary": "2.0"}}], ids=str
)
def test_what_is_no_contract_document_is_refused(document: Any) -> None:
    assert verdict(document).startswith("document-")
    with pytest.raises(DefinitionError):
        check_against_meta_schema(document)


def test_a_document_of_another_vocabulary_says_which() -> None:
    changed = copy.deepcopy(SMALL)
    changed["x-contract"]["vocabulary"] = "9.9"
    with pytest.raises(DefinitionError, match=r"9\.9"):
        Contract.from_document(changed)


def test_deep_nesting_is_refused_without_recursion() -> None:
    changed, deep = copy.deepcopy(SMALL), {"type": "array"}
    for _ in range(3_000):
        deep = {"type": "array", "items": deep}
    changed["properties"]["many"] = deep
    assert verdict(changed).startswith("document-")
    changed = copy.deepcopy(SMALL)
    changed["title"] = deep
    assert verdict(changed) == "document-difference"


def test_the_digest_does_not_depend_on_how_a_document_is_laid_out() -> None:
    shuffled = json.loads(json.dumps(SMALL, sort_keys=True, indent=3))
    assert Contract.from_document(shuffled).digest == Contract.from_document(SMALL).digest


@pytest.mark.parametrize("bound", [2**53 - 1, 2**53, 2**53 + 1, -(2**53)])
def test_a_bound_of_any_size_has_a_digest(bound: int) -> None:
    count = Field(name="n", type=FieldType.INTEGER, minimum=bound, title=Text("n", "n"), sensitivity=Sensitivity.PUBLIC)
    contract = Contract("thing", "1.0.0", Text("t", "t"), (count,))
    assert Contract.from_document(contract.to_document()).digest == contract.digest


@pytest.mark.parametrize("required", [True, False])
def test_a_list_whose_items_may_be_null_says_so_in_its_document(required: bool) -> None:
    said = {"title": Text("n", "n"), "sensitivity": Sensitivity.PUBLIC}
    item = Field(name="item", type=FieldType.INTEGER, required=required, **said)
    contract = Contract("thing", "1.0.0", Text("t", "t"), (Field(name="l", type=FieldType.LIST, items=item, **said),))
    document = contract.to_document()
    assert Draft202012Validator(document).is_valid({"l": [1, None]}) is not required
    assert Contract.from_document(document) == contract


def test_the_pattern_of_an_item_has_no_condition() -> None:
    said = {"title": Text("n", "n"), "sensitivity": Sensitivity.PUBLIC}
    item = Field(name="item", type=FieldType.TEXT, pattern="a", pattern_when="TRUE", **said)
    with pytest.raises(DefinitionError) as caught:
        Contract("thing", "1.0.0", Text("t", "t"), (Field(name="l", type=FieldType.LIST, items=item, **said),))
    assert caught.value.message_id == "contract-limit"


def test_the_digest_depends_on_what_is_promised() -> None:
    changed = copy.deepcopy(SMALL)
    changed["properties"]["count"]["minimum"] = 1
    assert Contract.from_document(changed).digest != Contract.from_document(SMALL).digest


def test_a_known_digest_stays() -> None:
    """The canonical form is a promise: this changes only with the vocabulary."""
    contract = Contract(
        "a",
        "1.0.0",
        Text("A", "A"),
        (Field(name="id", type=FieldType.TEXT, title=Text("i", "i"), sensitivity=Sensitivity.PUBLIC),),
    )
    assert contract.digest == "sha256:4bd8c38eeee5306e5b5e3c65c5a2b3109c0175cb1083501cf386c867830ce359"


def test_what_a_publisher_says_is_written_plainly() -> None:
    from datetime import date

    info = DatasetInfo(title=Text("a", "b"), licence="CC-BY-4.0", period_start=date(2026, 1, 1))
    assert info.to_document() == {"title": {"en": "a", "id": "b"}, "licence": "CC-BY-4.0", "period_start": "2026-01-01"}


CODE_DOCUMENT = CODES.to_document()


def test_a_code_list_is_read_back_equal() -> None:
    assert CodeList.from_document(CODE_DOCUMENT) == CODES
    assert CodeList.from_document(CODE_DOCUMENT).digest == CODES.digest
    assert CODES.values == ("s", "l")
    assert CODES.group("a") == ("s", "l")
    assert CODES.code("x") is None
    with pytest.raises(KeyError):
        CODES.group("nope")


@pytest.mark.parametrize(
    ("change", "message_id"),
    [
        ({"codes": []}, "code-list-codes"),
        ({"codes": CODE_DOCUMENT["codes"] * 2}, "code-list-codes"),
        ({"groups": {"a": ["nope"]}}, "code-list-group"),
        ({"groups": ["a"]}, "document-shape"),
        ({"name": 5}, "document-shape"),
        ({"title": "Size"}, "document-text"),
        ({"colour": 1}, "document-unknown-key"),
        ({"codes": [{"code": "a", "label": {"en": "", "id": ""}, "valid_from": "yesterday"}]}, "document-shape"),
        ({"codes": [{"code": "a", "label": {"en": "", "id": ""}, "mappings": []}]}, "document-shape"),
        ({"codes": ["a"]}, "document-shape"),
    ],
    ids=str,
)
def test_a_malformed_code_list_is_refused(change: dict[str, Any], message_id: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        CodeList.from_document({**CODE_DOCUMENT, **change})
    assert refused.value.message_id == message_id
