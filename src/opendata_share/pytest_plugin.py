"""The pytest plug-in: every release of a catalogue is checked, one item for each release and check.

What lives here: options, collecting, and how a failure reads. What this file must not know: how anything is judged.

pytest loads it by its entry point in every project where this package is installed, so it imports nothing of the
package before there is something to check, has no fixtures, and touches no other test. A file `catalog.json` is
collected where it says that it is a catalogue of this package.

    pytest --opendata-catalog public
    public/catalog.json::jakarta-health/facility-capacity/3::rows FAILED
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from .releases import Dataset, Release
    from .stages import Language

NAME: Final = "catalog.json"
_MARK: Final = b'"opendata-share/catalog@'
_HEAD: Final = 4096


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options and the keys of the configuration file."""
    group = parser.getgroup("opendata-share", "releases of opendata-share")
    group.addoption(
        "--opendata-catalog", metavar="DIR", action="append", default=[],
        help="check every release of the catalogue in DIR; may be repeated",
    )  # fmt: skip
    group.addoption(
        "--opendata-strict", action="store_true", default=None, help="let advice fail the check of rows too"
    )
    parser.addini("opendata_catalogs", "catalogues whose releases are checked", type="paths", default=[])
    parser.addini("opendata_strict", "let advice fail the check of rows too", type="bool", default=False)
    parser.addini("opendata_max_age", "how old the newest row of a latest release may be, in hours", default="")
    parser.addini("opendata_trust", "what the catalogues are pinned with: the publisher's string", default="")
    parser.addini("opendata_lang", "the language of reports: en or id; the locale's if not given", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Add the catalogues that were asked for to what is collected."""
    given = [config.invocation_params.dir / path for path in config.getoption("--opendata-catalog")]
    for folder in (*given, *config.getini("opendata_catalogs")):
        file = str(Path(folder) / NAME)
        if file not in config.args:
            config.args.append(file)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a catalogue of this package; any other file is none of ours."""
    if file_path.name != NAME or not _is_catalogue(file_path):
        return None
    return CatalogFile.from_parent(parent, path=file_path)


def _is_catalogue(path: Path) -> bool:
    """Return whether a file says that it is a catalogue; of a stranger's file only the beginning is read."""
    try:
        with path.open("rb") as stream:
            return _MARK in stream.read(_HEAD)
    except OSError:
        return False


class CheckFailed(Exception):
    """A check of a release failed; the message is what its reader needs."""


class CatalogFile(pytest.File):
    """A catalogue; it is opened when it is collected."""

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """Yield a collector for each release, and one failing item for each agency that cannot be believed."""
        from .releases import open_catalog

        catalog = open_catalog(self.path.parent, trust=self.config.getini("opendata_trust") or None)
        for agency, error in sorted(catalog.refused.items()):
            yield CheckItem.from_parent(self, name=f"{agency}::trusted", check=_raising(error))
        for name, dataset in catalog.items():
            latest = dataset.latest()
            for release in dataset.releases():
                is_latest = release.manifest.release == latest.manifest.release
                yield ReleaseNode.from_parent(self, name=f"{name}/{release.manifest.release}").of(
                    dataset, release, is_latest=is_latest
                )


class ReleaseNode(pytest.Collector):
    """One release: its checks are its items."""

    _release: Release
    _is_latest: bool

    def of(self, dataset: Dataset, release: Release, *, is_latest: bool) -> ReleaseNode:
        """Say which release this is."""
        self._dataset, self._release, self._is_latest = dataset, release, is_latest
        return self

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the checks: that its bytes are whole, that its rows meet its contract, that it is fresh enough."""
        yield CheckItem.from_parent(self, name="bytes", check=self._bytes)
        yield CheckItem.from_parent(self, name="rows", check=self._rows)
        if self._is_latest and self.config.getini("opendata_max_age"):
            yield CheckItem.from_parent(self, name="fresh", check=self._fresh)

    def _bytes(self) -> None:
        self._release.verify()

    def _rows(self) -> None:
        from .validation import validate

        if self._release.withdrawn is not None:
            pytest.skip("withdrawn")
        report = validate(self._release.read(), keep=False).report
        strict = self.config.getoption("--opendata-strict") or self.config.getini("opendata_strict")
        if not report.valid or (strict and any(table.advice for table in report.tables)):
            raise CheckFailed(report.text(_language(self.config)))

    def _fresh(self) -> None:
        if self._release.withdrawn is not None:
            pytest.skip("withdrawn")
        self._release.require_fresh(timedelta(hours=float(self.config.getini("opendata_max_age"))))


class CheckItem(pytest.Item):
    """One check of one release."""

    def __init__(self, *, check: Callable[[], None], **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]  # pytest hands on what its nodes take
        self._check: Final = check

    def runtest(self) -> None:
        """Run the check."""
        self._check()

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return what the reader needs: the report or the sentence, no traceback of ours."""
        from .errors import OpenDataShareError

        error = excinfo.value
        if isinstance(error, CheckFailed):
            return str(error)
        if isinstance(error, OpenDataShareError):
            return error.text(_language(self.config))
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Return the file and the name of the check."""
        return self.path, None, self.name if self.parent is None else f"{self.parent.name} {self.name}"


def _raising(error: Exception) -> Callable[[], None]:
    def check() -> None:
        raise error

    return check


def _language(config: pytest.Config) -> Language:
    from ._messages import language_of_locale

    said = config.getini("opendata_lang")
    return "id" if said == "id" else "en" if said == "en" else language_of_locale()
