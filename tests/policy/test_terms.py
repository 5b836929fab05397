"""Terms that contradict each other or say too little are refused, each with the key and its line."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from opendata_share._toml_lines import TomlLines
from opendata_share.contract import Sensitivity, Text
from opendata_share.errors import DefinitionError
from opendata_share.policy._terms import (
    Case,
    FieldRule,
    KeySource,
    Party,
    Place,
    PolicyTerms,
    SchemaPolicy,
    Suppress,
    is_zone,
)
from opendata_share.policy._transforms import Band, Calendar, Decimals, Pseudonym

PUBLIC, INTERNAL, PERSONAL = Sensitivity.PUBLIC, Sensitivity.INTERNAL, Sensitivity.PERSONAL
PURPOSE = Text("Drills", "Latihan")
PARTIES = (Party("health", "provider"), Party("fire", "recipient"))
DAY = date(2026, 6, 1)
WRITTEN = """\
format = "opendata-share/policy@1"
name = "drills"
audience = "fire"
purpose = "Drills"
zone = "Asia/Jakarta"
admits = ["public"]
parties = [
  { agency = "health", role = "provider" },
]
validity = { until = 2026-12-31 }
[schemas."thing@1"]
admits = ["public"]
[[schemas."thing@1".suppress]]
counts = ["n"]
[[schemas."thing@1".suppress]]
counts = ["m"]
[schemas."thing@1".fields]
other = "drop"
value = "keep"
[schemas."Thing"]
admits = ["public"]
"""
PLACE = Place("drills.toml", TomlLines(WRITTEN))


def terms(**parts: Any) -> PolicyTerms:
    """Return terms for one partner, sound unless `parts` say otherwise."""
    sound = {"name": "drills", "audience": "fire", "purpose": PURPOSE, "parties": PARTIES, "place": PLACE}
    return PolicyTerms(**{**sound, "valid_until": DAY, **parts})


def about(**said: Any) -> dict[str, Any]:
    return {"schemas": {"thing@1": SchemaPolicy(**said)}}


def rule(*transforms: Any, **parts: Any) -> dict[str, Any]:
    cases = tuple(Case(each) for each in transforms) or (Case(),)
    return about(fields={"other": FieldRule(), "value": FieldRule(cases, **parts)})


@pytest.mark.parametrize(
    ("parts", "line", "message_id", "parameters"),
    [
        ({"name": "Two words"}, 2, "policy-slug", {"key": "name"}),
        ({"name": "drills-"}, 2, "policy-slug", {"key": "name"}),
        ({"name": "drills\n"}, 2, "policy-slug", {"key": "name"}),
        ({"audience": "fire!"}, 3, "policy-slug", {"key": "audience"}),
        ({"purpose": Text(" ", "Latihan")}, 4, "policy-purpose", {"name": "drills"}),
        ({"purpose": Text("Drills", "")}, 4, "policy-purpose", {"name": "drills"}),
        ({"zone": "Asia/Batavia"}, 5, "policy-zone", {}),
        ({"parties": ()}, 7, "policy-parties", {"name": "drills", "audience": "fire"}),
        ({"parties": PARTIES[:1]}, 7, "policy-parties", {"name": "drills", "audience": "fire"}),
        ({"parties": PARTIES[1:]}, 7, "policy-parties", {"name": "drills", "audience": "fire"}),
        ({"valid_until": None}, 10, "policy-no-end", {"name": "drills", "audience": "fire"}),
        ({"valid_from": date(2026, 6, 2)}, 10, "policy-validity", {"start": date(2026, 6, 2), "end": DAY}),
        ({"admits": frozenset({PUBLIC, PERSONAL})}, 6, "policy-admits-personal", {"name": "drills"}),
        ({"audience": "public", "admits": frozenset({PUBLIC, INTERNAL})}, 6, "policy-public-admits",
         {"name": "drills", "classes": frozenset({INTERNAL})}),
        (about(admits=frozenset({PERSONAL})), 12, "policy-admits-personal", {"name": "drills"}),
        ({"audience": "public", **about(admits=frozenset({INTERNAL}))}, 12, "policy-public-admits",
         {"name": "drills", "classes": frozenset({INTERNAL})}),
        ({"schemas": {"Thing": SchemaPolicy()}}, 20, "policy-schema-name", {"schema": "Thing"}),
        (rule(purpose=PURPOSE), 19, "policy-field-agreement", {"field": "value", "policy": "drills"}),
        (rule(until=DAY), 19, "policy-field-agreement", {"field": "value", "policy": "drills"}),
        (rule(Decimals(2), Pseudonym()), 19, "policy-no-key", {"field": "value"}),
        (rule(Calendar("day"), Calendar("day", "Mars")), 19, "policy-zone", {"field": "value"}),
        (rule(Decimals(2), Band(10, 105)), 19, "policy-band", {"field": "value"}),
        (rule(Band(10, 5)), 19, "policy-band", {"field": "value"}),
        (about(suppress=(Suppress(("n",), ()), Suppress(("m",), (), 1))), 15, "policy-suppress", {"schema": "thing@1"}),
        (about(suppress=(Suppress((), ()),)), 13, "policy-suppress", {"schema": "thing@1"}),
    ],
)  # fmt: skip
def test_terms_that_are_not_sound_are_refused_with_the_line_of_the_key(
    parts: dict[str, Any], line: int, message_id: str, parameters: dict[str, Any]
) -> None:
    with pytest.raises(DefinitionError) as raised:
        terms(**parts)
    error = raised.value
    said = dict(error.parameters)
    field = said.pop("field", error.field)
    assert (error.message_id, error.file, error.line) == (message_id, "drills.toml", line)
    assert {**said, **({} if field is None else {"field": field})} == parameters
    assert str(error)
    assert error.text("id")


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"name": "a-1", "audience": "fire-2-x"},
        {"zone": "Asia/Jakarta"},
        {"valid_from": DAY},
        {"valid_from": date(2026, 5, 31)},
        {"valid_from": DAY, "valid_until": None, "audience": "exchange", "parties": ()},
        {"audience": "public", "valid_until": None, "parties": (), "admits": frozenset({PUBLIC})},
        {"audience": "public", "admits": frozenset()},
        {"admits": frozenset({PUBLIC, INTERNAL})},
        {"schemas": {"a@0": SchemaPolicy(), "fire-station@12": SchemaPolicy()}},
        rule(purpose=PURPOSE, until=DAY),
        {"key": KeySource(environment="KEY"), **rule(Pseudonym())},
        rule(Band(10, 100), Band(10), Band(10, 0), Calendar("year", "Asia/Jakarta")),
        about(suppress=(Suppress(("n",), (), 2),)),
    ],
)
def test_sound_terms_are_taken(parts: dict[str, Any]) -> None:
    made = terms(**parts)
    assert made == terms(**parts)
    assert made.name == parts.get("name", "drills")


@pytest.mark.parametrize("name", ["A@1", "a", "a@01", "a@-1", "a@1 ", "1a@1", "a--b@1", "a-@1", "a@1\n", "a@"])
def test_a_contract_is_named_by_its_slug_and_major_version(name: str) -> None:
    with pytest.raises(DefinitionError, match="major version"):
        terms(schemas={name: SchemaPolicy()})


def test_without_a_place_the_policy_is_named_and_no_line() -> None:
    with pytest.raises(DefinitionError) as raised:
        terms(place=None, zone="Mars")
    assert (raised.value.file, raised.value.line) == ("drills", None)


def test_a_place_points_at_the_nearest_key_and_at_nothing_where_it_has_no_lines() -> None:
    assert Place("x").line(("name",)) is None
    assert PLACE.line(("schemas", "thing@1", "fields", "value")) == 19
    assert PLACE.line(("schemas", "thing@1", "fields", "value", "round")) == 19


def test_where_terms_were_written_is_no_part_of_them() -> None:
    assert terms(place=None) == terms()
    assert "place" not in repr(terms())


def test_terms_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        terms().name = "other"  # type: ignore[misc]  # the point of the test


def test_what_is_not_said_of_a_contract_admits_nothing() -> None:
    said = SchemaPolicy()
    assert (said.admits, said.fields, said.rows, said.suppress) == (frozenset(), {}, None, ())
    assert (said.waivers, said.quasi_identifiers, said.smallest_group) == ((), (), 5)
    assert Suppress(("n",), ()).below == 5


def test_a_rule_without_cases_drops_its_field() -> None:
    assert FieldRule(()).is_dropped
    assert not FieldRule().is_dropped


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("UTC", True),
        ("Asia/Jakarta", True),
        ("Asia/Batavia", False),
        ("", False),
        ("../etc/passwd", False),
        ("/etc/passwd", False),
        pytest.param(str(Path(__file__).parent), False, id="a folder"),
        ("Asia", False),
        ("a\0b", False),
    ],
)
def test_a_zone_is_one_this_machine_knows(name: str, *, known: bool) -> None:
    assert is_zone(name) is known
