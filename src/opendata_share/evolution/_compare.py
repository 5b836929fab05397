"""Comparing two versions of a contract.

What lives here: the verb `compare` and the frozen `Comparison`, how it reads to people and programs. What this file
must not know: where contracts come from, data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from .. import _messages
from .._dataclass import dataclass
from ..contract import Contract
from ._change import ContractChange, Language, Verdict, verdict_of
from ._field_changes import field_changes
from ._renamed import renamed
from ._table_changes import table_changes

FORMAT: Final = "opendata-share/comparison@1"
_WORDS_ONLY: Final = frozenset({"described", "fields-reordered"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a later contract says otherwise than an earlier one, and who can live with it.

    Attributes:
        old: The earlier contract.
        new: The later one.
        changes: Each thing that is said otherwise: fields in order, then what is about the table.
    """

    old: Contract
    new: Contract
    changes: tuple[ContractChange, ...]

    @property
    def backward(self) -> bool:
        """Whether whoever reads by the new contract can read every row that the old one accepts."""
        return all(change.backward for change in self.changes)

    @property
    def forward(self) -> bool:
        """Whether whoever reads by the old contract can read every row that the new one accepts."""
        return all(change.forward for change in self.changes)

    @property
    def verdict(self) -> Verdict:
        """Both directions in one word: "full", "backward", "forward" or "breaking"."""
        return verdict_of(self.backward, self.forward)

    @property
    def breaking(self) -> tuple[ContractChange, ...]:
        """The changes that somebody cannot live with."""
        return tuple(change for change in self.changes if change.affects)

    @property
    def suggested(self) -> str:
        """The version the new contract should have at least, by semantic versioning.

        A change that some reader or producer cannot live with is a new major version (below 1.0.0: minor), anything
        else that data can be told by a new minor one, and words a patch.
        """
        major, minor, patch = map(int, self.old.version.split("."))
        if not self.changes:
            return self.old.version
        if self.breaking:
            return f"{major + 1}.0.0" if major else f"0.{minor + 1}.0"
        if all(change.change in _WORDS_ONLY for change in self.changes):
            return f"{major}.{minor}.{patch + 1}"
        return f"{major}.{minor + 1}.0"

    @property
    def is_version_raised_enough(self) -> bool:
        """Whether the new contract's version is the suggested one, or a later one."""
        return _numbers(self.new.version) >= _numbers(self.suggested)

    def breaks(self, required: Verdict = "full", allowed: Iterable[str] = ()) -> tuple[ContractChange, ...]:
        """Return the changes that do not meet a demand.

        Args:
            required: "backward", "forward", "full" for both, or "breaking" where nothing is demanded.
            allowed: Kinds of changes that are accepted whatever they do.

        Example:
            >>> from dataclasses import replace
            >>> from opendata_share.contract import Contract, Field, FieldType, Sensitivity, Text
            >>> crew = Field(name="crew", type=FieldType.INTEGER, title=Text("Crew", "Awak"), maximum=9,
            ...              sensitivity=Sensitivity.PUBLIC)
            >>> old = Contract("unit", "1.0.0", Text("Unit", "Unit"), (crew,))
            >>> found = compare(old, replace(old, fields=(replace(crew, maximum=6),)))
            >>> len(found.breaks()), len(found.breaks("forward")), len(found.breaks(allowed=["narrowed"]))
            (1, 0, 0)
        """
        asked = {"backward": (True, False), "forward": (False, True), "full": (True, True), "breaking": (False, False)}
        backward, forward = asked[required]
        accepted = frozenset(allowed)
        return tuple(
            change
            for change in self.changes
            if change.change not in accepted
            and ((backward and not change.backward) or (forward and not change.forward))
        )

    def text(self, language: Language = "en") -> str:
        """Return the verdict and every change, for people."""
        told = {"old": self.old.identity, "new": self.new.identity}
        if not self.changes:
            return _messages.render("comparison-same", language, told)
        lines = [_messages.render(f"comparison-{self.verdict}", language, told)]
        for change in self.changes:
            lines.append(f"  {change.change}: {change.text(language)}")
            if change.affects or change.note is not None:
                lines.append(f"      {change.reason(language)}")
        said = "comparison-version" if self.is_version_raised_enough else "comparison-version-low"
        version = {"suggested": self.suggested, "version": self.new.version}
        return "\n".join([*lines, _messages.render(said, language, version)])

    def __str__(self) -> str:
        return self.text()

    def to_document(self, language: Language = "en") -> dict[str, Any]:
        """Return what was found as plain JSON values, of the form `opendata-share/comparison@1`."""
        return {
            "format": FORMAT,
            "old": self.old.identity,
            "new": self.new.identity,
            "verdict": self.verdict,
            "backward": self.backward,
            "forward": self.forward,
            "suggested": self.suggested,
            "raised": self.is_version_raised_enough,
            "changes": [change.to_document(language) for change in self.changes],
        }


def compare(old: Contract, new: Contract) -> Comparison:
    """Return what `new` says otherwise than `old`, and which readers and producers can live with it.

    Fields that `new` declares to be renamed since `old` (`Upgrade`) are compared with what they were called.

    *Backward* and *forward* are those of Avro and of schema registries: whoever reads by the new contract can read what
    was written by the old one, and the other way round. A verdict is never "compatible" where that cannot be told.

    Example:
        >>> from dataclasses import replace
        >>> from opendata_share.contract import Contract, Field, FieldType, Sensitivity, Text
        >>> crew = Field(name="crew", type=FieldType.INTEGER, title=Text("Crew", "Awak"), maximum=9,
        ...              sensitivity=Sensitivity.PUBLIC)
        >>> old = Contract("unit", "1.0.0", Text("Unit", "Unit"), (crew,))
        >>> found = compare(old, replace(old, fields=(replace(crew, maximum=6),)))
        >>> found.verdict, found.suggested
        ('forward', '2.0.0')
        >>> [(each.change, each.field, each.part, each.before, each.after, each.affects) for each in found.changes]
        [('narrowed', 'crew', 'maximum', '9', '6', ('producers',))]
    """
    names = next((each.renames for each in new.upgrades if each.since == old.version), {})
    moved = {was: now for was, now in names.items() if was in old}
    known = renamed(old, moved)
    changes = (*_renames(moved), *field_changes(known, new), *table_changes(known, new))
    return Comparison(old=old, new=new, changes=changes)


def _renames(names: Mapping[str, str]) -> Iterator[ContractChange]:
    for was, now in names.items():
        yield ContractChange(
            change="field-renamed", field=now, before=was, after=now, forward=False, note="renamed-by-upgrade"
        )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
