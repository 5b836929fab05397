"""Rules about the shared schemas that no condition of a contract can say: functions over columns, for whoever asks.

What lives here: rules registered under the entry-point group `opendata_share.rules`, judged only where they are named
(`validate(..., rules=["kemkes-code-in-area"])`, `--rule kemkes-code-in-area`). What this module must not know: how
rules are judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pyarrow as pa

from .._arrow import Values, pc
from ..schemas import areas
from ._custom_rules import rule

_AID: Final = pa.array(["aid_given", "aid_received"])
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


def _agency(identifiers: Values) -> Values:
    """Return what stands before the colon of each identifier; null where there is none."""
    there = pc.match_substring(identifiers, ":")
    return pc.if_else(
        there, pc.list_element(pc.split_pattern(identifiers, ":", max_splits=1), 0), pa.scalar(None, pa.string())
    )
