"""The record of a report by a citizen.

What lives here: what somebody asked an agency to mend, and what became of it; the rules within one such row. What this
file must not know: who may read the words of a report, how fast an agency should be.
"""

# Laid out by hand as a table: one field, its rules and title, its sources, its meaning in both languages.
# fmt: off

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ..contract import (
    Check,
    Code,
    Definition,
    Derived,
    Element,
    Filled,
    Format,
    Full,
    Ge,
    Le,
    Level,
    MaxLen,
    NoCycles,
    Pattern,
    Provenance,
    Ref,
    Title,
    Unit,
)
from ._mixins import PERSONAL, RESTRICTED, UNIQUE_IDENTIFIERS, Identified, Published, Recorded, ReportPlace

_FINISHED = "status IN ('resolved', 'rejected', 'duplicate', 'closed')"


class CitizenReport(
    ReportPlace, Recorded, Published, Identified,
    name="citizen-report", version="1.0.0", sensitivity="public", key=("id",),
    label=Title(en="Citizen report", id="Laporan warga"),
    meaning=Definition(en="Something a citizen told an agency about, and what became of it.",
                       id="Hal yang dilaporkan warga kepada instansi, beserta tindak lanjutnya."),
):
    """What a citizen told an agency, and what became of it (Open311 GeoReport v2)."""

    source_id: Annotated[
        str | None, Filled(Provenance.SOURCE_IDENTIFIER), Full(), Title(en="Report number", id="Nomor laporan"),
        Element("Open311", "service_request_id"),
        Definition(en="The number under which the source keeps the report, letter by letter, leading zeros included.",
                   id="Nomor laporan di sistem sumber, apa adanya, termasuk nol di depan.")] = None
    service_code: Annotated[
        str | None, Title(en="Service code", id="Kode layanan"), Element("Open311", "service_code"),
        Definition(en="The code of the service asked for, as text: 006 is not 6.",
                   id="Kode layanan yang diminta, berupa teks: 006 bukan 6.")] = None
    service_name: Annotated[
        str | None, Title(en="Service name", id="Jenis layanan"), Element("Open311", "service_name"),
        Definition(en="What the agency calls the service asked for.",
                   id="Nama layanan yang diminta menurut instansi.")] = None
    category: Annotated[
        str, Code("report-category"), Title(en="Category", id="Kategori"), Element("Open311", "group"),
        Definition(en="What the report is about.", id="Hal yang dilaporkan.")] = "other"
    category_source: Annotated[
        str | None, Title(en="Category (source)", id="Kategori (sumber)"),
        Definition(en="The category in the words of the source.", id="Kategori menurut kata-kata sumber.")] = None
    title: Annotated[
        str | None, MaxLen(200), Title(en="Report title", id="Judul laporan"), Element("Qlue", "post_title"),
        Definition(en="The report in a few words.", id="Laporan dalam beberapa kata.")] = None
    description: Annotated[
        str | None, MaxLen(4000), PERSONAL, Title(en="Description", id="Uraian"), Element("Open311", "description"),
        Element("Qlue", "post_desc"),
        Definition(en="What the citizen wrote, which may name people until somebody has read it for that.",
                   id="Uraian dari warga, yang dapat menyebut nama orang selama belum diperiksa.")] = None
    status: Annotated[
        str, Code("report-status"), Title(en="Report status", id="Status laporan"), Element("Open311", "status"),
        Element("NGSI-LD", "IssueReporting.resolutionStatus"),
        Definition(en="How far the agency has come with the report.", id="Tahap penanganan laporan oleh instansi.")]
    status_source: Annotated[
        str | None, Title(en="Report status (source)", id="Status laporan (sumber)"),
        Definition(en="The status in the words of the source.", id="Status menurut kata-kata sumber.")] = None
    status_notes: Annotated[
        str | None, Title(en="Status notes", id="Catatan status"), Element("Open311", "status_notes"),
        Definition(en="What the agency says about the status.", id="Keterangan instansi tentang status.")] = None
    channel: Annotated[
        str | None, Code("report-channel"), Title(en="Channel", id="Kanal"),
        Definition(en="The way by which the report came.", id="Jalur masuknya laporan.")] = None
    channel_source: Annotated[
        str | None, Title(en="Channel (source)", id="Kanal (sumber)"),
        Definition(en="The channel in the words of the source.", id="Kanal menurut kata-kata sumber.")] = None
    requested_at: Annotated[
        datetime, Title(en="Reported at", id="Waktu lapor"), Element("Open311", "requested_datetime"),
        Element("Qlue", "post_date"),
        Definition(en="When the citizen made the report.", id="Waktu warga menyampaikan laporan.")]
    acknowledged_at: Annotated[
        datetime | None, Title(en="Acknowledged at", id="Waktu verifikasi"),
        Definition(en="When the agency first answered or verified the report.",
                   id="Waktu instansi pertama kali menanggapi atau memverifikasi laporan.")] = None
    updated_at: Annotated[
        datetime | None, Title(en="Updated at", id="Diperbarui"), Element("Open311", "updated_datetime"),
        Definition(en="When the status last changed.", id="Waktu status terakhir berubah.")] = None
    expected_at: Annotated[
        datetime | None, Title(en="Expected at", id="Target selesai"), Element("Open311", "expected_datetime"),
        Definition(en="When the agency expects to be done.", id="Waktu penyelesaian yang ditargetkan instansi.")] = None
    closed_at: Annotated[
        datetime | None, Title(en="Closed at", id="Waktu selesai"), Element("Open311", "updated_datetime"),
        Definition(en="When the agency was done with the report.", id="Waktu laporan selesai ditangani.")] = None
    sla_met: Annotated[
        bool | None, Derived("closed_at <= expected_at"), Title(en="Done in time", id="Selesai tepat waktu"),
        Definition(en="Whether the report was closed no later than expected.",
                   id="Apakah laporan selesai paling lambat pada waktu yang ditargetkan.")] = None
    media_urls: Annotated[
        list[Annotated[str, Format("uri")]] | None, RESTRICTED, Title(en="Pictures and films", id="Media"),
        Element("Open311", "media_url"), Element("NGSI-LD", "mediaURL"), Element("Qlue", "post_images"),
        Definition(en="Addresses of pictures or films, which may show faces and number plates.",
                   id="Alamat gambar atau video, yang dapat memperlihatkan wajah dan pelat nomor.")] = None
    votes: Annotated[
        int | None, Ge(0), Unit("{votes}"), Title(en="Votes", id="Dukungan"),
        Definition(en="How many others supported the report.", id="Banyaknya warga lain yang mendukung.")] = None
    comments_count: Annotated[
        int | None, Ge(0), Unit("{comments}"), Title(en="Comments", id="Jumlah komentar"),
        Definition(en="How many comments were written on the report.", id="Banyaknya komentar pada laporan.")] = None
    reporter_ref: Annotated[
        str | None, Pattern(r"^[A-Za-z0-9+/=_-]{16,128}$"), PERSONAL,
        Title(en="Reporter (pseudonym)", id="Pelapor (samaran)"),
        Element("Open311", "account_id"), Element("Open311", "device_id"),
        Definition(en="A salted hash that tells reports of one citizen from others', and nothing else.",
                   id="Hash bergaram yang hanya membedakan laporan seorang warga dari warga lain.")] = None
    reporter_name: Annotated[
        str | None, PERSONAL, Title(en="Reporter's name", id="Nama pelapor"), Element("Open311", "first_name"),
        Element("Open311", "last_name"),
        Definition(en="The name of the citizen.", id="Nama warga yang melapor.")] = None
    reporter_phone: Annotated[
        str | None, PERSONAL, Title(en="Reporter's phone", id="Telepon pelapor"), Element("Open311", "phone"),
        Definition(en="The telephone number of the citizen.", id="Nomor telepon warga yang melapor.")] = None
    reporter_email: Annotated[
        str | None, PERSONAL, Title(en="Reporter's email", id="Surel pelapor"), Element("Open311", "email"),
        Definition(en="The email address of the citizen.", id="Alamat surel warga yang melapor.")] = None
    satisfaction: Annotated[
        int | None, Ge(1), Le(5), Title(en="Satisfaction", id="Kepuasan"),
        Definition(en="How satisfied the citizen was, from 1 (not at all) to 5.",
                   id="Kepuasan warga, dari 1 (sama sekali tidak puas) sampai 5.")] = None
    agency_responsible_id: Annotated[
        str | None, Ref("agency"), Title(en="Responsible agency", id="Instansi penanggung jawab"),
        Element("Open311", "agency_responsible"),
        Definition(en="The agency that has to act, where that is not the one that received the report.",
                   id="Instansi yang harus bertindak, bila bukan penerima laporan.")] = None
    parent_report_id: Annotated[
        str | None, Ref("citizen-report"), Title(en="Parent report", id="Laporan induk"),
        Definition(en="The earlier report of the same thing.", id="Laporan terdahulu tentang hal yang sama.")] = None
    incident_id: Annotated[
        str | None, Ref("emergency-incident"), Title(en="Incident", id="Kejadian"),
        Definition(en="The emergency that the report became.",
                   id="Kejadian darurat kelanjutan dari laporan ini.")] = None

    checks = (
        *Recorded.checks,
        *ReportPlace.checks,
        Check("report-place-known",
              "(latitude IS NOT NULL AND longitude IS NOT NULL) OR area_code IS NOT NULL OR address IS NOT NULL"
              " OR area_source IS NOT NULL",
              en="A report is about a place: give its point, its area, its address or the words of the source for its"
                 " area.",
              id="Laporan harus memiliki lokasi: isi titik, wilayah, alamat, atau nama wilayah menurut sumber."),
        Check("acknowledged-after-reported", "acknowledged_at >= requested_at",
              en="A report cannot be acknowledged before it was made.",
              id="Waktu verifikasi tidak boleh sebelum waktu lapor."),
        Check("closed-after-reported", "closed_at >= COALESCE(acknowledged_at, requested_at)",
              en="A report cannot be closed before it was made and acknowledged.",
              id="Waktu selesai tidak boleh sebelum waktu lapor dan waktu verifikasi."),
        Check("expected-after-reported", "expected_at >= requested_at",
              en="A report cannot be expected to be done before it was made.",
              id="Target selesai tidak boleh sebelum waktu lapor."),
        Check("closed-at-of-finished", f"closed_at IS NULL OR {_FINISHED}",
              en="Only a report that is resolved, rejected, a duplicate or closed has a time at which it was closed.",
              id="Hanya laporan yang selesai, ditolak, duplikat, atau ditutup yang memiliki waktu selesai."),
        Check("service-of-open311", "channel <> 'open311' OR (service_code IS NOT NULL AND service_name IS NOT NULL)",
              en="A report of an Open311 server has the code and the name of its service.",
              id="Laporan dari peladen Open311 memiliki kode dan jenis layanan."),
        Check("parent-report-not-itself", "parent_report_id <> id",
              en="A report cannot be its own parent report.",
              id="Laporan tidak boleh menjadi induk bagi dirinya sendiri."),
        Check("satisfied-when-finished", f"satisfaction IS NULL OR {_FINISHED}",
              en="Satisfaction is asked when a report is finished; is the status right?",
              id="Kepuasan ditanyakan setelah laporan selesai; apakah statusnya benar?", severity="advice"),
        Check("closed-at-given", f"NOT ({_FINISHED}) OR closed_at IS NOT NULL",
              en="A finished report should say when it was closed.",
              id="Laporan yang selesai sebaiknya mencantumkan waktu selesainya.", level=Level.FULL),
        Check("duplicate-has-parent", "status <> 'duplicate' OR parent_report_id IS NOT NULL",
              en="A duplicate should name the report it repeats.",
              id="Laporan duplikat sebaiknya menyebutkan laporan induknya.", level=Level.FULL),
    )
    table_rules = (NoCycles("id", "parent_report_id"), UNIQUE_IDENTIFIERS)
