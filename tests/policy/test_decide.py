"""What a policy says of a contract: default deny, each refusal with field and line, and why a field leaves or stays."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from made import INTERNAL, PERSONAL, RESTRICTED, contract, field, judged, table

from opendata_share.adapters import find_contract
from opendata_share.contract import Contract
from opendata_share.errors import DefinitionError
from opendata_share.policy import Policy, explain_policy, protect
from opendata_share.policy._decide import decide
from opendata_share.validation import validate

DAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
ITEM = field("item", "object", required=True, fields=(field("system"), field("value", sensitivity=PERSONAL)))
THING = contract(
    field("id", required=True),
    field("note", sensitivity=INTERNAL),
    field("age", "integer", sensitivity=INTERNAL),
    field("size", code_list="size"),
    field("born", "date", sensitivity=PERSONAL),
    field("nik", sensitivity=INTERNAL, specific=True),
    field("place", "number", sensitivity=RESTRICTED),
    field("ids", "list", items=ITEM),
    field("money", "decimal", precision=38, scale=2),
    field("gone", "boolean"),
    field("cost", "decimal", precision=9, scale=2, sensitivity=INTERNAL),
    key=("id",),
)
HEAD = """\
format = "opendata-share/policy@1"
name = "ours"
audience = "jakarta-fire"
purpose = "Drills"
validity = { from = 2026-01-01, until = 2026-12-31 }
parties = [{ agency = "demo", role = "provider" }, { agency = "jakarta-fire", role = "recipient" }]
pseudonym_key = { environment = "OUR_KEY" }
"""
PUBLIC = HEAD.replace('jakarta-fire"\npurpose', 'public"\npurpose')
UNNAMED = "the field is personal, and no agreement names it with a purpose and an end date"
ALL = 'admits = ["public", "internal", "restricted"]'


def policy(tmp_path: Path, text: str, head: str = HEAD) -> Policy:
    """Return a policy read from a file: the head, then `text` about thing@1 from line 9 on."""
    path = tmp_path / "ours.toml"
    path.write_text(f'{head}[schemas."thing@1"]\n{text}\n', encoding="utf-8")
    return Policy.read(path)


@pytest.mark.parametrize(
    ("text", "message", "line", "named"),
    [
        ('fields = { nothing = "keep" }', "names a field that thing@1.0.0 does not have", 9, "nothing"),
        ('fields = { "ids[].nothing" = "drop" }', "names a field that thing@1.0.0", 9, "ids[].nothing"),
        ("fields = { note = { round = 3 } }", "a field of type text cannot be treated with round", 9, "note"),
        ("fields = { size = { mask = {} } }", "or has a code list", 9, "size"),
        ('fields = { size = { generalise = "provinsi" } }', "or has a code list", 9, "size"),
        ("fields = { size = { pseudonym = true } }", "or has a code list", 9, "size"),
        ("fields = { age = { mask = {} } }", "type integer cannot be treated with mask", 9, "age"),
        ('fields = { age = { generalise = "day" } }', "type integer cannot be treated with generalise", 9, "age"),
        ("fields = { note = { generalise = { band = 5 } } }", "type text cannot be treated with generalise", 9, "note"),
        ("fields = { age = { round = 1 } }", "type integer cannot be treated with round", 9, "age"),
        ("fields = { money = { round = { step = 5 } } }", "type decimal cannot be treated with round", 9, "money"),
        ("fields = { money = { round = 1 } }", "type decimal cannot be treated with round", 9, "money"),
        ("fields = { gone = { pseudonym = true } }", "type boolean cannot be treated with pseudonym", 9, "gone"),
        (
            'fields = { born = { generalise = "day", purpose = "x", until = 2026-12-31 } }',
            "type date cannot be treated with generalise", 9, "born",
        ),
        (
            'fields = { "ids[].value" = { mask = {}, purpose = "x", until = 2026-12-31 } }',
            "a part of a list is kept or dropped whole", 9, "ids[].value",
        ),
        (
            'fields = { "ids[].system" = { keep = true, when = "age = 1" } }',
            "a part of a list is kept or dropped whole", 9, "ids[].system",
        ),
        ('fields = { born = "keep" }', "personal data leave only where the agreement says what for", 9, "born"),
        ('fields = { nik = { mask = {} } }', "personal data leave only where the agreement says what for", 9, "nik"),
        (
            'fields = { nik = { mask = {}, purpose = "x", until = 2026-05-31 } }',
            "the agreement on this field ended on 2026-05-31, and it is 2026-06-01", 9, "nik",
        ),
        ('fields = { note = { keep = true, when = "age = " } }', "near =", 9, "note"),
        ('fields = { note = { keep = true, when = "agee = 1" } }', "agee", 9, "note"),
        ('rows = "age + 1"', "must be a condition", 9, None),
        ("\n\nsuppress = [{ counts = [\"age\"], by = [\"nothing\"] }]", "does not have", 11, "nothing"),
        ('suppress = [{ counts = ["note"], by = [] }]', "a count is a number, and this field is", 9, "note"),
        ('suppress = [{ counts = ["age"], by = [], flag = "note" }]', "true or false", 9, "note"),
        ('suppress = [{ counts = ["age"], by = [], when = "x" }]', "x", 9, None),
        ('suppress = [{ counts = ["age"], by = [], across = ["agee"] }]', "does not have", 9, "agee"),
        ('suppress = [{ counts = ["age"], by = [], across = ["note"] }]', "across a part of the key", 9, "note"),
        ('suppress = [{ counts = ["age"], by = ["id"], across = ["id"] }]', "along which nothing adds up", 9, "id"),
        ('quasi_identifiers = ["age", "aeg"]', "does not have", 9, "aeg"),
        (
            'waivers = [{ finding = "nik", field = "age, aeg", reason = "r", until = 2026-12-31 }]',
            "does not have", 9, "aeg",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_with_field_and_line(
    tmp_path: Path, text: str, message: str, line: int, named: str | None
) -> None:
    chosen = policy(tmp_path, text)
    with pytest.raises(DefinitionError) as raised:
        decide(chosen, THING, DAY)
    assert message in str(raised.value)
    assert (raised.value.file, raised.value.line, raised.value.field) == ("ours.toml", line, named)
    assert raised.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "message", "named"),
    [
        ('fields = { note = "keep" }', "this field is internal and cannot leave to the public as it is", "note"),
        ('fields = { note = { cases = [{ mask = {}, when = "age = 1" }, { keep = true }] } }', "as it is", "note"),
        ("fields = { age = { generalise = { band = 1 } } }", "as it is", "age"),
        ("fields = { age = { round = { step = 1 } } }", "as it is", "age"),
        ("fields = { place = { round = 7 } }", "as it is", "place"),
        ("fields = { cost = { round = 2 } }", "as it is", "cost"),
        (
            'fields = { born = { generalise = "year", purpose = "x", until = 2026-12-31 } }',
            "personal data never leave to the public", "born",
        ),
        (
            'fields = { nik = { pseudonym = true, purpose = "x", until = 2026-12-31 } }',
            "personal data never leave to the public", "nik",
        ),
    ],
)  # fmt: skip
def test_the_public_gets_nothing_as_it_is_that_is_not_public(
    tmp_path: Path, text: str, message: str, named: str
) -> None:
    with pytest.raises(DefinitionError, match=message) as raised:
        decide(policy(tmp_path, text, PUBLIC), THING, DAY)
    assert (raised.value.line, raised.value.field) == (9, named)


@pytest.mark.parametrize(
    "text",
    [
        "age = { generalise = { band = 2 } }", "age = { generalise = { band = 1, top = 90 } }",
        "age = { round = { step = 2 } }", "place = { round = 6 }", "place = { round = { step = 1 } }",
        "cost = { round = 1 }", "note = { mask = { first = 3 } }",
    ],
)  # fmt: skip
def test_the_public_gets_what_is_really_coarser(tmp_path: Path, text: str) -> None:
    name = text.partition(" ")[0]
    decision = decide(policy(tmp_path, f"fields = {{ {text} }}", PUBLIC), THING, DAY)
    assert not decision.fields[name].is_dropped


@pytest.mark.parametrize(
    ("day", "message", "line"),
    [
        (date(2025, 12, 31), "holds from 2026-01-01 on, and it is 2025-12-31", 5),
        (date(2027, 1, 1), "ended on 2026-12-31, and it is 2027-01-01: nothing leaves under it", 5),
    ],
)
def test_out_of_its_days_nothing_leaves(tmp_path: Path, day: date, message: str, line: int) -> None:
    chosen = policy(tmp_path, ALL)
    with pytest.raises(DefinitionError, match=message) as raised:
        decide(chosen, THING, day)
    assert raised.value.line == line
    for inside in (date(2026, 1, 1), date(2026, 12, 31)):
        assert decide(chosen, THING, inside).fields["id"].is_kept


def test_the_zone_of_the_policy_says_which_day_it_is(tmp_path: Path) -> None:
    head = HEAD.replace('name = "ours"', 'name = "ours"\nzone = "Asia/Jakarta"')
    validated = judged(THING, [])
    for moment, ended in (
        (datetime(2026, 12, 31, 16, 59, tzinfo=UTC), False),
        (datetime(2026, 12, 31, 17, tzinfo=UTC), True),
    ):
        chosen = policy(tmp_path, ALL, head)
        if ended:
            with pytest.raises(DefinitionError, match="ended on 2026-12-31, and it is 2027-01-01"):
                protect(validated, policy=chosen, as_of=moment)
        else:
            assert protect(validated, policy=chosen, as_of=moment).policy == "ours"


@pytest.mark.parametrize(
    ("name", "version", "message"),
    [
        ("other", "1.0.0", "does not say what of other@1.0.0 may leave, so nothing does; it names: thing@1"),
        ("thing", "2.0.0", "does not say what of thing@2.0.0 may leave"),
    ],
)
@pytest.mark.parametrize("admits", ["", 'admits = ["public"]\n'])
def test_a_contract_that_is_not_named_does_not_leave(
    tmp_path: Path, name: str, version: str, message: str, admits: str
) -> None:
    chosen = policy(tmp_path, "", HEAD + admits)
    asked = Contract(name, version, THING.title, (field("id"),))
    if admits and name == "other":
        assert decide(chosen, asked, DAY).fields["id"].why == "why-class"
        return
    with pytest.raises(DefinitionError, match=message):
        decide(chosen, asked, DAY)


def test_a_schema_whose_name_is_a_slip_is_refused(tmp_path: Path) -> None:
    """Else its row filter would hold for nothing, and the contract that was meant leave whole."""
    path = tmp_path / "ours.toml"
    path.write_text(f'{HEAD}admits = ["public"]\n[schemas."thnig@1"]\nrows = "age > 18"\n', encoding="utf-8")
    with pytest.raises(DefinitionError, match="names thnig@1, and no contract is called so") as raised:
        protect(judged(THING, []), policy=path, as_of=NOW)
    assert raised.value.line == 9


def test_an_agency_that_is_no_provider_publishes_nothing(tmp_path: Path) -> None:
    from dataclasses import replace

    from opendata_share.stages import Table

    rows = table(THING, [{"id": "a"}])
    for agency, refused in (("demo", False), ("jakarta-health", True), (None, False)):
        given = Table(THING, rows.stream, replace(rows.lineage, agency=agency))
        chosen = policy(tmp_path, ALL)
        if refused:
            with pytest.raises(DefinitionError, match="jakarta-health gives no data under"):
                protect(validate(given), policy=chosen, as_of=NOW)
        else:
            assert protect(validate(given), policy=chosen, as_of=NOW).audience == "jakarta-fire"


def test_a_column_added_to_the_contract_does_not_leave_by_itself(tmp_path: Path) -> None:
    chosen = policy(tmp_path, 'fields = { id = "keep", note = "keep" }')
    more = Contract("thing", "1.1.0", THING.title, (*THING.fields, field("phone")), code_lists=THING.code_lists)
    decision = decide(chosen, more, DAY)
    assert [name for name, verdict in decision.fields.items() if not verdict.is_dropped] == ["id", "note"]
    assert decision.fields["phone"].why == "why-not-admitted"


def test_each_field_says_why_it_leaves_or_stays(tmp_path: Path) -> None:
    chosen = policy(
        tmp_path,
        f"""{ALL}
