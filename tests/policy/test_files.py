"""Policies as files: what is read, and what is refused with the line that says it."""

from __future__ import annotations

import copy
import json
import runpy
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share.contract import Sensitivity, Text
from opendata_share.errors import DefinitionError, LimitExceeded, OpenDataShareError
from opendata_share.policy import Policy
from opendata_share.policy._form import FILE_FORM, policy_schema
from opendata_share.policy._read_policy import POLICY_BYTES
from opendata_share.policy._terms import Case, FieldRule, KeySource, LegalBasis, Party, SchemaPolicy, Suppress, Waiver
from opendata_share.policy._transforms import AreaLevel, Band, Calendar, Decimals, Keep, Mask, Pseudonym, Step

AGREEMENT = """\
format = "opendata-share/policy@1"
name = "fire-to-health"
title = { en = "Casualties", id = "Korban" }
audience = "jakarta-health"
purpose = { en = "Follow-up of the injured", id = "Tindak lanjut korban luka" }
zone = "Asia/Jakarta"
validity = { from = 2026-01-01, until = 2026-12-31 }
pseudonym_key = { file = "health.key" }
parties = [
  { agency = "jakarta-fire", role = "provider" },
  { agency = "jakarta-health", role = "recipient" },
]

[[legal_basis]]
law = "UU 27/2022"
article = "20 (2) e"

[schemas."emergency-incident@1"]
admits = ["public", "internal"]
rows = "incident_category = 'medical'"

[schemas."emergency-incident@1".fields]
latitude = { round = 2 }
estimated_loss = { round = { step = 1000 } }
people_affected = { generalise = { band = 10, top = 100 } }
closed_at = { generalise = { unit = "day", zone = "UTC" } }
first_dispatch_at = { generalise = "hour" }
narrative = "drop"
reporter_phone = { mask = { last = 3 }, purpose = "Calling back", until = 2026-06-30 }
source_id = { pseudonym = true }
incident_number = { pseudonym = { domain = "incident" } }
reporter_name = { keep = true, purpose = { en = "Calling back", id = "Menelepon kembali" }, until = 2026-06-30 }
address = "keep"

[schemas."emergency-incident@1".fields.area_code]
cases = [
  { generalise = "kelurahan", when = "incident_category = 'fire'" },
  { generalise = "kecamatan" },
]

[[schemas."emergency-incident@1".suppress]]
counts = ["patients_count"]
by = ["area_code"]
below = 3
across = ["incident_id"]
hides = ["rescues"]
flag = "is_false_alarm"

[[schemas."emergency-incident@1".waivers]]
finding = "phone-number"
field = "reporter_phone"
reason = "The agreement names it."
until = 2026-06-30
"""
CALLING = Text("Calling back", "Calling back")


