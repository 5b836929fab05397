"""Policies: which classes leave, and what is refused."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import rfc8785
from made import INTERNAL, PERSONAL, PUBLIC, RESTRICTED, field

from opendata_share.contract import Sensitivity
from opendata_share.errors import DefinitionError
from opendata_share.policy import Policy


@pytest.mark.parametrize(
    ("name", "admitted"),
    [("open", {PUBLIC}), ("exchange", {PUBLIC, INTERNAL, RESTRICTED})],
)
@pytest.mark.parametrize("sensitivity", list(Sensitivity))
@pytest.mark.parametrize("specific", [False, True])
def test_a_policy_admits_its_classes_and_never_specific_data(
    name: str, admitted: set[Sensitivity], sensitivity: Sensitivity, specific: bool
) -> None:
    policy = Policy.named(name)
    expected = sensitivity in admitted and not specific
    assert policy.admits_field(field("x", sensitivity=sensitivity, specific=specific)) == expected


def test_personal_data_leave_under_no_policy() -> None:
    with pytest.raises(DefinitionError, match="agreement naming field, purpose and end date"):
        Policy(name="generous", audience="public", admits=frozenset({PUBLIC, PERSONAL}))


@pytest.mark.parametrize("sensitivity", [INTERNAL, RESTRICTED])
def test_a_policy_for_the_public_admits_public_fields_only(sensitivity: Sensitivity) -> None:
    with pytest.raises(DefinitionError, match=f"admits fields that are not: {sensitivity}"):
        Policy(name="lax", audience="public", admits=frozenset({PUBLIC, sensitivity}))


def test_a_policy_for_one_partner_may_be_narrower_than_the_given_ones() -> None:
    policy = Policy(name="partner", audience="jakarta-fire", admits=frozenset({PUBLIC, INTERNAL}))
    assert not policy.admits_field(field("x", sensitivity=RESTRICTED))


def test_a_policy_that_is_not_given_is_refused_with_those_that_are() -> None:
    with pytest.raises(DefinitionError, match="no policy called closed; there are open, exchange"):
        Policy.named("closed")


@pytest.mark.parametrize("place", ["ours.toml", "policies/ours.json", Path("open")])
def test_a_policy_file_is_said_to_come_later(place: str | Path) -> None:
    with pytest.raises(DefinitionError, match="chosen by name for now"):
        Policy.named(place)


def test_the_digest_is_of_the_document_and_tells_policies_apart() -> None:
    policy = Policy.named("open")
    document = {"format": "opendata-share/policy@1", "name": "open", "audience": "public", "admits": ["public"]}
    assert policy.to_document() == document
    assert policy.digest == f"sha256:{hashlib.sha256(rfc8785.dumps(document)).hexdigest()}"
    assert policy.digest != Policy.named("exchange").digest
