"""Sentences of the sheet reader: workbooks that are refused, cells that need a look.

What lives here: sentences in English and Indonesian. What this file must not know: who says them.
"""

from __future__ import annotations

from typing import Final

from . import Message

_OPTIONS = {
    "source-option-sheet": Message(
        "sheet is an empty text.",
        "sheet berupa teks kosong.",
        'Write the name of the sheet: sheet = "Sheet1".',
        'Tulis nama lembarnya: sheet = "Sheet1".',
    ),
    "source-option-header-rows": Message(
        "header_rows = {value} are no header rows: row numbers from 1 to {last}, one after the other, at most {most}.",
        "header_rows = {value} bukan baris judul: nomor baris dari 1 sampai {last}, berurutan, paling banyak {most}.",
        "For example: header_rows = [3, 4]",
        "Misalnya: header_rows = [3, 4]",
    ),
    "source-option-header-and-rows": Message(
        "header and header_rows both say where the headings are.",
        "header dan header_rows sama-sama menyebutkan letak judul kolom.",
        "Remove one of them from [source].",
        "Hapus salah satunya dari [source].",
    ),
    "sheet-header-option": Message(
        "header is an option of CSV; a sheet has its headings in rows.",
        "header adalah opsi untuk CSV; pada lembar kerja, judul kolom berada di baris.",
        "Remove header from [source]; say header_rows = [1] where it must be said.",
        "Hapus header dari [source]; tulis header_rows = [1] jika perlu disebutkan.",
    ),
    "extra-excel": Message(
        "Reading XLSX needs an extra part that is not installed.",
        "Membaca XLSX memerlukan bagian tambahan yang belum terpasang.",
        "pip install 'opendata-share[excel]'",
        "pip install 'opendata-share[excel]'",
    ),
}

