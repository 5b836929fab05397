"""Frozen classes are dataclasses like the standard library's: asked of every class here, and of drawn ones."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import subprocess
import sys
from typing import Any, ClassVar, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata_share._dataclass import dataclass

EVERY_CLASS = """
import dataclasses, importlib, inspect, pkgutil, sys
import opendata_share
from opendata_share import _dataclass

ours = _dataclass._frozen
compared = 0

def shape(cls):
    hashing = cls.__hash__ is not None
    fields = [(f.name, f.type, f.init, f.repr, f.compare, f.hash, f.kw_only, f.default, f.default_factory)
              for f in dataclasses.fields(cls)]
    names = sorted(set(vars(cls)) - {"__dict__", "__weakref__", "__doc__"})
    return (str(inspect.signature(cls)), cls.__slots__, cls.__match_args__, repr(cls.__dataclass_params__), hashing,
            cls.__init__.__annotations__, cls.__init__.__qualname__, fields, names)

def both(cls, *, kw_only):
    global compared
    twin = type(cls)(cls.__name__, cls.__bases__, {name: value for name, value in vars(cls).items()
                                                   if name not in ("__dict__", "__weakref__")})
    made = ours(cls, kw_only=kw_only)
    theirs = dataclasses.dataclass(frozen=True, slots=True, kw_only=kw_only)(twin)
    for said, wanted in zip(shape(made), shape(theirs), strict=True):
        assert said == wanted, (cls, said, wanted)
    compared += 1
    return made

