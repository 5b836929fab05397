"""Identifiers the package mints: `agency:part-part`, injective, the same for the same key.

What lives here: escaping and joining over Arrow columns. What this file must not know: where the parts come from.

A part keeps letters, digits, `.` and `_`; every other byte of its UTF-8 becomes `~hh`. In a key of several parts `-`
is escaped too, so that ("a-b", "c") and ("a", "b-c") differ.
"""

from __future__ import annotations

import pyarrow as pa

from ..._arrow import Values, pc


def escape_parts(column: Values, *, hyphen: bool) -> Values:
    """Return text with every byte outside the identifier's alphabet written as `~hh`; `hyphen` escapes `-` as well."""
    plain = r"^[A-Za-z0-9._]*$" if hyphen else r"^[A-Za-z0-9._-]*$"
    if pc.all(pc.match_substring_regex(column, plain)).as_py() is not False:
        return column
    encoded = column.dictionary_encode()
    escaped = [None if text is None else _escaped(text, hyphen) for text in encoded.dictionary.to_pylist()]
    return pa.array(escaped, pa.string()).take(encoded.indices)


def _escaped(text: str, hyphen: bool) -> str:
    kept = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._" + ("" if hyphen else "-"))
    return "".join(c if c in kept else "".join(f"~{byte:02x}" for byte in c.encode()) for c in text)


def mint(agency: str, parts: list[Values]) -> Values:
    """Return `agency:part-part` for each row; null where a part is null or empty."""
    several = len(parts) > 1
    trimmed = [pc.if_else(pc.equal(part, ""), pa.scalar(None, pa.string()), part) for part in parts]
    escaped = [escape_parts(part, hyphen=several) for part in trimmed]
    joined = pc.binary_join_element_wise(*escaped, "-") if several else escaped[0]
    return pc.binary_join_element_wise(pa.scalar(agency), joined, ":")


def with_agency(agency: str, column: Values) -> Values:
    """Return references with the agency's prefix where they carry none."""
    minted = mint(agency, [column])
    return pc.if_else(pc.match_substring(column, ":"), column, minted)
