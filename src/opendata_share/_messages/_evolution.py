"""Sentences about two versions of a contract: what changed, whom it touches, what each kind of change means."""

from __future__ import annotations

from . import Message

_CHANGES: dict[str, Message] = {
    "contract-change-field-removed": Message(en="{field} is gone", id="{field} dihapus"),
    "contract-change-field-added": Message(en="{field} is new ({after})", id="{field} baru ({after})"),
    "contract-change-field-renamed": Message(
        en="{field} was called {before}", id="{field} sebelumnya bernama {before}"
    ),
    "contract-change-deprecated": Message(en="{field} will go ({after})", id="{field} akan dihapus ({after})"),
    "contract-change-undeprecated": Message(en="{field} stays after all", id="{field} tetap dipertahankan"),
    "contract-change-fields-reordered": Message(
        en="fields stand in another order: {after}", id="urutan kolom lain: {after}"
    ),
    "contract-change-type-changed": Message(
        en="{field} is {after} and was {before}", id="{field} kini {after}, sebelumnya {before}"
    ),
    "contract-change-narrowed": Message(
        en="{field} admits less: {part} {before} → {after}", id="{field} dipersempit: {part} {before} → {after}"
    ),
    "contract-change-widened": Message(
        en="{field} admits more: {part} {before} → {after}", id="{field} diperluas: {part} {before} → {after}"
    ),
    "contract-change-reworded": Message(
        en="{field} says otherwise: {part} {before} → {after}", id="{field} berbunyi lain: {part} {before} → {after}"
    ),
    "contract-change-unit-changed": Message(
        en="{field} is in {after} and was in {before}", id="satuan {field} kini {after}, sebelumnya {before}"
    ),
    "contract-change-class-raised": Message(
        en="{field} is classed {after} and was {before}", id="{field} kini tergolong {after}, sebelumnya {before}"
    ),
    "contract-change-class-lowered": Message(
        en="{field} is classed {after} and was {before}", id="{field} kini tergolong {after}, sebelumnya {before}"
    ),
    "contract-change-level-changed": Message(
        en="{field} is asked for at the level {after} and was at {before}",
        id="{field} diminta pada tingkat {after}, sebelumnya {before}",
    ),
    "contract-change-default-changed": Message(
        en="an empty {field} is filled with {after}, before with {before}",
        id="{field} yang kosong diisi {after}, sebelumnya {before}",
    ),
    "contract-change-filling-changed": Message(
        en="{field} is filled otherwise: {part} {before} → {after}",
        id="{field} diisi dengan cara lain: {part} {before} → {after}",
    ),
    "contract-change-code-removed": Message(en="code {part} of {field} is gone", id="kode {part} dari {field} dihapus"),
    "contract-change-code-added": Message(en="code {part} of {field} is new", id="kode {part} dari {field} baru"),
    "contract-change-code-retired": Message(
        en="code {part} of {field} is in force for fewer days ({before} → {after})",
        id="kode {part} dari {field} berlaku lebih singkat ({before} → {after})",
    ),
    "contract-change-code-restored": Message(
        en="code {part} of {field} is in force for more days ({before} → {after})",
        id="kode {part} dari {field} berlaku lebih lama ({before} → {after})",
    ),
    "contract-change-key-changed": Message(
        en="the key {part} is {after} and was {before}", id="kunci {part} kini {after}, sebelumnya {before}"
    ),
    "contract-change-check-removed": Message(en="check {part} is gone", id="pemeriksaan {part} dihapus"),
    "contract-change-check-added": Message(en="check {part} is new: {after}", id="pemeriksaan {part} baru: {after}"),
    "contract-change-check-changed": Message(
        en="check {part} is another: {before} → {after}", id="pemeriksaan {part} lain: {before} → {after}"
    ),
    "contract-change-rule-removed": Message(en="rule {part} is gone ({before})", id="aturan {part} dihapus ({before})"),
    "contract-change-rule-added": Message(en="rule {part} is new ({after})", id="aturan {part} baru ({after})"),
    "contract-change-rule-changed": Message(
        en="rule {part} is another: {before} → {after}", id="aturan {part} lain: {before} → {after}"
    ),
    "contract-change-freshness-tightened": Message(
        en="the newest {field} may be {after} old and could be {before}",
        id="{field} terbaru boleh berumur {after}, sebelumnya {before}",
    ),
    "contract-change-freshness-loosened": Message(
        en="the newest {field} may be {after} old and could be {before}",
        id="{field} terbaru boleh berumur {after}, sebelumnya {before}",
    ),
    "contract-change-rest-changed": Message(
        en="the JSON Schema beside the fields is another", id="JSON Schema di samping kolom lain"
    ),
    "contract-change-name-changed": Message(
        en="the contract is called {after} and was {before}", id="kontrak kini bernama {after}, sebelumnya {before}"
    ),
    "contract-change-described": Message(
        en="the words of {field} are others: {part} {before} → {after}",
        id="kata-kata {field} lain: {part} {before} → {after}",
    ),
}

