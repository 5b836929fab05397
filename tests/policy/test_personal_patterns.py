"""What looks like personal data, and what only looks like it. Every number and name is made up."""

from __future__ import annotations

import re
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share.policy import _personal_patterns_scan as scan
from opendata_share.policy._personal_patterns import DETECTORS, FINDINGS, Bytes, luhn
from opendata_share.policy._personal_patterns_scan import bytes_of, found_in
from opendata_share.policy._personal_patterns_words import any_case, is_office_address


def found(*texts: str) -> list[set[str]]:
    """Return what is found in each text; the texts are one column."""
    array = pa.array(texts, pa.string())
    hits: list[set[str]] = [set() for _ in texts]
    for detector, mask in found_in(array):
        for position in np.flatnonzero(mask):
            hits[position].add(detector.finding)
    return hits


def in_text(text: str) -> set[str]:
    """Return what is found in a text alone, and between others."""
    alone = found(text)[0]
    assert found("pos 1", text, "")[1] == alone
    return alone


@pytest.mark.parametrize(
    "text",
    [
        "3171011203900001",
        "NIK 3171015203900001",  # a woman: day 12 + 40
        "nik:3171011203900001.",
        "NIK.3171011203900001",
        "3171 0112 0390 0001",
        "3171-0112-0390-0001",
        "317101.120390.0001",
        "317101 120390 0001",
        "31.71.01.120390.0001",
        "a, 3171011203900001, b",
        "dinkes:3171011203900001",
        "9471012902040001",  # 29 February of a leap year
        "3171016902000001",
        "3171013001900001",
        "3171017112900010",
        "3171013004900100",
        "3171017004901000",
    ],
)
def test_identity_numbers_are_found(text: str) -> None:
    assert in_text(text) == {"nik"}


@pytest.mark.parametrize(
    "text",
    [
        "3171011203900000",  # no serial is 0000
        "3171013203900001",  # no 32nd
        "3171010003900001",
        "3171014003900001",
        "3171017203900001",
        "3171011213900001",  # no 13th month
        "3171011200900001",
        "3171013104900001",  # 31 April
        "3171017104900001",
        "3171013002900001",
        "3171012902010001",  # 29 February of a common year
        "3171016902010001",
        "2071011203900001",  # no such province
        "9871011203900001",
        "3100011203900001",  # no such regency
        "3150011203900001",
        "3171001203900001",  # no such district
        "317101120390001",  # 15 digits
        "31710112039000012",
        "13171011203900001",
        "0.3171011203900001",
        "1,3171011203900001",
        "3171011203900001.5",
        "A3171011203900001",
        "3171011203900001B",
        "3171 011203900001",
    ],
)
def test_numbers_that_are_no_identity_numbers_are_not(text: str) -> None:
    assert "nik" not in in_text(text)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 99), st.integers(0, 13), st.integers(0, 99), st.booleans())
def test_the_date_of_an_identity_number_is_a_date(year: int, month: int, day: int, other_century: bool) -> None:
    def is_date(on: int) -> bool:
        try:
            return bool(date(2000 + year, month, on))  # 2000 and 1900 + year have the same leap years but for 1900
        except ValueError:
            return False

    text = f"317101{day:02}{month:02}{year:02}0001"
    assert ("nik" in in_text(text)) == (is_date(day) or is_date(day - 40))


@pytest.mark.parametrize(
    "text",
    [
        "KK 1234567890123456",
        "no KK: 1234 5678 9012 3456",
        "Kartu Keluarga nomor 1234.5678.9012.3456",
        "kk-1234567890123456",
    ],
)
def test_family_card_numbers_are_found_by_the_words_before_them(text: str) -> None:
    assert in_text(text) == {"family-card"}


@pytest.mark.parametrize(
    "text", ["1234567890123456", "okk 1234567890123456", "KK baru, 1234567890123456", "KK 12345678901234567"]
)
def test_sixteen_digits_without_those_words_are_no_family_card(text: str) -> None:
    assert in_text(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "081234567890",
        "0812-3456-7890",
        "0812 3456 7890",
        "0812.3456.7890",
        "+62812-3456-7890",
        "+62 812 3456 7890",
        "6281234567890",
        "+62 (0)812 3456 789",
        "hp 0811-234-567",
        "a 08123456789, b",
        "wa.me/6281234567890",
        "jakarta-fire:081234567890",
    ],
)
def test_mobile_numbers_are_found(text: str) -> None:
    assert in_text(text) == {"phone"}


