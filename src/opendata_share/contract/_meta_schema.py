"""The meta-schema of contract documents: what other tools can judge a document's form with.

What lives here: the shipped JSON Schema, read once, and its application. What this file must not know: what a
contract means; `Contract.from_document` reads documents and needs nothing of this.

Nothing is fetched: the standard's own meta-schemas come with jsonschema, and every other `$ref` is refused.
"""

from __future__ import annotations

import copy
import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, NoReturn

from ..errors import DefinitionError

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

_FILE: Final = "meta-schema.json"


def meta_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of contract documents, a copy of your own.

    Example:
        >>> from opendata_share.contract import meta_schema
        >>> meta_schema()["$id"]
        'urn:opendata-share:meta-schema:contract:1.0'
    """
    return copy.deepcopy(_shipped())


def check_against_meta_schema(document: Any) -> None:
    """Raise where the form of a contract document is not that of the meta-schema.

    Args:
        document: Plain JSON values.

    Raises:
        DefinitionError: Its form is another; the message has the JSON pointer of the first place.
    """
    from jsonschema.exceptions import best_match

    error = best_match(_validator().iter_errors(document))
    if error is not None:
        pointer = "".join(f"/{part}" for part in error.absolute_path)
        raise DefinitionError("document-form", pointer=pointer or "/", keyword=error.validator)


@cache
def _shipped() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(files(__package__).joinpath(_FILE).read_text("utf-8"))
    return document


@cache
def _validator() -> Draft202012Validator:
    from jsonschema import Draft202012Validator
    from jsonschema_specifications import REGISTRY
    from referencing import Registry
    from referencing.exceptions import NoSuchResource

    def refuse(uri: str) -> NoReturn:
        raise NoSuchResource(uri)

    # `retrieve` is an attrs field that the checker does not see
    offline: Registry[Any] = Registry(retrieve=refuse).combine(REGISTRY)  # type: ignore[call-arg]
    return Draft202012Validator(_shipped(), registry=offline)
