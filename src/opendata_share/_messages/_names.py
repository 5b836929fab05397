"""Sentences about references that are found by name."""

from __future__ import annotations

from . import Message

_WRONG_EN = "where it is wrong, raise min_score, or write the right row under aliases"
_WRONG_ID = "bila keliru, naikkan min_score, atau tulis baris yang benar di aliases"
_MEANT_EN = "where a row is meant, write the name and the row's id or name under aliases"
_MEANT_ID = "bila ada baris yang dimaksud, tulis nama itu beserta id atau nama barisnya di aliases"

MESSAGES: dict[str, Message] = {
    "name-alias": Message(
        "found in {contract} by an alias of the field map", "ditemukan di {contract} dengan alias pada peta kolom"
    ),
    "name-same": Message("found in {contract} by the same name", "ditemukan di {contract} dengan nama yang sama"),
    "name-kind-unsaid": Message(
        "found in {contract} by the same name, of which only one says the kind: score {score}",
        "ditemukan di {contract} dengan nama yang sama, hanya satu yang menyebut jenisnya: skor {score}",
        _WRONG_EN,
        _WRONG_ID,
    ),
    "name-spelling": Message(
        "found in {contract} by a name that is spelt otherwise: score {score}",
        "ditemukan di {contract} dengan nama yang ejaannya berbeda: skor {score}",
        _WRONG_EN,
        _WRONG_ID,
    ),
    "name-words": Message(
        "found in {contract} by a name that has other words too: score {score}",
        "ditemukan di {contract} dengan nama yang memuat kata lain juga: skor {score}",
        _WRONG_EN,
        _WRONG_ID,
    ),
    "name-ambiguous": Message(
        "{value} may mean several rows of {contract}: the best scores {score}, less than {margin} ahead",
        "{value} dapat berarti beberapa baris {contract}: yang terbaik berskor {score}, unggul kurang dari {margin}",
        "add what tells them apart to match_on, or write the name and the row's id under aliases",
        "tambahkan pembedanya pada match_on, atau tulis nama itu beserta id barisnya di aliases",
    ),
    "name-kinds-differ": Message(
        "{value} is like a row of {contract} of another kind: score {score}",
        "{value} mirip baris {contract} yang jenisnya lain: skor {score}",
        _MEANT_EN,
        _MEANT_ID,
    ),
    "name-numbers-differ": Message(
        "{value} is like a row of {contract} with another number: score {score}",
        "{value} mirip baris {contract} yang nomornya lain: skor {score}",
        _MEANT_EN,
        _MEANT_ID,
    ),
    "name-too-unlike": Message(
        "no row of {contract} is called {value}: the most alike scores {score}, {min_score} is asked for",
        "tidak ada baris {contract} bernama {value}: yang paling mirip berskor {score}, diminta {min_score}",
        _MEANT_EN,
        _MEANT_ID,
    ),
    "name-nothing-alike": Message(
        "no row of {contract} is called anything like {value}",
        "tidak ada baris {contract} yang namanya mirip {value}",
        _MEANT_EN,
        _MEANT_ID,
    ),
}
