"""The faults of songs do what they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from little_pieces import LENGTH_S, RATE_HZ

from tonmeister.faults import CannotPlant, Piece, faults
from tonmeister.faults.planted._speed import detuned, read_at
from tonmeister.listening import listen
from tonmeister.listening.finished import hear_finished
from tonmeister.model import Section, Span

WHERE = Span(8.0, 16.0)
IN_THE_VOCAL = sorted(name for name in faults() if name.startswith("vocal_"))


def sine(pitch_hz: float, length_s: float = 4.0) -> np.ndarray:
    at_s = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    return np.stack([np.sin(2 * np.pi * pitch_hz * at_s)] * 2)


def pitch_hz(sound: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(sound[0] * np.hanning(sound.shape[1]), 1 << 20))
    return float(spectrum.argmax()) * RATE_HZ / (1 << 20)


def test_faster_is_higher() -> None:
    tone = sine(440.0)
    faster = read_at(tone, np.arange(tone.shape[1] - 4000) * 1.02)
    assert pitch_hz(faster[:, : 3 * RATE_HZ]) == pytest.approx(440.0 * 1.02, abs=0.2)


@pytest.mark.parametrize("cents", [-35.0, 30.0])
def test_what_is_detuned_is_as_long_as_before(cents: float) -> None:
    tone = sine(440.0)
    off = detuned(tone, RATE_HZ, cents)
    assert off.shape == tone.shape
    assert 1200.0 * np.log2(pitch_hz(off) / 440.0) == pytest.approx(cents, abs=3.0)


@pytest.mark.parametrize("name", IN_THE_VOCAL)
def test_a_vocal_fault_needs_a_vocal(name: str, clean: Piece) -> None:
    without = replace(clean, roles=dict.fromkeys(clean.stems, "keys"))
    with pytest.raises(CannotPlant, match="lead vocal"):
        faults()[name].plant(without, WHERE, 1)


def test_half_of_the_vocal_stays_as_it_was(clean: Piece) -> None:
    planted = faults()["vocal_under"].plant(clean, Span(0.0, LENGTH_S), 1)
    changed = np.abs(planted.piece.stems["lead vocal"] - clean.stems["lead vocal"]).max(axis=0)
    assert 0.2 < float((changed > 1e-6).mean()) < 0.55


def test_a_flat_chorus_lies_under_its_verse_and_is_heard(clean: Piece) -> None:
    assert clean.song is not None
    sections = (
        Section(name="verse", where=Span(0.0, 12.0)),
        Section(name="chorus", where=Span(12.0, 24.0)),
    )
    song = replace(clean.song, sections=sections)
    planted = faults()["form_flat_chorus"].plant(replace(clean, song=song), WHERE, 1)
    heard = hear_finished(planted.piece.audio(), song=song)
    (found,) = listen(heard, only=["form/flat_chorus"])
    assert found.where == planted.where
    assert found.facts["lift_lu"] == pytest.approx(-1.0, abs=0.3)
    with pytest.raises(CannotPlant, match="no chorus"):
        faults()["form_flat_chorus"].plant(clean, WHERE, 1)
