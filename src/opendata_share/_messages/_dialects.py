"""Sentences about dialects.

What lives here: sentences in English and Indonesian. What this file must not know: who says them.
"""

from __future__ import annotations

from typing import Final

from . import Message

MESSAGES: Final[dict[str, Message]] = {
    "dialect-one-contract": Message(
        "a document of {dialect} holds one contract; {count} were given",
        "dokumen {dialect} memuat satu kontrak; yang diberikan {count}",
        "compile them one after the other",
        "susun satu per satu",
    ),
    "dialect-same-contract": Message(
        "two contracts have the same name: {contracts}",
        "dua kontrak bernama sama: {contracts}",
        "give each contract once",
        "berikan setiap kontrak satu kali",
    ),
    "dialect-needs-file": Message(
        "{dialect} is not text and cannot be printed",
        "{dialect} bukan teks dan tidak dapat dicetak",
        "say where to write it: --into {file}",
        "sebutkan tempat menulisnya: --into {file}",
    ),
    "dialect-not-written": Message(
        "{file} cannot be written: {reason}",
        "{file} tidak dapat ditulis: {reason}",
        "choose a folder that is there and may be written to",
        "pilih folder yang ada dan boleh ditulisi",
    ),
    "dialect-written": Message(
        "{file}: {contracts} in the words of {standard}",
        "{file}: {contracts} dalam kata-kata {standard}",
    ),
    "dialect-lossless": Message(
        "nothing is lost: the document says everything the contract says",
        "tidak ada yang hilang: dokumen menyatakan semua isi kontrak",
    ),
    "dialect-lost-heading": Message(
        "the contract also says, and the document does not ({count}; each with its place: --format json):",
        "kontrak juga menyatakan, dan dokumen tidak ({count}; masing-masing dengan tempatnya: --format json):",
    ),
    "dialect-lost-line": Message("  without {what}: {why}", "  tanpa {what}: {why}"),
    "dialect-lost-no-place": Message(
        "{dialect} has no word for it",
        "{dialect} tidak memiliki kata untuk itu",
    ),
    "dialect-lost-other-meaning": Message(
        "the word of {dialect} for it means something else, so it is left out",
        "kata {dialect} untuk itu berarti lain, sehingga ditinggalkan",
    ),
    "dialect-lost-one-language": Message(
        "the document is in one language, and these words are in the other",
        "dokumen ini dalam satu bahasa, dan kata-kata ini dalam bahasa lainnya",
    ),
    "dialect-lost-words-only": Message(
        "it stands there as words for people; no tool of {dialect} applies it",
        "hanya tertulis sebagai kata-kata untuk orang; tidak ada alat {dialect} yang menerapkannya",
    ),
    "dialect-lost-advice": Message(
        "it is advice, and rules of {dialect} refuse",
        "ini saran, sedangkan aturan {dialect} menolak",
    ),
    "dialect-lost-several-targets": Message(
        "another field decides which table it refers to; a reference in {dialect} has one target",
        "kolom lain menentukan tabel yang dirujuk; rujukan dalam {dialect} hanya memiliki satu tujuan",
    ),
    "dialect-lost-unknown-target": Message(
        "the table it refers to is not in the document",
        "tabel yang dirujuk tidak ada dalam dokumen",
    ),
    "dialect-lost-stricter": Message(
        "it is there, but {dialect} refuses what the contract only advises on",
        "tertulis, tetapi {dialect} menolak apa yang oleh kontrak hanya disarankan",
    ),
    "dictionary-columns": Message("Fields", "Kolom"),
    "dictionary-title": Message("Title", "Judul"),
    "dictionary-more": Message("Also", "Lainnya"),
    "dictionary-facts": Message("About the table", "Tentang tabel"),
    "dictionary-word": Message("Word", "Kata"),
    "dictionary-said": Message("Says", "Isi"),
    "dictionary-checks": Message("Checks of a row", "Pemeriksaan baris"),
    "dictionary-condition": Message("Condition (SQL)", "Syarat (SQL)"),
    "dictionary-table-rules": Message("Rules of the whole table", "Aturan seluruh tabel"),
    "dictionary-mappings": Message("Elsewhere", "Di sistem lain"),
    "dictionary-valid": Message("In force", "Masa berlaku"),
    "catalog-title": Message("Open data of {agencies}", "Data terbuka {agencies}"),
}
