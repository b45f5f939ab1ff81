"""The page is readable in light and dark, and takes songs of any size."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from browser import Browser
from report_example import example

from tonmeister.exchange.report import ReportData, write_report
from tonmeister.model import Section, Span

CSS = files("tonmeister.exchange.report").joinpath("page.css").read_text("utf-8")
TEXT = ("ink", "soft", "after", "good", "note", "fault", "before-ink")


def _themes() -> dict[str, dict[str, str]]:
    blocks = re.findall(r":root([^{}]*)\{([^{}]*--paper[^{}]*)\}", CSS)
    found: dict[str, dict[str, str]] = {}
    for where, body in blocks:
        name = "dark" if "dark" in where or "not(" in where else "light"
        colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", body))
        if len(colours) > 5:
            assert found.setdefault(name, colours) == colours, "the two dark themes differ"
    return found


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("text", TEXT)
def test_words_stand_out_from_their_ground(theme: str, text: str) -> None:
    colours = _themes()[theme]
    for ground in ("paper", "card"):
        assert _contrast(colours[text], colours[ground]) >= 4.5, f"{text} on {ground}"


def test_both_themes_name_the_same_colours() -> None:
    assert set(_themes()) == {"light", "dark"}
    assert _themes()["light"].keys() == _themes()["dark"].keys()


def _crowded() -> ReportData:
    """A song with long names, many sections, many findings and many decisions."""
    data = example()
    long = "Gesangsspur_Doppelung_Kopfhoerermischung_endgueltig_2" * 3
    first = data.sheet.strips[0]
    strips = tuple(
        replace(first, name=f"{long}{i}", role=long, output=long,
                decisions=tuple(replace(d, id=f"{long}{i}/{n}", reason=f"{long} {d.reason}")
                                for n, d in enumerate(first.decisions * 4)))
        for i in range(20)
    )  # fmt: skip
    step_s = data.song.length_s / 40
    sections = tuple(
        Section(name="pre-chorus", where=Span(i * step_s, (i + 1) * step_s)) for i in range(40)
    )
    told = [
        replace(t, sentence=f"{t.sentence} {long}",
                finding=replace(t.finding, id=f"{i}", strip=long,
                                where=Span(i * step_s / 2, (i + 3) * step_s / 2)))
        for i, t in enumerate(data.findings_before * 6)
    ]  # fmt: skip
    return replace(
        data,
        sheet=replace(data.sheet, song=long, strips=strips, notes=(long,)),
        song=replace(data.song, sections=sections),
        findings_before=told,
        balance=[replace(bar, strip=f"{long}{i}") for i, bar in enumerate(data.balance)],
        problems=(long,),
        files=[replace(file, path=long) for file in data.files],
    )


@pytest.mark.system
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_a_crowded_song_stays_inside_the_page(width: int, chromium: str, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text(write_report(_crowded()), "utf-8")
    browser = Browser(chromium, page, tmp_path / "c", width=width, height=900)
    try:
        assert browser.ask("document.documentElement.scrollWidth") <= width
        wide = browser.ask(
            "[...document.querySelectorAll('main *')].filter(e => !e.closest('.chips, .scroll,"
            f" svg, .sections, .stripe') && e.getBoundingClientRect().right > {width + 1})"
            ".map(e => e.className || e.tagName)"
        )
        assert wide == []
        assert browser.errors == []
    finally:
        browser.close()


@pytest.mark.system
def test_marks_never_hide_each_other(chromium: str, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text(write_report(example()), "utf-8")
    browser = Browser(chromium, page, tmp_path / "c", width=1280, height=900)
    try:
        hidden = browser.ask(
            "(() => { const m = [...document.querySelectorAll('.mark')].map(e =>"
            " e.getBoundingClientRect()); return m.filter((a, i) => m.some((b, j) => i < j &&"
            " a.top === b.top && a.left + 1 < b.right && b.left + 1 < a.right)).length; })()"
        )
        assert hidden == 0
    finally:
        browser.close()
