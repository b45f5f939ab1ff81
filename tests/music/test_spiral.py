"""Tension on the spiral array: laws that hold in every key."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from tonmeister.model import KeyAt
from tonmeister.music.spiral import tension


def chroma(*chords: tuple[int, ...]) -> np.ndarray:
    out = np.zeros((12, len(chords)))
    for step, tones in enumerate(chords):
        out[[t % 12 for t in tones], step] = 1.0
    return out


C = KeyAt(at_quarters=Fraction(0), tonic_fifths=0)
HOME, AWAY, SEVENTH = (0, 4, 7), (1, 5, 8), (7, 11, 2, 5)


def test_a_foreign_chord_strains_more_than_the_tonic() -> None:
    strain = tension(chroma(HOME, AWAY), C)[2]
    assert strain[1] > 2.0 * strain[0]


def test_a_seventh_chord_reaches_further_than_a_triad() -> None:
    reach = tension(chroma(HOME, SEVENTH), C)[0]
    assert reach[1] > reach[0]


def test_nothing_moves_while_a_chord_is_held() -> None:
    motion = tension(chroma(HOME, HOME, SEVENTH), C)[1]
    assert motion[0] == motion[1] == 0.0
    assert motion[2] > 0.3


def test_silence_is_at_rest() -> None:
    assert not tension(np.zeros((12, 4)), C).any()


@pytest.mark.parametrize("tonic", range(-6, 7))
def test_a_song_in_another_key_is_as_tense(tonic: int) -> None:
    row = chroma(HOME, SEVENTH, AWAY, (9, 0, 4))
    there = KeyAt(at_quarters=Fraction(0), tonic_fifths=tonic)
    moved = np.roll(row, tonic * 7 % 12, axis=0)
    assert tension(moved, there) == pytest.approx(tension(row, C))