_FILES = {
    "workbook-xls": Message(
        "This is a workbook of the old XLS form, whatever its name says.",
        "Ini buku kerja bentuk XLS lama, apa pun nama berkasnya.",
        "Open it in Excel or LibreOffice and save it as .xlsx.",
        "Buka di Excel atau LibreOffice, lalu simpan sebagai .xlsx.",
    ),
    "workbook-xlsb": Message(
        "This is a binary workbook (XLSB).",
        "Ini buku kerja biner (XLSB).",
        "Open it in Excel and save it as .xlsx.",
        "Buka di Excel, lalu simpan sebagai .xlsx.",
    ),
    "workbook-xml-2003": Message(
        "This is a workbook of the XML form of 2003, whatever its name says.",
        "Ini buku kerja bentuk XML 2003, apa pun nama berkasnya.",
        "Open it in Excel or LibreOffice and save it as .xlsx.",
        "Buka di Excel atau LibreOffice, lalu simpan sebagai .xlsx.",
    ),
    "workbook-encrypted": Message(
        "The workbook is encrypted; it needs a password.",
        "Buku kerja ini terenkripsi; perlu kata sandi.",
        "Open it and save it without a password.",
        "Buka, lalu simpan tanpa kata sandi.",
    ),
    "workbook-html": Message(
        "This is a web page (HTML) with the name of a workbook.",
        "Ini halaman web (HTML) yang diberi nama buku kerja.",
        "Open it in Excel or LibreOffice and save it as .xlsx.",
        "Buka di Excel atau LibreOffice, lalu simpan sebagai .xlsx.",
    ),
    "workbook-csv": Message(
        'This is text with "{delimiter}" between the cells (CSV) and the name of a workbook.',
        'Ini teks dengan "{delimiter}" di antara sel (CSV) yang diberi nama buku kerja.',
        'Rename it to .csv, or add to [source]: format = "csv", delimiter = "{delimiter}"',
        'Ganti namanya menjadi .csv, atau tambahkan pada [source]: format = "csv", delimiter = "{delimiter}"',
    ),
    "workbook-other-kind": Message(
        "This is no workbook; it begins like {kind}.",
        "Ini bukan buku kerja; awalnya seperti {kind}.",
        "Save the table as .xlsx, .ods or .csv.",
        "Simpan tabelnya sebagai .xlsx, .ods, atau .csv.",
    ),
    "workbook-no-workbook": Message(
        "This is no workbook, whatever its name says.",
        "Ini bukan buku kerja, apa pun nama berkasnya.",
        "Save the table as .xlsx, .ods or .csv.",
        "Simpan tabelnya sebagai .xlsx, .ods, atau .csv.",
    ),
    "workbook-no-sheets": Message(
        "This is a zip archive, but no workbook: it holds no list of sheets.",
        "Ini arsip zip, tetapi bukan buku kerja: tidak ada daftar lembar di dalamnya.",
        "If a workbook lies inside, extract it first; else save the table as .xlsx.",
        "Jika ada buku kerja di dalamnya, ekstrak dahulu; jika tidak, simpan tabelnya sebagai .xlsx.",
    ),
    "workbook-malformed": Message(
        'The workbook is damaged at its part "{part}".',
        'Buku kerja rusak pada bagian "{part}".',
        "Get it again from whoever made it, or open it in Excel or LibreOffice and save it anew.",
        "Ambil kembali dari pembuatnya, atau buka di Excel atau LibreOffice lalu simpan ulang.",
    ),
    "workbook-sheet-malformed": Message(
        'The sheet "{sheet}" is damaged.',
        'Lembar "{sheet}" rusak.',
        "Open the workbook in Excel or LibreOffice and save it anew.",
        "Buka buku kerja di Excel atau LibreOffice, lalu simpan ulang.",
    ),
    "workbook-dtd": Message(
        'The part "{part}" has a document type declaration (DTD), which no program that saves workbooks writes.',
        'Bagian "{part}" memuat deklarasi tipe dokumen (DTD), yang tidak ditulis oleh program pembuat buku kerja.',
        "Do not trust this file; ask whoever sent it.",
        "Jangan percayai berkas ini; tanyakan kepada pengirimnya.",
    ),
    "workbook-part-name": Message(
        "The archive has a part with the name {part}, which points outside it.",
        "Arsip memuat bagian bernama {part}, yang menunjuk ke luar arsip.",
        "Do not trust this file; ask whoever sent it.",
        "Jangan percayai berkas ini; tanyakan kepada pengirimnya.",
    ),
    "workbook-part-twice": Message(
        'The archive has two parts with the name "{part}".',
        'Arsip memuat dua bagian bernama "{part}".',
        "Do not trust this file; open it in Excel or LibreOffice and save it anew.",
        "Jangan percayai berkas ini; buka di Excel atau LibreOffice lalu simpan ulang.",
    ),
    "limit-workbook-bytes": Message(
        "Unpacked, the workbook is larger than {limit} = {value} bytes.",
        "Setelah dibuka, isi buku kerja lebih besar daripada {limit} = {value} bita.",
        "Save the sheet as CSV, or raise the limit {limit}.",
        "Simpan lembarnya sebagai CSV, atau naikkan batas {limit}.",
    ),
    "limit-workbook-ratio": Message(
        'Unpacked, the part "{part}" is more than {limit} = {value} times as large as packed.',
        'Setelah dibuka, bagian "{part}" lebih dari {limit} = {value} kali ukuran termampatnya.',
        "Do not trust this file; if you do, raise the limit {limit}.",
        "Jangan percayai berkas ini; jika Anda percaya, naikkan batas {limit}.",
    ),
    "limit-workbook-members": Message(
        "The archive has {found} parts, more than {limit} = {value}.",
        "Arsip memuat {found} bagian, lebih dari {limit} = {value}.",
    ),
    "limit-sheet-extent": Message(
        'The sheet "{sheet}" is filled over {found}, more than {limit} = {value}.',
        'Lembar "{sheet}" terisi seluas {found}, lebih dari {limit} = {value}.',
        "Delete cells that lie far outside the table, or raise the limit {limit}.",
        "Hapus sel yang jauh di luar tabel, atau naikkan batas {limit}.",
    ),
}

