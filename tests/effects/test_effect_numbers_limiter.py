"""What limiter and clipper promise, in numbers: loud, and clean where limiting lasts."""

from __future__ import annotations

import numpy as np
import pytest
from effect_playing import in_time, level_db, music, peak_db, play

from tonmeister.effects import recall

RATE_HZ = 48000
SECOND = RATE_HZ


def burst(length_s: float, over_db: float = 12.0) -> np.ndarray:
    """Return a steady level with one stretch that lies over the ceiling of -1 dBTP."""
    sound = np.full((2, 3 * SECOND), 0.1)
    start = SECOND // 2
    sound[:, start : start + round(length_s * RATE_HZ)] = 10 ** ((over_db - 1.0) / 20)
    return sound


def turned_down_db(sound: np.ndarray, after_s: float, length_s: float, **knobs: float) -> float:
    """Return how far the limiter is down some time after the stretch has ended."""
    out = in_time(recall("limiter", knobs), sound, RATE_HZ)
    frame = SECOND // 2 + round((length_s + after_s) * RATE_HZ)
    return float(20 * np.log10(sound[0, frame] / out[0, frame]))


def test_a_single_stroke_is_let_go_at_once() -> None:
    stroke = burst(0.003)
    assert turned_down_db(stroke, 0.04, 0.003) < 0.6
    assert turned_down_db(stroke, 0.04, 0.003, release_fast_ms=120.0) > 4.0


def test_where_limiting_lasts_it_lets_go_slowly() -> None:
    long = burst(1.5)
    assert turned_down_db(long, 0.04, 1.5, release_ms=200.0) > 5.0
    assert turned_down_db(long, 0.04, 1.5, release_ms=20.0) < 3.0


def overtones_percent(out: np.ndarray, base_hz: int) -> float:
    """Return the total harmonic distortion of one second that holds whole waves."""
    spectrum = np.abs(np.fft.rfft(out))
    harmonics = spectrum[2 * base_hz : 20 * base_hz : base_hz]
    return float(100 * np.sqrt((harmonics**2).sum()) / spectrum[base_hz])


@pytest.mark.parametrize("base_hz", [35, 50, 80])
def test_a_low_note_stays_clean(base_hz: int) -> None:
    t = np.arange(2 * SECOND) / RATE_HZ
    note = np.tile(10 ** (-1 / 20) * np.sin(2 * np.pi * base_hz * t), (2, 1))
    out = in_time(recall("limiter", {"gain_db": 3.0}), note, RATE_HZ)[0]
    assert level_db(out[SECOND:]) == pytest.approx(level_db(note), abs=0.3)
    assert overtones_percent(out[SECOND:], base_hz) < 0.5


def test_a_low_note_does_not_shake_a_high_one() -> None:
    """40 Hz and 4 kHz, 3 dB of limiting: what appears beside the 4 kHz is under 0.5 %."""
    t = np.arange(2 * SECOND) / RATE_HZ
    both = 0.8 * np.sin(2 * np.pi * 40 * t) + 0.2 * np.sin(2 * np.pi * 4000 * t)
    sound = np.tile(10 ** (-1 / 20) * both, (2, 1))
    out = in_time(recall("limiter", {"gain_db": 3.0}), sound, RATE_HZ)[0, SECOND:]
    spectrum = np.abs(np.fft.rfft(out))
    beside = [spectrum[4000 + 40 * k] for k in range(-8, 9) if k]
    assert np.sqrt(np.sum(np.square(beside))) / spectrum[4000] < 0.005


def strokes_over_a_bed() -> np.ndarray:
    """Return drum-like strokes whose peaks lie 20 dB over the bed, twice a second."""
    rng = np.random.default_rng(6)
    frames = np.arange(6 * SECOND)
    hits = np.exp(-(frames % (SECOND // 2)) / 500.0) * np.sin(frames * 0.05)
    return np.asarray(0.8 * hits + 0.03 * rng.standard_normal((2, frames.size)))


def test_ten_db_of_drive_make_the_bed_nearly_ten_db_louder() -> None:
    sound = strokes_over_a_bed()
    between = (np.arange(sound.shape[1]) % (SECOND // 2)) > SECOND // 10
    for fast_ms, low, high in ((8.0, 9.8, 10.01), (120.0, 6.0, 9.3)):
        limiter = recall("limiter", {"gain_db": 10.0, "release_fast_ms": fast_ms})
        out = in_time(limiter, sound, RATE_HZ)
        risen = level_db(out[:, between]) - level_db(sound[:, between])
        assert low < risen < high


def clipped_db(level: float, threshold: float, knee: float) -> float:
    """A parabola from ``knee`` under the cut to as far over it, flat from there."""
    cut, low = 10 ** (threshold / 20), 10 ** ((threshold - knee) / 20)
    high, x = 2 * cut - low, 10 ** (level / 20)
    if x > low:
        over = min(x, high) - low
        x = low + over - (over**2 / (2 * (high - low)) if knee else 0.0)
    return float(20 * np.log10(x))


@pytest.mark.parametrize("knee_db", [0.0, 3.0, 12.0])
def test_a_clipper_keeps_to_its_curve(knee_db: float) -> None:
    clipper = recall("clipper", {"threshold_db": -6.0, "knee_db": knee_db})
    for level in (-30.0, -12.0, -7.0, -6.0, -4.0, 0.0, 6.0):
        out = play(clipper, np.full((2, 2000), 10 ** (level / 20)), rate_hz=RATE_HZ)
        assert peak_db(out[:, -500:]) == pytest.approx(clipped_db(level, -6.0, knee_db), abs=1e-6)


def test_what_lies_under_the_bend_keeps_every_bit() -> None:
    sound = 0.2 * music(20000)
    sound[:, 12000:12004] = 1.0  # a click, far from the rest
    out = in_time(recall("clipper", {"threshold_db": -3.0}), sound, RATE_HZ)
    away = np.abs(np.arange(20000) - 12002) > 60
    assert np.array_equal(out[:, away], sound[:, away])
    assert peak_db(out[:, ~away]) < -2.0


def test_a_clipped_tone_does_not_fold_back() -> None:
    """A tone of 9 kHz, 3 dB over: what is not an overtone lies 60 dB under it."""
    t = np.arange(48000) / RATE_HZ
    tone = np.tile(np.sin(2 * np.pi * 9000 * t), (2, 1))
    out = in_time(recall("clipper", {"threshold_db": -3.0}), tone, RATE_HZ)[0, 4000:44000]
    spectrum = np.abs(np.fft.rfft(out * np.hanning(out.size)))
    hz = np.fft.rfftfreq(out.size, 1 / RATE_HZ)
    folded = spectrum[np.abs(hz - 9000) > 50].max()
    assert 20 * np.log10(folded / spectrum.max()) < -60
