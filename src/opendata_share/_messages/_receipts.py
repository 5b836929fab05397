"""Sentences about receipts: what a log says, and how it was tampered with.

What lives here: sentences. What this file must not know: who says them.
"""

from __future__ import annotations

from typing import Final

from . import Message

_BROKEN: Final[dict[str, Message]] = {
    "receipts-torn": Message(
        en="Line {line} was never finished: {bytes} bytes without an end of line.",
        id="Baris {line} tidak pernah selesai ditulis: {bytes} bita tanpa akhir baris.",
        hint_en="Nothing was lost that was acknowledged: opendata-share receipts mend FILE cuts it off and says so.",
        hint_id="Yang sudah dikonfirmasi tidak hilang: opendata-share receipts mend BERKAS memotong dan mencatatnya.",
    ),
    "receipts-no-receipt": Message(
        en="Line {line} is no receipt. {reason}",
        id="Baris {line} bukan tanda terima. {reason}",
    ),
    "receipts-form": Message(
        en="Line {line} is not written as this package writes receipts: it was changed by somebody else.",
        id="Baris {line} tidak ditulis seperti paket ini menulis tanda terima: ada pihak lain yang mengubahnya.",
    ),
    "receipts-broken": Message(
        en="The chain breaks before line {line} (entry {entry}): the line before it was changed, removed or moved.",
        id="Rantai putus sebelum baris {line} (entri {entry}): baris sebelumnya diubah, dihapus, atau dipindahkan.",
        hint_en="Compare with a copy, or with the head that a release names.",
        hint_id="Bandingkan dengan salinan, atau dengan ujung rantai yang disebut sebuah rilis.",
    ),
    "receipts-number": Message(
        en="Line {line} says it is entry {entry}.",
        id="Baris {line} mengaku sebagai entri {entry}.",
    ),
    "receipts-time": Message(
        en="Line {line} (entry {entry}) is earlier than the line before it.",
        id="Baris {line} (entri {entry}) lebih awal daripada baris sebelumnya.",
    ),
    "receipts-cut": Message(
        en="The log has {found} entries, and {dataset} release {release} was made when it had {entries}: "
        "its end was cut off.",
        id="Catatan ini berisi {found} entri, padahal {dataset} rilis {release} dibuat saat ada {entries} entri: "
        "bagian akhirnya dipotong.",
    ),
    "receipts-rewritten": Message(
        en="Entry {entries} is not the one that {dataset} release {release} names: the log was written anew.",
        id="Entri {entries} bukan yang disebut {dataset} rilis {release}: catatan ini ditulis ulang.",
    ),
    "receipts-other-release": Message(
        en="The receipt of {dataset} release {release} names another digest than the release has.",
        id="Tanda terima {dataset} rilis {release} menyebut sidik yang berbeda dari rilis itu.",
    ),
    "receipts-missing": Message(
        en="{dataset} release {release} was published with a log, and there is no receipt of it here.",
        id="{dataset} rilis {release} terbit dengan catatan, tetapi tanda terimanya tidak ada di sini.",
        hint_en="If publishing was interrupted, publish the same rows again: the receipt is written then.",
        hint_id="Jika penerbitan terputus, terbitkan lagi baris yang sama: tanda terimanya akan ditulis.",
    ),
    "receipts-unsound": Message(
        en="The log of receipts is not sound, and nothing is added to it. {problem}",
        id="Catatan tanda terima tidak utuh, dan tidak ada yang ditambahkan. {problem}",
        hint_en="opendata-share receipts verify FILE names every break; begin a new log, and keep this one.",
        hint_id="opendata-share receipts verify BERKAS menyebut setiap putusnya; mulai catatan baru, simpan yang ini.",
    ),
}