_CHOICES = {
    "sheet-unknown": Message(
        'The workbook has no sheet "{wanted}". Sheets with cells: {sheets}; hidden: {hidden}.',
        'Buku kerja tidak memiliki lembar "{wanted}". Lembar yang terisi: {sheets}; tersembunyi: {hidden}.',
        "Write in [source]: {toml} – or on the command line: {option}",
        "Tulis di [source]: {toml} – atau di baris perintah: {option}",
    ),
    "sheet-without-cells": Message(
        'The sheet "{wanted}" has no cells. Sheets with cells: {sheets}; hidden: {hidden}.',
        'Lembar "{wanted}" tidak memiliki sel terisi. Lembar yang terisi: {sheets}; tersembunyi: {hidden}.',
        'Write in [source] the sheet that is meant: sheet = "…" – or on the command line: --sheet "…"',
        'Tulis di [source] lembar yang dimaksud: sheet = "…" – atau di baris perintah: --sheet "…"',
    ),
    "sheet-none-filled": Message(
        "No sheet of the workbook has a filled cell.",
        "Tidak ada lembar di buku kerja ini yang memiliki sel terisi.",
        "Check that it is the right file, and that it was saved.",
        "Periksa apakah berkasnya benar dan sudah disimpan.",
    ),
    "sheet-several": Message(
        "Several sheets have cells, and which is meant is not said: {sheets}; hidden: {hidden}.",
        "Ada beberapa lembar terisi, dan yang dimaksud tidak disebutkan: {sheets}; tersembunyi: {hidden}.",
        "Write in [source]: {toml} – or on the command line: {option}",
        "Tulis di [source]: {toml} – atau di baris perintah: {option}",
    ),
    "sheet-only-hidden": Message(
        "Only hidden sheets have cells: {hidden}.",
        "Hanya lembar tersembunyi yang memiliki sel terisi: {hidden}.",
        "If one is meant, write in [source]: {toml} – or on the command line: {option}",
        "Jika memang itu yang dimaksud, tulis di [source]: {toml} – atau di baris perintah: {option}",
    ),
    "sheet-header-rows-blank": Message(
        'The header rows that are declared are blank on the sheet "{sheet}", whose last filled row is {last}.',
        'Baris judul yang dinyatakan kosong pada lembar "{sheet}", yang baris terisi terakhirnya {last}.',
        "Correct header_rows: the row numbers at the left edge of the sheet.",
        "Perbaiki header_rows: nomor baris di tepi kiri lembar.",
    ),
    "sheet-header-unclear": Message(
        'Which rows of the sheet "{sheet}" hold the headings is not clear. They could be:{candidates}',
        'Baris mana pada lembar "{sheet}" yang memuat judul kolom tidak jelas. Kemungkinannya:{candidates}',
        "Write in [source]: {toml} – or on the command line: {option}",
        "Tulis di [source]: {toml} – atau di baris perintah: {option}",
    ),
    "sheet-header-none": Message(
        'No row of the sheet "{sheet}" looks like headings: none of the first rows holds texts alone.',
        'Tidak ada baris pada lembar "{sheet}" yang tampak seperti judul kolom: tidak ada baris awal yang hanya '
        "berisi teks.",
        "Say which rows hold them, in [source]: header_rows = [1] – or on the command line: --header-rows 1",
        "Sebutkan barisnya di [source]: header_rows = [1] – atau di baris perintah: --header-rows 1",
    ),
    "sheet-duplicate-heading": Message(
        'The heading "{heading}" stands twice, in columns {first} and {second}.',
        'Judul kolom "{heading}" muncul dua kali, pada kolom {first} dan {second}.',
        "Rename one of them, or name the rows the headings stand in now: header_rows = [3, 4]",
        "Ganti salah satunya, atau sebutkan baris tempat judul berada sekarang: header_rows = [3, 4]",
    ),
}

