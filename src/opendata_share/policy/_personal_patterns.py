"""What personal data look like in a text: shapes, and the digits and dates that confirm them.

What lives here: one detector a kind of personal data, each a pattern that RE2 and Python read alike, with a
confirmation where a pattern cannot count. What this file must not know: columns (`_personal_patterns_scan`), which
words names stand beside (`_personal_patterns_words`), policies.

NIK and family-card number: 16 digits, being province, regency, district, day (40 more for women), month, year, serial.
Taxpayer number (NPWP) 99.999.999.9-999.999: the ninth digit is a Luhn check digit, and the second says who pays, 0 to 3
being treasuries and companies. Bank cards: ISO/IEC 7812 with its Luhn digit.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from functools import cached_property
from typing import Final

from .._dataclass import dataclass
from ._personal_patterns_words import NAMED, any_case, is_office_address, is_personal_name

Confirm = Callable[["re.Match[str]"], bool]

_BEFORE: Final = r"(?:^|[^0-9A-Za-z.,]|[^0-9][.,]|^[.,])"
"""No digit goes on before a number, nor a decimal point after a digit."""
_BEHIND: Final = r"(?:$|[^0-9A-Za-z.,]|[.,](?:$|[^0-9]))"


class Bytes:
    """Some texts, one after the other, as needs look at them; each look is taken once.

    Args:
        data: UTF-8.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def lower(self) -> bytes:
        """The bytes with ASCII letters small."""
        return self.data.lower()

    @cached_property
    def forms(self) -> bytes:
        """A 0 for every digit, an A for every capital, without what may stand between them."""
        return self.data.translate(_FORMS, b" .()-")


@dataclass(frozen=True, slots=True)
class Need:
    """What a text must hold at least to be looked at closely; it is never missing where something is to be found.

    Attributes:
        may_be_in: Whether some texts together can hold it.
        shape: The pattern of it in one text, or None where only the whole is asked.
    """

    may_be_in: Callable[[Bytes], bool]
    shape: str | None = None


@dataclass(frozen=True)
class Detector:
    """One kind of personal data.

    Attributes:
        finding: The slug it is found as, such as "nik".
        shape: A pattern that RE2 and Python read alike; group 1 is the datum.
        need: What a text must hold at least.
        confirms: Whether a match is one, where the pattern cannot say.
        blocks: Whether it holds a release back; else it is advice.
    """

    finding: str
    shape: str
    need: Need
    confirms: Confirm | None = None
    blocks: bool = True

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self.shape, re.ASCII)

    def is_in(self, text: str) -> bool:
        """Return whether a text whose shape was found holds one."""
        start = 0
        while (match := self._pattern.search(text, start)) is not None:
            if self.confirms is None or self.confirms(match):
                return True
            start = max(match.end() - 1, match.start() + 1)  # what ends one may begin the next
        return False


