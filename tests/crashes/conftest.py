"""Makes the harnesses of this folder and `release_making` importable, for the tests and their child processes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
PLACES = [str(HERE), str(HERE.parent / "releases")]
sys.path[:0] = PLACES
os.environ["PYTHONPATH"] = os.pathsep.join([*PLACES, *filter(None, [os.environ.get("PYTHONPATH")])])
