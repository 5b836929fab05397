"""What a consumer relies on is read strictly, and who breaks is told with each reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from opendata_share.contract import (
    CodeList,
    CodeListEntry,
    Contract,
    Field,
    FieldType,
    Freshness,
    Sensitivity,
    Text,
)
from opendata_share.errors import DefinitionError, LimitExceeded, SourceUnavailable
from opendata_share.evolution import NEEDS, Need, Requirements, consumers_hit, read_requirements, unmet

WORDS = Text("T", "T")
FILE = """format = "opendata-share/requirements@1"
consumer = "health"
contact = "data@health.example"

[[datasets]]
dataset = "fire/unit"
versions = ">=1.0.0, <2.0.0"
fields = ["id", "parts[].name"]
never_empty = ["id"]
codes = { kind = ["pump"] }
closed = ["kind"]
where = ["crew >= 2"]
freshness = "PT6H"
"""


def field(name: str, kind: FieldType = FieldType.TEXT, **more: Any) -> Field:
    return Field(name=name, type=kind, title=WORDS, **{"sensitivity": Sensitivity.PUBLIC, **more})


def codes(*values: str) -> CodeList:
    return CodeList("kind", "1.0.0", WORDS, tuple(CodeListEntry(value, WORDS) for value in values))


PART = field("item", FieldType.OBJECT, fields=(field("name"),))
UNIT = Contract(
    "unit",
    "1.0.0",
    WORDS,
    (
        field("id", required=True),
        field("kind", code_list="kind"),
        field("crew", FieldType.INTEGER, unit="{persons}", maximum=9),
        field("seen", FieldType.DATETIME),
        field("parts", FieldType.LIST, items=PART),
    ),
    code_lists=(codes("pump", "boat"),),
    table_rules=(Freshness("seen", "PT1H"),),
)
NEED = Need(
    dataset="unit",
    versions=">=1.0.0, <2.0.0",
    fields=("crew", "parts[].name"),
    never_empty=("id",),
    codes={"kind": ("pump",)},
    closed=("kind",),
    where=("crew >= 2",),
    freshness="PT6H",
)


def without(name: str) -> Contract:
    return replace(UNIT, fields=tuple(each for each in UNIT.fields if each.name != name), table_rules=())


def other(name: str, **more: Any) -> Contract:
    return replace(UNIT, fields=tuple(replace(each, **more) if each.name == name else each for each in UNIT.fields))


CHANGES: dict[str, tuple[Contract | None, tuple[str, str | None]]] = {
    "the version": (replace(UNIT, version="2.0.0"), ("version-refused", None)),
    "a field": (other("parts", items=replace(PART, fields=(field("title"),))), ("field-missing", "parts[].name")),
    "a value": (other("id", required=False), ("value-missing", "id")),
    "a code": (replace(UNIT, code_lists=(codes("boat"),)), ("code-missing", "kind")),
    "a code too many": (replace(UNIT, code_lists=(codes("pump", "boat", "plane"),)), ("code-unknown", "kind")),
    "freshness": (replace(UNIT, table_rules=(Freshness("seen", "P1D"),)), ("too-old", None)),
    "freshness altogether": (replace(UNIT, table_rules=()), ("too-old", None)),
    "the unit": (other("crew", unit="{teams}"), ("meaning-changed", "crew")),
    "the class": (other("crew", sensitivity=Sensitivity.INTERNAL), ("may-not-arrive", "crew")),
    "the data set": (None, ("dataset-missing", None)),
}


@pytest.mark.parametrize("lost", CHANGES)
def test_a_consumer_who_loses_what_they_rely_on_breaks(lost: str) -> None:
    new, expected = CHANGES[lost]
    (hit,) = consumers_hit(UNIT, new, [Requirements(consumer="health", contact=None, needs=(NEED,))])
    assert hit.breaks
    assert [(why.need, why.field) for why in hit.reasons] == [expected]
    assert all(why.text(language) for why in hit.reasons for language in ("en", "id"))


def test_a_filter_that_cannot_be_asked_any_more_breaks_with_the_field_it_reads() -> None:
    (hit,) = consumers_hit(UNIT, without("crew"), [Requirements(consumer="h", contact=None, needs=(NEED,))])
    assert [why.need for why in hit.reasons][:2] == ["field-missing", "filter-refused"]


def test_every_kind_of_need_has_a_change_that_breaks_it() -> None:
    assert {expected for _, (expected, _) in CHANGES.values()} | {"filter-refused"} == set(NEEDS)


@pytest.mark.parametrize(
    "new",
    [
        replace(UNIT, version="1.9.9"),
        other("crew", maximum=3),
        other("crew", maximum=30),
        other("seen", required=True),
        replace(UNIT, table_rules=(Freshness("seen", "PT5M"),)),
        replace(UNIT, fields=(*UNIT.fields, field("new"))),
    ],
)
def test_what_a_consumer_does_not_rely_on_may_change(new: Contract) -> None:
    assert consumers_hit(UNIT, new, [Requirements(consumer="health", contact=None, needs=(NEED,))]) == ()


def test_what_was_never_promised_is_told_and_breaks_nobody() -> None:
    need = Need(dataset="unit", fields=("colour",))
    (hit,) = consumers_hit(UNIT, other("crew", maximum=3), [Requirements(consumer="h", contact=None, needs=(need,))])
    assert not hit.breaks
    assert [why.need for why in hit.before] == ["field-missing"]
    assert "as before" in hit.text()


def test_those_who_break_come_first_and_others_are_not_about_it() -> None:
    lax = Need(dataset="unit", fields=("colour",))
    strict = Need(dataset="fire/unit", fields=("crew",))
    elsewhere = Need(dataset="police/unit", fields=("crew",))
    requirements = [
        Requirements(consumer=name, contact=None, needs=(need,))
        for name, need in (("a", lax), ("b", elsewhere), ("z", strict))
    ]
    hit = consumers_hit(UNIT, without("crew"), requirements, dataset="fire/unit")
    assert [(each.consumer, each.breaks) for each in hit] == [("z", True), ("a", False)]


def test_a_file_says_what_a_consumer_relies_on(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text(FILE, "utf-8")
    (tmp_path / "a.toml").write_text(FILE.replace('"health"', '"police"'), "utf-8")
    police, health = read_requirements(tmp_path)
    assert (police.consumer, health.consumer, health.contact) == ("police", "health", "data@health.example")
    (need,) = health.needs
    assert need.reads == ("id", "parts[].name", "kind")
    assert [each.need for each in unmet(need, UNIT)] == []
    assert read_requirements([tmp_path / "b.toml"]) == (health,)


def broken(old: str, new: str) -> Callable[[Path], None]:
    return lambda path: path.write_text(FILE.replace(old, new), "utf-8") and None


@pytest.mark.parametrize(
    ("spoil", "message_id", "line"),
    [
        (broken("PT6H", "six hours"), "requirements-duration", None),
        (broken(">=1.0.0, <2.0.0", "newest"), "requirements-versions", None),
        (broken('consumer = "health"', "consumer = 3"), "requirements-form", 2),
        (broken("never_empty", "always"), "requirements-form", 9),
        (broken("@1", "@2"), "requirements-form", 1),
        (broken('["crew >= 2"]', "[1]"), "requirements-form", 12),
        (broken("[[datasets]]", "[[datasets"), "requirements-not-toml", None),
    ],
)
def test_a_file_of_another_form_is_refused_with_its_line(
    spoil: Callable[[Path], None], message_id: str, line: int | None, tmp_path: Path
) -> None:
    spoil(tmp_path / "health.toml")
    with pytest.raises(DefinitionError) as caught:
        read_requirements(tmp_path / "health.toml")
    assert caught.value.message_id == message_id
    assert caught.value.file == "health.toml"
    if line is not None:
        assert caught.value.line == line


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable):
        read_requirements(tmp_path / "nobody.toml")
    with pytest.raises(DefinitionError, match="no requirements file"):
        read_requirements(tmp_path)
    (tmp_path / "large.toml").write_text("#" * (2**20 + 1), "utf-8")
    with pytest.raises(LimitExceeded):
        read_requirements(tmp_path / "large.toml")
