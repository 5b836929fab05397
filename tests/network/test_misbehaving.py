"""Every server that misbehaves: a transfer ends in time, with the right bytes or an error that says what happened."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from misbehaving import BODY, MISBEHAVIOURS, WHOLE, Outcome, faults, misbehaving

CHILD = Path(__file__).with_name("misbehaviour_child.py")


@pytest.mark.parametrize("face", ["waits", "awaits"])
def test_every_misbehaviour_ends_in_time_with_the_right_bytes_or_a_named_error(face: str) -> None:
    """A file and a document of each, all at once, in a process whose peak of memory is looked at."""
    done = subprocess.run([sys.executable, str(CHILD), face], capture_output=True, text=True, check=False, timeout=115)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["wrong"] == {}
    assert len(found["answers"]) >= 140
    assert found["sent"] > 30_000_000  # several send without end, one sends a bomb of 50 MB
    assert found["grown_mib"] < 96  # the stacks and buffers of 150 transfers and their servers; no body among them


def test_every_message_there_is_about_a_server_is_among_them() -> None:
    said = {message for one in MISBEHAVIOURS.values() for message in (*one.file, *(one.document or ()))}
    assert len(MISBEHAVIOURS) >= 80
    assert said >= {
        WHOLE, "transfer-broken", "transfer-busy", "transfer-deadline", "transfer-digest", "transfer-encoding",
        "transfer-limit", "transfer-missing", "transfer-redirect", "transfer-redirect-malformed", "transfer-redirects",
        "transfer-short", "transfer-size", "transfer-status",
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", ["sends-other-bytes", "compresses-unasked", "sends-a-login-page", "begins-anew-instead"]
)
def test_a_careless_client_is_caught(name: str, tmp_path: Path) -> None:
    """What takes whatever comes as the file, or appends what comes to what came, is found out by the same judge."""
    with misbehaving() as server:
        path = tmp_path / "file"
        with path.open("wb") as file:
            for number in range(2 if "begins" in name else 1):
                headers = {} if number == 0 else {"Range": f"bytes={file.tell()}-"}
                with urllib.request.urlopen(urllib.request.Request(server.url(name, "file"), headers=headers)) as reply:
                    while piece := reply.read1(65_536):
                        file.write(piece)
        outcome = Outcome(WHOLE, 0.1, ("file",), path.read_bytes() == BODY, 1)
    assert "wrong bytes under the final name" in list(faults(name, "file", outcome, 1.0))
    honest = Outcome(MISBEHAVIOURS[name].file[0], 0.1, ("file",) if name.startswith("begins") else (), None, 1)
    assert list(faults(name, "file", honest, 1.0)) == []


def test_a_client_that_is_late_or_leaves_something_behind_is_caught() -> None:
    right = Outcome("transfer-deadline", 3.1, (".file.0123456789abcdef.part",), None, 1)
    assert list(faults("says-nothing", "file", right, 3.0)) == []
    for wrong in (
        Outcome("transfer-deadline", 40.0, (), None, 1),
        Outcome("TimeoutError()", 3.1, (), None, 1),
        Outcome("transfer-deadline", 3.1, ("file",), None, 1),
        Outcome("transfer-deadline", 3.1, ("file.tmp",), None, 1),
        Outcome("transfer-deadline", 3.1, (), None, 50),
    ):
        assert len(list(faults("says-nothing", "file", wrong, 3.0))) == 1
