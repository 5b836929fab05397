"""How a command that judges ends: its judgement in the form that was asked for, held against a baseline, and a code.

What lives here: what every such command shares. What this file must not know: any of them, what a form looks like.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from .._dataclass import dataclass
from ..errors import DefinitionError, OpenDataShareError
from ._console import Console, Exit
from ._places import Place, shown

if TYPE_CHECKING:
    from ..judgements import Form, Found, Judgement, RowDigests, Subject, Tally, Verdict
    from ..policy import PrivacyFinding
    from ..report import Report

KEPT: Final = {"text": 0, "json": 0, "github": 10, "junit": 20, "sarif": 5_000, "html": 100}
"""How many findings of each rule and field a form shows."""
KNOWING: Final = frozenset({"sarif"})
"""The forms that know a finding again in the next run."""
_CODES: Final[dict[Verdict, Exit]] = {"sound": Exit.SOUND, "wrong": Exit.WRONG, "not-judged": Exit.NOT_JUDGED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How a judgement is to be told, and what decides it.

    Attributes:
        form: The form.
        strict: Whether advice counts as errors.
        baseline: What is known already, or None.
        write_baseline: Whether the baseline is written: whole where there is none, else what is left of it.
    """

    form: Form = "text"
    strict: bool = False
    baseline: Path | None = None
    write_baseline: bool = False

    def __post_init__(self) -> None:
        if self.write_baseline and self.baseline is None:
            raise DefinitionError("baseline-alone")

    @property
    def is_for_people(self) -> bool:
        """Whether a person reads the outcome as it is printed."""
        return self.form == "text"

    @property
    def knows_rows(self) -> bool:
        """Whether rows are told apart from one run to the next."""
        return self.baseline is not None or self.form in KNOWING

    @property
    def is_plain(self) -> bool:
        """Whether the command says it all itself, so that no judgement need be made."""
        return self.form in {"text", "json"} and not self.strict and self.baseline is None


def conclude(
    console: Console, judgement: Judgement, asked: Asked, digests: Callable[[], RowDigests] | None = None
) -> Exit:
    """Print a judgement in the form asked for and return the exit code that follows from it.

    Args:
        console: Where it is printed.
        judgement: What was found.
        asked: How it is told, and what decides.
        digests: What tells rejected rows apart; asked only where there is a baseline, or a form that knows them again.

    Raises:
        DefinitionError: The baseline cannot be read.
    """
    from ..judgements import RowDigests, render

    rows = RowDigests() if digests is None or not asked.knows_rows else digests()
    if asked.baseline is not None:
        judgement = _against(console, judgement, asked, asked.baseline, rows)
    if digests is not None and asked.form in KNOWING:
        judgement = replace(judgement, subjects=tuple(map(rows.marked, judgement.subjects)))
    console.say(render(judgement, asked.form))
    return _CODES[judgement.verdict]


def _against(console: Console, judgement: Judgement, asked: Asked, path: Path, digests: RowDigests) -> Judgement:
    from ..judgements import Baseline, held_against

    is_first = asked.write_baseline and not path.exists()
    baseline = Baseline.of(judgement, digests) if is_first else Baseline.read(path)
    held = held_against(judgement, baseline, digests)
    if asked.write_baseline:
        held.remaining.write(path)
        console.note("baseline-written", path=path, count=held.remaining.count)
    return held.judgement


def judging(console: Console, command: str, asked: Asked, files: Sequence[Place], work: Callable[[], int]) -> int:
    """Run a command that judges; what stops it is told in the form asked for too, and raised as ever.

    Args:
        console: Where it is told.
        command: The command.
        asked: The form.
        files: What the command line names: what was judged first, then what it was judged by.
        work: The command itself.
    """
    try:
        return work()
    except OpenDataShareError as error:
        if asked.form not in {"text", "json"}:
            _tell_stopped(console, command, asked, _file_of(error, files), error)
        raise


def _file_of(error: OpenDataShareError, files: Sequence[Place]) -> str | None:
    """Return the file an error is about, of those the command line names; errors know files by name."""
    if error.file is None:
        return here(files[0]) if files else None
    named = (file for file in files if error.file == str(file) or error.file == PurePosixPath(str(file)).name)
    return here(next(named, error.file))


def _tell_stopped(console: Console, command: str, asked: Asked, file: str | None, error: OpenDataShareError) -> None:
    from ..judgements import Found, Judgement, render

    language = console.language

    def told(each: OpenDataShareError) -> Found:
        return Found(
            rule=each.message_id,
            severity="error",
            message=each.message(language),
            hint=each.hint(language),
            file=file,
            line=each.line,
            row=each.row,
            field=each.field,
        )

    judgement = Judgement(
        command=command,
        language=language,
        failure=told(error),
        also=tuple(map(told, error.others)),
        unlisted=error.unlisted,
        could_judge=error.exit_code == Exit.WRONG,
    )
    console.say(render(judgement, asked.form))


def here(file: Place) -> str:
    """Return a file as seen from where the command runs, with "/"; an address without what may hold a secret."""
    if isinstance(file, str) and "://" in file:
        return shown(file)
    path = Path(file)
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def subjects_of(console: Console, report: Report, file: Place, asked: Asked) -> tuple[Subject, ...]:
    """Return the tables of a report as subjects, each with the file its findings stand in."""
    from ..adapters import original_file
    from ..judgements import subject_of

    original = original_file(file)
    main = original if isinstance(original, Path) else file

    def file_of(source: str) -> Callable[[str | None], str | None]:
        def find(name: str | None) -> str | None:
            if isinstance(main, str):
                return shown(main)
            beside = main.parent / (name or source)
            return here(beside if beside.exists() else main)

        return find

    kept = KEPT[asked.form]
    return tuple(subject_of(table, console.language, file_of(table.source), kept) for table in report.tables)


def subject_of_found(
    name: str, source: str, found: Iterable[Found], *, file: str | None = None, summary: str = ""
) -> Subject:
    """Return a subject in which each thing that was found counts once."""
    from ..judgements import Subject, Tally

    listed = tuple(found)
    counts = Counter((each.severity != "error", each.rule, each.field) for each in listed)
    tallies: tuple[Tally, ...] = tuple(
        Tally(rule=rule, field=field, severity="advice" if advised else "error", count=count)
        for (advised, rule, field), count in sorted(counts.items(), key=lambda item: (*item[0][:2], item[0][2] or ""))
    )
    return Subject(name=name, source=source, file=file, tallies=tallies, found=listed, summary=summary)


def privacy_subjects(console: Console, findings: Iterable[PrivacyFinding]) -> tuple[Subject, ...]:
    """Return what the privacy gate found as one subject a table; a finding counts once, and says in how many rows."""
    from ..judgements import Found

    by_contract: dict[str, list[Found]] = {}
    for each in findings:
        found = Found(
            rule=f"privacy-{each.finding}",
            severity="error" if each.blocks else "advice",
            message=each.message(console.language),
            field=each.field,
        )
        by_contract.setdefault(each.contract, []).append(found)
    return tuple(subject_of_found(name, "–", found) for name, found in by_contract.items())
