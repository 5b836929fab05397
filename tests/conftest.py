"""What every test run shares: Hypothesis without deadlines, since no test may depend on how fast the machine is."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")
