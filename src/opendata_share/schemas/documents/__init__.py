"""The shipped contracts as documents: what the record classes beside them promise, ready to be read.

What lives here: one JSON document a contract (`NAME.json`, the form of `Contract.to_document`), read when it is first
asked for. Reading one needs no record class, and so neither pydantic nor the eleven modules the classes stand in. What
this package must not know: which class a document was written from; the class is the source, and a test demands that
both say the same. `python -m opendata_share.schemas.documents` writes them anew.

Example:
    >>> find("facility-capacity").primary_key
    ('facility_id', 'bed_type', 'care_class', 'observed_at')
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from ...contract import Contract, Provenance

__all__ = ["find", "has_minted_key"]


@cache
def find(name: str) -> Contract | None:
    """Return the shipped contract called `name`, or None; it is read once."""
    document = _document(name)
    return None if document is None else Contract.from_document(document)


@cache
def has_minted_key(name: str) -> bool | None:
    """Return `Contract.has_minted_key` of the shipped contract called `name`, or None where there is none.

    The document says it; to make a contract of all of it takes ten times as long, and whoever asks has no other
    question about a table that is only referred to.

    Example:
        >>> has_minted_key("response-unit"), has_minted_key("administrative-area"), has_minted_key("bakery")
        (True, False, None)
    """
    document = _document(name)
    if document is None:
        return None
    key = document["x-contract"]["primaryKey"]
    return len(key) == 1 and document["properties"][key[0]]["x-contract"].get("provenance") == Provenance.IDENTIFIER


def _document(name: str) -> Any:
    document = files(__name__) / f"{name}.json"
    # a name is no path: "../agency" is nobody's contract
    if not name.replace("-", "").isalnum() or not document.is_file():
        return None
    return json.loads(document.read_text("utf-8"))