_REASONS: dict[str, Message] = {
    "contract-effect-full": Message(
        en="Neither readers nor producers need to change.", id="Pembaca dan penghasil data tidak perlu berubah."
    ),
    "contract-effect-backward": Message(
        en="Readers who know the old contract may not understand new rows.",
        id="Pembaca yang mengenal kontrak lama mungkin tidak memahami baris baru.",
    ),
    "contract-effect-forward": Message(
        en="Rows that the old contract accepts may be refused: producers must change.",
        id="Baris yang diterima kontrak lama dapat ditolak: penghasil data harus berubah.",
    ),
    "contract-effect-breaking": Message(
        en="Readers who know the old contract may not understand new rows, and rows that it accepts may be refused.",
        id="Pembaca yang mengenal kontrak lama mungkin tidak memahami baris baru, dan baris yang diterimanya dapat "
        "ditolak.",
    ),
    "contract-note-asked-by-name": Message(en="Readers ask for it by name.", id="Pembaca memintanya dengan nama."),
    "contract-note-was-announced": Message(en="It was announced as deprecated.", id="Kolom ini sudah diumumkan usang."),
    "contract-note-renamed-by-upgrade": Message(
        en="Rows from before are read by the rename that the new contract declares.",
        id="Baris sebelumnya dibaca dengan nama baru yang dinyatakan kontrak baru.",
    ),
    "contract-note-empty-before": Message(
        en="It is empty in rows from before.", id="Kolom ini kosong pada baris sebelumnya."
    ),
    "contract-note-filled-by-default": Message(
        en="Rows from before are read with its default.", id="Baris sebelumnya dibaca dengan nilai bakunya."
    ),
    "contract-note-default-may-dangle": Message(
        en="Rows from before are read with its default, and nobody promised the row that it refers to.",
        id="Baris sebelumnya dibaca dengan nilai bakunya, dan baris yang dirujuknya tidak pernah dijanjikan.",
    ),
    "contract-note-default-refused": Message(
        en="Rows from before are read with its default, which may not be a value that it admits.",
        id="Baris sebelumnya dibaca dengan nilai bakunya, yang mungkin bukan nilai yang diterimanya.",
    ),
    "contract-note-needed-before": Message(
        en="It is required, and rows from before do not have it.",
        id="Kolom ini wajib, dan baris sebelumnya tidak memilikinya.",
    ),
    "contract-note-no-exact-conversion": Message(
        en="Not every value of one type is exactly a value of the other.",
        id="Tidak semua nilai jenis yang satu tepat menjadi nilai jenis yang lain.",
    ),
    "contract-note-cannot-tell": Message(
        en="Which of the two admits more cannot be told, so neither is taken to.",
        id="Tidak dapat dipastikan mana yang lebih longgar, jadi tidak satu pun dianggap demikian.",
    ),
    "contract-note-other-meaning": Message(
        en="The same number means something else.", id="Angka yang sama berarti lain."
    ),
    "contract-note-may-not-leave": Message(
        en="Some who got it may no longer get it.", id="Sebagian penerima mungkin tidak menerimanya lagi."
    ),
    "contract-note-leaves-to-more": Message(
        en="More people get it than it was collected for: look at the policy.",
        id="Lebih banyak pihak menerimanya daripada saat dikumpulkan: periksa kebijakannya.",
    ),
    "contract-note-days-are-advice": Message(
        en="A code outside its days is advice.", id="Kode di luar masa berlakunya hanya menjadi saran."
    ),
    "contract-note-referred-to": Message(
        en="References from other tables and changes between releases go by this key.",
        id="Rujukan dari tabel lain dan perubahan antar-rilis memakai kunci ini.",
    ),
    "contract-note-only-what-is-new": Message(
        en="It holds wherever what is new is empty, as it is in rows from before.",
        id="Pemeriksaan ini lolos bila kolom baru kosong, seperti pada baris sebelumnya.",
    ),
    "contract-note-promised-fresh": Message(
        en="How old data may be is a promise to readers.", id="Umur data adalah janji kepada pembaca."
    ),
}

