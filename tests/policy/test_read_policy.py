"""A file of a policy becomes its terms: what stands where, what is meant where nothing is said, what is refused."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from opendata_share._toml_lines import TomlLines
from opendata_share.contract import Sensitivity, Text
from opendata_share.errors import DefinitionError, LimitExceeded, SourceUnavailable
from opendata_share.policy._read_policy import (
    POLICY_BYTES,
    how_composed,
    read_document,
    read_given_terms,
    read_members,
    read_terms,
    read_terms_file,
)
from opendata_share.policy._terms import (
    Case,
    FieldRule,
    KeySource,
    LegalBasis,
    Party,
    Place,
    SchemaPolicy,
    Suppress,
    Waiver,
)
from opendata_share.policy._transforms import (
    AreaLevel,
    Band,
    Calendar,
    Decimals,
    Keep,
    Mask,
    Pseudonym,
    Step,
    Transform,
)

LEAST: dict[str, Any] = {"format": "opendata-share/policy@1", "name": "a", "audience": "exchange", "purpose": "Trying"}
HERE = Place("here.toml")
PUBLIC, INTERNAL = Sensitivity.PUBLIC, Sensitivity.INTERNAL


def said_of_thing(said: dict[str, Any], **parts: Any) -> SchemaPolicy:
    """Return what a document says of one contract."""
    terms = read_terms({**LEAST, **parts, "schemas": {"thing@1": said}}, HERE)
    made = terms["schemas"]
    assert list(made) == ["thing@1"]
    return made["thing@1"]  # type: ignore[no-any-return]  # terms are keywords of many types


def rule_of(said: Any, **parts: Any) -> FieldRule:
    return said_of_thing({"fields": {"x": said}}, **parts).fields["x"]


def test_what_is_not_said_is_nothing() -> None:
    assert read_terms(LEAST, HERE) == {
        "name": "a",
        "audience": "exchange",
        "purpose": Text("Trying", "Trying"),
        "admits": None,
        "title": None,
        "parties": (),
        "legal_basis": (),
        "valid_from": None,
        "valid_until": None,
        "zone": "UTC",
        "schemas": {},
        "key": None,
        "place": HERE,
    }


def test_all_that_is_said_is_read() -> None:
    document = {
        **LEAST,
        "purpose": {"en": "Drills", "id": "Latihan"},
        "title": {"en": "Title", "id": "Judul"},
        "admits": ["public", "internal"],
        "parties": [{"agency": "fire", "role": "provider"}, {"agency": "health", "role": "recipient"}],
        "legal_basis": [{"law": "UU 27/2022"}, {"law": "UU 14/2008", "article": "17", "note": "Secrets"}],
        "validity": {"from": "2026-01-01", "until": "2026-12-31"},
        "zone": "Asia/Jakarta",
        "pseudonym_key": {"environment": "KEY"},
    }
    terms = read_terms(document, HERE)
    assert (terms["purpose"], terms["title"]) == (Text("Drills", "Latihan"), Text("Title", "Judul"))
    assert terms["admits"] == frozenset({PUBLIC, INTERNAL})
    assert terms["parties"] == (Party("fire", "provider"), Party("health", "recipient"))
    assert terms["legal_basis"] == (LegalBasis("UU 27/2022"), LegalBasis("UU 14/2008", "17", "Secrets"))
    assert (terms["valid_from"], terms["valid_until"]) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (terms["zone"], terms["key"]) == ("Asia/Jakarta", KeySource(environment="KEY"))


def test_one_end_of_the_time_may_be_open() -> None:
    assert read_terms({**LEAST, "validity": {"from": "2026-01-01"}}, HERE)["valid_until"] is None
    assert read_terms({**LEAST, "validity": {"until": "2026-01-01"}}, HERE)["valid_from"] is None


def test_a_contract_that_is_named_alone_lets_nothing_out() -> None:
    assert said_of_thing({}) == SchemaPolicy(
        admits=frozenset(),
        fields={},
        rows=None,
        suppress=(),
        waivers=(),
        quasi_identifiers=(),
        smallest_group=5,
    )


def test_all_that_is_said_of_a_contract_is_read() -> None:
    said = said_of_thing(
        {
            "admits": ["internal"],
            "fields": {"x": "keep", "y": "drop"},
            "rows": "a = 1",
            "suppress": [
                {"counts": ["n"], "by": []},
                {
                    "counts": ["n", "m"],
                    "by": ["a", "b"],
                    "below": 3,
                    "hides": ["r"],
                    "flag": "f",
                    "when": "k = 'n'",
                    "across": ["s"],
                },
            ],
            "waivers": [
                {"finding": "phone", "reason": "Office", "until": "2026-02-03"},
                {"finding": "name", "field": "x", "reason": "Street", "until": "2026-02-04"},
            ],
            "quasi_identifiers": ["age", "sex"],
            "smallest_group": 7,
        }
    )
    assert said == SchemaPolicy(
        admits=frozenset({INTERNAL}),
        fields={"x": FieldRule(), "y": FieldRule(())},
        rows="a = 1",
        suppress=(
            Suppress(("n",), (), 5, (), None, None, ()),
            Suppress(("n", "m"), ("a", "b"), 3, ("r",), "f", "k = 'n'", ("s",)),
        ),
        waivers=(
            Waiver("phone", None, "Office", date(2026, 2, 3)),
            Waiver("name", "x", "Street", date(2026, 2, 4)),
        ),
        quasi_identifiers=("age", "sex"),
        smallest_group=7,
    )


@pytest.mark.parametrize(
    ("said", "transform"),
    [
        ({"keep": True}, Keep()),
        ({"mask": {}}, Mask(0, 0)),
        ({"mask": {"first": 1, "last": 2}}, Mask(1, 2)),
        ({"generalise": "kecamatan"}, AreaLevel("kecamatan")),
        ({"generalise": "provinsi"}, AreaLevel("provinsi")),
        ({"generalise": "day"}, Calendar("day", "Asia/Jakarta")),
        ({"generalise": {"unit": "year"}}, Calendar("year", "Asia/Jakarta")),
        ({"generalise": {"unit": "hour", "zone": "UTC"}}, Calendar("hour", "UTC")),
        ({"generalise": {"band": 10}}, Band(10, None)),
        ({"generalise": {"band": 10, "top": 60}}, Band(10, 60)),
        ({"round": 0}, Decimals(0)),
        ({"round": 3}, Decimals(3)),
        ({"round": {"step": 50}}, Step(50)),
        ({"pseudonym": True}, Pseudonym(None)),
        ({"pseudonym": {"domain": "cases"}}, Pseudonym("cases")),
    ],
)
def test_every_transform_is_read(said: dict[str, Any], transform: Transform) -> None:
    """By itself, under a condition, and as one of several cases."""
    zone = {"zone": "Asia/Jakarta"}
    assert rule_of(said, **zone) == FieldRule((Case(transform, None),))
    assert rule_of({**said, "when": "a = 1"}, **zone) == FieldRule((Case(transform, "a = 1"),))
    cases = [{**said, "when": "a = 1"}, {"keep": True, "when": "b = 2"}, said]
    assert rule_of({"cases": cases}, **zone) == FieldRule(
        (Case(transform, "a = 1"), Case(Keep(), "b = 2"), Case(transform, None))
    )


def test_a_purpose_and_a_last_day_of_a_field_are_read() -> None:
    named = {"keep": True, "purpose": {"en": "Calling", "id": "Menelepon"}, "until": "2026-06-30"}
    assert rule_of(named) == FieldRule((Case(),), Text("Calling", "Menelepon"), date(2026, 6, 30))
    assert rule_of({**named, "purpose": "Calling"}).purpose == Text("Calling", "Calling")


def test_a_day_may_be_a_toml_date_but_not_a_time() -> None:
    assert read_terms({**LEAST, "validity": {"from": date(2026, 1, 2)}}, HERE)["valid_from"] == date(2026, 1, 2)
    with pytest.raises(DefinitionError, match=r"validity\.from of the policy must be: 2026-12-31"):
        read_terms({**LEAST, "validity": {"from": datetime(2026, 1, 2)}}, HERE)


def test_what_is_not_of_the_form_is_refused_with_its_line() -> None:
    text = 'format = "opendata-share/policy@1"\nname = "a"\naudience = "b"\npurpose = ""\n'
    document = {"format": "opendata-share/policy@1", "name": "a", "audience": "b", "purpose": ""}
    with pytest.raises(DefinitionError) as raised:
        read_terms(document, Place("x.toml", TomlLines(text)))
    error = raised.value
    assert (error.message_id, error.file, error.line) == ("policy-expected", "x.toml", 4)
    assert error.parameters == {"key": "purpose", "expected": "a text"}


@pytest.mark.parametrize("how", ["all_of", "any_of"])
def test_a_document_that_is_made_of_policies_is_no_single_one(how: Any) -> None:
    document = {"format": "opendata-share/policy@1", how: ["open", "ours.toml"]}
    text = f'format = "opendata-share/policy@1"\n\n{how} = ["open", "ours.toml"]\n'
    place = Place("x.toml", TomlLines(text))
    assert how_composed(document) == how
    assert read_members(document, place, how) == ("open", "ours.toml")
    with pytest.raises(DefinitionError) as raised:
        read_terms(document, place)
    error = raised.value
    assert (error.message_id, error.file, error.line) == ("policy-composed", "x.toml", 3)
    assert error.parameters == {"how": how}


@pytest.mark.parametrize("document", [LEAST, {}, [], None, "all_of", ["all_of"]])
def test_a_document_of_another_kind_is_made_of_none(document: Any) -> None:
    assert how_composed(document) is None


def test_members_are_of_the_form_too() -> None:
    with pytest.raises(DefinitionError) as raised:
        read_members({"format": "opendata-share/policy@1", "all_of": []}, HERE, "all_of")
    assert (raised.value.message_id, raised.value.file) == ("policy-expected", "here.toml")


# -- files


def test_a_toml_file_has_lines_and_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text('format = "opendata-share/policy@1"\nname = "a"\n', encoding="utf-8")
    document, place = read_document(path)
    assert document == {"format": "opendata-share/policy@1", "name": "a"}
    assert (place.file, place.folder, place.line(("name",))) == ("ours.toml", tmp_path, 2)


def test_a_json_file_has_a_folder_and_no_lines(tmp_path: Path) -> None:
    path = tmp_path / "ours.json"
    path.write_text(json.dumps(LEAST), encoding="utf-8")
    document, place = read_document(path)
    assert document == LEAST
    assert place == Place("ours.json", None, tmp_path)
    assert read_terms_file(path) == read_terms(LEAST, place)


def test_a_file_may_be_as_long_as_the_limit_and_no_longer(tmp_path: Path) -> None:
    path = tmp_path / "long.toml"
    start = b'name = "a"\n'
    path.write_bytes(start + b"#" * (POLICY_BYTES - len(start)))
    assert read_document(path)[0] == {"name": "a"}
    path.write_bytes(start + b"#" * (POLICY_BYTES - len(start) + 1))
    with pytest.raises(LimitExceeded) as raised:
        read_document(path)
    error = raised.value
    assert (error.message_id, error.file) == ("limit-document", str(path))
    assert error.parameters == {"limit": "policy_bytes", "value": 2**20}


def test_a_file_that_is_not_there_or_not_a_file_says_why(tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable) as raised:
        read_document(tmp_path / "no.toml")
    error = raised.value
    assert (error.message_id, error.file) == ("policy-unreadable", str(tmp_path / "no.toml"))
    assert error.parameters == {"reason": "No such file or directory"}
    with pytest.raises(SourceUnavailable) as raised:
        read_document(tmp_path)
    assert raised.value.parameters == {"reason": "Is a directory"}


def test_a_file_that_is_no_text_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b"name = '\xff'")
    with pytest.raises(DefinitionError) as raised:
        read_document(path)
    assert (raised.value.message_id, raised.value.file) == ("policy-not-utf8", str(path))


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb = ?\n", 2), ("a = 1\n\nb = [", 3), ("a = 1\nb = '''\n\n", 4), ("= 1", 1), ("a = 1\na = 2\nb = 3", 2)],
)
def test_what_is_no_toml_is_refused_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as raised:
        read_document(path)
    assert (raised.value.message_id, raised.value.file, raised.value.line) == ("policy-not-toml", "x.toml", line)


@pytest.mark.parametrize("text", ["", "{", '{"a": 1, "a": 2}', "[" * 50_000, "{'a': 1}", '{"a": 1} x'])
def test_what_is_no_json_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as raised:
        read_document(path)
    assert (raised.value.message_id, raised.value.file, raised.value.line) == ("policy-not-json", "x.json", None)


@pytest.mark.parametrize(
    ("name", "audience", "admits"),
    [("open", "public", {PUBLIC}), ("exchange", "exchange", {PUBLIC, INTERNAL, Sensitivity.RESTRICTED})],
)
def test_the_given_policies_are_files_of_the_package(name: str, audience: str, admits: set[Sensitivity]) -> None:
    terms = read_given_terms(name)
    assert (terms["name"], terms["audience"], terms["admits"]) == (name, audience, admits)
    place = terms["place"]
    assert (place.file, place.folder) == (f"{name}.toml", None)
    assert place.line(("name",)) > 0
    assert all(text.strip() for text in (terms["purpose"].en, terms["purpose"].id, terms["title"].en))
