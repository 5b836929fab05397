"""Mapping: the field-map language, bound to a source and its contracts, and run.

What lives here: the language's tree and its lines, binding, producing columns, the row balance of a pass. What this
room must not know: how any format is read, drafts, strangers' documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._late_names import late
from ._account import OpenedSource
from ._bind import bind
from ._blocks import constants_of, plan_parts, run_plan, stands_alone
from ._bound import BoundMap, OtherSource
from ._columns import as_text
from ._conversion import TIMESTAMP, Kind, Lexical, as_mask, convert
from ._field_map import FieldMap, map_so_far, map_text
from ._implicit_map import implicit_map, normal
from ._map_errors import MapFaults
from ._map_lines import MapLines, Span
from ._map_tree import Block, Formats, From, Records, SourceSection, Template, Value, is_zone
from ._read_paths import read_paths
from ._steps import unit_factor

if TYPE_CHECKING:
    from ._bind_unseen import bind_unseen
    from ._map_schema import field_map_schema

__all__ = [
    "TIMESTAMP",
    "Block",
    "BoundMap",
    "FieldMap",
    "Formats",
    "From",
    "Kind",
    "Lexical",
    "MapFaults",
    "MapLines",
    "OpenedSource",
    "OtherSource",
    "Records",
    "SourceSection",
    "Span",
    "Template",
    "Value",
    "as_mask",
    "as_text",
    "bind",
    "bind_unseen",
    "constants_of",
    "convert",
    "field_map_schema",
    "implicit_map",
    "is_zone",
    "map_so_far",
    "map_text",
    "normal",
    "plan_parts",
    "read_paths",
    "run_plan",
    "stands_alone",
    "unit_factor",
]

__getattr__ = late(__name__, {"bind_unseen": "_bind_unseen", "field_map_schema": "_map_schema"})  # rows need neither
