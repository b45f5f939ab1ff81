"""A part as a stem: in time, levelled, without DC, safe to mix."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from tonmeister.instruments.shelf import open_preset
from tonmeister.instruments.stems import PART_LU, STEM_LUFS, levelled, sounds_of, stem
from tonmeister.model import Bend, Chart, Clip, ClipNote, KeyAt, MeterAt, TempoAt
from tonmeister.signal.loudness import LoudnessMeter

RATE_HZ = 44100
CHART = Chart(
    title="Two tempos",
    keys=(KeyAt(at_quarters=Fraction(0), tonic_fifths=0, mode="major"),),
    meters=(MeterAt(bar=0, beats=4, unit=4),),
    tempos=(
        TempoAt(at_quarters=Fraction(0), quarter_bpm=120.0),
        TempoAt(at_quarters=Fraction(4), quarter_bpm=60.0),
    ),
)


def clip(part: str, preset: str, notes: tuple[ClipNote, ...]) -> Clip:
    return Clip(part=part, name=part.title(), instrument=preset, notes=notes)


def line(*keys: int) -> tuple[ClipNote, ...]:
    return tuple(
        ClipNote(start_quarters=0.5 * n, length_quarters=0.5, midi=key, velocity=0.7)
        for n, key in enumerate(keys)
    )


def loudness(sound: np.ndarray) -> float:
    meter = LoudnessMeter(RATE_HZ, peaks=False)
    meter.add(sound)
    return meter.integrated_lufs()


def test_notes_are_placed_by_the_tempo_map_and_then_by_the_feel() -> None:
    notes = (
        ClipNote(start_quarters=2.0, length_quarters=1.0, midi=60, velocity=0.5, late_ms=12.0),
        ClipNote(start_quarters=5.0, length_quarters=0.5, midi=62, velocity=0.6, late_ms=-8.0),
        ClipNote(start_quarters=0.0, length_quarters=1.0, midi=64, velocity=0.7, late_ms=-8.0),
    )
    one = Clip(part="keys", name="Keys", instrument="keys/piano", notes=notes,
               bends=(Bend(at_quarters=5.0, semitones=1.5),))  # fmt: skip
    sounds, bends = sounds_of(one, CHART)
    assert [round(n.start_s, 6) for n in sounds] == [1.012, 2.992, 0.0]
    assert [round(n.length_s, 6) for n in sounds] == [0.5, 0.5, 0.5]
    assert [(b.at_s, b.semitones) for b in bends] == [(3.0, 1.5)]


@pytest.mark.parametrize(
    ("part", "preset", "keys"),
    [
        ("drums", "drums/acoustic", (36, 42, 38, 42, 36, 36, 38, 46)),
        ("bass", "bass/electric", (36, 36, 43, 41, 36, 36, 34, 35)),
        ("keys", "keys/electric-piano", (60, 64, 67, 72, 60, 64, 67, 72)),
        ("guitar", "guitar/driven", (52, 59, 52, 59, 52, 59, 52, 59)),
        ("pad", "pad/warm", (60, 64, 67, 72, 60, 64, 67, 72)),
        ("strings", "strings/quartet", (48, 55, 64, 72, 48, 55, 64, 72)),
        ("lead", "lead/saw", (72, 74, 76, 77, 79, 77, 76, 74)),
    ],
)
def test_a_stem_is_levelled_by_its_part_and_free_of_dc(
    part: str, preset: str, keys: tuple[int, ...]
) -> None:
    sound = stem(clip(part, preset, line(*keys)), CHART, open_preset(preset),
                 rate_hz=RATE_HZ, length_s=4.5, seed=1)  # fmt: skip
    assert sound.shape == (2, round(4.5 * RATE_HZ))
    assert abs(loudness(sound) - STEM_LUFS - PART_LU[part]) < 0.5
    assert np.abs(sound).max() <= 10.0 ** (-1.0 / 20.0)
    assert np.abs(sound.mean(axis=1)).max() < 1e-4


def test_dc_in_what_is_played_does_not_reach_the_stem() -> None:
    tone = 0.1 * np.sin(2 * np.pi * 220.0 * np.arange(3 * RATE_HZ) / RATE_HZ) + 0.05
    sound = levelled(np.stack([tone, tone]), "keys", RATE_HZ)
    assert abs(sound[:, RATE_HZ:].mean()) < 1e-4


def test_a_part_without_notes_is_silent_and_a_click_is_not_blown_up() -> None:
    quiet = stem(clip("bass", "bass/sub", ()), CHART, open_preset("bass/sub"),
                 rate_hz=RATE_HZ, length_s=1.0, seed=1)  # fmt: skip
    assert not quiet.any()
    click = np.zeros((2, 4 * RATE_HZ))
    click[:, RATE_HZ : RATE_HZ + 20] = 0.2
    assert np.abs(levelled(click, "drums", RATE_HZ)).max() <= 10.0 ** (-1.0 / 20.0) + 1e-12
