"""The record of a warning to the public.

What lives here: one row for each `info` of a message of the Common Alerting Protocol, which is one language of it. What
this file must not know: XML, whether a warning still holds.

Some rules of CAP no contract can say: that a polygon ends where it begins, that an update names what it updates. They
are held where messages are read and written.
"""

# Laid out by hand as a table: one field, its rules and title, its sources, its meaning in both languages.
# fmt: off

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict

from ..contract import (
    Check,
    Code,
    Definition,
    Element,
    Format,
    Ge,
    Level,
    MinLen,
    Pattern,
    Ref,
    Title,
)
from ._mixins import INTERNAL, Published, Recorded
from ._order import Step, in_order

_NAME = Pattern(r"^[^ \t\r\n,<&]+$")
"""CAP 1.2, 3.2.1: no white space, comma, less-than or ampersand."""
_REFERENCE = Pattern(r"^[^ \t\r\n,<&]+,[^ \t\r\n,<&]+,[^ \t\r\n,<&]+$")
_POLYGON = Pattern(
    r"^[+-]?[0-9]+(\.[0-9]+)?,[+-]?[0-9]+(\.[0-9]+)?([ \t\r\n]+[+-]?[0-9]+(\.[0-9]+)?,[+-]?[0-9]+(\.[0-9]+)?){3,}$")
_CIRCLE = Pattern(r"^[+-]?[0-9]+(\.[0-9]+)?,[+-]?[0-9]+(\.[0-9]+)?[ \t\r\n]+[0-9]+(\.[0-9]+)?$")


class ValuePair(BaseModel):
    """A code of a list that the message names itself."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    system: Annotated[
        str, MinLen(1), Title(en="System", id="Sistem"), Element("CAP", "valueName"),
        Definition(en="The list the value is of, as the message names it.",
                   id="Daftar asal nilai, sebagaimana disebut dalam pesan.")]
    value: Annotated[
        str, MinLen(1), Title(en="Value", id="Nilai"), Element("CAP", "value"),
        Definition(en="The value exactly as the message writes it.", id="Nilai persis seperti tertulis dalam pesan.")]


class AlertArea(BaseModel):
    """An area a warning is for."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    area_desc: Annotated[
        str, Title(en="Area description", id="Uraian area"), Element("CAP", "area.areaDesc"),
        Definition(en="The area in words.", id="Area dalam kata-kata.")]
    polygon: Annotated[
        list[Annotated[str, _POLYGON]] | None, Title(en="Polygon", id="Poligon"), Element("CAP", "area.polygon"),
        Definition(en="Corners as latitude,longitude with a blank between them; the last is the first.",
                   id="Titik sudut berupa lintang,bujur dipisahkan spasi; yang terakhir sama dengan pertama.")] = None
    circle: Annotated[
        list[Annotated[str, _CIRCLE]] | None, Title(en="Circle", id="Lingkaran"), Element("CAP", "area.circle"),
        Definition(en="The centre as latitude,longitude, a blank, and the radius in kilometres.",
                   id="Titik pusat berupa lintang,bujur, spasi, lalu jari-jari dalam kilometer.")] = None
    geocode: Annotated[
        list[ValuePair] | None, Title(en="Geocode", id="Kode area"), Element("CAP", "area.geocode"),
        Definition(en="Codes of the area, each with its list.", id="Kode area, masing-masing dengan daftarnya.")] = None


