"""Names of notes and chords, their keys, and what happens to them when a song moves."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonmeister.model import Chart, ChartChord, ChartNote, ChordSymbol, KeyAt, MeterAt, TempoAt
from tonmeister.model.chart import Pitch
from tonmeister.music import clock
from tonmeister.music.chord_kinds import KINDS, tone_classes
from tonmeister.music.chord_names import ALSO, UnknownChord, read_note, read_symbol
from tonmeister.music.spelling import (
    SIGNATURE,
    signature_fifths,
    spell_chord,
    spell_tonic,
    spelled,
)
from tonmeister.music.transposing import CannotTranspose, transposed


def key(tonic: str, mode: str = "major") -> KeyAt:
    return KeyAt(at_quarters=Fraction(0), tonic_fifths=read_note(tonic), mode=mode)


def names(midis: range, in_key: KeyAt) -> str:
    return " ".join(spelled(m, in_key).name[:-1] for m in midis)


def test_each_key_spells_its_own_scale_with_seven_letters() -> None:
    for mode, steps in {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10)}.items():
        for pitch_class in range(12):
            tonic = spell_tonic(pitch_class, mode)
            in_key = KeyAt(at_quarters=Fraction(0), tonic_fifths=tonic, mode=mode)
            letters = {spelled(60 + pitch_class + s, in_key).letter for s in steps}
            assert len(letters) == 7
            assert abs(signature_fifths(in_key)) <= 6


def test_the_twelve_names_of_a_key_are_those_of_its_harmonic_chromatic_scale() -> None:
    assert names(range(60, 72), key("C")) == "C Db D Eb E F F# G Ab A Bb B"
    assert names(range(60, 72), key("A", "minor")) == "C C# D D# E F F# G G# A Bb B"
    assert names(range(60, 72), key("Eb")) == "C Db D Eb Fb F Gb G Ab A Bb Cb"


def test_a_tone_of_the_chord_is_written_as_the_chord_spells_it() -> None:
    assert spelled(68, key("C")).name == "Ab4"
    assert spelled(68, key("C"), read_symbol("E7")).name == "G#4"
    assert spell_chord(1, "dim7", key("C")).name == "C#dim7"
    assert spell_chord(4, "7", key("C"), 8).name == "E7/G#"
    assert spell_chord(2, "", key("G"), 6).name == "D/F#"


@pytest.mark.parametrize("midi", range(128))
def test_a_spelled_pitch_sounds_as_the_key_it_came_from(midi: int) -> None:
    for tonic in range(-7, 8):
        for mode in SIGNATURE:
            at = KeyAt(at_quarters=Fraction(0), tonic_fifths=tonic, mode=mode)
            assert spelled(midi, at).midi == midi


def test_every_way_to_write_a_chord_is_read_as_its_kind() -> None:
    for kind in KINDS:
        assert read_symbol("Bb" + kind) == ChordSymbol(-2, kind)
        assert read_symbol(ChordSymbol(-2, kind, 6).name) == ChordSymbol(-2, kind, 6)
    for said, kind in ALSO.items():
        assert read_symbol("F#" + said).quality == kind
    assert read_symbol("A-7(b5)/Eb") == ChordSymbol(3, "m7b5", -3)
    assert tone_classes(read_symbol("G7")) == (7, 11, 2, 5)


@pytest.mark.parametrize("said", ["", "H", "Cxyz", "hello", "C/", "7", "/G", "C#b"])
def test_what_is_no_chord_is_said_in_one_line(said: str) -> None:
    with pytest.raises(UnknownChord) as told:
        read_symbol(said)
    assert "\n" not in str(told.value)
    assert repr(said) in str(told.value)


def song(tonic_fifths: int, mode: str, midis: list[int]) -> Chart:
    home = KeyAt(at_quarters=Fraction(0), tonic_fifths=tonic_fifths, mode=mode)
    return Chart(
        title="A song",
        keys=(home,),
        melody=tuple(
            ChartNote(
                start_quarters=Fraction(i, 2), length_quarters=Fraction(1, 2),
                pitch=spelled(m, home),
            )
            for i, m in enumerate(midis)
        ),
        chords=(
            ChartChord(
                start_quarters=Fraction(0), length_quarters=Fraction(4),
                symbol=spell_chord(midis[0] % 12, "m7", home, midis[-1] % 12),
            ),
        ),
    )  # fmt: skip


@given(
    st.integers(-6, 6),
    st.sampled_from(["major", "minor"]),
    st.lists(st.integers(30, 100), min_size=1, max_size=12),
)
def test_up_a_fifth_and_down_again_is_the_same_song_letter_by_letter(
    signs: int, mode: str, midis: list[int]
) -> None:
    chart = song(signs - SIGNATURE[mode], mode, midis)
    assert transposed(transposed(chart, 7), -7) == chart
    assert transposed(transposed(chart, -7), 7) == chart


@given(st.integers(-6, 6), st.integers(-24, 24), st.lists(st.integers(40, 80), min_size=1))
def test_every_note_moves_by_the_same_number_of_keys(
    tonic: int, semitones: int, midis: list[int]
) -> None:
    chart = song(tonic, "major", midis)
    there = transposed(chart, semitones)
    assert [n.pitch.midi - o.pitch.midi for n, o in zip(there.melody, chart.melody, strict=True)] \
        == [semitones] * len(midis)  # fmt: skip
    assert abs(signature_fifths(there.keys[0])) <= 7


def test_a_song_cannot_leave_the_piano() -> None:
    with pytest.raises(CannotTranspose, match="MIDI"):
        transposed(song(0, "major", [120]), 12)
    with pytest.raises(CannotTranspose, match="too far"):
        transposed(song(0, "major", [60]), 30)


def test_the_clock_goes_from_bars_to_seconds_and_back() -> None:
    chart = Chart(
        title="Changes",
        meters=(MeterAt(bar=0), MeterAt(bar=2, beats=6, unit=8), MeterAt(bar=4, beats=3)),
        tempos=(
            TempoAt(at_quarters=Fraction(0), quarter_bpm=60.0),
            TempoAt(at_quarters=Fraction(8), quarter_bpm=120.0),
        ),
        first_s=1.5,
    )
    assert [clock.bar_start(chart, b) for b in (-1, 0, 1, 2, 3, 4, 5)] == [-4, 0, 4, 8, 11, 14, 17]
    assert [clock.bar_of(chart, Fraction(q)) for q in (-1, 0, 7, 8, 10, 13, 14, 17)] == [
        -1, 0, 1, 2, 2, 3, 4, 5,
    ]  # fmt: skip
    assert clock.seconds(chart, 0) == 1.5
    assert clock.seconds(chart, -1) == 0.5
    assert clock.seconds(chart, 10) == 10.5
    for at in (-2.0, 0.0, 3.3, 8.0, 12.7, 40.0):
        assert clock.quarters(chart, clock.seconds(chart, at)) == pytest.approx(at)
    sung = replace(
        chart,
        melody=(
            ChartNote(start_quarters=Fraction(-1), length_quarters=Fraction(10), pitch=Pitch(0, 4)),
        ),
    )
    assert clock.pickup_quarters(sung) == 1
    assert clock.bar_count(sung) == 3
