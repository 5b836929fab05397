"""Coordinates of other reference systems to longitude and latitude in WGS 84.

What lives here: which systems a map may name, and the transformation. What this file must not know: cells, forms.

A system is named by its number in the EPSG register and nothing else: a text of PROJ may name files. The transformation
is pyproj's (the extra `crs`), with the best operation PROJ has without its network; both axes are easting before
northing, whatever the register says.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

import pyarrow as pa

from ..._arrow import Values
from ...errors import DefinitionError, MissingExtra

_WGS84: Final = frozenset({"EPSG:4326", "OGC:CRS84"})
_EPSG: Final = re.compile(r"EPSG:([0-9]{4,6})")


def is_wgs84(crs: str) -> bool:
    """Tell whether coordinates are longitude and latitude in WGS 84 already."""
    return crs in _WGS84


def srid(crs: str) -> int:
    """Return the number WKT and WKB call the system by."""
    found = _EPSG.fullmatch(crs)
    return 4326 if found is None else int(found[1])


def check_crs(crs: str, *, key: str) -> None:
    """Return if coordinates of the system can be read.

    Raises:
        DefinitionError: It is no system of the EPSG register, or has no longitude and latitude.
        MissingExtra: It is not WGS 84, and the extra `crs` is not installed.
    """
    if is_wgs84(crs):
        return
    if not _EPSG.fullmatch(crs):
        raise DefinitionError("map-crs", key=key, crs=crs)
    try:
        _transformer(crs)
    except ImportError as error:
        raise MissingExtra("map-crs-extra", key=key, crs=crs) from error


@lru_cache(maxsize=16)
def _transformer(crs: str) -> Any:
    from pyproj import Transformer
    from pyproj.exceptions import CRSError, ProjError

    try:
        return Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    except (CRSError, ProjError) as error:
        raise DefinitionError("map-crs", key="point", crs=crs) from error


def to_wgs84(x: Values, y: Values, crs: str) -> tuple[Values, Values]:
    """Return longitudes and latitudes in degrees; null where a coordinate is null or lies outside the system.

    Args:
        x: Eastings, float64.
        y: Northings, float64.
        crs: The system, checked before.
    """
    if is_wgs84(crs):
        return x, y
    nan = float("nan")
    east, north = (column.fill_null(nan).to_numpy(zero_copy_only=False) for column in (x, y))
    longitude, latitude = _transformer(crs).transform(east, north)
    return pa.array(longitude, pa.float64()), pa.array(latitude, pa.float64())