class PublicAlert(
    Recorded, Published, name="public-alert", version="1.0.0", sensitivity="public",
    key=("identifier", "sender", "sent", "language", "info_index"),
    label=Title(en="Public alert", id="Peringatan dini"),
    meaning=Definition(en="A warning to the public, in one language.",
                       id="Peringatan kepada masyarakat, dalam satu bahasa."),
):
    """A warning to the public, one row a language (OASIS CAP 1.2)."""

    identifier: Annotated[
        str, _NAME, Title(en="Alert ID", id="ID peringatan"), Element("CAP", "alert.identifier"),
        Element("NGSI-LD", "id"),
        Definition(en="The sender's own identifier of the message.", id="Pengenal pesan dari pengirimnya.")]
    sender: Annotated[
        str, _NAME, Title(en="Sender", id="Pengirim"), Element("CAP", "alert.sender"),
        Element("NGSI-LD", "alertSource"),
        Definition(en="Who sent the message, unique among all senders.",
                   id="Pengirim pesan, unik di antara semua pengirim.")]
    sent: Annotated[
        datetime, Title(en="Sent at", id="Waktu kirim"), Element("CAP", "alert.sent"),
        Element("NGSI-LD", "dateIssued"),
        Definition(en="When the message was sent.", id="Waktu pesan dikirim.")]
    info_index: Annotated[
        int, Ge(0), Title(en="Info number", id="Nomor info"),
        Definition(en="Which info of the message the row is, from 1: two may share a language; 0 where there is none.",
                   id="Urutan info dalam pesan, dari 1: dua info dapat berbahasa sama; 0 bila tidak ada.")] = 0
    status: Annotated[
        str, Code("alert-status"), Title(en="Alert status", id="Status peringatan"), Element("CAP", "alert.status"),
        Definition(en="Whether the message is meant: only an actual one asks anybody to act.",
                   id="Sifat pesan: hanya pesan sebenarnya yang meminta tindakan.")]
    msg_type: Annotated[
        str, Code("alert-message-type"), Title(en="Message type", id="Tipe pesan"), Element("CAP", "alert.msgType"),
        Definition(en="Whether the message is new, or changes or answers another.",
                   id="Apakah pesan ini baru, atau mengubah atau menjawab pesan lain.")]
    scope: Annotated[
        str, Code("alert-scope"), Title(en="Scope", id="Cakupan"), Element("CAP", "alert.scope"),
        Definition(en="Whom the message is for.", id="Pihak yang dituju pesan.")]
    references: Annotated[
        list[Annotated[str, _REFERENCE]] | None, Title(en="References", id="Rujukan"),
        Element("CAP", "alert.references"),
        Definition(en="Earlier messages this one is about, each as sender,identifier,sent.",
                   id="Pesan terdahulu yang dirujuk, masing-masing berupa sender,identifier,sent.")] = None
    restriction: Annotated[
        str | None, INTERNAL, Title(en="Restriction", id="Pembatasan"), Element("CAP", "alert.restriction"),
        Definition(en="Who may see a message of restricted scope.",
                   id="Pihak yang boleh melihat pesan bercakupan terbatas.")] = None
    addresses: Annotated[
        str | None, INTERNAL, Title(en="Addressees", id="Penerima"), Element("CAP", "alert.addresses"),
        Definition(en="Whom a message of private scope is for.", id="Penerima pesan bercakupan pribadi.")] = None
    language: Annotated[
        str, Pattern(r"^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$"), Title(en="Language", id="Bahasa"),
        Element("CAP", "info.language"),
        Definition(en="The language of the texts, such as id or en-US (RFC 3066).",
                   id="Bahasa teks, misalnya id atau en-US (RFC 3066).")] = "id"
    category: Annotated[
        list[Annotated[str, Code("alert-category")]] | None, Title(en="Alert category", id="Kategori peringatan"),
        Element("CAP", "info.category"), Element("NGSI-LD", "Alert.category"),
        Definition(en="What kinds of danger the warning is about.", id="Jenis bahaya yang diperingatkan.")] = None
    event: Annotated[
        str | None, Title(en="Event", id="Kejadian"), Element("CAP", "info.event"),
        Element("NGSI-LD", "Alert.subCategory"),
        Definition(en="What is expected or has happened, in words.",
                   id="Hal yang diperkirakan atau telah terjadi, dalam kata-kata.")] = None
    event_code: Annotated[
        list[ValuePair] | None, Title(en="Event code", id="Kode kejadian"), Element("CAP", "info.eventCode"),
        Definition(en="Codes of the event, each with its list, such as OASIS event terms.",
                   id="Kode kejadian, masing-masing dengan daftarnya, misalnya istilah kejadian OASIS.")] = None
    response_type: Annotated[
        list[Annotated[str, Code("alert-response-type")]] | None, Title(en="Recommended response", id="Tindakan"),
        Element("CAP", "info.responseType"),
        Definition(en="What those warned should do.", id="Tindakan yang dianjurkan.")] = None
    urgency: Annotated[
        str | None, Code("alert-urgency"), Title(en="Urgency", id="Urgensi"), Element("CAP", "info.urgency"),
        Definition(en="How soon they should do it.", id="Seberapa segera tindakan diperlukan.")] = None
    severity: Annotated[
        str | None, Code("alert-severity"), Title(en="Severity", id="Keparahan"), Element("CAP", "info.severity"),
        Element("NGSI-LD", "Alert.severity"),
        Definition(en="How great the danger to life and property is.",
                   id="Besarnya ancaman terhadap jiwa dan harta benda.")] = None
    certainty: Annotated[
        str | None, Code("alert-certainty"), Title(en="Certainty", id="Kepastian"), Element("CAP", "info.certainty"),
        Definition(en="How sure it is that the event comes.", id="Seberapa pasti kejadian akan berlangsung.")] = None
    effective: Annotated[
        datetime | None, Title(en="Effective", id="Berlaku"), Element("CAP", "info.effective"),
        Element("NGSI-LD", "validFrom"),
        Definition(en="From when on the information holds; when it was sent where it is empty.",
                   id="Waktu informasi mulai berlaku; waktu kirim bila kosong.")] = None
    onset: Annotated[
        datetime | None, Title(en="Onset", id="Mulai"), Element("CAP", "info.onset"),
        Definition(en="When the event is expected to begin.", id="Waktu kejadian diperkirakan mulai.")] = None
    expires: Annotated[
        datetime | None, Title(en="Expires", id="Berakhir"), Element("CAP", "info.expires"),
        Element("NGSI-LD", "validTo"),
        Definition(en="Until when the information holds.", id="Waktu informasi berhenti berlaku.")] = None
    sender_name: Annotated[
        str | None, Title(en="Sender's name", id="Nama pengirim"), Element("CAP", "info.senderName"),
        Definition(en="The agency that warns, as people know it.",
                   id="Instansi yang memperingatkan, sebagaimana dikenal masyarakat.")] = None
    headline: Annotated[
        str | None, Title(en="Headline", id="Judul"), Element("CAP", "info.headline"),
        Definition(en="The warning in one line.", id="Peringatan dalam satu baris.")] = None
    description: Annotated[
        str | None, Title(en="Description", id="Uraian"), Element("CAP", "info.description"),
        Element("NGSI-LD", "description"),
        Definition(en="The danger in detail.", id="Uraian bahaya.")] = None
    instruction: Annotated[
        str | None, Title(en="Instruction", id="Anjuran"), Element("CAP", "info.instruction"),
        Definition(en="What to do, in detail.", id="Hal yang harus dilakukan.")] = None
    web: Annotated[
        str | None, Format("uri"), Title(en="Web page", id="Tautan"), Element("CAP", "info.web"),
        Definition(en="Where more can be read.", id="Alamat untuk membaca lebih lanjut.")] = None
    contact: Annotated[
        str | None, Title(en="Contact", id="Kontak"), Element("CAP", "info.contact"),
        Definition(en="The office to ask, not a person.", id="Kantor yang dapat dihubungi, bukan perseorangan.")] = None
    areas: Annotated[
        list[AlertArea] | None, Title(en="Areas", id="Area"), Element("CAP", "info.area"),
        Element("NGSI-LD", "location"),
        Definition(en="Where the warning holds.", id="Tempat peringatan berlaku.")] = None
    area_codes: Annotated[
        list[Annotated[str, Ref("administrative-area")]] | None, Title(en="Area codes", id="Kode wilayah"),
        Element("CAP", "area.geocode"),
        Definition(en="The administrative areas among them, as Kemendagri dotted codes.",
                   id="Wilayah administrasi di antaranya, berupa kode Kemendagri bertitik.")] = None

    checks = (
        *Recorded.checks,
        *in_order("effective", Step("onset", "The onset", "Waktu mulai"),
                  Step("expires", "The end of the warning", "Waktu berakhir")),
        Check("expires-after-sent", "expires > sent",
              en="A warning cannot end before it was sent.", id="Peringatan tidak boleh berakhir sebelum dikirim."),
        Check("info-complete",
              "(event IS NULL AND urgency IS NULL AND severity IS NULL AND certainty IS NULL)"
              " OR (event IS NOT NULL AND urgency IS NOT NULL AND severity IS NOT NULL AND certainty IS NOT NULL)",
              en="An info says its event, urgency, severity and certainty; CAP has the code Unknown for each.",
              id="Info mencantumkan kejadian, urgensi, keparahan, dan kepastian; CAP memiliki kode Unknown.",
              level=Level.FULL),
        Check("restriction-given", "scope <> 'restricted' OR restriction IS NOT NULL",
              en="A message of restricted scope should say who may see it.",
              id="Pesan bercakupan terbatas sebaiknya mencantumkan pembatasannya.", level=Level.FULL),
        Check("addresses-given", "scope <> 'private' OR addresses IS NOT NULL",
              en="A message of private scope should say whom it is for.",
              id="Pesan bercakupan pribadi sebaiknya mencantumkan penerimanya.", level=Level.FULL),
        Check("headline-short", "CHAR_LENGTH(headline) <= 160",
              en="A headline of more than 160 characters is cut off on small screens.",
              id="Judul lebih dari 160 karakter terpotong di layar kecil.", severity="advice"),
    )
