"""Makes the servers of this folder and of `transport`, and the releases of `releases`, importable."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "releases"), str(HERE.parent / "transport")]
