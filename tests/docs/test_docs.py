"""What users can name is documented: commands, options, rules, public names, limits, map words, error classes.

That the code in the documents runs is tested where they are run (`make docs`).
"""

from __future__ import annotations

import dataclasses
import importlib.util
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from cyclopts import App

import opendata_share
from opendata_share import _limits, errors
from opendata_share.adapters import SourceOptions
from opendata_share.adapters.mapping import _read_map as language
from opendata_share.cli import _app, _console, _explain
from opendata_share.evolution import CONTRACT_CHANGES, NEEDS
from opendata_share.report import Balance, Report, TableReport, Violation

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(path for path in DOCS.rglob("*.md") if "decisions" not in path.parts)]


def text_of(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def codes_in(text: str) -> set[str]:
    """Return what stands between backquotes, and its words."""
    spans = re.findall(r"`([^`\n]+)`", text)
    return {*spans, *(word for span in spans for word in re.findall(r"[\w#.-]+", span))}


def commands(app: App = _app.app, before: str = "") -> Iterator[tuple[str, App]]:
    """Yield every command with its full name."""
    for name in app:
        if name.startswith("-"):
            continue
        inner = app[name]
        if inner.default_command is None:
            yield from commands(inner, f"{before}{name} ")
        else:
            yield f"{before}{name}", inner


COMMANDS = dict(commands())


def options_of(command: App) -> set[str]:
    found = command.assemble_argument_collection()
    names = {name for argument in found for name in argument.names if name.startswith("--")}
    return {name for name in names if not name.startswith(("--no-", "--empty-"))}


def test_there_are_commands_to_look_for() -> None:
    assert {"validate", "publish", "contract show"} <= set(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_documented(name: str) -> None:
    table = [line for line in text_of("reference/command-line.md").splitlines() if line.startswith("| `")]
    assert any(re.match(rf"\| `{re.escape(name)}[ `]", line) for line in table)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_is_documented(name: str) -> None:
    assert options_of(COMMANDS[name]) - codes_in(text_of("reference/command-line.md")) == set()


@pytest.mark.parametrize("code", list(_console.Exit), ids=lambda code: code.name)
def test_every_exit_code_is_documented(code: _console.Exit) -> None:
    assert re.search(rf"^\| {int(code)} \| \S", text_of("reference/command-line.md"), re.MULTILINE)


@pytest.mark.parametrize("kind", [Report, TableReport, Violation], ids=lambda kind: kind.__name__)
def test_every_key_of_the_json_report_is_documented(kind: type) -> None:
    table = TableReport(contract="a@1.0.0", source="a.csv")
    violation = Violation(row=1, line=1, field="a", rule="required", severity="error", message_id="rule-required")
    documents = {
        Report: Report((table, table)).to_document(),
        TableReport: table.to_document(),
        Violation: violation.to_document(),
    }
    page = text_of("reference/command-line.md")
    assert {key for key in documents[kind] if f'"{key}"' not in page and f"`{key}`" not in page} == set()


def test_every_rule_is_documented() -> None:
    assert _explain.known_rules() - codes_in(text_of("reference/rules.md")) == set()


def test_every_change_of_a_contract_is_documented_and_explained() -> None:
    slugs = {*CONTRACT_CHANGES, *NEEDS}
    assert _explain.known_changes() == slugs
    assert slugs - codes_in(text_of("reference/evolution.md")) == set()


def rules_page() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rules_page", Path(__file__).with_name("rules_page.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_rules_says_what_the_package_says() -> None:
    written = rules_page().page()
    assert text_of("reference/rules.md") == written, "write it again: .venv/bin/python tests/docs/rules_page.py"


@pytest.mark.parametrize("name", [name for name in opendata_share.__all__ if not name.startswith("_")])
def test_every_public_name_is_documented(name: str) -> None:
    assert name in codes_in(text_of("reference/python.md"))


@pytest.mark.parametrize(
    "name", [name for name in opendata_share.__all__ if inspect.isfunction(getattr(opendata_share, name))]
)
def test_every_verb_is_documented_with_all_its_arguments(name: str) -> None:
    if name == "adapt_bundle":
        return  # said to be those of adapt
    shown = re.search(rf"`{name}\((.*?)\)`", text_of("reference/python.md"))
    assert shown is not None
    assert re.findall(r"\w+", shown[1]) == list(inspect.signature(getattr(opendata_share, name)).parameters)


@pytest.mark.parametrize(
    "name", [name for name, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, Exception)]
)
def test_every_error_is_documented(name: str) -> None:
    assert name in codes_in(text_of("reference/python.md"))


@pytest.mark.parametrize("field", dataclasses.fields(_limits.Limits), ids=lambda field: field.name)
def test_every_limit_is_documented_with_its_default(field: dataclasses.Field[float]) -> None:
    row = re.search(rf"^\| `{field.name}` \| .+ \| (.+) \|$", text_of("reference/limits.md"), re.MULTILINE)
    assert row is not None
    digits, _, unit = re.fullmatch(r"([\d ]+)( ([KMG]iB))?", row[1]).groups()  # type: ignore[union-attr]  # fails loudly
    factor = {None: 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}[unit]
    assert int(digits.replace(" ", "")) * factor == getattr(_limits.DEFAULT_LIMITS, field.name)


MAP_WORDS = {
    *language.PRODUCERS,
    *language.STEPS,
    *language.TYPES,
    *language.FORMS,
    *language.TABLE_KEYS,
    *(word for words in language.EXTRA.values() for word in words),
    *(field.name for field in dataclasses.fields(SourceOptions)),
    *(
        "agency",
        "let",
        "join",
        "on",
        "path",
        "tables",
        "point",
        "crs",
        "captured_at",
        "ignore",
        "zone",
        "decimal",
        "group",
    ),
}


@pytest.mark.parametrize("word", sorted(MAP_WORDS))
def test_every_word_of_the_map_language_is_documented(word: str) -> None:
    assert re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text_of("reference/field-maps.md"))


@pytest.mark.parametrize("field", dataclasses.fields(Balance), ids=lambda field: field.name)
def test_every_term_of_the_row_balance_is_explained(field: dataclasses.Field[int]) -> None:
    assert f"| `{field.name}` |" in text_of("explanation/row-balance.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    here = [link for link in links if "://" not in link]
    assert [link for link in here if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "README.md"], ids=lambda page: page.name)
def test_every_page_is_found_from_the_readme(page: Path) -> None:
    start = "docs/id/README.md" if page.parent.name == "id" else "README.md"
    name = page.name if page.parent.name == "id" else page.relative_to(ROOT).as_posix()
    assert f"({name})" in (ROOT / start).read_text("utf-8")


def test_the_figures_of_the_readme_are_those_that_were_kept() -> None:
    """The table in the README is what `make bench` printed when it wrote its results."""
    import json

    kept = json.loads((ROOT / "benchmarks" / "results" / "journey.json").read_text("utf-8"))
    readme = (ROOT / "README.md").read_text("utf-8")
    for case in kept["cases"].values():
        line = next(line for line in readme.splitlines() if line.startswith(case["does"]))
        assert f"{case['rows_per_second']:,}" in line
        assert f"{case['ratio_to_read']:.2f}" in line