_COMPARISONS: dict[str, Message] = {
    "comparison-same": Message(en="{old} and {new} promise the same.", id="{old} dan {new} menjanjikan hal yang sama."),
    "comparison-full": Message(
        en="{old} → {new}: compatible both ways.", id="{old} → {new}: kompatibel ke kedua arah."
    ),
    "comparison-backward": Message(
        en="{old} → {new}: compatible backward only: new readers can read old rows, old readers not all new ones.",
        id="{old} → {new}: kompatibel ke belakang saja: pembaca baru dapat membaca baris lama, pembaca lama "
        "tidak semua "
        "baris baru.",
    ),
    "comparison-forward": Message(
        en="{old} → {new}: compatible forward only: old readers can read new rows, not all old rows are accepted now.",
        id="{old} → {new}: kompatibel ke depan saja: pembaca lama dapat membaca baris baru, tidak semua baris "
        "lama kini "
        "diterima.",
    ),
    "comparison-breaking": Message(
        en="{old} → {new}: breaking, for readers and for producers.",
        id="{old} → {new}: memutus, bagi pembaca dan bagi penghasil data.",
    ),
    "comparison-version": Message(
        en="Version {version} is right: at least {suggested} is asked for.",
        id="Versi {version} benar: paling sedikit {suggested}.",
    ),
    "comparison-version-low": Message(
        en="The new version should be {suggested}; it says {version}.",
        id="Versi baru seharusnya {suggested}; tertulis {version}.",
    ),
}

