"""`make listen` shows what sounds different, and nothing else."""

from __future__ import annotations

import sys
import zlib
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from listen import SAME_DB, changes, keep, kept, level_db, main
from listen_page import page
from listen_picture import HIGH_HZ, LOW_HZ, ROWS, difference_png, spectrum_db
from listen_scenes import Scene

RATE_HZ = 44100


def scene(name: str, level: float = 0.1, seconds: float = 0.5, **made_by: str) -> Scene:
    sound = np.random.default_rng(3).standard_normal((2, int(seconds * RATE_HZ))) * level
    return Scene(name, f"One hears {name}.", sound.astype(np.float32), RATE_HZ, made_by)


def compared(tmp_path: Path, before: list[Scene], after: list[Scene]):
    keep(tmp_path, before)
    found = changes(kept(tmp_path), after)
    heard = [c for c in found if c.is_heard]
    return found, page(heard, [c for c in found if not c.is_heard])


def test_what_did_not_change_is_one_line(tmp_path):
    found, html = compared(tmp_path, [scene("a"), scene("b")], [scene("a"), scene("b")])
    assert [c.words for c in found] == ["the same bits", "the same bits"]
    assert "<article" not in html
    assert "0 of 2 scenes sound different" in html


def test_the_largest_difference_comes_first_with_its_sentence(tmp_path):
    little, much = scene("a", 0.1001), scene("b", 0.12)
    found, html = compared(
        tmp_path, [scene("a"), scene("b"), scene("c")], [little, much, scene("c")]
    )
    assert [c.name for c in found] == ["b", "a", "c"]
    assert found[0].null_db == pytest.approx(20 * np.log10(0.2), abs=0.1)
    assert html.index("One hears b.") < html.index("One hears a.")
    assert "One hears c." not in html


def test_arithmetic_alone_is_no_difference(tmp_path):
    one = scene("a")
    rounded = replace(one, sound=(one.sound.astype(np.float64) * (1 + 1e-7)).astype(np.float32))
    found, _ = compared(tmp_path, [one], [rounded])
    assert found[0].null_db < SAME_DB
    assert not found[0].is_heard


def test_what_is_new_gone_or_longer_is_heard(tmp_path):
    before, after = [scene("gone"), scene("longer")], [scene("longer", seconds=0.6), scene("new")]
    found, html = compared(tmp_path, before, after)
    assert {c.name: c.words for c in found if c.name != "longer"} == {"gone": "gone", "new": "new"}
    assert all(c.is_heard for c in found)
    assert "Its length changed by +0.100 s." in html


def test_changed_settings_stand_beside_the_sound_without_being_markup(tmp_path):
    _, html = compared(tmp_path, [scene("a", gain_db="1<2")], [scene("a", 0.2, gain_db="3")])
    assert "<del>1&lt;2</del> <ins>3</ins>" in html
    assert "After is +6.02 LU against before" in html


def test_the_page_needs_no_network(tmp_path):
    _, html = compared(tmp_path, [scene("a")], [scene("a", 0.2)])
    asked = []

    class Asked(HTMLParser):
        def handle_starttag(self, tag, attrs):
            asked.extend(v for k, v in attrs if k in ("src", "href") and v)

    Asked().feed(html)
    assert asked
    assert all(address.startswith("data:") for address in asked)


def test_the_picture_shows_where_it_became_louder():
    t = np.arange(RATE_HZ) / RATE_HZ
    low, high = np.sin(2 * np.pi * 200 * t) * 0.1, np.sin(2 * np.pi * 5000 * t) * 0.1
    before, after = np.stack([low + high] * 2), np.stack([low + 4 * high] * 2)
    was, now = spectrum_db(before, RATE_HZ)[:, 20], spectrum_db(after, RATE_HZ)[:, 20]
    row = int(ROWS * np.log(5000 / LOW_HZ) / np.log(HIGH_HZ / LOW_HZ))
    assert (now - was)[row] == pytest.approx(12.04, abs=0.1)
    png = difference_png(before, after, RATE_HZ)
    size = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    start = png.index(b"IDAT") + 4
    raw = np.frombuffer(zlib.decompress(png[start:-16]), np.uint8).reshape(size[1], -1)
    red, _, blue = raw[:, 1:].reshape(size[1], size[0], 3)[:, 20].astype(int).T
    redder = np.flatnonzero(red - blue > 100)
    assert redder.size
    assert redder.max() < size[1] / 2  # only in the upper half


def test_silence_against_silence_is_the_same(tmp_path):
    found, _ = compared(tmp_path, [scene("a", 0.0)], [scene("a", 0.0)])
    assert level_db(found[0].after.sound) == -200.0
    assert not found[0].is_heard


def test_without_a_baseline_it_says_what_to_do(tmp_path, capsys):
    assert main(["compare", "--folder", str(tmp_path)]) == 2
    assert "make listen-baseline" in capsys.readouterr().err
