"""What a later contract says otherwise about its table: keys, checks, rules, words.

What lives here: both contracts' promises over rows and tables, side by side. What this file must not know: single
fields (`_field_changes`), how a rule is judged.

A rule that only advises rejects no row, so no verdict hangs on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..contract import (
    Change,
    Check,
    Complete,
    Contract,
    Freshness,
    RefersTo,
    RowCount,
    TableRule,
    condition_of,
    fields_read,
    seconds_of,
    table_rule_document,
)
from ._admits import same_columns
from ._change import ContractChange

if TYPE_CHECKING:
    from ..expressions import Expression

_ADVICE = (Freshness, Change, Complete)


def table_changes(old: Contract, new: Contract) -> Iterator[ContractChange]:
    """Yield what `new` says otherwise about the table: its name, keys, checks, rules, words."""
    if old.name != new.name:
        yield ContractChange(
            change="name-changed", before=old.name, after=new.name, forward=False, note="asked-by-name"
        )
    yield from _of_keys(old, new)
    yield from _of_checks(old, new)
    yield from _of_rules(old, new)
    yield from _of_rest(old, new)
    for part in ("title", "definition"):
        was, now = getattr(old, part), getattr(new, part)
        if was != now:
            before, after = (None if each is None else each.en for each in (was, now))
            yield ContractChange(change="described", part=part, before=before, after=after)


def _of_keys(old: Contract, new: Contract) -> Iterator[ContractChange]:
    was, now = old.primary_key, new.primary_key
    if was != now:
        same = set(was) == set(now)
        yield ContractChange(
            change="key-changed", part="primary_key", before=_key(was), after=_key(now),
            backward=_tells_apart(old, new, now), forward=same, note=None if same else "referred-to",
        )  # fmt: skip
    for key in old.unique:
        if key not in new.unique:
            kept = _tells_apart(new, old, key)
            yield ContractChange(change="key-changed", part="unique", before=_key(key), forward=kept)
    for key in new.unique:
        if key not in old.unique:
            kept = _tells_apart(old, new, key)
            yield ContractChange(change="key-changed", part="unique", after=_key(key), backward=kept)


def _tells_apart(writer: Contract, reader: Contract, key: Sequence[str]) -> bool:
    """Return whether the writer's keys imply that the reader's `key` tells rows apart; one with a null does not count.

    A field that the writer has not is empty in its rows, unless the reader fills it.
    """
    if not key or any(name not in writer and reader.field(name).default is None for name in key):
        return True
    return any(each and set(each) <= set(key) for each in (writer.primary_key, *writer.unique))


def _of_checks(old: Contract, new: Contract) -> Iterator[ContractChange]:
    was, now = ({check.name: (check, condition) for check, condition in each.conditions} for each in (old, new))
    for name, (check, _) in was.items():
        if name not in now:
            forward = _check_holds(new, old, check.name)
            yield ContractChange(change="check-removed", part=name, before=check.expression, forward=forward)
    for name, (check, condition) in now.items():
        backward = _check_holds(old, new, name)
        if name not in was:
            note = "only-what-is-new" if backward and check.severity == "error" else None
            yield ContractChange(change="check-added", part=name, after=check.expression, backward=backward, note=note)
        else:
            yield from _of_check(old, new, was[name], (check, condition), backward)


def _of_check(
    old: Contract, new: Contract, was: tuple[Check, Expression], now: tuple[Check, Expression], backward: bool
) -> Iterator[ContractChange]:
    (before, _), (after, _) = was, now
    forward = _check_holds(new, old, before.name)
    said = [(check.expression, check.severity, check.level) for check in (before, after)]
    if said[0] != said[1] or not (backward and forward):
        note = "cannot-tell" if not backward and not forward else None
        yield ContractChange(
            change="check-changed", part=after.name, before=_check(before), after=_check(after),
            backward=backward, forward=forward, note=note,
        )  # fmt: skip
    elif before.message != after.message:
        yield ContractChange(change="described", part=after.name, before=before.message.en, after=after.message.en)


def _check_holds(writer: Contract, reader: Contract, name: str) -> bool:
    """Return whether no row that the writer's contract accepts can break the reader's check `name`."""
    check, condition = next((each, found) for each, found in reader.conditions if each.name == name)
    if check.severity != "error":
        return True
    promised = any(
        each.severity == "error" and found == condition and same_columns(found.columns, writer, reader)
        for each, found in writer.conditions
    )
    return promised or not condition.can_fail(_empty_in(writer, reader))


def _empty_in(writer: Contract, reader: Contract) -> frozenset[str]:
    """Return the reader's fields that are empty in the writer's rows."""
    return frozenset(field.name for field in reader.fields if field.name not in writer and field.default is None)


def _of_rules(old: Contract, new: Contract) -> Iterator[ContractChange]:
    gone = [rule for rule in old.table_rules if rule not in new.table_rules]
    come = [rule for rule in new.table_rules if rule not in old.table_rules]
    for rule in gone:
        after = next((each for each in come if _is_about_the_same(rule, each)), None)
        if after is None:
            forward = _rule_holds(new, old, rule) and not isinstance(rule, Freshness)
            note = "promised-fresh" if isinstance(rule, Freshness) else None
            yield ContractChange(
                change="rule-removed", part=_rule(rule), before=_said(rule), forward=forward, note=note
            )
        else:
            come.remove(after)
            yield _of_rule(old, new, rule, after)
    for rule in come:
        backward = _rule_holds(old, new, rule)
        yield ContractChange(change="rule-added", part=_rule(rule), after=_said(rule), backward=backward)
    for rule in new.table_rules:
        if rule in old.table_rules and not (_rule_holds(old, new, rule) and _rule_holds(new, old, rule)):
            yield _of_rule(old, new, rule, rule)


def _of_rule(old: Contract, new: Contract, was: TableRule, now: TableRule) -> ContractChange:
    if isinstance(was, Freshness) and isinstance(now, Freshness):
        looser = (seconds_of(now.within) or 0) > (seconds_of(was.within) or 0)
        return ContractChange(
            change="freshness-loosened" if looser else "freshness-tightened",
            field=now.field, part=_rule(now), before=was.within, after=now.within,
            forward=not looser, note="promised-fresh",
        )  # fmt: skip
    backward, forward = _rule_holds(old, new, now), _rule_holds(new, old, was)
    note = "cannot-tell" if not backward and not forward else None
    return ContractChange(
        change="rule-changed", part=_rule(now), before=_said(was), after=_said(now), backward=backward,
        forward=forward, note=note,
    )  # fmt: skip


def _is_about_the_same(one: TableRule, other: TableRule) -> bool:
    return type(one) is type(other) and fields_read(one) == fields_read(other)


def _rule_holds(writer: Contract, reader: Contract, rule: TableRule) -> bool:
    """Return whether no table that the writer's contract accepts can break the reader's rule."""
    if isinstance(rule, _ADVICE) or getattr(rule, "severity", "error") != "error":
        return True
    if isinstance(rule, RowCount):
        return rule.at_most is None or any(_caps(each, rule.at_most) for each in writer.table_rules)
    if isinstance(rule, RefersTo) and rule.contract == reader.name and writer.primary_key != reader.primary_key:
        return False
    when = condition_of(rule)
    conditional = () if when is None else reader.rule_conditions[when].columns
    return rule in writer.table_rules and same_columns((*fields_read(rule), *conditional), writer, reader)


def _caps(rule: TableRule, most: int) -> bool:
    capped = isinstance(rule, RowCount) and rule.severity == "error"
    return capped and isinstance(rule, RowCount) and rule.at_most is not None and rule.at_most <= most


def _of_rest(old: Contract, new: Contract) -> Iterator[ContractChange]:
    """Yield a change where what rows are judged by besides, of a JSON Schema, is another: nothing can tell more."""
    was, now = (None if each.residual is None or not each.residual.rules else each.residual for each in (old, new))
    if was != now:
        backward, forward = now is None, was is None
        note = "cannot-tell" if not backward and not forward else None
        yield ContractChange(change="rest-changed", backward=backward, forward=forward, note=note)


def _key(key: Sequence[str]) -> str | None:
    return ", ".join(key) or None


def _check(check: Check) -> str:
    return check.expression if check.severity == "error" else f"{check.expression} [{check.severity}]"


def _rule(rule: TableRule) -> str:
    return str(table_rule_document(rule)["kind"])


def _said(rule: TableRule) -> str:
    said = {key: value for key, value in table_rule_document(rule).items() if key != "kind"}
    return "; ".join(f"{key}: {_plain(value)}" for key, value in said.items())


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | dict) else str(value)
