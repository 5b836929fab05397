"""Sentences about rows that were set aside for a program, and about judging them again.

What lives here: sentences. What this file must not know: who says them.
"""

from __future__ import annotations

from typing import Final

from . import Message

MESSAGES: Final[dict[str, Message]] = {
    "quarantine-damaged": Message(
        "the file says it holds rejected rows, and is damaged or was changed",
        "berkas ini menyatakan berisi baris yang ditolak, tetapi rusak atau telah diubah",
        "write it again: opendata-share validate FILE --rejected FILE.rejected.parquet",
        "tulis ulang: opendata-share validate BERKAS --rejected BERKAS.rejected.parquet",
    ),
    "quarantine-other-form": Message(
        "the rejected rows have form {form}, and this version reads form 1",
        "baris yang ditolak berbentuk {form}, sedangkan versi ini membaca bentuk 1",
        "read them with the version that wrote them",
        "baca dengan versi yang menulisnya",
    ),
    "replay-other-contract": Message(
        "the rows accepted before are under {accepted}, and the rows to be judged again under {contract}",
        "baris yang diterima sebelumnya mengikuti {accepted}, sedangkan baris yang dinilai ulang mengikuti {contract}",
        "give the accepted rows of the same contract, as validate returned them",
        "berikan baris yang diterima dari kontrak yang sama, seperti yang dikembalikan validate",
    ),
}