rows = "age > 17"
[schemas."thing@1".fields]
note = "drop"
born = {{ generalise = "year", purpose = {{ en = "Pyramids", id = "Piramida" }}, until = 2026-06-30 }}
place = {{ cases = [{{ round = 1, when = "age < 60" }}, {{ round = 0, when = "age >= 60" }}] }}
[[schemas."thing@1".suppress]]
counts = ["age"]
by = ["size"]
[[schemas."thing@1".waivers]]
finding = "nik"
field = "note"
reason = "Seen."
until = 2026-06-30
""",
    )
    explained = explain_policy(chosen, THING, as_of=NOW)
    document = explained.to_document()
    fields = {each["field"]: (each["decision"], each["why"], each["treatment"]) for each in document["fields"]}
    assert fields == {
        "id": ("keep", "the policy admits public fields", "as it is"),
        "note": ("drop", "the policy drops it by name (line 12)", "does not leave"),
        "age": ("keep", "the policy admits internal fields", "as it is"),
        "size": ("keep", "the policy admits public fields", "as it is"),
        "born": ("generalise", "the agreement names it (line 13), for: Pyramids; until 2026-06-30", "the year (UTC)"),
        "nik": (
            "drop",
            "the field is personal, and no agreement names it with a purpose and an end date",
            "does not leave",
        ),
        "place": (
            "round",
            "the policy names it (line 14)",
            "rounded to 1 decimals where age < 60; rounded to 0 decimals where age >= 60; else empty",
        ),
        "ids": ("keep", "the policy admits public fields", "as it is"),
        "ids[]": ("keep", "the policy admits public fields", "as it is"),
        "ids[].system": ("keep", "the policy admits public fields", "as it is"),
        "ids[].value": ("drop", UNNAMED, "does not leave"),
        "money": ("keep", "the policy admits public fields", "as it is"),
        "gone": ("keep", "the policy admits public fields", "as it is"),
        "cost": ("keep", "the policy admits internal fields", "as it is"),
    }
    assert document["rows"] == "age > 17"
    assert (document["policy"], document["audience"], document["contract"]) == ("ours", "jakarta-fire", "thing@1.0.0")
    assert document["digest"] == chosen.digest
    assert document["suppress"] == [{"counts": ["age"], "by": ["size"], "below": 5, "across": []}]
    assert document["waivers"] == [{"finding": "nik", "field": "note", "reason": "Seen.", "until": "2026-06-30"}]
    assert "Piramida" in explained.to_document("id")["fields"][4]["why"]
    text = explained.text()
    assert str(explained) == text
    for said in (
        "Policy ours: ours", "What for: Drills", "Gives the data: demo", "Gets the data: jakarta-fire",
        "Holds from 2026-01-01 to 2026-12-31", "What jakarta-fire gets of thing@1.0.0", "rows where age > 17",
        "counts below 5 in age by size are hidden", "waived until 2026-06-30: nik of note (Seen.)",
    ):  # fmt: skip
        assert said in text
    assert "tidak dibagikan" in explained.text("id")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("{ mask = { first = 1, last = 2 } }", "first 1 and last 2 characters"),
        ('{ generalise = "kecamatan" }', "the kecamatan it lies in"),
        ("{ pseudonym = true }", "a pseudonym"),
        ("{ generalise = { band = 5 } }", "bands of 5"),
        ("{ generalise = { band = 5, top = 80 } }", "bands of 5, 80 and more as one"),
        ("{ round = { step = 10 } }", "rounded to multiples of 10"),
    ],
)
def test_every_treatment_has_its_words(tmp_path: Path, rule: str, said: str) -> None:
    name = "age" if "band" in rule or "step" in rule else "note"
    explained = explain_policy(policy(tmp_path, f'fields = {{ id = "keep", {name} = {rule} }}'), THING, as_of=NOW)
    assert [each["treatment"] for each in explained.to_document()["fields"] if each["field"] == name] == [said]


def test_rules_that_need_not_hold_any_more_are_said() -> None:
    explained = explain_policy("open", find_contract("emergency-incident"))
    assert "null-island" in explained.to_document()["dropped_rules"]
    assert "rules that need not hold any more: null-island, " in explained.text()


def test_a_given_policy_is_explained_by_name() -> None:
    explained: Any = explain_policy("exchange", THING)
    assert explained.decision.fields["place"].is_kept
    assert "Policy exchange: Exchange between agencies" in explained.text()
    assert "every row" in explained.text()
    assert "Legal basis: Perpres 39/2019 – Satu Data Indonesia" in explained.text()
    assert "Holds from – to –" in explained.text()
