"""Sentences about how releases stand to each other: corrections, withdrawals, what changed, how old, where from."""

from __future__ import annotations

from . import Message

_CORRECTIONS: dict[str, Message] = {
    "release-reason": Message(
        en="A correction or a withdrawal needs a reason: one printable line of at most 500 characters, without a "
        "user name or password.",
        id="Koreksi atau penarikan memerlukan alasan: satu baris yang dapat dicetak, paling banyak 500 karakter, "
        "tanpa nama pengguna atau kata sandi.",
        hint_en='Say it for whoever used the data, such as reason="bed counts of 3 March were doubled".',
        hint_id='Tulislah untuk pemakai datanya, misalnya reason="jumlah tempat tidur 3 Maret terhitung dua kali".',
    ),
    "correction-of-nothing": Message(
        en="There is a reason for a correction, but no release is corrected.",
        id="Ada alasan koreksi, tetapi tidak ada rilis yang dikoreksi.",
        hint_en='Name the release whose place this one takes: corrects="4" (--corrects 4).',
        hint_id='Sebut rilis yang digantikan: corrects="4" (--corrects 4).',
    ),
    "correction-of-several": Message(
        en="It is not clear which table is corrected; the tables published are {contracts}.",
        id="Tidak jelas tabel mana yang dikoreksi; tabel yang diterbitkan: {contracts}.",
        hint_en='Name it: corrects={{"response-unit": "4"}}.',
        hint_id='Sebut namanya: corrects={{"response-unit": "4"}}.',
    ),
    "publish-withdrawn": Message(
        en="These are the rows of release {release} of {dataset}, which was withdrawn ({reason}); nothing was "
        "published.",
        id="Ini baris dari rilis {release} {dataset}, yang sudah ditarik ({reason}); tidak ada yang diterbitkan.",
        hint_en="Publish corrected rows; or, if the withdrawal was a mistake, say so: corrects={release} with a reason "
        "(--corrects {release} --reason TEXT).",
        hint_id="Terbitkan baris yang sudah dikoreksi; atau, jika penarikan itu keliru, nyatakan: corrects={release} "
        "dengan alasannya (--corrects {release} --reason TEKS).",
    ),
}

