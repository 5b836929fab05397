"""Makes the rows of the records' tests importable: the smallest row each shipped contract accepts."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "schemas"))
