"""Sentences of judgements: the verdict, what a baseline holds, the page.

What lives here: sentences. What this file must not know: who says them.
"""

from __future__ import annotations

from typing import Final

from . import Message

MESSAGES: Final[dict[str, Message]] = {
    "judgement-sound": Message("sound", "benar"),
    "judgement-wrong": Message("wrong", "salah"),
    "judgement-not-judged": Message("could not be judged", "tidak dapat diperiksa"),
    "judgement-totals": Message(
        "{errors} errors, {advice} advice: {verdict}", "{errors} kesalahan, {advice} saran: {verdict}"
    ),
    "judgement-rest": Message("; {count} more are not shown here", "; {count} lagi tidak ditampilkan di sini"),
    "judgement-count": Message("found: {count}", "ditemukan: {count}"),
    "judgement-tally": Message(
        "rows found: {count}, rows {first} to {last}", "{count} baris, baris {first} s.d. {last}"
    ),
    "judgement-known": Message("{count} rows, all in the baseline", "{count} baris, semuanya ada di garis dasar"),
    "judgement-case-sound": Message("nothing breaks a rule", "tidak ada aturan yang dilanggar"),
    "judgement-baseline": Message(
        "against the baseline: {new} new, {known} known", "dibanding garis dasar: {new} baru, {known} sudah dikenal"
    ),
    "judgement-baseline-gone": Message(
        "{gone} of the baseline are gone: write it again with --write-baseline, so that they cannot come back",
        "{gone} dari garis dasar sudah hilang: tulis ulang dengan --write-baseline agar tidak dapat kembali",
    ),
    "judgement-strict": Message(
        "--strict: {count} advice count as errors", "--strict: {count} saran dihitung sebagai kesalahan"
    ),
    "strict-advice": Message(
        "{count} advice count as errors (--strict): nothing was published",
        "{count} saran dihitung sebagai kesalahan (--strict): tidak ada yang diterbitkan",
        "put them right, or leave out --strict",
        "perbaiki, atau jangan gunakan --strict",
    ),
    "judgement-page-skip": Message("Skip to the judgement", "Langsung ke hasil pemeriksaan"),
    "judgement-page-stopped": Message("What stood in the way", "Yang menghalangi"),
    "judgement-page-error": Message("Errors", "Kesalahan"),
    "judgement-page-advice": Message("Advice", "Saran"),
    "judgement-page-tallies": Message("{kind} by rule and field: {name}", "{kind} per aturan dan kolom: {name}"),
    "judgement-page-findings": Message(
        "{kind}: the first {shown} of {count}, {name}", "{kind}: {shown} pertama dari {count}, {name}"
    ),
    "judgement-page-known": Message("in the baseline", "ada di garis dasar"),
    "judgement-page-rejected": Message("Rejected rows", "Baris yang ditolak"),
    "judgement-page-sample": Message(
        "the first {shown} of {count} rejected rows, {name}", "{shown} pertama dari {count} baris yang ditolak, {name}"
    ),
    "judgement-page-hidden": Message("hidden", "disembunyikan"),
    "judgement-page-hidden-why": Message(
        "A cell is shown where its column fills public fields and nothing else.",
        "Isi sel ditampilkan bila kolomnya hanya mengisi kolom publik.",
    ),
    "judgement-page-foot": Message(
        "Made by opendata-share {version}; the page needs nothing but itself.",
        "Dibuat oleh opendata-share {version}; halaman ini tidak memerlukan apa pun selain dirinya.",
    ),
    "judgement-head-place": Message("where", "di mana"),
    "judgement-head-line": Message("line", "baris berkas"),
    "judgement-head-known": Message("in the baseline", "di garis dasar"),
    "contract-inferred": Message(
        "{contract}: {fields} fields, key {key}; every field is personal until you lower it, and what is proposed "
        "stands in the definitions",
        "{contract}: {fields} kolom, kunci {key}; setiap kolom bersifat pribadi sampai Anda menurunkannya, dan usulan "
        "tertulis di definisinya",
    ),
    "next-infer": Message(
        "read the draft, lower what may be seen, then: opendata-share validate {file} --to {contract}",
        "baca rancangannya, turunkan kolom yang boleh dilihat, lalu: opendata-share validate {file} --to {contract}",
    ),
    "draft-mixed-types": Message(
        "column {column}: nearly all cells are of type {type}, {count} are not (rows {rows} …)",
        "kolom {column}: hampir semua sel bertipe {type}, {count} tidak (baris {rows} …)",
        "correct these cells, or leave the column as text",
        "perbaiki sel itu, atau biarkan kolomnya sebagai teks",
    ),
    "draft-looks-personal": Message(
        "column {column} looks personal ({kind}): only a contract that says so keeps it from leaving",
        "kolom {column} tampak pribadi ({kind}): hanya kontrak yang menyatakannya yang menahannya",
        "draft a contract: opendata-share contract infer FILE",
        "rancang kontraknya: opendata-share contract infer BERKAS",
    ),
    "explain-mixed-types": Message(
        "Nearly all cells of a column have one type and a few have not; found where there is no contract.",
        "Hampir semua sel sebuah kolom bertipe sama dan beberapa tidak; ditemukan bila berkas diperiksa tanpa kontrak.",
        "correct these cells at the source, then draft a contract: opendata-share contract infer FILE",
        "perbaiki sel itu di sumbernya, lalu rancang kontraknya: opendata-share contract infer BERKAS",
    ),
    "explain-looks-personal": Message(
        "A column looks as if it spoke of persons, by its heading or the shape of its cells; found without a contract.",
        "Sebuah kolom tampak menyangkut orang, dari judul atau bentuk selnya; ditemukan tanpa kontrak.",
        "say in a contract who may see it",
        "nyatakan di kontrak siapa yang boleh melihatnya",
    ),
    "baseline-missing": Message(
        "the baseline {path} is not there",
        "garis dasar {path} tidak ada",
        "write it once with --baseline {path} --write-baseline, and keep it with the data",
        "tulis sekali dengan --baseline {path} --write-baseline, lalu simpan bersama datanya",
    ),
    "baseline-malformed": Message(
        "the baseline {path} is none: {reason}",
        "garis dasar {path} tidak sah: {reason}",
        "write it again: remove it and use --write-baseline",
        "tulis ulang: hapus lalu gunakan --write-baseline",
    ),
    "baseline-alone": Message(
        "--write-baseline needs --baseline FILE, which says where",
        "--write-baseline memerlukan --baseline BERKAS, yang menyebut tempatnya",
        "add --baseline baseline.json",
        "tambahkan --baseline baseline.json",
    ),
    "baseline-written": Message(
        "{path}: {count} known findings are written; only what is not among them fails from now on",
        "{path}: {count} temuan yang dikenal ditulis; mulai sekarang hanya yang di luar itu yang gagal",
    ),
}
