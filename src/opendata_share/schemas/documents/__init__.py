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

from ...contract import Contract

__all__ = ["find"]


@cache
def find(name: str) -> Contract | None:
    """Return the shipped contract called `name`, or None; it is read once."""
    document = files(__name__) / f"{name}.json"
    # a name is no path: "../agency" is nobody's contract
    if not name.replace("-", "").isalnum() or not document.is_file():
        return None
    return Contract.from_document(json.loads(document.read_text("utf-8")))