_REFUSED: Final[dict[str, Message]] = {
    "receipts-text": Message(
        en="“{name}” of a receipt is one printable line of at most {longest} characters, without a user or password.",
        id="“{name}” pada tanda terima adalah satu baris yang dapat dicetak, paling panjang {longest} karakter, tanpa "
        "nama pengguna atau kata sandi.",
    ),
    "receipts-who": Message(
        en="Nothing says who writes the receipt.",
        id="Tidak disebutkan siapa yang menulis tanda terima.",
        hint_en="Say it with --who SLUG, or ReceiptLog(…, who=…).",
        hint_id="Sebutkan dengan --who SLUG, atau ReceiptLog(…, who=…).",
    ),
    "receipts-inside": Message(
        en="The log of receipts would lie in {into}, which others are served.",
        id="Catatan tanda terima akan berada di {into}, yang disajikan kepada pihak lain.",
        hint_en="Keep it elsewhere: it says who took what, and when.",
        hint_id="Simpan di tempat lain: isinya siapa mengambil apa, dan kapan.",
    ),
    "receipts-unreadable": Message(
        en="The log of receipts cannot be read: {reason}.",
        id="Catatan tanda terima tidak dapat dibaca: {reason}.",
    ),
    "receipts-disk": Message(
        en="No receipt could be written: {reason}.",
        id="Tanda terima tidak dapat ditulis: {reason}.",
        hint_en="Put the disk right and run the same command again: what it did is found, and gets its receipt.",
        hint_id="Perbaiki disk lalu jalankan lagi perintah yang sama: yang sudah terjadi ditemukan dan dicatat.",
    ),
    "receipts-busy": Message(
        en="Another process has held the log of receipts for {seconds} seconds.",
        id="Proses lain memegang catatan tanda terima selama {seconds} detik.",
        hint_en="Try again when it is done.",
        hint_id="Coba lagi setelah proses itu selesai.",
    ),
    "receipts-limit": Message(
        en="The log of receipts is over the limit {limit} ({value}).",
        id="Catatan tanda terima melewati batas {limit} ({value}).",
        hint_en="Begin a new log, and keep this one.",
        hint_id="Mulailah catatan baru, dan simpan yang ini.",
    ),
}

_TOLD: Final[dict[str, Message]] = {
    "receipts-sound": Message(
        en="{file}: {entries} receipts, sound; {heads} of {releases} releases name a head, and each lies on the chain "
        "(head {digest})",
        id="{file}: {entries} tanda terima, utuh; {heads} dari {releases} rilis menyebut ujung rantai, semuanya "
        "ada pada rantai (ujung {digest})",
    ),
    "receipts-wrong": Message(
        en="{file}: {entries} receipts, {count} problems; {heads} of {releases} releases name a head (head {digest})",
        id="{file}: {entries} tanda terima, {count} masalah; {heads} dari {releases} rilis menyebut ujung rantai "
        "(ujung {digest})",
    ),
    "receipts-decision-published": Message(en="published", id="diterbitkan"),
    "receipts-decision-pulled": Message(en="pulled", id="diambil"),
    "receipts-decision-denied": Message(en="denied", id="ditolak"),
    "receipts-decision-withdrawn": Message(en="withdrawn", id="ditarik"),
    "receipts-decision-rejected": Message(en="rejection sent", id="penolakan dikirim"),
    "receipts-decision-rejection-received": Message(en="rejection received", id="penolakan diterima"),
    "receipts-decision-mended": Message(en="torn line cut off", id="baris putus dipotong"),
    "receipts-mended": Message(
        en="{file}: the torn last line was cut off, and receipt {entry} says so",
        id="{file}: baris terakhir yang putus dipotong, dan tanda terima {entry} mencatatnya",
    ),
    "receipts-whole": Message(
        en="{file}: the last line is whole; nothing was changed",
        id="{file}: baris terakhir utuh; tidak ada yang diubah",
    ),
}

MESSAGES: Final[dict[str, Message]] = {**_BROKEN, **_REFUSED, **_TOLD}
