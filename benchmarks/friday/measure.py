"""What drafting a map of a sheet it has never seen is worth: `make friday`.

What lives here: each sheet drafted, the draft beside the map a person made of it, the table that is printed and the
file that is kept. What this file must not know: how drafting works.

    python -m benchmarks.friday.measure [--json] [--results FILE]

The map a person ends with (`maps/`) holds what the sheet's truth demands (see `truth`: also the fields by which rows
must be rejected) and every active line of the draft. What is not needed stays in comments as it was drafted, but for a
few lines that nobody would leave out: a `where` beside columns side by side, where a place is.

The unseen ten were measured once while nobody who wrote drafting code had seen them: `first_unseen.json` is that
figure, kept under "unseen" and never written again. Since then drafting was mended by what it showed, so today's figure
on the same sheets stands under "unseen_after_mending" and is no blind one.

The figures of a sheet:
  edits   lines of the final map that are no active lines of the draft, removed ones counted too, and one for each
          option that had to be said for the draft to be written at all (the page, the header rows)
  lines   of the final map, without comments
  more    proposals that are right as they stand and are not needed: who wants them too makes as many edits more
  right   rows as the person who knows the sheet would publish them, of how many there are
  wrong   active lines of the draft, and proposals, that put into the final map as they stand give accepted rows that
          are not so, with nothing said about it ("silent"), or with advice on each ("advised")
  leaks   texts of persons that stand in the draft
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Literal

from opendata_share.errors import OpenDataShareError

from . import files, judge, lines, sheets, truth
from .grid import Sheet

HERE: Final = Path(__file__).resolve().parent
MAPS: Final = HERE / "maps"
RESULTS: Final = HERE.parent / "results" / "friday.json"
FIRST: Final = HERE / "first_unseen.json"

_IGNORE: Final = lines.Statement("[source]#1", "ignore", ('ignore = ["*"]',), 0)

Effect = Literal["right", "loud", "advised", "silent"]


@dataclass(frozen=True, slots=True)
class Trial:
    """What one line of a draft does in the final map, as it stands."""

    line: int
    text: str
    effect: Effect
    proposed: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured on one sheet; see the module."""

    sheet: str
    about: str
    options: tuple[str, ...]
    edits: int
    touched: tuple[str, ...]
    lines: int
    drafted_lines: int
    rows: int
    right: int
    exact: bool
    trials: tuple[Trial, ...]
    leaks: int

    def count(self, effect: Effect, *, proposed: bool) -> int:
        """Return how many lines of the draft have an effect."""
        return sum(trial.effect == effect and trial.proposed is proposed for trial in self.trials)


def drafted(sheet: Sheet, path: Path) -> tuple[str, tuple[str, ...]]:
    """Return the draft for a sheet, and the options that had to be said for it to be written."""
    draft_map = import_module("opendata_share.adapters").draft_map
    beside = path.parent / sheet.truth.contract
    said: dict[str, Any] = {}
    offers: list[tuple[str, Any]] = [("header_rows", sheet.header_rows)]
    if sheet.page:
        offers.insert(0, ("sheet", sheet.page))
    while True:
        try:
            draft = draft_map(
                path, to=beside if beside.exists() else sheet.truth.contract, agency=sheet.truth.agency, **said
            )
        except OpenDataShareError:
            if not offers:
                raise
            name, value = offers.pop(0)
            said[name] = value
        else:
            return str(draft.text), tuple(said)


def effect_of(sheet: Sheet, path: Path, field_map: str) -> Effect:
    """Return what a map does to the truth of a sheet."""
    outcome = judge.run(sheet, path, field_map)
    if outcome.stopped:
        return "loud"
    verdict = truth.compare(sheet.truth, outcome.accepted, outcome.rejected, judge.demanded(sheet, path))
    if verdict.lost:
        return "silent"
    if verdict.wrong:
        said = all(
            any((difference.row, field) in outcome.advised for field in difference.wrong)
            for difference in verdict.differences
            if difference.wrong
        )
        return "advised" if said else "silent"
    return "right" if verdict.exact else "loud"


def trials(sheet: Sheet, path: Path, draft: str, final: str) -> tuple[Trial, ...]:
    """Return what each line of the draft that the person did not keep as it stands does in the final map."""
    kept = {(one.section, one.text) for one in lines.statements(final) if not one.proposed}
    found = []
    for one in lines.statements(draft):
        if (one.section, one.text) in kept or not (one.key or one.within):
            continue
        effect = effect_of(sheet, path, lines.replaced(final, one))
        if effect == "loud" and one.key != "ignore":
            # who takes the line also says that the column it replaces is not used any more
            effect = effect_of(sheet, path, lines.replaced(lines.replaced(final, _IGNORE), one))
        found.append(Trial(one.number, one.text, effect, one.proposed))
    return tuple(found)


