"""A policy asked about a contract on a day: field by field, what leaves and why; or a refusal.

What lives here: the decision, as a pure function of a policy, a contract and a day. What this file must not know: data,
how a contract changes with it, how several policies are put together.

Default deny: a contract that is not named, a field that is not there, a class that is not admitted, an agreement that
has ended or lacks its purpose - each is refused or dropped, with the line of the policy that says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date
from typing import Final

from .._dataclass import dataclass
from .._toml_lines import Steps
from ..contract import Contract, Field, FieldType, Sensitivity
from ..errors import DefinitionError
from ..expressions import Expression, parse_condition
from ._policy import Policy
from ._suppress_rows import adding_fields
from ._terms import PUBLIC_AUDIENCE, SMALL, Case, FieldRule, SchemaPolicy, Suppress, Waiver
from ._transforms import Pseudonym, fits, leaves_as_it_is

_KEPT: Final = (Case(),)
_COUNTED: Final = frozenset({FieldType.INTEGER, FieldType.NUMBER})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one field, and why.

    Attributes:
        cases: As in a `FieldRule`; none where the field is dropped.
        why: The sentence that says why.
        parameters: What fills it.
        members: Of several policies that make one, the names of those that decided; none where there is but one.
    """

    cases: tuple[Case, ...]
    why: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    members: tuple[str, ...] = ()

    @property
    def is_dropped(self) -> bool:
        """Whether the field does not leave."""
        return not self.cases

    @property
    def is_kept(self) -> bool:
        """Whether it leaves as it is."""
        return self.cases == _KEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a policy says of one contract.

    Attributes:
        contract: The contract.
        policy: The policy's name.
        audience: Whom it is for.
        fields: What becomes of each field, in order; of a part of a list under "identifiers[].value".
        rows: The condition a row must meet to leave, or None.
        suppress: Small counts that are hidden.
        waivers: Findings of the privacy gate that are accepted, or were; each says until when.
        quasi_identifiers: Fields that together may single out a person.
        smallest_group: How many rows must be alike in them.
        key: The policy that says where the key of pseudonyms is, or None.
    """

    contract: Contract
    policy: str
    audience: str
    fields: Mapping[str, Verdict]
    rows: Expression | None = None
    suppress: tuple[Suppress, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    quasi_identifiers: tuple[str, ...] = ()
    smallest_group: int = SMALL
    key: Policy | None = None


def schema_name(contract: Contract) -> str:
    """Return how a policy names a contract: "emergency-incident@1"."""
    return f"{contract.name}@{contract.version.partition('.')[0]}"


def decide(policy: Policy, contract: Contract, on: date) -> Decision:
    """Return what `policy` says of `contract` on a day.

    Raises:
        DefinitionError: It is not in force, says nothing of this contract, names what is not there, or would give what
            it must not.
    """
    _refuse_out_of_force(policy, on)
    said, steps = _about(policy, contract)
    asking = _Asking(policy, said, contract, steps, on)
    asking.check_names()
    fields = dict(asking.verdicts(contract.fields, ""))
    rows = None if said.rows is None else asking.condition(said.rows, *steps, "rows")
    for number, suppress in enumerate(said.suppress, start=1):
        asking.check_suppress(suppress, number)
    return Decision(
        contract=contract,
        policy=policy.name,
        audience=policy.audience,
        fields=fields,
        rows=rows,
        suppress=said.suppress,
        waivers=said.waivers,
        quasi_identifiers=said.quasi_identifiers,
        smallest_group=said.smallest_group,
        key=policy if policy.key is not None else None,
    )


def _refuse_out_of_force(policy: Policy, on: date) -> None:
    if policy.valid_from is not None and on < policy.valid_from:
        raise policy.error("policy-not-yet", "validity", "from", policy=policy.name, start=policy.valid_from, day=on)
    if policy.valid_until is not None and on > policy.valid_until:
        raise policy.error("policy-expired", "validity", "until", policy=policy.name, end=policy.valid_until, day=on)


def _about(policy: Policy, contract: Contract) -> tuple[SchemaPolicy, Steps]:
    """Return what the policy says of the contract, and where."""
    name = schema_name(contract)
    if (said := policy.schemas.get(name)) is not None:
        return said, ("schemas", name)
    others = [each for each in policy.schemas if each.partition("@")[0] == contract.name]
    if policy.admits is None or others:
        raise policy.error(
            "policy-no-schema", "schemas", *others[:1], policy=policy.name, contract=contract.identity, schema=name,
            known=tuple(policy.schemas) or "–",
        )  # fmt: skip
    return SchemaPolicy(admits=policy.admits), ("admits",)


def paths(fields: tuple[Field, ...], around: str = "") -> Iterator[str]:
    """Yield the name of each field, and of parts of lists as "identifiers[]" and "identifiers[].value"."""
    for each in fields:
        path = f"{around}{each.name}"
        yield path
        if each.items is not None:
            yield f"{path}[]"
            yield from paths(each.items.fields, f"{path}[].")


@dataclass(frozen=True, slots=True)
class _Asking:
    policy: Policy
    said: SchemaPolicy
    contract: Contract
    steps: Steps
    on: date

    def check_names(self) -> None:
        """Refuse fields that are not there."""
        known = frozenset(paths(self.contract.fields))
        named: list[tuple[str, str | int, str]] = [("fields", name, name) for name in self.said.fields]
        named += [("quasi_identifiers", place, name) for place, name in enumerate(self.said.quasi_identifiers, start=1)]
        # a waiver of a finding about several fields names them all
        for place, waiver in enumerate(self.said.waivers, start=1):
            named += [("waivers", place, name) for name in (waiver.field or "").split(", ") if name]
        for part, place_or_name, name in named:
            if name not in known:
                raise self._unknown((*self.steps, part, place_or_name), name)

    def _unknown(self, at: Steps, name: str) -> DefinitionError:
        return self._error("policy-unknown-field", at, name, known=[each.name for each in self.contract.fields])

    def verdicts(
        self, fields: tuple[Field, ...], around: str, within: Verdict | None = None
    ) -> Iterator[tuple[str, Verdict]]:
        """Yield the verdict on each field, then on its parts; nothing of what is dropped leaves (`within`)."""
        for each in fields:
            path = f"{around}{each.name}"
            verdict = self._verdict(each, path, within)
            yield path, verdict
            if each.items is not None:
                item = self._verdict(each.items, f"{path}[]", verdict)
                yield f"{path}[]", item
                yield from self.verdicts(each.items.fields, f"{path}[].", item)

    def _verdict(self, asked: Field, path: str, within: Verdict | None) -> Verdict:
        own = self._own_verdict(asked, path)
        return own if within is None or not within.is_dropped else within

    def _own_verdict(self, asked: Field, path: str) -> Verdict:
        rule = self.said.fields.get(path)
        if rule is not None:
            return self._of_rule(rule, asked, path)
        classed: dict[str, object] = {"sensitivity": str(asked.sensitivity)}
        if asked.specific or asked.sensitivity is Sensitivity.PERSONAL:
            return Verdict((), "why-personal", classed)
        if asked.sensitivity in self.said.admits:
            return Verdict(_KEPT, "why-class", classed)
        return Verdict((), "why-not-admitted", classed)

    def _of_rule(self, rule: FieldRule, asked: Field, path: str) -> Verdict:
        at = (*self.steps, "fields", path)
        line = None if self.policy.place is None else self.policy.place.line(at)
        if rule.is_dropped:
            return Verdict((), "why-dropped", {"line": line})
        for case in rule.cases:
            if not fits(case.transform, asked):
                raise self._error("policy-transform", at, path, transform=case.transform.word, type=asked.type)
            if path not in self.contract and case != Case():
                raise self._error("policy-part", at, path)
            if case.when is not None:
                self.condition(case.when, *at, field=path)
        self._refuse_bare(rule, asked, path, at)
        if rule.purpose is not None:
            told = {"line": line, "purpose": rule.purpose, "end": rule.until}
            return Verdict(rule.cases, "why-agreement", told)
        return Verdict(rule.cases, "why-named", {"line": line})

    def _refuse_bare(self, rule: FieldRule, asked: Field, path: str, at: Steps) -> None:
        """Refuse what may not leave so: personal data without an agreement, anything not public as it is for all."""
        personal = asked.specific or asked.sensitivity is Sensitivity.PERSONAL
        for_all = self.policy.audience == PUBLIC_AUDIENCE
        if personal and for_all:
            raise self._error("policy-public-personal", at, path)
        if personal and (rule.purpose is None or rule.until is None):
            raise self._error("policy-personal-agreement", at, path)
        if rule.until is not None and self.on > rule.until:
            raise self._error("policy-field-expired", at, path, end=rule.until, day=self.on)
        bare = any(leaves_as_it_is(case.transform, asked) for case in rule.cases)
        if for_all and bare and not asked.is_public:
            raise self._error("policy-public-bare", at, path, sensitivity=asked.sensitivity)

    def condition(self, text: str, *at: str | int, field: str | None = None) -> Expression:
        """Return a condition bound to the contract's fields."""
        try:
            return parse_condition(text, self.contract.expression_types)
        except DefinitionError as error:
            place = self.policy.place
            raise DefinitionError(
                error.message_id,
                file=self.policy.name if place is None else place.file,
                line=None if place is None else place.line(at),
                field=field,
                **error.parameters,
            ) from None

    def check_suppress(self, suppress: Suppress, number: int) -> None:
        """Refuse counts that are none, and fields that are not there."""
        at = (*self.steps, "suppress", number)
        for name in (*suppress.by, *named_by(suppress), *suppress.across):
            if name not in self.contract:
                raise self._unknown(at, name)
        added = adding_fields(self.contract, suppress.by)
        for name in suppress.across:
            if name not in self.contract.primary_key or name in added:
                raise self._error("policy-suppress-across", (*at, "across"), name)
        for name in suppress.counts:
            if self.contract.field(name).type not in _COUNTED:
                raise self._error("policy-suppress-count", at, name, type=self.contract.field(name).type)
        if suppress.flag is not None and self.contract.field(suppress.flag).type is not FieldType.BOOLEAN:
            raise self._error("policy-suppress-flag", at, suppress.flag, type=self.contract.field(suppress.flag).type)
        if suppress.when is not None:
            self.condition(suppress.when, *at)

    def _error(self, message_id: str, at: Steps, path: str, **parameters: object) -> DefinitionError:
        return self.policy.error(
            message_id, *at, field=path, policy=self.policy.name, contract=self.contract.identity, **parameters
        )


def named_by(suppress: Suppress) -> tuple[str, ...]:
    """Return the fields whose cells suppression may change."""
    flag = () if suppress.flag is None else (suppress.flag,)
    return (*suppress.counts, *suppress.hides, *flag)


def pseudonym_fields(decision: Decision) -> tuple[str, ...]:
    """Return the fields that get pseudonyms."""
    return tuple(
        name
        for name, verdict in decision.fields.items()
        if any(isinstance(case.transform, Pseudonym) for case in verdict.cases)
    )
