"""Columns that look personal: closed by default, and nothing of their cells is ever shown.

What lives here: that one question. What this file must not know: proposals, TOML.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, Literal

from ...schemas.headings import headings
from ._shape import Profile
from ._words import is_among, words_of

Kind = Literal["phone", "identity", "name", "birth", "address", "email", "health", "free-text"]
_KINDS: Final[dict[str, Kind]] = {
    "phone": "phone",
    "identity number": "identity",
    "name": "name",
    "birth": "birth",
    "person address": "address",
    "email": "email",
    "health": "health",
}
_MOBILE: Final = re.compile(r"(\+?62[ -]?|0)8[0-9]{1,3}[ -]?[0-9]{3,5}[ -]?[0-9]{2,5}\Z")
_NIK: Final = re.compile(r"[1-9][0-9]{15}\Z")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}\Z")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,6}([.,][0-9]+)?\Z")
_GEOMETRY: Final = re.compile(r'\{"type":"[A-Za-z]{5,15}","coordinates":[-+0-9.eE,\[\]\s]*\}\Z')
_LETTERS: Final = re.compile(r".*[^\W\d_]")
_LONG: Final = 60
_WORD: Final = 24


def personal_kind(profile: Profile) -> Kind | None:
    """Return what kind of personal data a column looks like by its heading or the shape of its cells, or None."""
    return _by_shape(profile) or _by_heading(profile)


def may_be_shown(profile: Profile) -> bool:
    """Whether words of a column's cells may stand in a comment, where they are few and repeated."""
    return personal_kind(profile) is None


def is_free_text_heading(heading: str) -> bool:
    """Whether a heading stands over free text."""
    return is_among(heading, headings().free_text)


def _by_shape(profile: Profile) -> Kind | None:
    if profile.share(_NIK) >= 0.3:
        return "identity"
    if profile.share(_MOBILE) >= 0.3:
        return "phone"
    if profile.share(_EMAIL) >= 0.5 and not _is_called(profile, ("email", "surel", "e mail")):
        return "email"
    long = sum(count for text, count in profile.counts if len(text) > _LONG)
    if profile.share(_GEOMETRY) == 1:  # long because of its decimals: no words are in it
        return None
    if profile.filled and 2 * long > profile.filled and 2 * profile.distinct > profile.filled:
        return None if _is_called(profile, ("alamat", "address", "alamat lengkap")) else "free-text"
    return None


def _is_called(profile: Profile, phrases: tuple[str, ...]) -> bool:
    return any(is_among(title, phrases) for title in profile.titles)


def _by_heading(profile: Profile) -> Kind | None:
    kind = next((kind for title in profile.titles if (kind := _kind_of(title)) is not None), None)
    if profile.filled and profile.share(_NUMBER) >= 0.8 and kind not in {"phone", "identity"}:
        return None  # a number of officers or patients, no officer and no patient
    if kind is not None:
        return kind
    words = words_of(profile.label)
    if set(words) & set(headings().person_words) and profile.share(_LETTERS) >= 0.5:
        return "name"
    if any(map(is_free_text_heading, profile.titles)) and not _is_repeated(profile):
        return "free-text"
    return None


@cache
def _kind_of(heading: str) -> Kind | None:
    for kind, phrases in headings().personal.items():
        if is_among(heading, phrases):
            return _KINDS[kind]
    return None


def _is_repeated(profile: Profile) -> bool:
    """Whether a column's values are few and repeated, so that they are kinds and not sentences."""
    longest = max((len(text) for text, _ in profile.counts), default=0)
    return profile.distinct <= 12 and profile.filled >= 2 * profile.distinct > 0 and longest <= _WORD
