"""Names a contract allows, made from a stranger's.

What lives here: slugs, and names that are each given once. What this file must not know: what is named.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_OURS: Final = re.compile(r"[a-z][a-z0-9_]*\Z")
_LONGEST: Final = 200


class Names:
    """Gives each thing a name of its own.

    Args:
        taken: Names that are given already.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def field(self, original: str, number: int) -> str:
        """Return a field name for a stranger's: lower-case letters, digits and `_`."""
        plain = slug(original, "_")
        if not plain:
            plain = f"field_{number}"
        return self._unique(plain if is_field_name(plain) else f"f_{plain}", "_")

    def slug(self, *parts: str) -> str:
        """Return a slug for a check or a code list."""
        return self._unique(slug("-".join(parts), "-"), "-")

    def _unique(self, name: str, joint: str) -> str:
        found, number = name, 1
        while found in self._taken:
            number += 1
            found = f"{name}{joint}{number}"
        self._taken.add(found)
        return found


def slug(text: str, joint: str) -> str:
    """Return the ASCII letters and digits of a text, lower-case, joined by `joint`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", joint, plain[:_LONGEST]).strip(joint)


def is_field_name(name: str) -> bool:
    """Whether a field of a contract may be called so; "point" means two columns in a field map."""
    return bool(_OURS.match(name)) and name != "point"


def contract_name(resource: str | None) -> str:
    """Return the name of the contract of a resource: its slug.

    Example:
        >>> contract_name("Rumah_Sakit.2024")
        'rumah-sakit-2024'
    """
    plain = slug(resource or "", "-")
    return plain if plain and plain[0].isalpha() else f"table-{plain}".rstrip("-")