@pytest.mark.parametrize(
    "text",
    [
        "112",
        "119",
        "1500567",
        "(021) 3459040",
        "021-3459040",
        "+62213459040",
        "0804 1 500 500",
        "080123456789",
        "08123456",
        "0812345678901234",
        "2013-08-12 08:12:34",
        "08-12-2013 10:11",
        "108123456789",
        "0.081234567890",
        "A081234567890",
        "+162812345678",
    ],
)
def test_lines_of_offices_short_codes_and_dates_are_no_mobile_numbers(text: str) -> None:
    assert "phone" not in in_text(text)


@pytest.mark.parametrize("text", ["budi.santoso@gmail.com", "hubungi siti_1990@yahoo.co.id segera", "a@b.co"])
def test_addresses_of_persons_are_found(text: str) -> None:
    assert in_text(text) == {"email"}


@pytest.mark.parametrize(
    "text",
    [
        "info@rumah.org",
        "humas@rs.co.id",
        "pkm_gambir@yahoo.com",
        "budi@jakarta.go.id",
        "x@tni.mil.id",
        "x@y.gov",
        "x@y.gov.uk",
    ],
)
def test_addresses_of_offices_are_told_from_those_of_persons(text: str) -> None:
    assert in_text(text) == {"email-of-office"}


def test_an_address_of_each_kind_is_found_in_one_text() -> None:
    assert in_text("humas@rs.co.id, budi.santoso@gmail.com") == {"email", "email-of-office"}
    assert in_text("budi.santoso@gmail.com;humas@rs.co.id") == {"email", "email-of-office"}


@pytest.mark.parametrize("text", ["a@b", "@gmail.com", "a @ b.com", "3 @ 5.50"])
def test_an_at_sign_alone_is_no_address(text: str) -> None:
    assert in_text(text) == set()


@pytest.mark.parametrize(
    ("address", "office"),
    [
        ("x@go.id", True),
        ("x@ago.id", False),
        ("x@go.id.com", False),
        ("rsx@a.com", True),
        ("mars@a.com", False),
        ("HUMAS@a.com", True),
    ],
)
def test_an_office_is_known_by_its_name_or_domain(address: str, office: bool) -> None:
    assert is_office_address(address) is office


@pytest.mark.parametrize(
    "text",
    [
        "B 1234 ABC",
        "B1234AB",
        "mobil D-1234-XY",
        "nopol b 12 ab",
        "Plat: B 1 RI",
        "No. Pol. AB 1234 C",
        "dinkes:B1234XYZ",
        "nomor polisi F 77 A",
    ],
)
def test_plates_are_found(text: str) -> None:
    assert in_text(text) == {"plate"}


@pytest.mark.parametrize(
    "text",
    [
        "B 123 AB",
        "C 1234 AB",
        "L 300 PU",
        "B 0234 ABC",
        "B 1234 ABCD",
        "B 12345 AB",
        "AB1234",
        "XB 1234 AB",
        "RT 1 RW 2",
        "b 1234 abc",
        "plat baja 12 mm",
    ],
)
def test_what_is_no_plate_is_not_taken_for_one(text: str) -> None:
    assert "plate" not in in_text(text)


def test_taxpayer_numbers_of_persons_have_a_check_digit() -> None:
    assert in_text("NPWP 09.254.294.3-407.000") == {"npwp"}
    assert in_text("09.254.294.3.407.000") == {"npwp"}
    assert in_text("09.254.294.4-407.000") == set()


def test_taxpayer_numbers_of_institutions_are_public() -> None:
    assert luhn("013121660")
    assert in_text("01.312.166.0-091.000") == set()