@pytest.fixture
def written(tmp_path: Path) -> Any:
    """Write a policy file and return its path."""

    def write(text: str, name: str = "agreement.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def document() -> dict[str, Any]:
    """Return a policy that uses every part of the form, as plain values."""
    import tomllib

    return json.loads(json.dumps(tomllib.loads(AGREEMENT), default=lambda day: day.isoformat()))  # type: ignore[no-any-return]


def test_every_part_of_a_file_is_read(written: Any) -> None:
    policy = Policy.named(written(AGREEMENT))
    half = date(2026, 6, 30)
    assert policy == Policy(
        name="fire-to-health",
        audience="jakarta-health",
        title=Text("Casualties", "Korban"),
        purpose=Text("Follow-up of the injured", "Tindak lanjut korban luka"),
        zone="Asia/Jakarta",
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
        key=KeySource(file="health.key"),
        parties=(Party("jakarta-fire", "provider"), Party("jakarta-health", "recipient")),
        legal_basis=(LegalBasis("UU 27/2022", "20 (2) e"),),
        schemas={
            "emergency-incident@1": SchemaPolicy(
                admits=frozenset({Sensitivity.PUBLIC, Sensitivity.INTERNAL}),
                rows="incident_category = 'medical'",
                fields={
                    "latitude": FieldRule((Case(Decimals(2)),)),
                    "estimated_loss": FieldRule((Case(Step(1000)),)),
                    "people_affected": FieldRule((Case(Band(10, 100)),)),
                    "closed_at": FieldRule((Case(Calendar("day", "UTC")),)),
                    "first_dispatch_at": FieldRule((Case(Calendar("hour", "Asia/Jakarta")),)),
                    "narrative": FieldRule(()),
                    "reporter_phone": FieldRule((Case(Mask(0, 3)),), CALLING, half),
                    "source_id": FieldRule((Case(Pseudonym()),)),
                    "incident_number": FieldRule((Case(Pseudonym("incident")),)),
                    "reporter_name": FieldRule((Case(Keep()),), Text("Calling back", "Menelepon kembali"), half),
                    "address": FieldRule(),
                    "area_code": FieldRule(
                        (Case(AreaLevel("kelurahan"), "incident_category = 'fire'"), Case(AreaLevel("kecamatan")))
                    ),
                },
                suppress=(
                    Suppress(
                        ("patients_count",), ("area_code",), 3, ("rescues",), "is_false_alarm", across=("incident_id",)
                    ),
                ),
                waivers=(Waiver("phone-number", "reporter_phone", "The agreement names it.", half),),
            )
        },
    )


def test_a_policy_is_its_document_and_a_json_file_of_it_the_same_policy(written: Any) -> None:
    policy = Policy.named(written(AGREEMENT))
    assert Policy.from_document(policy.to_document()) == policy
    as_json = Policy.named(written(json.dumps(policy.to_document()), "agreement.json"))
    assert (as_json, as_json.digest) == (policy, policy.digest)


def refused(path: Path) -> OpenDataShareError:
    with pytest.raises(OpenDataShareError) as raised:
        Policy.named(path)
    assert raised.value.exit_code in {1, 2}
    return raised.value


@pytest.mark.parametrize(
    ("line", "wrong", "message", "at"),
    [
        ('name = "fire-to-health"', 'nam = "fire-to-health"', "a policy knows no key nam", 2),
        ('name = "fire-to-health"', "", "does not say name", None),
        ('audience = "jakarta-health"', "", "does not say audience", None),
        ('audience = "jakarta-health"', 'audience = ""', "audience of the policy must be: lower-case-words", 4),
        ("purpose = { en", "purpos = { en", "a policy knows no key purpos", 5),
        (', id = "Tindak lanjut korban luka" }', " }", "does not say purpose.id", 5),
        ("until = 2026-12-31 }\npseu", 'until = "2026-02-30" }\npseu', "validity.until of the policy must be", 7),
        ("from = 2026-01-01", "from = 2026-01-01T00:00:00", "validity.from of the policy must be: 2026-12-31", 7),
        ("until = 2026-12-31", "until = 2025-12-31", "begin on 2026-01-01, after it ends on 2025-12-31", 7),
        ("validity = {", "valid = {", "a policy knows no key valid", 7),
        ("from = 2026-01-01, until = 2026-12-31", "from = 2026-01-01", "does not say until when it holds", 7),
        ('file = "health.key"', 'key = "secret"', "a policy knows no key pseudonym_key.key", 8),
        ('role = "recipient"', 'role = "provider"', "does not name who gives the data and who gets them", 9),
        ('role = "recipient"', 'role = "getter"', "parties[2].role of the policy must be: provider, recipient", 11),
        ('zone = "Asia/Jakarta"', 'zone = "Asia/Batavia"', "a time zone that this machine does not know", 6),
        ('"emergency-incident@1"]\nadmits', '"emergency-incident"]\nadmits', "name@major", 18),
        ('admits = ["public", "internal"]', 'admits = ["publik"]', "must be: public, internal, restricted", 19),
        ('admits = ["public", "internal"]', 'admits = ["personal"]', "must be: public, internal, restricted", 19),
        ("round = 2 }", "round = 99 }", "latitude.round of the policy must be: 0 … 15", 23),
        ("round = 2 }", "round = 2, mask = {} }", "latitude must say exactly one of keep, mask", 23),
        ("round = 2 }", "ronud = 2 }", "knows no key schemas.emergency-incident@1.fields.latitude.ronud", 23),
        ("step = 1000", "step = 0", "must be: 1 …", 24),
        ("top = 100", "top = 105", "the last band must begin at a multiple", 25),
        ('unit = "day", zone = "UTC"', 'unit = "day", zone = "Mars"', "time zone that this machine does not know", 26),
        ('generalise = "hour"', 'generalise = "week"', "must be: hour, day, month, year, provinsi", 27),
        ('narrative = "drop"', 'narrative = "omit"', "narrative of the policy must be: keep, drop", 28),
        ("narrative =", "Narrative =", "must be: field_name", 28),
        (', until = 2026-06-30 }\nsource_id', " }\nsource_id", "a purpose or an end date without the other", 29),
        ("pseudonym = true", "pseudonym = false", "source_id.pseudonym of the policy must be: true", 30),
        ("keep = true", "keep = 1", "reporter_name.keep of the policy must be: true", 32),
        ("cases = [", 'when = "x"\ncases = [', "cannot stand beside cases", 36),
        ("below = 3", "below = 1", "suppress[1].below of the policy must be: 2 …", 44),
        ('finding = "phone-number"', "", "does not say schemas.emergency-incident@1.waivers[1].finding", 49),
        ('reason = "The agreement names it."', 'reason = " "', "waivers[1].reason of the policy must be: a text", 52),
    ],
)  # fmt: skip
def test_a_typo_anywhere_is_refused_with_its_line(
    written: Any, line: str, wrong: str, message: str, at: int | None
) -> None:
    assert line in AGREEMENT
    error = refused(written(AGREEMENT.replace(line, wrong, 1)))
    assert isinstance(error, DefinitionError)
    assert message in str(error)
    assert (error.file, error.line) == ("agreement.toml", at)
    assert error.text("id") != str(error)
    assert "secret" not in str(error)


def test_pseudonyms_need_a_place_where_the_key_is(written: Any) -> None:
    error = refused(written(AGREEMENT.replace('pseudonym_key = { file = "health.key" }\n', "")))
    assert "never the key itself" in str(error)
    assert (error.line, error.field) == (29, "source_id")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("x.toml", b"name = \xff", "not UTF-8"),
        ("x.toml", b"format = 'a'\nname = ?", "the policy is not TOML"),
        ("x.json", b'{"name": "a", "name": "b"}', "the policy is not JSON, or has a key twice"),
        ("x.json", b"[" * 100_000, "the policy is not JSON"),
        ("x.json", b"[]", "– of the policy must be: {…}"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    error = refused(path)
    assert message in str(error)
    assert error.line == (2 if b"?" in data else None)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b"#" * (POLICY_BYTES + 1))
    assert isinstance(refused(path), LimitExceeded)


# -- the JSON Schema for editors


def test_the_schema_beside_the_form_is_the_one_made_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m opendata_share.policy` prints it again."""
    text = files("opendata_share.policy").joinpath("policy-schema.json").read_text(encoding="utf-8")
    assert json.loads(text) == policy_schema()
    runpy.run_module("opendata_share.policy", run_name="__main__")
    assert capsys.readouterr().out == text
    jsonschema.Draft202012Validator.check_schema(policy_schema())


JUDGE = jsonschema.Draft202012Validator(policy_schema(), format_checker=jsonschema.FormatChecker(["date"]))
ODD: list[Any] = [
    None, True, False, 0, 1, -1, 16, 1.5, "", " ", "keep", "drop", "day", "kelurahan", "public", "provider",
    "2026-02-30", "2026-02-28", "2026-2-28", "opendata-share/policy@1", "UPPER_CASE", "field_name", "ids[].value",
    "a-slug", "name@1", [], {}, ["x"], ["public"], [{}], {"en": "a"}, {"en": "a", "id": "b"},
    ["open", "ours.toml"], ["ours"], "ours.toml", {"step": 10}, {"band": 5, "top": 10},
    {"band": 5, "unit": "day"}, {"unit": "day", "zone": "UTC"}, {"domain": "x"}, {"first": 1}, {"file": "x"},
    {"file": "x", "environment": "X"}, {"keep": True}, {"cases": [{"round": 1}]}, {"cases": [], "when": "x"},
]  # fmt: skip
NAMES = [
    "nam",
    "when",
    "cases",
    "keep",
    "mask",
    "until",
    "purpose",
    "fields",
    "rows",
    "a@1",
    "A",
    "x[]",
    "x[].y",
    "any_of",
]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return (container, key) of every value in a document."""
    found: list[tuple[Any, Any]] = []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        found += [(value, key), *places(item)]
    return found


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_the_schema_takes_what_the_reader_takes_and_nothing_else(data: st.DataObject) -> None:
    """Documents one to three changes away from one that uses every part of the form."""
    composed = {"format": "opendata-share/policy@1", "all_of": ["ours.toml", "open", "a/b.json"]}
    changed = data.draw(st.sampled_from([document(), document(), composed]))
    for _ in range(data.draw(st.integers(1, 3))):
        container, key = data.draw(st.sampled_from(places(changed)))
        kind = data.draw(st.sampled_from(["replace", "remove", "add"]))
        if kind == "replace":
            container[key] = copy.deepcopy(data.draw(st.sampled_from(ODD)))
        elif kind == "remove":
            del container[key]
            if not places(changed):
                break
        elif isinstance(container[key], dict):
            container[key][data.draw(st.sampled_from(NAMES))] = copy.deepcopy(data.draw(st.sampled_from(ODD)))
    faults = list(FILE_FORM.faults(changed, ()))
    assert JUDGE.is_valid(changed) == (not faults), (faults, changed)


def test_the_document_of_every_part_meets_the_schema() -> None:
    assert JUDGE.is_valid(document())
    assert JUDGE.is_valid(Policy.from_document(document()).to_document())
    for name in ("open", "exchange"):
        assert JUDGE.is_valid(Policy.named(name).to_document())
