"""diff: what a later contract says otherwise, who breaks, and whether that is accepted.

What lives here: finding the contracts that two places name, pairing them, printing. What this file must not know: how
contracts are compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from .._dataclass import dataclass
from .._messages import render
from ..adapters import find_contract, is_address
from ..contract import Contract
from ..errors import DefinitionError, ReleaseError
from ..evolution import (
    CONTRACT_CHANGES,
    BrokenConsumer,
    Comparison,
    ContractChange,
    Unmet,
    compare,
    consumers_hit,
    read_requirements,
)
from ._console import Console, Exit
from ._verdict import Asked, conclude, here, judging, subject_of_found

if TYPE_CHECKING:
    from ..judgements import Subject
    from ..report import Severity

FORMAT: Final = "opendata-share/diff@1"
Demanded = Literal["backward", "forward", "full", "consumers"]


@dataclass(frozen=True, slots=True)
class Demand:
    """What a change must meet.

    Attributes:
        required: "backward", "forward", "full" for both, or "consumers" for those whose requirements are given.
        allowed: Kinds of changes that are accepted.
        consumers: Their requirements files, or folders of them; none of them may break.
    """

    required: Demanded
    allowed: tuple[str, ...] = ()
    consumers: tuple[Path, ...] = ()

    def __post_init__(self) -> None:
        if unknown := [each for each in self.allowed if each not in CONTRACT_CHANGES]:
            raise DefinitionError("diff-allow", change=unknown[0], known=CONTRACT_CHANGES)
        if self.required == "consumers" and not self.consumers:
            raise DefinitionError("diff-no-consumers")

    def broken(self, comparison: Comparison) -> tuple[ContractChange, ...]:
        """Return the changes that do not meet the demand."""
        return () if self.required == "consumers" else comparison.breaks(self.required, self.allowed)

    @property
    def refuses_gone(self) -> bool:
        """Whether a data set may not go."""
        return self.required in {"forward", "full"} and "field-removed" not in self.allowed


def diff_contracts(console: Console, old: str, new: str, demand: Demand, trust: str | None, asked: Asked) -> int:
    """Compare the contracts at two places and print what was found; return the exit code."""
    return judging(console, "diff", asked, (new,), lambda: _diff(console, old, new, demand, trust, asked))


def _diff(console: Console, old: str, new: str, demand: Demand, trust: str | None, asked: Asked) -> int:
    from ..judgements import Judgement

    requirements = read_requirements(demand.consumers)
    was, now = (_contracts_at(place, trust) for place in (old, new))
    pairs, gone, come = _paired(was, now)
    found = [compare(*pair.contracts) for pair in pairs]
    hit = [each for pair in pairs for each in consumers_hit(*pair.contracts, requirements, dataset=pair.dataset)]
    for name in gone:
        hit += consumers_hit(was.contracts[name], None, requirements, dataset=_dataset(name))
    subjects = [_subject_of(console, comparison, new, demand) for comparison in found]
    subjects += [_subject_of_gone(console, name, demand) for name in gone]
    subjects += [_subject_of_consumer(console, each) for each in hit]
    broken = sorted({each.consumer for each in hit if each.breaks})
    language = console.language
    judgement = Judgement(
        command="diff",
        language=language,
        subjects=tuple(subjects),
        text="\n".join(_lines(console, found, gone, come, hit, broken, len(requirements))),
        document={
            "format": FORMAT,
            "compatible": not any(subject.count("error") for subject in subjects),
            "required": demand.required,
            "allowed": list(demand.allowed),
            "comparisons": [comparison.to_document(language) for comparison in found],
            "gone": list(gone),
            "come": list(come),
            "consumers": [each.to_document(language) for each in hit],
        },
        strict=asked.strict,
    )
    code = conclude(console, judgement, asked)
    if asked.is_for_people:
        errors = [each.rule for each in judgement.found if each.severity == "error"]
        known = next(iter(errors), "field-removed")
        console.next_step("next-diff" if code == Exit.SOUND else "next-diff-breaks", change=known)
    return code


def _subject_of(console: Console, comparison: Comparison, new: str, demand: Demand) -> Subject:
    """Return what one comparison found: what does not meet the demand is an error, all else is advice."""
    from ..judgements import Found

    file, refused = _file_of(new), demand.broken(comparison)
    found = [
        Found(
            rule=change.change,
            severity="error" if change in refused else "advice",
            message=f"{change.text(console.language)}. {change.reason(console.language)}",
            file=file,
            field=change.field,
        )
        for change in comparison.changes
    ]
    summary = comparison.text(console.language).partition("\n")[0]
    return subject_of_found(comparison.new.identity, comparison.old.identity, found, file=file, summary=summary)


def _subject_of_gone(console: Console, name: str, demand: Demand) -> Subject:
    from ..judgements import Found

    message = render("diff-gone", console.language, {"name": name})
    severity: Severity = "error" if demand.refuses_gone else "advice"
    return subject_of_found(name, "–", [Found(rule="field-removed", severity=severity, message=message)])


def _subject_of_consumer(console: Console, hit: BrokenConsumer) -> Subject:
    """Return what one consumer loses, each thing an error, and what they never had, as advice."""
    from ..judgements import Found

    language = console.language
    lost: list[tuple[Unmet, Severity]] = [(why, "error") for why in hit.reasons]
    lost += [(why, "advice") for why in hit.before]
    found = [
        Found(rule=why.need, severity=severity, message=f"{hit.consumer}: {why.text(language)}", field=why.field)
        for why, severity in lost
    ]
    return subject_of_found(hit.consumer, hit.dataset, found, summary=hit.text(language).partition("\n")[0].strip())


def _file_of(place: str) -> str | None:
    """Return the document a place names, where it is one of this machine."""
    return here(Path(place)) if Path(place).is_file() else None


def _lines(
    console: Console,
    found: Sequence[Comparison],
    gone: Sequence[str],
    come: Sequence[str],
    hit: Sequence[BrokenConsumer],
    broken: Sequence[str],
    count: int,
) -> Iterator[str]:
    language = console.language
    yield from (comparison.text(language) for comparison in found)
    yield from (render("diff-gone", language, {"name": name}) for name in gone)
    yield from (render("diff-come", language, {"name": name}) for name in come)
    if count and broken:
        yield render("diff-consumers", language, {"count": len(broken), "names": broken})
    elif count:
        yield render("diff-consumers-none", language, {"count": count})
    yield from (each.text(language) for each in hit)


Contracts = Mapping[str, Contract]


class _Pair(NamedTuple):
    """Two versions, and the data set they are about where that is known."""

    contracts: tuple[Contract, Contract]
    dataset: str | None = None


def _dataset(name: str) -> str | None:
    return name if "/" in name else None


@dataclass(frozen=True, slots=True)
class _Place:
    """The contracts at a place, by data set or name; `is_one` where it names a single one."""

    contracts: Contracts
    is_one: bool = False

    @classmethod
    def of(cls, contract: Contract) -> _Place:
        return cls({contract.name: contract}, is_one=True)


def _paired(was: _Place, now: _Place) -> tuple[list[_Pair], tuple[str, ...], tuple[str, ...]]:
    """Return the pairs that belong together, and the names that only one side has."""
    old, new = was.contracts, now.contracts
    if was.is_one and now.is_one:
        return [_Pair(pair) for pair in zip(old.values(), new.values(), strict=True)], (), ()
    if was.is_one:
        return [_Pair((one, new[name]), _dataset(name)) for one in old.values() for name in _named(one, new)], (), ()
    if now.is_one:
        return [_Pair((old[name], one), _dataset(name)) for one in new.values() for name in _named(one, old)], (), ()
    pairs = [_Pair((contract, new[name]), _dataset(name)) for name, contract in old.items() if name in new]
    return pairs, tuple(name for name in old if name not in new), tuple(name for name in new if name not in old)


def _named(one: Contract, many: Contracts) -> list[str]:
    """Return the one name under which a contract is found that is called as `one` is."""
    found = [name for name, contract in many.items() if contract.name == one.name]
    if len(found) != 1:
        raise DefinitionError("diff-which", contract=one.name, known=sorted(many))
    return found


def _contracts_at(place: str, trust: str | None) -> _Place:
    """Return the contracts a place names, by data set or name.

    A place is a catalogue (a folder or an address), one release in it, a folder of contract documents, the path of a
    document, or a registered name.

    Raises:
        DefinitionError: It is no contract.
        ReleaseError: A catalogue has nothing to compare.
    """
    path = Path(place)
    if is_address(place) or (path / "catalog.json").is_file():
        return _Place(dict(_of_catalog(place, trust)))
    if (path / "contract.json").is_file():
        return _Place.of(find_contract(path / "contract.json"))
    if path.is_dir():
        found = [find_contract(each) for each in sorted(path.glob("*.json"))]
        if not found:
            raise DefinitionError("diff-nothing", place=place)
        return _Place({contract.name: contract for contract in found})
    return _Place.of(find_contract(place))


def _of_catalog(place: str, trust: str | None) -> Iterator[tuple[str, Contract]]:
    from ..releases import open_catalog

    catalog = open_catalog(place, trust=trust)
    if not len(catalog):
        raise ReleaseError("diff-empty-catalog", place=place)
    for dataset in catalog.values():
        yield dataset.id, dataset.latest().contract
