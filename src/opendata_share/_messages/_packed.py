"""Sentences about files in gzip and zip."""

from __future__ import annotations

from . import Message

MESSAGES = {
    "packed-no-gzip": Message(
        "The name says gzip, and the file is none.",
        "Namanya menyatakan gzip, tetapi isinya bukan.",
        "Rename the file, or fetch it again.",
        "Ganti nama berkasnya, atau ambil lagi.",
    ),
    "packed-no-zip": Message(
        "The name says zip, and the file is no zip archive, or a damaged one.",
        "Namanya menyatakan zip, tetapi berkas bukan arsip zip atau rusak.",
        "Fetch it again.",
        "Ambil lagi berkasnya.",
    ),
    "packed-cut": Message(
        "The packed file ends before it is complete.",
        "Berkas terkompresi berakhir sebelum lengkap.",
        "Fetch it again.",
        "Ambil lagi berkasnya.",
    ),
    "packed-damaged": Message(
        "The packed file is damaged: its checksum does not agree with what is inside, or more stands behind its end.",
        "Berkas terkompresi rusak: jumlah periksanya tidak cocok dengan isinya, atau ada sesuatu setelah akhirnya.",
        "Fetch it again.",
        "Ambil lagi berkasnya.",
    ),
    "packed-several": Message(
        "The archive holds {count} files, and one is needed: {names}",
        "Arsip memuat {count} berkas, padahal harus satu: {names}",
        "Unpack it and name the file, or the folder whose files are one table.",
        "Ekstrak arsipnya lalu sebutkan berkasnya, atau folder yang berkas-berkasnya satu tabel.",
    ),
    "packed-member-name": Message(
        "The file in the archive has no name, or one that leads out of it: {name}.",
        "Berkas dalam arsip tidak bernama, atau namanya menuju ke luar arsip: {name}.",
        "Ask its supplier for another archive.",
        "Mintalah arsip lain kepada pemasoknya.",
    ),
    "packed-link": Message("What the archive holds is a link, not a file.", "Isi arsip adalah tautan, bukan berkas."),
    "packed-encrypted": Message(
        "The archive is encrypted.",
        "Arsip terenkripsi.",
        "Unpack it first.",
        "Ekstrak dahulu arsipnya.",
    ),
    "packed-method": Message(
        "The archive is packed by a method that is not read ({method}); stored and deflated are.",
        "Arsip dikompresi dengan metode yang tidak dibaca ({method}); yang dibaca: stored dan deflated.",
        "Pack it again.",
        "Kemas ulang arsipnya.",
    ),
    "limit-unpacked-bytes": Message(
        "Unpacked, the file is larger than {limit} = {value} bytes.",
        "Setelah diekstrak, berkas lebih besar daripada {limit} = {value} bita.",
        "If the size is right, raise the limit.",
        "Jika ukurannya memang benar, naikkan batasnya.",
    ),
    "limit-unpacked-ratio": Message(
        "Unpacked, the file is more than {value} times larger ({limit}): such files are made to fill a disk.",
        "Setelah diekstrak, berkas lebih dari {value} kali lebih besar ({limit}): berkas begini dibuat memenuhi disk.",
        "If the file is right, raise the limit.",
        "Jika berkasnya memang benar, naikkan batasnya.",
    ),
}
