"""Decay times of rooms whose truth is known, and of published responses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from known_rooms import RATE_HZ, dying_noise, even, shoebox

from tonmeister.listening.room import OCTAVES_HZ, decays, measure
from tonmeister.listening.room.bands import edges_hz


def _errors_percent(times_s: dict[int, float], *, seeds: int, noise_db: float) -> dict[int, float]:
    found: dict[int, list[float]] = {o: [] for o in OCTAVES_HZ}
    for seed in range(seeds):
        for one in measure(dying_noise(times_s, seed, noise_db=noise_db), RATE_HZ).decays:
            assert one.t30_s is not None, (one.octave_hz, one.why)
            found[one.octave_hz].append(one.t30_s)
    return {o: 100.0 * (np.mean(found[o]) / times_s[o] - 1.0) for o in OCTAVES_HZ}


@pytest.mark.parametrize("decay_s", [0.3, 0.8, 2.0])
def test_a_known_decay_is_found_within_5_percent_in_every_octave(decay_s: float) -> None:
    errors = _errors_percent(even(decay_s), seeds=8, noise_db=-80.0)
    assert all(abs(error) < 5.0 for error in errors.values()), errors


def test_the_early_decay_of_an_even_room_is_its_whole_decay() -> None:
    """EDT leans on a few moments of noise: the mean over draws is asked, from 250 Hz on."""
    found = [
        [one.edt_s for one in measure(dying_noise(even(0.8), seed), RATE_HZ).decays]
        for seed in range(12)
    ]
    mean = np.mean(np.array(found, dtype=float), axis=0)[2:]
    assert mean == pytest.approx([0.8] * 6, rel=0.07)


def test_octaves_that_ring_differently_are_told_apart() -> None:
    times_s = dict(zip(OCTAVES_HZ, (0.9, 0.8, 0.7, 0.6, 0.55, 0.5, 0.45, 0.4), strict=True))
    errors = _errors_percent(times_s, seeds=8, noise_db=-80.0)
    assert all(abs(error) < 5.0 for error in errors.values()), errors


def test_noise_does_not_lengthen_the_decay() -> None:
    quiet = measure(dying_noise(even(0.8), 3, noise_db=-110.0), RATE_HZ).decays
    noisy = measure(dying_noise(even(0.8), 3, noise_db=-58.0), RATE_HZ).decays
    for a, b in zip(quiet[3:], noisy[3:], strict=True):
        assert a.t20_s is not None
        assert b.t20_s is not None
        assert b.t20_s == pytest.approx(a.t20_s, rel=0.05)


def test_where_the_range_does_not_suffice_it_is_said_and_not_guessed() -> None:
    for one in measure(dying_noise(even(0.8), 1, noise_db=-35.0), RATE_HZ).decays:
        assert one.t20_s is None
        assert one.t30_s is None
        assert "cannot" in one.why or "T20 needs 35" in one.why


def test_a_room_with_two_decays_is_called_bent() -> None:
    one = dying_noise(even(0.25), 5, noise_db=-110.0)
    other = dying_noise(even(1.5), 6, noise_db=-110.0, level=0.03)[: one.size]
    both = one[: other.size] + other
    bent = measure(both, RATE_HZ).decays
    assert sum(not d.straight for d in bent[2:]) >= 5
    plain = measure(dying_noise(even(2.0), 7, noise_db=-110.0), RATE_HZ).decays
    assert sum(d.straight for d in plain[2:]) == 6


def test_a_response_that_is_cut_while_it_rings_is_not_shortened_to_the_cut() -> None:
    whole = dying_noise(even(1.0), 4, noise_db=-120.0)
    cut = whole[: RATE_HZ + round(0.9 * RATE_HZ)]
    for a, b in zip(
        measure(whole, RATE_HZ).decays[3:], measure(cut, RATE_HZ).decays[3:], strict=True
    ):
        assert a.t20_s is not None
        assert b.t20_s == pytest.approx(a.t20_s, rel=0.05)


def _plain_s(answer: np.ndarray, rate_hz: int, octave_hz: int) -> float:
    """Brick-wall octave, backward sum of all of it, a line from 5 to 25 dB: nothing of ours."""
    low, high = edges_hz(octave_hz)
    hz = np.fft.rfftfreq(answer.size, 1.0 / rate_hz)
    spectrum = np.fft.rfft(answer)
    spectrum[(hz < low) | (hz > high)] = 0.0
    total = np.cumsum(np.fft.irfft(spectrum, answer.size)[::-1] ** 2)[::-1]
    curve = 10.0 * np.log10(total / total[0] + 1e-12)
    span = np.flatnonzero((curve < -5.0) & (curve > -25.0))
    return float(-60.0 / np.polyfit(span / rate_hz, curve[span], 1)[0])


def test_a_shoebox_rings_as_long_as_a_plain_fit_says_and_not_shorter_than_eyring() -> None:
    """All walls alike: the rays along the longest side make it ring longer than Eyring's mean."""
    rate_hz, sides, reflects = 16000, (5.2, 4.1, 3.0), 0.9
    answer = shoebox(
        sides, (1.3, 1.1, 1.2), (3.9, 2.7, 1.6), reflects=reflects, length_s=0.9, rate_hz=rate_hz
    )
    volume = float(np.prod(sides))
    area = 2.0 * (sides[0] * sides[1] + sides[0] * sides[2] + sides[1] * sides[2])
    eyring_s = 0.161 * volume / (-area * np.log(reflects**2))
    padded = np.pad(answer, rate_hz // 4)
    for one in decays(answer, rate_hz):
        if one.octave_hz >= 500:
            assert one.t20_s == pytest.approx(_plain_s(padded, rate_hz, one.octave_hz), rel=0.08)
            assert eyring_s < one.t20_s < 1.4 * eyring_s


@pytest.mark.material
@pytest.mark.parametrize(
    "name",
    ["google_irs/binaural-s3_r4_bd.wav", "google_irs/omni-35-10.wav",
     "google_irs/cardiod-rear-35-10.wav", "google_irs/kitchen-true-stereo.wav",
     "pymixconsole_irs/plate.wav", "pymixconsole_irs/small_room.wav"],
)  # fmt: skip
def test_published_responses_ring_as_long_as_a_plain_fit_says(name: str, material: Path) -> None:
    """From 500 Hz on: below, the brick wall itself rings as long as a small room."""
    sound, rate_hz = sf.read(material / name, always_2d=True)
    answer = np.pad(np.trim_zeros(sound[:, 0]), rate_hz // 4)
    for one in measure(answer, rate_hz).decays:
        if one.octave_hz >= 500:
            plain_s = _plain_s(answer, rate_hz, one.octave_hz)
            assert one.t20_s == pytest.approx(plain_s, rel=0.08), one.octave_hz
