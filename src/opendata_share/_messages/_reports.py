"""Sentences of reports as tables and pages, and of reports that are read back.

What lives here: sentences. What this file must not know: who says them.
"""

from __future__ import annotations

from typing import Final

from . import Message

MESSAGES: Final[dict[str, Message]] = {
    "report-every-row": Message("every row ({count}), {field}", "setiap baris ({count}), {field}"),
    "report-example": Message("right would be, for example: {example}", "yang benar, misalnya: {example}"),
    "report-head-rule": Message("rule", "aturan"),
    "report-head-field": Message("field", "kolom"),
    "report-head-severity": Message("severity", "tingkat"),
    "report-head-count": Message("rows found", "jumlah baris"),
    "report-head-first": Message("first row", "baris pertama"),
    "report-head-last": Message("last row", "baris terakhir"),
    "report-head-row": Message("row", "baris"),
    "report-head-message": Message("what was found", "temuan"),
    "report-severity-error": Message("error", "kesalahan"),
    "report-severity-advice": Message("advice", "saran"),
    "report-no-report": Message(
        "this is no report of opendata-share",
        "ini bukan laporan opendata-share",
        "give the file that Report.to_parquet wrote",
        "berikan berkas yang ditulis Report.to_parquet",
    ),
    "report-other-form": Message(
        "the report has form {form}, and this version reads form 1",
        "laporan berbentuk {form}, sedangkan versi ini membaca bentuk 1",
        "read it with the version that wrote it",
        "baca dengan versi yang menulisnya",
    ),
    "report-unreadable": Message(
        "the report cannot be read: {reason}",
        "laporan tidak dapat dibaca: {reason}",
        "check that the file is there and that you may read it",
        "periksa apakah berkasnya ada dan boleh Anda baca",
    ),
}
