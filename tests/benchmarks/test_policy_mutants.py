"""Verdicts on mutants are kept while they hold, and what does not hold is tried with the tests that may change it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.policy.mutants import KEPT, Made
from benchmarks.policy.plan import Plan, Reach, plan
from benchmarks.policy.verdicts import Tried, Verdict, digests, read, write

KEY = ("_gate.py", "judge")
GATE, VIEW, OTHER = (f"tests/policy/test_{name}.py" for name in ("gate", "view", "other"))
HELP = "tests/policy/rows.py"
FILES = {GATE: "1", VIEW: "1", OTHER: "1", HELP: "1"}
A, B, C = f"{GATE}::a", f"{VIEW}::b[1]", f"{OTHER}::c"
REACHED = {
    B: Reach(0.1, frozenset({KEY})),
    A: Reach(0.2, frozenset({KEY, ("_view.py", "show")})),
    C: Reach(0.1, frozenset({("_view.py", "show")})),
}
MADE = Made("policy._gate.x_judge", "code", [(1, 2), (3, 4), (5, 6)])
KILLED, SURVIVED = Verdict("killed", B), Verdict("survived")


def planned(
    verdicts: list[Verdict] | None = None,
    *,
    now: dict[str, str] | None = None,
    code: str = "code",
    reached: dict[str, Reach] = REACHED,
    most: float = 1.0,
    tried_most: float = 1.0,
) -> Plan:
    tried = None if verdicts is None else Tried(code, FILES, tried_most, verdicts)
    return plan(KEY, MADE, tried, reached, now or FILES, most)


# -- what is tried


def test_a_function_of_which_nothing_is_known_is_tried_with_the_tests_that_call_it_its_own_first() -> None:
    made = planned()
    assert dict(made.tries) == {0: [A, B], 1: [A, B]}
    assert (made.name(0), made.name(1)) == ("policy._gate.x_judge__mutmut_1", "policy._gate.x_judge__mutmut_2")


def test_one_case_of_each_test_comes_before_a_second_of_any() -> None:
    cases = [f"{VIEW}::b[{case}]" for case in range(3)]
    reached = {**{case: Reach(0.1, frozenset({KEY})) for case in cases}, C: Reach(0.3, frozenset({KEY}))}
    assert planned(reached=reached).tries[0] == [cases[0], C, cases[1], cases[2]]


def test_no_more_tests_run_than_fit_into_the_time() -> None:
    assert planned(most=0.25).tries[0] == [A]
    assert planned(most=0.15).tries[0] == [B]
    assert planned(most=1.0).seconds > planned(most=0.15).seconds >= 3


def test_what_is_known_of_an_unchanged_function_and_unchanged_tests_holds() -> None:
    made = planned([KILLED, SURVIVED])
    assert dict(made.tries) == {}
    assert made.verdicts == {0: KILLED, 1: SURVIVED}


def test_a_function_that_changed_is_tried_anew() -> None:
    made = planned([KILLED, SURVIVED], code="other")
    assert dict(made.tries) == {0: [A, B], 1: [A, B]}
    assert made.verdicts == {}


def test_a_survivor_is_tried_with_the_tests_that_changed_and_with_no_other() -> None:
    assert dict(planned([KILLED, SURVIVED], now={**FILES, GATE: "2"}).tries) == {1: [A]}
    assert dict(planned([KILLED, SURVIVED], now={**FILES, OTHER: "2"}).tries) == {}


def test_where_what_tests_build_upon_changed_a_survivor_is_tried_with_all() -> None:
    assert dict(planned([KILLED, SURVIVED], now={**FILES, HELP: "2"}).tries) == {1: [A, B]}


def test_a_survivor_is_tried_again_where_its_tests_may_take_longer() -> None:
    assert dict(planned([KILLED, SURVIVED], tried_most=0.5).tries) == {1: [A, B]}
    assert dict(planned([KILLED, SURVIVED], tried_most=2.0).tries) == {}


def test_what_a_changed_test_had_caught_is_tried_with_it_first() -> None:
    assert dict(planned([KILLED, SURVIVED], now={**FILES, VIEW: "2"}).tries) == {0: [B, A], 1: [B]}


def test_what_a_test_that_is_gone_had_caught_is_tried_with_the_others() -> None:
    gone = {file: digest for file, digest in FILES.items() if file != VIEW}
    assert planned([KILLED, SURVIVED], now=gone, reached={A: REACHED[A]}).tries[0] == [A]


def test_a_function_that_no_test_calls_is_told() -> None:
    made = planned(reached={C: REACHED[C]})
    assert dict(made.tries) == {0: [], 1: []}
    assert {verdict.said for verdict in made.verdicts.values()} == {"no tests"}


# -- what is kept


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    said = [KILLED, Verdict("timeout", A), Verdict("crashed", B), SURVIVED, Verdict("no tests")]
    kept = {
        KEY: Tried("code", FILES, 1.0, said),
        ("_view.py", "View.rows"): Tried("other", {**FILES, VIEW: "2"}, 2.5, [SURVIVED]),
        ("_view.py", "show"): Tried("more", FILES, 1.0, []),
    }
    path = tmp_path / "results" / "kept.json"
    write(path, kept)
    assert read(path) == kept
    assert json.loads(path.read_text("utf-8"))["functions"]["_gate.py"]["judge"]["verdicts"] == "1 t0 c1 s n"
    assert [each.name for each in path.parent.iterdir()] == ["kept.json"]


def test_nothing_is_kept_where_nothing_was_written(tmp_path: Path) -> None:
    assert read(tmp_path / "kept.json") == {}
    write(tmp_path / "kept.json", {})
    assert read(tmp_path / "kept.json") == {}


@pytest.mark.parametrize("word", ["x", "12t", "", "s1", "-1"])
def test_a_word_that_is_no_verdict_is_refused(tmp_path: Path, word: str) -> None:
    path = tmp_path / "kept.json"
    write(path, {KEY: Tried("code", FILES, 1.0, [SURVIVED])})
    path.write_text(path.read_text("utf-8").replace('"s"', json.dumps(f"{word} s" if word else "t")), "utf-8")
    with pytest.raises(ValueError, match="no verdict is written"):
        read(path)


def test_digests_tell_files_apart_and_the_same_file_the_same(tmp_path: Path) -> None:
    (tmp_path / "tests" / "__pycache__").mkdir(parents=True)
    for name, text in {"a.py": "1", "b.py": "2", "c.py": "1", "d.txt": "1", "__pycache__/a.pyc": "1"}.items():
        (tmp_path / "tests" / name).write_text(text)
    told = digests([tmp_path / "tests"], tmp_path)
    assert sorted(told) == ["tests/a.py", "tests/b.py", "tests/c.py"]
    assert told["tests/a.py"] == told["tests/c.py"] != told["tests/b.py"]


def test_the_verdicts_of_this_repository_can_be_read() -> None:
    for (module, _), tried in read(KEPT).items():
        assert module.endswith(".py")
        assert len(tried.code) == 12
        assert all(verdict.caught or not verdict.by for verdict in tried.verdicts)
