"""The record of something the public has for its use or safety.

What lives here: cameras, gauges, sirens, toilets and the like, one row an asset. What this file must not know: what a
camera shows or a gauge reads.
"""

# Laid out by hand as a table: one field, its rules and title, its sources, its meaning in both languages.
# fmt: off

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ..contract import (
    Check,
    Code,
    Definition,
    Element,
    Ge,
    Gt,
    Lt,
    Pattern,
    Ref,
    Title,
    Unit,
)
from ._mixins import RESTRICTED, UNIQUE_IDENTIFIERS, Identified, Place, Published, Recorded

_WEB_ADDRESS = Pattern(
    r"^https://([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}(:[0-9]{1,5})?([/?#][^ \t\r\n]*)?$")
"""Of https, with the name of a host: a bare number may lie in a private network, a name before @ may be a password."""


class PublicAsset(
    Place, Recorded, Published, Identified,
    name="public-asset", version="1.0.0", sensitivity="public", key=("id",),
    label=Title(en="Public asset", id="Aset publik"),
    meaning=Definition(en="Something that stands for everyone's use or safety: a camera, a siren, a floodgate.",
                       id="Sarana untuk digunakan atau melindungi masyarakat: kamera, sirene, pintu air."),
):
    """Something that stands for everyone's use or safety (Smart Data Models, OpenStreetMap)."""

    asset_type: Annotated[
        str, Code("asset-type"), Title(en="Asset type", id="Jenis aset"),
        Element("NGSI-LD", "type"), Element("OpenStreetMap", "man_made"),
        Definition(en="What kind of asset it is.", id="Jenis aset tersebut.")]
    asset_type_source: Annotated[
        str | None, Title(en="Asset type (source)", id="Jenis aset (sumber)"),
        Definition(en="The asset type in the words of the source.", id="Jenis aset menurut kata-kata sumber.")] = None
    name: Annotated[
        str, Title(en="Asset name", id="Nama aset"), Element("NGSI-LD", "Camera.cameraName"),
        Element("OpenStreetMap", "name"),
        Definition(en="What the asset is called, often after its place.",
                   id="Nama aset, sering kali menurut tempatnya.")]
    status: Annotated[
        str, Code("asset-status"), Title(en="Asset status", id="Status aset"), Element("NGSI-LD", "Device.deviceState"),
        Definition(en="Whether the asset works.", id="Apakah aset berfungsi.")]
    status_source: Annotated[
        str | None, Title(en="Asset status (source)", id="Status aset (sumber)"),
        Definition(en="The status in the words of the source.", id="Status menurut kata-kata sumber.")] = None
    operator_agency_id: Annotated[
        str | None, Ref("agency"), Title(en="Operating agency", id="Instansi pengelola"), Element("NGSI-LD", "owner"),
        Definition(en="The agency that runs the asset, where that is not the publisher.",
                   id="Instansi yang mengelola aset, bila bukan penerbit data.")] = None
    is_public_access: Annotated[
        bool, Title(en="Public access", id="Akses publik"),
        Definition(en="Whether everyone may use the asset or watch what it shows.",
                   id="Apakah semua orang boleh menggunakan aset atau melihat tayangannya.")] = False
    access_url: Annotated[
        str | None, _WEB_ADDRESS, Title(en="Access URL", id="URL akses"),
        Element("NGSI-LD", "Camera.streamURL"),
        Definition(en="Where everyone can watch or use the asset on the web.",
                   id="Alamat tempat semua orang dapat melihat atau menggunakan aset di web.")] = None
    restricted_access_url: Annotated[
        str | None, RESTRICTED, Title(en="Restricted access URL", id="URL akses terbatas"),
        Element("NGSI-LD", "Camera.streamURL"),
        Definition(en="Where agencies that may do so can watch or use an asset that is not public.",
                   id="Alamat bagi instansi yang berwenang melihat atau menggunakan aset tidak publik.")] = None
    direction_deg: Annotated[
        float | None, Ge(0), Lt(360), Unit("deg"), Title(en="Direction", id="Arah"),
        Element("NGSI-LD", "Camera.cameraOrientation"), Element("OpenStreetMap", "camera:direction"),
        Definition(en="Where it looks or points to, in degrees from north over east.",
                   id="Arah hadapnya, dalam derajat dari utara ke timur.")] = None
    coverage_m: Annotated[
        int | None, Ge(0), Unit("m"), Title(en="Coverage (m)", id="Jangkauan (m)"),
        Definition(en="How far it reaches: sees, sounds or sends.",
                   id="Jangkauan aset: penglihatan, suara, atau pancarannya.")] = None
    ssid: Annotated[
        str | None, Title(en="Network name", id="Nama jaringan (SSID)"), Element("NGSI-LD", "WifiNetwork.ssid"),
        Definition(en="The name under which a Wi-Fi network is seen.",
                   id="Nama jaringan Wi-Fi sebagaimana terlihat.")] = None
    bandwidth_mbps: Annotated[
        float | None, Gt(0), Unit("Mbit/s"), Title(en="Bandwidth (Mbit/s)", id="Kecepatan (Mbit/detik)"),
        Element("NGSI-LD", "WifiNetwork.bandwidth"),
        Definition(en="How much a Wi-Fi network carries to its users in one second.",
                   id="Kecepatan jaringan Wi-Fi bagi penggunanya.")] = None
    installed_on: Annotated[
        date | None, Title(en="Installed on", id="Tanggal pemasangan"), Element("NGSI-LD", "Device.dateInstalled"),
        Definition(en="The day the asset was installed.", id="Tanggal aset dipasang.")] = None
    last_checked_at: Annotated[
        datetime | None, Title(en="Last checked at", id="Waktu pengecekan terakhir"),
        Element("NGSI-LD", "Device.dateObserved"),
        Definition(en="When somebody or something last looked whether it works.",
                   id="Waktu terakhir aset diperiksa berfungsi atau tidak.")] = None
    linked_incident_types: Annotated[
        list[Annotated[str, Code("incident-category")]] | None,
        Title(en="Linked incident types", id="Jenis kejadian terkait"),
        Definition(en="The categories of incidents the asset warns of or helps with.",
                   id="Kategori kejadian yang diperingatkan atau dibantu penanganannya oleh aset ini.")] = None

    checks = (
        *Recorded.checks,
        *Place.checks,
        Check("access-url-of-public-asset", "access_url IS NULL OR is_public_access",
              en="The address of an asset that is not public belongs into restricted_access_url.",
              id="Alamat aset yang tidak publik harus diisikan ke restricted_access_url."),
        Check("wifi-fields-of-wifi", "(ssid IS NULL AND bandwidth_mbps IS NULL) OR asset_type IN ('wifi', 'unknown')",
              en="Only Wi-Fi has a network name and a bandwidth.",
              id="Hanya Wi-Fi yang memiliki nama jaringan dan kecepatan."),
        Check("checked-before-recorded", "last_checked_at <= recorded_at",
              en="Nothing can be checked after it was recorded.",
              id="Waktu pengecekan tidak boleh sesudah waktu rekam."),
    )
    table_rules = (UNIQUE_IDENTIFIERS,)
