"""The reference of administrative areas, as an index.

What lives here: an immutable index over areas, by code, by BPS code and by name. What this file must not know: where
areas come from, files, Arrow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from ._area import Area
from ._names import LEVELS, Name, parse

if TYPE_CHECKING:
    from ._match import AreaMatch, System


class AreaIndex:
    """Areas by code and by name; immutable, and safe to share between threads.

    Example:
        >>> from opendata_share.schemas import areas
        >>> areas.index().by_names(("Jakarta Barat", "Kebun Jeruk", "Kedoya Utara")).code
        '31.73.05.1006'
    """

    __slots__ = ("_areas", "_by_bps", "_by_name", "_children")

    def __init__(self, areas: Iterable[Area]) -> None:
        ordered = sorted(areas, key=lambda area: area.code)
        self._areas: Mapping[str, Area] = MappingProxyType({area.code: area for area in ordered})
        by_bps = {area.bps_code: area.code for area in ordered if area.bps_code is not None}
        self._by_bps: Mapping[str, str] = MappingProxyType(by_bps)
        children: dict[str, list[str]] = defaultdict(list)
        for area in ordered:
            children[area.parent_code or ""].append(area.code)
        self._children: Mapping[str, tuple[str, ...]] = MappingProxyType({k: tuple(v) for k, v in children.items()})
        self._by_name: Mapping[str, tuple[Area, ...]] | None = None

    def __len__(self) -> int:
        return len(self._areas)

    def __iter__(self) -> Iterator[Area]:
        return iter(self._areas.values())

    def __contains__(self, code: object) -> bool:
        return code in self._areas

    def get(self, code: str) -> Area | None:
        """Return the area whose Kemendagri dotted code is `code`, or None."""
        return self._areas.get(code)

    def codes(self) -> frozenset[str]:
        """Return every Kemendagri dotted code of the reference."""
        return frozenset(self._areas)

    def children(self, code: str) -> tuple[str, ...]:
        """Return the codes one level below `code`, sorted; empty where the reference goes no deeper."""
        return self._children.get(code, ())

    def from_bps(self, code: str) -> str | None:
        """Return the Kemendagri dotted code of the area BPS called `code` in 2018, or None."""
        return self._by_bps.get(code)

    def knows_bps_below(self, code: str) -> bool:
        """Return whether the BPS codes of the areas one level below `code` are known."""
        return any(self._areas[child].bps_code is not None for child in self.children(code))

    def named(self, name: Name) -> tuple[Area, ...]:
        """Return every area of that name, sorted by code.

        A name that says its kind ("Kota Tangerang") means areas of that kind only; where there are none, the word is
        taken as part of the name ("Kota Bambu Utara").
        """
        if name.kind is not None:
            kind, level = name.kind, LEVELS[name.kind]
            found = tuple(a for a in self._names().get(name.stem, ()) if a.level == level and _is_kind(a, kind))
            if found:
                return found
        return self._names().get(name.whole, ())

    def _names(self) -> Mapping[str, tuple[Area, ...]]:
        # made when first asked for: most ask for codes only; two threads that ask at once make the same
        if self._by_name is None:
            self._by_name = MappingProxyType(_by_name(tuple(self._areas.values())))
        return self._by_name

    def by_code(self, text: str, *, system: System, as_of: date | None = None) -> AreaMatch:
        """Return the area whose code `text` is in `system`; digits alone never say which system they are of.

        Args:
            text: "kemendagri": dotted, or the 2, 4, 6 or 10 digits without dots; with RW and RT ("…/001/002") the
                kelurahan is answered. "bps": 2, 4, 7 or 10 digits. A code that a spreadsheet made a number of ("11.1",
                "3171.0") is refused as `area-code-malformed`, never padded: 11.1 was 11.10, and padding it hits another
                regency.
            system: "kemendagri" or "bps"; for Jakarta the same four digits are different cities in the two.
            as_of: When the code was valid. One edition of each is shipped: Kemendagri 2025 and BPS 2018, which are also
                what None means.

        Returns:
            The Kemendagri dotted code, or None with a finding; see `AreaMatch`. A code below what the reference holds
            gives the deepest level it holds, with `area-partial`. Blank text gives neither code nor finding.

        Raises:
            DefinitionError: The system is unknown, or `as_of` lies in a year whose edition is not shipped.
        """
        from ._match import match_code

        return match_code(self, text, system, as_of)

    def by_names(
        self, names: Sequence[str | None], *, within: str | None = None, level: int | None = None
    ) -> AreaMatch:
        """Return the area that names mean together, such as (wilayah, kecamatan, kelurahan).

        The topmost name the reference knows is believed; the answer is the deepest name that lies in it. None and blank
        names are passed over, but keep their place: in ("Jakarta Pusat", "Gambir", None) Gambir is the kecamatan.

        Args:
            names: From the largest area to the smallest, each of a lower level than the one before.
            within: The code of an area the answer must be or lie in.
            level: The level of the last name, 1 to 4, where it is known; a lone "Gambir" is a kecamatan (3) and a
                kelurahan (4).

        Returns:
            The Kemendagri dotted code and a finding; see `AreaMatch`. No name at all gives neither. A bare "Bogor"
            means the regency, a bare "Jambi" the province; "Kota Bogor" and "Kota Jambi" the cities.

        Raises:
            DefinitionError: `within` is not an area of the reference.
        """
        from ._match import match_names

        return match_names(self, names, within, level)


def _by_name(areas: Sequence[Area]) -> dict[str, tuple[Area, ...]]:
    """Return the areas by every key they may be called: stems and whole names, official and other spellings."""
    found: dict[str, dict[str, Area]] = defaultdict(dict)
    for area in areas:
        for text in (area.name, *area.aliases):
            name = parse(text)
            if name is None:
                continue
            found[name.whole][area.code] = area
            if name.kind is not None and LEVELS[name.kind] == area.level:
                found[name.stem][area.code] = area
    return {key: tuple(by_code.values()) for key, by_code in found.items()}


def _is_kind(area: Area, kind: str) -> bool:
    if area.level != 2:
        return True
    return area.level_name.endswith("city") if kind == "city" else area.level_name.endswith("regency")
