"""Sentences about expressions."""

from __future__ import annotations

from . import Message

MESSAGES: dict[str, Message] = {
    "expression-empty": Message(
        en="The expression is empty.",
        id="Ekspresi kosong.",
    ),
    "expression-too-long": Message(
        en="The expression has {size} bytes; at most {limit} are allowed.",
        id="Panjang ekspresi {size} bita; batasnya {limit}.",
        hint_en="Split it into several checks or intermediate values.",
        hint_id="Bagilah menjadi beberapa pemeriksaan atau nilai antara.",
    ),
    "expression-too-deep": Message(
        en="The expression is nested deeper than {limit} levels.",
        id="Ekspresi bersarang lebih dari {limit} tingkat.",
        hint_en="Remove needless parentheses, or split it.",
        hint_id="Hapus tanda kurung yang tidak perlu, atau bagilah ekspresi itu.",
    ),
    "expression-comment": Message(
        en="An expression has no comments; found {sign}.",
        id="Ekspresi tidak boleh memuat komentar; ditemukan {sign}.",
        hint_en="For a minus before a negative value write a space or parentheses: a - (-1).",
        hint_id="Untuk minus di depan nilai negatif, tulis spasi atau tanda kurung: a - (-1).",
    ),
    "expression-semicolon": Message(
        en="A semicolon is not allowed: this is one expression, not a series of statements.",
        id="Titik koma tidak diizinkan: ini satu ekspresi, bukan rangkaian perintah.",
    ),
    "expression-quote": Message(
        en="A quote {sign} is opened and not closed.",
        id="Tanda petik {sign} dibuka tetapi tidak ditutup.",
        hint_en="Inside a text a quote is written twice: 'Jum''at'. An empty name \"\" names no column.",
        hint_id="Di dalam teks, tanda petik ditulis dua kali: 'Jum''at'. Nama kosong \"\" bukan nama kolom.",
    ),
    "expression-unbalanced": Message(
        en="Parentheses or CASE … END do not pair up at {near}.",
        id="Tanda kurung atau CASE … END tidak berpasangan di {near}.",
    ),
    "expression-character": Message(
        en="The character {character} does not belong in an expression.",
        id="Karakter {character} tidak boleh ada di dalam ekspresi.",
        hint_en="Texts stand in single quotes, unusual column names in double quotes.",
        hint_id="Teks ditulis dalam petik tunggal, nama kolom yang tidak lazim dalam petik ganda.",
    ),
    "expression-unsupported": Message(
        en="{construct} is not part of the expression language.",
        id="{construct} bukan bagian dari bahasa ekspresi.",
        hint_en=(
            "Supported: AND OR NOT, = <> < <= > >=, IS NULL, BETWEEN, IN, + - * /, COALESCE, CHAR_LENGTH, CASE, "
            "DATE, TIMESTAMP WITH TIME ZONE, INTERVAL. A column of that name goes in double quotes."
        ),
        hint_id=(
            "Yang didukung: AND OR NOT, = <> < <= > >=, IS NULL, BETWEEN, IN, + - * /, COALESCE, CHAR_LENGTH, CASE, "
            "DATE, TIMESTAMP WITH TIME ZONE, INTERVAL. Kolom dengan nama itu ditulis dalam petik ganda."
        ),
    ),
    "expression-function": Message(
        en="The function {function}() is not part of the expression language.",
        id="Fungsi {function}() bukan bagian dari bahasa ekspresi.",
        hint_en="The only functions are COALESCE and CHAR_LENGTH.",
        hint_id="Fungsi yang tersedia hanya COALESCE dan CHAR_LENGTH.",
    ),
    "expression-syntax": Message(
        en="The expression is incomplete or out of order near {near}.",
        id="Ekspresi tidak lengkap atau urutannya salah di dekat {near}.",
    ),
    "expression-operator-missing": Message(
        en="Before {near} an operator is missing: two values stand side by side.",
        id="Operator tidak ada sebelum {near}: dua nilai berdampingan.",
    ),
    "expression-ambiguous": Message(
        en="Near {near} SQL engines read this differently.",
        id="Di dekat {near}, mesin SQL membaca ini secara berbeda-beda.",
        hint_en="Put the inner condition in parentheses, for example (a = b) IS NULL.",
        hint_id="Beri tanda kurung pada kondisi di dalamnya, misalnya (a = b) IS NULL.",
    ),
    "expression-unknown-column": Message(
        en="There is no column {column}.",
        id="Tidak ada kolom {column}.",
        hint_en="Columns here: {known}. Names are exact; texts stand in single quotes.",
        hint_id="Kolom yang ada: {known}. Nama harus persis sama; teks ditulis dalam petik tunggal.",
    ),
    "expression-number-range": Message(
        en="The literal {literal} is out of range.",
        id="Literal {literal} di luar jangkauan.",
        hint_en="Integers have 64 bits, decimals (with a point) 38 digits, numbers (with e) the range of a double.",
        hint_id="Bilangan bulat 64 bit, desimal (dengan titik) 38 angka, bilangan dengan e sejangkauan double.",
    ),
    "expression-date-literal": Message(
        en="{literal} is not a date.",
        id="{literal} bukan tanggal.",
        hint_en="Write DATE '2026-01-31'.",
        hint_id="Tulis DATE '2026-01-31'.",
    ),
    "expression-timestamp-literal": Message(
        en="{literal} is not a time with a zone.",
        id="{literal} bukan waktu dengan zona.",
        hint_en="Write TIMESTAMP WITH TIME ZONE '2026-01-31 23:59:00+07:00', the year from 0001 to 9999.",
        hint_id="Tulis TIMESTAMP WITH TIME ZONE '2026-01-31 23:59:00+07:00', tahun 0001 sampai 9999.",
    ),
    "expression-naive-timestamp": Message(
        en="{literal} has no time zone, so it is no moment.",
        id="{literal} tidak memiliki zona waktu, sehingga bukan saat yang pasti.",
        hint_en="Write TIMESTAMP WITH TIME ZONE '2026-01-31 23:59:00+07:00'.",
        hint_id="Tulis TIMESTAMP WITH TIME ZONE '2026-01-31 23:59:00+07:00'.",
    ),
    "expression-interval-literal": Message(
        en="{literal} is not an interval of days to seconds.",
        id="{literal} bukan interval hari sampai detik.",
        hint_en="Write INTERVAL '90' MINUTE; units DAY, HOUR, MINUTE, SECOND; only seconds may have decimals.",
        hint_id="Tulis INTERVAL '90' MINUTE; satuannya DAY, HOUR, MINUTE, SECOND, dan hanya detik boleh berdesimal.",
    ),
    "expression-types-mixed": Message(
        en="{operator} does not go between {left} ({left_type}) and {right} ({right_type}).",
        id="{operator} tidak dapat dipakai antara {left} ({left_type}) dan {right} ({right_type}).",
        hint_en="Only integer, decimal and number mix; datetimes and dates move by durations (INTERVAL).",
        hint_id="Hanya integer, decimal, number dapat bercampur; datetime dan date digeser dengan durasi (INTERVAL).",
    ),
    "expression-types-differ": Message(
        en="{construct} wants values of one type: {first} is {first_type}, {other} is {other_type}.",
        id="{construct} memerlukan nilai bertipe sama: {first} bertipe {first_type}, {other} bertipe {other_type}.",
    ),
    "expression-boolean-order": Message(
        en="{part} is boolean, and booleans have no order: {operator} does not apply.",
        id="{part} bertipe boolean, dan boolean tidak berurutan: {operator} tidak berlaku.",
        hint_en="Use = or <>, or the column itself.",
        hint_id="Gunakan = atau <>, atau kolom itu sendiri.",
    ),
    "expression-condition": Message(
        en="{where} wants a condition, and {part} is {type}.",
        id="{where} memerlukan kondisi, sedangkan {part} bertipe {type}.",
        hint_en="Write a comparison, for example {part} IS NOT NULL.",
        hint_id="Tulis perbandingan, misalnya {part} IS NOT NULL.",
    ),
    "expression-not-boolean": Message(
        en="The expression must be a condition, true or false; {part} is {type}.",
        id="Ekspresi harus berupa kondisi, benar atau salah; {part} bertipe {type}.",
    ),
    "expression-in-list": Message(
        en="IN wants a list of literals in parentheses; found {near}.",
        id="IN memerlukan daftar literal dalam tanda kurung; ditemukan {near}.",
        hint_en="Write a IN ('x', 'y').",
        hint_id="Tulis a IN ('x', 'y').",
    ),
    "expression-in-literals": Message(
        en="IN takes literals other than NULL; {part} is none.",
        id="IN hanya menerima literal selain NULL; {part} bukan literal demikian.",
        hint_en="Compare columns with = and OR; ask for nulls with IS NULL.",
        hint_id="Bandingkan kolom dengan = dan OR; periksa nilai kosong dengan IS NULL.",
    ),
    "expression-char-length": Message(
        en="CHAR_LENGTH counts the characters of a text, and {part} is {type}.",
        id="CHAR_LENGTH menghitung karakter sebuah teks, sedangkan {part} bertipe {type}.",
    ),
    "expression-minus": Message(
        en="Minus does not go before {part} ({type}).",
        id="Minus tidak dapat dipakai di depan {part} ({type}).",
    ),
    "expression-integer-division": Message(
        en="{left} / {right} divides integers: SQL engines disagree on what is left of the remainder.",
        id="{left} / {right} membagi bilangan bulat: mesin SQL berbeda dalam memperlakukan sisanya.",
        hint_en="Multiply (a >= 2 * b), or divide numbers (a * 1e0 / b) or, more slowly, exact decimals (a * 1.0 / b).",
        hint_id="Kalikan (a >= 2 * b), atau bagi number (a * 1e0 / b) atau, lebih lambat, desimal eksak (a * 1.0 / b).",
    ),
    "expression-date-days": Message(
        en="A date moves by whole days only, and {part} is not written in days.",
        id="Tanggal hanya dapat digeser sehari penuh, dan {part} tidak ditulis dalam hari.",
        hint_en="Write INTERVAL '1' DAY, or a multiple of it.",
        hint_id="Tulis INTERVAL '1' DAY, atau kelipatannya.",
    ),
}
