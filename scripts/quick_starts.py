"""Start `opendata-share` many times, and load its modules once.

What lives here: a process that has loaded them and forks for every start, and the small program that stands for
`opendata-share` on the PATH and hands over what it was called with: arguments, folder, environment, streams. What this
file must not know: what the starts are for.

Nothing but the loading is shared: every start is a process of its own, forked from one in which nothing has run. That
a command starts alone, and what it loads, is shown where that is the subject: `tests/cli`, and each command's first
start in `docs_code`.

    python scripts/quick_starts.py SOCKET   says that it is ready, and waits until its standard input ends
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import selectors
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from opendata_share.cli import _let_pyarrow_do_without_pandas, main

LOADED: Final = (
    "cyclopts",
    "httpx",
    "jsonschema",
    "opendata_share.adapters.sources",
    "opendata_share.cli._app",
    "opendata_share.dialects",
    "opendata_share.exports",
    "opendata_share.pipeline",
    "opendata_share.policy",
    "opendata_share.releases",
    "opendata_share.trust",
    "opendata_share.validation",
    "pyarrow.csv",
    "pyarrow.parquet",
    "rich.console",
)
"""What takes longest to load, with all that it loads."""

_COMMAND: Final = Path(sysconfig.get_path("scripts"), "opendata-share")
_STAND_IN: Final = r"""#!{python} -IS
import os, socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect({address!r})
socket.send_fds(line, [b"."], [0, 1, 2])
words = [os.fsencode(word) for word in sys.argv[1:]]
settings = [name + b"=" + value for name, value in os.environb.items()]
line.sendall(b"\0".join([os.getcwdb(), b"%d" % len(words), *words, *settings]))
line.shutdown(socket.SHUT_WR)
code = int(line.recv(16))
if code < 0:
    os.kill(os.getpid(), -code)
os._exit(code)
"""


@contextlib.contextmanager
def quick_starts(environment: Mapping[str, str]) -> Iterator[Path]:
    """Give a folder for the front of a PATH: the `opendata-share` in it starts quickly."""
    with tempfile.TemporaryDirectory(prefix="starts-") as folder:
        address = f"{folder}/starts"
        stand_in = Path(folder, "bin", _COMMAND.name)
        stand_in.parent.mkdir()
        stand_in.write_text(_STAND_IN.format(python=sys.executable, address=address), "utf-8")
        stand_in.chmod(0o755)
        command = [sys.executable, __file__, address]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, env=environment) as waiting:
            if not (waiting.stdout and waiting.stdout.readline()):
                raise RuntimeError(f"{' '.join(command)} does not wait")
            yield stand_in.parent
            if waiting.stdin:
                waiting.stdin.close()


def _asked(address: str) -> socket.socket:
    """Wait for starts; return once in every process that is forked for one."""
    running: dict[int, tuple[int, socket.socket]] = {}
    with socket.socket(socket.AF_UNIX) as listener, selectors.DefaultSelector() as watched:
        listener.bind(address)
        listener.listen()
        watched.register(listener, selectors.EVENT_READ)
        watched.register(sys.stdin, selectors.EVENT_READ)
        print("ready", flush=True)
        while True:
            for key, _ in watched.select():
                if key.fileobj is sys.stdin:
                    sys.exit()
                if key.fileobj is listener:
                    line, _ = listener.accept()
                    pid = os.fork()
                    if not pid:
                        return line
                    ends = os.pidfd_open(pid)
                    running[ends] = pid, line
                    watched.register(ends, selectors.EVENT_READ)
                    continue
                watched.unregister(key.fd)
                os.close(key.fd)
                pid, line = running.pop(key.fd)
                with line, contextlib.suppress(OSError):  # whoever asked may have been ended
                    line.sendall(b"%d" % os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def _become(line: socket.socket) -> None:
    """Take the place of the stand-in at the other end."""
    _, streams, _, _ = socket.recv_fds(line, 1, 3)
    for own, given in enumerate(streams):
        os.dup2(given, own)
        os.close(given)
    with line, line.makefile("rb") as said:
        folder, count, *rest = said.read().split(b"\0")
    words, settings = rest[: int(count)], rest[int(count) :]
    os.chdir(folder)
    os.environb.clear()
    for name, _, value in (setting.partition(b"=") for setting in settings):
        os.environb[name] = value
    time.tzset()
    sys.argv = [str(_COMMAND), *map(os.fsdecode, words)]
    sys.path[0] = str(_COMMAND.parent)


if __name__ == "__main__":
    _let_pyarrow_do_without_pandas()
    for module in LOADED:
        importlib.import_module(module)
    gc.freeze()
    _become(_asked(sys.argv[1]))
    main()
