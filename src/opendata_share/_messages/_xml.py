"""Sentences about XML documents."""

from __future__ import annotations

from . import Message

MESSAGES = {
    "xml-record-needed": Message(
        "Nothing says which elements are the records; the document has: {names}.",
        "Belum disebutkan elemen mana yang menjadi rekaman; dokumen memuat: {names}.",
        'Say it in [source], for example: record = "{right}" ({count} in the document).',
        'Sebutkan di [source], misalnya: record = "{right}" ({count} dalam dokumen).',
    ),
    "xml-record-missing": Message(
        'The document has no element "{record}"; it has: {names}.',
        'Dokumen tidak memuat elemen "{record}"; isinya: {names}.',
        "Give the name without its prefix, or the names that lead to it, joined by /.",
        "Tulis namanya tanpa awalan, atau nama-nama yang menuju ke sana, dipisah /.",
    ),
    "xml-document-type": Message(
        "The document has a document type (<!DOCTYPE …>), which may define entities; such documents are not read.",
        "Dokumen memuat tipe dokumen (<!DOCTYPE …>) yang dapat mendefinisikan entitas; dokumen begini tidak dibaca.",
        "Ask its supplier for the document without it.",
        "Mintalah dokumen tanpa bagian itu kepada pemasoknya.",
    ),
    "xml-malformed": Message(
        "The document is not well-formed XML (column {column}).",
        "Dokumen bukan XML yang benar susunannya (kolom {column}).",
        "Check the place: a tag that is not closed, an & that is not written &amp;, another encoding than declared.",
        "Periksa tempat itu: tag yang tidak ditutup, & yang tidak ditulis &amp;, pengodean lain dari yang dinyatakan.",
    ),
    "xml-encoding": Message(
        "The document declares an encoding that XML is not read in.",
        "Dokumen menyatakan pengodean yang tidak dapat dibaca untuk XML.",
        "Ask its supplier for UTF-8.",
        "Mintalah UTF-8 kepada pemasoknya.",
    ),
    "xml-ends-early": Message(
        "The document ends before it is complete.",
        "Dokumen berakhir sebelum lengkap.",
        "Fetch it again.",
        "Ambil lagi dokumennya.",
    ),
    "xml-too-deep": Message(
        "Elements are nested deeper than {limit} = {value}.",
        "Elemen bersarang lebih dalam daripada {limit} = {value}.",
    ),
    "xml-long-name": Message(
        "The name of an element is longer than {most} characters.",
        "Nama elemen lebih panjang daripada {most} karakter.",
    ),
}
