"""What "uri" and "email" mean, as portable regular expressions.

What lives here: RFC 3986's `URI` (a scheme is required; `%` must be followed by two hexadecimal digits) and the
mailbox of RFC 5321 §4.1.2 without quoted local parts and address literals, at most 64 code units before the `@`,
labels of 1 to 63 letters, digits and inner hyphens after it. Both are ASCII: an internationalised address is written
in its ASCII form. What this file must not know: fields and data.

The expressions are anchored and use only what RE2 and ECMA-262 read alike.
"""

from __future__ import annotations

from typing import Final

_UNRESERVED: Final = r"A-Za-z0-9\-._~"
_DELIMITERS: Final = r"!$&'()*+,;="
_ESCAPED: Final = r"%[0-9A-Fa-f]{2}"


def _any_of(characters: str) -> str:
    return f"(?:[{_UNRESERVED}{_DELIMITERS}{characters}]|{_ESCAPED})*"


def _ipv6() -> str:
    """Return RFC 3986's `IPv6address`, alternative by alternative."""
    group = "[0-9A-Fa-f]{1,4}"
    octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
    last_two = rf"(?:{group}:{group}|{octet}(?:\.{octet}){{3}})"
    ways = [f"(?:{group}:){{6}}{last_two}", f"::(?:{group}:){{5}}{last_two}"]
    for before in range(6):
        head = f"(?:{group})?" if before == 0 else f"(?:(?:{group}:){{0,{before}}}{group})?"
        after = 4 - before
        tail = f"(?:{group}:){{{after}}}{last_two}" if after >= 0 else group
        ways.append(f"{head}::{tail}")
    ways.append(f"(?:(?:{group}:){{0,6}}{group})?::")
    return "|".join(f"(?:{way})" for way in ways)


_HOST: Final = rf"(?:\[(?:{_ipv6()}|[vV][0-9A-Fa-f]+\.[{_UNRESERVED}{_DELIMITERS}:]+)\]|{_any_of('')})"
_SEGMENT: Final = _any_of(":@")
_AUTHORITY: Final = rf"//(?:{_any_of(':')}@)?{_HOST}(?::[0-9]*)?(?:/{_SEGMENT})*"
_PATH: Final = f"/?(?:{_SEGMENT[:-1]}+(?:/{_SEGMENT})*)?"
_TAIL: Final = _any_of(":@/?")
_LABEL: Final = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ATOM: Final = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"

_URI: Final = rf"[A-Za-z][A-Za-z0-9+.\-]*:(?:{_AUTHORITY}|{_PATH})"
_WITHOUT_SCHEME: Final = f"(?:/|(?:/{_SEGMENT[:-1]}+|{_any_of('@')[:-1]}+)(?:/{_SEGMENT})*)?"
_QUERY_AND_FRAGMENT: Final = rf"(?:\?{_TAIL})?(?:#{_TAIL})?"

ADDRESSES: Final = {
    "uri": f"^{_URI}{_QUERY_AND_FRAGMENT}$",
    "email": rf"^{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*$",
}
"""The anchored expression of each format."""

URI_REFERENCE: Final = f"^(?:{_URI}|{_AUTHORITY}|{_WITHOUT_SCHEME}){_QUERY_AND_FRAGMENT}$"
"""RFC 3986's `URI-reference`, which JSON Schema knows as a format and a field does not."""

LONGEST_LOCAL_PART: Final = "^[^@]{65}"
"""What an email must not match: RE2 has no look-ahead, so RFC 5321 §4.5.3.1.1 is a second expression."""