_EXPLAINED: dict[str, Message] = {
    "explain-change-field-removed": Message(
        en="A field, or a part of a list, that the old contract has and the new one has not. Readers ask for fields by "
        "name, so whoever used it breaks.",
        id="Kolom, atau bagian dari daftar, yang ada di kontrak lama dan tidak ada di kontrak baru. Pembaca meminta "
        "kolom dengan nama, jadi pemakainya terputus.",
        hint_en="Mark it deprecated with a sunset first; remove it in a new major version.",
        hint_id="Tandai dahulu sebagai usang dengan tanggal akhir; hapus pada versi mayor baru.",
    ),
    "explain-change-field-added": Message(
        en="A field, or a part of a list, that is new. In rows from before it is empty, or what its default "
        "says; where "
        "it is required and has no default, these rows cannot be read by the new contract.",
        id="Kolom, atau bagian dari daftar, yang baru. Pada baris sebelumnya ia kosong, atau sesuai nilai "
        "bakunya; bila "
        "wajib dan tanpa nilai baku, baris itu tidak dapat dibaca dengan kontrak baru.",
        hint_en="Add it as optional, or at the level recommended.",
        hint_id="Tambahkan sebagai kolom opsional, atau pada tingkat dianjurkan.",
    ),
    "explain-change-field-renamed": Message(
        en="A field has another name, and the new contract says so (`upgrades`): `upgrade` reads rows from "
        "before, readers "
        "who ask by the old name break.",
        id="Sebuah kolom memakai nama lain, dan kontrak baru menyatakannya (`upgrades`): `upgrade` membaca baris "
        "sebelumnya, pembaca yang memakai nama lama terputus.",
        hint_en="Add the new name beside the old one, and deprecate the old one.",
        hint_id="Tambahkan nama baru di samping yang lama, dan tandai yang lama sebagai usang.",
    ),
    "explain-change-deprecated": Message(
        en="A field is marked as one that will go, from its sunset day where there is one; readers are told "
        "when they read "
        "it.",
        id="Sebuah kolom ditandai akan dihapus, sejak tanggal akhirnya bila ada; pembaca diberi tahu saat membacanya.",
        hint_en="Stop reading it; use what takes its place.",
        hint_id="Berhenti membacanya; pakai penggantinya.",
    ),
    "explain-change-undeprecated": Message(
        en="A field that was to go stays.", id="Kolom yang akan dihapus tetap dipertahankan."
    ),
    "explain-change-fields-reordered": Message(
        en="The same fields in another order. Fields are found by name.",
        id="Kolom yang sama dengan urutan lain. Kolom dicari dengan nama.",
    ),
    "explain-change-type-changed": Message(
        en="Another type, or other digits of a decimal. Compatible are: a decimal with more digits before and "
        "behind the "
        "point; an integer that becomes a number or a decimal that holds every value within its bounds exactly.",
        id="Jenis lain, atau jumlah digit desimal lain. Yang kompatibel: desimal dengan lebih banyak digit di "
        "depan dan "
        "di belakang koma; bilangan bulat menjadi bilangan atau desimal yang memuat setiap nilai dalam batasnya dengan "
        "tepat.",
        hint_en="Add a field of the new type and deprecate the old one.",
        hint_id="Tambahkan kolom dengan jenis baru dan tandai yang lama sebagai usang.",
    ),
    "explain-change-narrowed": Message(
        en="A limit (required, a bound, a length, a pattern, a format, a reference, a code list) lets less "
        "through: rows "
        "that were accepted may be refused.",
        id="Sebuah batas (wajib, nilai, panjang, pola, format, rujukan, daftar kode) meloloskan lebih sedikit: "
        "baris yang "
        "dahulu diterima dapat ditolak.",
    ),
    "explain-change-widened": Message(
        en="A limit (required, a bound, a length, a pattern, a format, a reference, a code list) lets more through: "
        "readers may meet values they were promised not to.",
        id="Sebuah batas (wajib, nilai, panjang, pola, format, rujukan, daftar kode) meloloskan lebih banyak: pembaca "
        "dapat menemui nilai yang dahulu dijanjikan tidak ada.",
    ),
    "explain-change-reworded": Message(
        en="A limit is another one. Where it says the same in other words nobody is touched; else some values come and "
        "some go, or nothing can tell.",
        id="Sebuah batas menjadi lain. Bila isinya sama dengan kata lain, tidak ada yang terkena; selain itu sebagian "
        "nilai datang dan sebagian hilang, atau tidak dapat dipastikan.",
    ),
    "explain-change-unit-changed": Message(
        en="The numbers are in another unit, or say their unit now, or no longer.",
        id="Angkanya memakai satuan lain, atau kini menyebut satuannya, atau tidak lagi.",
        hint_en="Add a field in the new unit and deprecate the old one.",
        hint_id="Tambahkan kolom dengan satuan baru dan tandai yang lama sebagai usang.",
    ),
    "explain-change-class-raised": Message(
        en="Fewer people may see the field than before: releases for the others no longer have it.",
        id="Lebih sedikit pihak boleh melihat kolom ini: rilis bagi pihak lain tidak memuatnya lagi.",
    ),
    "explain-change-class-lowered": Message(
        en="More people may see the field than before. No reader breaks; whether it may leave is for the policy "
        "to say.",
        id="Lebih banyak pihak boleh melihat kolom ini. Tidak ada pembaca yang terputus; boleh tidaknya keluar "
        "ditentukan "
        "kebijakan.",
    ),
    "explain-change-level-changed": Message(
        en="The field is asked for at another level. What is unmet above core is advice, so no row is refused for it.",
        id="Kolom diminta pada tingkat lain. Yang tidak dipenuhi di atas inti hanya saran, jadi tidak ada baris "
        "ditolak.",
    ),
    "explain-change-default-changed": Message(
        en="What an empty cell becomes while a source is adapted is another value.",
        id="Nilai pengisi sel kosong saat sumber disesuaikan menjadi lain.",
    ),
    "explain-change-filling-changed": Message(
        en="What fills the field, an expression or the package itself, is another.",
        id="Yang mengisi kolom, ekspresi atau paket ini sendiri, menjadi lain.",
    ),
    "explain-change-code-removed": Message(
        en="A code is gone from the list: rows that hold it are refused.",
        id="Sebuah kode dihapus dari daftar: baris yang memuatnya ditolak.",
        hint_en="Give the code a last day (valid_to) instead; a code outside its days is advice.",
        hint_id="Beri kode itu hari terakhir (valid_to); kode di luar masanya hanya menjadi saran.",
    ),
    "explain-change-code-added": Message(
        en="A code is new: readers who know every code of the old list meet one they do not know.",
        id="Sebuah kode baru: pembaca yang mengenal semua kode lama menemui kode yang tidak dikenalnya.",
        hint_en="Readers should treat a code they do not know as unknown; --allow code-added accepts it.",
        hint_id="Pembaca sebaiknya memperlakukan kode asing sebagai tidak diketahui; --allow code-added menerimanya.",
    ),
    "explain-change-code-retired": Message(
        en="A code is in force for fewer days. Rows that hold it outside them are advised about, not refused.",
        id="Sebuah kode berlaku lebih singkat. Baris di luar masanya diberi saran, tidak ditolak.",
    ),
    "explain-change-code-restored": Message(
        en="A code is in force for more days.", id="Sebuah kode berlaku lebih lama."
    ),
    "explain-change-key-changed": Message(
        en="The fields that tell rows apart are others. Rows from before are accepted where an old key implies the new "
        "one; references and changes between releases follow the primary key.",
        id="Kolom yang membedakan baris menjadi lain. Baris sebelumnya diterima bila kunci lama menjamin kunci baru; "
        "rujukan dan perubahan antar-rilis mengikuti kunci utama.",
    ),
    "explain-change-check-removed": Message(
        en="A condition over a row no longer holds: readers who rely on it may be let down. One that only advised "
        "promised nothing.",
        id="Sebuah syarat baris tidak berlaku lagi: pembaca yang mengandalkannya dapat kecewa. Syarat yang hanya saran "
        "tidak menjanjikan apa pun.",
    ),
    "explain-change-check-added": Message(
        en="A new condition over a row: narrower for producers, a wider promise to readers. Where it cannot be "
        "false as "
        "long as new fields are empty, rows from before meet it.",
        id="Syarat baris baru: lebih sempit bagi penghasil data, janji lebih luas bagi pembaca. Bila tidak "
        "mungkin salah "
        "selama kolom baru kosong, baris sebelumnya memenuhinya.",
    ),
    "explain-change-check-changed": Message(
        en="A condition over a row is another, or its severity is. Which of two conditions admits more cannot be told.",
        id="Sebuah syarat baris menjadi lain, atau bobotnya. Mana dari dua syarat yang lebih longgar tidak dapat "
        "dipastikan.",
    ),
    "explain-change-rule-removed": Message(
        en="A rule over the whole table no longer holds.", id="Sebuah aturan tabel tidak berlaku lagi."
    ),
    "explain-change-rule-added": Message(
        en="A new rule over the whole table: narrower for producers unless it only advises.",
        id="Aturan tabel baru: lebih sempit bagi penghasil data kecuali bila hanya saran.",
    ),
    "explain-change-rule-changed": Message(
        en="A rule over the whole table is another.", id="Sebuah aturan tabel menjadi lain."
    ),
    "explain-change-freshness-tightened": Message(
        en="The publisher promises newer data than before.", id="Penerbit menjanjikan data yang lebih baru."
    ),
    "explain-change-freshness-loosened": Message(
        en="Data may be older than was promised: readers who need it fresh break.",
        id="Data boleh lebih tua daripada yang dijanjikan: pembaca yang memerlukannya segera terputus.",
    ),
    "explain-change-rest-changed": Message(
        en="What rows are judged by besides the fields, of a JSON Schema, is another. Nothing can tell which of two "
        "schemas admits more.",
        id="Penilaian baris di samping kolom, dari sebuah JSON Schema, menjadi lain. Mana dari dua skema yang lebih "
        "longgar tidak dapat dipastikan.",
    ),
    "explain-change-name-changed": Message(
        en="The contract has another name. Data sets and references go by it.",
        id="Kontrak memakai nama lain. Kumpulan data dan rujukan memakai nama itu.",
    ),
    "explain-change-described": Message(
        en="Titles, definitions, labels or messages are others. No program is touched; whether a word means the "
        "same is "
        "for people to say.",
        id="Judul, definisi, label, atau pesan menjadi lain. Tidak ada program yang terkena; apakah maknanya sama "
        "ditentukan orang.",
    ),
}

