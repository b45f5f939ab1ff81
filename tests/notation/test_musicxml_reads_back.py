"""What we write is read back the same: by us, by music21, by MuseScore."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest

from tests.notation.chart_factory import random_chart
from tests.notation.other_readers import by_music21, expected
from tonmeister.exchange.musicxml import musicxml, read_musicxml
from tonmeister.exchange.musicxml.kinds import WORDS
from tonmeister.model import Chart, ChartChord, ChartNote, ChordSymbol, KeyAt, MeterAt, Pitch
from tonmeister.music.chord_kinds import KINDS


@pytest.fixture(scope="session")
def musescore() -> str:
    """MuseScore 3 or 4, or a loud skip, in CI too: a package of 100 MB that pulls in a desktop.

    The benchmark ``music_notation`` counts notes where it is installed.
    """
    found = next(
        filter(None, map(shutil.which, ("mscore3", "musescore3", "mscore", "mscore4"))), ""
    )
    if not found:
        pytest.skip("MuseScore is not installed: nobody else's program has read our files here")
    return str(found)


def _written(folder: Path, chart: Chart) -> Path:
    path = folder / "song.musicxml"
    path.write_text(musicxml(chart), "utf-8")
    return path


@pytest.mark.parametrize("first", range(0, 120, 30))
def test_a_chart_comes_back_as_it_was(tmp_path: Path, first: int) -> None:
    for seed in range(first, first + 30):
        chart = random_chart(seed)
        back = read_musicxml(_written(tmp_path, chart))
        for field in dataclasses.fields(Chart):
            assert getattr(back, field.name) == getattr(chart, field.name), (seed, field.name)


def test_music21_reads_every_note_syllable_and_chord(tmp_path: Path) -> None:
    count = 0
    for seed in range(200, 218):
        chart = random_chart(seed)
        wanted, seen = expected(chart), by_music21(_written(tmp_path, chart), chart)
        assert seen.notes == wanted.notes, seed
        assert seen.chords == wanted.chords, seed
        count += len(seen.notes)
    assert count > 200


def test_every_kind_of_chord_is_known_to_music21(tmp_path: Path) -> None:
    assert set(WORDS) == set(KINDS)
    chords = [
        ChartChord(
            start_quarters=Fraction(4 * n), length_quarters=Fraction(4),
            symbol=ChordSymbol(n % 9 - 4, kind, n % 9 - 3 if n % 2 else None),
        )
        for n, kind in enumerate(KINDS)
    ]  # fmt: skip
    chart = Chart(title="Kinds", chords=tuple(chords), bars=len(chords))
    path = _written(tmp_path, chart)
    assert by_music21(path, chart).chords == expected(chart).chords
    assert read_musicxml(path).chords == chart.chords


@pytest.mark.system
def test_musescore_reads_every_note_syllable_and_chord(tmp_path: Path, musescore: str) -> None:
    seeds = range(300, 312)
    for seed in seeds:
        (tmp_path / f"{seed}.musicxml").write_text(musicxml(random_chart(seed)), "utf-8")
    jobs = [
        {"in": str(tmp_path / f"{s}.musicxml"), "out": str(tmp_path / f"{s}.out.musicxml")}
        for s in seeds
    ]
    (tmp_path / "jobs.json").write_text(json.dumps(jobs))
    subprocess.run(
        [musescore, "-j", str(tmp_path / "jobs.json")], check=True, capture_output=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}, timeout=120,
    )  # fmt: skip
    for seed in seeds:
        chart, back = random_chart(seed), read_musicxml(tmp_path / f"{seed}.out.musicxml")
        assert back.melody == chart.melody, seed
        assert [(c.symbol, c.start_quarters) for c in back.chords] == [
            (c.symbol, c.start_quarters) for c in chart.chords
        ], seed
        assert (back.meters, back.sections) == (chart.meters, chart.sections), seed


def _note(start: float, length: float, fifths: int, octave: int = 4) -> ChartNote:
    return ChartNote(
        start_quarters=Fraction(start), length_quarters=Fraction(length),
        pitch=Pitch(fifths, octave),
    )  # fmt: skip


def test_signs_stand_where_a_reader_needs_them() -> None:
    """In G: F# has none, F natural has one, F# after it has one; in the next bar a reminder."""
    key = (KeyAt(at_quarters=Fraction(0), tonic_fifths=1),)
    melody = (_note(0, 1, 6), _note(1, 1, -1), _note(2, 1, -1), _note(3, 1, 6), _note(4, 1, 6))
    text = musicxml(Chart(title="Signs", keys=key, melody=melody))
    assert text.count("<accidental") == 2
    assert text.count(">natural</accidental>") == 1
    melody = (_note(0, 4, -1), _note(4, 4, 6))
    text = musicxml(Chart(title="Signs", keys=key, melody=melody))
    assert '<accidental cautionary="yes">sharp</accidental>' in text


def test_a_tied_note_has_its_sign_once() -> None:
    text = musicxml(Chart(title="Tie", melody=(_note(3, 3, 6),)))
    assert text.count("<accidental") == 1
    assert text.count('<tie type="start" />') == 1


def test_times_off_every_grid_are_moved_to_the_nearest_and_nothing_breaks(tmp_path: Path) -> None:
    melody = tuple(_note(Fraction(n * 13, 29), Fraction(11, 31), n % 5) for n in range(60))
    chart = Chart(title="Rubato", melody=melody, meters=(MeterAt(bar=0, beats=6, unit=8),))
    back = read_musicxml(_written(tmp_path, chart))
    assert len(back.melody) == len(melody)
    for was, now in zip(melody, back.melody, strict=True):
        assert abs(was.start_quarters - now.start_quarters) <= Fraction(1, 12)
        assert was.pitch == now.pitch


def test_an_empty_chart_is_one_bar_of_rest(tmp_path: Path) -> None:
    back = read_musicxml(_written(tmp_path, Chart(title="Nothing")))
    assert (back.title, back.bars, back.melody, back.chords) == ("Nothing", 1, (), ())


def test_what_xml_cannot_hold_does_not_break_the_file(tmp_path: Path) -> None:
    back = read_musicxml(_written(tmp_path, Chart(title="A\x00\x0b & <B> \ud800 “é” 漢")))
    assert back.title == "A & <B> “é” 漢"


def test_bars_of_chords_alone_are_marked_for_slashes_and_hold_no_notes(tmp_path: Path) -> None:
    chords = tuple(
        ChartChord(start_quarters=Fraction(n), length_quarters=Fraction(1), symbol=ChordSymbol(n))
        for n in range(8)
    )
    text = musicxml(Chart(title="Chords", chords=chords))
    assert '<slash type="start" use-stems="no" />' in text
    assert "<pitch>" not in text
