"""One administrative area of the reference.

What lives here: the frozen area and what follows from its code. What this file must not know: where the reference is
kept, how a name is matched.
"""

from __future__ import annotations

from ..._dataclass import dataclass

COUNTRY = "ID"

# The start of an official name says the kind of a level 2 area; the longer form stands first.
_KINDS = (
    ("Kabupaten Administrasi ", "administrative_regency"),
    ("Kota Administrasi ", "administrative_city"),
    ("Kabupaten ", "regency"),
    ("Kota ", "city"),
)


@dataclass(frozen=True, slots=True)
class Area:
    """One administrative area, from province (level 1) to kelurahan or desa (level 4).

    Attributes:
        code: The Kemendagri dotted code, such as "31.71.01.1001" (Kepmendagri 300.2.2-2430/2025).
        name: The official name, with "Kabupaten" or "Kota" where the decree has it.
        bps_code: The code of the same area in the BPS master file of 2018, or None where it is not known.
        iso_3166_2: The code of a province in ISO 3166-2, else None.
        aliases: Other spellings that occur in real files.
    """

    code: str
    name: str
    bps_code: str | None = None
    iso_3166_2: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def level(self) -> int:
        """1 province, 2 regency or city, 3 district, 4 kelurahan or desa: the number of blocks of the code."""
        return self.code.count(".") + 1

    @property
    def level_name(self) -> str:
        """The kind of area, a code of the list `administrative-level`."""
        match self.level:
            case 1:
                return "province"
            case 2:
                return next(kind for start, kind in _KINDS if self.name.startswith(start))
            case 3:
                return "district"
            case _:
                return "urban_village" if self.code.rpartition(".")[2].startswith("1") else "village"

    @property
    def parent_code(self) -> str | None:
        """The code without its last block, or None for a province."""
        return self.code.rpartition(".")[0] or None

    def lies_in(self, code: str) -> bool:
        """Return whether this area lies strictly inside the area `code`."""
        return self.code.startswith(code + ".")