_AGES: dict[str, Message] = {
    "release-stale": Message(
        en="Its newest row speaks of {moment}; at {as_of} that is {age} ago, and {max_age} is allowed.",
        id="Baris terbarunya menyangkut {moment}; pada {as_of} itu {age} yang lalu, padahal yang diizinkan {max_age}.",
        hint_en="Ask its publisher for newer data, allow a greater age, or read it with a warning: "
        'on_stale="warn" (--on-stale warn).',
        hint_id="Mintalah data yang lebih baru kepada penerbitnya, izinkan umur yang lebih besar, atau baca dengan "
        'peringatan: on_stale="warn" (--on-stale warn).',
    ),
    "release-stale-vouched": Message(
        en="Its publisher last vouched for it at {moment}; at {as_of} that is {age} ago, and {max_age} is allowed.",
        id="Penerbitnya terakhir menjaminnya pada {moment}; pada {as_of} itu {age} yang lalu, padahal yang diizinkan "
        "{max_age}.",
        hint_en="Ask its publisher whether it is still looked after, allow a greater age, or read it with a warning: "
        'on_stale="warn" (--on-stale warn).',
        hint_id="Tanyakan kepada penerbitnya apakah data ini masih dirawat, izinkan umur yang lebih besar, atau baca "
        'dengan peringatan: on_stale="warn" (--on-stale warn).',
    ),
    "release-stale-fetched": Message(
        en="This copy came over the network at {moment}; at {as_of} that is {age} ago, and {max_age} is allowed.",
        id="Salinan ini diambil lewat jaringan pada {moment}; pada {as_of} itu {age} yang lalu, padahal yang diizinkan "
        "{max_age}.",
        hint_en="Open the catalogue again when the network is back, allow a greater age, or read it with a warning: "
        'on_stale="warn" (--on-stale warn).',
        hint_id="Buka lagi katalognya bila jaringan sudah pulih, izinkan umur yang lebih besar, atau baca dengan "
        'peringatan: on_stale="warn" (--on-stale warn).',
    ),
    "release-age-unknown": Message(
        en="It does not say how old its rows are, so it cannot be known whether they are new enough.",
        id="Umur barisnya tidak disebutkan, sehingga tidak dapat diketahui apakah cukup baru.",
        hint_en="Leave max_age out if any age will do.",
        hint_id="Hilangkan max_age jika umur berapa pun dapat diterima.",
    ),
    "release-age-unvouched": Message(
        en="Nothing says when its publisher last vouched for it.",
        id="Tidak disebutkan kapan penerbitnya terakhir menjaminnya.",
        hint_en='Leave the limit of "vouched" out if any age will do.',
        hint_id='Hilangkan batas "vouched" jika umur berapa pun dapat diterima.',
    ),
    "release-age-unfetched": Message(
        en="It was read from a folder of this machine, and nothing says when it came there.",
        id="Data dibaca dari folder di mesin ini, dan tidak disebutkan kapan data itu sampai di sana.",
        hint_en='Leave the limit of "fetched" out for a folder that is copied by other means.',
        hint_id='Hilangkan batas "fetched" untuk folder yang disalin dengan cara lain.',
    ),
    "read-max-age": Message(
        en="max_age is a duration of zero or more, or a limit for some of {clocks}.",
        id="max_age adalah durasi nol atau lebih, atau batas untuk sebagian dari {clocks}.",
        hint_en='Write max_age=timedelta(hours=6), or max_age={{"fetched": timedelta(minutes=15)}}.',
        hint_id='Tulis max_age=timedelta(hours=6), atau max_age={{"fetched": timedelta(minutes=15)}}.',
    ),
    "read-on-stale": Message(
        en="on_stale={on_stale!r} is unknown.",
        id="on_stale={on_stale!r} tidak dikenal.",
        hint_en='Use "error" or "warn".',
        hint_id='Gunakan "error" atau "warn".',
    ),
}

_WITHDRAWALS: dict[str, Message] = {
    "release-withdrawn": Message(
        en="Release {release} of {dataset} was withdrawn at {at}: {reason}.",
        id="Rilis {release} {dataset} ditarik pada {at}: {reason}.",
        hint_en="Release {other} takes its place; stop using what you took of this one.",
        hint_id="Rilis {other} menggantikannya; hentikan pemakaian data yang Anda ambil dari rilis ini.",
    ),
    "release-withdrawn-last": Message(
        en="Release {release} of {dataset} was withdrawn at {at}: {reason}.",
        id="Rilis {release} {dataset} ditarik pada {at}: {reason}.",
        hint_en="Nothing takes its place yet; stop using what you took of it. The last release that stands: {other}.",
        hint_id="Belum ada penggantinya; hentikan pemakaian data yang Anda ambil darinya. Rilis terakhir yang berlaku: "
        "{other}.",
    ),
    "release-deprecated": Message(
        en="{dataset} release {release}: its publisher will take these fields out: {fields}",
        id="{dataset} rilis {release}: penerbitnya akan menghapus kolom ini: {fields}",
        hint_en="stop reading them, or read what takes their place; the day is the first on which they may be gone",
        hint_id="berhenti membacanya, atau baca penggantinya; tanggal itu hari pertama kolom boleh dihapus",
    ),
    "release-corrected": Message(
        en="Release {release} of {dataset} was corrected by release {other}: {reason}.",
        id="Rilis {release} {dataset} dikoreksi oleh rilis {other}: {reason}.",
        hint_en="Use release {other}.",
        hint_id="Gunakan rilis {other}.",
    ),
    "withdrawal-withdrawn": Message(
        en="{dataset} release {release} is withdrawn, by release {by}: {reason}.",
        id="{dataset} rilis {release} ditarik, oleh rilis {by}: {reason}.",
    ),
    "withdrawal-unchanged": Message(
        en="{dataset} release {release} had been withdrawn already, by release {by}: {reason}.",
        id="{dataset} rilis {release} sudah pernah ditarik, oleh rilis {by}: {reason}.",
    ),
    "withdrawal-erased": Message(
        en="{count} data files were erased.",
        id="{count} berkas data dihapus.",
    ),
    "withdrawal-copies": Message(
        en="Copies others took cannot be removed: tell who pulled it.",
        id="Salinan yang sudah diambil pihak lain tidak dapat dihapus: beri tahu yang pernah mengambilnya.",
    ),
    "withdraw-harvested": Message(
        en="Release {release} of {dataset} was harvested from elsewhere; only its publisher can withdraw it.",
        id="Rilis {release} {dataset} dipanen dari tempat lain; hanya penerbitnya yang dapat menariknya.",
        hint_en="Ask its publisher; harvesting again brings the withdrawal here.",
        hint_id="Mintalah kepada penerbitnya; memanen lagi akan membawa penarikannya ke sini.",
    ),
    "read-on-withdrawn": Message(
        en="on_withdrawn={on_withdrawn!r} is unknown.",
        id="on_withdrawn={on_withdrawn!r} tidak dikenal.",
        hint_en='Use "error" or "warn".',
        hint_id='Gunakan "error" atau "warn".',
    ),
}

