"""An honest web server of one folder that says what it was asked for, and over how many connections."""

from __future__ import annotations

import functools
import http.server
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from local_server import running


@dataclass
class WebRoot:
    """A running server: its address, the path of every request as it came, and how many connections were made.

    Where `token` is set, nobody else is let in.
    """

    url: str
    asked: list[str] = field(default_factory=list)
    connections: int = 0
    token: str | None = None

    def names(self) -> list[str]:
        """The last step of every path asked for."""
        return [path.rsplit("/", 1)[-1] for path in self.asked]


@contextmanager
def web_root(folder: Path) -> Iterator[WebRoot]:
    """Serve `folder` as a plain static server would."""
    root = WebRoot("")

    class Noted(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # connections stay open, as everywhere

        def setup(self) -> None:
            root.connections += 1
            super().setup()

        def do_GET(self) -> None:
            root.asked.append(self.path)
            if root.token is not None and self.headers.get("Authorization") != f"Bearer {root.token}":
                self.send_error(401)
            else:
                super().do_GET()

        def send_header(self, keyword: str, value: str) -> None:
            if keyword.lower() != "connection":  # this server would hang up after a 404; most do not
                super().send_header(keyword, value)

        def log_message(self, *args: object) -> None:
            return None

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Noted, directory=str(folder)))
    with running(server) as origin:
        root.url = f"{origin}/"
        yield root
