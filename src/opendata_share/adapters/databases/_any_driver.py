"""Any other database that has an ADBC driver in a Python package.

What lives here: finding the driver the caller names, and handing on what it gives. What this module must not know:
batches, bookmarks. A field map never names a driver: it would be code that a stranger chose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib import import_module
from typing import Any, Final

from ..._limits import Limits
from ...errors import DefinitionError
from ..reading import ServiceOptions
from ._dialect import ALIAS, Column, quoted

_DRIVER: Final = re.compile(r"adbc_driver_[a-z0-9_]+")


class _Any(frozenset[str]):
    """Every scheme there is: what an address means, its driver knows."""

    def __contains__(self, _scheme: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())


class AnyDriver:
    """A database whose driver the caller names."""

    schemes: frozenset[str] = _Any()

    def connect(self, location: str, options: ServiceOptions, limits: Limits) -> Any:  # noqa: ARG002 - drivers differ
        """Return a connection by the driver's own `dbapi.connect`."""
        name = options.driver or ""
        if not _DRIVER.fullmatch(name):
            raise DefinitionError("database-driver", driver=repr(name))
        try:
            driver = import_module(f"{name}.dbapi")
        except ImportError:
            raise DefinitionError("database-driver", driver=repr(name)) from None
        if options.auth is None:
            return driver.connect(location)
        if not isinstance(options.auth, tuple):
            raise DefinitionError("database-auth")
        user, password = options.auth
        return driver.connect(location, db_kwargs={"username": user, "password": password})

    def begin(self, cursor: Any, limits: Limits) -> None:
        """Do nothing: only a SELECT is ever sent; give the account no more than that."""

    def columns(self, cursor: Any, relation: str) -> Sequence[Column]:
        """Return the columns as the driver gives them."""
        cursor.execute(f"SELECT * FROM {relation} LIMIT 0")  # noqa: S608 - the relation's names are quoted
        return [Column(name, f"{ALIAS}.{quoted(name)}") for name in cursor.fetch_arrow_table().schema.names]

    def now(self, cursor: Any, location: str) -> datetime | None:  # noqa: ARG002 - drivers differ
        """Return None: nothing tells."""
        return None
