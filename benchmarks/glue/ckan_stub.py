"""A catalogue on loopback that speaks as much of CKAN's action API as the glue uses, and keeps every byte it is given.

What lives here: five actions and their state. What this file must not know: what is uploaded, and who judges it.
"""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

Parameters = dict[str, Any]

WRITING: Final = frozenset({"package_create", "package_patch", "resource_create", "resource_patch"})


@dataclass(slots=True)
class Portal:
    """What the catalogue holds, and what it was sent.

    Args:
        packages: Entries by name.
        files: Uploaded bytes by the resource's name, the newest only.
        writes: Names of the actions that changed something, in order.
        received: The body of every request that changed something.
    """

    packages: dict[str, Parameters] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    writes: list[str] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list)

    def act(self, action: str, said: Parameters, upload: bytes | None) -> Parameters | None:
        """Do one action and return its result, None where what it names is not there."""
        if action == "package_show":
            return self._package(said["id"])
        if action == "package_create":
            made = self.packages[said["name"]] = said | {"id": str(uuid.uuid4()), "resources": []}
            return made
        if action == "package_patch":
            return self._changed(self._package(said["id"]), said)
        if action == "resource_create":
            package = self._package(said["package_id"])
            if package is None:
                return None
            package["resources"].append(said | {"id": str(uuid.uuid4())})
            return self._kept(package["resources"][-1], upload)
        found = (one for package in self.packages.values() for one in package["resources"] if one["id"] == said["id"])
        resource = self._changed(next(found, None), said)
        return resource and self._kept(resource, upload)

    def _package(self, name: str) -> Parameters | None:
        return next((one for one in self.packages.values() if name in {one["name"], one["id"]}), None)

    @staticmethod
    def _changed(entry: Parameters | None, said: Parameters) -> Parameters | None:
        if entry is not None:
            entry.update(said)
        return entry

    def _kept(self, resource: Parameters, upload: bytes | None) -> Parameters:
        if upload is not None:
            self.files[resource["name"]] = upload
        return resource


def parameters(content_type: str, body: bytes) -> tuple[Parameters, bytes | None]:
    """Return what a request says and the file that came with it."""
    if not content_type.startswith("multipart/"):
        return json.loads(body or b"{}"), None
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    said: Parameters = {}
    upload: bytes | None = None
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)  # a part of a form is no message of several parts
        if part.get_filename() is not None:
            upload = content
        else:
            said[str(name)] = content.decode()
    return said, upload


@contextmanager
def portal() -> Iterator[tuple[Portal, str]]:
    """Serve an empty catalogue on a free port; yield it and its address."""
    kept = Portal()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            action = self.path.rpartition("/")[2]
            said, upload = parameters(self.headers.get("Content-Type", "application/json"), body)
            if action in WRITING:
                kept.writes.append(action)
                kept.received.append(body)
            result = kept.act(action, said, upload)
            missing = {"success": False, "error": {"__type": "Not Found Error", "message": "Not found"}}
            answer = json.dumps(missing if result is None else {"success": True, "result": result}).encode()
            self.send_response(404 if result is None else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield kept, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def main() -> None:
    """Serve until stopped, to try by hand."""
    with portal() as (_, address):
        print(address, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
