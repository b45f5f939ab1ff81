"""A sweep through a known room gives that room back; what is wrong with a recording is said."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from known_rooms import RATE_HZ, dying_noise, even, shoebox
from scipy.signal import fftconvolve

from tonmeister.listening.room import (
    NotMeasured,
    clipped_tops,
    deconvolve,
    make_sweep,
    measure,
    recognise,
)

SWEEP = make_sweep(4.0, RATE_HZ)


def _recorded(answer: np.ndarray, *, noise_db: float = -90.0, late_s: float = 0.5) -> np.ndarray:
    played = np.concatenate([np.zeros(round(late_s * RATE_HZ)), SWEEP])
    heard = fftconvolve(played, answer)[: played.size]
    heard = 0.3 * heard / np.abs(heard).max()
    chance = np.random.default_rng(9)
    return heard + 10.0 ** (noise_db / 20.0) * chance.standard_normal(heard.size)


def test_a_sweep_climbs_evenly_fades_and_is_framed_by_silence() -> None:
    assert SWEEP.size == round(9.0 * RATE_HZ)
    assert not SWEEP[: RATE_HZ - 1].any()
    assert not SWEEP[-3 * RATE_HZ :].any()
    assert np.abs(SWEEP).max() == pytest.approx(0.5, abs=0.001)
    tone = SWEEP[RATE_HZ : 5 * RATE_HZ]
    crossings = [int((np.diff(np.sign(part)) != 0).sum()) for part in np.array_split(tone, 8)]
    ratios = [b / a for a, b in pairwise(crossings[2:])]
    octaves = np.log2(20000.0 / 20.0)
    assert ratios == pytest.approx([2.0 ** (octaves / 8.0)] * 5, rel=0.02)


def test_a_sweep_played_straight_gives_back_one_click() -> None:
    found = deconvolve(_recorded(np.array([1.0]))[None], SWEEP, RATE_HZ)
    click = found.samples[0]
    top = int(np.abs(click).argmax())
    assert top == round(0.005 * RATE_HZ)
    assert found.starts_s == pytest.approx(1.5, abs=0.02)
    rest = np.concatenate([click[: top - 48], click[top + 48 :]])
    assert np.abs(rest).max() < 0.02 * abs(click[top])


@pytest.mark.parametrize("decay_s", [0.4, 1.2])
def test_a_recorded_sweep_tells_the_same_decay_as_the_response_itself(decay_s: float) -> None:
    answer = dying_noise(even(decay_s), 2, noise_db=-140.0)[RATE_HZ:]
    found = deconvolve(_recorded(answer, noise_db=-85.0)[None], SWEEP, RATE_HZ)
    truth = measure(answer, RATE_HZ).decays
    for a, b in zip(truth, measure(found.samples[0], RATE_HZ).decays, strict=True):
        assert a.t20_s is not None
        assert b.t20_s == pytest.approx(a.t20_s, rel=0.05), a.octave_hz


def test_a_sweep_saved_at_another_speed_is_named() -> None:
    answer = dying_noise(even(0.4), 2, noise_db=-140.0)[RATE_HZ:]
    heard = _recorded(answer)
    fast = np.interp(np.arange(0.0, heard.size - 1, 48000 / 44100), np.arange(heard.size), heard)
    with pytest.raises(NotMeasured, match="another sample rate"):
        deconvolve(fast[None], SWEEP, RATE_HZ)


def test_a_recording_that_stops_with_the_sweep_is_refused() -> None:
    heard = _recorded(dying_noise(even(0.4), 2)[RATE_HZ:])
    with pytest.raises(NotMeasured, match=r"0\.\d\d s after the end of the sweep"):
        deconvolve(heard[None, : round(5.6 * RATE_HZ)], SWEEP, RATE_HZ)
    with pytest.raises(NotMeasured, match="before the end of the sweep"):
        deconvolve(heard[None, : round(5.0 * RATE_HZ)], SWEEP, RATE_HZ)


def test_a_recording_that_begins_late_is_refused() -> None:
    heard = _recorded(dying_noise(even(0.4), 2)[RATE_HZ:])
    with pytest.raises(NotMeasured, match="start recording first"):
        deconvolve(heard[None, round(2.0 * RATE_HZ) :], SWEEP, RATE_HZ)


def test_something_else_is_not_taken_for_the_sweep() -> None:
    other = 0.1 * np.random.default_rng(1).standard_normal((1, 8 * RATE_HZ))
    with pytest.raises(NotMeasured, match="not heard"):
        deconvolve(other, SWEEP, RATE_HZ)


def test_one_bang_is_told_from_several_and_from_a_steady_sound() -> None:
    bang = dying_noise(even(0.5), 2)
    assert recognise(bang, RATE_HZ) == "impulse"
    assert recognise(np.concatenate([bang, bang]), RATE_HZ) == "several"
    assert recognise(_recorded(bang[RATE_HZ:]), RATE_HZ) == "other"
    assert recognise(np.zeros(RATE_HZ), RATE_HZ) == "silent"


def test_shaved_tops_are_counted_and_an_honest_full_scale_is_not() -> None:
    assert clipped_tops(np.clip(3.0 * SWEEP, -1.0, 1.0)) > 1000
    bang = dying_noise(even(0.5), 2)
    assert clipped_tops(bang / np.abs(bang).max()) == 0


def test_first_echoes_and_modes_of_a_shoebox_are_where_geometry_puts_them() -> None:
    sides = (5.2, 4.1, 3.0)
    source, ear = (1.3, 1.1, 1.2), (2.4, 1.9, 1.4)
    answer = shoebox(sides, source, ear, reflects=0.85, length_s=0.7)
    room = measure(answer, RATE_HZ, sides_m=sides)
    direct = float(np.linalg.norm(np.subtract(source, ear)))
    floor = float(np.linalg.norm([source[0] - ear[0], source[1] - ear[1], source[2] + ear[2]]))
    loud = min(room.reflections, key=lambda r: abs(r.path_m - (floor - direct)))
    assert loud.path_m == pytest.approx(floor - direct, abs=0.03)
    assert loud.level_db == pytest.approx(20.0 * np.log10(0.85 * direct / floor), abs=1.5)
    assert room.modes[0].tone_hz == pytest.approx(343.0 / 2.0 / 5.2)
    assert room.modes[0].kind == "axial"


def test_the_booms_of_a_hard_box_are_its_modes() -> None:
    sides = (5.2, 4.1, 3.0)
    answer = shoebox(sides, (0.2, 0.3, 0.2), (4.9, 3.7, 2.8), reflects=0.97, length_s=0.9)
    room = measure(answer, RATE_HZ, sides_m=sides)
    low = [b for b in room.booms if b.tone_hz < 80.0]
    assert len(low) >= 3
    assert all(b.mode is not None for b in low)
    elsewhere = measure(answer, RATE_HZ, sides_m=(6.3, 3.4, 2.3))
    assert sum(b.mode is None for b in elsewhere.booms if b.tone_hz < 80.0) >= 1