def luhn(digits: str) -> bool:
    """Return whether the last digit is the Luhn check digit of those before it (ISO/IEC 7812-1, annex B)."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


# dates of a NIK, by how many days a month has; women's days are 40 more

_YEAR: Final = "[0-9]{2}"
_LEAP_YEAR: Final = "(?:[02468][048]|[13579][26])"
_DATE: Final = (
    f"(?:(?:0[1-9]|[12][0-9]|3[01]|4[1-9]|[56][0-9]|7[01])SEP(?:0[13578]|1[02]){_YEAR}"
    f"|(?:0[1-9]|[12][0-9]|30|4[1-9]|[56][0-9]|70)SEP(?:0[469]|11){_YEAR}"
    f"|(?:0[1-9]|1[0-9]|2[0-8]|4[1-9]|5[0-9]|6[0-8])SEP02{_YEAR}|(?:29|69)SEP02{_LEAP_YEAR})"
)
_PROVINCE: Final = "(?:1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7])"
_REGENCY: Final = "(?:0[1-9]|[12][0-9]|3[0-9]|7[1-9])"
_DISTRICT: Final = "(?:0[1-9]|[1-9][0-9])"
_SERIAL: Final = "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_NIK: Final = "|".join(
    f"{_PROVINCE}{a}{_REGENCY}{b}{_DISTRICT}{c}{_DATE.replace('SEP', d)}{e}{_SERIAL}"
    for a, b, c, d, e in (
        ("", "", "", "", ""),
        ("", "[ -]", "", "[ -]", "[ -]"),  # 3171 0112 0190 0001
        ("", "", "[ .-]", "", "[ .-]"),  # 317101.120190.0001
        (r"\.", r"\.", r"\.", "", r"\."),  # 31.71.01.120190.0001
    )
)

_SIXTEEN: Final = "[0-9]{4}[ .-]?[0-9]{4}[ .-]?[0-9]{4}[ .-]?[0-9]{4}"
_MOBILE: Final = r"(?:\+?62[ .(-]{0,2}(?:0\)? ?)?|0)8[1-9][0-9]{1,2}[ .-]?[0-9]{3,4}[ .-]?[0-9]{3,5}"
_ADDRESS: Final = r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}"
_CARD: Final = (
    "(?:4[0-9]{3}|5[1-5][0-9]{2}|2[2-7][0-9]{2}|35[2-8][0-9]|6[0-9]{3})[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}"
    "|3[47][0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{5}"
)
_IPV4: Final = r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}"
_IPV6: Final = "(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}"
_PLATE_AREA: Final = (
    "(?:A[ABDEG]?|B[ABDEGHKLMNP]?|D[ABCDEGHKLMNRTSWP]?|E[ABDE]?|F|G|H|K[BHTU]?|L|M|N|P[AEGSBY]?|R|S|T|W|Z)"
)
_LATITUDE: Final = r"-?(?:[0-9]|1[01])\.[0-9]{3,15}"
_LONGITUDE: Final = r"(?:9[4-9]|1[0-3][0-9]|14[01])\.[0-9]{3,15}"


def _is_taxpayers(match: re.Match[str]) -> bool:
    digits = _digits(match[1])
    return digits[1] not in "0123" and luhn(digits[:9])


def _is_global(match: re.Match[str]) -> bool:
    try:
        return ipaddress.ip_address(match[1]).is_global
    except ValueError:  # 999.1.1.1 looks like one and is none
        return False


# what a text must hold at least

_FORMS: Final = bytes.maketrans(b"123456789BCDEFGHIJKLMNOPQRSTUVWXYZ", b"000000000" + b"A" * 25)
_TEN_DIGITS: Final = Need(lambda texts: b"0" * 10 in texts.forms)
_FIFTEEN_DIGITS: Final = Need(lambda texts: b"0" * 15 in texts.forms, "[0-9](?:[ .-]?[0-9]){14}")
_AT_SIGN: Final = Need(lambda texts: b"@" in texts.data)
_WORDS: Final = Need(lambda texts: any(mark in texts.data for mark in (b" ", b":", b".")), "[ :.]")
_PLATE: Final = Need(lambda texts: b"A0000AA" in texts.forms)
_PLATE_WORD: Final = Need(lambda texts: b"pol" in texts.lower or b"plat" in texts.lower, any_case("pol|plat"))
_PASSPORT_WORD: Final = Need(
    lambda texts: b"paspor" in texts.lower or b"passport" in texts.lower, any_case("paspor|passport")
)
_DOTS_OR_COLONS: Final = Need(lambda texts: texts.data.count(b".") > 2 or texts.data.count(b":") > 6)
_TWO_DOTS: Final = Need(lambda texts: texts.data.count(b".") > 1, r"[0-9]\.[0-9]{3}")


DETECTORS: Final = (
    Detector("nik", f"{_BEFORE}({_NIK}){_BEHIND}", _FIFTEEN_DIGITS),
    Detector(
        "family-card",
        rf"(?:^|[^A-Za-z])(?:[Kk][Kk]|{any_case('kartu keluarga')})[^0-9A-Za-z]{{0,4}}(?:{any_case('nomor|no')})?"
        rf"[^0-9A-Za-z]{{0,4}}({_SIXTEEN}){_BEHIND}",
        _FIFTEEN_DIGITS,
    ),
    Detector("phone", f"{_BEFORE}({_MOBILE}){_BEHIND}", _TEN_DIGITS),
    Detector("email", f"({_ADDRESS})", _AT_SIGN, lambda match: not is_office_address(match[1])),
    Detector("email-of-office", f"({_ADDRESS})", _AT_SIGN, lambda match: is_office_address(match[1]), blocks=False),
    Detector("plate", f"{_BEFORE}({_PLATE_AREA}[ -]?[1-9][0-9]{{3}}[ -]?[A-Z]{{2,3}}){_BEHIND}", _PLATE),
    Detector(
        "plate",
        rf"(?:{any_case('nopol|no. pol|no pol|nomor polisi|plat|plat nomor|no. polisi')})[^0-9A-Za-z]{{0,4}}"
        rf"([A-Za-z]{{1,2}}[ -]?[1-9][0-9]{{0,3}}[ -]?[A-Za-z]{{1,3}}){_BEHIND}",
        _PLATE_WORD,
    ),
    Detector(
        "npwp",
        rf"{_BEFORE}([0-9]{{2}}\.[0-9]{{3}}\.[0-9]{{3}}\.[0-9][.-][0-9]{{3}}\.[0-9]{{3}}){_BEHIND}",
        _FIFTEEN_DIGITS,
        _is_taxpayers,
    ),
    Detector(
        "passport",
        rf"(?:{any_case('paspor|passport')})[^0-9A-Za-z]{{0,4}}(?:{any_case('nomor|no')})?[^0-9A-Za-z]{{0,4}}"
        rf"([A-Za-z]{{1,2}} ?[0-9]{{6,7}}){_BEHIND}",
        _PASSPORT_WORD,
    ),
    Detector("bank-card", f"{_BEFORE}({_CARD}){_BEHIND}", _FIFTEEN_DIGITS, lambda match: luhn(_digits(match[1]))),
    Detector("ip-address", f"{_BEFORE}({_IPV4}|{_IPV6}){_BEHIND}", _DOTS_OR_COLONS, _is_global),
    Detector("name", NAMED, _WORDS, is_personal_name),
    Detector(
        "coordinates",
        rf"{_BEFORE}({_LATITUDE}°? ?[,;/ ] ?\+?{_LONGITUDE}|{_LONGITUDE}°? ?[,;/ ] ?{_LATITUDE}){_BEHIND}",
        _TWO_DOTS,
    ),
)
"""Every detector; two may find the same kind."""
FINDINGS: Final = tuple(dict.fromkeys(each.finding for each in DETECTORS))
