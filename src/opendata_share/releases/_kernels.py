"""Arrow's compute functions, whose stubs know fewer signatures than Arrow has.

What lives here: one name for them. What this file must not know: anything else.
"""

from __future__ import annotations

from typing import Any, Final

import pyarrow.compute

pc: Final[Any] = pyarrow.compute
