"""Cells of a coded column against the codes, labels and words that may stand for them.

What lives here: the `codes` of a proposal and what is said of cells nothing is known about. What this file must not
know: headings, other columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..._dataclass import dataclass
from ...contract import CodeList
from ...schemas.headings import headings
from ._shape import Profile
from ._text import Speaker, quoted, table
from ._words import code_phrases, normal, phrase_of

_SHOWN: Final = 12
_CODE_LIKE: Final = 40
_LONGEST: Final = 40
_YES_OR_NO: Final = frozenset({"true", "false", "yes", "no", "ya", "tidak"})
"""Words that say yes or no in either language and nothing else; "ada" and "v" need a person."""


@dataclass(frozen=True, slots=True)
class Codes:
    """What is known of the cells of a coded column.

    Attributes:
        steps: The steps that turn cells into codes, TOML; empty where the cells are codes already.
        known: Which part of the filled cells is known.
        unknown: The values nothing is known about that may be shown, with their cells.
        hidden: How many more values nothing is known about.
        is_exact: Whether every cell that is known is a code, or one of its labels, letter for letter but for case and
            spaces: nothing was taken from the shipped words.
    """

    steps: Mapping[str, str]
    known: float
    unknown: tuple[tuple[str, int], ...]
    hidden: int
    is_exact: bool


def codes_of(profile: Profile, code_list: CodeList, *, may_show: bool) -> Codes:
    """Return how the cells of a column become codes of a list.

    Args:
        profile: The column.
        code_list: The list.
        may_show: Whether the column's heading is not one over personal data or free text.
    """
    labels = {c.code: {normal(text) for text in (c.code, c.label.en, c.label.id)} for c in code_list.codes}
    found = read_codes(profile, code_list)
    exact = all(code is None or normal(text) in labels[code] for text, code in found.items())
    return _judged(profile, found, may_show, exact=exact)


def read_codes(profile: Profile, code_list: CodeList) -> Mapping[str, str | None]:
    """Return the code each text of a column stands for, as far as known."""
    values, phrases = frozenset(code_list.values), code_phrases(code_list)
    return {text: text if text in values else phrases.get(phrase_of(text)) for text, _ in profile.counts}


def grouped_codes(profile: Profile, members: CodeList, kinds: CodeList, *, may_show: bool) -> Codes:
    """Return how a column of `members` codes becomes codes of `kinds`, where groups of the one are codes of the other.

    Where a member is of several groups, or of none, a word of the text that stands for one kind decides.
    """
    groups = {group.name: group.codes for group in members.groups if group.name in kinds.values}
    phrases = code_phrases(kinds)
    found: dict[str, str | None] = {}
    for text, member in read_codes(profile, members).items():
        names = [name for name, codes in groups.items() if member in codes]
        phrase = phrase_of(text)
        said = {phrases[word] for word in phrase.split() if word in phrases}
        said &= set(names) or said
        if phrase in phrases:
            names = [phrases[phrase]]
        found[text] = names[0] if len(names) == 1 else next(iter(said)) if len(said) == 1 else None
    return _judged(profile, found, may_show, exact=False)


def _judged(profile: Profile, found: Mapping[str, str | None], may_show: bool, *, exact: bool) -> Codes:
    known = sum(count for text, count in profile.counts if found[text] is not None)
    pairs = {text: code for text, code in found.items() if code is not None}
    missing = [(text, count) for text, count in profile.counts if found[text] is None]
    code_like = may_show and _is_code_like(profile)
    shown = tuple(missing[:_SHOWN]) if code_like else ()
    steps = {} if all(text == code for text, code in pairs.items()) else _steps(pairs)
    return Codes(steps, known / profile.filled if profile.filled else 0.0, shown, len(missing) - len(shown), exact)


def _is_code_like(profile: Profile) -> bool:
    """Whether values are few, short and repeated: then they are kinds, not names."""
    longest = max((len(text) for text, _ in profile.counts), default=0)
    few = profile.distinct <= _CODE_LIKE and not profile.cut and longest <= _LONGEST
    repeated = sum(1 for _, count in profile.counts if count > 1)
    return few and 2 * repeated >= profile.distinct


def _steps(pairs: Mapping[str, str]) -> dict[str, str]:
    """Return `codes` for the cells met, one entry for those that differ in case and spaces only."""
    folded: dict[str, tuple[str, str]] = {}
    doubled = False
    for text, code in pairs.items():
        form = " ".join(text.casefold().split())
        doubled |= form in folded
        folded.setdefault(form, (text, code))
    written = {quoted(text): quoted(code) for text, code in folded.values()}
    return {"codes": table(written), **({"fold": "true"} if doubled else {})}


def booleans_of(profile: Profile) -> Codes:
    """Return how the cells of a yes-or-no column become true and false."""
    words = {phrase: value for value, phrases in headings().booleans.items() for phrase in phrases}
    found = {
        text: text.lower() if text.lower() in {"true", "false"} else words.get(phrase_of(text))
        for text, _ in profile.counts
    }
    known = sum(count for text, count in profile.counts if found[text] is not None)
    plain = all(text in {"true", "false", "TRUE", "FALSE", "True", "False"} for text, _ in profile.counts)
    exact = all(value is None or text.casefold() in _YES_OR_NO for text, value in found.items())
    pairs = {quoted(text): value for text, value in found.items() if value is not None}
    missing = sum(1 for value in found.values() if value is None)
    steps = {} if plain else {"codes": table(pairs)}
    return Codes(steps, known / profile.filled if profile.filled else 0.0, (), missing, exact)


def about_codes(found: Codes, speak: Speaker) -> tuple[str, ...]:
    """Return what is said of values nothing is known about."""
    comments = []
    if found.unknown:
        words = ", ".join(f"{quoted(text)} ({count})" for text, count in found.unknown)
        comments.append(speak.say("unknown-values", values=words))
    if found.hidden:
        comments.append(speak.say("unknown-hidden", count=found.hidden))
    return tuple(comments)
