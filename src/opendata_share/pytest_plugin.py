"""The pytest plug-in: every release of a catalogue is checked, and every data set of a publisher's share.toml.

What lives here: options, collecting, and how a failure reads. What this file must not know: how anything is judged.

pytest loads it by its entry point in every project where this package is installed, so it imports nothing of the
package before there is something to check, has no fixtures, and touches no other test. A file `catalog.json` is
collected where it says that it is a catalogue of this package; a share.toml only where it is named, since its sources
need not be there.

    pytest --opendata-catalog public --opendata-share share.toml
    public/catalog.json::jakarta-health/facility-capacity/3::rows FAILED
    share.toml::beds::leaves[public] PASSED
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from .pipeline import DataSet, Journey, Step
    from .releases import Dataset, Release
    from .report import Report
    from .stages import Language

NAME: Final = "catalog.json"
_MARK: Final = b'"opendata-share/catalog@'
_HEAD: Final = 4096
_SHARES: Final = pytest.StashKey[set[Path]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options and the keys of the configuration file."""
    group = parser.getgroup("opendata-share", "releases of opendata-share")
    group.addoption(
        "--opendata-catalog", metavar="DIR", action="append", default=[],
        help="check every release of the catalogue in DIR; may be repeated",
    )  # fmt: skip
    group.addoption(
        "--opendata-share", metavar="FILE", action="append", default=[],
        help="judge every data set of the share.toml FILE, as `run --check` does; may be repeated",
    )  # fmt: skip
    group.addoption(
        "--opendata-strict", action="store_true", default=None, help="let advice fail the check of rows too"
    )
    parser.addini("opendata_catalogs", "catalogues whose releases are checked", type="paths", default=[])
    parser.addini("opendata_shares", "share.toml files whose data sets are judged", type="paths", default=[])
    parser.addini("opendata_strict", "let advice fail the check of rows too", type="bool", default=False)
    parser.addini("opendata_max_age", "how old the newest row of a latest release may be, in hours", default="")
    parser.addini("opendata_trust", "what the catalogues are pinned with: the publisher's string", default="")
    parser.addini("opendata_lang", "the language of reports: en or id; the locale's if not given", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Add the catalogues and the share.toml files that were asked for to what is collected."""
    here = config.invocation_params.dir
    folders = [*(here / path for path in config.getoption("--opendata-catalog")), *config.getini("opendata_catalogs")]
    config.stash[_SHARES] = shares = {
        Path(path).absolute()
        for path in (*(here / path for path in config.getoption("--opendata-share")), *config.getini("opendata_shares"))
    }
    for file in (*(str(Path(folder) / NAME) for folder in folders), *map(str, sorted(shares))):
        if file not in config.args:
            config.args.append(file)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a catalogue of this package, and a share.toml that was asked for; any other file is none of ours."""
    if file_path in parent.config.stash[_SHARES]:
        return ShareFile.from_parent(parent, path=file_path)
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
    """A check failed; the message is what its reader needs."""


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
        _require_sound(validate(self._release.read(), keep=False).report, self.config)

    def _fresh(self) -> None:
        if self._release.withdrawn is not None:
            pytest.skip("withdrawn")
        self._release.require_fresh(timedelta(hours=float(self.config.getini("opendata_max_age"))))


class ShareFile(pytest.File):
    """A share.toml; what it describes is read when it is collected, and none of its sources."""

    def collect(self) -> Iterator[pytest.Collector]:
        """Yield a collector for each data set."""
        from .pipeline import read_journey

        journey = read_journey(self.path)
        for data_set in journey.data_sets.values():
            yield DataSetNode.from_parent(self, name=data_set.name).of(journey, data_set)

    def repr_failure(  # type: ignore[override]  # as pytest's own collectors
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> Any:
        """Return what is wrong with the file: the sentence, no traceback of ours."""
        return _told(excinfo.value, self.config) or super().repr_failure(excinfo)


class DataSetNode(pytest.Collector):
    """One data set: its rows, and what would leave to each of its destinations, are its items."""

    _journey: Journey
    _data_set: DataSet
    _judged: tuple[Step, ...] | None = None

    def of(self, journey: Journey, data_set: DataSet) -> DataSetNode:
        """Say which data set this is."""
        self._journey, self._data_set = journey, data_set
        return self

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the checks: that every row is accepted, and that each destination would get what it is promised."""
        yield CheckItem.from_parent(self, name="rows", check=self._rows)
        for number, destination in enumerate(self._data_set.destinations):
            yield CheckItem.from_parent(self, name=f"leaves[{destination.name}]", check=partial(self._leaves, number))

    def _steps(self) -> tuple[Step, ...]:
        """Return what would come of it, judged once for all its items; nothing is written."""
        from .pipeline import run_journey

        if self._judged is None:
            self._judged = run_journey(self._journey, check=True, only=[self._data_set.name]).steps
        return self._judged

    def _rows(self) -> None:
        step = self._steps()[0]
        if step.report is None and step.error is not None:
            raise step.error
        if step.report is not None:
            _require_sound(step.report, self.config)

    def _leaves(self, number: int) -> None:
        step = self._steps()[number]
        if step.outcome in {"held-back", "not-judged"}:
            raise CheckFailed(step.text(_language(self.config)))


class CheckItem(pytest.Item):
    """One check of one release or data set."""

    def __init__(self, *, check: Callable[[], None], **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]  # pytest hands on what its nodes take
        self._check: Final = check

    def runtest(self) -> None:
        """Run the check."""
        self._check()

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return what the reader needs: the report or the sentence, no traceback of ours."""
        return _told(excinfo.value, self.config) or super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Return the file and the name of the check."""
        return self.path, None, self.name if self.parent is None else f"{self.parent.name} {self.name}"


def _require_sound(report: Report, config: pytest.Config) -> None:
    """Fail where a row is rejected; where it is strict also where there is advice."""
    strict = config.getoption("--opendata-strict") or config.getini("opendata_strict")
    if not report.valid or (strict and any(table.advice for table in report.tables)):
        raise CheckFailed(report.text(_language(config)))


def _told(error: BaseException, config: pytest.Config) -> str | None:
    """Return the sentences of an error of ours."""
    from .errors import OpenDataShareError

    if isinstance(error, CheckFailed):
        return str(error)
    return error.text(_language(config)) if isinstance(error, OpenDataShareError) else None


def _raising(error: Exception) -> Callable[[], None]:
    def check() -> None:
        raise error

    return check


def _language(config: pytest.Config) -> Language:
    from ._messages import language_of_locale

    said = config.getini("opendata_lang")
    return "id" if said == "id" else "en" if said == "en" else language_of_locale()
