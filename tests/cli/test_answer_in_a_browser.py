"""The demo's page in a real browser: clean under axe, self-contained, usable by keyboard and on a telephone.

These tests need Chromium (Debian: `apt install chromium`); without it they are skipped, and the run says so.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="the answer page was NOT checked: no playwright")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="the answer page was NOT checked: no axe")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="the answer page was NOT checked in a browser: no Chromium here"),
    # the browser's own pipes are closed by its driver, which may be later than the interpreter likes
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
TITLES = {"en": "Emergency care at a glance", "id": "Sekilas layanan gawat darurat"}
NAMES = {"en": "English", "id": "Bahasa Indonesia"}

OpenPage = Callable[..., Any]


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from opendata_share.cli._app import run

    into = tmp_path_factory.mktemp("demo")
    assert run(["demo", "--into", str(into), "--lang", "en"]) == 0
    return into / "answer.html"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Any, page_file: Path) -> Iterator[OpenPage]:
    """Return a function that opens the page and keeps what it asked for and what the browser said of it."""
    contexts = []

    def start(width: int = 1200, file: Path | None = None, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.said = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.said.append(message.text))
        page.goto((file or page_file).as_uri())
        return page

    yield start
    for context in contexts:
        context.close()


def choose(page: Any, language: str) -> None:
    page.get_by_text(NAMES[language], exact=True).click()
    assert page.locator("h1:visible").inner_text() == TITLES[language]


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [
        (1200, "light", "en"),
        (360, "dark", "id"),
        *(
            pytest.param(*way, marks=pytest.mark.exhaustive)
            for way in [(1200, "light", "id"), (1200, "dark", "en"), (360, "light", "id"), (360, "dark", "en")]
        ),
    ],
)
def test_axe_finds_nothing(open_page: OpenPage, language: str, scheme: str, width: int) -> None:
    page = open_page(width, color_scheme=scheme, bypass_csp=True)
    choose(page, language)
    results = axe.Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert len(results.response["passes"]) > 20


@pytest.mark.exhaustive
def test_a_stamped_page_is_clean_too(open_page: OpenPage, page_file: Path, tmp_path: Path) -> None:
    from dataclasses import replace

    from opendata_share.cli import _answer, _demo

    folders = [page_file.parent / name for name in ("fire", "health")]
    sources = [replace(each, trust="unverified") for folder in folders for each in _answer.answer_sources(folder)]
    stamped = _answer.write_page(sources, tmp_path, as_of=_demo._NOW, zone="UTC", language="id")
    for scheme in ("light", "dark"):
        page = open_page(file=stamped, color_scheme=scheme, bypass_csp=True)
        assert page.locator("h1:visible").inner_text() == TITLES["id"]
        assert page.get_by_role("note").get_by_text("BELUM TERVERIFIKASI").is_visible()
        results = axe.Axe().run(page)
        assert results.violations_count == 0, results.generate_report()


def test_no_request_leaves_and_the_browser_has_nothing_to_say(open_page: OpenPage, page_file: Path) -> None:
    page = open_page()
    for language in ("id", "en"):
        choose(page, language)
    page.mouse.wheel(0, 20_000)
    page.emulate_media(media="print")
    page.wait_for_timeout(200)
    assert page.asked == [page_file.as_uri()]
    assert page.said == []


def test_the_policy_is_enforced(open_page: OpenPage) -> None:
    """What an injection would try is refused: scripts, pictures, styles, forms; our own style sheet is applied."""
    page = open_page()
    outcome = page.evaluate(
        """async () => {
            const refused = [];
            document.addEventListener("securitypolicyviolation", event => refused.push(event.effectiveDirective));
            const add = (tag, values) => document.body.append(Object.assign(document.createElement(tag), values));
            add("script", {textContent: "window.ran = true"});
            add("img", {src: "http://127.0.0.1:9/x.png"});
            add("style", {textContent: "body { color: rgb(1, 2, 3) !important }"});
            document.body.setAttribute("style", "color: rgb(4, 5, 6)");
            try { await fetch("http://127.0.0.1:9/"); } catch {}
            await new Promise(done => setTimeout(done, 300));
            const look = getComputedStyle(document.body);
            return {ran: window.ran ?? false, refused, color: look.color, background: look.backgroundColor};
        }"""
    )
    assert outcome["ran"] is False
    assert {"script-src-elem", "img-src", "style-src-elem", "connect-src"} <= set(outcome["refused"])
    assert outcome["color"] not in {"rgb(1, 2, 3)", "rgb(4, 5, 6)"}
    assert outcome["background"] == "rgb(250, 249, 246)"


@pytest.mark.parametrize("scripts", [True, False])
def test_the_language_is_switched_by_keyboard_with_and_without_scripts(open_page: OpenPage, scripts: bool) -> None:
    page = open_page(java_script_enabled=scripts)
    assert page.locator("h1:visible").inner_text() == TITLES["en"]
    page.keyboard.press("Tab")  # the skip link
    page.keyboard.press("Tab")  # the choice of language
    page.keyboard.press("ArrowRight")
    assert page.locator("h1:visible").all_inner_texts() == [TITLES["id"]]
    page.keyboard.press("ArrowLeft")
    assert page.locator("h1:visible").all_inner_texts() == [TITLES["en"]]


def test_the_skip_link_is_seen_when_it_has_the_focus_and_leads_to_the_answer(open_page: OpenPage) -> None:
    page = open_page()
    link = page.get_by_role("link", name="Skip to the answer")
    assert link.bounding_box()["x"] < 0
    page.keyboard.press("Tab")
    assert link.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "answer-en"


def test_a_screen_reader_is_told_one_language_in_its_own_words(open_page: OpenPage) -> None:
    page = open_page()
    choose(page, "id")
    assert page.get_by_role("img", name="Peta fasilitas gawat darurat dan pos pemadam").is_visible()
    assert page.get_by_role("img", name="Map of emergency facilities").count() == 0
    assert page.get_by_role("table").count() == 4
    assert page.locator("div[lang=id] h1").is_visible()
    headings = page.get_by_role("heading", level=2).all_inner_texts()
    assert headings == [*dict.fromkeys(headings)]
    assert len(headings) == 7


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("width", [320, 360, 768])
def test_nothing_has_to_be_scrolled_sideways_but_the_map(open_page: OpenPage, width: int, language: str) -> None:
    page = open_page(width)
    choose(page, language)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    outside = page.evaluate(
        """width => [...document.querySelectorAll("main *")].filter(element =>
            element.checkVisibility() && !element.closest(".sheet, .unseen") &&
            !(innerWidth < 641 && element.closest("thead")) &&
            element.getBoundingClientRect().right > width + 0.5).map(element => element.outerHTML.slice(0, 90))""",
        width,
    )
    assert outside == []


def test_tables_stay_tables_on_a_telephone(open_page: OpenPage) -> None:
    """Rows are stacked by the style sheet; who listens still hears a table with its headings."""
    page = open_page(360)
    found = page.get_by_role("table").first
    assert found.get_by_role("columnheader", name="Beds free").count() == 1
    assert found.get_by_role("rowheader", name="RSUD Contoh Kenanga").count() == 1
    assert found.get_by_role("row").count() > 39


def test_the_map_can_be_reached_and_scrolled_by_keyboard(open_page: OpenPage) -> None:
    page = open_page(360)
    sheet = page.get_by_role("group", name="Map; scroll sideways on a narrow screen")
    sheet.focus()
    before = sheet.evaluate("element => element.scrollLeft")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert sheet.evaluate("element => element.scrollLeft") > before


def test_it_prints_light_without_controls_and_the_map_whole(open_page: OpenPage) -> None:
    page = open_page(color_scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.get_by_role("radio").first.is_visible()
    assert len(page.pdf(format="A4")) > 10_000
