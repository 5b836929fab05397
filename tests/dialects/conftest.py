"""Where the tests of this room find the makers of contracts that others use too."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), *(str(HERE.parent / room) for room in ("equivalence", "validation"))]