def figures(sheet: Sheet, folder: Path, draft: str | None = None) -> Figures:
    """Return the figures of one sheet; `draft` stands in for drafting where it is given."""
    path = files.write(sheet, folder)
    text, options = (draft, ()) if draft is not None else drafted(sheet, path)
    final = (MAPS / f"{sheet.name}.toml").read_text("utf-8")
    outcome = judge.run(sheet, path, final)
    if outcome.stopped:
        raise SystemExit(f"{sheet.name}: {outcome.stopped}")
    verdict = truth.compare(sheet.truth, outcome.accepted, outcome.rejected, judge.demanded(sheet, path))
    touched = lines.edits(text, final)
    return Figures(
        sheet=sheet.file,
        about=sheet.about,
        options=options,
        edits=touched.count + len(options),
        touched=(*touched.written, *(f"removed: {line}" for line in touched.removed)),
        lines=lines.length(final),
        drafted_lines=lines.length(text),
        rows=sum(not published.optional for published in sheet.truth.published),
        right=verdict.right,
        exact=verdict.exact,
        trials=trials(sheet, path, text, final),
        leaks=sum(personal in text for personal in set(sheet.truth.personal)),
    )


def document(measured: Sequence[Figures]) -> dict[str, Any]:
    """Return the figures as they are kept: each sheet, and the medians and sums of the ten."""
    return {"friday": asdict(measured[0]), **summary(measured[1:])}


def first_unseen() -> tuple[dict[str, Any], list[Figures]]:
    """Return the one blind measurement: as it is kept, and its figures sheet by sheet."""
    kept = json.loads(FIRST.read_text("utf-8"))
    return kept, [Figures(**one | {"trials": tuple(Trial(**trial) for trial in one["trials"])}) for one in kept["ten"]]


def summary(ten: Sequence[Figures]) -> dict[str, Any]:
    """Return the figures of one set of ten: each sheet, the medians and sums."""
    effects = Counter((trial.effect, trial.proposed) for one in ten for trial in one.trials)
    return {
        "ten": [asdict(one) for one in ten],
        "median_edits": statistics.median(one.edits for one in ten),
        "median_lines": statistics.median(one.lines for one in ten),
        "most_lines": max(one.lines for one in ten),
        "silent_active": effects["silent", False],
        "silent_proposals": effects["silent", True],
        "advised": effects["advised", False] + effects["advised", True],
        "leaks": sum(one.leaks for one in ten),
    }


def table(measured: Sequence[Figures], kept: Mapping[str, Any]) -> str:
    """Return the figures of one set as they are printed."""
    head = f"{'sheet':22}{'edits':>6}{'lines':>6}{'more':>6}{'right':>12}"
    out = [f"{head}{'wrong active':>14}{'wrong proposals':>17}{'leaks':>7}"]
    for one in measured:
        wrong = [f"{one.count('silent', proposed=p)} + {one.count('advised', proposed=p)}" for p in (False, True)]
        right = f"{one.right}/{one.rows}{'' if one.exact else ' !'}"
        more = one.count("right", proposed=True)
        out.append(
            f"{one.sheet:22}{one.edits:6}{one.lines:6}{more:6}{right:>12}{wrong[0]:>14}{wrong[1]:>17}{one.leaks:7}"
        )
    out.append(
        f"median of the ten: {kept['median_edits']:g} edits, {kept['median_lines']:g} lines;"
        f" silent: {kept['silent_active']} active, {kept['silent_proposals']} proposed"
    )
    return "\n".join(out)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure every sheet, keep the figures, print them; without all maps of the unseen sheets, end loudly instead."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--results", type=Path, default=RESULTS)
    chosen = parser.parse_args(arguments)
    if missing := without_map(sheets.every()):
        raise SystemExit(f"nothing was measured: no map of {', '.join(missing)}")
    missing = without_map(sheets.unseen())
    with tempfile.TemporaryDirectory() as folder:
        seen = [figures(sheet, Path(folder)) for sheet in sheets.every()]
        unseen = [figures(sheet, Path(folder)) for sheet in sheets.unseen() if not missing]
    blind, blind_figures = first_unseen()
    kept = document(seen) | {"unseen": blind} | ({"unseen_after_mending": summary(unseen)} if unseen else {})
    text = json.dumps(kept, indent=2, ensure_ascii=False)
    if not missing:
        chosen.results.write_text(text + "\n", "utf-8")
    if chosen.json:
        print(text)
    else:
        print("what a person changes in a drafted map; wrong lines: silent + advised")
        print("\nseen: drafting was improved on these\n" + table(seen, kept))
        print(
            "\nunseen, the first measurement: nobody who wrote drafting code had seen them\n"
            + table(blind_figures, blind)
        )
        if unseen:
            print("\nunseen, after mending drafting by what the first showed\n" + table(unseen, summary(unseen)))
    if missing:
        raise SystemExit(f"the unseen ten were not measured and no figures kept: no map of {', '.join(missing)}")


def without_map(papers: Iterable[Sheet]) -> tuple[str, ...]:
    """Return the names of the sheets that nobody has made a map of yet."""
    return tuple(sheet.name for sheet in papers if not (MAPS / f"{sheet.name}.toml").exists())


if __name__ == "__main__":
    main()
