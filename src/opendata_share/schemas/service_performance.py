"""The record of how well a service does.

What lives here: one figure of one service over one period, and the rules within one such row. What this file must not
know: how a figure is computed (its formula is named), what of it may leave the house.

That a median is not above a 90th percentile is a rule between rows of different statistics: no table rule says it.
"""

# Laid out by hand as a table: one field, its rules and title, its sources, its meaning in both languages.
# fmt: off

from __future__ import annotations

from datetime import date
from typing import Annotated

from ..contract import (
    AgreesWithReferred,
    Check,
    Code,
    Definition,
    Element,
    Full,
    Ge,
    Level,
    Pattern,
    Ref,
    RefBy,
    Title,
    UniqueAmong,
    Unit,
)
from ._mixins import Published, Recorded
from .code_lists import load

_KEY = ("agency_id", "metric", "statistic", "subject_id", "segment", "area_code", "service", "incident_category",
        "period_start", "period_end")
_SAME = (*(name for name in _KEY if name != "statistic"), "unit")


def _at_most(statistic: str, other: str) -> AgreesWithReferred:
    """Return the advice that one statistic is not above another of the same cases."""
    return AgreesWithReferred(
        "value", "<=", "service-performance", _SAME, _SAME, "value",
        when=f"statistic = '{statistic}'", where=f"statistic = '{other}'", nulls="equal",
    )


def _quoted(group: str) -> str:
    return ", ".join(f"'{code}'" for code in load("performance-metric").group(group))


