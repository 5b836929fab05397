"""Policies put together: all of them, or any of them.

What lives here: what a composed policy says of a contract, made of what its parts say, and the one dangerous policy.
What this file must not know: data, how contracts change.

`all_of` lets nothing out that one of its policies would not:

  1. a row leaves where every policy lets it leave;
  2. a field leaves where every policy lets it leave;
  3. a cell is the coarsest of what the policies make of it: of two cells that fall under the same conditions, what one
     policy makes the same stays the same. Where no treatment is the coarsest - two ways of rounding, a mask and a
     pseudonym - the field does not leave.

`any_of` lets out what at least one of its policies would:

  1. a row leaves where one policy lets it leave;
  2. a cell is what a policy makes of it that lets both its row and its field leave; of several such policies the finest
     treatment, and where none is the finest, that of the policy named first. Where there is none the cell is empty;
  3. a part of a list leaves in all rows or in none. It leaves where every policy that lets the list leave lets the part
     leave, or where one lets the whole list leave in every row there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property, reduce
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from .._canonical import document_digest
from .._dataclass import dataclass
from ..contract import Contract, Text
from ..errors import DefinitionError
from ..expressions import Expression, parse_condition
from ._decide import Decision, Verdict, decide, paths
from ._policy import Policy
from ._terms import FORMAT, PUBLIC_AUDIENCE, Case, How, Suppress, Waiver
from ._transforms import coarser, finer

_SAYS_NOTHING: Final = frozenset({"policy-no-schema", "policy-not-yet", "policy-expired", "policy-field-expired"})
"""Refusals that mean: under this policy nothing of the contract leaves today."""


@dataclass(frozen=True)
class ComposedPolicy:
    """Several policies as one; made by `all_of` and `any_of`.

    Attributes:
        how: "all_of" or "any_of".
        parts: The policies, in the order they were named.
    """

    how: How
    parts: tuple[AnyPolicy, ...]

    def __post_init__(self) -> None:
        if not self.parts:
            raise DefinitionError("policy-compose-nothing", how=self.how)
        if len(audiences := {part.audience for part in self.parts}) > 1:
            raise DefinitionError("policy-compose-audience", how=self.how, audiences=audiences)

    @property
    def name(self) -> str:
        """The names of the parts, joined."""
        return ("-and-" if self.how == "all_of" else "-or-").join(part.name for part in self.parts)

    @property
    def audience(self) -> str:
        """Whom it is for: all its parts are for the same."""
        return self.parts[0].audience

    @cached_property
    def digest(self) -> str:
        """The "sha256:…" of the canonical document."""
        return document_digest(self.to_document())

    def to_document(self) -> dict[str, Any]:
        """Return the policy as plain JSON values: its parts in order."""
        return {"format": FORMAT, self.how: [part.to_document() for part in self.parts]}


@dataclass(frozen=True, slots=True)
class UnsafeEverything:
    """Every field of every row as it is, personal data included: for inside an agency, never for the public.

    It is what `all_of` of no policy would be, and the name says what it does.

    Attributes:
        audience: Whom it is for; not "public".
        purpose: What for.

    Raises:
        DefinitionError: It is for the public.
    """

    audience: str
    purpose: Text

    def __post_init__(self) -> None:
        if self.audience == PUBLIC_AUDIENCE:
            raise DefinitionError("policy-unsafe-public")

    @property
    def name(self) -> str:
        """Its name, which releases made under it carry."""
        return "unsafe-everything"

    @property
    def digest(self) -> str:
        """The "sha256:…" of the canonical document."""
        return document_digest(self.to_document())

    def to_document(self) -> dict[str, Any]:
        """Return the policy as plain JSON values."""
        named = {"format": FORMAT, "name": self.name, "audience": self.audience}
        return {**named, "purpose": self.purpose.to_document()}


AnyPolicy: TypeAlias = Policy | ComposedPolicy | UnsafeEverything


def all_of(*policies: AnyPolicy) -> ComposedPolicy:
    """Return the policy that lets out only what each of `policies` would, as coarse as the coarsest.

    Raises:
        DefinitionError: There is none, or they are for different audiences.

    Example:
        >>> from opendata_share.policy import Policy, all_of
        >>> all_of(Policy.named("open"), Policy.named("open")).name
        'open-and-open'
    """
    return ComposedPolicy("all_of", policies)


def any_of(*policies: AnyPolicy) -> ComposedPolicy:
    """Return the policy that lets out what at least one of `policies` would, as fine as the finest that does.

    Raises:
        DefinitionError: There is none, or they are for different audiences.
    """
    return ComposedPolicy("any_of", policies)


def leaves(policy: AnyPolicy) -> Iterator[Policy]:
    """Yield the policies that `policy` is made of."""
    if isinstance(policy, ComposedPolicy):
        for part in policy.parts:
            yield from leaves(part)
    elif isinstance(policy, Policy):
        yield policy


def decision_of(policy: AnyPolicy, contract: Contract, moment: datetime) -> Decision:
    """Return what any policy says of a contract at a moment.

    Raises:
        DefinitionError: It refuses; see `decide`.
    """
    match policy:
        case Policy():
            return decide(policy, contract, moment.astimezone(ZoneInfo(policy.zone)).date())
        case UnsafeEverything():
            kept = {path: Verdict((Case(),), "why-everything") for path in paths(contract.fields)}
            return Decision(contract=contract, policy=policy.name, audience=policy.audience, fields=kept)
        case ComposedPolicy(how="all_of"):
            return _named(
                reduce(_both, [_signed(decision_of(part, contract, moment)) for part in policy.parts]), policy
            )
        case _:
            return _named(reduce(_either, _that_speak(policy.parts, contract, moment)), policy)


def _named(decision: Decision, policy: ComposedPolicy) -> Decision:
    return replace(decision, policy=policy.name)


def _signed(decision: Decision) -> Decision:
    """Return the decision of a part with its name on each field, where the part is not itself made of others."""
    signed = {
        name: verdict if verdict.members else replace(verdict, members=(decision.policy,))
        for name, verdict in decision.fields.items()
    }
    return replace(decision, fields=signed)


def _that_speak(parts: Sequence[AnyPolicy], contract: Contract, moment: datetime) -> list[Decision]:
    """Return the decisions of the parts under which something leaves; raise the first refusal where none does."""
    found: list[Decision] = []
    refusals: list[DefinitionError] = []
    for part in parts:
        try:
            found.append(_signed(decision_of(part, contract, moment)))
        except DefinitionError as error:
            if error.message_id not in _SAYS_NOTHING:
                raise
            refusals.append(error)
    if not found:
        raise refusals[0]
    return found


def _both(one: Decision, other: Decision) -> Decision:
    rows = _joined("AND", (one.rows, other.rows))
    waived = {(waiver.finding, waiver.field) for waiver in other.waivers}
    return replace(
        one,
        fields={name: _coarsest(verdict, other.fields[name]) for name, verdict in one.fields.items()},
        rows=_bound(rows, one.contract),
        suppress=tuple(dict.fromkeys((*one.suppress, *other.suppress))),
        waivers=tuple(waiver for waiver in one.waivers if (waiver.finding, waiver.field) in waived),
        quasi_identifiers=tuple(dict.fromkeys((*one.quasi_identifiers, *other.quasi_identifiers))),
        smallest_group=max(one.smallest_group, other.smallest_group),
        key=_one_key(one, other),
    )


def _coarsest(one: Verdict, other: Verdict) -> Verdict:
    if one.cases == other.cases:
        return _of_both(one, other)
    if one.is_dropped or other.is_kept:
        return one
    if other.is_dropped or one.is_kept:
        return other
    cases = []
    for first in one.cases:
        for second in other.cases:
            transform = coarser(first.transform, second.transform)
            if transform is None:
                return _of_both(Verdict((), "why-incomparable", members=one.members), other)
            cases.append(Case(transform, _joined("AND", (first.when, second.when))))
    if tuple(cases) in (one.cases, other.cases):
        return one if tuple(cases) == one.cases else other
    return _of_both(Verdict(tuple(cases), "why-coarsest", members=one.members), other)


def _of_both(one: Verdict, other: Verdict) -> Verdict:
    """Return a verdict that the policies behind `other` made too."""
    return replace(one, members=tuple(dict.fromkeys((*one.members, *other.members))))


def _either(one: Decision, other: Decision) -> Decision:
    rows = None if one.rows is None or other.rows is None else _joined("OR", (one.rows, other.rows))
    guards = (None, None) if one.rows == other.rows else (one.rows, other.rows)
    guard = [None if each is None else each.text for each in guards]
    return replace(
        one,
        fields={
            name: _finest(verdict, other.fields[name], guard) if name in one.contract else _part(name, one, other)
            for name, verdict in one.fields.items()
        },
        rows=_bound(rows, one.contract),
        suppress=_suppressed_by_both(one.suppress, other.suppress),
        waivers=tuple(_each_once((*one.waivers, *other.waivers))),
        quasi_identifiers=tuple(name for name in one.quasi_identifiers if name in other.quasi_identifiers),
        smallest_group=min(one.smallest_group, other.smallest_group),
        key=_one_key(one, other),
    )


def _part(path: str, one: Decision, other: Decision) -> Verdict:
    """Return what becomes of a part of a list: what one policy lets out must not come with what another does."""
    keeps, drops = (other, one) if one.fields[path].is_dropped else (one, other)
    kept, dropped = keeps.fields[path], drops.fields[path]
    if kept.is_dropped or not dropped.is_dropped:
        return kept
    around = path.partition("[]")[0]
    in_every_row = keeps.fields[around].is_kept and (keeps.rows is None or keeps.rows == drops.rows)
    return kept if in_every_row or drops.fields[around].is_dropped else dropped


def _finest(one: Verdict, other: Verdict, guard: Sequence[str | None]) -> Verdict:
    if one.cases == other.cases:
        return _of_both(one, other)  # a row that leaves does so under one of them, whichever
    mine = _guarded(one.cases, guard[0])
    theirs = _guarded(other.cases, guard[1])
    both = tuple(
        Case(finer(first.transform, second.transform), _joined("AND", (first.when, second.when)))
        for first in mine
        for second in theirs
    )
    cases = _until_always((*both, *mine, *theirs))
    if cases in (one.cases, other.cases):
        return one if cases == one.cases else other
    return _of_both(Verdict(cases, "why-finest", members=one.members), other)


def _guarded(cases: Sequence[Case], rows: str | None) -> tuple[Case, ...]:
    return tuple(replace(case, when=_joined("AND", (rows, case.when))) for case in cases)


def _until_always(cases: Sequence[Case]) -> tuple[Case, ...]:
    """Return the cases up to the first that always applies: none behind it ever does."""
    found: list[Case] = []
    for case in cases:
        found.append(case)
        if case.when is None:
            break
    return tuple(found)


def _joined(word: str, conditions: Sequence[Expression | str | None]) -> str | None:
    """Return conditions as one text; each once, and none where there is none."""
    texts = dict.fromkeys(
        each.text if isinstance(each, Expression) else each for each in conditions if each is not None
    )
    return None if not texts else next(iter(texts)) if len(texts) == 1 else f" {word} ".join(f"({t})" for t in texts)


def _bound(text: str | None, contract: Contract) -> Expression | None:
    return None if text is None else parse_condition(text, contract.expression_types)


def _suppressed_by_both(one: Sequence[Suppress], other: Sequence[Suppress]) -> tuple[Suppress, ...]:
    found = {replace(each, below=2, across=()): each for each in other}
    both = ((each, found.get(replace(each, below=2, across=()))) for each in one)
    return tuple(
        replace(
            each,
            below=min(each.below, same.below),
            across=tuple(name for name in each.across if name in same.across),
        )
        for each, same in both
        if same is not None
    )


def _each_once(waivers: Sequence[Waiver]) -> Iterator[Waiver]:
    yield from {(waiver.finding, waiver.field): waiver for waiver in waivers}.values()


def _one_key(one: Decision, other: Decision) -> Policy | None:
    """Return the policy that says where the key is.

    Raises:
        DefinitionError: They name two keys: the same field would have two names.
    """
    if one.key is not None and other.key is not None and _key(one.key) != _key(other.key):
        raise DefinitionError("policy-compose-keys", names=[one.key.name, other.key.name])
    return one.key or other.key


def _key(policy: Policy) -> tuple[object, ...]:
    return policy.key, None if policy.place is None else policy.place.folder