_UPGRADES: dict[str, Message] = {
    "upgrade-version": Message(
        en="{contract} declares an upgrade from {since} twice, or from what is no version before {version}",
        id="{contract} menyatakan pembaruan dari {since} dua kali, atau dari yang bukan versi sebelum {version}",
    ),
    "upgrade-twice": Message(
        en="{contract}: two steps from {since} make the field {field}",
        id="{contract}: dua langkah dari {since} membuat kolom {field}",
    ),
    "upgrade-field": Message(
        en="{contract}: a step from {since} does not fit the field {field}: what is renamed or dropped is no "
        "field of this "
        "version, and what is made is one",
        id="{contract}: langkah dari {since} tidak cocok dengan kolom {field}: yang diganti nama atau dihapus "
        "bukan kolom "
        "versi ini, dan yang dibuat adalah kolomnya",
    ),
    "upgrade-needs-step": Message(
        en="nothing says what becomes of {field} from {old} to {new}",
        id="tidak dinyatakan apa yang terjadi pada {field} dari {old} ke {new}",
        hint_en="declare a step: rename, fill, convert or drop",
        hint_id="nyatakan langkahnya: rename, fill, convert, atau drop",
    ),
    "upgrade-value": Message(en="what fills {field} is no {type}", id="pengisi {field} bukan {type}"),
    "upgrade-column": Message(
        en="the rows have no column {field}, which {contract} promises",
        id="baris tidak memiliki kolom {field} yang dijanjikan {contract}",
    ),
    "upgrade-cell": Message(
        en="a value of {field} is not exactly a {type}, or cannot be computed",
        id="sebuah nilai {field} tidak tepat menjadi {type}, atau tidak dapat dihitung",
    ),
    "downgrade-impossible": Message(
        en="{old} requires {field}, and nothing of {new} brings it back",
        id="{old} mewajibkan {field}, dan tidak ada isi {new} yang mengembalikannya",
        hint_en="declare how it is converted back",
        hint_id="nyatakan konversi baliknya",
    ),
    "lost-dropped": Message(en="{field} is dropped", id="{field} dihapus"),
    "lost-unknown-before": Message(
        en="{field} is unknown to the earlier version", id="{field} tidak dikenal versi sebelumnya"
    ),
    "lost-no-way-back": Message(
        en="{field} was converted, and nothing brings it back", id="{field} dikonversi, dan tidak dapat dikembalikan"
    ),
}

