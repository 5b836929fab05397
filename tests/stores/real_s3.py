"""A real S3 server for tests: SeaweedFS, which comes as a wheel, on ports of its own, in a folder that goes away."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WEED = Path(sys.executable).with_name("weed")
_WAIT_S = 60.0


@contextmanager
def s3_server() -> Iterator[dict[str, str]]:
    """Yield the environment in which s3://bucket of a fresh server is reached; AWS_… is all a client needs."""
    folder = Path(tempfile.mkdtemp(prefix="opendata-share-s3-"))
    ports = _free_ports(5)
    names = ("master.port", "volume.port", "filer.port", "s3.port", "s3.port.grpc")
    command = [
        str(WEED),
        "-logtostderr=true",
        "server",
        "-s3",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-master.telemetry=false",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        f"-s3.localSocket={folder}/s3.sock",
        f"-filer.localSocket={folder}/filer.sock",
        "-volume.max=8",
        "-master.volumeSizeLimitMB=64",
        f"-dir={folder}",
        *(f"-{name}={port}" for name, port in zip(names, ports, strict=True)),
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    endpoint = f"http://127.0.0.1:{ports[3]}"
    try:
        _make_bucket(server, endpoint)
        yield {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": "any",
            "AWS_SECRET_ACCESS_KEY": "made-up-secret",
            "AWS_REGION": "us-east-1",
        }
    finally:
        server.kill()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _make_bucket(server: subprocess.Popen[bytes], endpoint: str) -> None:
    """Ask until the server is up."""
    deadline = time.monotonic() + _WAIT_S
    while time.monotonic() < deadline and server.poll() is None:
        request = urllib.request.Request(f"{endpoint}/bucket", method="PUT")
        try:
            with urllib.request.urlopen(request, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("the S3 server did not start")


def _free_ports(count: int) -> list[int]:
    """Return ports nobody listens on, whose next ten thousand (for gRPC) are free as well."""
    found: list[int] = []
    while len(found) < count:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1] % 40000 + 10000
            try:
                other.bind(("127.0.0.1", port))
                with socket.socket() as grpc:
                    grpc.bind(("127.0.0.1", port + 10000))
            except OSError:
                continue
            if all(abs(port - other_port) > 1 for other_port in found):
                found.append(port)
    return found


def environment(found: dict[str, str]) -> dict[str, str]:
    """Return this process's environment with the server's added."""
    return {**os.environ, **found}
