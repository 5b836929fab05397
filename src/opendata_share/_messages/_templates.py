"""Sentences of entry sheets.

What lives here: sentences in English and Indonesian. What this file must not know: who says them.
"""

from __future__ import annotations

from typing import Final

from . import Message

MESSAGES: Final[dict[str, Message]] = {
    # -- the command
    "template-written": Message(
        "{file}: {count} columns, of which the first {owed} are required",
        "{file}: {count} kolom, {owed} yang pertama wajib diisi",
    ),
    "next-template": Message(
        "fill it in from row 2, then: opendata-share validate {file} --to {contract} --agency SLUG",
        "isi mulai baris 2, lalu: opendata-share validate {file} --to {contract} --agency SLUG",
    ),
    "template-needs-file": Message(
        "a workbook cannot be printed",
        "buku kerja tidak dapat dicetak ke layar",
        "add --into {contract}.xlsx",
        "tambahkan --into {contract}.xlsx",
    ),
    "sample-written": Message("{file}: {count} made-up rows of {contract}", "{file}: {count} baris rekaan {contract}"),
    "next-sample": Message(
        "read them as a file of your own: opendata-share validate {file} --to {contract}",
        "baca seperti berkas sendiri: opendata-share validate {file} --to {contract}",
    ),
    "hypothesis-not-installed": Message(
        "strategies are those of Hypothesis, which is not installed",
        "strategi berasal dari Hypothesis, yang belum terpasang",
        "pip install hypothesis",
        "pip install hypothesis",
    ),
    "sample-needs-file": Message(
        "Parquet cannot be printed",
        "Parquet tidak dapat dicetak ke layar",
        "add --into {contract}.parquet",
        "tambahkan --into {contract}.parquet",
    ),
    "sample-there-already": Message(
        "the file is there already; it is not overwritten",
        "berkas sudah ada; tidak ditimpa",
        "give --into another name",
        "beri nama lain pada --into",
    ),
    "template-there-already": Message(
        "the file is there already and may be filled in; it is not overwritten",
        "berkas sudah ada dan mungkin sudah diisi; tidak ditimpa",
        "give --into another name",
        "beri nama lain pada --into",
    ),
    "template-other-suffix": Message(
        "--as {form} does not go with a file named {suffix}",
        "--as {form} tidak cocok dengan nama berkas {suffix}",
        "name the file .{form}, or change --as",
        "beri akhiran .{form}, atau ubah --as",
    ),
    "template-not-written": Message(
        "it cannot be written: {reason}",
        "tidak dapat ditulis: {reason}",
        "name another place with --into",
        "sebut tempat lain dengan --into",
    ),
    # -- the sheet that explains
    "template-step-fill": Message(
        "Fill in the first sheet ({contract}) from row 2. Columns with a yellow heading must be filled in every row."
        " Keep the headings as they are; a column you do not need may be deleted.",
        "Isi lembar pertama ({contract}) mulai baris 2. Kolom berjudul kuning wajib diisi di setiap baris. Jangan ubah"
        " judul kolom; kolom opsional yang tidak dipakai boleh dihapus.",
    ),
    "template-step-times": Message(
        "Write times with their offset, such as 2026-03-02T07:50:00+07:00 (WIB), +08:00 (WITA), +09:00 (WIT). Times"
        " without one are read where the command has --zone Asia/Jakarta.",
        "Tulis waktu dengan selisih zonanya, misalnya 2026-03-02T07:50:00+07:00 (WIB), +08:00 (WITA), +09:00 (WIT)."
        " Waktu tanpa selisih terbaca bila perintah diberi --zone Asia/Jakarta.",
    ),
    "template-step-return": Message(
        "Then run: opendata-share validate FILE --to {contract} --agency SLUG",
        "Lalu jalankan: opendata-share validate BERKAS --to {contract} --agency SLUG",
    ),
    "template-times": Message(
        "Write the offset too: +07:00 is WIB; or give --zone Asia/Jakarta when the sheet is read.",
        "Tulis juga selisih zonanya: +07:00 untuk WIB; atau beri --zone Asia/Jakarta saat lembar dibaca.",
    ),
    "template-wrong": Message(
        "This does not fit the column {heading}. Example: {example}. The note on its heading says more.",
        "Isi ini tidak cocok untuk kolom {heading}. Contoh: {example}. Lihat catatan pada judul kolomnya.",
    ),
    "template-is-owed": Message("Must be filled in.", "Wajib diisi."),
    "template-is-optional": Message("May stay empty.", "Boleh kosong."),
    "template-see-codes": Message("All codes: sheet {sheet}", "Semua kode: lembar {sheet}"),
    "template-heading": Message("Column", "Kolom"),
    "template-name": Message("Field", "Nama teknis"),
    "template-type": Message("Form", "Bentuk"),
    "template-owed": Message("Required", "Wajib"),
    "template-meaning": Message("Meaning", "Arti"),
    "template-unit": Message("Unit", "Satuan"),
    "template-limits": Message("Limits", "Batas"),
    "template-default": Message("If empty", "Bila kosong"),
    "template-example": Message("Example", "Contoh"),
    "template-codes": Message("Code list", "Daftar kode"),
    "template-sensitivity": Message("Who may see it", "Siapa yang boleh melihat"),
    "template-code": Message("Code (write this)", "Kode (tulis ini)"),
    "template-label": Message("Label", "Label kode"),
    "template-yes": Message("yes", "ya"),
    "template-no": Message("no", "tidak"),
    "template-type-text": Message("text", "teks"),
    "template-type-code": Message("a code of the list", "kode dari daftar"),
    "template-type-integer": Message("whole number", "bilangan bulat"),
    "template-type-number": Message("number", "angka"),
    "template-type-decimal": Message("decimal number", "angka desimal"),
    "template-type-boolean": Message("true or false", "true (ya) atau false (tidak)"),
    "template-type-json": Message("a text, a number, or JSON", "teks, angka, atau JSON"),
    "template-type-date": Message("date, year-month-day", "tanggal, tahun-bulan-hari"),
    "template-type-datetime": Message(
        "date and time with offset (RFC 3339)", "tanggal dan jam dengan selisih (RFC 3339)"
    ),
    "template-type-list": Message(
        'a list in brackets (JSON), such as ["a", "b"]', 'daftar dalam kurung siku (JSON), misalnya ["a", "b"]'
    ),
    "template-type-object": Message("several parts", "beberapa bagian"),
    "template-public-data": Message("everyone", "semua orang"),
    "template-internal-data": Message("other agencies", "instansi lain"),
    "template-restricted-data": Message("those who need to know", "yang berkepentingan"),
    "template-personal-data": Message("only for a named purpose", "hanya untuk tujuan tertentu"),
}
