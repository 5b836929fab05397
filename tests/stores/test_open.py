"""Where releases can be published to, and where not."""

from __future__ import annotations

from pathlib import Path

import pytest

from opendata_share.errors import DefinitionError
from opendata_share.stores import DirectoryStore, Disk, open_store


@pytest.mark.parametrize("location", ["http://data.example/", Path("https://data.example/"), "ftp://x/y", "http:/x"])
def test_an_address_nothing_can_be_published_to_is_refused_and_names_no_folder(
    location: str | Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DefinitionError) as caught:
        open_store(location, Disk())
    assert caught.value.message_id == "publish-location"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_a_store(tmp_path: Path) -> None:
    assert isinstance(open_store(tmp_path, Disk()), DirectoryStore)
    assert isinstance(open_store("public", Disk()), DirectoryStore)
