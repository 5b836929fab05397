"""Shapes: each takes the values it names and no other, and writes the JSON Schema that says the same."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from opendata_share.policy._shape import (
    ByKind,
    Day,
    Either,
    Fault,
    Keys,
    Named,
    OneOf,
    Several,
    Shape,
    Whole,
    Words,
    Yes,
    spelled,
)

SLUG = Words(r"^[a-z]+$", "lower-case-words")
ONE = Keys({"a": Whole(0, 9), "b": SLUG}, required=("a",))
CHOICE = Keys({"a": Yes(), "b": Yes(), "c": Yes(), "d": Yes()}, one_of=("a", "b"), apart=(("b", "c"), ("c", "d")))
SHAPES: dict[str, tuple[Shape, list[Any], list[Any]]] = {
    "a text": (Words(), ["x", " x ", "0"], ["", " ", "\t", None, 1, True, ["x"], {}]),
    "a text of a pattern": (SLUG, ["a", "abc"], ["", "A", "a b", "a1", 1, None]),
    "one of some words": (OneOf(("keep", "drop")), ["keep", "drop"], ["", "Keep", "keepdrop", None, True, ["keep"]]),
    "yes": (Yes(), [True], [False, 1, "true", None, [True]]),
    "a whole number": (Whole(2, 5), [2, 3, 5], [1, 6, -3, 2.5, "3", True, None]),
    "one or nothing": (Whole(0, 1), [0, 1], [True, False, 2]),
    "a day": (
        Day(),
        ["2026-12-31", "2024-02-29", "0001-01-01"],
        ["31-12-2026", "2026-2-28", "20261231", "2026-W01-1", "2026-02-29", "2026-13-01", "2026-00-10", "0000-01-01",
         "2026-12-31 ", " 2026-12-31", "2026-12-31T00:00:00", "12026-12-31", "٢٠٢٦-١٢-٣١", "", 20261231, None, []],
    ),
    "a list": (Several(Whole(0, 9)), [[], [1], [1, 2]], [[10], [1, "2"], {}, "12", 1, None]),
    "a list of two or more": (Several(SLUG, least=2), [["a", "b"], ["a", "a", "c"]], [[], ["a"], ["a", "B"], {}]),
    "values under names": (Named("^[a-z]$", Whole(0, 9), "a letter"), [{}, {"a": 1, "b": 2}],
                           [{"a": 10}, {"A": 1}, {"ab": 1}, {"": 1}, [], "a", None]),
    "known keys": (ONE, [{"a": 1}, {"a": 1, "b": "x"}], [{}, {"b": "x"}, {"a": 10}, {"a": 1, "c": 1}, [], "a", None]),
    "no keys": (Keys({}), [{}], [{"a": 1}, []]),
    "exactly one of some keys, and pairs apart": (
        CHOICE,
        [{"a": True}, {"b": True}, {"a": True, "c": True}, {"a": True, "d": True}, {"b": True, "d": True}],
        [{}, {"c": True}, {"a": True, "b": True}, {"b": True, "c": True}, {"a": True, "c": True, "d": True}],
    ),
    "a shape for each kind": (
        ByKind(text=SLUG, number=Whole(0, 9), table=ONE, yes=Yes()),
        ["a", 9, {"a": 1}, True],
        ["A", 10, {}, False, None, [], 1.5],
    ),
    "a number and nothing that counts as one": (ByKind(number=Whole(0, 9)), [1], [True, False, "1", {}, None]),
    "yes and no number": (ByKind(yes=Yes()), [True], [False, 1, 0]),
    "a table with one of some keys, or another": (
        Either(("a", "all"), ONE, ByKind(text=SLUG, table=Named("^[x-z]$", Yes(), "a letter"))),
        [{"a": 1}, {"a": 1, "b": "x"}, "abc", {}, {"x": True}],
        [{"a": 10}, {"a": 1, "x": True}, {"all": 1}, {"b": "x"}, "A", ["a"], None],
    ),
}  # fmt: skip
CASES = [
    pytest.param(shape, value, taken, id=f"{name}-{'yes' if taken else 'no'}-{value!r}")
    for name, (shape, takes, refuses) in SHAPES.items()
    for taken, values in ((True, takes), (False, refuses))
    for value in values
]


@pytest.mark.parametrize(("shape", "value", "taken"), CASES)
def test_a_shape_takes_its_values_and_no_other_and_its_schema_says_the_same(
    shape: Shape, value: object, *, taken: bool
) -> None:
    schema = shape.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    judge = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker(["date"]))
    assert (list(shape.faults(value, ())) == []) is taken
    assert judge.is_valid(value) is taken


@pytest.mark.parametrize("shape", [SLUG, Day(), Words()])
def test_a_line_break_at_the_end_is_part_of_no_text(shape: Shape) -> None:
    """`$` of a pattern stands before a last line break too, so the pattern alone would let it through."""
    assert list(shape.faults("a\n", ()))
    assert list(shape.faults("2026-12-31\n", ()))
    assert list(Named("^[a-z]$", Yes(), "a letter").faults({"a\n": True}, ()))


def test_digits_and_letters_of_patterns_are_those_of_ascii() -> None:
    assert list(Words(r"^\d\w$", "x").faults("٢a", ()))
    assert list(Words(r"^\w$", "x").faults("é", ()))
    assert list(Named(r"^\w$", Yes(), "x").faults({"é": True}, ()))


def test_a_whole_number_is_written_without_a_point() -> None:
    """JSON Schema takes 3.0 for an integer; a policy is written by hand, and 3 is what is meant."""
    assert list(Whole(2, 5).faults(3.0, ()))


def expected(at: tuple[str | int, ...], key: str, what: str) -> Fault:
    return Fault(at, "policy-expected", {"key": key, "expected": what})


@pytest.mark.parametrize(
    ("shape", "value", "said"),
    [
        (Words(), 1, [expected(("k",), "k", "a text")]),
        (SLUG, "A", [expected(("k",), "k", "lower-case-words")]),
        (OneOf(("keep", "drop")), "x", [expected(("k",), "k", "keep, drop")]),
        (Yes(), False, [expected(("k",), "k", "true")]),
        (Whole(2, 5), 6, [expected(("k",), "k", "2 … 5")]),
        (Day(), "31-12-2026", [expected(("k",), "k", "2026-12-31")]),
        (Several(SLUG, least=1), [], [expected(("k",), "k", "[…] ≥ 1")]),
        (Several(SLUG), {}, [expected(("k",), "k", "[…] ≥ 0")]),
        (Several(SLUG), ["a", "B", "c", 4], [expected(("k", 2), "k[2]", "lower-case-words"),
                                             expected(("k", 4), "k[4]", "lower-case-words")]),
        (Named("^[a-z]$", Yes(), "a letter"), [], [expected(("k",), "k", "{…}")]),
        (Named("^[a-z]$", Yes(), "a letter"), {"A": 1, "b": 1, "c\n": True},
         [expected(("k", "A"), "k", "a letter"), expected(("k", "b"), "k.b", "true"),
          expected(("k", "c\n"), "k", "a letter")]),
        (ONE, "x", [expected(("k",), "k", "{…}")]),
        (ONE, {"b": 1, "x": 1},
         [Fault(("k", "x"), "policy-unknown-key", {"key": "k.x", "known": ("a", "b")}),
          Fault(("k",), "policy-missing-key", {"key": "k.a"}),
          expected(("k", "b"), "k.b", "lower-case-words")]),
        (CHOICE, {}, [Fault(("k",), "policy-one-of", {"key": "k", "known": ("a", "b")})]),
        (CHOICE, {"a": True, "c": True, "d": True},
         [Fault(("k", "d"), "policy-apart", {"key": "k.d", "other": "c"})]),
        (ByKind(text=SLUG, number=Whole(0, 9), table=ONE, yes=Yes()), None,
         [expected(("k",), "k", "…, 1, {…}, true")]),
        (ByKind(text=SLUG, table=ONE), 1, [expected(("k",), "k", "…, {…}")]),
        (ByKind(text=SLUG, table=ONE), {"a": 10}, [expected(("k", "a"), "k.a", "0 … 9")]),
    ],
)  # fmt: skip
def test_a_fault_says_which_key_and_what_was_expected(shape: Shape, value: object, said: list[Fault]) -> None:
    assert list(shape.faults(value, ("k",))) == said


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        ((), "–"),
        (("name",), "name"),
        (("validity", "until"), "validity.until"),
        (("schemas", "a@1", "waivers", 2, "until"), "schemas.a@1.waivers[2].until"),
        (("parties", 1), "parties[1]"),
    ],
)
def test_a_key_is_spelled_as_a_path(steps: tuple[str | int, ...], text: str) -> None:
    assert spelled(steps) == text


def test_a_schema_asks_only_for_what_the_shape_asks() -> None:
    assert Keys({"a": Yes()}).schema() == {
        "type": "object",
        "properties": {"a": {"const": True}},
        "additionalProperties": False,
    }
    assert CHOICE.schema()["oneOf"] == [{"required": ["a"]}, {"required": ["b"]}]
    assert Day().schema()["format"] == "date"