_CSV = {
    "csv-header-rows-blank": Message(
        "The header rows that are declared are blank or lie behind the end of the file.",
        "Baris judul yang dinyatakan kosong atau berada setelah akhir berkas.",
        "Correct header_rows: the numbers of lines in the file, from 1.",
        "Perbaiki header_rows: nomor baris di dalam berkas, mulai dari 1.",
    ),
    "csv-title-line": Message(
        "The first line is a title, not headings: it has one filled cell. Line {candidate} looks like the headings: "
        "{headings}",
        "Baris pertama adalah judul tabel, bukan judul kolom: hanya satu sel yang terisi. Baris {candidate} tampak "
        "seperti judul kolom: {headings}",
        "Write in [source]: header_rows = [{candidate}] – or on the command line: --header-rows {candidate}",
        "Tulis di [source]: header_rows = [{candidate}] – atau di baris perintah: --header-rows {candidate}",
    ),
}

_NOTES = {
    "note-hidden-rows": Message(
        "{count} hidden rows are read like any other: {rows}",
        "{count} baris tersembunyi dibaca seperti baris lain: {rows}",
        "show them and look; delete those that are not meant, or leave them out with skip in [source]",
        "tampilkan dan periksa; hapus yang tidak dimaksud, atau lewati dengan skip di [source]",
    ),
    "note-hidden-columns": Message(
        "{count} hidden columns are read like any other: {columns}",
        "{count} kolom tersembunyi dibaca seperti kolom lain: {columns}",
        "show them and look; name those that are not meant under ignore or quarantine in [source]",
        "tampilkan dan periksa; sebutkan yang tidak dimaksud di ignore atau quarantine pada [source]",
    ),
    "note-merged-cells": Message(
        "{count} merged cells in the data: {ranges}; a value stands only in the first cell of its range",
        "{count} sel gabungan di dalam data: {ranges}; nilainya hanya ada di sel pertama",
        "unmerge them and fill in the value in every row it is meant for",
        "pisahkan sel itu dan isi nilainya di setiap baris yang dimaksud",
    ),
    "note-external-links": Message(
        "the workbook refers to {count} other files; nothing was fetched, the values it stores were read",
        "buku kerja merujuk {count} berkas lain; tidak ada yang diambil, yang dibaca nilai yang tersimpan",
        "open it and update the links if the stored values may be old",
        "buka dan perbarui tautannya jika nilai yang tersimpan mungkin sudah lama",
    ),
    "note-column-numbers": Message(
        "the row below the headings numbers the columns and is no data; it was left out",
        "baris di bawah judul hanya menomori kolom dan bukan data; baris itu dilewati",
    ),
}

_CELLS = {
    "cell-formula-without-value": Message(
        'the formula in column "{column}" has no stored result',
        'rumus di kolom "{column}" tidak menyimpan hasilnya',
        "open the workbook in Excel or LibreOffice and save it, so that results are stored",
        "buka buku kerja di Excel atau LibreOffice lalu simpan, agar hasilnya tersimpan",
    ),
    "cell-error-in-sheet": Message(
        'the cell in column "{column}" holds the error {value}',
        'sel di kolom "{column}" berisi galat {value}',
        "mend the formula, or leave the cell empty where nothing is known",
        "perbaiki rumusnya, atau kosongkan sel jika nilainya tidak diketahui",
    ),
    "cell-number-for-code": Message(
        'the cell in column "{column}" is a number, {value}; any zeros in front of it are lost',
        'sel di kolom "{column}" berupa angka, {value}; angka nol di depannya bisa sudah hilang',
        "where codes begin with 0, format the column as text and type them again",
        "jika kodenya diawali 0, jadikan kolom itu berformat teks lalu ketik ulang",
    ),
    "cell-number-for-code-lost": Message(
        'the cell in column "{column}" is a number, {value}, and no code: digits are lost (11.10 became 11.1, of 16 '
        "digits the last became 0)",
        'sel di kolom "{column}" berupa angka, {value}, bukan kode: digitnya hilang (11.10 menjadi 11.1, dari 16 '
        "digit yang terakhir menjadi 0)",
        "format the column as text and type the code again",
        "jadikan kolom itu berformat teks lalu ketik ulang kodenya",
    ),
    "cell-date-for-code": Message(
        'the cell in column "{column}" is a date, {value}, where a text is asked for',
        'sel di kolom "{column}" berupa tanggal, {value}, padahal yang diminta teks',
        "if it was a code such as 3-2, format the column as text and type it again",
        "jika itu kode seperti 3-2, jadikan kolom itu berformat teks lalu ketik ulang",
    ),
}

