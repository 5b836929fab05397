"""Sentences about rejected rows that come back.

What lives here: sentences in English and Indonesian. What this file must not know: who says them.
"""

from __future__ import annotations

from typing import Final

from . import Message

MESSAGES: Final[dict[str, Message]] = {
    # -- the command line
    "next-correct": Message(
        "correct the cells in {path}, then: opendata-share validate {arguments}",
        "perbaiki isi sel di {path}, lalu: opendata-share validate {arguments}",
    ),
    "rejected-written-once": Message(
        "{count} rejected rows → {path} (source rows: {rows}, each once with all its reasons: row, field, rule, how to"
        " correct it)",
        "{count} baris ditolak → {path} (baris sumber: {rows}, masing-masing sekali dengan semua alasannya: baris,"
        " kolom, aturan, cara memperbaiki)",
    ),
    "rejected-work-kept": Message(
        "{count} rejected rows → {path}; {kept} was changed by hand since it was written and stays as it is: run the"
        " same command with {kept} to use what was corrected there",
        "{count} baris ditolak → {path}; {kept} sudah diubah orang sejak ditulis dan dibiarkan apa adanya: jalankan"
        " perintah yang sama dengan {kept} untuk memakai perbaikan di sana",
    ),
    "rejected-foreign-kept": Message(
        "{count} rejected rows → {path}; {kept} is not a file of rejected rows and stays as it is",
        "{count} baris ditolak → {path}; {kept} bukan berkas baris yang ditolak dan dibiarkan apa adanya",
    ),
    "rejected-none-left": Message(
        "no row is rejected any more; {path} is from an earlier run and nobody has changed it: delete it",
        "tidak ada lagi baris yang ditolak; {path} berasal dari pemeriksaan sebelumnya dan tidak diubah: hapus saja",
    ),
    "rejected-none-left-edited": Message(
        "no row is rejected any more; {path} still holds corrections made by hand that were not read: if {file}"
        " already says the same, delete {path}, otherwise run the same command with {path}",
        "tidak ada lagi baris yang ditolak; {path} masih berisi perbaikan yang tidak dibaca: bila {file} sudah sama"
        " isinya, hapus {path}; bila belum, jalankan perintah yang sama dengan {path}",
    ),
    "corrections-complete": Message(
        "no row is rejected any more: {file} completes {original}; keep the two together and give the commands {file}",
        "tidak ada lagi baris yang ditolak: {file} melengkapi {original}; simpan keduanya bersama dan berikan {file}"
        " kepada perintah",
    ),
    # -- a corrected file that cannot be understood
    "corrections-unrecognised": Message(
        "it is named like a file of rejected rows beside {original}, but its first column is not _row; read alone it"
        " would stand for the whole table",
        "namanya seperti berkas baris yang ditolak di samping {original}, tetapi kolom pertamanya bukan _row; bila"
        " dibaca sendiri, isinya dianggap seluruh tabel",
        "keep the columns that begin with _ as they were written (separate columns with a comma, semicolon or tab),"
        " or give the file another name if it is a table of its own",
        "biarkan kolom yang diawali _ seperti semula (pisahkan kolom dengan koma, titik koma, atau tab), atau ganti"
        " nama berkas bila isinya tabel tersendiri",
    ),
    "corrections-empty": Message(
        "no row is left in the file of rejected rows",
        "tidak ada baris yang tersisa di berkas baris yang ditolak",
        "run the command with the original file; what it rejects stays rejected",
        "jalankan perintah dengan berkas asal; yang ditolak tetap ditolak",
    ),
    "corrections-columns-lost": Message(
        "columns of the file of rejected rows are gone: {columns}",
        "kolom berkas baris yang ditolak hilang: {columns}",
        "the way back to the original needs them: take the corrections over into the file as it was written",
        "kolom itu diperlukan untuk kembali ke berkas asal: pindahkan perbaikan ke berkas seperti semula",
    ),
    "corrections-headings": Message(
        "its columns are not those of {original}; missing: {missing}; unknown: {unknown}",
        "kolomnya tidak sama dengan {original}; kurang: {missing}; tidak dikenal: {unknown}",
        "give every column the heading it had; change cells only",
        "kembalikan judul setiap kolom seperti semula; ubah isi sel saja",
    ),
    "corrections-order": Message(
        'its columns stand in another order than those of {original}: "{found}" where "{expected}" belongs',
        'urutan kolomnya lain dari {original}: "{found}" di tempat "{expected}"',
        "put the columns back into the order of the original",
        "kembalikan urutan kolom seperti berkas asal",
    ),
    "corrections-encoding": Message(
        "the file of rejected rows was saved in another encoding than UTF-8",
        "berkas baris yang ditolak disimpan dengan enkode selain UTF-8",
        'save it once more, in Excel as "CSV UTF-8 (comma delimited)"',
        'simpan sekali lagi, di Excel sebagai "CSV UTF-8 (comma delimited)"',
    ),
    "corrections-row-number": Message(
        "the cell in _row is no row number",
        "isi kolom _row bukan nomor baris",
        "put back the number it had; a row the original does not have is added to the original",
        "kembalikan nomornya; baris yang tidak ada di berkas asal ditambahkan di berkas asal",
    ),
    "corrections-row-twice": Message(
        "the row stands here twice, first on line {first}",
        "baris ini tertulis dua kali, pertama di baris berkas {first}",
        "keep one of the two",
        "sisakan salah satu",
    ),
    "corrections-row-unknown": Message(
        "{original} has no such row",
        "{original} tidak punya baris itu",
        "put back the number it had in _row; a new row is added to the original",
        "kembalikan nomor semula di kolom _row; baris baru ditambahkan di berkas asal",
    ),
    "corrections-ragged": Message(
        "a row has {actual} cells where there are {expected} headings",
        "sebuah baris berisi {actual} sel, padahal ada {expected} judul kolom",
        "correct the row here; a comma inside a cell needs quotes around the cell",
        "perbaiki baris ini; sel yang berisi koma harus diapit tanda kutip",
    ),
    "corrections-no-source": Message(
        "_source does not name one file in the same folder",
        "_source tidak menyebut satu berkas di folder yang sama",
        "put back what stood there; rows of several originals are corrected in a file each",
        "kembalikan isi semula; baris dari beberapa berkas asal diperbaiki di berkas masing-masing",
    ),
    "corrections-original-missing": Message(
        "the original {original} is not beside it",
        "berkas asal {original} tidak ada di sampingnya",
        "put both files into the same folder, under the names they had",
        "letakkan kedua berkas di folder yang sama, dengan nama semula",
    ),
    "corrections-original-changed": Message(
        "{original} is not the file these rows were rejected from: it was changed since",
        "{original} bukan lagi berkas asal baris-baris ini: sudah diubah sejak itu",
        "run the command with {original} again, and correct the rows it rejects now",
        "jalankan lagi perintah dengan {original}, lalu perbaiki baris yang ditolak sekarang",
    ),
    "corrections-too-deep": Message(
        "more than {limit} files of rejected rows correct one another",
        "lebih dari {limit} berkas baris yang ditolak saling memperbaiki",
        "take the corrections over into the original",
        "pindahkan perbaikan ke berkas asal",
    ),
    # -- the workbook
    "excel-not-installed": Message(
        "writing workbooks needs an extra part",
        "menulis buku kerja memerlukan bagian tambahan",
        "pip install 'opendata-share[excel]'",
        "jalankan: pip install 'opendata-share[excel]'",
    ),
    "rejected-too-many-for-xlsx": Message(
        "a workbook holds at most {value} rows ({limit})",
        "buku kerja memuat paling banyak {value} baris ({limit})",
        "write the rejected rows as .csv",
        "tulis baris yang ditolak sebagai .csv",
    ),
    "rejected-too-long-for-xlsx": Message(
        "a cell is longer than the {value} {limit} a workbook holds",
        "sebuah sel lebih panjang dari {value} karakter yang dimuat buku kerja ({limit})",
        "write the rejected rows as .csv",
        "tulis baris yang ditolak sebagai .csv",
    ),
    "rejected-explanation": Message("Explanation", "Penjelasan"),
    "rejected-step-open": Message(
        "Each line of the first sheet is one row of your file that was rejected. _message says what is wrong, _column"
        " in which of your columns, _hint what to do; the cells in question are coloured.",
        "Setiap baris lembar pertama adalah satu baris berkas Anda yang ditolak. _message menyebut kesalahannya,"
        " _column kolom Anda yang mana, _hint cara memperbaikinya; sel yang dimaksud diberi warna.",
    ),
    "rejected-step-correct": Message(
        "Correct the cells of your own columns. Leave the columns that begin with _ as they are. A row that you delete"
        " or do not change stays rejected.",
        "Perbaiki sel di kolom Anda sendiri. Biarkan kolom yang diawali _. Baris yang Anda hapus atau tidak Anda ubah"
        " tetap ditolak.",
    ),
    "rejected-step-save": Message(
        "Save it under the same name, beside the original file, and do not change the original meanwhile.",
        "Simpan dengan nama yang sama, di samping berkas asal, dan jangan ubah berkas asal sementara itu.",
    ),
    "rejected-step-return": Message(
        "Run the same command with this file in place of the original: both are read together and judged anew.",
        "Jalankan perintah yang sama dengan berkas ini sebagai ganti berkas asal: keduanya dibaca dan diperiksa ulang.",
    ),
    "rejected-column-row": Message("the row in your file", "baris di berkas Anda"),
    "rejected-column-line": Message("the line of the file where it starts", "baris fisik berkas tempatnya dimulai"),
    "rejected-column-file": Message(
        "the file it stands in, where the table is several",
        "berkas tempatnya berada, bila tabelnya terdiri atas beberapa",
    ),
    "rejected-column-column": Message("your column that is wrong", "kolom Anda yang salah"),
    "rejected-column-message": Message("what is wrong", "apa yang salah"),
    "rejected-column-hint": Message("what to do", "apa yang perlu dilakukan"),
    "rejected-column-field": Message("the field of the shared table", "kolom pada tabel bersama"),
    "rejected-column-rule": Message("the rule that is broken", "aturan yang dilanggar"),
    "rejected-column-contract": Message("the shared table", "tabel bersama"),
    "rejected-column-text": Message(
        "the row as it came, where it could not be cut into cells: write its cells into your columns",
        "baris apa adanya bila tidak dapat dipecah menjadi sel: tulis isinya ke kolom Anda",
    ),
    "rejected-column-source": Message("the original file; leave as it is", "berkas asal; biarkan"),
    "rejected-column-seal": Message(
        "shows what was changed since; leave as it is", "menunjukkan apa yang berubah; biarkan"
    ),
}
