"""What a file happens to hold in a column, as a proposal in words.

What lives here: the proposal, and what of cells may stand in it. What this file must not know: how files are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from .._dataclass import dataclass
from ..contract import Field, FieldType, Text
from .drafting import Profile, personal_kind

_MOST_CODES: Final = 20


@dataclass(frozen=True, slots=True)
class ColumnProposal:
    """What a file happens to hold in one column, which a person may promise.

    Attributes:
        field: The field's name.
        heading: The column's own heading.
        required: Whether no cell is empty.
        minimum, maximum: The least and the greatest number or day, as text, or None.
        codes: The few values that are repeated, or none.
        looks_like: What kind of personal data the column looks like, or None.
    """

    field: str
    heading: str
    required: bool = False
    minimum: str | None = None
    maximum: str | None = None
    codes: tuple[str, ...] = ()
    looks_like: str | None = None


def proposal_of(field: Field, profile: Profile, *, required: bool, bounds: tuple[str, str] | None) -> ColumnProposal:
    """Return what a column proposes; of one that looks personal nothing of its cells is shown."""
    found = ColumnProposal(field.name, profile.heading, required=required, looks_like=personal_kind(profile))
    if found.looks_like is not None:
        return found
    if bounds is not None:
        return replace(found, minimum=bounds[0], maximum=bounds[1])
    repeated = [text for text, count in profile.counts if count > 2]
    if field.type is FieldType.TEXT and not profile.cut and 1 < len(profile.counts) == len(repeated) <= _MOST_CODES:
        return replace(found, codes=tuple(sorted(repeated)))
    return found


def in_words(proposal: ColumnProposal) -> Text | None:
    """Return a proposal as a field's definition, which a person replaces; None where there is nothing to propose."""
    english = list(_words(proposal, ("required", "from", "to", "codes", "looks like")))
    indonesian = list(_words(proposal, ("wajib", "dari", "sampai", "kode", "tampaknya")))
    return Text(f"Proposed: {'; '.join(english)}", f"Usulan: {'; '.join(indonesian)}") if english else None


def _words(proposal: ColumnProposal, words: tuple[str, str, str, str, str]) -> Iterator[str]:
    required, lowest, highest, codes, looks_like = words
    if proposal.required:
        yield required
    if proposal.minimum is not None:
        yield f"{lowest} {proposal.minimum} {highest} {proposal.maximum}"
    if proposal.codes:
        yield f"{codes}: {', '.join(proposal.codes)}"
    if proposal.looks_like is not None:
        yield f"{looks_like}: {proposal.looks_like}"
