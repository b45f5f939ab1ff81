"""Charts in numbers, as studio players and theory teachers write them."""

from fractions import Fraction

import pytest

from tests.paper.songs_on_paper import CHORUS, VERSE, song, sung_song
from tonmeister.model import KeyAt
from tonmeister.music.chord_kinds import KINDS
from tonmeister.music.chord_names import read_symbol
from tonmeister.music.nashville import kind, nashville, number
from tonmeister.music.roman import numeral, roman
from tonmeister.music.transposing import transposed


def rows(page: str) -> list[list[str]]:
    return [line.replace("|", " ").split() for line in page.splitlines()]


def test_a_nashville_chart_reads_as_in_a_studio() -> None:
    page = nashville(sung_song())
    assert rows(page)[1][:4] == ["Nashville", "numbers", "Key:", "D"]
    assert "Verse 1  1             5/7           6-            4" in page
    assert "         (1 5)         2-⁷           5⁷            (1''' 5')" in page
    assert "Chorus   4-            ♭7            2⁷            5⁷sus4" in page
    assert "         ♭6            1/3           (3ø⁷''' 6⁷')  <1>" in page


def test_a_roman_analysis_reads_as_in_a_lesson() -> None:
    found = rows(roman(sung_song()))
    assert found[3] == ["Verse", "1", "I", "V⁶", "vi", "IV"]
    assert found[4] == ["I", "V", "ii⁷", "V⁷", "I:3", "V:1"]
    assert found[6] == ["Chorus", "iv", "♭VII", "V⁷/V", "V⁷sus4"]
    assert found[7] == ["♭VI", "I⁶", "iiø⁷/ii:3", "V⁷/ii:1", "I"]


@pytest.mark.parametrize(
    ("chord", "following", "expected"),
    [
        ("D7", "G", "V⁷/V"), ("D", "G", "V/V"), ("D", "F", "II"), ("E7", "Am", "V⁷/vi"),
        ("F#dim7", "G", "vii°⁷/V"), ("C7", "F", "V⁷/IV"), ("Bb", "C", "♭VII"), ("Fm", "C", "iv"),
        ("Ab", "Bb", "♭VI"), ("Db/F", "G7", "♭II⁶"), ("G7/F", "C", "V⁴₂"), ("G7/B", "C", "V⁶₅"),
        ("G7/D", "C", "V⁴₃"), ("C/G", "G", "I⁶₄"), ("F/G", "C", "IV/5"), ("Bdim", "C", "vii°"),
        ("Gm7", "C7", "ii⁷/IV"), ("F#m7b5", "B7", "iiø⁷/iii"), ("Cmaj7", "F", "Imaj⁷"),
        ("Caug", "F", "I+"), ("C7", "F7", "I⁷"), ("C7", "G7", "I⁷"), ("A7", "D7", "V⁷/II"),
        ("Dm9", "G7", "ii⁹"),
    ],
)  # fmt: skip
def test_numerals_in_c_major(chord: str, following: str, expected: str) -> None:
    key = KeyAt(at_quarters=Fraction(0), tonic_fifths=0)
    assert numeral(read_symbol(chord), key, read_symbol(following)) == expected


@pytest.mark.parametrize(
    ("chord", "following", "expected"),
    [
        ("Am", "E7", "i"), ("E7", "Am", "V⁷"), ("G", "C", "VII"), ("C", "F", "III"),
        ("F", "G", "VI"), ("G#dim7", "Am", "vii°⁷"), ("Bm7b5", "E7", "iiø⁷"), ("Bb", "E7", "♭II"),
        ("A7", "Dm", "V⁷/iv"), ("F#m7b5", "F", "♯viø⁷"),
    ],
)  # fmt: skip
def test_numerals_in_a_minor(chord: str, following: str, expected: str) -> None:
    key = KeyAt(at_quarters=Fraction(0), tonic_fifths=3, mode="minor")
    assert numeral(read_symbol(chord), key, read_symbol(following)) == expected


def test_in_a_minor_key_home_is_six_minor() -> None:
    key = KeyAt(at_quarters=Fraction(0), tonic_fifths=3, mode="minor")
    said = [number(read_symbol(c), key) for c in ("Am", "F", "C/E", "G", "E7")]
    assert said == ["6-", "4", "1/3", "5", "3⁷"]


def test_every_kind_of_chord_looks_different() -> None:
    key = KeyAt(at_quarters=Fraction(0), tonic_fifths=0)
    assert len({kind(quality) for quality in KINDS}) == len(KINDS)
    names = [numeral(read_symbol("C" + quality), key) for quality in KINDS]
    assert len(set(names)) == len(KINDS)


@pytest.mark.parametrize("semitones", [-5, 3, 6])
def test_numbers_are_the_same_in_every_key(semitones: int) -> None:
    chart = song(f"{VERSE} | {CHORUS}")
    moved = transposed(chart, semitones)
    assert nashville(moved).splitlines()[2:] == nashville(chart).splitlines()[2:]
    assert roman(moved).splitlines()[2:] == roman(chart).splitlines()[2:]


def test_a_bar_without_a_chord_and_a_change_of_key_are_told() -> None:
    chart = song("D | - | D | A")
    from dataclasses import replace

    later = KeyAt(at_quarters=Fraction(12), tonic_fifths=3)
    page = nashville(replace(chart, keys=(*chart.keys, later)))
    assert "N.C." in page
    assert "[A major] <1>" in page


def test_a_last_chord_of_two_bars_is_one_diamond_that_rings_on() -> None:
    assert nashville(song("D | A | D | .")).splitlines()[3].split() == ["1", "5", "<1>", "~"]
