"""Rules about the shared schemas that no condition of a contract can say: functions over columns, for whoever asks.

What lives here: rules registered under the entry-point group `opendata_share.rules`, judged only where they are named
(`validate(..., rules=["kemkes-code-in-area"])`, `--rule kemkes-code-in-area`). What this module must not know: how
rules are judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import pyarrow as pa

from .._arrow import Values, pc
from ..schemas import areas
from ._custom_rules import rule

_AID: Final = pa.array(["aid_given", "aid_received"])
_ABOUT_ANOTHER: Final = pa.array(["update", "cancel", "ack", "error"])
_REGENCY: Final = 5
"""Characters of a Kemendagri code down to the regency: "31.71"."""


@rule(
    "kemkes-code-in-area",
    reads=("kemkes_code", "area_code"),
    contract="emergency-facility",
    severity="advice",
    en="The Ministry of Health's code begins with the BPS code of another regency than the one the facility lies in.",
    id="Kode RS diawali kode BPS kabupaten/kota lain daripada tempat fasilitas itu berada.",
)
def kemkes_code_in_area(columns: Mapping[str, Values]) -> Values:
    """Hold where the first four digits of the hospital's code are those of its regency, or nobody knows them (F3)."""
    prefixes = pc.utf8_slice_codeunits(columns["kemkes_code"], 0, 4).dictionary_encode()
    regencies = [areas.index().from_bps(text) for text in prefixes.dictionary.to_pylist()]
    expected = pa.array(regencies, pa.string()).take(prefixes.indices)
    regency = pc.utf8_slice_codeunits(columns["area_code"], 0, _REGENCY)
    deep_enough = pc.equal(pc.utf8_length(regency), _REGENCY)
    return pc.if_else(deep_enough, pc.equal(regency, expected), pa.scalar(None, pa.bool_()))


@rule(
    "station-of-the-units-agency",
    reads=("unit_id", "from_station_id", "role"),
    contract="unit-response",
    severity="advice",
    en="The unit set out from a station of another agency, and its role says nothing of aid.",
    id="Unit berangkat dari pos instansi lain, padahal perannya bukan bantuan.",
)
def station_of_the_units_agency(columns: Mapping[str, Values]) -> Values:
    """Hold where unit and station are of one agency, which an identifier begins with, or aid was given (D5)."""
    same = pc.equal(_agency(columns["unit_id"]), _agency(columns["from_station_id"]))
    aid = pc.fill_null(pc.is_in(columns["role"], value_set=_AID), False)
    return pc.or_(same, aid)


@rule(
    "alert-names-what-it-changes",
    reads=("msg_type", "references"),
    contract="public-alert",
    severity="advice",
    en="The message updates or cancels another one, and does not say which.",
    id="Pesan ini memperbarui atau membatalkan pesan lain, tetapi tidak menyebut yang mana.",
)
def alert_names_what_it_changes(columns: Mapping[str, Values]) -> Values:
    """Hold where a message about another one names it (CAP 1.2, 3.2.1)."""
    about_another = pc.is_in(columns["msg_type"], value_set=_ABOUT_ANOTHER)
    named = pc.greater(pc.fill_null(pc.list_value_length(columns["references"]), 0), 0)
    return pc.if_else(
        pc.is_null(columns["msg_type"]), pa.scalar(None, pa.bool_()), pc.or_(pc.invert(about_another), named)
    )


@rule(
    "alert-corner-on-earth",
    reads=("areas",),
    contract="public-alert",
    severity="advice",
    en="A corner or centre of an area has a latitude beyond 90 degrees: CAP writes latitude first, then longitude.",
    id="Ada titik area dengan lintang lebih dari 90 derajat: CAP menulis lintang dahulu, lalu bujur.",
)
def alert_corner_on_earth(columns: Mapping[str, Values]) -> Values:
    """Hold where every latitude is up to 90 and every longitude up to 180 degrees (CAP 1.2, 3.2.4)."""
    found = [
        None if areas_of is None else all(map(_is_on_earth, _positions(areas_of)))
        for areas_of in columns["areas"].to_pylist()
    ]
    return pa.array(found, pa.bool_())


@rule(
    "alert-polygon-closed",
    reads=("areas",),
    contract="public-alert",
    severity="advice",
    en="The last corner of a polygon is not its first.",
    id="Titik terakhir poligon bukan titik pertamanya.",
)
def alert_polygon_closed(columns: Mapping[str, Values]) -> Values:
    """Hold where every polygon ends where it begins, whatever the form of its numbers (CAP 1.2, 3.2.4)."""
    found = [
        None if areas_of is None else all(_is_closed(text) for area in areas_of for text in _texts(area, "polygon"))
        for areas_of in columns["areas"].to_pylist()
    ]
    return pa.array(found, pa.bool_())


def _texts(area: Any, name: str) -> list[str]:
    found = area.get(name) if isinstance(area, dict) else None
    return [text for text in found or () if isinstance(text, str)]


def _positions(areas_of: list[Any]) -> Iterator[str]:
    """Yield what each corner and each centre is written as."""
    for area in areas_of:
        for text in _texts(area, "polygon"):
            yield from text.split()
        for text in _texts(area, "circle"):
            yield text.split()[0] if text.split() else ""


def _numbers(position: str) -> tuple[Decimal, Decimal] | None:
    """Return latitude and longitude; None where the position is not written as one, which its pattern tells."""
    latitude, _, longitude = position.partition(",")
    try:
        return Decimal(latitude), Decimal(longitude)
    except InvalidOperation:
        return None


def _is_on_earth(position: str) -> bool:
    numbers = _numbers(position)
    return numbers is None or (abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180)


def _is_closed(polygon: str) -> bool:
    corners = polygon.split()
    return len(corners) < 2 or _numbers(corners[0]) == _numbers(corners[-1])


def _agency(identifiers: Values) -> Values:
    """Return what stands before the colon of each identifier; null where there is none."""
    there = pc.match_substring(identifiers, ":")
    return pc.if_else(
        there, pc.list_element(pc.split_pattern(identifiers, ":", max_splits=1), 0), pa.scalar(None, pa.string())
    )
