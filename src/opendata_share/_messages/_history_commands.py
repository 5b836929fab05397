"""Sentences of the commands about the history of a data set."""

from __future__ import annotations

from . import Message

MESSAGES: dict[str, Message] = {
    "releases-head": Message(
        "{dataset}: {count} releases (trust: {trust})", "{dataset}: {count} rilis (kepercayaan: {trust})"
    ),
    "releases-line": Message(
        "  release {release}: {rows} rows, published {published_at}",
        "  rilis {release}: {rows} baris, diterbitkan {published_at}",
    ),
    "releases-corrects": Message(
        "    takes the place of release {other}: {reason}", "    menggantikan rilis {other}: {reason}"
    ),
    "releases-corrected": Message(
        "    corrected by release {other}: {reason}", "    dikoreksi oleh rilis {other}: {reason}"
    ),
    "releases-withdrawn": Message(
        "    withdrawn by release {other}: {reason}", "    ditarik oleh rilis {other}: {reason}"
    ),
    "progress-comparing": Message("Comparing releases of {dataset} …", "Membandingkan rilis {dataset} …"),
    "changes-told": Message(
        "{dataset}: from release {since} to release {release} {added} rows were added, {changed} changed, {removed} "
        "removed.",
        "{dataset}: dari rilis {since} ke rilis {release} {added} baris ditambahkan, {changed} berubah, {removed} "
        "dihapus.",
    ),
    "changes-left-out": Message("  … and {count} rows more", "  … dan {count} baris lagi"),
    "changes-were-compared": Message(
        "Both releases were read in full and compared here: {gap}.",
        "Kedua rilis dibaca seluruhnya dan dibandingkan di sini: {gap}.",
    ),
    "command-since": Message(
        "--since {text}: this is neither the number of a release nor a moment.",
        "--since {text}: ini bukan nomor rilis dan bukan waktu.",
        "Write --since 3, or --since 2026-03-02T08:30:00+07:00.",
        "Tulis --since 3, atau --since 2026-03-02T08:30:00+07:00.",
    ),
    "command-corrects": Message(
        "--corrects {text}: this is neither the number of a release nor NAME=NUMBER.",
        "--corrects {text}: ini bukan nomor rilis dan bukan NAMA=NOMOR.",
        "Write --corrects 4; where several tables are published, --corrects response-unit=4.",
        "Tulis --corrects 4; bila beberapa tabel diterbitkan, --corrects response-unit=4.",
    ),
}
