"""Sentences about policies: how one is written, what it refuses, and why a field leaves or stays."""

from __future__ import annotations

from . import Message

_FORM: dict[str, Message] = {
    "policy-unknown": Message(
        "there is no policy called {name}; there are {known}",
        "tidak ada kebijakan bernama {name}; yang ada: {known}",
        "open is for everybody, exchange for other agencies, or name the file of a policy: --policy ours.toml",
        "open untuk semua orang, exchange untuk instansi lain, atau sebutkan berkas kebijakan: --policy kita.toml",
    ),
    "policy-unreadable": Message(
        "the policy cannot be read: {reason}",
        "kebijakan tidak dapat dibaca: {reason}",
    ),
    "policy-not-utf8": Message(
        "the policy is not UTF-8",
        "kebijakan bukan UTF-8",
        "save the file as UTF-8",
        "simpan berkas sebagai UTF-8",
    ),
    "policy-not-toml": Message(
        "the policy is not TOML",
        "kebijakan bukan TOML",
        "look at this line: a text stands in quotes, a date as 2026-12-31",
        "periksa baris ini: teks diapit tanda kutip, tanggal ditulis 2026-12-31",
    ),
    "policy-not-json": Message(
        "the policy is not JSON, or has a key twice",
        "kebijakan bukan JSON, atau memuat kunci ganda",
    ),
    "policy-expected": Message(
        "{key} of the policy must be: {expected}",
        "{key} pada kebijakan harus berupa: {expected}",
    ),
    "policy-unknown-key": Message(
        "a policy knows no key {key}",
        "kebijakan tidak mengenal kunci {key}",
        "the keys here are: {known}",
        "kunci di sini: {known}",
    ),
    "policy-missing-key": Message(
        "the policy does not say {key}",
        "kebijakan tidak menyebut {key}",
        "add the key {key}",
        "tambahkan kunci {key}",
    ),
    "policy-one-of": Message(
        "{key} must say exactly one of {known}",
        "{key} harus menyebut tepat satu dari {known}",
    ),
    "policy-apart": Message(
        "{key} cannot stand beside {other}",
        "{key} tidak boleh berdampingan dengan {other}",
    ),
    "policy-slug": Message(
        "{key} of the policy must be lower-case letters, digits and single hyphens",
        "{key} pada kebijakan harus huruf kecil, angka, dan tanda hubung tunggal",
    ),
    "policy-zone": Message(
        "the policy names a time zone that this machine does not know",
        "kebijakan menyebut zona waktu yang tidak dikenal di mesin ini",
        "name it as Asia/Jakarta",
        "tulis seperti Asia/Jakarta",
    ),
}
_AGREEMENTS: dict[str, Message] = {
    "policy-purpose": Message(
        "the policy {name} does not say what the data are for",
        "kebijakan {name} tidak menyebut tujuan penggunaan data",
        'say it: purpose = {{ en = "…", id = "…" }}',
        'sebutkan: purpose = {{ en = "…", id = "…" }}',
    ),
    "policy-schema-name": Message(
        "{schema} names no contract with its major version",
        "{schema} bukan nama kontrak dengan versi mayornya",
        "write it as emergency-incident@1",
        "tulis seperti emergency-incident@1",
    ),
    "policy-parties": Message(
        "the policy {name} is for {audience} and does not name who gives the data and who gets them",
        "kebijakan {name} ditujukan untuk {audience} tetapi tidak menyebut pemberi dan penerima data",
        'name both: [[parties]] agency = "…" role = "provider", and role = "recipient"',
        'sebutkan keduanya: [[parties]] agency = "…" role = "provider", dan role = "recipient"',
    ),
    "policy-no-end": Message(
        "the policy {name} is for {audience} and does not say until when it holds",
        "kebijakan {name} ditujukan untuk {audience} tetapi tidak menyebut sampai kapan berlaku",
        "say it: validity = {{ from = 2026-01-01, until = 2026-12-31 }}",
        "sebutkan: validity = {{ from = 2026-01-01, until = 2026-12-31 }}",
    ),
    "policy-validity": Message(
        "the policy would begin on {start}, after it ends on {end}",
        "kebijakan baru mulai pada {start}, sesudah berakhir pada {end}",
    ),
    "policy-not-yet": Message(
        "the policy {policy} holds from {start} on, and it is {day}",
        "kebijakan {policy} baru berlaku mulai {start}, sedangkan hari ini {day}",
    ),
    "policy-expired": Message(
        "the policy {policy} ended on {end}, and it is {day}: nothing leaves under it",
        "kebijakan {policy} berakhir pada {end}, sedangkan hari ini {day}: tidak ada yang boleh dibagikan",
        "renew the agreement, then the date",
        "perbarui perjanjiannya, lalu tanggalnya",
    ),
    "policy-audience": Message(
        "the policy {policy} is for the audience {expected}, not {audience}",
        "kebijakan {policy} ditujukan untuk {expected}, bukan {audience}",
    ),
    "policy-provider": Message(
        "{agency} gives no data under the policy {policy}; these do: {known}",
        "{agency} bukan pemberi data pada kebijakan {policy}; yang memberi: {known}",
    ),
    "policy-no-schema": Message(
        "the policy {policy} does not say what of {contract} may leave, so nothing does; it names: {known}",
        "kebijakan {policy} tidak menyebut apa dari {contract} yang boleh dibagikan, jadi tidak ada; yang disebut: "
        "{known}",
        'add [schemas."{schema}"] with what may leave',
        'tambahkan [schemas."{schema}"] beserta yang boleh dibagikan',
    ),
    "policy-unknown-schema": Message(
        "the policy names {schema}, and no contract is called so",
        "kebijakan menyebut {schema}, padahal tidak ada kontrak bernama itu",
        "correct the name: what it says would hold for nothing",
        "perbaiki namanya: isinya tidak akan berlaku untuk apa pun",
    ),
}
_FIELDS: dict[str, Message] = {
    "policy-admits-personal": Message(
        "the policy {name} admits personal data; that takes an agreement naming field, purpose and end date",
        "kebijakan {name} mengizinkan data pribadi; itu perlu perjanjian dengan kolom, tujuan, dan tanggal berakhir",
    ),
    "policy-public-admits": Message(
        "the policy {name} is for the public and admits fields that are not: {classes}",
        "kebijakan {name} ditujukan untuk umum tetapi mengizinkan kolom yang tidak untuk umum: {classes}",
    ),
    "policy-unknown-field": Message(
        "the policy names a field that {contract} does not have",
        "kebijakan menyebut kolom yang tidak ada di {contract}",
        "its fields are: {known}",
        "kolomnya: {known}",
    ),
    "policy-transform": Message(
        "a field of type {type} cannot be treated with {transform} so, or has a code list",
        "kolom bertipe {type} tidak dapat diolah dengan {transform} seperti itu, atau memiliki daftar kode",
    ),
    "policy-part": Message(
        "a part of a list is kept or dropped whole, in every row",
        "bagian dari daftar dibagikan atau dihapus seutuhnya, di setiap baris",
    ),
    "policy-field-agreement": Message(
        "the policy {policy} gives this field a purpose or an end date without the other",
        "kebijakan {policy} memberi kolom ini tujuan atau tanggal berakhir tanpa yang lain",
    ),
    "policy-personal-agreement": Message(
        "personal data leave only where the agreement says what for and until when",
        "data pribadi hanya boleh dibagikan bila perjanjian menyebut tujuan dan batas waktunya",
        'add to the field: purpose = {{ en = "…", id = "…" }}, until = 2026-12-31',
        'tambahkan pada kolom: purpose = {{ en = "…", id = "…" }}, until = 2026-12-31',
    ),
    "policy-field-expired": Message(
        "the agreement on this field ended on {end}, and it is {day}",
        "perjanjian untuk kolom ini berakhir pada {end}, sedangkan hari ini {day}",
        "renew it, or drop the field",
        'perbarui, atau hapus kolomnya dengan "drop"',
    ),
    "policy-public-personal": Message(
        "personal data never leave to the public, in whatever form",
        "data pribadi tidak pernah dibagikan kepada umum dalam bentuk apa pun",
    ),
    "policy-public-bare": Message(
        "this field is {sensitivity} and cannot leave to the public as it is",
        "kolom ini berkelas {sensitivity} dan tidak boleh dibagikan kepada umum apa adanya",
        "make it coarser (round, generalise, mask), or drop it",
        "buat lebih kasar (round, generalise, mask), atau hapus",
    ),
    "policy-band": Message(
        "the last band must begin at a multiple of the width of a band",
        "kelompok terakhir harus dimulai pada kelipatan lebar kelompok",
    ),
    "policy-cases-differ": Message(
        "the cases of this field make values of different types",
        "kasus-kasus kolom ini menghasilkan nilai yang berbeda tipe",
    ),
    "policy-removes-key": Message(
        "the policy {policy} takes out {fields}, part of the key of {contract}",
        "kebijakan {policy} menghapus {fields}, bagian dari kunci {contract}",
        "choose a policy that admits the key, or give the contract a key that may leave",
        "pilih kebijakan yang mengizinkan kunci itu, atau beri kontrak kunci yang boleh dibagikan",
    ),
    "policy-coarsens-key": Message(
        "the policy {policy} makes {fields} coarser, part of the key of {contract}: rows would no longer be told apart",
        "kebijakan {policy} membuat {fields} lebih kasar, bagian dari kunci {contract}: baris tidak lagi terbedakan",
        "a pseudonym tells rows apart and does not say which they are",
        "pseudonym membedakan baris tanpa menyebut baris yang mana",
    ),
    "policy-leaves-nothing": Message(
        "the policy {policy} takes out every field of {contract}",
        "kebijakan {policy} menghapus semua kolom {contract}",
    ),
    "policy-suppress": Message(
        "counts of {schema} are hidden below a number of at least 2, and some count must be named",
        "jumlah pada {schema} disembunyikan di bawah angka paling sedikit 2, dan harus ada jumlah yang disebut",
    ),
    "policy-suppress-count": Message(
        "a count is a number, and this field is of type {type}",
        "jumlah adalah bilangan, sedangkan kolom ini bertipe {type}",
    ),
    "policy-suppress-across": Message(
        "rows are hidden together across a part of the key of {contract} along which nothing adds up, and this is none",
        "baris disembunyikan bersama menurut bagian kunci {contract} yang tidak dijumlahkan, sedangkan kolom ini bukan",
        'name such a field, as across = ["statistic"] of service-performance does',
        'sebutkan kolom seperti itu, misalnya across = ["statistic"] pada service-performance',
    ),
    "policy-suppress-flag": Message(
        "the flag of what is hidden is true or false, and this field is of type {type}",
        "penanda yang disembunyikan bernilai benar atau salah, sedangkan kolom ini bertipe {type}",
    ),
}
_KEYS: dict[str, Message] = {
    "policy-no-key": Message(
        "a pseudonym needs a key, and the policy does not say where it is",
        "pseudonym memerlukan kunci, dan kebijakan tidak menyebut tempatnya",
        'say it: pseudonym_key = {{ file = "our.key" }}, or {{ environment = "OUR_KEY" }}; never the key itself',
        'sebutkan: pseudonym_key = {{ file = "kita.key" }}, atau {{ environment = "KUNCI_KITA" }}; jangan kuncinya',
    ),
    "policy-key-environment": Message(
        "the environment variable that should hold the key of pseudonyms is not set",
        "variabel lingkungan yang seharusnya berisi kunci pseudonym belum diisi",
    ),
    "policy-key-file": Message(
        "the file that should hold the key of pseudonyms cannot be read",
        "berkas yang seharusnya berisi kunci pseudonym tidak dapat dibaca",
    ),
    "policy-key-short": Message(
        "the key of pseudonyms is shorter than {least} bytes, so it could be guessed",
        "kunci pseudonym lebih pendek dari {least} bita sehingga dapat ditebak",
        "make one: openssl rand -hex 32 > our.key",
        "buat kunci: openssl rand -hex 32 > kita.key",
    ),
}
_WHY: dict[str, Message] = {
    "why-class": Message("the policy admits {sensitivity} fields", "kebijakan mengizinkan kolom {sensitivity}"),
    "why-not-admitted": Message(
        "the field is {sensitivity}, and the policy does not admit that",
        "kolom {sensitivity} tidak diizinkan kebijakan",
    ),
    "why-personal": Message(
        "the field is personal, and no agreement names it with a purpose and an end date",
        "kolom ini data pribadi, dan tidak ada perjanjian yang menyebutnya dengan tujuan dan tanggal berakhir",
    ),
    "why-everything": Message("the policy lets everything leave", "kebijakan membiarkan semuanya dibagikan"),
    "why-incomparable": Message(
        "the policies treat it in ways of which neither is the coarser",
        "kebijakan-kebijakan mengolahnya dengan cara yang tidak dapat dibandingkan",
    ),
    "why-coarsest": Message("the coarsest of what the policies say", "yang paling kasar menurut kebijakan-kebijakan"),
    "why-finest": Message("the finest of what the policies say", "yang paling halus menurut kebijakan-kebijakan"),
    "why-dropped": Message("the policy drops it by name{place}", "kebijakan menghapusnya dengan menyebut nama{place}"),
    "why-named": Message("the policy names it{place}", "kebijakan menyebutnya{place}"),
    "why-agreement": Message(
        "the agreement names it{place}, for: {purpose}; until {end}",
        "perjanjian menyebutnya{place}, untuk: {purpose}; sampai {end}",
    ),
}

