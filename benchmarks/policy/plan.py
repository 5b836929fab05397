"""Which mutants of a function are tried, with which tests, in which order.

What lives here: the decision, as a pure function of what is known of the mutants and the tests. What this file must not
know: how a mutant is made or tried.

A mutant whose verdict holds is not tried. One that was caught by a test which changed is tried with that test first;
one that was not caught, with the tests that changed. The tests of a function are those that call it: first those of the
file that is named after its module, then one case of each test, a second of each, and so on, as many as take so long
together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.policy.mutants import Made
from benchmarks.policy.verdicts import Key, Tried, Verdict, file_of, holds, is_of_tests


@dataclass(frozen=True)
class Reach:
    """What a test costs and which functions it calls, on unchanged code."""

    seconds: float
    functions: frozenset[Key]


@dataclass(frozen=True)
class Plan:
    """The mutants of a function that have to be tried.

    Attributes:
        key: The function.
        dotted: The name its mutants share, as mutmut spells it.
        code: The digest of the function.
        mutants: How many there are.
        tries: The tests of each that is tried, in order.
        verdicts: What is known of the others.
        seconds: What the tests of one may take in all of a processor before it counts as one that never ends.
    """

    key: Key
    dotted: str
    code: str
    mutants: int
    tries: Mapping[int, Sequence[str]]
    verdicts: dict[int, Verdict]
    seconds: int

    def name(self, at: int) -> str:
        """Return mutmut's name of a mutant."""
        return f"{self.dotted}__mutmut_{at + 1}"


def plan(
    key: Key, of: Made, tried: Tried | None, reached: Mapping[str, Reach], now: Mapping[str, str], most: float
) -> Plan:
    """Decide which mutants of a function are tried, and with which tests."""
    reaching = _in_order(key[0], [test for test, reach in reached.items() if key in reach.functions], reached)
    tests = _affordable(reaching, reached, most)
    known = tried is not None and tried.code == of.code and len(tried.verdicts) == of.mutants
    verdicts = dict(enumerate(tried.verdicts)) if tried and known else {}
    before = tried.files if tried else {}
    changed = {file for file in before.keys() | now.keys() if before.get(file) != now.get(file)}
    longer = tried is None or tried.seconds < most
    every = not known or longer or not all(map(is_of_tests, changed))
    of_changed = _affordable([test for test in reaching if file_of(test) in changed], reached, most)
    tries = dict[int, Sequence[str]]()
    for at in range(of.mutants):
        verdict = verdicts.get(at)
        if verdict and (verdict.caught or not longer) and holds(verdict, before, now):
            continue
        if verdict and verdict.caught:
            tries[at] = list(dict.fromkeys([*([verdict.by] if verdict.by in reached else []), *tests]))
        elif asked := tests if every else of_changed:
            tries[at] = asked
        elif verdict is None:
            verdicts[at] = Verdict("no tests")
            tries[at] = []
    longest = max((sum(reached[test].seconds for test in chosen) for chosen in tries.values()), default=0.0)
    return Plan(key, of.dotted, of.code, of.mutants, tries, verdicts, int(3 + 4 * longest))


def _in_order(module: str, tests: Iterable[str], reached: Mapping[str, Reach]) -> list[str]:
    """Return first the tests of the file that is named after the module, then of one named after what it is part of.

    Of the others, and of those, one case of each test comes before a second of any; among equals those come first that
    take little time and call few functions.
    """
    cases: Counter[str] = Counter()
    rank: dict[str, tuple[int, int, float]] = {}
    own = f"test{module}".removesuffix(".py")
    for test in tests:
        stem = Path(file_of(test)).stem
        near = 0 if stem == own else 1 if own.startswith(stem) else 2
        name = test.partition("[")[0]
        rank[test] = (near, cases[name] if near else 0, reached[test].seconds * len(reached[test].functions))
        cases[name] += 1
    return sorted(rank, key=lambda test: rank[test])


def _affordable(tests: Iterable[str], reached: Mapping[str, Reach], most: float) -> list[str]:
    """Return the tests that take no longer together than a mutant's may, the first first."""
    chosen, seconds = list[str](), 0.0
    for test in tests:
        if seconds + reached[test].seconds <= most:
            chosen.append(test)
            seconds += reached[test].seconds
    return chosen
