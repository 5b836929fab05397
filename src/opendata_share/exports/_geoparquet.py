"""GeoParquet 1.1: the table's own columns, its points as WKB, and a box per row that readers may skip by.

What lives here: points to WKB, the `geo` metadata, Parquet in pieces. What this file must not know: files, policies.

`geometry` is the primary column (Point, OGC:CRS84, longitude first); `bbox` is its covering. Every field of the table
stays a column, `latitude` and `longitude` too: nothing is lost.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from .._arrow import pc
from ..errors import DefinitionError
from ..stages import Table
from ._form import Document, Form
from ._losses import Losses

_ROW_GROUP: Final = 65_536
_GEOMETRY: Final = "geometry"
_BOX: Final = "bbox"
_SIDES: Final = ("xmin", "ymin", "xmax", "ymax")
_BOX_TYPE: Final = pa.struct([(side, pa.float64()) for side in _SIDES])
_WKB: Final = np.dtype([("order", "u1"), ("kind", "<u4"), ("x", "<f8"), ("y", "<f8")])
"""A point in well-known binary: little-endian, geometry type 1."""


def _documents(tables: Mapping[str, Table], _losses: Losses) -> Iterator[Document]:
    for name, table in tables.items():
        fields = {field.name for field in table.contract.fields}
        if not {"latitude", "longitude"} <= fields or {_GEOMETRY, _BOX} & fields:
            raise DefinitionError("export-no-point", form="geoparquet", contract=name)
        yield f"{name}.parquet", _pieces(table)


class _Sink(io.RawIOBase):
    """A file that hands on what was written to it."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting.append(bytes(data))
        self._written += len(self._waiting[-1])
        return len(self._waiting[-1])

    def tell(self) -> int:
        return self._written

    def take(self) -> bytes:
        data = b"".join(self._waiting)
        self._waiting.clear()
        return data


def _pieces(table: Table) -> Iterator[bytes]:
    schema = table.contract.arrow_schema.append(pa.field(_GEOMETRY, pa.binary())).append(pa.field(_BOX, _BOX_TYPE))
    sink, box = _Sink(), _Box()
    writer = pq.ParquetWriter(pa.PythonFile(sink, mode="w"), schema, compression="zstd", store_schema=False)
    with writer:
        for batch in table.batches():
            for start in range(0, batch.num_rows, _ROW_GROUP):
                writer.write_batch(_with_points(batch.slice(start, _ROW_GROUP), schema, box))
                yield sink.take()
        writer.add_key_value_metadata({"geo": json.dumps(box.metadata())})
    yield sink.take()


class _Box:
    """The box around every point seen."""

    def __init__(self) -> None:
        self._sides: tuple[float, float, float, float] | None = None

    def add(self, x: Any, y: Any) -> None:
        if len(x):
            west, south, east, north = self._sides or (np.inf, np.inf, -np.inf, -np.inf)
            self._sides = (
                min(west, float(x.min())),
                min(south, float(y.min())),
                max(east, float(x.max())),
                max(north, float(y.max())),
            )

    def metadata(self) -> dict[str, Any]:
        column: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"]}
        if self._sides is not None:
            column["bbox"] = list(self._sides)
        column["covering"] = {"bbox": {side: [_BOX, side] for side in _SIDES}}
        return {"version": "1.1.0", "primary_column": _GEOMETRY, "columns": {_GEOMETRY: column}}


def _with_points(batch: pa.RecordBatch, schema: pa.Schema, box: _Box) -> pa.RecordBatch:
    x, y = (_numbers(batch.column(name)) for name in ("longitude", "latitude"))
    absent = np.isnan(x) | np.isnan(y)
    points = np.zeros(len(x), _WKB)
    points["order"], points["kind"], points["x"], points["y"] = 1, 1, x, y
    fixed: Any = pa.Array.from_buffers(
        pa.binary(_WKB.itemsize), len(points), [None, pa.py_buffer(points.view(np.uint8).data)]
    )
    box.add(x[~absent], y[~absent])
    mask = pa.array(absent)
    geometry = pc.if_else(mask, pa.scalar(None, pa.binary()), fixed.cast(pa.binary()))
    sides = [pa.array(side) for side in (x, y, x, y)]
    return pa.RecordBatch.from_arrays(
        [
            *batch.columns,
            geometry,
            pa.StructArray.from_arrays(sides, fields=list(_BOX_TYPE), mask=mask),
        ],
        schema=schema,
    )


def _numbers(column: pa.Array[Any]) -> Any:
    """Return a column of numbers with NaN where there is none."""
    return column.to_numpy(zero_copy_only=False)


GEOPARQUET: Final = Form("geoparquet", "application/vnd.apache.parquet", "GeoParquet 1.1.0", (), _documents)
