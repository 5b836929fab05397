"""Policies: which classes leave, and what is refused."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from made import INTERNAL, PERSONAL, PUBLIC, RESTRICTED, contract, field

from opendata_share.contract import Sensitivity, Text
from opendata_share.errors import DefinitionError, SourceUnavailable
from opendata_share.policy import Policy
from opendata_share.policy._decide import decide
from opendata_share.policy._terms import Party, SchemaPolicy, Suppress

DAY = date(2026, 6, 1)
PURPOSE = Text("Joint drills", "Latihan bersama")
PARTIES = (Party("jakarta-health", "provider"), Party("jakarta-fire", "recipient"))


def partner(**parts: Any) -> Policy:
    """Return a policy for one partner, sound unless `parts` say otherwise."""
    sound = {"name": "drills", "audience": "jakarta-fire", "purpose": PURPOSE, "parties": PARTIES}
    return Policy(**{**sound, "valid_until": date(2026, 12, 31), **parts})


@pytest.mark.parametrize(
    ("name", "admitted"),
    [("open", {PUBLIC}), ("exchange", {PUBLIC, INTERNAL, RESTRICTED})],
)
@pytest.mark.parametrize("sensitivity", list(Sensitivity))
@pytest.mark.parametrize("specific", [False, True])
def test_a_given_policy_admits_its_classes_and_never_specific_data(
    name: str, admitted: set[Sensitivity], sensitivity: Sensitivity, specific: bool
) -> None:
    asked = contract(field("id"), field("x", sensitivity=sensitivity, specific=specific))
    verdict = decide(Policy.named(name), asked, DAY).fields["x"]
    assert verdict.is_dropped is not (sensitivity in admitted and not specific)
    assert verdict.is_kept is not verdict.is_dropped


def test_personal_data_leave_under_no_class() -> None:
    with pytest.raises(DefinitionError, match="agreement naming field, purpose and end date"):
        partner(admits=frozenset({PUBLIC, PERSONAL}))


@pytest.mark.parametrize("sensitivity", [INTERNAL, RESTRICTED])
def test_a_policy_for_the_public_admits_public_fields_only(sensitivity: Sensitivity) -> None:
    with pytest.raises(DefinitionError, match=f"admits fields that are not: {sensitivity}"):
        partner(audience="public", admits=frozenset({PUBLIC, sensitivity}))


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"name": "Two Words"}, "name of the policy must be lower-case letters"),
        ({"audience": "all!"}, "audience of the policy must be lower-case letters"),
        ({"purpose": Text("Drills", " ")}, "drills does not say what the data are for"),
        ({"schemas": {"thing": SchemaPolicy()}}, "thing names no contract with its major version"),
        ({"schemas": {"thing@1": SchemaPolicy(suppress=(Suppress(("n",), (), 1),))}}, "a number of at least 2"),
        ({"schemas": {"thing@1": SchemaPolicy(suppress=(Suppress((), ("n",)),))}}, "some count must be named"),
        ({"valid_until": None}, "does not say until when it holds"),
        ({"parties": PARTIES[:1]}, "does not name who gives the data and who gets them"),
    ],
)
def test_a_policy_made_in_python_is_as_sound_as_a_file(parts: dict[str, Any], message: str) -> None:
    with pytest.raises(DefinitionError, match=message) as raised:
        partner(**parts)
    assert raised.value.file == parts.get("name", "drills")


def test_a_policy_for_one_partner_may_be_narrower_than_the_given_ones() -> None:
    policy = partner(admits=frozenset({PUBLIC, INTERNAL}))
    asked = contract(field("id"), field("x", sensitivity=RESTRICTED))
    assert decide(policy, asked, DAY).fields["x"].is_dropped


def test_a_policy_that_is_not_given_is_refused_with_those_that_are() -> None:
    with pytest.raises(DefinitionError, match="no policy called closed; there are open, exchange"):
        Policy.named("closed")


@pytest.mark.parametrize("place", ["ours.toml", "policies/ours.json", Path("open")])
def test_a_policy_may_be_the_file_of_one(place: str | Path, tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable, match="the policy cannot be read"):
        Policy.named(tmp_path / place)


@pytest.mark.parametrize("name", ["open", "exchange"])
def test_a_given_policy_is_its_document(name: str) -> None:
    policy = Policy.named(name)
    document = policy.to_document()
    assert Policy.from_document(document) == policy
    assert policy.digest == f"sha256:{hashlib.sha256(rfc8785.dumps(document)).hexdigest()}"


def test_the_digest_tells_policies_apart() -> None:
    assert Policy.named("open").digest != Policy.named("exchange").digest
    assert partner().digest != partner(valid_until=date(2027, 1, 1)).digest


@pytest.mark.parametrize("name", ["ours.toml", "ours.json"])
def test_a_name_that_ends_like_a_file_is_one(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceUnavailable) as raised:
        Policy.named(name)
    assert raised.value.file == name


def test_a_document_that_is_no_policy_is_named_in_the_message() -> None:
    for said, file in (({}, "policy"), ({"name": "theirs"}, "theirs")):
        with pytest.raises(DefinitionError) as raised:
            Policy.from_document({}, **said)
        assert raised.value.file == file
