"""What harvesting says: what came, what was there already, and whose claim is refused."""

from __future__ import annotations

from . import Message

MESSAGES: dict[str, Message] = {
    "harvest-harvested": Message(
        en="{dataset}: release {releases} taken from {location} ({trust}).",
        id="{dataset}: rilis {releases} diambil dari {location} ({trust}).",
    ),
    "harvest-elsewhere": Message(
        en="{dataset}: {location} has newer releases than are here; they come from where the others came from.",
        id="{dataset}: {location} memiliki rilis yang lebih baru; rilis itu datang dari tempat asal yang lain.",
    ),
    "harvest-same": Message(
        en="{folder}: {count} data sets were here already.",
        id="{folder}: {count} kumpulan data sudah ada di sini.",
    ),
    "progress-harvesting": Message(en="Harvesting {count} catalogues…", id="Memanen {count} katalog…"),
    "next-harvest": Message(
        en="opendata-share catalog {into}; harvest again every day, it takes what is new and nothing else",
        id="opendata-share catalog {into}; panen lagi setiap hari, yang diambil hanya yang baru",
    ),
    "catalog-origin": Message(
        en="    taken from {location} ({trust}), {at} UTC",
        id="    diambil dari {location} ({trust}), {at} UTC",
    ),
    "harvest-nothing": Message(
        en="Nothing says what is harvested.",
        id="Tidak disebutkan apa yang dipanen.",
        hint_en="Name the folders or addresses of the other agencies' catalogues.",
        hint_id="Sebutkan folder atau alamat katalog instansi lain.",
    ),
    "harvest-unknown": Message(
        en="None of these catalogues lists {name}; they list {datasets}.",
        id="Tidak satu pun katalog ini mencantumkan {name}; yang dicantumkan: {datasets}.",
        hint_en="Name AGENCY/DATASET, DATASET or AGENCY/* as they are listed.",
        hint_id="Sebutkan INSTANSI/DATA, DATA, atau INSTANSI/* seperti yang tercantum.",
    ),
    "harvest-conflict": Message(
        en="{dataset} release {release} is not the release of that number that is known from {known}; nothing of this "
        "data set was taken.",
        id="{dataset} rilis {release} bukan rilis bernomor itu yang dikenal dari {known}; tidak ada yang diambil dari "
        "kumpulan data ini.",
        hint_en="A release never changes: ask {agency} which of the two it published before anybody uses either.",
        hint_id="Rilis tidak pernah berubah: tanyakan kepada {agency} mana yang diterbitkannya sebelum salah satunya "
        "dipakai.",
    ),
    "harvest-disputed": Message(
        en="{places} both claim to publish for {agency} and contradict each other; nothing of {agency} was taken.",
        id="{places} sama-sama mengaku menerbitkan untuk {agency} dan saling bertentangan; tidak ada yang diambil dari "
        "{agency}.",
        hint_en="Ask {agency} where it publishes, and harvest it from there alone, with its pin.",
        hint_id="Tanyakan kepada {agency} di mana ia menerbitkan, lalu panen hanya dari sana, dengan sematannya.",
    ),
    "harvest-own": Message(
        en="{dataset} of {agency} is published in the joint catalogue itself; nobody else's catalogue adds to it.",
        id="{dataset} milik {agency} diterbitkan di katalog bersama ini sendiri; katalog lain tidak dapat "
        "menambahinya.",
        hint_en="Leave it out with --dataset; ask that catalogue why it has releases of {agency} that are not here.",
        hint_id="Kecualikan dengan --dataset; tanyakan kepada katalog itu mengapa ia memiliki rilis {agency} yang "
        "tidak "
        "ada di sini.",
    ),
    "harvest-wrong-agency": Message(
        en="It claims to publish {dataset} for {agency}, whose data come from {known}; nothing of it was taken.",
        id="Katalog ini mengaku menerbitkan {dataset} untuk {agency}, yang datanya berasal dari {known}; tidak ada "
        "yang "
        "diambil.",
        hint_en="Where {agency} has moved, or publishes there too, harvest this catalogue alone with --another-source.",
        hint_id="Jika {agency} memang pindah, atau menerbitkan juga di sana, panen hanya katalog ini dengan "
        "--another-source.",
    ),
    "harvest-future": Message(
        en="Release {release} of {dataset} says that it is from the future; nothing of this data set was taken.",
        id="Rilis {release} {dataset} menyatakan berasal dari masa depan; tidak ada yang diambil dari kumpulan data "
        "ini.",
        hint_en="Set this machine's clock; if it is right, ask its publisher.",
        hint_id="Setel jam komputer ini; jika sudah benar, tanyakan kepada penerbitnya.",
    ),
    "harvest-audience": Message(
        en="What is there is for {audience!r}, and the joint catalogue is for {found!r}; nothing was taken.",
        id="Isinya untuk {audience!r}, sedangkan katalog bersama untuk {found!r}; tidak ada yang diambil.",
        hint_en="Harvest it into another folder, which serves {audience!r} and nobody else.",
        hint_id="Panen ke folder lain, yang hanya melayani {audience!r}.",
    ),
    "harvest-keys": Message(
        en="Nobody here may sign for {agency} in the joint catalogue; nothing of it was taken.",
        id="Tidak ada yang di sini boleh menandatangani untuk {agency} di katalog bersama; tidak ada yang diambil.",
        hint_en="Where {agency} publishes here itself, leave it out; else: opendata-share agency add INTO {agency} "
        "--key KEY",
        hint_id="Jika {agency} menerbitkan sendiri di sini, kecualikan; jika tidak: opendata-share agency add INTO "
        "{agency} "
        "--key KUNCI",
    ),
    "harvest-left-over": Message(
        en="A folder of this release lies here that nobody lists, left by somebody who died; {dataset} was not taken.",
        id="Ada folder rilis ini yang tidak dicantumkan, sisa proses yang terhenti; {dataset} tidak diambil.",
        hint_en="Run `opendata-share repair`, which removes it after its time of grace, and harvest again.",
        hint_id="Jalankan `opendata-share repair`, yang menghapusnya setelah masa tenggang, lalu panen lagi.",
    ),
    "harvest-chain": Message(
        en="Release {release} follows another release {before} than the one that is listed; nothing of this data set "
        "was "
        "taken.",
        id="Rilis {release} mengikuti rilis {before} yang berbeda dari yang tercantum; tidak ada yang diambil dari "
        "kumpulan data ini.",
        hint_en="Somebody rewrote what was published: ask its publisher.",
        hint_id="Ada yang menulis ulang rilis yang sudah terbit: tanyakan kepada penerbitnya.",
    ),
    "harvest-amends": Message(
        en="The catalogue says of release {release} that it corrects or withdraws another than its manifest does; "
        "nothing "
        "of this data set was taken.",
        id="Menurut katalog, rilis {release} mengoreksi atau menarik rilis lain daripada menurut manifesnya; tidak ada "
        "yang diambil dari kumpulan data ini.",
        hint_en="Ask its publisher.",
        hint_id="Tanyakan kepada penerbitnya.",
    ),
}
