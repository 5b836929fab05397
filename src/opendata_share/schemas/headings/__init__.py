"""What agencies call things: words of headings and cells, for drafting a field map.

What lives here: words in Indonesian, English and the abbreviations of forms, as data (`fields.json`, `codes.json`,
`words.json`), read when they are first asked for. What this package must not know: any file, and what a draft does
with a word. A word is a reason to propose a line to a person; nothing is ever mapped because it stands here.

Example:
    >>> headings().codes["bed-type"]["emergency_department"][:2]
    ('igd', 'ugd')
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from ..._dataclass import dataclass

__all__ = ["Headings", "headings"]

_WORDS = tuple[str, ...]
_FILES: Final = ("fields", "codes", "words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings:
    """The words, by what they may mean; phrases are lower case with single blanks.

    Attributes:
        fields: contract → field → what agencies call it; the contract "*" holds for every contract with such a field.
        codes: code list → code → what agencies write for it, in headings and in cells.
        concepts: idea → words that mean the same, for contracts these lists do not know.
        personal: kind of personal data → headings over it.
        person_words: words for people.
        free_text: headings over free text, which names people more often than its authors think.
        area_levels: level of an area ("1" province to "4" village) → headings over names of such areas.
        point: headings over both coordinates in one cell.
        date: headings over a day that belongs to a time in another column.
        key: headings over a number that tells rows apart.
        row_number: headings over a running number, which changes when rows are sorted.
        fillers: words of a heading that say nothing beside the others.
        groups: words of an upper heading that say nothing beside the lower one.
        totals: beginnings of rows that add up others.
        footers: beginnings of rows below a table.
        nulls: words for "no value".
        null_marks: those among them that are no words and no number in any language.
        booleans: "true" and "false" → words.
        months: number of the month → names.
        units: UCUM unit → how headings write it.
        derived: contract → field → the fields it is the sum of.
        assumed: contract → coded field → the code meant where a heading names no other.
        plain_measure: contract → measures a heading may mean that names a code only, the likeliest first.
        unless: contract → field → field that makes it needless.
        precision: date field → the field that says how exact it is.
    """

    fields: Mapping[str, Mapping[str, _WORDS]]
    codes: Mapping[str, Mapping[str, _WORDS]]
    concepts: Mapping[str, _WORDS]
    personal: Mapping[str, _WORDS]
    person_words: _WORDS
    free_text: _WORDS
    area_levels: Mapping[str, _WORDS]
    point: _WORDS
    date: _WORDS
    key: _WORDS
    row_number: _WORDS
    fillers: _WORDS
    groups: _WORDS
    totals: _WORDS
    footers: _WORDS
    nulls: _WORDS
    null_marks: _WORDS
    booleans: Mapping[str, _WORDS]
    months: Mapping[str, _WORDS]
    units: Mapping[str, _WORDS]
    derived: Mapping[str, Mapping[str, _WORDS]]
    assumed: Mapping[str, Mapping[str, str]]
    plain_measure: Mapping[str, _WORDS]
    unless: Mapping[str, Mapping[str, str]]
    precision: Mapping[str, str]


@cache
def headings() -> Headings:
    """Return the shipped words; they are read once."""
    read: dict[str, Any] = {name: _frozen(json.loads(_text(name))) for name in _FILES}
    words = dict(read["words"])
    words.pop("version")
    return Headings(fields=read["fields"], codes=read["codes"], **words)


def _text(name: str) -> str:
    return files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8")


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return tuple(value) if isinstance(value, list) else value
