"""Sentences about Parquet files and Arrow data."""

from __future__ import annotations

from . import Message

MESSAGES = {
    "parquet-not-parquet": Message("This is not a Parquet file.", "Ini bukan berkas Parquet."),
    "parquet-encrypted": Message("The Parquet file is encrypted.", "Berkas Parquet ini terenkripsi."),
    "parquet-encoding": Message(
        "A column of texts is stored in a delta encoding, whose values may grow without bound; it is not read.",
        "Ada kolom teks dengan pengodean delta, yang nilainya dapat membesar tanpa batas; kolom itu tidak dibaca.",
        "Write the file again with dictionary or plain encoding, as writers do where nothing is said.",
        "Tulis ulang berkasnya dengan pengodean kamus atau biasa, seperti bila tidak diatur.",
    ),
    "parquet-malformed": Message(
        "The Parquet file is damaged.",
        "Berkas Parquet rusak.",
        "Get it again from whoever made it.",
        "Ambil kembali berkas dari pembuatnya.",
    ),
    "arrow-same-column": Message(
        'The column has the same name as the column "{first}", or one that differs in case only.',
        'Kolom ini bernama sama dengan kolom "{first}", atau hanya berbeda huruf besar-kecilnya.',
    ),
    "arrow-extension-type": Message(
        'The column has the extension type "{type}", which is not read.',
        'Kolom bertipe ekstensi "{type}", yang tidak dibaca.',
        "Store it as a plain type.",
        "Simpan sebagai tipe biasa.",
    ),
    "arrow-type": Message("The column's type {type} cannot be read.", "Kolom bertipe {type} tidak dapat dibaca."),
    "arrow-malformed": Message(
        "The data does not hold what its types say; it is damaged.",
        "Isi data tidak sesuai dengan tipenya; datanya rusak.",
    ),
    "arrow-stream-failed": Message("The stream of rows failed.", "Aliran baris data gagal dibaca."),
    "limit-batch-bytes": Message(
        "A batch of rows, or all dictionaries together, would take more than {limit} = {value} bytes once unpacked.",
        "Satu kelompok baris, atau seluruh kamus, akan memakan lebih dari {limit} = {value} bita setelah dibuka.",
        "Write smaller batches (write_table(table, max_chunksize=65536)), or raise the limit {limit}.",
        "Tulis kelompok yang lebih kecil (write_table(table, max_chunksize=65536)), atau naikkan batas {limit}.",
    ),
    "limit-ipc-metadata": Message(
        "What the file says about its columns or a batch is longer than {limit} = {value} bytes.",
        "Keterangan berkas tentang kolom atau kelompok baris lebih panjang daripada {limit} = {value} bita.",
    ),
    "ipc-not-ipc": Message(
        "This is neither an Arrow IPC file nor a stream.", "Ini bukan berkas maupun aliran Arrow IPC."
    ),
    "ipc-first-feather": Message(
        "This is Feather of the first version, which is not read.",
        "Ini Feather versi pertama, yang tidak dibaca.",
        "Write it again as Feather 2 (Arrow IPC) or Parquet.",
        "Tulis ulang sebagai Feather 2 (Arrow IPC) atau Parquet.",
    ),
    "ipc-old-framing": Message(
        "A message has no mark in front: the file is damaged, or was written by Arrow before 0.15 (2019).",
        "Ada pesan tanpa tanda di depannya: berkas rusak, atau ditulis oleh Arrow sebelum 0.15 (2019).",
    ),
    "ipc-malformed": Message(
        "The Arrow file is damaged.",
        "Berkas Arrow rusak.",
        "Get it again from whoever made it.",
        "Ambil kembali berkas dari pembuatnya.",
    ),
    "ipc-cut-off": Message(
        "The Arrow file was cut off: its end is not there, so rows would be missing.",
        "Berkas Arrow terpotong: bagian akhirnya tidak ada, sehingga ada baris yang hilang.",
        "Get it again.",
        "Ambil kembali berkasnya.",
    ),
    "ipc-goes-on": Message(
        "The stream goes on behind its end mark: rows there would be missing.",
        "Aliran berlanjut setelah tanda akhirnya: baris di situ akan hilang.",
        "Write several streams into several files.",
        "Tulis beberapa aliran ke beberapa berkas.",
    ),
    "limit-parquet-page": Message(
        "A page of the file would take more than {limit} = {value} bytes once unpacked.",
        "Satu halaman berkas akan memakan lebih dari {limit} = {value} bita setelah dibuka.",
        "Write smaller pages (write_table(table, data_page_size=1048576)), or raise the limit {limit}.",
        "Tulis halaman yang lebih kecil (write_table(table, data_page_size=1048576)), atau naikkan batas {limit}.",
    ),
}
