"""Files that say which policies make one together: followed inside their folder, refused where they lead elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made import INTERNAL, contract, field, judged

from opendata_share.errors import DefinitionError, OpenDataShareError, SourceUnavailable
from opendata_share.policy import ComposedPolicy, Policy, all_of, any_of, explain_policy, find_policy, protect
from opendata_share.policy._find_policy import DEEPEST, MOST_FILES

PARTS = """\
format = "opendata-share/policy@1"
name = "{name}"
audience = "{audience}"
purpose = "Drills"

[schemas."thing@1"]
admits = ["public"]
{more}
"""
THING = contract(
    field("id", required=True),
    field("kind"),
    field("age", "integer"),
    field("place", "number", sensitivity=INTERNAL),
    key=("id",),
)


def written(folder: Path, name: str, more: str = "", audience: str = "public") -> Path:
    path = folder / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PARTS.format(name=path.stem, audience=audience, more=more), encoding="utf-8")
    return path


def composed(folder: Path, name: str, how: str, *members: str) -> Path:
    path = folder / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'format = "opendata-share/policy@1"\n\n{how} = {json.dumps(list(members))}\n', encoding="utf-8")
    return path


def refused(path: Path, message_id: str, line: int | None = 3, file: str = "whole.toml") -> str:
    with pytest.raises(OpenDataShareError) as caught:
        find_policy(path)
    error = caught.value
    assert (error.message_id, error.line, Path(str(error.file)).name) == (message_id, line, file)
    assert error.exit_code == 2
    assert error.text("id") != error.text("en")
    return error.text("en")


def test_a_file_says_which_policies_make_one(tmp_path: Path) -> None:
    ours = written(tmp_path, "ours")
    for how, make in (("all_of", all_of), ("any_of", any_of)):
        policy = find_policy(composed(tmp_path, "whole", how, "ours.toml", "open"))
        by_hand = make(Policy.read(ours), Policy.named("open"))
        assert isinstance(policy, ComposedPolicy)
        assert (policy, policy.digest, policy.name) == (by_hand, by_hand.digest, by_hand.name)


def test_json_says_the_same_and_one_policy_is_itself(tmp_path: Path) -> None:
    written(tmp_path, "parts/ours")
    (tmp_path / "whole.json").write_text(
        json.dumps({"format": "opendata-share/policy@1", "all_of": ["parts/ours.toml", "open"]}), encoding="utf-8"
    )
    same = composed(tmp_path, "whole", "all_of", "parts/ours.toml", "open")
    assert find_policy(tmp_path / "whole.json").digest == find_policy(str(same)).digest
    assert find_policy(tmp_path / "parts" / "ours.toml") == Policy.read(tmp_path / "parts" / "ours.toml")
    assert find_policy("exchange") == Policy.named("exchange")


def test_composed_files_may_be_members_too_and_look_beside_themselves(tmp_path: Path) -> None:
    written(tmp_path, "deep/a")
    written(tmp_path, "deep/b")
    composed(tmp_path, "deep/either", "any_of", "a.toml", "b.toml")
    policy = find_policy(composed(tmp_path, "whole", "all_of", "deep/either.toml", "open"))
    assert policy.name == "a-or-b-and-open"


def test_which_member_decided_is_told_field_by_field(tmp_path: Path) -> None:
    written(tmp_path, "a", 'fields = { place = { round = 2 }, kind = "drop", age = { generalise = { band = 5 } } }')
    written(tmp_path, "b", "fields = { place = { round = 1 }, age = { generalise = { band = 10 } } }")
    whole = composed(tmp_path, "whole", "all_of", "a.toml", "b.toml")
    document = explain_policy(whole, THING).to_document()
    told = {each["field"]: (each["decision"], each["members"]) for each in document["fields"]}
    assert told == {
        "id": ("keep", ["a", "b"]),
        "kind": ("drop", ["a"]),
        "age": ("generalise", ["b"]),
        "place": ("drop", ["a", "b"]),  # neither way of rounding is the coarser
    }
    assert "[a, b]" in explain_policy(whole, THING).text()
    either = explain_policy(composed(tmp_path, "either", "any_of", "a.toml", "b.toml"), THING).to_document()
    told = {each["field"]: (each["decision"], each["members"]) for each in either["fields"]}
    assert told == {
        "id": ("keep", ["a", "b"]),
        "kind": ("keep", ["b"]),
        "age": ("generalise", ["a"]),
        "place": ("round", ["a"]),
    }
    alone = explain_policy(tmp_path / "a.toml", THING).to_document()
    assert [each["members"] for each in alone["fields"]] == [[], [], [], []]


def test_members_of_members_are_told_by_their_own_names(tmp_path: Path) -> None:
    written(tmp_path, "a", 'fields = { kind = "drop" }')
    written(tmp_path, "b", 'fields = { kind = "drop" }')
    written(tmp_path, "c", "fields = { kind = { mask = { first = 1 } } }")
    composed(tmp_path, "inner", "all_of", "a.toml", "b.toml")
    whole = composed(tmp_path, "whole", "all_of", "c.toml", "inner.toml")
    told = {each["field"]: each["members"] for each in explain_policy(whole, THING).to_document()["fields"]}
    assert told["kind"] == ["a", "b"]
    assert told["id"] == ["c", "a", "b"]


def test_ways_that_cannot_be_compared_are_everybodys_doing(tmp_path: Path) -> None:
    written(tmp_path, "a", "fields = { kind = { mask = { first = 1 } } }")
    written(tmp_path, "b", "pseudonym = 1\n")
    (tmp_path / "b.toml").write_text(
        PARTS.format(name="b", audience="public", more="fields = { kind = { pseudonym = true } }").replace(
            "\n\n[schemas", '\npseudonym_key = { environment = "KEY" }\n\n[schemas'
        ),
        encoding="utf-8",
    )
    whole = composed(tmp_path, "whole", "all_of", "a.toml", "b.toml")
    told = {each["field"]: each for each in explain_policy(whole, THING).to_document()["fields"]}
    assert (told["kind"]["decision"], told["kind"]["members"]) == ("drop", ["a", "b"])


def test_rows_are_protected_under_it(tmp_path: Path) -> None:
    written(tmp_path, "a", "rows = \"kind = 'x'\"")
    written(tmp_path, "b", "fields = { kind = { mask = {} } }")
    whole = composed(tmp_path, "whole", "all_of", "a.toml", "b.toml")
    rows = [{"id": "1", "kind": "x"}, {"id": "2", "kind": "y"}]
    safe = protect(judged(THING, rows), policy=whole)
    assert safe.tables[0].table.to_records() == [{"id": "1", "kind": "***", "age": None}]
    assert safe.policy == "a-and-b"


@pytest.mark.parametrize("member", ["../outside.toml", "/etc/outside.toml", "link.toml", "folder/../../outside.toml"])
def test_nothing_outside_of_the_folder_is_read(tmp_path: Path, member: str) -> None:
    written(tmp_path, "outside")
    inside = tmp_path / "inside"
    (inside / "folder").mkdir(parents=True)
    (inside / "link.toml").symlink_to(tmp_path / "outside.toml")
    text = refused(composed(inside, "whole", "all_of", "open", member), "policy-member-outside")
    assert member in text


def test_a_member_may_not_lead_further_out_than_its_own_folder(tmp_path: Path) -> None:
    written(tmp_path, "ours")
    composed(tmp_path, "deep/inner", "all_of", "../ours.toml")
    whole = composed(tmp_path, "whole", "all_of", "deep/inner.toml")
    refused(whole, "policy-member-outside", file="inner.toml")


def test_files_that_are_made_of_each_other_are_refused(tmp_path: Path) -> None:
    refused(composed(tmp_path, "whole", "all_of", "whole.toml"), "policy-member-cycle")
    composed(tmp_path, "other", "any_of", "whole.toml")
    whole = composed(tmp_path, "whole", "all_of", "other.toml")
    assert "whole.toml" in refused(whole, "policy-member-cycle", file="other.toml")


def test_neither_long_rows_nor_very_many_files_are_followed(tmp_path: Path) -> None:
    written(tmp_path, "f1")
    for number in range(2, DEEPEST + 2):
        composed(tmp_path, f"f{number}", "all_of", f"f{number - 1}.toml")
    assert find_policy(tmp_path / f"f{DEEPEST}.toml").name == "f1"
    refused(tmp_path / f"f{DEEPEST + 1}.toml", "policy-member-many", file="f2.toml")
    refused(composed(tmp_path, "whole", "all_of", *["f1.toml"] * MOST_FILES), "policy-member-many")
    assert find_policy(composed(tmp_path, "many", "all_of", *["f1.toml"] * (MOST_FILES - 1))).audience == "public"


def test_what_is_wrong_with_a_member_is_told_with_its_own_file(tmp_path: Path) -> None:
    written(tmp_path, "typo", "colour = 1")
    refused(composed(tmp_path, "whole", "all_of", "open", "typo.toml"), "policy-unknown-key", 8, "typo.toml")
    with pytest.raises(SourceUnavailable):
        find_policy(composed(tmp_path, "whole", "all_of", "missing.toml"))


def test_policies_for_different_audiences_are_refused_with_the_line(tmp_path: Path) -> None:
    written(tmp_path, "theirs", audience="exchange")
    refused(composed(tmp_path, "whole", "any_of", "open", "theirs.toml"), "policy-compose-audience")


@pytest.mark.parametrize(
    ("text", "message_id"),
    [
        ('format = "opendata-share/policy@1"\nall_of = []\n', "policy-expected"),
        ('format = "opendata-share/policy@1"\nall_of = ["ours"]\n', "policy-expected"),
        ('format = "opendata-share/policy@1"\nall_of = ["a\\u0000.toml"]\n', "policy-expected"),
        ('format = "opendata-share/policy@1"\nall_of = ["open"]\nany_of = ["open"]\n', "policy-one-of"),
        ('format = "opendata-share/policy@1"\nall_of = ["open"]\nname = "x"\n', "policy-unknown-key"),
        ('all_of = ["open"]\n', "policy-missing-key"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, text: str, message_id: str) -> None:
    path = tmp_path / "whole.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        find_policy(path)
    assert caught.value.message_id == message_id


def test_where_one_policy_is_asked_for_several_are_refused(tmp_path: Path) -> None:
    path = composed(tmp_path, "whole", "all_of", "open")
    for read in (Policy.read, Policy.named):
        with pytest.raises(DefinitionError) as caught:
            read(path)
        assert (caught.value.message_id, caught.value.line) == ("policy-composed", 3)
