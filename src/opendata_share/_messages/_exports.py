"""Sentences about exports.

What lives here: sentences in English and Indonesian. What this file must not know: who says them.
"""

from __future__ import annotations

from typing import Final

from . import Message

MESSAGES: Final[dict[str, Message]] = {
    "export-nothing": Message(
        "there is no table to write as {form}",
        "tidak ada tabel untuk ditulis sebagai {form}",
        "give a release, or what protect returned",
        "berikan sebuah rilis, atau hasil protect",
    ),
    "export-unprotected": Message(
        "a {type} was neither protected nor released: no policy has said what may leave",
        "{type} belum dilindungi atau dirilis: belum ada kebijakan yang menentukan apa yang boleh keluar",
        "give export what protect returned, or a release; inside the agency unsafe_export takes any table",
        "berikan hasil protect atau sebuah rilis kepada export; di dalam instansi, unsafe_export menerima setiap tabel",
    ),
    "export-same-contract": Message(
        "two tables have the same contract: {contracts}",
        "dua tabel memiliki kontrak yang sama: {contracts}",
        "export them one after the other, into folders of their own",
        "ekspor satu per satu, ke folder masing-masing",
    ),
    "export-contract": Message(
        "{form} cannot carry {contract}; it is made of {known}",
        "{form} tidak dapat memuat {contract}; bentuk ini dibuat dari {known}",
        "choose another form, such as geojson, ngsi-ld or csv-spreadsheet, which take any table",
        "pilih bentuk lain, misalnya geojson, ngsi-ld, atau csv-spreadsheet, yang menerima tabel apa pun",
    ),
    "export-no-point": Message(
        "{form} needs a table with latitude and longitude; {contract} has no such point",
        "{form} memerlukan tabel dengan lintang dan bujur; {contract} tidak memiliki titik itu",
        "export a table of places, or choose csv-spreadsheet or ngsi-ld",
        "ekspor tabel tempat, atau pilih csv-spreadsheet atau ngsi-ld",
    ),
    "export-lost-no-place": Message(
        "{contract}.{field}: the form has no place for it ({rows} rows)",
        "{contract}.{field}: tidak ada tempatnya dalam bentuk ini ({rows} baris)",
    ),
    "export-lost-no-counterpart": Message(
        "{contract}.{field}: the form has no word for the value ({rows} rows)",
        "{contract}.{field}: bentuk ini tidak memiliki padanan nilainya ({rows} baris)",
    ),
    "export-lost-less-precise": Message(
        "{contract}.{field}: the form says it less exactly ({rows} rows)",
        "{contract}.{field}: bentuk ini menyatakannya kurang rinci ({rows} baris)",
    ),
    "export-lost-older-observation": Message(
        "{contract}: the form holds the latest observation only ({rows} older rows)",
        "{contract}: bentuk ini hanya memuat pengamatan terbaru ({rows} baris yang lebih lama)",
    ),
    "export-lost-invalid-there": Message(
        "{contract}.{field}: the form does not allow every character of it ({rows} rows)",
        "{contract}.{field}: tidak semua karakternya boleh dalam bentuk ini ({rows} baris)",
    ),
    "exported": Message(
        "written as {form}: {files}",
        "ditulis sebagai {form}: {files}",
    ),
    "export-lossless": Message(
        "nothing is lost: every value is in the file",
        "tidak ada yang hilang: semua nilai ada dalam berkas",
    ),
    "export-lost-heading": Message(
        "not in the file, or said less exactly:",
        "tidak ada dalam berkas, atau dinyatakan kurang rinci:",
    ),
}
