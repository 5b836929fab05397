"""Places: coordinates in one column or two, and names of areas.

What lives here: which columns say where something is, with axes checked against the cells. What this file must not
know: other fields.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ...contract import Contract
from ...schemas.headings import headings
from ._shape import Profile
from ._text import Proposal, Speaker, listed, quoted, table
from ._value import Builder, Built
from ._words import EXACT, Candidate, is_among

_NUMBER: Final = r"[+-]?[0-9]+(?:\.[0-9]+)?"
_PAIR: Final = re.compile(rf"({_NUMBER})\s*[,; ]\s*({_NUMBER})\Z")
_EXACT_PAIR: Final = re.compile(r"[+-]?[0-9]{1,3}\.[0-9]{3,}\s*[,; ]\s*[+-]?[0-9]{1,3}\.[0-9]{3,}\Z")
_WKT: Final = re.compile(r"(?i)(SRID=4326;)?\s*POINT\s*(Z\s*)?\(")
_GEOJSON: Final = re.compile(r'\{(?:.*[,\s])?"type"\s*:\s*"Point"', re.DOTALL)
_DIGITS: Final = re.compile(r"[0-9.]+\Z")
_SHARE: Final = 0.6

_Candidates = Mapping[str, tuple[Candidate, ...]]


def point_lines(
    contract: Contract, columns: Mapping[str, Profile], candidates: _Candidates, builder: Builder, speak: Speaker
) -> list[Proposal]:
    """Return the lines for coordinates, or none where exact headings say all or nothing says anything."""
    pair = _axes(columns, candidates)
    if pair is not None:
        return _two_columns(*pair, contract, columns, candidates, builder, speak)
    if {"coordinates[]", "@transform/scale[]"} <= columns.keys():
        toml = f"point = {table({'from': listed(('coordinates', '@transform')), 'form': quoted('topojson')})}"
        read = tuple(name for name in columns if name == "coordinates[]" or name.startswith("@transform/"))
        return [Proposal(key="point", place="table", toml=toml, columns=read)]
    for name, profile in columns.items():
        if profile.share(_WKT) >= _SHARE:
            return [_one(name, "wkt", "")]
        if profile.share(_GEOJSON) >= _SHARE:
            return [_one(name, "geojson", "")]
        pairs = _PAIR if is_among(name, headings().point) else _EXACT_PAIR
        if profile.filled and profile.share(pairs) >= _SHARE:
            return _one_column(name, profile, speak)
    return []


def _axes(columns: Mapping[str, Profile], candidates: _Candidates) -> tuple[str, str] | None:
    """Return the columns whose headings say latitude and longitude, or None."""
    found: dict[str, tuple[int, str]] = {}
    for name in columns:
        for candidate in candidates[name]:
            if (
                candidate.field in {"latitude", "longitude"}
                and candidate.score > found.get(candidate.field, (0, ""))[0]
            ):
                found[candidate.field] = (candidate.score, name)
    latitude, longitude = found.get("latitude"), found.get("longitude")
    return None if latitude is None or longitude is None or latitude[1] == longitude[1] else (latitude[1], longitude[1])


def _two_columns(
    latitude: str,
    longitude: str,
    contract: Contract,
    columns: Mapping[str, Profile],
    candidates: _Candidates,
    builder: Builder,
    speak: Speaker,
) -> list[Proposal]:
    fields = contract.field("latitude"), contract.field("longitude")
    as_named = [builder.number(f, columns[name]) for f, name in zip(fields, (latitude, longitude), strict=True)]
    swapped = [builder.number(f, columns[name]) for f, name in zip(fields, (longitude, latitude), strict=True)]
    exact = all(any(c.score == EXACT for c in candidates[name]) for name in (latitude, longitude))
    if all(built.fits >= _SHARE for built in as_named):
        if exact and all(built.is_plain for built in as_named):
            return []
        return _pair((longitude, latitude), as_named, "")
    if all(built.fits >= _SHARE for built in swapped):
        return _pair((latitude, longitude), swapped, speak.say("swapped", latitude=latitude, longitude=longitude))
    return []


def _pair(axes: tuple[str, str], built: list[Built], comment: str) -> list[Proposal]:
    """Return one line for both axes (x, y), or two where a number needs a step of its own."""
    x, y = axes
    if all(each.toml == quoted(name) for each, name in zip(built, (y, x), strict=True)):
        toml = f"point = {table({'from': listed(axes)})}"
        return [Proposal(key="point", place="table", toml=toml, comment=comment, columns=axes)]
    pairs = zip(("latitude", "longitude"), built, (y, x), strict=True)
    return [
        Proposal(key=field, place="table", toml=f"{field} = {each.toml}", comment=comment, columns=(name,))
        for field, each, name in pairs
    ]


def _one(name: str, form: str, comment: str, *, is_alternative: bool = False) -> Proposal:
    toml = f"point = {table({'from': quoted(name), 'form': quoted(form)})}"
    return Proposal(
        key="point", place="table", toml=toml, comment=comment, columns=(name,), is_alternative=is_alternative
    )


def _one_column(name: str, profile: Profile, speak: Speaker) -> list[Proposal]:
    """Return the line for "-6.2, 106.8", and both where the numbers do not tell which comes first."""
    pairs = [(float(f[1]), float(f[2])) for text, _ in profile.counts if (f := _PAIR.match(text)) is not None]
    first_is_longitude = sum(1 for x, _ in pairs if abs(x) > 90)
    second_is_longitude = sum(1 for _, y in pairs if abs(y) > 90)
    if second_is_longitude > first_is_longitude:
        return [_one(name, "latlon", "")]
    if first_is_longitude > second_is_longitude:
        return [_one(name, "lonlat", "")]
    first = _one(name, "latlon", speak.say("axis-open"))
    return [first, _one(name, "lonlat", speak.say("longitude-first"), is_alternative=True)]


def area_line(columns: Mapping[str, Profile], speak: Speaker) -> Proposal | None:
    """Return the line that looks an area up by the names in its columns, or None."""
    levels: dict[str, str] = {}
    for name, profile in columns.items():
        if profile.filled and profile.share(_DIGITS) > 0.5:
            continue
        for level, phrases in headings().area_levels.items():
            if level not in levels and is_among(name, phrases):
                levels[level] = name
    if not levels:
        return None
    names = tuple(levels[level] for level in sorted(levels))
    toml = f"area_code = {table({'area': listed(names)})}"
    return Proposal(key="area_code", place="table", toml=toml, comment=speak.say("area"), columns=names)