_COMPOSED: dict[str, Message] = {
    "policy-composed": Message(
        "this file is made of several policies ({how}); what was asked for is one",
        "berkas ini terdiri atas beberapa kebijakan ({how}); yang diminta satu kebijakan",
        "read it with opendata_share.policy.find_policy",
        "baca dengan opendata_share.policy.find_policy",
    ),
    "policy-member-outside": Message(
        "{member} lies outside of the folder of this file; it was not read",
        "{member} berada di luar folder berkas ini; tidak dibaca",
        "put it into the folder, and name it by its path from there",
        "letakkan di folder itu, dan sebut dengan jalurnya dari sana",
    ),
    "policy-member-cycle": Message(
        "{member} is made of this file, so neither says anything",
        "{member} terdiri atas berkas ini, jadi keduanya tidak menyatakan apa pun",
        "take it out of one of the two",
        "hapus dari salah satunya",
    ),
    "policy-member-many": Message(
        "{member} is one too many: at most {deepest} files may name one another in a row, and {most} make one policy",
        "{member} melebihi batas: paling banyak {deepest} berkas boleh saling menyebut berturut-turut, dan {most} "
        "membentuk satu kebijakan",
    ),
    "policy-compose-nothing": Message(
        "{how} of no policy says nothing", "{how} tanpa kebijakan tidak menyatakan apa pun"
    ),
    "policy-compose-audience": Message(
        "policies for different audiences make no policy together: {audiences}",
        "kebijakan untuk penerima yang berbeda tidak dapat digabung: {audiences}",
    ),
    "policy-compose-keys": Message(
        "the policies {names} have different keys for pseudonyms: a value would have two names",
        "kebijakan {names} memakai kunci pseudonym yang berbeda: satu nilai akan bernama dua",
    ),
    "policy-unsafe-public": Message(
        "UnsafeEverything is never for the public",
        "UnsafeEverything tidak pernah untuk umum",
    ),
}

