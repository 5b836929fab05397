"""Where the tests of this room find what others share: the oracles' environment, small contracts."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "dialects"), str(HERE.parent / "validation")]
