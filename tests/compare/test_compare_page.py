"""The pages in a real browser: they switch, they hide, they fit, they reach nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from compare_sounds import RATE_HZ, band, belled

from tonmeister.app.cli import main
from tonmeister.studio import WavSink

sys.path.append(str(Path(__file__).resolve().parents[1] / "report"))
from browser import Browser

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("pages")
    x = band().samples
    sounds = {"a": x, "b": belled(x, 3000.0, 5.0)[:, 4410:] * 0.6, "c": x[::-1].copy()}
    for name, sound in sounds.items():
        with WavSink(place / f"{name * 40}.wav", RATE_HZ) as sink:
            sink.write(sound)
    files = [str(place / f"{name * 40}.wav") for name in sounds]
    assert main(["compare", *files, "--out", str(place / "page.html")]) == 0
    assert main(["translate", files[0], "--on", "phone,car",
                 "--page", str(place / "other.html")]) == 0  # fmt: skip
    return place / "page.html"


@pytest.fixture
def desktop(page: Path, chromium: str, tmp_path: Path) -> Iterator[Browser]:
    browser = Browser(chromium, page, tmp_path / "c", width=1280, height=900)
    yield browser
    browser.close()


def _plays(browser: Browser) -> None:
    browser.ask("document.getElementById('play').click()")
    assert browser.ask(
        "new Promise(done => { const at = Date.now(); const look = () => "
        "document.documentElement.classList.contains('rolling') ? done(true) : "
        "Date.now() - at > 15000 ? done(false) : setTimeout(look, 50); look(); })"
    )


def test_it_plays_switches_and_reaches_nothing(desktop: Browser) -> None:
    _plays(desktop)
    pressed = "document.querySelector('.ab [aria-pressed=true]').dataset.side"
    assert desktop.ask(pressed) == "A"
    for key in "bca":
        desktop.press(key)
        assert desktop.ask(pressed) == key.upper()
    desktop.ask("document.querySelector('[data-seek]').click()")
    assert desktop.errors == []
    assert desktop.requests == []


def test_blind_hides_which_one_plays_and_counts_the_guesses(desktop: Browser) -> None:
    _plays(desktop)
    desktop.press("x")
    assert desktop.ask("document.querySelectorAll('.ab [aria-pressed=true]').length") == 0
    assert desktop.ask("document.querySelectorAll('.quietside').length") == 0
    for count in (1, 2, 3):
        desktop.ask("document.querySelector('[data-guess=B]').click()")
        said = desktop.ask("document.getElementById('caption').textContent")
        assert f"of {count} right" in said
        assert "Right." in said or "No, it was" in said
    desktop.press("x")
    assert desktop.ask("document.querySelectorAll('.ab [aria-pressed=true]').length") == 1
    assert desktop.errors == []


@pytest.mark.parametrize("name", ["page.html", "other.html"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_hangs_over_the_edge(
    page: Path, chromium: str, tmp_path: Path, width: int, name: str
) -> None:
    browser = Browser(chromium, page.with_name(name), tmp_path / "c", width=width, height=800)
    assert browser.ask("document.documentElement.scrollWidth") <= width
    assert browser.errors == []
    browser.close()
