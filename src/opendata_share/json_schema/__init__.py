"""JSON Schema 2020-12 as contracts mean it: a document made sound once, and values judged by it exactly.

What lives here: documents to schemas, one value to what of it fails. What this room must not know: contracts, columns,
files. Nothing is fetched: a document holds all it refers to, the standard's own meta-schemas aside.
"""

from __future__ import annotations

from ._failure import Failure, rule_of
from ._formats import FORMATS, conforms
from ._graph import Node
from ._patterns import is_found, portable_pattern
from ._resources import DIALECT, absolute, escaped, steps_of
from ._schema import Schema
from ._values import (
    Json,
    NotJson,
    exact,
    identity_of,
    is_integer,
    is_multiple,
    is_number,
    read_json_text,
    write_json_text,
)

__all__ = [
    "DIALECT",
    "FORMATS",
    "Failure",
    "Json",
    "Node",
    "NotJson",
    "Schema",
    "absolute",
    "conforms",
    "escaped",
    "exact",
    "identity_of",
    "is_found",
    "is_integer",
    "is_multiple",
    "is_number",
    "portable_pattern",
    "read_json_text",
    "rule_of",
    "steps_of",
    "write_json_text",
]
