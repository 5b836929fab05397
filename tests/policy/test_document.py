"""The one document of a policy: each thing said in one way, and nothing that says the same as silence."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from opendata_share.contract import Sensitivity, Text
from opendata_share.policy import Policy
from opendata_share.policy._document import policy_document, transform_document
from opendata_share.policy._terms import (
    Case,
    FieldRule,
    KeySource,
    LegalBasis,
    Party,
    PolicyTerms,
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

INTERNAL, PUBLIC = Sensitivity.INTERNAL, Sensitivity.PUBLIC
LEAST = {"name": "a", "audience": "exchange", "purpose": Text("Trying", "Mencoba")}
LEAST_DOCUMENT = {
    "format": "opendata-share/policy@1",
    "name": "a",
    "audience": "exchange",
    "purpose": {"en": "Trying", "id": "Mencoba"},
}


def said_of(said: SchemaPolicy, **parts: Any) -> Any:
    """Return what the document says of one contract."""
    return policy_document(PolicyTerms(**{**LEAST, **parts, "schemas": {"thing@1": said}}))["schemas"]["thing@1"]


def test_what_is_not_said_is_not_in_the_document() -> None:
    assert policy_document(PolicyTerms(**LEAST)) == LEAST_DOCUMENT  # type: ignore[arg-type]  # keywords of many types


@pytest.mark.parametrize(
    ("parts", "document"),
    [
        ({"title": Text("T", "J")}, {"title": {"en": "T", "id": "J"}}),
        ({"parties": (Party("fire", "provider"), Party("health", "recipient"))},
         {"parties": [{"agency": "fire", "role": "provider"}, {"agency": "health", "role": "recipient"}]}),
        ({"legal_basis": (LegalBasis("UU 1"), LegalBasis("UU 2", "3", "n"))},
         {"legal_basis": [{"law": "UU 1"}, {"law": "UU 2", "article": "3", "note": "n"}]}),
        ({"valid_from": date(2026, 1, 2)}, {"validity": {"from": "2026-01-02"}}),
        ({"valid_until": date(2026, 1, 2)}, {"validity": {"until": "2026-01-02"}}),
        ({"zone": "Asia/Jakarta"}, {"zone": "Asia/Jakarta"}),
        ({"zone": "UTC"}, {}),
        ({"admits": frozenset({PUBLIC, INTERNAL})}, {"admits": ["internal", "public"]}),
        ({"admits": frozenset()}, {"admits": []}),
        ({"key": KeySource(file="k")}, {"pseudonym_key": {"file": "k"}}),
        ({"key": KeySource(environment="K")}, {"pseudonym_key": {"environment": "K"}}),
        ({"schemas": {"thing@1": SchemaPolicy()}}, {"schemas": {"thing@1": {"admits": []}}}),
    ],
)  # fmt: skip
def test_each_part_is_said_in_one_way(parts: dict[str, Any], document: dict[str, Any]) -> None:
    made = policy_document(PolicyTerms(**{**LEAST, **parts}))
    assert made == {**LEAST_DOCUMENT, **document}
    assert json.loads(json.dumps(made)) == made


@pytest.mark.parametrize(
    ("rule", "document"),
    [
        (FieldRule(), "keep"),
        (FieldRule(()), "drop"),
        (FieldRule((Case(Decimals(3)),)), {"round": 3}),
        (FieldRule((Case(Keep(), "a = 1"),)), {"keep": True, "when": "a = 1"}),
        (FieldRule((Case(Decimals(3), "a = 1"), Case(Decimals(2)))),
         {"cases": [{"round": 3, "when": "a = 1"}, {"round": 2}]}),
        (FieldRule(purpose=Text("P", "T"), until=date(2026, 3, 4)),
         {"keep": True, "purpose": {"en": "P", "id": "T"}, "until": "2026-03-04"}),
        (FieldRule((Case(Mask(1)), Case()), Text("P", "T"), date(2026, 3, 4)),
         {"cases": [{"mask": {"first": 1, "last": 0}}, {"keep": True}],
          "purpose": {"en": "P", "id": "T"}, "until": "2026-03-04"}),
    ],
)  # fmt: skip
def test_a_rule_of_a_field_is_said_in_one_way(rule: FieldRule, document: Any) -> None:
    assert said_of(SchemaPolicy(fields={"x": rule}))["fields"] == {"x": document}


def test_all_of_a_contract_is_said() -> None:
    said = SchemaPolicy(
        admits=frozenset({INTERNAL}),
        rows="a = 1",
        suppress=(Suppress(("n",), ()), Suppress(("n", "m"), ("a",), 3, ("r",), "f", "k = 1", ("s",))),
        waivers=(Waiver("phone", None, "r", date(2026, 1, 2)), Waiver("name", "x", "s", date(2026, 1, 3))),
        quasi_identifiers=("age", "sex"),
        smallest_group=7,
    )
    assert said_of(said) == {
        "admits": ["internal"],
        "rows": "a = 1",
        "suppress": [
            {"counts": ["n"], "by": [], "below": 5},
            {
                "counts": ["n", "m"],
                "by": ["a"],
                "below": 3,
                "hides": ["r"],
                "flag": "f",
                "when": "k = 1",
                "across": ["s"],
            },
        ],
        "waivers": [
            {"finding": "phone", "reason": "r", "until": "2026-01-02"},
            {"finding": "name", "field": "x", "reason": "s", "until": "2026-01-03"},
        ],
        "quasi_identifiers": ["age", "sex"],
        "smallest_group": 7,
    }


def test_the_smallest_group_is_said_where_it_is_not_the_usual_one() -> None:
    assert "smallest_group" not in said_of(SchemaPolicy(smallest_group=5))
    assert said_of(SchemaPolicy(smallest_group=4))["smallest_group"] == 4


@pytest.mark.parametrize(
    ("transform", "document"),
    [
        (Keep(), {"keep": True}),
        (Mask(1, 2), {"mask": {"first": 1, "last": 2}}),
        (Calendar("day", "Asia/Jakarta"), {"generalise": "day"}),
        (Calendar("day", "UTC"), {"generalise": {"unit": "day", "zone": "UTC"}}),
        (AreaLevel("kecamatan"), {"generalise": "kecamatan"}),
        (Band(10), {"generalise": {"band": 10}}),
        (Band(10, 0), {"generalise": {"band": 10, "top": 0}}),
        (Decimals(0), {"round": 0}),
        (Step(5), {"round": {"step": 5}}),
        (Pseudonym(), {"pseudonym": True}),
        (Pseudonym("a"), {"pseudonym": {"domain": "a"}}),
    ],
)
def test_a_transform_is_said_and_read_back(transform: Transform, document: dict[str, Any]) -> None:
    assert transform_document(transform, "Asia/Jakarta") == document
    said = SchemaPolicy(fields={"x": FieldRule((Case(transform, "a = 1"),))})
    policy = Policy(**{**LEAST, "zone": "Asia/Jakarta", "key": KeySource(file="k"), "schemas": {"thing@1": said}})  # type: ignore[arg-type]  # keywords of many types
    assert Policy.from_document(policy.to_document()) == policy


def test_without_a_zone_of_the_policy_utc_is_meant() -> None:
    assert transform_document(Calendar("day", "UTC")) == {"generalise": "day"}
    assert transform_document(Calendar("day", "Asia/Jakarta")) == {
        "generalise": {"unit": "day", "zone": "Asia/Jakarta"}
    }
