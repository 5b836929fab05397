"""A stranger's JSON document, read without trust: every value asked for by its type, with its place.

What lives here: strict JSON, places (JSON pointers), `$ref` and paths refused by name, which resource is meant. What
this file must not know: what a field means, contracts.

Nothing is fetched, and no file outside the folder of the document is opened.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final, NoReturn

from ..._dataclass import dataclass
from ..._limits import DEFAULT_LIMITS
from ..._names import contract_name
from ...errors import DefinitionError, LimitExceeded, SourceUnavailable
from ..reading import JsonFault, check_nesting

_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_NAMES: Final = {str: "string", bool: "boolean", list: "array", dict: "object", int: "integer"}


@dataclass(frozen=True, slots=True)
class Place:
    """One object of the document and where it stands.

    Attributes:
        value: The object.
        pointer: Its JSON pointer; empty for the document itself.
    """

    value: Mapping[str, Any]
    pointer: str = ""

    def at(self, *keys: str | int) -> str:
        """Return the pointer of a member, or of a member of a member."""
        return self.pointer + "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in keys)

    def __contains__(self, key: str) -> bool:
        return self.value.get(key) is not None

    def text(self, key: str, default: str | None = None) -> str | None:
        """Return a text, or `default` where there is none."""
        return default if key not in self else str(self._typed(key, str))

    def flag(self, key: str, default: bool) -> bool:
        """Return a boolean."""
        return default if key not in self else bool(self._typed(key, bool))

    def count(self, key: str, most: int) -> int | None:
        """Return a whole number from 0 to `most`, or None."""
        if key not in self:
            return None
        found = self._typed(key, int)
        if not 0 <= found <= most:
            self.refuse("table-schema-shape", key, expected=f"0–{most}")
        return int(found)

    def items(self, key: str) -> list[Any]:
        """Return an array, empty where there is none."""
        return [] if key not in self else list(self._typed(key, list))

    def texts(self, key: str) -> tuple[str, ...]:
        """Return an array of texts, or one text, as a tuple."""
        found = self.value.get(key)
        items = [found] if isinstance(found, str) else self.items(key)
        if not all(isinstance(item, str) for item in items):
            self.refuse("table-schema-shape", key, expected="array of string")
        return tuple(items)

    def choice(self, key: str, allowed: tuple[str, ...]) -> str:
        """Return one of `allowed`, the first where there is none."""
        found = self.value.get(key)
        if isinstance(found, list) and len(found) == 1:  # the published profile of fieldsMatch asks for an array of one
            found = found[0]
        if found is None:
            return allowed[0]
        if not isinstance(found, str) or found not in allowed:
            self.refuse("table-schema-choice", key, allowed=allowed)
        return found

    def place(self, key: str) -> Place | None:
        """Return an inner object, or None."""
        return None if key not in self else place_of(self._typed(key, dict), self.at(key))

    def places(self, key: str) -> Iterator[Place]:
        """Yield the objects of an array."""
        for number, item in enumerate(self.items(key)):
            yield place_of(item, self.at(key, number))

    def refuse(self, message_id: str, *keys: str | int, **parameters: Any) -> NoReturn:
        """Raise a DefinitionError about this object or a member of it."""
        raise DefinitionError(message_id, pointer=self.at(*keys) or "/", **parameters)

    def _typed(self, key: str, kind: type) -> Any:
        found = self.value.get(key)
        if type(found) is not kind:
            self.refuse("table-schema-shape", key, expected=_NAMES[kind])
        return found


def place_of(value: Any, pointer: str = "") -> Place:
    """Return an object of the document with its place.

    Raises:
        DefinitionError: It is no object, or one that only points elsewhere.
    """
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise DefinitionError("table-schema-shape", pointer=pointer or "/", expected="object")
    if "$ref" in value:
        raise DefinitionError("table-schema-ref", pointer=pointer or "/")
    return Place(value, pointer)


def read_json(path: Path) -> Any:
    """Return the JSON value of a small file from a stranger.

    Raises:
        SourceUnavailable: It cannot be read.
        LimitExceeded: It is larger than `document_bytes`.
        DefinitionError: It is not JSON, nests too deep, or an object has a key twice.
    """
    try:
        if path.stat().st_size > DEFAULT_LIMITS.document_bytes:
            raise LimitExceeded(
                "limit-document", file=path, limit="document_bytes", value=DEFAULT_LIMITS.document_bytes
            )
        data = path.read_bytes()
    except OSError as error:
        raise SourceUnavailable("contract-unreadable", file=path, reason=error.strerror) from error
    try:
        check_nesting(data, DEFAULT_LIMITS.depth)
        return json.loads(data, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except DefinitionError as error:
        error.file = str(path)
        raise
    except JsonFault as fault:
        reason = f"depth > {DEFAULT_LIMITS.depth}"
        raise DefinitionError("contract-not-json", file=path, reason=reason) from fault
    except (ValueError, RecursionError) as error:
        raise DefinitionError("contract-not-json", file=path, reason=type(error).__name__) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise DefinitionError("table-schema-duplicate-key", key=twice)
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def is_table_schema(document: Any) -> bool:
    """Whether a document is a Data Package, a Data Resource or a Table Schema rather than a contract of ours."""
    return (
        isinstance(document, Mapping)
        and "x-contract" not in document
        and any(key in document for key in ("resources", "fields", "schema"))
    )


@dataclass(frozen=True, slots=True)
class Described:
    """One table of a document: its schema, and the resource and package around it where there are any."""

    schema: Place
    resource: Place | None
    package: Place | None
    folder: Path | None

    @property
    def name(self) -> str | None:
        """The resource's name, or the schema's own."""
        return None if self.resource is None else self.resource.text("name")


def resources_of(document: Place) -> tuple[Place, ...]:
    """Return the resources that describe a table; none where the document is a Table Schema."""
    if "resources" not in document:
        return (document,) if "schema" in document else ()
    found = tuple(document.places("resources"))
    if len(found) > DEFAULT_LIMITS.columns:
        document.refuse("table-schema-too-many", "resources", found=len(found), limit=DEFAULT_LIMITS.columns)
    return tuple(resource for resource in found if "schema" in resource)


def choose(document: Place, folder: Path | None, resource: str | None, source: Path | None) -> Described:
    """Return the table meant: the one named, the one whose file `source` is, or the only one.

    Raises:
        DefinitionError: There is none, several, or none of that name.
    """
    if "fields" in document:  # a Table Schema; some list sample files under "resources", without a schema
        if resource is not None and resource != document.text("name"):
            document.refuse("table-schema-no-resource", resource=resource, names=document.text("name") or "–")
        return Described(document, None, None, folder)
    found = resources_of(document)
    if not found:
        document.refuse("table-schema-no-table")
    named = [each for each in found if resource is None or each.text("name") == resource]
    named = named or [each for each in found if contract_name(each.text("name")) == resource]
    if not named:
        document.refuse("table-schema-no-resource", resource=resource, names=_names(found))
    if len(named) > 1 and source is not None:
        named = [each for each in named if _is_file(each, folder, source)] or named
    if len(named) > 1:
        raise DefinitionError("table-schema-which", names=_names(named), first=_names(named)[0])
    return described(named[0], document, folder)


def described(resource: Place, document: Place, folder: Path | None) -> Described:
    """Return the table of a resource, its schema read from beside the document where it is only named."""
    package = document if "resources" in document else None
    return Described(inner_document(resource, "schema", folder), resource, package, folder)


def inner_document(place: Place, key: str, folder: Path | None) -> Place:
    """Return the object `key` holds, or that stands in the file it names inside the folder of the document."""
    found = place.value.get(key)
    if not isinstance(found, str):
        return place.place(key) or place_of({}, place.at(key))
    return place_of(read_json(inside(found, place.at(key), folder)), place.at(key))


def inside(path: str, pointer: str, folder: Path | None) -> Path:
    """Return the file a document names, which must lie in the document's own folder.

    Raises:
        DefinitionError: It is an address, absolute, or leaves the folder, by a link too.
    """
    written = PurePosixPath(path)
    strange = _ADDRESS.match(path) or "\\" in path or "\0" in path or written.is_absolute() or ".." in written.parts
    if folder is None or strange:
        raise DefinitionError("table-schema-outside", pointer=pointer, path=path)
    root = folder.resolve()
    try:
        target = (root / written).resolve()
    except (OSError, ValueError, RuntimeError) as error:
        raise DefinitionError("table-schema-outside", pointer=pointer, path=path) from error
    if not target.is_relative_to(root):
        raise DefinitionError("table-schema-outside", pointer=pointer, path=path)
    return target


def _is_file(resource: Place, folder: Path | None, source: Path) -> bool:
    """Whether `source` is the file a resource describes; no file is opened to find out."""
    if folder is None:
        return False
    written = resource.value.get("path")
    paths = written if isinstance(written, list) else [written]
    local = [path for path in paths if isinstance(path, str) and not _ADDRESS.match(path) and "\0" not in path]
    return any((folder / path).resolve() == source.resolve() for path in local)


def _names(resources: tuple[Place, ...] | list[Place]) -> list[str]:
    return [resource.text("name") or resource.pointer for resource in resources]


def refuse_broken_text(document: Any) -> None:
    """Raise where a text holds half of a surrogate pair, or the value is no JSON at all."""
    try:
        json.dumps(document, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise DefinitionError("table-schema-broken-text") from error
    except (TypeError, ValueError, RecursionError) as error:
        raise DefinitionError("contract-not-json", reason=type(error).__name__) from error
