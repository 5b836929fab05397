"""What every test run shares: Hypothesis without deadlines, and the same examples on every run of CI.

No test may depend on how fast the machine is. On a developer's machine Hypothesis goes on looking for new examples;
what CI says about a change must be about the change.
"""

from __future__ import annotations

import gc
import os
import secrets
import sys
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, settings

sys.path.insert(0, str(Path(__file__).parent))

pytest_plugins = ("pytester",)  # only here may a conftest name one; the tests of our own plug-in use it

settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
# for runs in which most tests fail and nobody reads why (`make policy-proof`): no smaller example is looked for
settings.register_profile(
    "mutants", deadline=None, derandomize=True, database=None, max_examples=25, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile("house")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collecting makes half a million objects that stay until the end: they are not looked through again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


_FEWEST = 20
_WHOLE = {"policy", "leaks"}
"""Rooms whose examples are never fewer: what they show is that nothing personal gets out, and every branch taken."""

_EVERY_S = 10


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On a push, tests that say how many examples they try try half of them: a machine of a developer tries all."""
    if not os.environ.get("CI"):
        return
    halved: set[object] = set()
    for item in items:
        function = getattr(item, "function", None)
        said = getattr(function, "_hypothesis_internal_use_settings", None)
        if said is None or function in halved or item.get_closest_marker("exhaustive") or _WHOLE & set(item.path.parts):
            continue
        halved.add(function)
        if said.max_examples > _FEWEST:
            function._hypothesis_internal_use_settings = settings(
                said, max_examples=max(_FEWEST, said.max_examples // 2)
            )


@pytest.fixture(scope="session", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No test reads or writes what the person who runs it keeps in their home."""
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(home / name.lower()))
        yield home


@pytest.fixture(autouse=True)
def _nothing_kept_by_another_test(_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test downloaded is not there for the next: releases with the same rows have the same bytes."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(_home / "cache" / secrets.token_hex(8)))
    monkeypatch.delenv("OPENDATA_SHARE_CACHE", raising=False)


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[int, int], None]:
    """Say how many of how many a long test has done, now and then; `make exhaustive` shows it as it runs."""
    began = said = time.monotonic()

    def say(done: int, of: int) -> None:
        nonlocal said
        now = time.monotonic()
        if now - said >= _EVERY_S:
            said = now
            left = (now - began) * (of - done) / max(done, 1)
            print(f"{request.node.name}: {done:,} of {of:,}, {left:,.0f} s to go", file=sys.stderr, flush=True)

    return say