@pytest.mark.parametrize("text", ["paspor A1234567", "Passport no. AB 123456", "PASPOR: X123456"])
def test_passports_are_found_by_the_word_before_them(text: str) -> None:
    assert in_text(text) == {"passport"}


@pytest.mark.parametrize("text", ["A1234567", "paspor", "paspor A12345", "paspor A12345678"])
def test_what_is_no_passport_number_is_not_taken_for_one(text: str) -> None:
    assert in_text(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111111",
        "4111 1111 1111 1111",
        "5500-0000-0000-0004",
        "378282246310005",
        "3782 822463 10005",
        "6011000000000004",
        "3530111333300000",
        "2223000048400011",
    ],
)
def test_bank_cards_are_found(text: str) -> None:
    assert "bank-card" in in_text(text)


@pytest.mark.parametrize(
    "text", ["4111111111111112", "1111111111111117", "411111111111111", "41111111111111111", "x4111111111111111"]
)
def test_what_fails_the_check_digit_is_no_card(text: str) -> None:
    assert "bank-card" not in in_text(text)


@pytest.mark.parametrize("digits", ["79927398713", "4111111111111111", "0", "18", "059"])
def test_luhn_holds(digits: str) -> None:
    assert luhn(digits)
    assert not luhn(digits[:-1] + str((int(digits[-1]) + 1) % 10))


@pytest.mark.parametrize("text", ["36.89.1.20", "dari 103.10.66.5:8080", "2001:db80:0:0:0:0:0:1"])
def test_addresses_of_machines_are_found(text: str) -> None:
    assert in_text(text) == {"ip-address"}


@pytest.mark.parametrize(
    "text",
    [
        "10.0.0.1",
        "192.168.1.1",
        "127.0.0.1",
        "999.1.1.1",
        "31.71.01.1001",
        "urn:oid:2.49.0.1.360.0.2026",
        "1.000.000.000",
        "1.2.3",
        "12:30:45",
    ],
)
def test_private_addresses_codes_and_versions_are_not(text: str) -> None:
    assert in_text(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Rumah milik Bpk. Sugeng",
        "BPK SUGENG",
        "korban sdri Wati Lestari",
        "Ibu Siti melapor",
        "dr. Andi",
        "H. Mahmud",
        "a.n. Budi",
        "a.n Budi",
        "an. Budi",
        "Ahmad bin Salim",
        "SITI BINTI UMAR",
        "Korban: Joko",
        "pemilik Darmo",
        "atas nama Rina",
        "pelapor :Rina",
        "warung Pak Darmo",
        "Jl. Mawar; " + "x" * 60 + " Bpk. Sugeng",
    ],
)
def test_names_are_guessed_from_what_stands_before_them(text: str) -> None:
    assert in_text(text) == {"name"}


@pytest.mark.parametrize(
    "text",
    [
        "RSUD dr. Soedarso",
        "Rumah Sakit Dr. Suyoto",
        "Jl. H. Agus Salim",
        "Jalan Pak Kasih",
        "Masjid H. Mahmud",
        "Kesehatan Ibu dan Anak",
        "Ibu Kota Jakarta",
        "Pak Camat hadir",
        "korban Luka ringan",
        "pemilik: Tidak diketahui",
        "BUKIT DURI",
        "Kelurahan Pal Meriam",
        "kabinet Budi",
        "Ibu siti",
        "Sugeng",
        "AN AREA OF RAIN",
    ],
)
def test_places_offices_and_words_are_no_names(text: str) -> None:
    assert in_text(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "-6.1754, 106.8272",
        "-6.175/106.827",
        "106.8272 -6.1754",
        "posisi -6.1754;+106.8272 segera",
        "5.123,95.321",
        "-11.000,141.000",
    ],
)
def test_coordinates_in_a_text_are_found(text: str) -> None:
    assert in_text(text) == {"coordinates"}


