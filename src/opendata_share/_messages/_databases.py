"""Sentences about databases; none repeats what a driver says, which may hold an address, a secret or a value."""

from __future__ import annotations

from . import Message

MESSAGES = {
    "extra-sql": Message(
        "Reading databases needs the extra sql, which is not installed.",
        "Membaca basis data memerlukan ekstra sql yang belum terpasang.",
        "pip install 'opendata-share[sql]'",
        "pip install 'opendata-share[sql]'",
    ),
    "database-table-or-query": Message(
        "Say what is read: either a table, or a query.",
        "Sebutkan yang dibaca: tabel, atau kueri.",
        'In [source]: table = "public.posts". A query is said in the call only: query="SELECT …".',
        'Di [source]: table = "public.posts". Kueri hanya disebut saat memanggil: query="SELECT …".',
    ),
    "database-name": Message("A name of the database holds a NUL.", "Sebuah nama di basis data memuat NUL."),
    "database-auth": Message(
        "auth of a database is a pair of user and password.",
        "auth untuk basis data adalah pasangan pengguna dan kata sandi.",
    ),
    "database-column": Message(
        "{option} names the column {field}, which is not there or cannot be one; there are: {known}.",
        "{option} menyebut kolom {field} yang tidak ada atau tidak dapat dipakai; yang ada: {known}.",
    ),
    "database-changed": Message(
        "A time is wanted, and nothing says which column holds when a row last changed.",
        "Waktu diminta, tetapi belum disebutkan kolom yang memuat waktu perubahan terakhir.",
        'Add to [source]: changed = "updated_at".',
        'Tambahkan pada [source]: changed = "updated_at".',
    ),
    "database-resume-key": Message(
        "A read can go on only where key says by which column.",
        "Pembacaan hanya dapat dilanjutkan bila key menyebut kolomnya.",
        'Add to [source]: key = "id".',
        'Tambahkan pada [source]: key = "id".',
    ),
    "database-driver": Message(
        "driver = {driver} is not an installed package of an ADBC driver.",
        "driver = {driver} bukan paket driver ADBC yang terpasang.",
        'For example: driver="adbc_driver_flightsql".',
        'Misalnya: driver="adbc_driver_flightsql".',
    ),
    "database-no-sqlite": Message(
        "The file is no SQLite database, or an encrypted one.", "Berkas bukan basis data SQLite, atau terenkripsi."
    ),
    "database-not-utf-8": Message(
        "A name or a text in the database is not UTF-8.", "Ada nama atau teks di basis data yang bukan UTF-8."
    ),
    "database-login": Message(
        "The database does not let us in.",
        "Basis data tidak mengizinkan masuk.",
        "Check user and password (auth=), or what libpq reads (.pgpass, PGUSER).",
        "Periksa pengguna dan kata sandi (auth=), atau yang dibaca libpq (.pgpass, PGUSER).",
    ),
    "database-unreachable": Message(
        "The database cannot be reached.",
        "Basis data tidak dapat dijangkau.",
        "Check the address and the network, then try again.",
        "Periksa alamat dan jaringan, lalu coba lagi.",
    ),
    "database-missing": Message("There is no database of that name.", "Tidak ada basis data dengan nama itu."),
    "database-no-table": Message(
        "There is no such table or view.",
        "Tidak ada tabel atau tampilan (view) itu.",
        "Check its name and its schema, for example health.beds.",
        "Periksa nama dan skemanya, misalnya health.beds.",
    ),
    "database-no-permission": Message(
        "The account may not read this.",
        "Akun tidak boleh membaca ini.",
        "Ask for SELECT on it, and for nothing more.",
        "Mintalah hak SELECT, dan tidak lebih.",
    ),
    "database-refused": Message(
        "The database refused the query (SQLSTATE or status {state}).",
        "Basis data menolak kueri (SQLSTATE atau status {state}).",
        "The database's own log says why.",
        "Log basis data mencatat alasannya.",
    ),
    "database-broke-off": Message(
        "The rows broke off.",
        "Aliran baris terputus.",
        "Try again; with key a read goes on behind its bookmark.",
        "Coba lagi; dengan key pembacaan dilanjutkan dari penandanya.",
    ),
    "database-key-null": Message(
        "The key has nulls: a read that goes on behind it would lose them.",
        "Kuncinya ada yang kosong: pembacaan lanjutan akan melewatkannya.",
        "Choose a column without nulls, or leave key out.",
        "Pilih kolom tanpa nilai kosong, atau hapus key.",
    ),
    "database-key-repeats": Message(
        "Rows share a key: a read that goes on behind it would lose some.",
        "Ada baris dengan kunci sama: pembacaan lanjutan akan melewatkan sebagian.",
        "Choose a column that no two rows share, or leave key out.",
        "Pilih kolom yang nilainya tidak berulang, atau hapus key.",
    ),
}
