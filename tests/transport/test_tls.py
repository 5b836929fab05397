"""Transfers over https: the machine's own certificate authorities decide, and a drip ends there too."""

from __future__ import annotations

import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

CHILD = """
import json, sys
from opendata_share.errors import OpenDataShareError
from opendata_share.transport import fetch
try:
    body = fetch(sys.argv[1], limit_bytes=10_000, auth="hunter2", deadline_s=float(sys.argv[2]))
    print(json.dumps({"body": body.decode()}))
except OpenDataShareError as error:
    print(json.dumps({"error": type(error).__name__, "id": error.message_id, "text": str(error)}))
"""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("making a certificate needs the openssl command")
    folder = tmp_path_factory.mktemp("tls")
    key, crt = folder / "key.pem", folder / "crt.pem"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    made = ["-keyout", str(key), "-out", str(crt)]
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *made, *names]
    subprocess.run(command, check=True, capture_output=True)
    return key, crt


@pytest.fixture
def server(certificate: tuple[Path, Path]) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1], certificate[0])

    def serve(connection: socket.socket) -> None:
        with suppress(OSError), context.wrap_socket(connection, server_side=True) as wire:
            asked = wire.recv(65_536)
            if b"/drip" in asked:
                wire.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                for _ in range(400):
                    wire.sendall(b"y")
                    time.sleep(0.05)
            wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")

    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    threading.Thread(target=serve, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]


def asked(url: str, authorities: Path | None, deadline_s: float = 40) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if name not in {"SSL_CERT_FILE", "SSL_CERT_DIR"}}
    if authorities is not None:
        environment["SSL_CERT_FILE"] = str(authorities)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, url, str(deadline_s)],
        env=environment,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()[-1000:]
    answer: dict[str, str] = json.loads(done.stdout)
    return answer


def test_a_certificate_this_machine_trusts_is_enough(server: int, certificate: tuple[Path, Path]) -> None:
    assert asked(f"https://127.0.0.1:{server}/x", certificate[1]) == {"body": "ok"}


def test_a_certificate_nobody_vouches_for_is_refused_and_never_retried(server: int) -> None:
    answer = asked(f"https://127.0.0.1:{server}/x", None)
    assert (answer["error"], answer["id"]) == ("TrustError", "transfer-certificate")
    assert "hunter2" not in answer["text"]


def test_a_drip_over_tls_ends_at_the_deadline(server: int, certificate: tuple[Path, Path]) -> None:
    answer = asked(f"https://127.0.0.1:{server}/drip", certificate[1], deadline_s=4)
    assert (answer["error"], answer["id"]) == ("TransferError", "transfer-deadline")