@pytest.mark.parametrize(
    "text",
    ["-6.17, 106.82", "-12.1754, 106.8272", "-6.1754, 93.8272", "-6.1754, 142.8272", "Rp 6.175.400", "1.234, 2.345"],
)
def test_other_numbers_are_no_coordinates(text: str) -> None:
    assert "coordinates" not in in_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "31.71.01.1001",
        "31.71.01.1001/002/003",
        "3171010001",
        "3173014",
        "3578797S",
        "10000342",
        "112",
        "ID-JK",
        "jakarta-fire:U000001",
        "https://data.jakarta.go.id/x/2026-01-31?y=12345678901",
        "urn:uuid:f47ac10b-58cc-4372-a567-0e02b2c3d479",
    ],
)
def test_public_codes_are_nobodys_data(text: str) -> None:
    assert in_text(text) == set()


def test_a_word_of_places_counts_sixty_characters_before_a_name() -> None:
    near = "RS" + " " * 58 + "(dr. Andi)"
    assert in_text(near) == set()
    assert in_text("x" + near) == set()
    assert in_text(near.replace("RS", "RS ")) == {"name"}


def test_every_shape_is_read_alike_by_arrow_and_python() -> None:
    texts = [f"{n:016d}" for n in range(3171010100000000, 3171010100000000 + 4_000_000_000_000, 37_037_037_037)]
    texts += ["B 1234 ABC", "b 12 ab", "Bpk. Sugeng", "-6.175,106.827", "a@b.co", "36.89.1.20", "é 08123456789", ""]
    for detector in DETECTORS:
        arrow = pc.match_substring_regex(pa.array(texts), detector.shape).to_pylist()
        assert arrow == [re.search(detector.shape, text, re.ASCII) is not None for text in texts]


def test_a_detector_is_not_asked_where_the_bytes_cannot_hold_it() -> None:
    """The quick look never misses: wherever a shape is found, the bytes could hold it."""
    examples = ["3171011203900001", "31.71.01.120390.0001", "KK 1234.5678.9012.3456", "+62 (0)812 3456 789", "a@b.co",
                "D-1234-XY", "nopol b 1 a", "09.254.294.3-407.000", "PASPOR X123456", "3782 822463 10005", "36.89.1.20",
                "2001:db80:0:0:0:0:0:1", "a.n.Budi", "Korban:Joko", "Ahmad bin Salim", "-6.175,106.827"]  # fmt: skip
    for text in examples:
        array = pa.array([text])
        shapes = [each for each in DETECTORS if pc.match_substring_regex(array, each.shape)[0].as_py()]
        assert shapes, text
        for each in shapes:
            assert each.need.may_be_in(Bytes(text.encode())), text
            assert each.need.shape is None or re.search(each.need.shape, text), text
    assert not any(each.need.may_be_in(Bytes(b"pos1")) for each in DETECTORS)
    assert not any(each.need.may_be_in(Bytes(b"")) for each in DETECTORS)


def test_only_the_bytes_of_a_slice_are_looked_at() -> None:
    array = pa.array(["aa", "bb", "cc", "dd"])
    assert bytes_of(array) == b"aabbccdd"
    assert bytes_of(array.slice(1, 2)) == b"bbcc"
    assert bytes_of(array.cast(pa.large_string()).slice(1, 2)) == b"bbcc"
    assert bytes_of(array.slice(1, 0)) == b""
    assert bytes_of(pa.array([""])) == b""


def test_beyond_a_number_of_texts_the_shape_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    assert scan.MOST_CONFIRMED == 20_000
    monkeypatch.setattr(scan, "MOST_CONFIRMED", 2)
    assert found(*["4111111111111112"] * 3) == [set(), set(), {"bank-card"}]


def test_findings_are_listed_once() -> None:
    assert FINDINGS == (
        "nik", "family-card", "phone", "email", "email-of-office", "plate", "npwp", "passport", "bank-card",
        "ip-address", "name", "coordinates",
    )  # fmt: skip
    assert [each.finding for each in DETECTORS if not each.blocks] == ["email-of-office"]


def test_words_in_any_case() -> None:
    assert any_case("a.n|x") == "[Aa]\\.[Nn]|[Xx]"


def test_dates_of_a_whole_year_are_read() -> None:
    days = [date(2000, 1, 1) + timedelta(days=day) for day in range(366)]
    assert all("nik" in hit for hit in found(*(f"317101{day:%d%m%y}0001" for day in days)))
