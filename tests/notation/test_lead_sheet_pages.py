"""The printed page: nothing lies on anything else, every sign is drawn, nothing is lost."""

from __future__ import annotations

import dataclasses
import re
import time
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from tests.notation.chart_factory import random_chart
from tests.notation.songs_on_paper import ashes, ballad, long_chart
from tonmeister.exchange.engrave import CannotEngrave, lead_sheet_pages, write_lead_sheet
from tonmeister.exchange.engrave.drawing import Box, Drawing, overlapping
from tonmeister.exchange.engrave.fonts import DOUBLE_SIGNS, STYLES, font, music_font
from tonmeister.exchange.engrave.outlines import outline_of
from tonmeister.exchange.engrave.tight import SPARE_MM
from tonmeister.model import (
    Chart,
    ChartChord,
    ChartNote,
    ChartSection,
    ChordSymbol,
    KeyAt,
    MeterAt,
    Pitch,
)
from tonmeister.music.chord_kinds import KINDS

TEXT = "Un- for- get- ta- ble strengths through ev- ery scratched and torn- out page of ours"
WORDS = tuple(TEXT.split())


def _crowded() -> Chart:
    """Sixteenths with a long syllable each, two long chords a bar."""
    sixteenth = Fraction(1, 4)
    melody = tuple(
        ChartNote(
            start_quarters=n * sixteenth, length_quarters=sixteenth,
            pitch=Pitch((n * 5) % 11 - 4, 4 + n % 2), syllable=WORDS[n % len(WORDS)],
        )
        for n in range(16 * 8)
    )  # fmt: skip
    chords = tuple(
        ChartChord(
            start_quarters=Fraction(2 * n), length_quarters=Fraction(2),
            symbol=ChordSymbol(n % 13 - 6, list(KINDS)[n % len(KINDS)], n % 12 - 6),
        )
        for n in range(16)
    )  # fmt: skip
    return Chart(title="Crowded", composer="Ann", melody=melody, chords=chords, bars=8)


def _chords_only() -> Chart:
    chords = tuple(
        ChartChord(
            start_quarters=Fraction(4 * n), length_quarters=Fraction(4),
            symbol=ChordSymbol(n % 7 - 2, ("", "m7", "7")[n % 3]),
        )
        for n in range(96)
    )  # fmt: skip
    names = ("Intro", "Verse", "Pre-Chorus", "Chorus", "Bridge", "Outro")
    sections = tuple(
        ChartSection(name=n, first_bar=16 * k, bars=16, letter=n[0]) for k, n in enumerate(names)
    )
    return Chart(title="Only Chords", chords=chords, sections=sections, bars=96)


def _flats() -> Chart:
    key = KeyAt(at_quarters=Fraction(0), tonic_fifths=-4, mode="minor")
    third = Fraction(1, 3)
    melody = tuple(
        ChartNote(start_quarters=n * third * 2, length_quarters=third * (2 - n % 2),
                  pitch=Pitch(-11 + n % 12, 4 + n % 2))
        for n in range(70)
    )  # fmt: skip
    return Chart(
        title="Ash", keys=(key,), meters=(MeterAt(bar=0, beats=6, unit=8),), melody=melody,
        feel="triplet", composer="Bo",
    )  # fmt: skip


def _boxes(page: Drawing) -> list[tuple[str, str, Box]]:
    """Everything a reader must tell apart: texts, boxes around sections, note heads, signs."""
    solid = {"notehead", "accid"}
    frames = [m for m in page.marks if m.kind in solid or (m.kind == "reh" and m.stroke)]
    return [(w.kind, w.text, w.box) for w in page.words] + [(m.kind, "", m.box) for m in frames]


def _collisions(pages: list[Drawing]) -> list[str]:
    found = []
    for page in pages:
        boxes = _boxes(page)
        for a, b in overlapping([box for _, _, box in boxes], spare=8.0):
            kinds = {boxes[a][0], boxes[b][0]}
            if (boxes[a][1] or boxes[b][1]) and kinds != {"reh"}:
                found.append(f"{boxes[a][:2]} on {boxes[b][:2]}")
        half = 0.49 * SPARE_MM * page.width / page.width_mm
        for kind in ("syl", "harm"):
            words = [w for w in page.words if w.kind == kind]
            wide = [(x - half, y, r + half, b) for x, y, r, b in (w.box for w in words)]
            found += [f"{words[a].text} at {words[b].text}" for a, b in overlapping(wide)]
        for kind, text, (left, top, right, bottom) in boxes:
            if left < 0 or top < 0 or right > page.width or bottom > page.height:
                found.append(f"{kind} {text} is off the page")
    return found


@pytest.mark.parametrize("make", [_crowded, _chords_only, _flats, ballad, ashes, long_chart])
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_nothing_lies_on_anything_else(make: object, paper: str) -> None:
    chart = make()  # type: ignore[operator]
    assert _collisions(lead_sheet_pages(chart, paper=paper)) == []


def test_nothing_lies_on_anything_else_in_any_song() -> None:
    for seed in range(400, 412):
        assert _collisions(lead_sheet_pages(random_chart(seed))) == [], seed


def test_every_syllable_chord_and_note_is_on_the_page() -> None:
    chart = _crowded()
    pages = lead_sheet_pages(chart)
    words = [w for page in pages for w in page.words]
    assert len([w for w in words if w.kind == "syl"]) == len(chart.melody)
    assert len([w for w in words if w.kind == "harm"]) == len(chart.chords)
    heads = [m for page in pages for m in page.marks if m.kind == "notehead"]
    assert len(heads) == len(chart.melody)
    empty = {outline_of(font(name).glyphs[".notdef"], 1.0 / font(name).units) for name in STYLES}
    assert not empty & {m.outline for page in pages for m in page.marks}, "an empty box"
    assert [w.text for w in words if w.kind == "title"] == ["Crowded"]
    assert [w.text for w in words if w.kind == "composer"] == ["Ann"]
    assert [w.kind for w in words].count("tempo") == 1


