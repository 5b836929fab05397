"""A stranger's YAML as JSON values, read without trust.

What lives here: YAML 1.2's core schema over the events of PyYAML's scanner, which builds no objects by itself. What
this file must not know: what a document means.

No tag makes anything but plain values; an alias counts as often as it is used, so that a few lines cannot become
millions of values; keys are texts and stand once; dates stay texts.
"""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING, Any, Final

from ..._dataclass import dataclass
from ..._limits import DEFAULT_LIMITS
from ...errors import DefinitionError, LimitExceeded, MissingExtra

if TYPE_CHECKING:
    from pathlib import Path

_CORE: Final = "tag:yaml.org,2002:"
_WORDS: Final[dict[str, Any]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER: Final = re.compile(r"[-+]?[0-9]{1,400}\Z")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_LARGEST: Final = 400


def read_yaml(data: bytes, path: Path) -> Any:
    """Return the value of a YAML document.

    Args:
        data: The document, UTF-8.
        path: Its file, for errors.

    Raises:
        DefinitionError: It is not YAML, holds several documents, a tag that is not of the core schema, a key twice, or
            an alias without its anchor.
        LimitExceeded: It is larger than `yaml_bytes`, or holds more than `yaml_values` values, or nests deeper than
            `depth`.
        MissingExtra: PyYAML is not installed.
    """
    try:
        import yaml  # noqa: TID251  # a stranger's document; what we define is TOML or JSON
    except ImportError as error:
        raise MissingExtra("extra-yaml", file=path) from error
    if len(data) > DEFAULT_LIMITS.yaml_bytes:
        raise LimitExceeded("limit-document", file=path, limit="yaml_bytes", value=DEFAULT_LIMITS.yaml_bytes)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    composer = _Composer(path)
    try:
        for event in yaml.parse(data.decode("utf-8-sig"), Loader=loader):
            composer.add(type(event).__name__, event)
    except yaml.MarkedYAMLError as error:
        line = 0 if error.problem_mark is None else error.problem_mark.line + 1
        raise DefinitionError("contract-not-yaml", file=path, reason=f"{type(error).__name__}, line {line}") from None
    except (yaml.YAMLError, ValueError) as error:  # a character YAML does not allow, or no UTF-8
        raise DefinitionError("contract-not-yaml", file=path, reason=type(error).__name__) from None
    return composer.value


@dataclass(slots=True)
class _Open:
    """A list or an object that is not closed yet."""

    value: Any
    anchor: str | None
    key: str | None = None
    size: int = 1
    height: int = 1


@dataclass(slots=True)
class _Composer:
    path: Path
    value: Any = None
    documents: int = 0
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Any, int, int]] = field(default_factory=dict)
    count: int = 0

    def add(self, kind: str, event: Any) -> None:
        """Take the next event of the scanner."""
        match kind:
            case "DocumentStartEvent":
                self.documents += 1
                if self.documents > 1:
                    raise DefinitionError("contract-not-yaml", file=self.path, reason="---")
            case "ScalarEvent":
                self._scalar(event)
            case "AliasEvent":
                if event.anchor not in self.anchors:
                    raise self._wrong("yaml-alias", event)
                self._put(*self.anchors[event.anchor], event)
            case "MappingStartEvent" | "SequenceStartEvent":
                if event.tag not in {None, "!", f"{_CORE}map", f"{_CORE}seq"}:
                    raise self._wrong("yaml-tag", event)
                if self.stack and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None:
                    raise self._wrong("yaml-key", event)
                self.stack.append(_Open({} if kind.startswith("M") else [], event.anchor))
                self._bound(len(self.stack), 0)
            case "MappingEndEvent" | "SequenceEndEvent":
                done = self.stack.pop()
                if done.anchor is not None:
                    self.anchors[done.anchor] = (done.value, done.size, done.height)
                self._put(done.value, done.size, done.height, event, again=True)

    def _scalar(self, event: Any) -> None:
        if self.stack and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None:
            if event.tag not in {None, "!", f"{_CORE}str"}:
                raise self._wrong("yaml-tag", event)
            key = str(event.value)
            if key in self.stack[-1].value:
                raise DefinitionError("table-schema-duplicate-key", file=self.path, key=key)
            self.stack[-1].key = key
            if event.anchor is not None:
                self.anchors[event.anchor] = (key, 1, 1)
            return
        value = self._resolved(event)
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, 1, 1)
        self._put(value, 1, 1, event)

    def _put(self, value: Any, size: int, height: int, event: Any, *, again: bool = False) -> None:
        """Put a value where the next one belongs; `again` where its parts were counted when they came."""
        self._bound(len(self.stack) + height - 1, 1 if again else size)
        if not self.stack:
            self.value = value
            return
        parent = self.stack[-1]
        parent.size += size
        parent.height = max(parent.height, height + 1)
        if isinstance(parent.value, list):
            parent.value.append(value)
        elif parent.key is None:  # an alias as a key
            raise self._wrong("yaml-key", event)
        else:
            parent.value[parent.key] = value
            parent.key = None

    def _bound(self, depth: int, more: int) -> None:
        self.count += more
        if self.count > DEFAULT_LIMITS.yaml_values:
            raise LimitExceeded("limit-values", file=self.path, limit="yaml_values", value=DEFAULT_LIMITS.yaml_values)
        if depth > DEFAULT_LIMITS.depth:
            raise LimitExceeded("limit-depth", file=self.path, limit="depth", value=DEFAULT_LIMITS.depth)

    def _resolved(self, event: Any) -> Any:
        text, tag = str(event.value), event.tag
        if tag in {"!", f"{_CORE}str"} or (tag is None and not event.implicit[0]):
            return text
        if tag is not None and tag not in {f"{_CORE}{kind}" for kind in ("null", "bool", "int", "float")}:
            raise self._wrong("yaml-tag", event)
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.match(text):
            return int(text)
        if len(text) <= _LARGEST and _FLOAT.match(text):
            number = float(text)
            return text if number in {float("inf"), float("-inf")} else number
        return text

    def _wrong(self, message_id: str, event: Any) -> DefinitionError:
        return DefinitionError(message_id, file=self.path, line=event.start_mark.line + 1)
