"""The style sheet: enough contrast in every scheme, nothing from elsewhere, and a policy that is its own."""

from __future__ import annotations

import re

import pytest

from opendata_share.emergency.page._style import policy, style

GROUNDS = {
    "paper": ("ink", "quiet", "accent"),
    "card": ("ink", "quiet", "accent"),
    "warn": ("warn-ink",),
    "stop": ("stop-ink",),
}
SHAPES = ("room", "full", "unknown", "station")


def schemes() -> list[dict[str, str]]:
    """Return the colours by name of each scheme: light, dark, print."""
    blocks = re.findall(r":root \{(.*?)\n *\}", style(), re.DOTALL)
    return [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block)) for block in blocks]


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_of_contrast_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_there_is_a_light_a_dark_and_a_printed_scheme_with_the_same_names() -> None:
    assert len(schemes()) == 3
    assert len({frozenset(scheme) for scheme in schemes()}) == 1


@pytest.mark.parametrize("number", range(3))
def test_every_text_can_be_read_on_its_ground_and_every_shape_seen(number: int) -> None:
    colours = schemes()[number]
    weak = {
        f"{text} on {ground}": contrast(colours[text], colours[ground])
        for ground, texts in GROUNDS.items()
        for text in texts
        if contrast(colours[text], colours[ground]) < 4.5
    }
    # the chosen language stands in the colour of the card on the accent
    assert contrast(colours["card"], colours["accent"]) >= 4.5
    assert weak == {}
    assert all(contrast(colours[shape], colours["card"]) >= 3 for shape in SHAPES)


def test_nothing_comes_from_elsewhere() -> None:
    assert "url(" not in style()
    assert "@import" not in style()
    assert "\r" not in style()
    assert "</" not in style()
    assert re.fullmatch(r"default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; .*", policy())