_dataclass._frozen = both
for module in pkgutil.walk_packages(opendata_share.__path__, "opendata_share."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(compared)
"""


def test_every_class_of_the_package_has_the_shape_the_standard_library_gives_it() -> None:
    done = subprocess.run([sys.executable, "-c", EVERY_CLASS], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[-1]) > 400


def theirs(**options: Any) -> Any:
    return dataclasses.dataclass(frozen=True, slots=True, **options)


def ours(**options: Any) -> Any:
    return dataclass(frozen=True, slots=True, **options)


NAMES = [f"field_{number}" for number in range(7)]
KINDS: dict[str, Any] = {
    "required": lambda: None,
    "default": lambda: dataclasses.field(default=7),
    "made anew": lambda: dataclasses.field(default_factory=list, hash=False),
    "never given": lambda: dataclasses.field(init=False, default="fixed"),
    "made, never given": lambda: dataclasses.field(init=False, default_factory=dict, hash=False),
    "only a keyword": lambda: dataclasses.field(kw_only=True),
    "a keyword with a default": lambda: dataclasses.field(kw_only=True, default=None),
    "not compared": lambda: dataclasses.field(default=0, compare=False),
    "not shown": lambda: dataclasses.field(default=0, repr=False),
    "not hashed": lambda: dataclasses.field(default=0, hash=False),
}
FIRST = ("required", "only a keyword")
VALUES = st.one_of(st.integers(), st.text(max_size=3), st.just(float("nan")), st.none(), st.booleans())


def body(kinds: list[str], after: bool) -> dict[str, Any]:
    """The body of a class: what has no default first, as Python wants it."""
    ordered = sorted(kinds, key=lambda kind: kind not in FIRST)
    names = {f"field_{number}": kind for number, kind in enumerate(ordered)}
    made: dict[str, Any] = {"__annotations__": {**dict.fromkeys(names, "Any"), "KIND": "ClassVar[str]"}}
    made |= {"__module__": __name__, "__qualname__": "Outer.Drawn", "KIND": "drawn", "ClassVar": ClassVar}
    made |= {name: field for name, kind in names.items() if (field := KINDS[kind]()) is not None}
    if after:

        def complain(self: Any) -> None:
            if any(getattr(self, name) == 13 for name in names if hasattr(self, name)):
                raise ValueError("thirteen")

        made["__post_init__"] = complain
    return made


def outcome(what: Any, *arguments: Any, **named: Any) -> Any:
    try:
        return what(*arguments, **named)
    except Exception as error:  # noqa: BLE001 - whatever the one raises the other is to raise
        return type(error), str(error).replace("Outer.Drawn.", "Drawn.")


@given(
    st.lists(st.sampled_from(sorted(KINDS)), max_size=6),
    st.booleans(),
    st.booleans(),
    st.lists(VALUES, max_size=7),
    st.data(),
)
def test_drawn_classes_behave_as_the_standard_librarys(
    kinds: list[str], after: bool, kw_only: bool, values: list[Any], data: st.DataObject
) -> None:
    two = [make(kw_only=kw_only)(type("Drawn", (), body(kinds, after))) for make in (ours, theirs)]
    named = data.draw(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=7))
    made = [outcome(cls, *values, **named) for cls in two]
    if not isinstance(made[1], two[1]):
        assert made[0] == made[1]
        return
    mine, their = made
    assert repr(mine) == repr(their)
    assert dataclasses.astuple(mine) == dataclasses.astuple(their) or "nan" in repr(mine)
    assert outcome(hash, mine) == outcome(hash, their)
    assert (mine == copy.copy(mine), mine == copy.deepcopy(mine), mine == their) == (
        *(their == copy.copy(their), their == copy.deepcopy(their)),
        False,
    )
    changed = data.draw(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=2))
    after_change = [outcome(dataclasses.replace, value, **changed) for value in made]
    assert repr(after_change[0]) == repr(after_change[1])
    assert (mine == after_change[0]) == (their == after_change[1])
    for name in (field.name for field in dataclasses.fields(mine)):
        assert outcome(setattr, mine, name, 1) == outcome(setattr, their, name, 1)
        assert outcome(delattr, mine, name) == outcome(delattr, their, name)
    assert repr(mine) == repr(their)


@dataclass(frozen=True, slots=True)
class Place:
    """Two numbers and what hangs on them."""

    latitude: float
    longitude: float = dataclasses.field(default=0.0, kw_only=True)
    inside: Place | None = None
    seen: list[int] = dataclasses.field(default_factory=list, compare=False)


def test_it_goes_through_a_pickle_a_match_and_a_change() -> None:
    place = Place(1.5, Place(2.5), longitude=3.5)
    assert pickle.loads(pickle.dumps(place)) == place
    assert dataclasses.replace(place, latitude=9.0) == Place(9.0, Place(2.5), longitude=3.5)
    match place:
        case Place(latitude, Place(inner)):
            assert (latitude, inner) == (1.5, 2.5)
        case _:
            pytest.fail("did not match")
    assert get_type_hints(Place.__init__)["inside"] == Place | None
    assert str(inspect.signature(Place)).startswith("(latitude: 'float', inside: 'Place | None' = None, ")


def test_values_made_anew_are_not_shared() -> None:
    Place(1.0).seen.append(1)
    assert Place(1.0).seen == []


def test_nothing_can_be_set_or_deleted() -> None:
    place = Place(1.0)
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'latitude'"):
        place.latitude = 2.0  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'elsewhere'"):
        place.elsewhere = 2.0  # type: ignore[attr-defined]
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'latitude'"):
        del place.latitude


def test_methods_the_author_wrote_stay() -> None:
    @dataclass(frozen=True, slots=True)
    class Secret:  # noqa: PLW1641 - that is what is asked
        value: str

        def __repr__(self) -> str:
            return "Secret(…)"

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Secret)

    assert repr(Secret("a")) == "Secret(…)"
    assert Secret("a") == Secret("b")
    assert hash(Secret("a")) == hash(("a",)), "as the standard library: an own __eq__ does not take the hash away"


def test_what_inherits_from_it_is_frozen_as_well() -> None:
    @dataclasses.dataclass(frozen=True)
    class Named(Place):
        name: str = ""

    assert Named(1.0, name="a") == Named(1.0, name="a")
    assert Named(1.0, name="a") != Named(1.0, name="b")
    with pytest.raises(dataclasses.FrozenInstanceError):
        Named(1.0).name = "b"  # type: ignore[misc]


@pytest.mark.parametrize(
    "options", [{}, {"frozen": True}, {"slots": True}, {"frozen": True, "slots": True, "order": True}]
)
def test_whatever_else_is_asked_is_made_by_the_standard_library(options: dict[str, bool]) -> None:
    class Plain:
        a: int = 1

    made = dataclass(**options)(Plain)
    assert made(2) == made(2)
    assert ("__lt__" in vars(made)) == ("order" in options)
