"""A kit run without a test runner: each promise, kept or broken, and why.

What lives here: finding a kit's checks and running them one by one. What this file must not know: what they check.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from .._dataclass import dataclass
from ._map_kit import FieldMapKit
from ._service_kit import ServiceKit
from ._source_kit import SourceKit

Kit: TypeAlias = SourceKit | ServiceKit | FieldMapKit


@dataclass(frozen=True, slots=True)
class Check:
    """One promise of an adapter, as a kit found it.

    Attributes:
        name: The method's name without "test_", words apart: "rows balance".
        promise: What is promised, as a sentence.
        failure: Why it is not kept; None where it is.
    """

    name: str
    promise: str
    failure: str | None

    @property
    def is_kept(self) -> bool:
        """Whether the promise is kept."""
        return self.failure is None


def checks_of(kit: type[Kit]) -> tuple[str, ...]:
    """Return the names of the kit's test methods, in the order they were written."""
    found: dict[str, None] = {}
    for part in reversed(kit.__mro__):
        found.update(
            dict.fromkeys(name for name, value in vars(part).items() if name.startswith("test_") and callable(value))
        )
    return tuple(found)


def run_kit(kit: type[Kit]) -> Iterator[Check]:
    """Run every check of a kit, each on an instance of its own, and yield what was found.

    An error that a check lets through counts as a broken promise, for a reader must not raise it there.
    """
    return (run_check(kit, name) for name in checks_of(kit))


def run_check(kit: type[Kit], name: str) -> Check:
    """Run the one check called `name`."""
    method: Any = getattr(kit(), name)
    said = (method.__doc__ or "").strip().partition("\n")[0]
    try:
        method()
    except AssertionError as error:
        return Check(_words(name), said, str(error))
    except Exception as error:  # noqa: BLE001 - a stranger's code may raise anything, and then breaks its promise
        return Check(_words(name), said, f"{type(error).__name__}: {error}")
    return Check(_words(name), said, None)


def _words(name: str) -> str:
    return name.removeprefix("test_").replace("_", " ")
