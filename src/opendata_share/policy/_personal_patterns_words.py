"""Words by which names of people are told from names of places, and offices from people.

What lives here: words, and the three questions they answer. What this file must not know: patterns of numbers, columns.

A name is guessed from what stands before it: a title (Bpk., Sdri., dr.), "a.n.", a label (Korban: …), or from "bin" and
"binti" between two. Streets, hospitals and mosques are named after people too; what a word of places stands before is a
place.
"""

from __future__ import annotations

import re
from typing import Final


def any_case(words: str) -> str:
    """Return a pattern of words in any case, "|" between them; a flag would say it of the name behind them too."""
    return "".join(f"[{c.upper()}{c}]" if c.isalpha() else c for c in words.replace(".", r"\."))


_NAME: Final = "([A-Z][A-Za-z'][A-Za-z']+)"
_TITLE: Final = any_case("bpk|bapak|pak|ibu|bu|sdr|sdri|saudara|saudari|tn|tuan|ny|nyonya|nn|nona|alm|almh|a.n")
_DOTTED_TITLE: Final = any_case("an|dr|drg|h|hj|ir|kh")
_LABEL: Final = any_case("nama|pelapor|korban|pemilik|penghuni|saksi|pasien|atas nama|bernama")
NAMED: Final = (
    rf"(?:^|[^A-Za-z])(?:(?:{_TITLE})(?:\.| )|(?:{_DOTTED_TITLE})\.) ?{_NAME}"
    rf"|(?:^|[^A-Za-z])(?:{_LABEL})(?: ?:| ) ?{_NAME}"
    rf"|[A-Za-z] {any_case('bin')}(?:{any_case('ti')})? {_NAME}"
)
"""A word that may be a name, in one of three groups, behind what says so."""

_PLACE: Final = re.compile(
    r"\b(?:rs\w{0,4}|rumah sakit|klinik|puskesmas|apotek|optik|lab\w*|jl|jln|jalan|gg|gang|gedung|gd|masjid|mesjid|"
    r"musholl?a|taman|bandara|pelabuhan|stadion|universitas|univ|sekolah|sd\w?|smp\w?|sma\w?|smk\w?|yayasan|perum\w*|"
    r"komplek\w*|museum|jembatan|terminal|stasiun|pasar|toko|hotel|street|road)\b",
    re.IGNORECASE,
)
_NO_NAME: Final = re.compile(
    "anak|asuh|bangunan|barang|belum|bupati|camat|dan|dari|dengan|dinas|direktur|fasilitas|gubernur|guru|hamil|instansi|"
    "jalan|jiwa|kandung|kantor|kebakaran|kegiatan|kepala|ketua|korban|kota|lengkap|luka|lurah|melahirkan|meninggal|"
    "menteri|menyusui|nifas|nihil|obat|objek|pelapor|pemilik|pemohon|penerima|pertiwi|pos|presiden|rumah|sakit|sekolah|"
    "sudah|tangga|tempat|tidak|unit|wali|walikota|warga|yang",
    re.IGNORECASE,
)
_ROLE: Final = re.compile(
    r"info|admin|kontak|contact|humas|sekretariat|layanan|aduan|lapor|call|helpdesk|support|office|kantor|dinas|dinkes|"
    r"damkar|gulkarmat|pemadam|bpbd|bmkg|basarnas|polres|polsek|polda|kec|kel|pemkot|pemda|kota|kab|puskes|pkm|pkc|"
    r"rumahsakit|rsu|rsia|rsj|rsp|^rs|hospital|klinik|clinic|pmi|satpol|dishub|kominfo|no-?reply|webmaster|postmaster|"
    r"data|ppid|umum|alert",
    re.IGNORECASE,
)
_OFFICIAL: Final = re.compile(r"\.(?:go|mil|desa)\.id\Z|\.gov(?:\.[a-z]{2})?\Z|\.example\Z|\.int\Z", re.IGNORECASE)
_LOOK_BACK: Final = 60
"""How many characters before a name may hold the word that makes a place of it."""


def is_personal_name(match: re.Match[str]) -> bool:
    """Return whether a match of `NAMED` looks like the name of a person."""
    name = next(group for group in match.groups() if group)
    before = match.string[max(0, match.start() - _LOOK_BACK) : match.start()]
    return _NO_NAME.fullmatch(name) is None and _PLACE.search(before) is None


def is_office_address(address: str) -> bool:
    """Return whether an e-mail address looks like an office's: its name is a role, or its domain the government's."""
    local, _, domain = address.partition("@")
    return _ROLE.search(local) is not None or _OFFICIAL.search(f".{domain}") is not None
