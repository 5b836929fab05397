"""How a name of an area is written: many ways, one key.

What lives here: normalising the spelling of a name, and splitting off the word for its kind. Nothing here is fuzzy: two
names are the same when their keys are equal. What this file must not know: which areas there are.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

Kind = Literal["province", "regency", "city", "district", "village"]

LEVELS: dict[Kind, int] = {"province": 1, "regency": 2, "city": 2, "district": 3, "village": 4}

_WORDS = re.compile(r"[a-z0-9]+")
_ABBREVIATIONS = {
    "adm": "administrasi",
    "admin": "administrasi",
    "administratif": "administrasi",
    "kab": "kabupaten",
    "kec": "kecamatan",
    "kel": "kelurahan",
    "kep": "kepulauan",
    "prop": "provinsi",
    "propinsi": "provinsi",
    "prov": "provinsi",
}
_KIND_WORDS: dict[str, Kind] = {
    "provinsi": "province",
    "kabupaten": "regency",
    "kota": "city",
    "kotamadya": "city",
    "kotip": "city",
    "kecamatan": "district",
    "distrik": "district",
    "kelurahan": "village",
    "desa": "village",
}


class Name(NamedTuple):
    """A name as it is looked up: the kind it says of itself, its key without that word, and the key of the whole."""

    kind: Kind | None
    stem: str
    whole: str


def parse(text: str) -> Name | None:
    """Return the keys of a name, or None where it has no letter or digit.

    Case, accents, spaces and punctuation do not count; "Kab.", "Kec.", "Kel.", "Prov.", "Adm.", "Kep." and a leading
    "P." are written out; the word "administrasi" is left out. "Kota Adm. Jakarta Barat" has the kind city and the stem
    "jakartabarat".
    """
    words = _words(text)
    if not words:
        return None
    whole = "".join(words)
    kind = _KIND_WORDS.get(words[0])
    stem = "".join(words[1:])
    return Name(kind, stem, whole) if kind and stem else Name(None, whole, whole)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    words = [_ABBREVIATIONS.get(word, word) for word in _WORDS.findall(plain)]
    if len(words) > 1 and words[0] == "p":
        words[0] = "pulau"
    if len(words) > 1 and words[0] in {"kelurahan", "desa"} and words[1] == "p":
        words[1] = "pulau"
    return [word for word in words if word != "administrasi"] or words
