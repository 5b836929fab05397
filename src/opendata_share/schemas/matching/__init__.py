"""Joining two lists of names that were written by different hands, without guessing.

What lives here: what may be ignored in a name (`Normalisation`, one for facilities and one for areas), reviewed other
names (`Alias`), and the decision `match_names`. What this package must not know: where names come from, files, and what
is done with a name that was not joined.
"""

from __future__ import annotations

from ._decision import JOINED, MATCH_COLUMNS, UNJOINED, Alias, NameMatcher, match_names
from ._normalisation import Normalisation, Words
from ._spellings import AREAS, FACILITIES, NORMALISATIONS, PLAIN

__all__ = [
    "AREAS",
    "FACILITIES",
    "JOINED",
    "MATCH_COLUMNS",
    "NORMALISATIONS",
    "PLAIN",
    "UNJOINED",
    "Alias",
    "NameMatcher",
    "Normalisation",
    "Words",
    "match_names",
]
