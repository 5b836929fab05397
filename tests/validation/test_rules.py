"""Every rule has rows it accepts and rows it rejects."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from made import OF_WHOLE_TABLES, SIZES, accepted, contract, field, found, judged, refers, report_of

from opendata_share._messages import LANGUAGES
from opendata_share.contract import Check, CodeList, CodeListEntry, Contract, Field, Level, Provenance, Text
from opendata_share.validation import RULES, SCHEMA_RULES

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Example(NamedTuple):
    """Values of one field that a rule accepts, and values it finds."""

    rule: str
    field: Field
    good: list[Any]
    bad: list[Any]
    severity: str = "error"
    options: dict[str, Any] = {}  # noqa: RUF012  (never written to)
    checks: tuple[Check, ...] = ()
    lists: tuple[CodeList, ...] = (SIZES,)


def decimal(**promises: Any) -> Field:
    return field("x", "decimal", precision=6, scale=2, **promises)


def an_object(**promises: Any) -> Field:
    return field("x", "list", items=field("item", "object", required=True, fields=(field("size", **promises),)))


def a_list(**promises: Any) -> Field:
    return field("x", "list", items=field("item", **promises))


WARDS = CodeList(
    "ward",
    "1.0.0",
    Text("Ward", "Bangsal"),
    (
        CodeListEntry("always", Text("a", "a")),
        CodeListEntry("still", Text("s", "s"), valid_from=NOON.date(), valid_to=NOON.date()),
        CodeListEntry("no more", Text("n", "n"), valid_to=NOON.date() - timedelta(days=1)),
        CodeListEntry("not yet", Text("y", "y"), valid_from=NOON.date() + timedelta(days=1)),
    ),
)
WITHIN_TEN = Check("within-ten", "x <= 10", en="e", id="i")
EXAMPLES = [
    Example("required", field("x", required=True), ["", "a"], [None]),
    Example("required", a_list(required=True), [None, [], ["a"]], [[None], ["a", None]]),
    Example("required", an_object(required=True), [None, [], [{"size": "a"}]], [[{"size": None}], [None]]),
    Example(
        "required-in-recommended", field("x", level=Level.RECOMMENDED), ["a"], [None], severity="advice"
    ),
    Example("required-in-full", field("x", level=Level.FULL), ["a"], [None], severity="advice"),
    Example("code", field("x", code_list=SIZES.name), [None, "small", "large"], ["", "Small", "small ", "medium"]),
    Example("code", an_object(code_list=SIZES.name), [[{"size": "small"}, {"size": None}]], [[{"size": "tiny"}]]),
    Example("pattern", field("x", pattern="^[0-9]{2}$"), [None, "12"], ["1", "123", "12\n", "١٢", "1 2"]),
    Example("pattern", field("x", pattern="b"), ["abc", "b"], ["", "B"]),
    Example("format", field("x", format="uri"), [None, "https://a.id/x?y#z"], ["", "a.id", "http://a b"]),
    Example("format", field("x", format="email"), [None, "a@b.id"], ["", "a", "a@b@c", "a@-b"]),
    Example("minimum", field("x", "integer", minimum=0), [None, 0, 2**63 - 1], [-1, -(2**63)]),
    Example("minimum", field("x", "integer", minimum=2**53 + 1), [2**53 + 1], [2**53]),
    Example("minimum", field("x", "number", minimum=0.1), [None, 0.1, 1e300], [math.nextafter(0.1, 0), -0.5]),
    Example("minimum", decimal(minimum="0.01"), [None, Decimal("0.01")], [Decimal("0.00"), Decimal("-9999.99")]),
    Example("minimum", decimal(minimum="0.001"), [Decimal("0.01")], [Decimal("0.00")]),
    Example("minimum", field("x", "date", minimum="2020-01-01"), [date(2020, 1, 1)], [date(2019, 12, 31)]),
    Example("minimum", field("x", "list", items=field("item", "integer", minimum=1)), [[1], []], [[1, 0], [-1]]),
    Example("maximum", field("x", "integer", maximum=5), [None, 5, -(2**63)], [6]),
    Example("maximum", field("x", "number", maximum=90), [90.0], [math.nextafter(90.0, 91)]),
    Example("maximum", decimal(maximum="12.5"), [Decimal("12.50")], [Decimal("12.51")]),
    Example(
        "maximum",
        field("x", "datetime", maximum="2026-03-01T19:00:00+07:00"),
        [NOON, NOON.astimezone(timezone(timedelta(hours=9)))],
        [NOON + timedelta(microseconds=1)],
    ),
    Example("exclusive-minimum", field("x", "integer", exclusive_minimum=0), [1], [0]),
    Example("exclusive-minimum", field("x", "number", exclusive_minimum=0), [5e-324], [0.0, -0.0]),
    Example("exclusive-minimum", decimal(exclusive_minimum="0"), [Decimal("0.01")], [Decimal("0.00")]),
    Example("exclusive-maximum", field("x", "integer", exclusive_maximum=5), [4], [5]),
    Example("exclusive-maximum", field("x", "number", exclusive_maximum=5), [math.nextafter(5.0, 0)], [5.0]),
    Example(
        "exclusive-maximum",
        field("x", "date", exclusive_maximum="2020-01-01"),
        [date(2019, 12, 31)],
        [date(2020, 1, 1)],
    ),
    Example("not-finite", field("x", "number", minimum=0, maximum=9), [None, 1.0], [math.nan, math.inf, -math.inf]),
    Example("min-length", field("x", min_length=2), [None, "ab", "éé"], ["", "é", "𝄞"]),
    Example("min-length", field("x", "list", items=field("item"), min_length=1), [None, ["a"]], [[]]),
    Example("max-length", field("x", max_length=2), [None, "", "éé", "𝄞𝄞"], ["abc", "e\u0301a"]),
    Example("max-length", field("x", "list", items=field("item"), max_length=1), [None, [], ["a"]], [["a", "b"]]),
    Example(
        "not-computable",
        field("x", "number"),
        [None, 2.0],
        [0.0],
        checks=(Check("ratio", "1e0 / x < 100e0", en="too much", id="terlalu besar"),),
    ),
    Example(
        "recorded-in-future",
        field("x", "datetime", provenance=Provenance.RECORDED_AT),
        [None, NOON + timedelta(minutes=5)],
        [NOON + timedelta(minutes=5, microseconds=1)],
        options={"as_of": NOON},
    ),
    Example(
        "code-not-in-force",
        field("x", code_list="ward"),
        [None, "still", "always"],
        ["no more", "not yet"],
        severity="advice",
        options={"as_of": NOON},
        lists=(WARDS,),
    ),
    Example("dangling-reference", field("x", reference=refers("thing")), [None, "k1", "k2"], ["k9", ""]),
    Example(
        "dangling-reference", field("x", reference=refers("administrative-area")),
        [None, "31", "31.71"], ["99", "3171", "31.99"], severity="advice",
    ),
    Example("within-ten", field("x", "integer"), [None, 10], [11], checks=(WITHIN_TEN,)),
    Example(
        "within-ten", field("x", "integer"), [None, 10], [11], severity="advice",
        checks=(Check("within-ten", "x <= 10", en="e", id="i", severity="advice"),),
    ),
]  # fmt: skip
IDS = [f"{number}-{example.rule}-{example.field.type}" for number, example in enumerate(EXAMPLES)]


def made_contract(example: Example) -> Contract:
    key = field("key", required=True)
    return contract(key, example.field, key=("key",), checks=example.checks, code_lists=example.lists)


def rows(values: list[Any]) -> list[dict[str, Any]]:
    return [{"key": f"k{number}", "x": value} for number, value in enumerate(values, 1)]


@pytest.mark.parametrize("example", EXAMPLES, ids=IDS)
def test_a_rule_accepts_what_meets_it(example: Example) -> None:
    validated = judged(made_contract(example), rows(example.good), **example.options)
    report = report_of(validated)
    assert report.counts == {}
    assert report.advice == {}
    assert report.level == "full"
    assert len(accepted(validated)) == len(example.good)


@pytest.mark.parametrize("example", EXAMPLES, ids=IDS)
def test_a_rule_finds_what_breaks_it_and_nothing_else_is_found(example: Example) -> None:
    validated = judged(made_contract(example), rows([*example.good[:1], *example.bad]), **example.options)
    report = report_of(validated)
    assert [(row, rule) for row, _, rule in found(validated)] == [
        (number, example.rule) for number in range(2, 2 + len(example.bad))
    ]
    expected = {example.rule: len(example.bad)}
    assert (report.counts, report.advice) == ((expected, {}) if example.severity == "error" else ({}, expected))
    assert report.balance.rejected == (len(example.bad) if example.severity == "error" else 0)
    assert all(one.severity == example.severity for one in report.violations)


def test_every_rule_of_the_catalogue_has_an_example() -> None:
    assert {example.rule for example in EXAMPLES} | OF_WHOLE_TABLES == {*RULES, "within-ten"} - set(SCHEMA_RULES)


def test_every_sentence_a_rule_may_use_is_in_the_catalogue_of_rules() -> None:
    for example in EXAMPLES:
        validated = judged(made_contract(example), rows(example.bad), **example.options)
        for one in report_of(validated).violations:
            listed = RULES[one.rule].message_ids if one.rule in RULES else ("rule-check",)
            assert one.message_id in listed
            for language in LANGUAGES:
                assert one.message(language)


@pytest.mark.parametrize("slug", RULES)
def test_a_rule_is_explained_in_both_languages(slug: str) -> None:
    assert RULES[slug].slug == slug
    assert RULES[slug].meaning("en") != RULES[slug].meaning("id")


def test_a_violation_says_where_what_and_what_to_do() -> None:
    validated = judged(contract(field("x", code_list=SIZES.name)), [{"x": "small"}, {"x": "medium"}])
    (one,) = report_of(validated).violations
    assert one.to_document("id") == {
        "row": 2,
        "line": 3,
        "field": "x",
        "path": None,
        "columns": [],
        "rule": "code",
        "severity": "error",
        "message": "'medium' bukan kode dalam daftar size",
        "message_id": "rule-code",
        "hint": one.hint("id"),
        "example": "small",
    }
    assert "codes size" in (one.hint("en") or "")


def test_a_check_speaks_in_its_own_words() -> None:
    check = Check("free-in-all", "x <= 1", en="More free than there are.", id="Lebih banyak dari yang ada.")
    (one,) = report_of(judged(contract(field("x", "integer"), checks=(check,)), [{"x": 2}])).violations
    assert one.message("en") == "More free than there are."
    assert one.message("id") == "Lebih banyak dari yang ada."
    assert "x <= 1" in (one.hint("en") or "")


def test_what_is_wrong_inside_a_list_says_which_item_as_a_json_pointer() -> None:
    part = field("system", code_list=SIZES.name, required=True)
    inner = field("item", "object", fields=(part, field("value", max_length=2)))
    rows = [
        {"ids": [{"system": "small", "value": "1"}, {"system": "huge", "value": "123"}, {"system": "vast"}]},
        {"ids": None},
        {"ids": [None, {"system": None, "value": "1"}]},
    ]
    report = report_of(judged(contract(field("ids", "list", items=inner)), rows))
    assert [(one.row, one.rule, one.path) for one in report.violations] == [
        (1, "code", "/ids/1/system"),
        (1, "max-length", "/ids/1/value"),
        (3, "required", "/ids/1/system"),
    ]
    assert all(one.to_document()["path"] == one.path for one in report.violations)
