"""What stores say: outcomes of a commit, object stores, repair."""

from __future__ import annotations

from . import Message

MESSAGES: dict[str, Message] = {
    "transfer-store": Message(
        en="The store failed: {reason}.",
        id="Tempat penyimpanan gagal: {reason}.",
        hint_en="Try again later.",
        hint_id="Coba lagi nanti.",
    ),
    "publish-outcome-unknown": Message(
        en="The releases are visible, but the disk did not confirm them ({reason}): they may not survive a loss "
        "of power.",
        id="Rilis sudah terlihat, tetapi penyimpanan tidak mengonfirmasinya ({reason}): rilis mungkin hilang "
        "bila listrik padam.",
        hint_en="Mend the disk and publish again; the same rows make no second release.",
        hint_id="Perbaiki penyimpanan dan terbitkan lagi; baris yang sama tidak membuat rilis kedua.",
    ),
    "publish-store": Message(
        en="The store failed ({reason}); nothing was published, and what was there before is as it was.",
        id="Tempat penyimpanan gagal ({reason}); tidak ada yang diterbitkan, dan isi sebelumnya tetap seperti semula.",
        hint_en="Publish again later; the same rows make no second release.",
        hint_id="Terbitkan lagi nanti; baris yang sama tidak membuat rilis kedua.",
    ),
    "publish-outcome-unclear": Message(
        en="The store did not say whether the releases are visible ({reason}).",
        id="Tempat penyimpanan tidak menyatakan apakah rilis sudah terlihat ({reason}).",
        hint_en="Look with `opendata-share catalog`, or publish again: the same rows make no second release.",
        hint_id="Periksa dengan `opendata-share catalog`, atau terbitkan lagi: baris yang sama tidak membuat rilis "
        "kedua.",
    ),
    "publish-conflict": Message(
        en="Other publishers were faster {count} times in a row; nothing was published.",
        id="Penerbit lain lebih cepat {count} kali berturut-turut; tidak ada yang diterbitkan.",
        hint_en="Publish again later, or one after the other.",
        hint_id="Terbitkan lagi nanti, atau secara bergiliran.",
    ),
    "publish-location": Message(
        en="Nothing can be published to an address that begins with {scheme}:; a folder can, and a bucket s3://….",
        id="Tidak ada yang dapat diterbitkan ke alamat yang diawali {scheme}:; yang dapat ialah folder, dan bucket s3://….",
        hint_en="Publish into a folder of this machine, and let a web server serve that folder.",
        hint_id="Terbitkan ke folder di komputer ini, lalu biarkan server web menyajikan folder itu.",
    ),
    "store-address": Message(
        en="This is no address of a bucket: {scheme}://BUCKET/FOLDER, in plain letters, digits, hyphens and dots.",
        id="Ini bukan alamat bucket: {scheme}://BUCKET/FOLDER, dengan huruf, angka, tanda hubung, dan titik biasa.",
        hint_en="Credentials never stand in an address; they come from the environment (AWS_…).",
        hint_id="Kredensial tidak pernah ditulis di alamat; asalnya dari lingkungan (AWS_…).",
    ),
    "store-in-clear": Message(
        en="The endpoint of the object store is neither https nor on this machine; nothing is sent to it.",
        id="Alamat penyimpanan objek bukan https dan tidak berada di komputer ini; tidak ada yang dikirim ke sana.",
        hint_en="Set AWS_ENDPOINT_URL to an https address.",
        hint_id="Atur AWS_ENDPOINT_URL ke alamat https.",
    ),
    "store-needs-extra": Message(
        en="Object stores need an extra part that is not installed.",
        id="Penyimpanan objek memerlukan bagian tambahan yang belum terpasang.",
        hint_en="pip install 'opendata-share[{extra}]'",
        hint_id="pip install 'opendata-share[{extra}]'",
    ),
    "store-not-exclusive": Message(
        en="Two who put the same name at once do not have one winner here; nothing can be published safely.",
        id="Dua pihak yang menulis nama yang sama sekaligus tidak menghasilkan satu pemenang di sini; tidak ada yang "
        "dapat diterbitkan dengan aman.",
        hint_en="Use a store that honours If-None-Match, or publish into a folder.",
        hint_id="Gunakan penyimpanan yang mematuhi If-None-Match, atau terbitkan ke folder.",
    ),
    "publication-in-bucket": Message(
        en="It lies in {folder} for {audience!r}: let whom that means read this bucket, and nobody else.",
        id="Letaknya di {folder} untuk {audience!r}: izinkan pihak itu membaca bucket ini, dan tidak ada yang lain.",
    ),
    "repair-nothing": Message(
        en="{location}: everything is in order.",
        id="{location}: semuanya sudah beres.",
    ),
    "repair-nothing-here": Message(
        en="Nothing was ever published here.",
        id="Belum pernah ada yang diterbitkan di sini.",
        hint_en="Name the folder or bucket that holds catalog.json.",
        hint_id="Sebutkan folder atau bucket yang memuat catalog.json.",
    ),
    "repair-bounds": Message(
        en="keep={keep} and grace={grace} do not do: keep at least one release, and wait at least {least}.",
        id="keep={keep} dan grace={grace} tidak dapat dipakai: simpan setidaknya satu rilis, dan tunggu "
        "setidaknya {least}.",
    ),
    "repair-swept": Message(
        en="Removed {about}: its publisher died before anybody could see it.",
        id="Menghapus {about}: penerbitnya terhenti sebelum ada yang dapat melihatnya.",
    ),
    "repair-rolled": Message(
        en="{about}: the newest releases were decided and not yet shown; they are now.",
        id="{about}: rilis terbaru sudah diputuskan tetapi belum ditampilkan; kini sudah.",
    ),
    "repair-unlisted": Message(
        en="{about} is no longer listed; whoever is reading it still can for a while.",
        id="{about} tidak lagi dicantumkan; yang sedang membacanya masih dapat membacanya untuk sementara.",
    ),
    "repair-marked": Message(
        en="Nobody lists {about}; it is kept for now, and removed by a later run.",
        id="Tidak ada yang mencantumkan {about}; untuk sementara disimpan, dan dihapus pada pemeriksaan berikutnya.",
    ),
    "repair-removed": Message(
        en="Removed {about}: nobody has listed it for long.",
        id="Menghapus {about}: sudah lama tidak dicantumkan siapa pun.",
    ),
    "publication-pin": Message(
        en="Whoever reads it pins it with {pin}",
        id="Pembacanya menyematkannya dengan {pin}",
    ),
}