_EXPLAINED: dict[str, Message] = {
    "agreed-head": Message("Policy {policy}: {title}", "Kebijakan {policy}: {title}"),
    "agreed-purpose": Message("  What for: {purpose}", "  Tujuan: {purpose}"),
    "agreed-provider": Message("  Gives the data: {agency}", "  Pemberi data: {agency}"),
    "agreed-recipient": Message("  Gets the data: {agency}", "  Penerima data: {agency}"),
    "agreed-basis": Message("  Legal basis: {law}", "  Dasar hukum: {law}"),
    "agreed-days": Message("  Holds from {start} to {end}", "  Berlaku dari {start} sampai {end}"),
    "agreed-contract": Message(
        "What {audience} gets of {contract} ({title}):", "Yang diterima {audience} dari {contract} ({title}):"
    ),
    "agreed-all-rows": Message("  every row", "  semua baris"),
    "agreed-rows": Message("  rows where {condition}", "  baris dengan {condition}"),
    "agreed-line": Message(" (line {line})", " (baris {line})"),
    "agreed-suppress": Message(
        "  counts below {below} in {counts} by {by} are hidden, and others with which they could be worked out",
        "  jumlah di bawah {below} pada {counts} menurut {by} disembunyikan, juga yang dapat dipakai menghitungnya",
    ),
    "agreed-across": Message(
        "    together in rows that differ only in {across}",
        "    bersama pada baris yang hanya berbeda pada {across}",
    ),
    "agreed-waiver": Message(
        "  waived until {end}: {finding} of {field} ({reason})",
        "  dikecualikan sampai {end}: {finding} {field} ({reason})",
    ),
    "agreed-dropped": Message(
        "  rules that need not hold any more: {rules}", "  aturan yang tidak lagi harus dipenuhi: {rules}"
    ),
    "treat-keep": Message("as it is", "apa adanya"),
    "treat-drop": Message("does not leave", "tidak dibagikan"),
    "treat-mask": Message(
        "first {first} and last {last} characters", "{first} karakter awal dan {last} karakter akhir"
    ),
    "treat-hour": Message("the hour ({zone})", "jamnya ({zone})"),
    "treat-day": Message("the day ({zone})", "harinya ({zone})"),
    "treat-month": Message("the month ({zone})", "bulannya ({zone})"),
    "treat-year": Message("the year ({zone})", "tahunnya ({zone})"),
    "treat-area": Message("the {level} it lies in", "{level} tempatnya berada"),
    "treat-band": Message("bands of {width}", "kelompok {width}-an"),
    "treat-band-top": Message(
        "bands of {width}, {top} and more as one", "kelompok {width}-an, {top} ke atas menjadi satu"
    ),
    "treat-decimals": Message("rounded to {digits} decimals", "dibulatkan ke {digits} desimal"),
    "treat-step": Message("rounded to multiples of {step}", "dibulatkan ke kelipatan {step}"),
    "treat-pseudonym": Message("a pseudonym", "pseudonim"),
    "treat-when": Message("{treatment} where {condition}", "{treatment} bila {condition}"),
    "treat-else-empty": Message("else empty", "selain itu kosong"),
    "policy-checked": Message(
        "{file}: {policy} for {audience} is sound for {contract}: {kept} fields leave as they are, {changed} changed, "
        "{dropped} stay",
        "{file}: {policy} untuk {audience} benar untuk {contract}: {kept} kolom dibagikan apa adanya, {changed} "
        "diubah, {dropped} ditahan",
    ),
    "policy-checked-nothing": Message(
        "{file}: under {policy} nothing of {contract} leaves: not all of its policies name it",
        "{file}: menurut {policy} tidak ada isi {contract} yang dibagikan: tidak semua kebijakannya menyebutnya",
    ),
    "policy-checked-members": Message("  decided by {members}", "  diputuskan oleh {members}"),
    "policy-not-checked": Message(
        "{file}: what it says of {schema} was not checked: no contract of that name and version is registered",
        "{file}: isi tentang {schema} tidak diperiksa: tidak ada kontrak terdaftar dengan nama dan versi itu",
        "name the contract's document: --contract FILE.json",
        "sebutkan dokumen kontraknya: --contract BERKAS.json",
    ),
}

MESSAGES: dict[str, Message] = _FORM | _AGREEMENTS | _FIELDS | _KEYS | _WHY | _COMPOSED | _EXPLAINED
