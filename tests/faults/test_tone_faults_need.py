"""A fault that nobody could hear in a piece is not planted there, and a note is no ring."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tone_piece import RATE_HZ, WHERE, band

from tonmeister.faults import Piece, faults
from tonmeister.faults.declare import CannotPlant
from tonmeister.listening.tone_lines import lines_of, rings
from tonmeister.model import Span
from tonmeister.signal import Audio, Samples


def low_passed(sound: Samples, edge_hz: float) -> Samples:
    spectrum = np.fft.rfft(sound, axis=1)
    spectrum[:, np.fft.rfftfreq(sound.shape[1], 1.0 / RATE_HZ) > edge_hz] = 0.0
    return np.ascontiguousarray(np.fft.irfft(spectrum, sound.shape[1], axis=1))


@pytest.mark.parametrize("name", ["fizzy", "airless"])
def test_where_a_codec_took_the_top_no_shelf_can_be_heard_there(name: str) -> None:
    piece = band()
    dark = replace(piece, mix=low_passed(piece.mix, 11000.0))
    assert faults()[name].plant(piece, WHERE, 1).piece.mix.shape == piece.mix.shape
    with pytest.raises(CannotPlant, match="12 kHz"):
        faults()[name].plant(dark, WHERE, 1)


def test_pumping_takes_a_kick_that_does_not_pause() -> None:
    piece = band()
    rests = piece.mix.copy()
    pause = slice(round(18.0 * RATE_HZ), round(22.0 * RATE_HZ))
    rests[:, pause] -= low_passed(rests, 200.0)[:, pause]
    with pytest.raises(CannotPlant, match="no kick there for"):
        faults()["pumping"].plant(replace(piece, mix=rests), Span(16.0, 26.0), 1)


def test_a_held_note_with_overtones_is_no_ring_and_a_filter_is() -> None:
    clean = band().mix
    at_s = np.arange(clean.shape[1]) / RATE_HZ
    held = (at_s > WHERE.start_s) & (at_s < WHERE.end_s)
    note = sum(np.sin(2 * np.pi * 865.0 * n * at_s) / n for n in (1, 2, 3, 4)) * held * 0.03
    assert rings(lines_of(Audio(clean + note, RATE_HZ))) == []
    planted = faults()["resonance"].plant(Piece(name="b", rate_hz=RATE_HZ, mix=clean), WHERE, 1)
    found = rings(lines_of(planted.piece.audio()))
    assert len(found) == 1
    assert found[0].frequency_hz == pytest.approx(1730.0, rel=0.03)
