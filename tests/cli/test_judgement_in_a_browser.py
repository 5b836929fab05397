"""The page of a judgement in a real browser: clean under axe, self-contained, usable by keyboard and on a telephone.

These tests need Chromium (Debian: `apt install chromium`); without it they are skipped, and the run says so.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="the page of a judgement was NOT checked: no playwright")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="the page was NOT checked: no axe")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="the page of a judgement was NOT checked in a browser: no Chromium"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
EXAMPLE = Path(__file__).parents[2] / "examples" / "jakarta"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What `validate --format html` prints of an example with faults, in both languages."""
    import contextlib
    import io

    from opendata_share.cli._app import run

    folder = tmp_path_factory.mktemp("pages")
    made = {}
    for language in ("en", "id"):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            arguments = ["validate", str(EXAMPLE / "data" / "units.csv"), "--map", str(EXAMPLE / "maps" / "units.toml")]
            options = ["--rejected", str(folder / "out.csv"), "--format", "html", "--lang", language]
            assert run([*arguments, *options]) == 1
        made[language] = folder / f"{language}.html"
        made[language].write_text(said.getvalue(), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Any, pages: dict[str, Path]) -> Iterator[Any]:
    contexts = []

    def start(language: str, width: int = 1200, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.said = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.said.append(message.text))
        page.goto(pages[language].as_uri())
        return page

    yield start
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [
        ("en", "light", 1200),
        ("id", "dark", 360),
        *(pytest.param(*way, marks=pytest.mark.exhaustive) for way in [("id", "dark", 1200), ("en", "dark", 360)]),
    ],
)
def test_axe_finds_nothing(open_page: Any, language: str, scheme: str, width: int) -> None:
    page = open_page(language, width, color_scheme=scheme, bypass_csp=True)
    results = axe.Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert len(results.response["passes"]) > 15


def test_it_needs_nothing_but_itself_and_says_its_verdict(open_page: Any, pages: dict[str, Path]) -> None:
    page = open_page("id")
    assert page.asked == [pages["id"].as_uri()]
    assert page.said == []
    assert page.title().startswith("salah · ")
    assert page.evaluate("document.documentElement.lang") == "id"
    assert page.get_by_role("heading", level=1).count() == 1


def test_the_keyboard_reaches_the_judgement_and_scrolls_its_tables(open_page: Any) -> None:
    page = open_page("en", 360)
    page.keyboard.press("Tab")
    assert page.get_by_role("link", name="Skip to the judgement").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "judgement"
    table = page.get_by_role("region").last
    table.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert table.evaluate("element => element.scrollLeft") > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_tables_have_names_and_headings(open_page: Any) -> None:
    page = open_page("en")
    assert page.get_by_role("table").count() >= 3
    assert page.get_by_role("columnheader", name="rows found").count() >= 1
    assert page.get_by_role("rowheader").count() >= 3
