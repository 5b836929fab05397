"""Pipelines: one file that describes a publisher's whole journey, and the doing of it.

What lives here: `share.toml` to values, and running it: adapt, judge, protect, publish or rehearse, data set by data
set. What this room must not know: how any of the verbs works, what a command prints.
"""

from __future__ import annotations

from ._journey import DataSet, Destination, Journey
from ._outcome import JourneyReport, Step
from ._read_journey import JOURNEY_BYTES, read_journey, share_schema
from ._run import run_journey

__all__ = [
    "JOURNEY_BYTES",
    "DataSet",
    "Destination",
    "Journey",
    "JourneyReport",
    "Step",
    "read_journey",
    "run_journey",
    "share_schema",
]
