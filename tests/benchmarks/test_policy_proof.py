"""What counts as a mutant that was caught, and what is said where less is reached than is asked."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.policy.mutants import PACKAGE, ROOT, Equivalent, Mutant, change, equivalents, every_module
from benchmarks.policy.proof import score, shortfalls

WHOLE = {"percent": 100.0}


def mutant(name: str, verdict: str, module: str = "_m.py") -> Mutant:
    return Mutant(name, module, "f", verdict, was=f"was {name}", becomes=f"becomes {name}")


def document(mutation: dict[str, Any] | None = None, gaps: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"coverage": {"branches": WHOLE, "gaps": gaps or {}}, "mutation": mutation}


def test_whatever_is_not_caught_counts_against_the_score() -> None:
    said = ["killed", "survived", "no tests", "timeout", "not tried", "suspicious", "crashed", "killed"]
    told = score([mutant(str(number), verdict) for number, verdict in enumerate(said)])
    assert (told["caught"], told["of"], told["percent"]) == (4, 8, 50.0)
    assert [each["name"] for each in told["not_caught"]] == ["1", "2", "4", "5"]
    assert told["verdicts"]["killed"] == 2


def test_each_module_has_its_own_score() -> None:
    told = score([mutant("a", "killed", "_a.py"), mutant("b", "survived", "_b.py")])["modules"]
    assert {module: of["percent"] for module, of in told.items()} == {"_a.py": 100.0, "_b.py": 0.0}


def test_a_change_of_nothing_is_named_with_its_reason_and_the_score_is_given_with_and_without_it() -> None:
    same = Equivalent("_m.py", "f", "was b", "becomes b", why="nobody can tell")
    told = score([mutant("a", "killed"), mutant("b", "survived"), mutant("c", "survived")], [same])
    assert (told["percent"], told["percent_of_those_that_change_something"]) == (33.33, 50.0)
    assert [each["name"] for each in told["not_caught"]] == ["c"]
    assert [(each["name"], each["why"]) for each in told["changes_nothing"]] == [("b", "nobody can tell")]
    assert told["listed_in_vain"] == []


@pytest.mark.parametrize("verdict", ["killed", "timeout"])
def test_a_change_listed_as_one_of_nothing_that_is_caught_is_said(verdict: str) -> None:
    same = Equivalent("_m.py", "f", "was b", "becomes b", why="nobody can tell")
    told = score([mutant("b", verdict)], [same])
    assert told["percent"] == 100.0
    assert [sentence for sentence in shortfalls(document(told)) if "listed as changing nothing" in sentence]


def test_nothing_is_said_where_everything_is_reached() -> None:
    assert shortfalls(document(score([mutant("a", "killed")]))) == []


def test_too_few_mutants_caught_and_a_branch_not_taken_are_said() -> None:
    few = score([mutant(str(number), "killed" if number < 89 else "survived") for number in range(100)])
    said = shortfalls(document(few, {"_m.py": {"lines": [], "branches": [[1, 2]]}}))
    assert len(said) == 2
    assert "_m.py" in said[0]
    assert "89.0 %" in said[1]


def test_a_change_is_the_lines_that_differ() -> None:
    assert change(["def f():", "    a = 1", "    b(a)"], ["def f():", "    a = 2", "    b(a)"]) == ("a = 1", "a = 2")


def test_every_module_of_the_package_is_meant() -> None:
    assert {"_decide.py", "_protect.py", "_view.py"} < set(every_module())


def test_every_listed_change_of_nothing_has_a_reason_and_stands_in_the_code() -> None:
    for each in equivalents():
        assert len(each.why) > 20, each
        lines = {line.strip() for line in (ROOT / PACKAGE / each.module).read_text("utf-8").splitlines()}
        assert set(each.was.splitlines()) <= lines, each