_CHANGES: dict[str, Message] = {
    "changes-first": Message(
        en="Release {release} is the first of {dataset} that stands: there is nothing it changed.",
        id="Rilis {release} adalah rilis pertama {dataset} yang berlaku: belum ada yang diubahnya.",
        hint_en="Read it as a whole.",
        hint_id="Baca rilis itu seluruhnya.",
    ),
    "changes-no-key": Message(
        en="{contract} has no primary key, so nobody can say which of its rows changed.",
        id="{contract} tidak memiliki kunci utama, sehingga tidak dapat diketahui baris mana yang berubah.",
        hint_en="Read the release as a whole.",
        hint_id="Baca rilis itu seluruhnya.",
    ),
    "changes-other-key": Message(
        en="Release {since} does not have the primary key of {contract}: its rows are not told apart in the same way.",
        id="Rilis {since} tidak memiliki kunci utama {contract}: barisnya tidak dapat dibedakan dengan cara yang sama.",
        hint_en="Read the latest release as a whole.",
        hint_id="Baca rilis terbaru seluruhnya.",
    ),
    "changes-gap": Message(
        en="The changes of {dataset} cannot be followed: {gap}.",
        id="Perubahan {dataset} tidak dapat diikuti: {gap}.",
        hint_en='Compare both releases in full: on_gap="compare" (--on-gap compare).',
        hint_id='Bandingkan kedua rilis seluruhnya: on_gap="compare" (--on-gap compare).',
    ),
    "changes-gap-missing": Message(
        en="the release that release {release} was compared with is not listed any more",
        id="rilis yang dibandingkan dengan rilis {release} tidak tercantum lagi",
    ),
    "changes-gap-chain": Message(
        en="release {release} follows a release {before} of another digest than the one that is listed",
        id="rilis {release} mengikuti rilis {before} dengan digest yang berbeda dari yang tercantum",
    ),
    "changes-gap-withdrawn": Message(
        en="a release that release {release} was compared with was withdrawn",
        id="rilis yang dibandingkan dengan rilis {release} sudah ditarik",
    ),
    "changes-gap-promise": Message(
        en="release {release} was made under another contract or policy than release {before}",
        id="rilis {release} dibuat menurut kontrak atau kebijakan yang berbeda dari rilis {before}",
    ),
    "changes-gap-not-compared": Message(
        en="nobody compared release {release} with release {before}",
        id="rilis {release} belum dibandingkan dengan rilis {before}",
    ),
    "changes-on-gap": Message(
        en="on_gap={on_gap!r} is unknown.",
        id="on_gap={on_gap!r} tidak dikenal.",
        hint_en='Use "compare" or "error".',
        hint_id='Gunakan "compare" atau "error".',
    ),
    "changes-other": Message(
        en="The changes of release {release} are not those its manifest counts.",
        id="Perubahan rilis {release} bukan yang dihitung manifesnya.",
        hint_en="Ask its publisher to publish again.",
        hint_id="Mintalah penerbitnya menerbitkan ulang.",
    ),
    "changes-key-twice": Message(
        en="The changes of release {release} name a row twice.",
        id="Perubahan rilis {release} menyebut satu baris dua kali.",
        hint_en="Ask its publisher to publish again.",
        hint_id="Mintalah penerbitnya menerbitkan ulang.",
    ),
}