def test_a_long_chart_goes_over_several_pages_and_loses_no_bar() -> None:
    chart = _chords_only()
    pages = lead_sheet_pages(chart)
    assert len(pages) > 1
    slashes = [m for page in pages for m in page.marks if m.kind == "notehead"]
    assert len(slashes) == 4 * 96
    marks = [w.text for page in pages for w in page.words if w.kind == "reh"]
    assert marks[0].split() == ["I", "Intro"]
    assert len(marks) == 6
    numbers = [w.text for page in pages for w in page.words if w.kind == "number"]
    assert numbers == [f"Only Chords, {n}" for n in range(2, len(pages) + 1)]


def test_words_stand_on_one_line_under_their_staff() -> None:
    page = lead_sheet_pages(_crowded())[0]
    for system in range(1, page.systems + 1):
        lows = [w.box[3] for w in page.words if w.kind == "syl" and w.system == system]
        tall = 0.02 * page.width
        assert max(lows) - min(lows) < tall


def test_a_letter_that_no_font_has_is_said_and_no_empty_box_is_drawn() -> None:
    with pytest.raises(CannotEngrave, match="no sign for '漢'") as caught:
        lead_sheet_pages(Chart(title="漢字"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("title", ["Ærøskøbing “Ça va?” – 50 %", "Ночь", "Νύχτα", "A & <B>"])
def test_titles_in_european_letters_are_drawn(title: str) -> None:
    page = lead_sheet_pages(Chart(title=title))[0]
    assert [w.text for w in page.words if w.kind == "title"] == [title]


def test_a_title_of_several_lines_and_loose_accents_is_one_line_on_every_page() -> None:
    chart = dataclasses.replace(_chords_only(), title="Cafe\u0301\nNoir\u200b")
    pages = lead_sheet_pages(chart)
    assert [w.text for w in pages[0].words if w.kind == "title"] == ["Café Noir"]
    assert [w.text for w in pages[1].words if w.kind == "number"] == ["Café Noir, 2"]


def test_a_thousand_bars_are_shared_out_soon() -> None:
    from tonmeister.exchange.musicxml.lines import line_starts

    start = time.process_time()
    lines = line_starts([20.0] * 1000, frozenset())
    assert time.process_time() - start < 1.0
    assert len(lines) == 333


def test_a_long_title_fits_on_the_page() -> None:
    page = lead_sheet_pages(Chart(title="The Very Long Ballad of " * 9, composer="Z " * 200))[0]
    assert _collisions([page]) == []


def test_the_music_font_has_every_sign_that_is_asked_of_it() -> None:
    for sign in (*DOUBLE_SIGNS.values(), "\ue0a4", "\ueca5", "♯", "♭"):
        found = music_font().glyph(sign)
        assert found is not None
        assert found.outline
        assert 0.1 < found.advance < 1.0
    for name in STYLES:
        letter = font(name).glyph("A")
        assert letter is not None
        assert letter.advance > 0.5
    assert music_font().glyph("漢") is None
    assert font("regular").glyph("漢") is None


def test_the_files_hold_paths_only_and_a_rerun_gives_the_same_bits(tmp_path: Path) -> None:
    whole = _chords_only()
    chart = dataclasses.replace(whole, bars=64, chords=whole.chords[:64], sections=())
    first = write_lead_sheet(tmp_path / "a", "song", chart)
    second = write_lead_sheet(tmp_path / "b", "song", chart)
    assert set(first) == {"svg", "png", "pdf"}
    assert first["svg"].name == "song-1.svg"
    for one, two in zip(sorted((tmp_path / "a").iterdir()), sorted((tmp_path / "b").iterdir()),
                        strict=True):  # fmt: skip
        assert one.read_bytes() == two.read_bytes(), one.name
    assert second["pdf"].read_bytes().startswith(b"%PDF")
    text = first["svg"].read_text()
    assert not re.search(r"<(text|tspan|style|image)|font", text)
    assert 'width="210mm" height="297mm"' in text
    assert first["png"].read_bytes().startswith(b"\x89PNG")
    assert b"/Font" not in first["pdf"].read_bytes()


def test_the_picture_has_ink_where_the_music_is(tmp_path: Path) -> None:
    import numpy as np
    from PIL import Image

    files = write_lead_sheet(tmp_path, "song", _crowded(), only=("png",))
    picture = np.asarray(Image.open(files["png"]).convert("L"))
    assert picture.shape[1] == round(210 / 25.4 * 200)
    assert picture[0, 0] == 255
    assert 0.01 < float((picture < 128).mean()) < 0.2


def test_the_terminal_stays_clean(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write_lead_sheet(tmp_path, "song", _flats(), only=("svg",))
    said = capfd.readouterr()
    assert (said.out, said.err) == ("", "")


def test_it_is_quick_enough_for_a_hum() -> None:
    lead_sheet_pages(_flats())
    start = time.process_time()
    lead_sheet_pages(_chords_only())
    assert time.process_time() - start < 2.0


def test_lines_end_at_sections() -> None:
    from tonmeister.exchange.musicxml import engraving

    lines = engraving(_chords_only()).lines
    assert {16, 32, 48, 64, 80} <= {line.start for line in lines}
    assert all(a.stop == b.start for a, b in pairwise(lines))
    assert max(len(line) for line in lines) <= 4
