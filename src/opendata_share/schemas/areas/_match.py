"""From the words or codes of a file to one area of the reference.

What lives here: the decision, and what was found on the way. Nothing is guessed: a name counts when its key equals that
of an official name or of a listed spelling. What this file must not know: columns, files, messages.

The rule for names, top to bottom: the topmost name that the reference knows is believed, and the answer is the deepest
name that lies in it. A known name that does not is a contradiction where the reference would know better (Jakarta, down
to the kelurahan), and says nothing where it does not go so deep (Cipayung of Depok is not Cipayung of Jakarta).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final, Literal, Protocol

from ..._dataclass import dataclass
from ...errors import DefinitionError
from ._area import Area
from ._names import Name, parse

System = Literal["kemendagri", "bps"]
Finding = Literal["area-not-found", "area-contradiction", "area-ambiguous", "area-partial", "area-code-malformed"]

#: The one edition of each system that is shipped, by year.
EDITIONS: Final[dict[str, int]] = {"kemendagri": 2025, "bps": 2018}

_DOTTED = re.compile(r"[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{4}(?:/[0-9]{3}(?:/[0-9]{3})?)?)?)?)?")
_PLAIN = re.compile(r"([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})([0-9]{4})?)?)?")
_BPS = re.compile(r"[0-9]{2}(?:[0-9]{2}(?:[0-9]{3}(?:[0-9]{3})?)?)?")
_BPS_LENGTHS = (7, 4, 2)
# Provinces divided in 2022 (UU 14, 15, 16 and 29/2022): what their name, and their BPS code of 2018, also covered.
_DIVIDED = {"91": ("93", "94", "95"), "92": ("96",)}


class Reference(Protocol):
    """What a decision needs to know of the areas there are; `AreaIndex` is one."""

    def __contains__(self, code: object) -> bool:
        """Tell whether there is an area with this code."""
        ...

    def get(self, code: str) -> Area | None:
        """Return the area with this code."""
        ...

    def children(self, code: str) -> tuple[str, ...]:
        """Return the codes of the areas directly in it."""
        ...

    def from_bps(self, code: str) -> str | None:
        """Return the area a BPS code stands for."""
        ...

    def knows_bps_below(self, code: str) -> bool:
        """Tell whether BPS codes are known below this area."""
        ...

    def named(self, name: Name) -> tuple[Area, ...]:
        """Return the areas of that name."""
        ...


@dataclass(frozen=True, slots=True)
class AreaMatch:
    """What was found: the Kemendagri dotted code or None, and the slug of what is to be said about it or None.

    Findings: `area-not-found` (no code), `area-code-malformed` (no code: not a code of the named system, such as
    "11.1", whose end a spreadsheet cut off), `area-partial` (the deepest level the reference knows; what is below it
    was not found), `area-contradiction` (the names disagree; the code is the deepest that lies in the topmost),
    `area-ambiguous` (several areas fit; the code is the smallest area that holds them all, None where there is none).
    """

    code: str | None
    finding: Finding | None = None


_NOTHING = AreaMatch(None)
_NOT_FOUND = AreaMatch(None, "area-not-found")
_MALFORMED = AreaMatch(None, "area-code-malformed")


def match_code(index: Reference, text: str, system: System, as_of: date | None) -> AreaMatch:
    """Return the area `text` is the code of; see `AreaIndex.by_code`."""
    edition = EDITIONS.get(system)
    if edition is None:
        raise DefinitionError("area-system-unknown", system=system, known=sorted(EDITIONS))
    if as_of is not None and as_of.year != edition:
        raise DefinitionError("area-edition-unknown", system=system, year=as_of.year, known=edition)
    trimmed = text.strip()
    if not trimmed:
        return _NOTHING
    return _bps(index, trimmed) if system == "bps" else _kemendagri(index, trimmed)


def _kemendagri(index: Reference, text: str) -> AreaMatch:
    if _DOTTED.fullmatch(text):
        code, _, unit = text.partition("/")
    elif plain := _PLAIN.fullmatch(text):
        code, unit = ".".join(block for block in plain.groups() if block), ""
    else:
        return _MALFORMED
    if code in index:
        return AreaMatch(code, "area-partial" if unit else None)
    while code := code.rpartition(".")[0]:
        if code in index:
            # below a regency whose districts are not shipped, any code may exist; below Jakarta's, this one does not
            return _NOT_FOUND if index.children(code) else AreaMatch(code, "area-partial")
    return _NOT_FOUND


def _bps(index: Reference, text: str) -> AreaMatch:
    if not _BPS.fullmatch(text):
        return _MALFORMED
    if (code := index.from_bps(text)) is not None:
        return AreaMatch(None, "area-ambiguous") if code in _DIVIDED else AreaMatch(code)
    for length in _BPS_LENGTHS:
        code = index.from_bps(text[:length]) if length < len(text) else None
        if code is not None:
            return _NOT_FOUND if index.knows_bps_below(code) else AreaMatch(code, "area-partial")
    return _NOT_FOUND


def match_names(index: Reference, names: Sequence[str | None], within: str | None, level: int | None) -> AreaMatch:
    """Return the area the names mean together; see `AreaIndex.by_names`."""
    if within is not None and within not in index:
        raise DefinitionError("area-within-unknown", code=within)
    given = _candidates(index, names, within, level)
    if not given:
        return _NOTHING
    top = next((number for number, areas in enumerate(given) if areas), None)
    if top is None:
        return _NOT_FOUND
    match = _deepest(index, given[top:])
    if within is not None and match.code is not None and not (match.code + ".").startswith(within + "."):
        return _NOT_FOUND
    return match


def _candidates(
    index: Reference, names: Sequence[str | None], within: str | None, level: int | None
) -> list[tuple[Area, ...]]:
    """Return, for each name that is given, the areas it may mean by its place among the names."""
    found: list[tuple[Area, ...]] = []
    floor, bottom = 1, level or 4
    for position, text in enumerate(names):
        name = parse(text) if text is not None else None
        if name is None:
            continue
        highest = bottom - (len(names) - 1 - position)
        exact = level is not None and position == len(names) - 1
        lowest = highest if exact else max(floor, min(position + 1, highest))
        areas = tuple(area for area in index.named(name) if lowest <= area.level <= highest)
        if within is not None:
            areas = tuple(area for area in areas if _on_path(area, within)) or areas
        if areas:
            floor = max(floor, min(area.level for area in areas) + 1)
        found.append(areas)
    return found


def _on_path(area: Area, within: str) -> bool:
    return area.code == within or area.lies_in(within) or within.startswith(area.code + ".")


def _deepest(index: Reference, given: list[tuple[Area, ...]]) -> AreaMatch:
    """Return the deepest name that lies in the topmost; `given[0]` is not empty."""
    top = given[0]
    for number in range(len(given) - 1, 0, -1):
        inside = [area for area in given[number] if _held(area, top)]
        if inside:
            return _among(inside, given[1:number], _lower(index, inside, given[number + 1 :]))
    return _among(list(top), [], _lower(index, list(_usual(top)), given[1:]))


def _held(area: Area, holders: tuple[Area, ...]) -> bool:
    """Return whether `area` lies in one of `holders`, or did before that province was divided."""
    return any(area.lies_in(code) for holder in holders for code in (holder.code, *_DIVIDED.get(holder.code, ())))


def _among(inside: list[Area], between: list[tuple[Area, ...]], finding: Finding | None) -> AreaMatch:
    """Return one of `inside`: those that every name between agrees with come first."""
    known = [areas for areas in between if areas]
    agreeing = [a for a in inside if all(_held(a, areas) for areas in known)]
    if not agreeing:
        finding = "area-contradiction"
    remaining = _usual(tuple(agreeing or inside))
    if len(remaining) == 1:
        return AreaMatch(remaining[0].code, finding)
    return AreaMatch(_holder(remaining), finding if finding == "area-contradiction" else "area-ambiguous")


def _lower(index: Reference, chosen: list[Area], below: list[tuple[Area, ...]]) -> Finding | None:
    """Return what the names below the answer, none of which lies in it, amount to."""
    if not below:
        return None
    knows_better = any(index.children(area.code) for area in chosen)
    return "area-contradiction" if knows_better and any(below) else "area-partial"


def _usual(areas: tuple[Area, ...]) -> tuple[Area, ...]:
    """Return what a bare name means: the province that holds the others, or the regency beside cities of its name."""
    if len(areas) < 2:
        return areas
    provinces = tuple(area for area in areas if area.level == 1)
    if len(provinces) == 1 and all(area.lies_in(provinces[0].code) for area in areas if area.level > 1):
        return provinces
    regencies = tuple(area for area in areas if area.level_name in {"regency", "administrative_regency"})
    if len(regencies) == 1 and all(area.level == 2 for area in areas):
        return regencies
    return areas


def _holder(areas: Sequence[Area]) -> str | None:
    """Return the code of the smallest area that holds all of `areas`, or None."""
    shared: list[str] = []
    for blocks in zip(*(area.code.split(".") for area in areas), strict=False):
        if len(set(blocks)) > 1:
            break
        shared.append(blocks[0])
    return ".".join(shared) or None