class ServicePerformance(
    Recorded, Published, name="service-performance", version="1.0.0", sensitivity="public",
    key=_KEY,
    label=Title(en="Service performance", id="Kinerja layanan"),
    meaning=Definition(en="One figure that tells how well one service did over one period.",
                       id="Satu angka yang menunjukkan kinerja satu layanan dalam satu periode."),
):
    """One figure of one service over one period (Smart Data Models KeyPerformanceIndicator, SPM)."""

    metric: Annotated[
        str, Code("performance-metric"), Title(en="Metric", id="Indikator"),
        Element("NGSI-LD", "KeyPerformanceIndicator.name"), Element("FHIR", "MeasureReport.measure"),
        Definition(en="What is measured.", id="Hal yang diukur.")]
    metric_source: Annotated[
        str | None, Title(en="Metric (source)", id="Indikator (sumber)"),
        Definition(en="The metric in the words of the source.", id="Indikator menurut kata-kata sumber.")] = None
    statistic: Annotated[
        str, Code("performance-statistic"), Title(en="Statistic", id="Statistik"),
        Definition(en="How many values became one figure.", id="Cara banyak nilai diringkas menjadi satu angka.")]
    value: Annotated[
        float | None, Ge(0), Title(en="Figure", id="Nilai"), Element("NGSI-LD", "KeyPerformanceIndicator.kpiValue"),
        Element("FHIR", "MeasureReport.group.measureScore"),
        Definition(en="The figure, in its unit; a share is between 0 and 1. Empty where it is suppressed.",
                   id="Nilainya, dalam satuannya; rasio antara 0 dan 1. Kosong bila disembunyikan.")] = None
    unit: Annotated[
        str, Code("measure-unit"), Title(en="Unit of measure", id="Satuan"), Element("UCUM", "unit"),
        Definition(en="The UCUM unit of the figure and its target; minutes are converted to seconds.",
                   id="Satuan UCUM nilai dan targetnya; menit dikonversi menjadi detik.")]
    n: Annotated[
        int | None, Ge(0), Unit("{cases}"), Title(en="Cases", id="Jumlah sampel"),
        Element("NYC Open Data", "# of Incidents Calculated"),
        Definition(en="How many cases the figure was computed from.", id="Banyaknya kasus yang dihitung.")] = None
    n_excluded: Annotated[
        int | None, Ge(0), Unit("{cases}"), Title(en="Excluded cases", id="Dikecualikan"),
        Element("NYC Open Data", "VALID_INCIDENT_RSPNS_TIME_INDC"),
        Definition(en="How many cases were left out because a time was missing or could not be.",
                   id="Banyaknya kasus yang tidak dihitung karena waktunya tidak ada atau tidak mungkin.")] = None
    numerator: Annotated[
        int | None, Ge(0), Unit("{cases}"), Title(en="Numerator", id="Pembilang"),
        Element("FHIR", "MeasureReport.group.population"),
        Definition(en="Of a rate: how many of the cases count.",
                   id="Untuk rasio: banyaknya kasus yang memenuhi syarat.")] = None
    target: Annotated[
        float | None, Ge(0), Title(en="Target", id="Angka target"), Element("NGSI-LD", "businessTarget"),
        Definition(en="What the figure should reach or stay below.",
                   id="Angka yang harus dicapai atau tidak boleh dilampaui.")] = None
    target_comparator: Annotated[
        str | None, Code("target-comparator"), Title(en="Target comparator", id="Pembanding target"),
        Definition(en="Whether the figure should be at most or at least the target.",
                   id="Apakah nilai harus paling banyak atau paling sedikit sebesar target.")] = None
    legal_basis: Annotated[
        str | None, Title(en="Legal basis", id="Dasar hukum"),
        Definition(en="The law or decree that sets the target.", id="Peraturan yang menetapkan target.")] = None
    period_start: Annotated[
        date, Title(en="Period start", id="Awal periode"), Element("FHIR", "Period.start"),
        Element("NGSI-LD", "calculationPeriod.from"),
        Definition(en="The first day of the period.", id="Hari pertama periode.")]
    period_end: Annotated[
        date, Title(en="Period end", id="Akhir periode"), Element("NGSI-LD", "calculationPeriod.to"),
        Definition(en="The day after the last day of the period.", id="Hari sesudah hari terakhir periode.")]
    period_type: Annotated[
        str, Code("period-type"), Title(en="Period type", id="Jenis periode"),
        Element("NGSI-LD", "calculationFrequency"),
        Definition(en="How long periods of this series are.", id="Panjang periode dalam rangkaian ini.")]
    area_code: Annotated[
        str | None, Ref("administrative-area"), Title(en="Area code", id="Kode wilayah"),
        Definition(en="The area the figure is about; empty for all the agency serves.",
                   id="Wilayah yang diukur; kosong untuk seluruh wilayah layanan instansi.")] = None
    area_source: Annotated[
        str | None, Title(en="Area (source)", id="Wilayah (sumber)"),
        Definition(en="The words of the source from which the area was looked up, kept also where none was found.",
                   id="Kata-kata sumber untuk mencari wilayah, disimpan juga bila tidak ditemukan.")] = None
    service: Annotated[
        str | None, Code("service-capability"), Title(en="Service", id="Layanan"),
        Definition(en="The service the figure is about; empty for all of them.",
                   id="Layanan yang diukur; kosong untuk semua layanan.")] = None
    service_source: Annotated[
        str | None, Title(en="Service (source)", id="Layanan (sumber)"),
        Definition(en="The service in the words of the source.", id="Layanan menurut kata-kata sumber.")] = None
    incident_category: Annotated[
        str | None, Code("incident-category"), Title(en="Incident category", id="Kategori kejadian"),
        Definition(en="The category of incidents the figure is about; empty for all of them.",
                   id="Kategori kejadian yang diukur; kosong untuk semua kategori.")] = None
    incident_category_source: Annotated[
        str | None, Title(en="Incident category (source)", id="Kategori kejadian (sumber)"),
        Definition(en="The incident category in the words of the source.",
                   id="Kategori kejadian menurut kata-kata sumber.")] = None
    subject_type: Annotated[
        str | None, Code("performance-subject"), Title(en="Subject type", id="Jenis subjek"),
        Element("FHIR", "MeasureReport.subject"),
        Definition(en="Whether the figure is about one agency or one facility.",
                   id="Apakah angka ini tentang satu instansi atau satu fasilitas.")] = None
    subject_id: Annotated[
        str | None, RefBy("subject_type", (("agency", "agency"), ("facility", "emergency-facility"))),
        Title(en="Subject", id="Subjek"), Element("FHIR", "MeasureReport.subject"),
        Definition(en="The agency or facility the figure is about; empty for the publisher as a whole.",
                   id="Instansi atau fasilitas yang diukur; kosong untuk penerbit secara keseluruhan.")] = None
    segment: Annotated[
        str | None, Title(en="Segment", id="Segmen"),
        Definition(en="What else narrows the figure down, in the words of the source: a shift, a priority.",
                   id="Pembatas lain angka ini menurut kata-kata sumber: giliran jaga, prioritas.")] = None
    formula_id: Annotated[
        str | None, Pattern(r"^[a-z0-9][a-z0-9-]*(/[a-z0-9-]+)*@[0-9]+(\.[0-9]+)*$"), Full(),
        Title(en="Formula", id="Rumus"), Element("NGSI-LD", "calculationFormula"),
        Definition(en="The formula and its version, such as response-time@1.0: figures of one formula compare.",
                   id="Rumus beserta versinya, misalnya response-time@1.0: angka dari rumus yang sama dapat"
                      " dibandingkan.")] = None
    suppressed: Annotated[
        bool, Title(en="Suppressed", id="Disembunyikan"),
        Definition(en="Whether the figure is withheld because so few cases could point at persons.",
                   id="Apakah nilai tidak ditampilkan karena kasus yang sedikit dapat menunjuk orang.")] = False

    checks = (
        *Recorded.checks,
        Check("period-in-order", "period_end > period_start",
              en="A period ends after it begins: the end is the day after its last day.",
              id="Periode berakhir sesudah dimulai: akhirnya adalah hari sesudah hari terakhir."),
        Check("period-of-its-type",
              "CASE period_type WHEN 'day' THEN period_end = period_start + INTERVAL '1' DAY"
              " WHEN 'week' THEN period_end = period_start + INTERVAL '7' DAY"
              " WHEN 'month' THEN"
              " period_end BETWEEN period_start + INTERVAL '28' DAY AND period_start + INTERVAL '31' DAY"
              " WHEN 'quarter' THEN"
              " period_end BETWEEN period_start + INTERVAL '90' DAY AND period_start + INTERVAL '92' DAY"
              " WHEN 'year' THEN"
              " period_end BETWEEN period_start + INTERVAL '365' DAY AND period_start + INTERVAL '366' DAY"
              " ELSE TRUE END",
              en="The period is not as long as its type says; its end is the day after its last day.",
              id="Panjang periode tidak sesuai jenisnya; akhirnya adalah hari sesudah hari terakhir."),
        Check("value-or-suppressed", "value IS NOT NULL OR suppressed OR n = 0",
              en="A figure is there, or it is suppressed, or there was no case.",
              id="Nilai harus diisi, kecuali disembunyikan atau tidak ada kasus."),
        Check("suppressed-has-no-value", "NOT suppressed OR (value IS NULL AND numerator IS NULL)",
              en="A suppressed figure shows neither its value nor its numerator.",
              id="Angka yang disembunyikan tidak boleh mencantumkan nilai maupun pembilangnya."),
        Check("few-cases-suppressed", "suppressed OR n = 0 OR n >= 5",
              en="Fewer than five cases can point at persons: is the figure meant to be seen?",
              id="Kurang dari lima kasus dapat menunjuk orang: apakah angka ini memang boleh dilihat?",
              severity="advice"),
        Check("duration-in-its-unit",
              f"metric NOT IN ({_quoted('duration')}) OR statistic IN ('count', 'rate') OR unit IN ('s', 'd')",
              en="A duration is in seconds or days.", id="Lama waktu dinyatakan dalam detik atau hari."),
        Check("share-in-its-unit", f"metric NOT IN ({_quoted('share')}) OR statistic = 'count' OR unit = '1'",
              en="A share has the unit 1.", id="Rasio memiliki satuan 1."),
        Check("share-up-to-one",
              f"value <= 1 OR suppressed OR (statistic <> 'rate' AND metric NOT IN ({_quoted('share')}))"
              " OR statistic = 'count' OR metric IN ('bed_occupancy_rate', 'bed_turnover', 'ambulances_per_100k')",
              en="A share is between 0 and 1, not a percentage.", id="Rasio antara 0 dan 1, bukan persentase."),
        Check("numerator-within-cases", "numerator <= n",
              en="The numerator cannot exceed the number of cases.",
              id="Pembilang tidak boleh melebihi jumlah sampel."),
        Check("rate-of-its-numerator",
              "statistic <> 'rate' OR n = 0"
              " OR (value * n - numerator <= 0.000000001 * n AND numerator - value * n <= 0.000000001 * n)",
              en="A rate is its numerator divided by the number of cases.",
              id="Rasio sama dengan pembilang dibagi jumlah sampel."),
        Check("target-with-comparator",
              "(target IS NULL AND target_comparator IS NULL)"
              " OR (target IS NOT NULL AND target_comparator IS NOT NULL)",
              en="A target comes with its comparator: at most (le) or at least (ge).",
              id="Target disertai pembandingnya: paling banyak (le) atau paling sedikit (ge)."),
        Check("subject-with-type",
              "(subject_id IS NULL AND subject_type IS NULL) OR (subject_id IS NOT NULL AND subject_type IS NOT NULL)",
              en="A subject comes with its type.", id="Subjek disertai jenisnya."),
        Check("cases-given", "statistic IN ('count', 'sum') OR suppressed OR n IS NOT NULL",
              en="A figure should say how many cases it was computed from.",
              id="Angka sebaiknya mencantumkan jumlah sampelnya.", level=Level.FULL),
    )
    # An empty area, service or category means all of them: two such figures are the same figure twice.
    table_rules = (
        UniqueAmong(_KEY, nulls="equal"),
        _at_most("median", "p90"),
        _at_most("median", "max"),
        _at_most("p90", "max"),
    )
