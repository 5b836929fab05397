"""A small document of a stranger, JSON or YAML, as JSON values.

What lives here: which of the two a file is. What this file must not know: what a document means.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from ..._limits import DEFAULT_LIMITS
from ...errors import DefinitionError, LimitExceeded, SourceUnavailable
from ._table_schema_document import read_json

_YAML_ENDINGS: Final = (".yaml", ".yml")


def read_document(path: Path) -> Any:
    """Return the value of a document: YAML where its name says so and it is not JSON, else JSON.

    JSON is YAML too, and read without PyYAML.

    Raises:
        SourceUnavailable: It cannot be read.
        LimitExceeded: It is larger than a named limit.
        DefinitionError: It is neither.
        MissingExtra: It is YAML and PyYAML is not installed.
    """
    if path.suffix.lower() not in _YAML_ENDINGS:
        return read_json(path)
    try:
        with path.open("rb") as file:
            data = file.read(DEFAULT_LIMITS.yaml_bytes + 1)
    except OSError as error:
        raise SourceUnavailable("contract-unreadable", file=path, reason=error.strerror) from error
    if len(data) > DEFAULT_LIMITS.yaml_bytes:
        raise LimitExceeded("limit-document", file=path, limit="yaml_bytes", value=DEFAULT_LIMITS.yaml_bytes)
    if data.lstrip()[:1] == b"{":
        try:
            return read_json(path)
        except DefinitionError as error:
            if error.message_id != "contract-not-json":
                raise
    from ._yaml import read_yaml  # most documents are JSON

    return read_yaml(data, path)