_EXPLANATIONS = {
    "explain-formula-without-value": Message(
        "A cell holds a formula whose result the workbook does not store; nothing is computed here.",
        "Sel berisi rumus yang hasilnya tidak tersimpan di buku kerja; tidak ada yang dihitung di sini.",
        "Open the workbook in Excel or LibreOffice and save it.",
        "Buka buku kerja di Excel atau LibreOffice, lalu simpan.",
    ),
    "explain-cell-error": Message(
        "A cell of a sheet holds an error such as #N/A or #REF!, and a field reads it.",
        "Sel pada lembar berisi galat seperti #N/A atau #REF!, dan dibaca oleh sebuah kolom.",
        "Mend the formula, or leave the cell empty.",
        "Perbaiki rumusnya, atau kosongkan selnya.",
    ),
    "explain-number-for-code": Message(
        "A number cell feeds a text such as a code: a spreadsheet loses zeros in front (0012), zeros at the end "
        "(11.10) and every digit after the fifteenth. Whole numbers of at most 15 digits are kept with advice, others "
        "are rejected.",
        "Sel angka mengisi teks seperti kode: lembar kerja menghilangkan nol di depan (0012), nol di belakang "
        "(11.10), dan semua digit setelah yang kelima belas. Bilangan bulat hingga 15 digit diterima dengan saran; "
        "lainnya ditolak.",
        "Format the column as text and type the codes again.",
        "Jadikan kolom itu berformat teks lalu ketik ulang kodenya.",
    ),
    "explain-date-for-code": Message(
        "A date cell feeds a text field; a spreadsheet turns codes such as 3-2 into dates.",
        "Sel tanggal mengisi kolom teks; lembar kerja mengubah kode seperti 3-2 menjadi tanggal.",
        "Format the column as text and type the codes again.",
        "Jadikan kolom itu berformat teks lalu ketik ulang kodenya.",
    ),
    "explain-hidden-rows": Message(
        "Rows of the sheet are hidden, by hand or by a filter; they are read like any other.",
        "Ada baris lembar yang tersembunyi, manual atau oleh filter; baris itu dibaca seperti baris lain.",
        "Show and check them; leave out those that are not meant with skip in [source].",
        "Tampilkan dan periksa; lewati yang tidak dimaksud dengan skip di [source].",
    ),
    "explain-hidden-columns": Message(
        "Columns of the sheet are hidden; they are read like any other.",
        "Ada kolom lembar yang tersembunyi; kolom itu dibaca seperti kolom lain.",
        "Show and check them; name those that are not meant under ignore or quarantine in [source].",
        "Tampilkan dan periksa; sebutkan yang tidak dimaksud di ignore atau quarantine pada [source].",
    ),
    "explain-merged-cells": Message(
        "Cells in the data are merged; the value stands only in the first of them, the others are empty.",
        "Ada sel gabungan di dalam data; nilainya hanya ada di sel pertama, sel lainnya kosong.",
        "Unmerge them and fill in the value in every row.",
        "Pisahkan sel itu dan isi nilainya di setiap baris.",
    ),
    "explain-external-links": Message(
        "The workbook takes values from other files; nothing is fetched, the stored values are read.",
        "Buku kerja mengambil nilai dari berkas lain; tidak ada yang diambil, yang dibaca nilai tersimpan.",
        "Open it and update the links if they may be old.",
        "Buka dan perbarui tautannya jika nilainya mungkin sudah lama.",
    ),
    "explain-column-numbers": Message(
        "The row below the headings only numbers the columns, (1) (2) (3); it is no data and was left out.",
        "Baris di bawah judul hanya menomori kolom, (1) (2) (3); baris itu bukan data dan dilewati.",
    ),
}

MESSAGES: Final[dict[str, Message]] = {**_OPTIONS, **_FILES, **_CHOICES, **_CSV, **_NOTES, **_CELLS, **_EXPLANATIONS}
