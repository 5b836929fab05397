"""A plain pydantic model becomes a contract.

What lives here: names, words, classes, defaults of its fields, and what of the class no contract can say: code. What
this file must not know: types and limits, rows.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from enum import Enum
from typing import Any, Final

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from ..._dataclass import dataclass
from ..._names import Names, contract_name, is_field_name
from ...contract import (
    Check,
    Classified,
    Code,
    CodeList,
    CodeListEntry,
    Contract,
    Definition,
    Deprecation,
    Element,
    Field,
    FieldType,
    Record,
    Ref,
    Reference,
    Sensitivity,
    Text,
    Title,
    Unit,
    find_code_list,
)
from ...errors import DefinitionError
from ..mapping import normal
from ._imported import Imported
from ._model_types import Shape, shape_of
from ._statements import joined
from ._table_schema_lost import Losses, Lost
from ._table_schema_values import one_of

STANDARD: Final = "pydantic"
_DEEPEST: Final = 8
_ABOUT_OBJECTS: Final = frozenset(
    {
        *("title", "frozen", "strict", "from_attributes", "populate_by_name", "validate_by_name", "validate_by_alias"),
        *("arbitrary_types_allowed", "validate_assignment", "validate_default", "hide_input_in_errors"),
        *(
            "use_enum_values",
            "protected_namespaces",
            "defer_build",
            "use_attribute_docstrings",
            "extra",
            "alias_generator",
        ),
        *("revalidate_instances", "allow_inf_nan", "serialize_by_alias", "loc_by_alias"),
    }
)
"""Settings of a model that change no rule about rows, or that a contract always has."""
_DEFAULTS: Final[Mapping[FieldType, tuple[type, ...]]] = {
    FieldType.TEXT: (str,),
    FieldType.INTEGER: (int,),
    FieldType.NUMBER: (int, float),
    FieldType.BOOLEAN: (bool,),
}
_OUR_WORDS: Final = frozenset({"sensitivity", "unit", "title", "definition"})


def import_model(
    model: type[BaseModel],
    *,
    name: str | None = None,
    version: str = "0.0.0",
    key: Sequence[str] = (),
    sensitivity: Sensitivity = Sensitivity.PERSONAL,
) -> Imported:
    """Return the contract of a pydantic model, with everything of it that no contract can say.

    Types become columns: str, int, float, bool, date, datetime, Decimal with digits, UUID, addresses; lists of them and
    of models; Literal and Enum of texts a code list, of numbers a check. Other types, and models outside of lists, are
    columns of JSON text. `Field` says limits, title, description, default, alias and deprecation. Validators are code
    and are lost, by name. A `Record` is its own contract.

    A field is of the class `sensitivity` unless it says otherwise: `Field(json_schema_extra={"x-contract":
    {"sensitivity": "public"}})`, where `unit`, `title` and `definition` may stand too, or our markers in `Annotated`.

    Args:
        model: The class; nothing of it is called.
        name: The contract's name; made from the class's if not given.
        version: The contract's version.
        key: The fields that tell rows apart.
        sensitivity: The class of fields that have none; personal, the most restrictive, if not given.

    Raises:
        DefinitionError: It is no model, has no fields, or the contract would not be sound.

    Example:
        >>> from typing import Annotated, Literal
        >>> from pydantic import BaseModel, Field
        >>> class Ward(BaseModel):
        ...     code: str = Field(max_length=8)
        ...     kind: Literal["adult", "child"] = "adult"
        ...     beds: Annotated[int | None, Field(ge=0)] = None
        >>> imported = import_model(Ward, key=["code"])
        >>> [(field.name, str(field.type), field.required) for field in imported.contract().fields]
        [('code', 'text', True), ('kind', 'text', True), ('beds', 'integer', False)]
        >>> imported.lost
        ()
    """
    given: object = model
    if not (isinstance(given, type) and issubclass(given, BaseModel)):
        raise DefinitionError("import-not-model", type=getattr(given, "__name__", type(given).__name__))
    if issubclass(model, Record):
        return Imported(STANDARD, (model.contract(),), ())
    reader = _Reader(name or contract_name(_kebab(model.__name__)), Sensitivity(sensitivity))
    fields = reader.fields(model, "", 0)
    title = model.model_config.get("title") or _sentence(model.__name__)
    meaning = inspect.cleandoc(model.__doc__) if model.__doc__ else None
    contract = Contract(
        name=reader.contract,
        version=version,
        title=Text(title, title),
        definition=Text(meaning, meaning) if meaning else None,
        fields=fields,
        primary_key=tuple(key),
        checks=tuple(reader.checks),
        code_lists=tuple(reader.lists.values()),
    )
    return Imported(STANDARD, (contract,), reader.losses.all())


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name)


def _sentence(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).capitalize()


@dataclass(slots=True)
class _Reader:
    contract: str
    sensitivity: Sensitivity
    losses: Losses = field(default_factory=Losses)
    slugs: Names = field(default_factory=Names)
    lists: dict[str, CodeList] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    enumerations: dict[type[Enum], str] = field(default_factory=dict)

    def fields(self, model: type[BaseModel], pointer: str, depth: int) -> tuple[Field, ...]:
        """Return the fields of a model, and note what of it is code."""
        if depth > _DEEPEST:
            raise DefinitionError("import-model-depth", type=model.__name__, limit=_DEEPEST)
        self._code(model, pointer)
        names = Names(name for name in model.model_fields if is_field_name(name))
        return tuple(
            self._field(
                info, original, original if is_field_name(original) else names.field(original, number), pointer, depth
            )
            for number, (original, info) in enumerate(model.model_fields.items(), start=1)
        )

    def _code(self, model: type[BaseModel], pointer: str) -> None:
        """Note what only Python can do."""
        decorators = model.__pydantic_decorators__
        for kind in (
            *("validators", "field_validators", "root_validators", "model_validators"),
            *("field_serializers", "model_serializers", "computed_fields"),
        ):
            for name in getattr(decorators, kind, {}):
                judges = "serializer" not in kind and kind != "computed_fields"
                self.losses.add(joined(pointer, kind, name), "lost-code", judges=judges, name=name)
        for setting in model.model_config:
            if setting not in _ABOUT_OBJECTS:
                self.losses.add(joined(pointer, "model_config", setting), "lost-no-place")

    def _field(self, info: FieldInfo, original: str, name: str, pointer: str, depth: int) -> Field:
        at = joined(pointer, original)
        shape = shape_of(info.annotation, list(info.metadata))
        ours = self._our_words(info, at)
        title, definition = self._words(info, shape, ours, original, name, at)
        found = self._of_shape(shape, name, title, at, depth, self._class(shape, ours, info))
        default, required = self._default(info, found, at)
        return replace(
            found,
            definition=definition,
            default=default,
            required=required and not shape.nullable,
            unit=ours.get("unit") or next((one.code for one in shape.metadata if isinstance(one, Unit)), None),
            deprecated=_deprecation(info),
        )

    def _of_shape(
        self, shape: Shape, name: str, title: Text, at: str, depth: int, sensitivity: tuple[Sensitivity, bool]
    ) -> Field:
        """Return the field of a column, an item or a part."""
        for what, message_id, parameters in shape.lost:
            self.losses.note(Lost(joined(at, what), message_id, parameters))
        more: dict[str, Any] = dict(shape.limits)
        if shape.item is not None:
            inner = shape_of(shape.item, [], is_item=True)
            item = self._of_shape(inner, "item", Text("Item", "Butir"), joined(at, "items"), depth + 1, sensitivity)
            more["items"] = replace(item, required=not inner.nullable)
        if shape.parts is not None:
            more["fields"] = self.fields(shape.parts, at, depth + 1)
        if shape.allowed is not None:
            more |= self._allowed(shape, name, title, at)
        for one in shape.metadata:
            if isinstance(one, Ref):
                more["reference"] = Reference((("", one.contract),))
            elif isinstance(one, Code):
                listed = find_code_list(one.code_list) if isinstance(one.code_list, str) else one.code_list
                self.lists[listed.name] = listed
                more["code_list"] = listed.name
            elif isinstance(one, Element):
                more["elements"] = (*more.get("elements", ()), one)
            elif not isinstance(one, Title | Definition | Unit | Classified | FieldInfo):
                self.losses.add(joined(at, type(one).__name__), "lost-code", name=type(one).__name__)
        return Field(
            name=name, type=shape.kind, title=title, sensitivity=sensitivity[0], specific=sensitivity[1], **more
        )

    def _allowed(self, shape: Shape, name: str, title: Text, at: str) -> dict[str, Any]:
        """Return the code list of texts; the values of another type are a check."""
        allowed = shape.allowed or {}
        if shape.kind is FieldType.TEXT:
            return {"code_list": self._code_list(shape.named, allowed, name, title)}
        both = shape.kind is FieldType.BOOLEAN and len(allowed) == 2
        inside = at.count("/") > 1 or name == "item"
        slug = self.slugs.slug(name, "values")
        check = None if inside else one_of(name, shape.kind, allowed, title.en, slug)
        if check is not None and not both:
            self.checks.append(check)
        elif not both:
            self.losses.add(joined(at, "type"), "lost-enum")
        return {}

    def _code_list(self, named: type[Enum] | None, allowed: Mapping[str, str], name: str, title: Text) -> str:
        if named is not None and named in self.enumerations:
            return self.enumerations[named]
        called = self.slugs.slug(self.contract, _kebab(named.__name__) if named is not None else name)
        codes = tuple(CodeListEntry(value, Text(label, label)) for value, label in allowed.items())
        words = title if named is None else Text(_sentence(named.__name__), _sentence(named.__name__))
        self.lists[called] = CodeList(name=called, version="0.0.0", title=words, codes=codes, source=self.contract)
        if named is not None:
            self.enumerations[named] = called
        return called

    def _our_words(self, info: FieldInfo, at: str) -> Mapping[str, Any]:
        """Return what `json_schema_extra` says under our key; anything else there is lost."""
        extra = info.json_schema_extra
        if callable(extra):
            self.losses.add(joined(at, "json_schema_extra"), "lost-code", judges=False, name="json_schema_extra")
            return {}
        for word in extra or {}:
            if word != "x-contract":
                self.losses.add(joined(at, "json_schema_extra", word), "lost-no-place", judges=False)
        ours: Any = (extra or {}).get("x-contract", {})
        if not isinstance(ours, Mapping) or not ours.keys() <= _OUR_WORDS:
            raise DefinitionError(
                "table-schema-shape", pointer=joined(at, "x-contract"), expected=", ".join(sorted(_OUR_WORDS))
            )
        if not isinstance(ours.get("unit", ""), str):
            raise DefinitionError("table-schema-shape", pointer=joined(at, "x-contract", "unit"), expected="text")
        return ours

    def _class(self, shape: Shape, ours: Mapping[str, Any], info: FieldInfo) -> tuple[Sensitivity, bool]:
        said = ours.get("sensitivity")
        if said is not None:
            if said not in set(Sensitivity):
                raise DefinitionError(
                    "table-schema-choice", pointer="x-contract/sensitivity", allowed=tuple(Sensitivity)
                )
            return Sensitivity(said), False
        marked = next((one for one in shape.metadata if isinstance(one, Classified)), None)
        if marked is not None:
            return marked.sensitivity, marked.specific
        return (Sensitivity.PERSONAL if info.annotation is SecretStr else self.sensitivity), False

    def _words(
        self, info: FieldInfo, shape: Shape, ours: Mapping[str, Any], original: str, name: str, at: str
    ) -> tuple[Text, Text | None]:
        """Return title and definition; the title is what a heading says wherever a row calls the field otherwise."""
        marked = next((one.text() for one in shape.metadata if isinstance(one, Title)), None)
        meaning = next((one.text() for one in shape.metadata if isinstance(one, Definition)), None)
        if "title" in ours:
            marked = Text.from_document(ours["title"], joined(at, "x-contract", "title"))
        if "definition" in ours:
            meaning = Text.from_document(ours["definition"], joined(at, "x-contract", "definition"))
        if meaning is None and info.description:
            meaning = Text(info.description, info.description)
        if info.examples:
            self.losses.add(joined(at, "examples"), "lost-no-place", judges=False)
        if info.discriminator is not None:
            self.losses.add(joined(at, "discriminator"), "lost-no-place")
        if marked is None and info.title:
            marked = Text(info.title, info.title)
        for called in dict.fromkeys((original, *self._aliases(info, at))):
            if normal(called) == normal(name):
                continue
            if marked is None:
                marked = Text(called, called)
            elif called not in {marked.en, marked.id}:
                self.losses.add(joined(at, "alias"), "lost-alias", alias=called, name=name)
        return marked or Text(_sentence(name.replace("_", " ")), _sentence(name.replace("_", " "))), meaning

    def _aliases(self, info: FieldInfo, at: str) -> Iterator[str]:
        for alias in dict.fromkeys((info.validation_alias, info.alias)):
            if isinstance(alias, str):
                yield alias
            elif alias is not None:
                self.losses.add(joined(at, "validation_alias"), "lost-no-place")

    def _default(self, info: FieldInfo, found: Field, at: str) -> tuple[Any, bool]:
        """Return what an absent value becomes, and whether there must be one then."""
        if info.default_factory is not None:
            self.losses.add(joined(at, "default_factory"), "lost-code", name="default_factory")
            return None, False
        if info.is_required() or info.default is None:
            return None, info.is_required()
        default = info.default.value if isinstance(info.default, Enum) else info.default
        if type(default) in _DEFAULTS.get(found.type, ()) and (not isinstance(default, int) or abs(default) < 2**53):
            return default, True
        self.losses.add(joined(at, "default"), "lost-default")
        return None, False


def _deprecation(info: FieldInfo) -> Deprecation | None:
    said = info.deprecated
    if said is None or said is False:
        return None
    reason = said if isinstance(said, str) else getattr(said, "message", None)
    return Deprecation(reason=Text(reason, reason) if isinstance(reason, str) and reason else None)
