"""Sentences of `map draft`: what is said about a proposal.

What lives here: sentences in English and Indonesian. What this file must not know: who says them.
"""

from __future__ import annotations

from typing import Final

from . import Message

MESSAGES: Final[dict[str, Message]] = {
    "draft-title": Message(
        "Draft of a field map for {file}: {contract}. {rows} rows were looked at.",
        "Draf peta kolom untuk {file}: {contract}. {rows} baris dilihat.",
    ),
    "draft-title-part": Message(
        "Draft of a field map for {file}: {contract}. Only the first {rows} rows were looked at.",
        "Draf peta kolom untuk {file}: {contract}. Hanya {rows} baris pertama yang dilihat.",
    ),
    "draft-what-to-do": Message(
        'To do: read each line below that begins with "# ". Where it is right, delete the "# " in front; else change '
        "it, or leave it: a column that no line reads stays ignored.",
        'Yang perlu dilakukan: baca setiap baris di bawah yang diawali "# ". Bila benar, hapus "# " di depannya; bila '
        "tidak, ubah atau biarkan: kolom yang tidak dibaca satu baris pun tetap diabaikan.",
    ),
    "draft-all-matched": Message(
        "Every column was recognised by its exact name; nothing has to be confirmed.",
        "Semua kolom dikenali dari nama persisnya; tidak ada yang perlu dikonfirmasi.",
    ),
    "draft-agency": Message(
        "needed: your agency's short name in lower case, such as jakarta-health",
        "wajib: nama pendek instansi dengan huruf kecil, misalnya jakarta-health",
    ),
    "draft-zone": Message(
        "times have no zone: WIB is Asia/Jakarta, WITA Asia/Makassar, WIT Asia/Jayapura",
        "waktu tanpa zona: WIB Asia/Jakarta, WITA Asia/Makassar, WIT Asia/Jayapura",
    ),
    "draft-zone-one-of": Message(
        'times have no zone; take this line where {zone} is meant: delete "## or: "',
        'waktu tanpa zona; pakai baris ini bila maksudnya {zone}: hapus "## or: "',
    ),
    "draft-zone-said": Message("the sheet says {zones}", "menurut lembarnya: {zones}"),
    "draft-null": Message(
        "these cells mean no value (cells: {count}); where one means 0, write 0 in the file instead",
        "sel ini berarti tidak ada nilai ({count} sel); bila artinya 0, tulis 0 di berkasnya",
    ),
    "draft-encoding": Message(
        "the file is not UTF-8; it was read as {encoding}", "berkas bukan UTF-8; dibaca sebagai {encoding}"
    ),
    "draft-skip-totals": Message("leaves out totals: row {rows}", "baris jumlah tidak ikut: baris {rows}"),
    "draft-skip-others": Message(
        "leaves out rows that are no data: row {rows}", "baris yang bukan data tidak ikut: baris {rows}"
    ),
    "draft-ignore": Message(
        "not read, unless a line below reads it", "tidak dibaca, kecuali ada baris di bawah yang membacanya"
    ),
    "draft-quarantine": Message(
        "looks personal, is never read: {columns}", "tampak sebagai data pribadi, tidak pernah dibaca: {columns}"
    ),
    "draft-looks-phone": Message("phone", "telepon"),
    "draft-looks-identity": Message("identity number", "nomor identitas"),
    "draft-looks-name": Message("person", "orang"),
    "draft-looks-birth": Message("birth or age", "kelahiran atau umur"),
    "draft-looks-address": Message("person's address", "alamat orang"),
    "draft-looks-email": Message("e-mail", "surel"),
    "draft-looks-health": Message("health", "kesehatan"),
    "draft-looks-free-text": Message("free text", "teks bebas"),
    "draft-shape": Message("cells look like {shape}", "bentuk isi sel {shape}"),
    "draft-rivals": Message("or is it {fields}?", "atau {fields}?"),
    "draft-other-column": Message("another column that would do", "kolom lain yang mungkin dipakai"),
    "draft-pattern": Message(
        "{share} of the cells are not of the form the contract asks for (most look like {shape})",
        "{share} isi sel tidak sesuai bentuk yang diminta kontrak (kebanyakan berbentuk {shape})",
    ),
    "draft-thousands": Message("separators read as thousands", "pemisah dibaca sebagai ribuan"),
    "draft-decimals": Message("the same cells read as decimals", "sel yang sama dibaca sebagai desimal"),
    "draft-unit": Message("must be in {unit}", "satuannya harus {unit}"),
    "draft-unknown-values": Message(
        "no code is known for: {values}; add them, or these rows are rejected",
        "belum ada kode untuk: {values}; tambahkan, kalau tidak barisnya ditolak",
    ),
    "draft-unknown-hidden": Message("{count} other values have no code", "{count} nilai lain belum ada kodenya"),
    "draft-order-open": Message(
        "day first; no cell shows whether day or month comes first",
        "hari dahulu; tidak ada sel yang menunjukkan mana hari dan mana bulan",
    ),
    "draft-order-contradicts": Message(
        "day first; but some cells can only be day/month and others only month/day: mend the file",
        "hari dahulu; tetapi sebagian sel hanya mungkin hari/bulan dan sebagian hanya bulan/hari: perbaiki berkasnya",
    ),
    "draft-month-first": Message("month first", "bulan dahulu"),
    "draft-mixed-forms": Message("written in several ways: {forms}", "ditulis dengan beberapa cara: {forms}"),
    "draft-mixed-times": Message(
        "times are written in several ways; the most frequent is read",
        "jam ditulis dengan beberapa cara; yang dibaca yang terbanyak",
    ),
    "draft-dates-and-texts": Message(
        "{marked} cells are true dates and are read as they are, {texts} are texts",
        "{marked} sel berupa tanggal asli dan dibaca apa adanya, {texts} sel berupa teks",
    ),
    "draft-turned": Message(
        "check the true dates: all of their days are 12 or less, those of the texts are not, so day and month may have "
        "been exchanged by the spreadsheet",
        "periksa tanggal asli: semua harinya 12 atau kurang sedangkan pada teks tidak, jadi hari dan bulan mungkin "
        "tertukar oleh aplikasi lembar kerja",
    ),
    "draft-not-times": Message("{count} cells are no time", "{count} sel bukan waktu"),
    "draft-day-only": Message(
        "the cells say only the day: it is read as 00:00", "sel hanya berisi tanggal: dibaca 00:00"
    ),
    "draft-only-year": Message("the column says only the year", "kolom hanya berisi tahun"),
    "draft-only-month": Message("the column says only the month", "kolom hanya berisi bulan"),
    "draft-precision": Message("belongs to {field}", "satu kesatuan dengan {field}"),
    "draft-where": Message("leaves out rows without these numbers", "baris tanpa angka ini tidak ikut"),
    "draft-wide": Message(
        "each {{ }} makes one row of its own: delete those that are wrong.",
        "setiap {{ }} menjadi satu baris sendiri: hapus yang salah.",
    ),
    "draft-wide-measure": Message(
        "The headings do not say what is counted: {chosen}, or {others}?",
        "Judul kolom tidak menyebut apa yang dihitung: {chosen}, atau {others}?",
    ),
    "draft-wide-assumed": Message(
        "Where a heading does not say {fields}, it is assumed.",
        "Bila judul kolom tidak menyebut {fields}, nilainya diandaikan.",
    ),
    "draft-wide-unread": Message(
        "Not read, though they name such a kind: {columns}.",
        "Tidak dibaca, walau menyebut jenis seperti itu: {columns}.",
    ),
    "draft-wide-more": Message('new columns; add to "wide": {entries}', 'kolom baru; tambahkan ke "wide": {entries}'),
    "draft-swapped": Message(
        'by its numbers "{longitude}" is the latitude and "{latitude}" the longitude',
        'menurut angkanya "{longitude}" adalah lintang dan "{latitude}" adalah bujur',
    ),
    "draft-axis-open": Message(
        "latitude first; the numbers do not show which comes first",
        "lintang dahulu; angkanya tidak menunjukkan mana yang dahulu",
    ),
    "draft-longitude-first": Message("longitude first", "bujur dahulu"),
    "draft-area": Message("looked up by name", "dicari menurut nama"),
    "draft-area-system": Message(
        "digits alone do not say whose code it is: Kemendagri", "angka saja tidak menunjukkan kode siapa: Kemendagri"
    ),
    "draft-area-bps": Message("BPS", "BPS"),
    "draft-sum": Message("needed ({title}): the sum of the parts", "wajib ({title}): jumlah dari bagian-bagiannya"),
    "draft-needed": Message(
        "needed ({title}): no column was recognised; write its heading",
        "wajib ({title}): tidak ada kolom yang dikenali; tulis judul kolomnya",
    ),
    "draft-needed-time": Message(
        "needed ({title}): no column was recognised; write the date or time, such as 2026-03-02 or "
        "2026-03-02T07:00:00+07:00",
        "wajib ({title}): tidak ada kolom yang dikenali; tulis tanggal atau waktunya, misalnya 2026-03-02 atau "
        "2026-03-02T07:00:00+07:00",
    ),
    "draft-needed-code": Message(
        "needed ({title}), the same for every row; or one of: {codes}",
        "wajib ({title}), sama untuk semua baris; atau salah satu dari: {codes}",
    ),
    "draft-from-cells": Message(
        "needed ({title}): the cells of this column tell", "wajib ({title}): dapat dibaca dari isi kolom ini"
    ),
    "draft-from-names": Message(
        "needed ({title}): the first words of the names tell", "wajib ({title}): dapat dibaca dari awal namanya"
    ),
    "draft-date-of-title": Message('needed ({title}): as "{where}" says', 'wajib ({title}): menurut "{where}"'),
    "draft-key": Message(
        "tells the rows apart: filled and different in all {rows} rows looked at",
        "pembeda baris: terisi dan berbeda di semua {rows} baris yang dilihat",
    ),
    "draft-key-shown": Message(
        "the identifier is public and will show {field}", "pengenal bersifat publik dan akan memuat {field}"
    ),
    "draft-key-nearly": Message(
        "tells the rows apart but for {empty} empty and {repeated} repeated cells, whose rows are rejected",
        "pembeda baris, kecuali {empty} sel kosong dan {repeated} sel berulang yang barisnya ditolak",
    ),
    "draft-key-pair": Message(
        "no column alone tells the rows apart; these two together may",
        "tidak ada satu kolom yang membedakan baris; mungkin keduanya bersama-sama",
    ),
    "draft-key-number": Message(
        "only the running number tells the rows apart; it must not change when rows are sorted or added",
        "hanya nomor urut yang membedakan baris; nomor tidak boleh berubah bila baris diurutkan atau ditambah",
    ),
    "draft-key-digest": Message(
        "no column tells the rows apart: the identifier changes whenever a cell does",
        "tidak ada kolom yang membedakan baris: pengenal berubah setiap kali isi baris berubah",
    ),
    "draft-check": Message("The contract also asks: {rule}", "Kontrak juga meminta: {rule}"),
    "draft-missed": Message(
        '"{column}" is called like {field}, but its cells do not fit.',
        'Judul "{column}" sama dengan {field}, tetapi isi selnya tidak cocok.',
    ),
    "draft-each": Message(
        "one row for each item: {items} of {rows} records looked at",
        "satu baris untuk setiap butir: {items} dari {rows} rekaman yang dilihat",
    ),
    "draft-record-list": Message(
        'a list of records, one for each item of "{list}"',
        'daftar rekaman, satu untuk setiap butir "{list}"',
    ),
    "draft-other-records": Message(
        "Chosen by what the names mean and how many there are. Other records here: {records}. To draft from them, name "
        "them: --records NAME.",
        "Dipilih menurut arti nama dan banyaknya. Rekaman lain di sini: {records}. Untuk merancang dari sana: "
        "--records NAMA.",
    ),
    "draft-late": Message(
        "These have no value in the rows looked at; nothing is proposed for them: {columns}.",
        "Ini tidak berisi dalam baris yang dilihat; tidak ada usulan untuknya: {columns}.",
    ),
    "draft-address-closed": Message(
        "The address has a user or a query, where a secret may stand: it is not written here. Name it in the call, or "
        "write url and parameters yourself.",
        "Alamatnya memuat pengguna atau kueri yang bisa berisi rahasia: tidak ditulis di sini. Sebutkan saat memanggil "
        "atau tulis sendiri url dan parameters.",
    ),
    "draft-parameters-closed": Message(
        "A parameter called like a secret is not written here: send it with auth.",
        "Parameter yang bernama seperti rahasia tidak ditulis di sini: kirimkan dengan auth.",
    ),
    "draft-key-repeats": Message(
        "{rows} rows tell of {different}: one row for each",
        "{rows} baris menceritakan {different}: satu baris untuk masing-masing",
    ),
    "draft-distinct": Message(
        "rows that say different things of the same are rejected",
        "baris yang berbeda isi tentang hal yang sama ditolak",
    ),
    "draft-differs": Message(
        'differs between rows with the same "{column}"', 'berbeda antarbaris dengan "{column}" yang sama'
    ),
    "draft-ref": Message(
        "makes the same identifier as the key of {contract}", "membuat pengenal yang sama dengan kunci {contract}"
    ),
    "draft-let": Message("said once for {tables}", "disebut sekali untuk {tables}"),
    "draft-records-unknown": Message(
        'There are no records at "{records}"; records stand at: {known}.',
        'Tidak ada rekaman di "{records}"; rekaman ada di: {known}.',
        "Write the names that lead there, joined by /; of XML the last ones suffice.",
        "Tulis nama-nama yang menuju ke sana, dipisah /; untuk XML nama terakhir cukup.",
    ),
    "draft-parameter": Message(
        "Parameter {position} is not NAME=VALUE.",
        "Parameter {position} bukan NAMA=NILAI.",
        "Write, for example: --parameter resource_id=ab12.",
        "Tulis, misalnya: --parameter resource_id=ab12.",
    ),
    "draft-no-parts": Message(
        "No file in the folder is a table that can be read without being declared.",
        "Tidak ada berkas di folder yang berupa tabel yang terbaca tanpa dinyatakan.",
        "Draft from one file, and say how it is written: --sheet, --header-rows, --encoding, --format.",
        "Rancang dari satu berkas, dan sebutkan cara penulisannya: --sheet, --header-rows, --encoding, --format.",
    ),
    "draft-again": Message("Added by a later draft ({columns}).", "Ditambahkan oleh draf berikutnya ({columns})."),
    "draft-written": Message(
        "{file} was written: {matched} columns recognised, {proposals} proposals to confirm.",
        "{file} ditulis: {matched} kolom dikenali, {proposals} usulan perlu dikonfirmasi.",
    ),
    "draft-unchanged": Message("{file} needs nothing new.", "{file} tidak memerlukan tambahan."),
    "draft-next": Message(
        'open {file}, delete the "# " in front of every line that is right, then: opendata-share validate '
        "{source} --map {file}",
        'buka {file}, hapus "# " di depan setiap baris yang benar, lalu: opendata-share validate {source} --map {file}',
    ),
    "draft-next-settled": Message(
        "judge the file by it: opendata-share validate {source} --map {file}",
        "periksa berkas dengannya: opendata-share validate {source} --map {file}",
    ),
    "draft-unwritable": Message(
        "The file cannot be written: {reason}.",
        "Berkas tidak dapat ditulis: {reason}.",
        "Name another place with --map.",
        "Sebut tempat lain dengan --map.",
    ),
}
