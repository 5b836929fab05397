"""`dataclass`: the standard library's decorator, and for frozen classes with slots its result in a fifth of the time.

A command loads nearly two hundred frozen values, and the standard library compiles six methods for each, a millisecond
a class: nearly half of what `validate` took to start. Here only `__init__` is compiled; the other methods are one
function for all classes, over a getter in C. What comes out is a dataclass like any other: `fields`, `replace`,
`match`, `pickle`, `copy` and `inspect.signature` tell no difference, which tests/test_dataclass.py asks of every class
of this package. Checkers of types read the standard library's decorator.

Law: this file knows no other of the package. Whatever is asked beyond `frozen=True, slots=True, kw_only=…`, or inherits
from a dataclass, is made by the standard library itself.
"""

from __future__ import annotations

import dataclasses
import sys
from dataclasses import MISSING, Field, FrozenInstanceError
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass  # noqa: TID251
else:

    def dataclass(cls=None, /, **options):
        """Make a class a dataclass; the arguments are those of `dataclasses.dataclass`."""
        if cls is None:
            return lambda cls: dataclass(cls, **options)
        if options.keys() - {"kw_only"} != {"frozen", "slots"} or not options["frozen"] or not options["slots"]:
            return dataclasses.dataclass(cls, **options)  # noqa: TID251
        if any(hasattr(parent, "__dataclass_fields__") for parent in cls.__bases__):
            return dataclasses.dataclass(cls, **options)  # noqa: TID251
        return _frozen(cls, kw_only=options.get("kw_only", False))


class _Factory:
    """Stands in a signature for what a factory makes anew in each call."""

    def __repr__(self) -> str:
        return "<factory>"


_FACTORY = _Factory()


def _frozen(cls: type, *, kw_only: bool) -> type:
    if cls.__doc__ is None:
        cls.__doc__ = cls.__name__  # where there are no words the standard library writes a signature, slowly
    own = cls.__dict__.copy()
    make = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)  # noqa: TID251
    made: Any = make(cls)
    fields = dataclasses.fields(made)
    compared = _values([field.name for field in fields if field.compare])
    methods: dict[str, Any] = {
        "__init__": _init(made, fields),
        "__repr__": _repr([field.name for field in fields if field.repr]),
        "__eq__": _equal(compared),
        "__hash__": _hash([field for field in fields if (field.compare if field.hash is None else field.hash)]),
        "__setattr__": _refuse_to_set,
        "__delattr__": _refuse_to_delete,
        "__getstate__": _state,
        "__setstate__": _take_state,
    }
    for name, method in methods.items():
        # A class with its own `__eq__` has None for a hash, put there by Python and not by its author.
        if own.get(name) is None:
            setattr(made, name, method)
    said = made.__dataclass_params__
    said.init = said.repr = said.eq = said.frozen = True
    return made  # type: ignore[no-any-return]


def _init(made: type, fields: tuple[Field[Any], ...]) -> Any:
    """Compile `__init__`: each value is put straight into its slot, past the `__setattr__` that refuses."""
    known: dict[str, Any] = {"_FACTORY": _FACTORY}
    takes: dict[bool, list[str]] = {False: [], True: []}
    does: list[str] = []
    for field in fields:
        name, given = field.name, field.name
        known[f"_put_{name}"] = getattr(made, name).__set__
        if field.default_factory is not MISSING:
            known[f"_make_{name}"] = field.default_factory
            given = f"_make_{name}() if {name} is _FACTORY else {name}" if field.init else f"_make_{name}()"
        elif field.default is not MISSING:
            known[f"_default_{name}"] = field.default
            given = name if field.init else f"_default_{name}"
        elif not field.init:
            continue
        if field.init:
            preset = "" if _is_required(field) else f"=_default_{name}"
            takes[bool(field.kw_only)].append(name + ("=_FACTORY" if field.default_factory is not MISSING else preset))
        does.append(f"_put_{name}(self, {given})")
    if hasattr(made, "__post_init__"):
        does.append("self.__post_init__()")
    parameters = ", ".join(["self", *takes[False], *(["*", *takes[True]] if takes[True] else [])])
    lines = "".join(f"\n  {line}" for line in does or ["pass"])
    source = f"def make({', '.join(known)}):\n def __init__({parameters}):{lines}\n return __init__"
    scope: dict[str, Any] = {}
    exec(source, sys.modules[made.__module__].__dict__, scope)  # noqa: S102 - of names Python took for fields
    init = scope["make"](**known)
    init.__qualname__ = f"{made.__qualname__}.__init__"
    init.__annotations__ = {field.name: field.type for field in fields if field.init} | {"return": None}
    return init


def _is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _values(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """What reads these fields as a tuple; a getter of one name would give the bare value, and NaN equals not itself."""
    if len(names) > 1:
        return attrgetter(*names)
    if not names:
        return lambda _: ()
    read = attrgetter(*names)
    return lambda value: (read(value),)


def _equal(compared: Callable[[Any], tuple[Any, ...]]) -> Any:
    def __eq__(self: Any, other: object) -> Any:  # noqa: N807 - a method of classes made here
        return compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented

    return __eq__


def _hash(fields: list[Field[Any]]) -> Any:
    hashed = _values([field.name for field in fields])

    def __hash__(self: Any) -> int:  # noqa: N807 - a method of classes made here
        return hash(hashed(self))

    return __hash__


def _repr(names: list[str]) -> Any:
    @recursive_repr()
    def __repr__(self: Any) -> str:  # noqa: N807 - a method of classes made here
        said = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({said})"

    return __repr__


def _refuse_to_set(_: Any, name: str, __: Any) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _take_state(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)
