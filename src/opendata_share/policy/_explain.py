"""What a policy says of a contract, for people and programs: field by field, what an audience gets and why.

What lives here: a decision as a document and as text in both languages. What this file must not know: how a decision is
made, where it is printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any, Literal

from .. import _messages
from .._dataclass import dataclass
from ..contract import Contract, Text
from ._compose import AnyPolicy, decision_of, leaves
from ._decide import Decision, Verdict
from ._derive import Derived, derive
from ._find_policy import find_policy
from ._policy import Policy
from ._terms import Case
from ._transforms import AreaLevel, Band, Calendar, Decimals, Mask, Pseudonym, Step, Transform

Language = Literal["en", "id"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What an audience gets of a contract under a policy, and why.

    Attributes:
        policy: The policy.
        decision: What it says.
        derived: The contract of what leaves.
    """

    policy: AnyPolicy
    decision: Decision
    derived: Derived

    def to_document(self, language: Language = "en") -> dict[str, Any]:
        """Return the explanation as plain JSON values; `fields` has each field's decision and why."""
        return {
            "policy": self.policy.name,
            "digest": self.policy.digest,
            "audience": self.policy.audience,
            "contract": self.decision.contract.identity,
            "rows": None if self.decision.rows is None else self.decision.rows.text,
            "fields": [
                {
                    "field": name,
                    "decision": _word(verdict),
                    "why": _why(verdict, language),
                    "members": list(verdict.members),
                    "treatment": _treatment(verdict, language),
                }
                for name, verdict in self.decision.fields.items()
            ],
            "suppress": [
                {
                    "counts": list(each.counts),
                    "by": list(each.by),
                    "below": each.below,
                    "across": list(each.across),
                }
                for each in self.decision.suppress
            ],
            "waivers": [
                {"finding": each.finding, "field": each.field, "reason": each.reason, "until": each.until.isoformat()}
                for each in self.decision.waivers
            ],
            "dropped_rules": list(self.derived.dropped),
        }

    def text(self, language: Language = "en") -> str:
        """Return the explanation for people."""
        return "\n".join(self._lines(language))

    def __str__(self) -> str:
        return self.text()

    def _lines(self, language: Language) -> Iterator[str]:
        contract = self.decision.contract
        for leaf in leaves(self.policy):
            yield from _head(leaf, language)
        named = {"contract": contract.identity, "title": contract.title.in_language(language)}
        yield _messages.render("agreed-contract", language, {**named, "audience": self.policy.audience})
        rows = self.decision.rows
        said = "agreed-all-rows" if rows is None else "agreed-rows"
        yield _messages.render(said, language, {"condition": "" if rows is None else rows.text})
        told = [(name, _treatment(verdict, language)) for name, verdict in self.decision.fields.items()]
        width, wide = max(len(name) for name, _ in told), max(len(treatment) for _, treatment in told)
        for name, treatment in told:
            verdict = self.decision.fields[name]
            members = f" [{', '.join(verdict.members)}]" if verdict.members else ""
            yield f"  {name:<{width}}  {treatment:<{min(wide, 44)}}  {_why(verdict, language)}{members}"
        for each in self.decision.suppress:
            counted = {"counts": each.counts, "by": each.by, "below": each.below}
            yield _messages.render("agreed-suppress", language, counted)
            if each.across:
                yield _messages.render("agreed-across", language, {"across": each.across})
        for waiver in self.decision.waivers:
            waived = {"finding": waiver.finding, "field": waiver.field or "–", "reason": waiver.reason}
            yield _messages.render("agreed-waiver", language, {**waived, "end": waiver.until})
        if self.derived.dropped:
            yield _messages.render("agreed-dropped", language, {"rules": ", ".join(self.derived.dropped)})


def explain_policy(
    policy: str | PurePath | AnyPolicy, contract: Contract, *, as_of: datetime | None = None
) -> Explanation:
    """Return what `policy` lets out of `contract`, field by field, and why.

    Args:
        policy: A given policy's name, the file of one, or a policy.
        contract: The contract.
        as_of: The moment that must lie within the policy's validity; now if not given.

    Raises:
        DefinitionError: The policy refuses; see `protect`.

    Example:
        >>> from opendata_share.policy import explain_policy
        >>> from opendata_share.schemas import EmergencyIncident
        >>> explained = explain_policy("open", EmergencyIncident.contract()).to_document()
        >>> [each["decision"] for each in explained["fields"] if each["field"] in {"id", "latitude", "narrative"}]
        ['keep', 'drop', 'round']
    """
    chosen = find_policy(policy) if isinstance(policy, (str, PurePath)) else policy
    decision = decision_of(chosen, contract, as_of or datetime.now(UTC))
    return Explanation(chosen, decision, derive(decision))


def _head(policy: Policy, language: Language) -> Iterator[str]:
    title = policy.name if policy.title is None else policy.title.in_language(language)
    named = {"policy": policy.name, "title": title, "audience": policy.audience}
    yield _messages.render("agreed-head", language, named)
    yield _messages.render("agreed-purpose", language, {"purpose": policy.purpose.in_language(language)})
    for party in policy.parties:
        yield _messages.render(f"agreed-{party.role}", language, {"agency": party.agency})
    for basis in policy.legal_basis:
        said = " ".join(part for part in (basis.law, basis.article, basis.note and f"– {basis.note}") if part)
        yield _messages.render("agreed-basis", language, {"law": said})
    days = {"start": policy.valid_from or "–", "end": policy.valid_until or "–"}
    yield _messages.render("agreed-days", language, days)


def _word(verdict: Verdict) -> str:
    """Return what becomes of a field in one word; where cases differ, what is done to any of them."""
    words = dict.fromkeys(case.transform.word for case in verdict.cases)
    if not words:
        return "drop"
    return next((word for word in words if word != "keep"), "keep")


def _why(verdict: Verdict, language: Language) -> str:
    line = verdict.parameters.get("line")
    place = "" if line is None else _messages.render("agreed-line", language, {"line": line})
    told = {
        key: value.in_language(language) if isinstance(value, Text) else value
        for key, value in verdict.parameters.items()
    }
    return _messages.render(verdict.why, language, {**told, "place": place})


def _treatment(verdict: Verdict, language: Language) -> str:
    if verdict.is_dropped:
        return _messages.render("treat-drop", language, {})
    return "; ".join(_cases(verdict.cases, language))


def _cases(cases: Sequence[Case], language: Language) -> Iterator[str]:
    for case in cases:
        treatment = _treated(case.transform, language)
        if case.when is None:
            yield treatment
        else:
            yield _messages.render("treat-when", language, {"condition": case.when, "treatment": treatment})
    if all(case.when is not None for case in cases):
        yield _messages.render("treat-else-empty", language, {})


def _treated(transform: Transform, language: Language) -> str:
    said: tuple[str, dict[str, Any]] = ("treat-keep", {})
    match transform:
        case Mask(first=first, last=last):
            said = ("treat-mask", {"first": first, "last": last})
        case Calendar(unit=unit):
            said = (f"treat-{unit}", {"zone": transform.zone})
        case AreaLevel(level=level):
            said = ("treat-area", {"level": level})
        case Band(width=width, top=top):
            said = ("treat-band", {"width": width}) if top is None else ("treat-band-top", {"width": width, "top": top})
        case Decimals(digits=digits):
            said = ("treat-decimals", {"digits": digits})
        case Step(step=step):
            said = ("treat-step", {"step": step})
        case Pseudonym():
            said = ("treat-pseudonym", {})
    return _messages.render(said[0], language, said[1])