_COMMANDS: dict[str, Message] = {
    "diff-gone": Message(en="{name} is gone: whoever reads it breaks.", id="{name} dihapus: pembacanya terputus."),
    "diff-come": Message(en="{name} is new.", id="{name} baru."),
    "diff-which": Message(
        en="no single contract is called {contract} on the other side",
        id="tidak ada tepat satu kontrak bernama {contract} di sisi lain",
        hint_en="there are: {known}",
        hint_id="yang ada: {known}",
    ),
    "diff-nothing": Message(
        en="{place} holds no contract document (*.json), release or catalogue",
        id="{place} tidak memuat dokumen kontrak (*.json), rilis, atau katalog",
        hint_en="name a contract, its document, a release or a catalogue",
        hint_id="sebutkan kontrak, dokumennya, rilis, atau katalog",
    ),
    "diff-empty-catalog": Message(
        en="{place} has no data set to compare", id="{place} tidak memiliki kumpulan data untuk dibandingkan"
    ),
    "diff-no-consumers": Message(
        en="--require consumers asks for the requirements of consumers, and none are given",
        id="--require consumers memerlukan kebutuhan konsumen, dan tidak ada yang diberikan",
        hint_en="add --consumers FOLDER",
        hint_id="tambahkan --consumers FOLDER",
    ),
    "diff-allow": Message(
        en="no change is called {change}",
        id="tidak ada perubahan bernama {change}",
        hint_en="known: {known}",
        hint_id="yang dikenal: {known}",
    ),
    "next-diff": Message(
        en="publish under the new contract; what each kind of change means: opendata-share explain {change}",
        id="terbitkan dengan kontrak baru; arti tiap jenis perubahan: opendata-share explain {change}",
    ),
    "next-diff-breaks": Message(
        en="what it means and what to do instead: opendata-share explain {change}",
        id="artinya dan apa yang sebaiknya dilakukan: opendata-share explain {change}",
    ),
}

MESSAGES: dict[str, Message] = {**_CHANGES, **_REASONS, **_COMPARISONS, **_UPGRADES, **_COMMANDS, **_EXPLAINED}
