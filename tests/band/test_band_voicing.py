"""Hands: grips, voicings, a walking bass, four parts."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, pairwise, product

import numpy as np
import pytest

from tonmeister.model import ChordSymbol, KeyAt
from tonmeister.music.chord_kinds import KINDS, bass_class, tone_classes
from tonmeister.music.chord_names import read_symbol
from tonmeister.music.voicing.grips import Grip, GripKind, grip_near, playable
from tonmeister.music.voicing.leading import led, movement, voicings
from tonmeister.music.voicing.limits import muddy
from tonmeister.music.voicing.quartet import Four, four_parts
from tonmeister.music.voicing.scale_of import chord_scale
from tonmeister.music.voicing.tones import coloured, interval_of, kept
from tonmeister.music.voicing.walking import Stretch, walk

HOME = KeyAt(at_quarters=Fraction(0), tonic_fifths=0)
OPEN_STRINGS = (40, 45, 50, 55, 59, 64)
QUARTET = ((36, 62), (48, 74), (55, 81), (58, 88))
ALL = [
    ChordSymbol(root, kind, bass)
    for kind in KINDS
    for root, bass in ((0, None), (-3, None), (4, 1), (1, 5), (6, None))
]


def symbols(text: str) -> list[ChordSymbol]:
    return [read_symbol(name) for name in text.split()]


@pytest.mark.parametrize("kind", ["full", "shell", "top", "power"])
def test_every_chord_has_a_grip_that_four_fingers_hold(kind: GripKind) -> None:
    for symbol in ALL:
        grip = grip_near(symbol, kind, 3)
        pressed = [f for f in grip.frets if f]
        assert len(grip.frets) == 6
        assert not pressed or max(pressed) - min(pressed) <= 3, (symbol.name, grip.written)
        above_the_barre = [f for f in pressed if f > min(pressed)]
        assert len(pressed) <= 4 or len(above_the_barre) <= 3, (symbol.name, grip.written)
        assert {p % 12 for p in grip.pitches} <= set(tone_classes(symbol)) | {bass_class(symbol)}


def test_a_full_grip_has_the_bass_at_the_bottom_and_the_third() -> None:
    for symbol in symbols("C G/B D/F# Am7 Bb F#m Ebmaj7 G7 Dm7b5 E7#9 Absus4"):
        grip = grip_near(symbol, "full", None)
        assert min(grip.pitches) % 12 == bass_class(symbol), grip.written
        assert interval_of(symbol, "third") in {p % 12 for p in grip.pitches}, grip.written


@pytest.mark.parametrize(
    ("name", "written"),
    [("C", "x32010"), ("Em", "022000"), ("E", "022100"), ("F", "133211"), ("G", "320003"),
     ("F#m", "244222")],
)  # fmt: skip
def test_first_grips_are_those_in_every_guitar_book(name: str, written: str) -> None:
    assert grip_near(read_symbol(name), "full", None).written == written


def test_five_spread_frets_and_a_fifth_finger_are_not_playable() -> None:
    assert not playable(Grip((1, 5, None, None, None, None)))
    assert not playable(Grip((1, 2, 3, 4, 2, 3)))
    assert not playable(Grip((2, 0, 3, 3, 4, 2)))  # a barre over an open string
    assert playable(Grip((1, 3, 3, 2, 1, 1)))


def test_power_chords_are_root_fifth_and_octave() -> None:
    for symbol in symbols("E5 G A5 C Dm"):
        pitches = grip_near(symbol, "power", None).pitches
        assert [p - pitches[0] for p in pitches] == [0, 7, 12]
        assert pitches[0] % 12 == tone_classes(symbol)[0]


def test_the_next_voicing_is_the_nearest_there_is() -> None:
    near: tuple[int, ...] = (60, 64, 67)
    for symbol in symbols("F G7 Am Dm E7 C"):
        tones = kept(symbol, 3, rootless=True)
        chosen = led(tones, near, 55, 76, "close")
        best = min(movement(way, near) for way in voicings(tones, 55, 76, "close"))
        assert movement(chosen, near) <= best + 3
        near = chosen


def test_chords_keep_what_says_their_kind() -> None:
    for symbol in ALL:
        for voices in (3, 4):
            tones = kept(symbol, voices, rootless=voices == 3)
            assert len(tones) == voices
            assert interval_of(symbol, "third") in tones or symbol.quality == "5", symbol.name


def test_a_jazz_voicing_leaves_the_root_to_the_bass() -> None:
    for name in ["Dm7", "G7", "Cmaj7", "Am9"]:
        symbol = read_symbol(name)
        tones = coloured(symbol, chord_scale(symbol, HOME))
        assert tone_classes(symbol)[0] not in tones
        assert len(set(tones)) == 4
    altered = read_symbol("Em7")  # its ninth is not in C major
    assert 6 not in coloured(altered, chord_scale(altered, HOME))


def test_low_thirds_are_mud_and_low_fifths_are_not() -> None:
    assert muddy((40, 44, 47)) == 2  # E2 G#2, and G#2 B2
    assert muddy((40, 47, 56)) == 0
    assert muddy((60, 61)) == 0


def test_a_walking_bass_steps_into_the_next_root() -> None:
    names = symbols("Dm7 G7 Cmaj7 A7 Dm7 G7 Em7 A7 Fmaj7 Fm6 Cmaj7 A7 D7 G7 C6 C6")
    rows = [
        Stretch(4, bass_class(s), frozenset(tone_classes(s)), chord_scale(s, HOME)) for s in names
    ]
    for seed in range(5):
        line = walk(rows, 28, 55, np.random.default_rng(seed))
        for own, after, row in zip(line, line[1:], rows, strict=False):
            assert own[0] % 12 == row.bass
            assert 1 <= abs(after[0] - own[-1]) <= 2 or own[-1] % 12 in row.scale
        flat = [p for own in line for p in own]
        assert all(28 <= p <= 55 for p in flat)
        assert all(a != b for a, b in pairwise(flat))
        steps = [abs(a - b) for a, b in pairwise(flat)]
        assert np.mean(steps) < 3.0
        approached = sum(abs(b[0] - a[-1]) <= 2 for a, b in pairwise(line))
        assert approached >= 0.9 * (len(line) - 1)


def test_four_parts_keep_order_ranges_and_have_no_fifths_in_a_row() -> None:
    near: Four | None = None
    parallels = 0
    for symbol in symbols("C F G C Am Dm G7 C Em F G Am F C/E G7 C"):
        four = four_parts(symbol, near, QUARTET)
        assert list(four) == sorted(set(four))
        assert all(low <= p <= high for p, (low, high) in zip(four, QUARTET, strict=True))
        assert four[0] % 12 == bass_class(symbol)
        if near is not None:
            for a, b in combinations(range(4), 2):
                moved = near[a] != four[a] and near[b] != four[b]
                parallels += moved and (near[b] - near[a]) % 12 == (four[b] - four[a]) % 12 in (
                    0,
                    7,
                )
        near = four
    assert parallels == 0


def test_a_scale_over_a_chord_holds_the_chord_and_nothing_beside_its_foreign_tones() -> None:
    over = chord_scale(read_symbol("E7"), HOME)
    assert {4, 8, 11, 2} <= over
    assert 7 not in over
    for symbol, key in product(ALL[:30], (HOME,)):
        assert set(tone_classes(symbol)) <= chord_scale(symbol, key)
