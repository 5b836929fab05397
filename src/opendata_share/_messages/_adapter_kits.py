"""Sentences about adapters, their kits and packages to begin one from.

What lives here: sentences in English and Indonesian. What this file must not know: who says them.
"""

from __future__ import annotations

from typing import Final

from . import Message

MESSAGES: Final[dict[str, Message]] = {
    "adapters-tested": Message(
        "{kit}: {kept} of {count} promises are kept",
        "{kit}: {kept} dari {count} janji ditepati",
    ),
    "adapters-no-kit": Message(
        "{target} is no kit",
        "{target} bukan kit",
        "name a SourceKit, ServiceKit or FieldMapKit: opendata-share adapters test tests/test_mine.py:TestMine",
        "sebutkan SourceKit, ServiceKit, atau FieldMapKit: opendata-share adapters test tests/test_mine.py:TestMine",
    ),
    "adapters-no-module": Message(
        "the module of {target} cannot be imported: {reason}",
        "modul dari {target} tidak dapat diimpor: {reason}",
        "write MODULE:CLASS or FILE.py:CLASS, and install the adapter's package",
        "tulis MODUL:KELAS atau BERKAS.py:KELAS, dan pasang paket adapternya",
    ),
    "adapters-name": Message(
        '"{name}" cannot be the name of a format',
        '"{name}" tidak dapat menjadi nama format',
        "use lower-case letters, digits and single hyphens, such as clinic-xml",
        "gunakan huruf kecil, angka, dan satu tanda hubung di antaranya, misalnya clinic-xml",
    ),
    "adapters-exists": Message(
        "{path} is there already",
        "{path} sudah ada",
        "choose another name or another folder; nothing was written",
        "pilih nama atau folder lain; tidak ada yang ditulis",
    ),
    "adapters-made": Message(
        "{path}: a source, a sample, and the kit that proves it",
        "{path}: sebuah sumber, sebuah contoh, dan kit yang membuktikannya",
    ),
    "next-adapters-new": Message(
        "pip install -e {path}, then: opendata-share adapters test {path}/tests/test_{module}.py:{kit}",
        "pip install -e {path}, lalu: opendata-share adapters test {path}/tests/test_{module}.py:{kit}",
    ),
}
