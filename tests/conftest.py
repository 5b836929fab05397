"""What every test run shares: Hypothesis without deadlines, and the same examples on every run of CI.

No test may depend on how fast the machine is. On a developer's machine Hypothesis goes on looking for new examples;
what CI says about a change must be about the change.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")
