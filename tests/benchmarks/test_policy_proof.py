"""What counts as a mutant that was caught."""

from __future__ import annotations

from benchmarks.policy.proof import every_module, score


def test_a_survivor_and_what_no_test_runs_count_against_the_score() -> None:
    told = score({"a": "killed", "b": "survived", "c": "no tests", "d": "timeout", "e": "skipped"})
    assert (told["caught"], told["of"], told["percent"]) == (2, 4, 50.0)
    assert told["not_caught"] == ["b", "c"]
    assert told["verdicts"] == {"killed": 1, "no tests": 1, "skipped": 1, "survived": 1, "timeout": 1}


def test_no_mutant_is_no_score() -> None:
    assert score({})["percent"] == 0.0


def test_every_module_of_the_package_is_meant() -> None:
    assert {"_decide.py", "_protect.py", "_view.py"} < set(every_module())
