"""The page in a real browser: it plays, switches, searches and loads nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser
from report_example import example

from tonmeister.exchange.report import write_report

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, ffmpeg: str) -> Path:
    page = tmp_path_factory.mktemp("report") / "report.html"
    page.write_text(write_report(example(sound=True)), "utf-8")
    return page


@pytest.fixture(scope="module")
def desktop(chromium: str, report: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    browser = Browser(chromium, report, tmp_path_factory.mktemp("c"), width=1280, height=900)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def phone(chromium: str, report: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    browser = Browser(chromium, report, tmp_path_factory.mktemp("c"), width=360, height=800)
    yield browser
    browser.close()


def _wait(browser: Browser, condition: str) -> None:
    browser.ask(
        f"new Promise((yes, no) => {{ const end = Date.now() + 15000; const look = () => "
        f"({condition}) ? yes() : Date.now() > end ? no(new Error({condition!r})) "
        f": setTimeout(look, 20); look(); }})"
    )


def test_space_plays_and_pauses(desktop: Browser) -> None:
    assert desktop.ask("document.getElementById('now').textContent") == "0:00"
    desktop.press(" ")
    _wait(desktop, "document.documentElement.classList.contains('rolling')")
    _wait(desktop, "document.getElementById('now').textContent >= '0:01'")
    desktop.press(" ")
    assert not desktop.ask("document.documentElement.classList.contains('rolling')")
    stood = desktop.ask("document.getElementById('now').textContent")
    desktop.ask("new Promise(done => setTimeout(done, 300))")
    assert desktop.ask("document.getElementById('now').textContent") == stood


def test_a_and_b_switch_what_is_heard_and_shown(desktop: Browser) -> None:
    pressed = "document.querySelector('.ab [aria-pressed=true]').dataset.side"
    desktop.press("a")
    assert desktop.ask(pressed) == "before"
    assert desktop.ask("document.querySelector('.quietside').dataset.side") == "after"
    desktop.press("b")
    assert desktop.ask(pressed) == "after"


def test_a_click_on_the_wave_goes_there(desktop: Browser) -> None:
    desktop.ask(
        "(() => { const w = document.getElementById('seek'); const b = w.getBoundingClientRect();"
        "w.dispatchEvent(new MouseEvent('click', {clientX: b.left + b.width / 2, bubbles: true}));"
        "})()"
    )
    half = desktop.ask("Number(document.getElementById('seek').getAttribute('aria-valuenow'))")
    assert half == pytest.approx(example().song.length_s / 2, abs=1.0)
    assert "bar " in desktop.ask("document.getElementById('bar').textContent")


def test_a_mark_tells_its_sentence(desktop: Browser) -> None:
    desktop.ask("document.querySelector('.mark.left').focus()")
    desktop.press("a")
    assert "sticks out by 5.0 dB" in desktop.ask("document.getElementById('caption').textContent")
    desktop.press("b")
    assert "still sticks out by 0.9 dB" in desktop.ask(
        "document.getElementById('caption').textContent"
    )


def test_the_search_leaves_what_matches(desktop: Browser) -> None:
    shown = "[...document.querySelectorAll('.decision')].filter(d => d.offsetParent).length"
    everything = desktop.ask(shown)
    desktop.ask(
        "(() => { const s = document.getElementById('search'); s.value = 'sibilance';"
        "s.dispatchEvent(new Event('input')); })()"
    )
    assert desktop.ask(shown) == 1 < everything
    desktop.ask("document.querySelector('#strips button:nth-child(2)').click()")
    assert desktop.ask(shown) == 0
    assert desktop.ask("document.getElementById('none').offsetParent !== null")


def test_the_page_asks_nobody_for_anything_and_makes_no_mistake(desktop: Browser) -> None:
    assert desktop.requests == []
    assert desktop.errors == []


def test_a_track_called_script_runs_nothing(desktop: Browser) -> None:
    assert desktop.ask("document.scripts.length") == 2
    assert "<script>alert(1)</script>" in desktop.ask("document.body.textContent")


def test_nothing_is_wider_than_a_phone(phone: Browser) -> None:
    assert phone.ask("document.documentElement.scrollWidth") == 360
    wide = phone.ask(
        "[...document.querySelectorAll('main *')].filter(e => !e.closest('.chips, .scroll, svg')"
        " && !e.classList.contains('hidden') && e.getBoundingClientRect().right > 361)"
        ".map(e => e.className || e.tagName)"
    )
    assert wide == []


def test_every_button_on_a_phone_has_a_name(phone: Browser) -> None:
    unnamed = phone.ask(
        "[...document.querySelectorAll('button')].filter(b => !b.textContent.trim()"
        " && !b.getAttribute('aria-label')).length"
    )
    assert unnamed == 0
