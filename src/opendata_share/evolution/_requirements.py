"""Who relies on what: the requirements of consumers, checked where a producer changes a contract.

What lives here: a consumer's requirements and who breaks by a change. What this file must not know: how a file is read
(`_requirements_file`), releases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .. import _messages
from .._dataclass import dataclass
from ..contract import Contract
from ._change import Language
from ._compare import compare
from ._needs import Need, Unmet, changed, unmet


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """What one consumer relies on.

    Attributes:
        consumer: As they call themselves.
        contact: Whom to tell, or None.
        needs: One a data set.
    """

    consumer: str
    contact: str | None
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenConsumer:
    """A consumer, and what a contract does not give them of what they rely on.

    Attributes:
        consumer: As they call themselves.
        contact: Whom to tell, or None.
        dataset: The data set, as they name it.
        reasons: What they had and lose; none where they break in nothing.
        before: What they did not have before either.
    """

    consumer: str
    contact: str | None
    dataset: str
    reasons: tuple[Unmet, ...]
    before: tuple[Unmet, ...] = ()

    @property
    def breaks(self) -> bool:
        """Whether they lose something."""
        return bool(self.reasons)

    def text(self, language: Language = "en") -> str:
        """Return who breaks and why, for people."""
        told = {"consumer": self.consumer, "contact": self.contact or "–", "dataset": self.dataset}
        head = "consumer-breaks" if self.breaks else "consumer-unmet"
        lines = [_messages.render(head, language, told)]
        lines += [f"    {each.need}: {each.text(language)}" for each in self.reasons]
        if self.before:
            already = [f"{each.need}: {each.text(language)}" for each in self.before]
            lines += [f"    {_messages.render('consumer-before', language, {'reason': each})}" for each in already]
        return "\n".join(lines)

    def to_document(self, language: Language = "en") -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "consumer": self.consumer,
            "contact": self.contact,
            "dataset": self.dataset,
            "breaks": self.breaks,
            "reasons": [each.to_document(language) for each in self.reasons],
            "before": [each.to_document(language) for each in self.before],
        }


def consumers_hit(
    old: Contract | None, new: Contract | None, requirements: Iterable[Requirements], *, dataset: str | None = None
) -> tuple[BrokenConsumer, ...]:
    """Return the consumers whose needs a change of contract does not meet, those who break first.

    Args:
        old: What is promised now; None where there is nothing yet.
        new: What would be promised; None where the data set would be gone.
        requirements: What consumers rely on.
        dataset: "agency/dataset", where it is known; else needs are matched by the contract's name.

    Example:
        >>> from dataclasses import replace
        >>> from opendata_share.adapters import find_contract
        >>> from opendata_share.evolution import Need, Requirements, consumers_hit
        >>> old = find_contract("fire-station")
        >>> new = replace(old, fields=tuple(field for field in old.fields if field.name != "shifts"))
        >>> health = Requirements(consumer="health", contact=None,
        ...                       needs=(Need(dataset="fire-station", fields=("id", "shifts")),))
        >>> [(hit.consumer, [why.need for why in hit.reasons]) for hit in consumers_hit(old, new, [health])]
        [('health', ['field-missing'])]
    """
    name = next(contract.name for contract in (old, new) if contract is not None)
    found = [
        hit
        for each in requirements
        for need in each.needs
        if need.is_about(name, dataset)
        for hit in _hit(old, new, each, need)
    ]
    return tuple(sorted(found, key=lambda hit: (not hit.breaks, hit.consumer, hit.dataset)))


def _hit(
    old: Contract | None, new: Contract | None, requirements: Requirements, need: Need
) -> Iterator[BrokenConsumer]:
    had = frozenset() if old is None else frozenset(unmet(need, old))
    if new is None:
        reasons: tuple[Unmet, ...] = (Unmet("dataset-missing", None, need.dataset),)
        lacking: tuple[Unmet, ...] = ()
    else:
        lacking = tuple(unmet(need, new))
        later = () if old is None else changed(need, compare(old, new))
        reasons = (*(each for each in lacking if not _is_among(each, had)), *later)
    before = tuple(each for each in lacking if _is_among(each, had))
    if reasons or before:
        yield BrokenConsumer(
            consumer=requirements.consumer,
            contact=requirements.contact,
            dataset=need.dataset,
            reasons=reasons,
            before=before,
        )


def _is_among(one: Unmet, others: Iterable[Unmet]) -> bool:
    """Return whether the same need was unmet before, whatever was promised instead."""
    return any((one.need, one.field, one.asked) == (each.need, each.field, each.asked) for each in others)