_LOCKS: dict[str, Message] = {
    "lock-same-name": Message(
        en="The lock pins {names} of {other} already; a file of {dataset} has the same name, and one folder holds one.",
        id="Berkas kunci sudah menetapkan {names} milik {other}; berkas {dataset} bernama sama, dan satu folder hanya "
        "memuat satu.",
        hint_en="Pull it into a folder of its own (--into), with a lock of its own.",
        hint_id="Ambil ke folder tersendiri (--into), dengan berkas kunci tersendiri.",
    ),
    "lock-write": Message(
        en="The lock cannot be written: {reason}; what stood there before is as it was.",
        id="Berkas kunci tidak dapat ditulis: {reason}; isi sebelumnya tetap seperti semula.",
        hint_en="Make room or name another place with --lock, then pull again.",
        hint_id="Kosongkan ruang atau sebut tempat lain dengan --lock, lalu ambil lagi.",
    ),
    "lock-gone": Message(
        en="Release {release} of {dataset}, which the lock pins, is not in the catalogue any more.",
        id="Rilis {release} {dataset}, yang ditetapkan berkas kunci, tidak ada lagi di katalog.",
        hint_en="Pull the latest without --locked if another release will do; ask the publisher if not.",
        hint_id="Ambil yang terbaru tanpa --locked jika rilis lain dapat dipakai; jika tidak, tanyakan ke penerbit.",
    ),
    "lock-other-bytes": Message(
        en="Release {release} of {dataset} is there with other bytes than the lock pins: {actual}, expected "
        "{expected}. Nothing was pulled.",
        id="Rilis {release} {dataset} ada dengan isi yang berbeda dari yang ditetapkan berkas kunci: {actual}, "
        "seharusnya {expected}. Tidak ada yang diambil.",
        hint_en="A release never changes: ask its publisher what happened before you trust either.",
        hint_id="Rilis tidak pernah berubah: tanyakan kepada penerbitnya sebelum memercayai salah satunya.",
    ),
    "lock-unknown": Message(
        en="The lock pins no {dataset}; it pins {known}.",
        id="Berkas kunci tidak menetapkan {dataset}; yang ditetapkan: {known}.",
        hint_en="Pull it once without --locked.",
        hint_id="Ambil sekali tanpa --locked.",
    ),
    "lock-other-form": Message(
        en="The lock pins no {forms} of {dataset}.",
        id="Berkas kunci tidak menetapkan {forms} dari {dataset}.",
        hint_en="Pull that form once without --locked.",
        hint_id="Ambil bentuk itu sekali tanpa --locked.",
    ),
    "lock-other-location": Message(
        en="The lock pins {dataset} from {known}, not from {given}.",
        id="Berkas kunci menetapkan {dataset} dari {known}, bukan dari {given}.",
        hint_en="Leave the location out, or pull without --locked to pin the other one.",
        hint_id="Hilangkan lokasinya, atau ambil tanpa --locked untuk menetapkan lokasi lain.",
    ),
    "lock-other-trust": Message(
        en="The lock pins {dataset} with trust {known}, not {given}.",
        id="Berkas kunci menetapkan {dataset} dengan kepercayaan {known}, bukan {given}.",
        hint_en="Leave --trust out, or pull without --locked to pin the other one.",
        hint_id="Hilangkan --trust, atau ambil tanpa --locked untuk menetapkan kepercayaan lain.",
    ),
}

MESSAGES: dict[str, Message] = {**_CORRECTIONS, **_AGES, **_WITHDRAWALS, **_CHANGES, **_LOCKS}
