"""A policy as a document: the one form its digest is taken of.

What lives here: policy in, plain JSON values out, each thing written in one way. What this file must not know: how a
document is read.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from ..contract import Sensitivity
from ._terms import FORMAT, SMALL, Case, FieldRule, LegalBasis, PolicyTerms, SchemaPolicy, Suppress, Waiver
from ._transforms import AreaLevel, Band, Calendar, Decimals, Keep, Mask, Step, Transform


def policy_document(policy: PolicyTerms) -> dict[str, Any]:
    """Return the document of `policy`; the same policy always gives the same document."""
    optional: dict[str, Any] = {
        "title": None if policy.title is None else policy.title.to_document(),
        "parties": [{"agency": party.agency, "role": party.role} for party in policy.parties] or None,
        "legal_basis": [_basis(basis) for basis in policy.legal_basis] or None,
        "validity": _present(**{"from": _day(policy.valid_from), "until": _day(policy.valid_until)}) or None,
        "zone": None if policy.zone == "UTC" else policy.zone,
        "admits": None if policy.admits is None else _classes(policy.admits),
        "pseudonym_key": None
        if policy.key is None
        else _present(file=policy.key.file, environment=policy.key.environment),
        "schemas": {name: _schema(said, policy.zone) for name, said in policy.schemas.items()} or None,
    }
    return {
        "format": FORMAT,
        "name": policy.name,
        "audience": policy.audience,
        "purpose": policy.purpose.to_document(),
        **_present(**optional),
    }


def transform_document(transform: Transform, zone: str = "UTC") -> dict[str, Any]:
    """Return a transform as a policy spells it: {"round": 3}.

    Args:
        transform: What is done to a value.
        zone: The policy's own zone, which need not be said again.
    """
    said: Any
    match transform:
        case Keep():
            said = True
        case Mask(first=first, last=last):
            said = {"first": first, "last": last}
        case Calendar(unit=unit, zone=own):
            said = unit if own == zone else {"unit": unit, "zone": own}
        case AreaLevel(level=level):
            said = level
        case Band(width=width, top=top):
            said = _present(band=width, top=top)
        case Decimals(digits=digits):
            said = digits
        case Step(step=step):
            said = {"step": step}
        case _:
            said = True if transform.domain is None else {"domain": transform.domain}
    return {transform.word: said}


def _basis(basis: LegalBasis) -> dict[str, str]:
    return _present(law=basis.law, article=basis.article, note=basis.note)


def _schema(said: SchemaPolicy, zone: str) -> dict[str, Any]:
    return _present(
        admits=_classes(said.admits),
        rows=said.rows,
        fields={name: _rule(rule, zone) for name, rule in said.fields.items()} or None,
        suppress=[_suppress(each) for each in said.suppress] or None,
        waivers=[_waiver(each) for each in said.waivers] or None,
        quasi_identifiers=list(said.quasi_identifiers) or None,
        smallest_group=None if said.smallest_group == SMALL else said.smallest_group,
    )


def _rule(rule: FieldRule, zone: str) -> Any:
    if rule.is_dropped:
        return "drop"
    if rule == FieldRule():
        return "keep"
    agreed = _present(purpose=None if rule.purpose is None else rule.purpose.to_document(), until=_day(rule.until))
    cases = [_case(case, zone) for case in rule.cases]
    return {**(cases[0] if len(cases) == 1 else {"cases": cases}), **agreed}


def _case(case: Case, zone: str) -> dict[str, Any]:
    return {**transform_document(case.transform, zone), **_present(when=case.when)}


def _suppress(suppress: Suppress) -> dict[str, Any]:
    return _present(
        counts=list(suppress.counts),
        by=list(suppress.by),
        below=suppress.below,
        hides=list(suppress.hides) or None,
        flag=suppress.flag,
        when=suppress.when,
        across=list(suppress.across) or None,
    )


def _waiver(waiver: Waiver) -> dict[str, Any]:
    return _present(finding=waiver.finding, field=waiver.field, reason=waiver.reason, until=_day(waiver.until))


def _classes(classes: frozenset[Sensitivity]) -> list[str]:
    return sorted(map(str, classes))


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _present(**parts: Any) -> dict[str, Any]:
    return {name: part for name, part in parts.items() if part is not None}
